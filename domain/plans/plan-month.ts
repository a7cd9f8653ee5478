/** Planning a month: read the team's board, compute, write the drafts. Submitted and approved plans stay as they are. */

import type { IsoMonth } from '../../engines/kernel/dates.ts'
import {
  type PlannedVisit as EngineVisit,
  type MonthPlan,
  type MonthProblem,
  type PinnedVisit,
  type PreviousVisit,
  planMonth,
} from '../../engines/schedule/index.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/database/index.ts'
import { conflict } from '../../platform/http/failure.ts'
import { systemActing } from '../../platform/ledger/index.ts'
import { startItem } from '../../platform/workflow/index.ts'
import { type Board, engineVisits, groupJointRows, measureDays, readBoard, summarise } from './board.ts'
import { readTeamUnits } from './reach.ts'
import { isEditable, proposeMeasures } from './rules.ts'
import {
  advancePlan,
  deleteAllVisits,
  deleteExceptions,
  type ExceptionRow,
  insertChange,
  insertException,
  insertPlan,
  insertVisits,
  type PlanRow,
  type VisitRow,
} from './store.ts'
import { planWorkflow } from './workflow.ts'

export type Effort = 'quick' | 'normal' | 'thorough'

const ITERATIONS: Readonly<Record<Effort, number>> = { quick: 500, normal: 3000, thorough: 15000 }

export interface PlanningOrder {
  readonly orgId: string
  readonly month: IsoMonth
  /** Whose month; the planner also looks at the others of their teams, because of joint visits. */
  readonly managerIds: readonly string[]
  readonly effort: Effort
  readonly keepMinutes: number
  readonly author: { readonly accountId: string; readonly name: string }
}

export interface PlanningResult {
  readonly plans: number
  readonly visits: number
  readonly unplaced: number
  /** Plans left alone because they were handed in or approved. */
  readonly kept: number
}

