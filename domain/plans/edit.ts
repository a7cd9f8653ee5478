/**
 * What a person changes in a plan: move, order, take out, set measures, take back. Every change is judged on the whole
 * team's board, written with the next revision, and kept so that it can be shown and undone.
 */

import type { IsoDate } from '../../engines/kernel/dates.ts'
import {
  type DayRouteProblem,
  type DayStop,
  type PlannedVisit as EngineVisit,
  evaluateMove,
  type MovedDay,
  routeDay,
  routeInOrder,
} from '../../engines/schedule/index.ts'
import { newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { conflict, notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { assert, Refusal, refuse } from '../../platform/refusal.ts'
import { type Board, engineVisits, measureDays, readBoard, summarise, toFinding } from './board.ts'
import type { ChangeAnswer, Measure, MoveAnswer } from './contract.ts'
import { presentVisits } from './present.ts'
import { assertInReach, readTeamUnits } from './reach.ts'
import { isEditable } from './rules.ts'
import {
  advancePlan,
  type ChangeDetail,
  deleteException,
  deleteVisits,
  findPlan,
  insertChange,
  insertException,
  markUndone,
  type PlanRow,
  readChanges,
  readExceptions,
  replaceVisits,
  resolveComments,
  type VisitRow,
} from './store.ts'

/** The plan, when it exists and the caller may see it; 404 otherwise. */
export async function getPlanInReach(tx: Tx, context: RequestContext, planId: string): Promise<PlanRow> {
  const plan = await findPlan(tx, planId)
  if (!plan) throw notFound()
  await assertInReach(tx, context, plan.managerId)
  return plan
}

/** What moving a visit would break and cost; nothing is changed. */
export function judgeMove(
  board: Board,
  visitId: string,
  date: IsoDate,
): MoveAnswer & { moved: readonly MovedDay[] } {
  const visits = engineVisits(board)
  const own = visits.find((visit) => visit.id === visitId)
  if (!own) throw notFound()
  const answer = evaluateMove(board.problem, { visits }, visitId, date)
  const arrival = answer.days
    .flatMap((day) => day.visits)
    .find(
      (visit) =>
        visit.managerId === own.managerId && visit.customerId === own.customerId && visit.date === date,
    )
  return {
    feasible: answer.isFeasible,
    broken: answer.violations.map(toFinding),
    travelDeltaMinutes: answer.travelDeltaMinutes,
    longestDayDeltaMinutes: answer.longestDayDeltaMinutes,
    arriveMinute: arrival?.arriveMinute ?? null,
    days: answer.days.map((day) => ({
      managerName: board.people.get(day.managerId)?.name ?? '',
      date: day.date,
      spanMinutes: day.durationMinutes,
      travelMinutes: day.travelMinutes,
    })),
    moved: answer.days,
  }
}

export async function moveVisit(
  context: RequestContext,
  input: { planId: string; visitId: string; date: IsoDate; revision: number; remark?: string },
): Promise<ChangeAnswer> {
  return changePlan(context, input.planId, input.revision, 'move', async ({ board, plan }) => {
    const row = ownVisit(board, plan, input.visitId)
    if (row.date === input.date) refuse('PLAN-SAME-DAY', input.visitId, { date: input.date })
    const answer = judgeMove(board, input.visitId, input.date)
    if (!answer.feasible) throw new Refusal(answer.broken)
    const changed = rowsAfterMove(board, row, answer.moved)
    return {
      changed,
      touched: [input.visitId],
      detail: {
        customerName: board.customers.get(row.customerId)?.name,
        fromDate: row.date,
        toDate: input.date,
        remark: input.remark,
      },
    }
  })
}

export async function orderDay(
  context: RequestContext,
  input: { planId: string; date: IsoDate; revision: number; visitIds?: readonly string[] },
): Promise<ChangeAnswer> {
  return changePlan(context, input.planId, input.revision, 'order', async ({ board, plan }) => {
    const rows = [...board.visits.values()].filter(
      (row) => row.planId === plan.planId && row.date === input.date,
    )
    if (rows.length === 0) refuse('PLAN-EMPTY-DAY', input.date)
    if (input.visitIds && !isPermutation(rows, input.visitIds)) refuse('PLAN-OTHER-STOPS', input.date)
    if (rows.some((row) => row.joint.length > 0) && input.visitIds) {
      // The start of a joint visit belongs to all who come: their order is found by the engine, not by hand.
      refuse('PLAN-JOINT-ORDER', input.date)
    }
    const changed = reorderRows(board, plan, rows, input.visitIds)
    return { changed, touched: [], detail: { toDate: input.date, visits: rows.length } }
  })
}

export async function removeVisit(
  context: RequestContext,
  input: { planId: string; visitId: string; revision: number; remark: string },
): Promise<ChangeAnswer> {
  return changePlan(context, input.planId, input.revision, 'remove', async ({ board, plan, tx }) => {
    const row = ownVisit(board, plan, input.visitId)
    const exceptionId = newId(context.clock)
    await insertException(tx, context.principal.orgId, {
      planId: plan.planId,
      exceptionId,
      customerId: row.customerId,
      visits: 1,
      origin: 'removed',
      reason: { code: 'removed-by-hand', values: { date: row.date } },
      remark: input.remark,
    })
    const rest = [...board.visits.values()].filter(
      (other) => other.planId === plan.planId && other.date === row.date && other.visitId !== row.visitId,
    )
    const closed = rest.some((other) => other.joint.length > 0)
      ? renumber(rest)
      : reorderRows(board, plan, rest)
    return {
      changed: closed,
      removed: [row],
      touched: [row.visitId],
      detail: {
        customerName: board.customers.get(row.customerId)?.name,
        fromDate: row.date,
        remark: input.remark,
        addedExceptionId: exceptionId,
      },
    }
  })
}

export async function setMeasures(
  context: RequestContext,
  input: {
    planId: string
    revision: number
    visitIds: readonly string[]
    measures: readonly Measure[]
    remark?: string
  },
): Promise<ChangeAnswer> {
  return changePlan(context, input.planId, input.revision, 'measures', async ({ board, plan }) => {
    const rows = input.visitIds.map((visitId) => ownVisit(board, plan, visitId))
    return {
      changed: rows.map((row) => ({ ...row, measures: input.measures, remark: input.remark ?? row.remark })),
      touched: input.visitIds,
      detail: { visits: rows.length, remark: input.measures.join(', ') },
    }
  })
}

/** Takes back the latest change that stands; the change itself stays in the history, marked as taken back. */
export async function undoLastChange(
  context: RequestContext,
  input: { planId: string; revision: number },
): Promise<ChangeAnswer> {
  return changePlan(context, input.planId, input.revision, 'undo', async ({ board, plan, tx }) => {
    const last = (await readChanges(tx, plan.planId)).find(
      (change) => !change.undone && change.kind !== 'undo' && change.detail.before !== undefined,
    )
    if (!last) refuse('PLAN-NOTHING-TO-UNDO', plan.planId)
    await markUndone(tx, plan.planId, last.changeId)
    if (last.detail.addedExceptionId) await deleteException(tx, plan.planId, last.detail.addedExceptionId)
    const present = board.visits
    return {
      changed: [...last.detail.before!],
      touched: last.detail.before!.filter((row) => present.has(row.visitId)).map((row) => row.visitId),
      detail: { ...last.detail, before: undefined },
    }
  })
}

// ---- what the changes share -------------------------------------------------------------------------------

interface Work {
  readonly tx: Tx
  readonly board: Board
  readonly plan: PlanRow
}

interface Outcome {
  readonly changed: readonly VisitRow[]
  readonly removed?: readonly VisitRow[]
  /** Visits whose open words of the market manager count as answered. */
  readonly touched: readonly string[]
  readonly detail: ChangeDetail
}

async function changePlan(
  context: RequestContext,
  planId: string,
  revision: number,
  kind: string,
  work: (work: Work) => Promise<Outcome>,
): Promise<ChangeAnswer> {
  return context.transaction(async (tx) => {
    const plan = await getPlanInReach(tx, context, planId)
    if (plan.revision !== revision) throw conflict('PLAN-REVISION')
    if (!isEditable(plan.state)) refuse('PLAN-NOT-EDITABLE', planId, { state: plan.state })
    const board = await readTeamBoard(tx, plan)
    const outcome = await work({ tx, board, plan })
    const removed = outcome.removed ?? []
    const { orgId, accountId, name } = context.principal
    for (const row of removed) await deleteVisits(tx, row.planId, [row.visitId])
    await replaceVisits(tx, orgId, outcome.changed)
    await resolveComments(tx, planId, context.clock.now(), outcome.touched)

    const after = withRows(board, outcome.changed, removed)
    const visits = engineVisits(after)
    const days = measureDays(after, plan.managerId, visits)
    const exceptions = await readExceptions(tx, planId)
    const unplaced = exceptions.reduce((total, exception) => total + exception.visits, 0)
    const summary = summarise(after, plan.managerId, days, visits, unplaced, plan.summary.tourGap)
    if (!(await advancePlan(tx, planId, revision, { summary }))) throw conflict('PLAN-REVISION')

    const changeId = newId(context.clock)
    const before = [...outcome.changed, ...removed].flatMap((row) => board.visits.get(row.visitId) ?? [])
    await insertChange(tx, orgId, {
      planId,
      changeId,
      revision: revision + 1,
      kind,
      authorId: accountId,
      authorName: name,
      changedAt: context.clock.now(),
      detail: kind === 'undo' ? outcome.detail : { ...outcome.detail, before },
    })
    await context.record(tx, {
      kind: `visit-plan.${kind}`,
      objectKind: 'visit_plan',
      objectId: planId,
      detail: { changeId, revision: revision + 1, visits: outcome.changed.length, removed: removed.length },
    })
    const dates = new Set([...before, ...outcome.changed].map((row) => row.date))
    const shown = [...after.visits.values()].filter((row) => row.planId === planId && dates.has(row.date))
    return {
      revision: revision + 1,
      changeId,
      days: days.filter((day) => dates.has(day.date)),
      visits: await presentVisits(tx, after, shown),
      removedVisitIds: removed.map((row) => row.visitId),
      summary,
    }
  })
}

export async function readTeamBoard(tx: Tx, plan: Pick<PlanRow, 'managerId' | 'month'>): Promise<Board> {
  return readBoard(tx, plan.month, await readTeamUnits(tx, plan.managerId))
}

function ownVisit(board: Board, plan: PlanRow, visitId: string): VisitRow {
  const row = board.visits.get(visitId)
  if (!row || row.planId !== plan.planId) throw notFound()
  return row
}

function withRows(board: Board, changed: readonly VisitRow[], removed: readonly VisitRow[]): Board {
  const visits = new Map(board.visits)
  for (const row of changed) visits.set(row.visitId, row)
  for (const row of removed) visits.delete(row.visitId)
  return { ...board, visits }
}

/**
 * The stored rows after a move: the moved visit on its new day, every stop of a changed day with its new place and
 * time, for the owner and for whoever comes along.
 */
function rowsAfterMove(board: Board, moved: VisitRow, days: readonly MovedDay[]): VisitRow[] {
  const rowOfCustomer = new Map(
    [...board.visits.values()].map((row) => [
      `${row.customerId}/${row.visitId === moved.visitId ? '' : row.date}`,
      row,
    ]),
  )
  const changed = new Map<string, VisitRow>()
  const rowOf = (visit: EngineVisit) => {
    const row =
      visit.customerId === moved.customerId && !rowOfCustomer.has(`${visit.customerId}/${visit.date}`)
        ? moved
        : rowOfCustomer.get(`${visit.customerId}/${visit.date}`)
    assert(row, `a stored visit of ${visit.customerId} on ${visit.date}`)
    return changed.get(row.visitId) ?? row
  }
  for (const day of days) {
    for (const visit of day.visits) {
      const row = rowOf(visit)
      const place = {
        sequence: visit.sequence,
        arriveMinute: visit.arriveMinute,
        departMinute: visit.departMinute,
      }
      const isOwner = board.plans.get(day.managerId)?.planId === row.planId
      changed.set(
        row.visitId,
        isOwner
          ? { ...row, ...place, date: visit.date }
          : {
              ...row,
              date: visit.date,
              joint: row.joint.map((other) =>
                other.personId === day.managerId ? { ...other, ...place } : other,
              ),
            },
      )
    }
  }
  const own = changed.get(moved.visitId)
  assert(own, 'the moved visit stands on its new day')
  // A visit moved by a person stays where the person put it when the month is planned anew.
  changed.set(own.visitId, { ...own, pinned: true })
  return [...changed.values()]
}

/** The day's stops in the given order, or in the shortest order that keeps every window. */
function reorderRows(
  board: Board,
  plan: PlanRow,
  rows: readonly VisitRow[],
  order?: readonly string[],
): VisitRow[] {
  if (rows.length === 0) return []
  const manager = board.problem.managers.find((candidate) => candidate.id === plan.managerId)
  const { rules } = board.problem
  const home = { location: manager?.home ?? null, isUrban: true }
  const stops = rows.map((row): DayStop => {
    const customer = board.customers.get(row.customerId)
    return {
      id: row.visitId,
      point: { location: customer?.location ?? null, isUrban: customer?.isUrban ?? true },
      serviceMinutes: row.departMinute - row.arriveMinute,
      // The start of a joint visit was agreed on with the others.
      window:
        row.joint.length > 0
          ? { startMinute: row.arriveMinute, endMinute: row.arriveMinute }
          : (customer?.window ?? null),
    }
  })
  const problem: DayRouteProblem = {
    home,
    stops,
    rules,
    shiftStartMinute: rules.shiftStartMinute,
    workingEndMinute: rules.workingEndMinute,
  }
  const route = order ? routeInOrder(problem, order) : routeDay(problem)
  const late = route.lateStopIds[0]
  if (late) refuse('window', board.visits.get(late)?.customerId, { date: rows[0]!.date })
  const lengthMinutes = route.returnMinute - route.leaveMinute
  if (lengthMinutes > rules.hoursPerDay * 60 + 0.01)
    refuse('day-hours', plan.managerId, { date: rows[0]!.date, minutes: Math.round(lengthMinutes) })
  const byId = new Map(rows.map((row) => [row.visitId, row]))
  return route.stops.map((stop, index) => ({
    ...byId.get(stop.id)!,
    sequence: index + 1,
    arriveMinute: stop.arriveMinute,
    departMinute: stop.departMinute,
  }))
}

function isPermutation(rows: readonly VisitRow[], visitIds: readonly string[]): boolean {
  const asked = new Set(visitIds)
  return (
    asked.size === visitIds.length &&
    asked.size === rows.length &&
    rows.every((row) => asked.has(row.visitId))
  )
}

function renumber(rows: readonly VisitRow[]): VisitRow[] {
  return [...rows]
    .sort((a, b) => a.sequence - b.sequence)
    .map((row, index) => ({ ...row, sequence: index + 1 }))
}