/** Plans team after team; `progress` counts people. */
export async function planTeams(
  database: Database,
  clock: Clock,
  order: PlanningOrder,
  progress: (done: number, total: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<PlanningResult> {
  const teams = await database.inOrg(order.orgId, (tx) => groupByTeam(tx, order.managerIds), {
    readOnly: true,
  })
  const result = { plans: 0, visits: 0, unplaced: 0, kept: 0 }
  let done = 0
  for (const team of teams) {
    signal?.throwIfAborted()
    const board = await database.inOrg(order.orgId, (tx) => readBoard(tx, order.month, team.unitIds), {
      readOnly: true,
    })
    const targets = team.managerIds.filter((personId) => {
      const plan = board.plans.get(personId)
      return plan === undefined || isEditable(plan.state)
    })
    result.kept += team.managerIds.length - targets.length
    if (targets.length > 0) {
      const month = await planMonth(problemOf(board, targets, order.keepMinutes), {
        seed: 1,
        iterations: ITERATIONS[order.effort],
        signal,
        onProgress: (step) =>
          progress(done + (targets.length * step.done) / Math.max(1, step.total), order.managerIds.length),
      })
      const written = await database.inOrg(order.orgId, (tx) =>
        writePlans(tx, clock, order, board, targets, month),
      )
      result.plans += targets.length
      result.visits += written.visits
      result.unplaced += written.unplaced
    }
    done += team.managerIds.length
    progress(done, order.managerIds.length)
  }
  return result
}

/** Teams plan together; the answer does not depend on the order in which people were named. */
async function groupByTeam(tx: Tx, managerIds: readonly string[]) {
  const teams = new Map<string, { unitIds: string[]; managerIds: string[] }>()
  for (const managerId of [...managerIds].sort()) {
    const unitIds = await readTeamUnits(tx, managerId)
    const key = unitIds.join()
    const team = teams.get(key) ?? { unitIds, managerIds: [] }
    team.managerIds.push(managerId)
    teams.set(key, team)
  }
  return [...teams.values()]
}

/**
 * The planning problem of the people whose month is (re)made. What is handed in or approved is pinned; visits a
 * person moved by hand stay on their day; the other present visits are worth `keepMinutes` each.
 */
function problemOf(board: Board, targets: readonly string[], keepMinutes: number): MonthProblem {
  const isTarget = new Set(targets)
  const rows = engineVisits(board)
  const pinned: PinnedVisit[] = []
  const previous: PreviousVisit[] = []
  for (const row of rows) {
    const storedId = row.id.slice(0, 36)
    const stored = board.visits.get(storedId)
    const ownerIsTarget = [...board.plans.values()].some(
      (plan) => plan.planId === stored?.planId && isTarget.has(plan.managerId),
    )
    const visit = { customerId: row.customerId, managerId: row.managerId, date: row.date }
    if (!ownerIsTarget) pinned.push({ ...visit, arriveMinute: row.arriveMinute })
    else if (stored?.pinned) pinned.push(visit)
    else previous.push(visit)
  }
  return {
    ...board.problem,
    pinned,
    previous,
    rules: { ...board.problem.rules, movePenaltyMinutes: keepMinutes },
  }
}

async function writePlans(
  tx: Tx,
  clock: Clock,
  order: PlanningOrder,
  board: Board,
  targets: readonly string[],
  month: MonthPlan,
): Promise<{ visits: number; unplaced: number }> {
  const isTarget = new Set(targets)
  const groups = groupJointRows(month.visits).filter((group) => isTarget.has(group.own.managerId))
  const byOwner = Map.groupBy(groups, (group) => group.own.managerId)
  let visits = 0
  let unplacedVisits = 0
  for (const managerId of targets) {
    const unplaced = month.unplaced.filter((item) => ownerOf(board, item) === managerId)
    const present = board.plans.get(managerId)
    const plan = present ?? (await createPlan(tx, clock, order, board, managerId))
    const rows = toRows(board, plan, clock, byOwner.get(managerId) ?? [])
    const after = withPlan(board, plan, rows)
    const engineRows = engineVisits(after)
    const days = measureDays(after, managerId, engineRows)
    const missing = unplaced.reduce((total, item) => total + item.visits, 0)
    const summary = summarise(after, managerId, days, engineRows, missing, tourGapOf(month, managerId))
    await deleteAllVisits(tx, plan.planId)
    await deleteExceptions(tx, plan.planId)
    if (!(await advancePlan(tx, plan.planId, plan.revision, { summary }))) throw conflict('PLAN-REVISION')
    await insertVisits(tx, order.orgId, rows)
    for (const item of unplaced) await insertException(tx, order.orgId, toException(plan, clock, item))
    await insertChange(tx, order.orgId, {
      planId: plan.planId,
      changeId: newId(clock),
      revision: plan.revision + 1,
      kind: 'generate',
      authorId: order.author.accountId,
      authorName: order.author.name,
      changedAt: clock.now(),
      detail: { visits: rows.length },
    })
    visits += rows.length
    unplacedVisits += missing
  }
  return { visits, unplaced: unplacedVisits }
}

async function createPlan(
  tx: Tx,
  clock: Clock,
  order: PlanningOrder,
  board: Board,
  managerId: string,
): Promise<PlanRow> {
  const plan = {
    planId: newId(clock),
    managerId,
    month: order.month,
    state: 'draft' as const,
    revision: 1,
    summary: summarise(board, managerId, [], [], 0, null),
    createdBy: order.author.accountId,
    submittedBy: null,
    submittedAt: null,
    decisionDue: null,
    decidedBy: null,
    decidedAt: null,
  }
  await insertPlan(tx, order.orgId, { ...plan, ruleVersions: board.ruleVersions, createdAt: clock.now() })
  const name = board.people.get(managerId)?.name ?? ''
  await startItem(
    tx,
    planWorkflow,
    {
      objectKind: 'visit_plan',
      objectId: plan.planId,
      title: `${name} ${order.month}`,
      author: { personId: managerId, name },
      assignTo: { personId: managerId },
    },
    systemActing(order.orgId, clock),
  )
  return plan
}

function toRows(
  board: Board,
  plan: PlanRow,
  clock: Clock,
  groups: readonly { own: EngineVisit; joint: VisitRow['joint'] }[],
): VisitRow[] {
  const sorted = [...groups].sort((a, b) =>
    a.own.date === b.own.date ? a.own.sequence - b.own.sequence : a.own.date < b.own.date ? -1 : 1,
  )
  const visitOfMonth = new Map<string, number>()
  return sorted.map(({ own, joint }) => {
    const customer = board.customers.get(own.customerId)
    const count = (visitOfMonth.get(own.customerId) ?? 0) + 1
    visitOfMonth.set(own.customerId, count)
    return {
      planId: plan.planId,
      visitId: newId(clock),
      customerId: own.customerId,
      date: own.date,
      sequence: own.sequence,
      arriveMinute: hundredths(own.arriveMinute),
      departMinute: hundredths(own.departMinute),
      kind: own.kind,
      joint: joint.map((other) => ({
        ...other,
        arriveMinute: hundredths(other.arriveMinute),
        departMinute: hundredths(other.departMinute),
      })),
      measures: proposeMeasures({
        weak: customer?.isWeak ?? false,
        valueGroup: customer?.valueGroup ?? 'regular',
        missingFields: customer?.missingFields ?? 0,
        orderFalling: customer?.orderFalling ?? false,
        visitOfMonth: count,
      }),
      pinned: [...board.visits.values()].some(
        (row) =>
          row.planId === plan.planId &&
          row.pinned &&
          row.customerId === own.customerId &&
          row.date === own.date,
      ),
      remark: null,
    }
  })
}

function withPlan(board: Board, plan: PlanRow, rows: readonly VisitRow[]): Board {
  const visits = new Map([...board.visits].filter(([, row]) => row.planId !== plan.planId))
  for (const row of rows) visits.set(row.visitId, row)
  return { ...board, visits, plans: new Map(board.plans).set(plan.managerId, plan) }
}

type Unplaced = MonthPlan['unplaced'][number]

/** Visits that found no day belong to the plan of whoever should have gone. */
function ownerOf(board: Board, item: Unplaced): string | undefined {
  return item.reason.managerId ?? board.customers.get(item.customerId)?.holders[item.post]
}

function toException(plan: PlanRow, clock: Clock, item: Unplaced): ExceptionRow {
  return {
    planId: plan.planId,
    exceptionId: newId(clock),
    customerId: item.customerId,
    visits: item.visits,
    origin: 'unplaced',
    reason: { code: item.reason.code, values: { ...item.reason.numbers } },
    remark: null,
  }
}

/** By how much the day tours are at most longer than the shortest possible ones, together. */
function tourGapOf(month: MonthPlan, managerId: string): number | null {
  const days = month.days.filter((day) => day.managerId === managerId)
  const bound = days.reduce((total, day) => total + day.travelBoundMinutes, 0)
  const travel = days.reduce((total, day) => total + day.travelMinutes, 0)
  return bound === 0 ? null : Math.max(0, travel / bound - 1)
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
