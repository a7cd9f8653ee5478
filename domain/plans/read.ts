/** What the screens of plans read. */

import { isWorkingDate } from '../../engines/kernel/chinese-calendar.ts'
import { addMonths, type IsoMonth, monthOf, weekdayOf } from '../../engines/kernel/dates.ts'
import { explainVisit } from '../../engines/schedule/index.ts'
import { localDate } from '../../platform/clock.ts'
import { sql, type Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { ruleAt } from '../../platform/rules/index.ts'
import { grantFor } from '../people/contract.ts'
import { type Board, engineVisits, measureDays, toFinding } from './board.ts'
import type { PlanDetail, PlanHead, PlanWindow, VisitReason } from './contract.ts'
import { findFaults } from './decide.ts'
import { getPlanInReach, readTeamBoard } from './edit.ts'
import { presentHead, presentPerson, presentVisits, presentWindow } from './present.ts'
import { personIdsInReach } from './reach.ts'
import { planningWindowRule } from './rule-book.ts'
import { isEditable, mayDecide } from './rules.ts'
import { readPlanOwners } from './sources.ts'
import { type PlanRow, readComments, readExceptions, readPlans } from './store.ts'

/** The month that is planned next: the one after today's. */
export function nextMonth(context: Pick<RequestContext, 'clock'>): IsoMonth {
  return addMonths(monthOf(localDate(context.clock)), 1)
}

export async function listPlans(
  tx: Tx,
  context: RequestContext,
  month: IsoMonth,
): Promise<{ month: IsoMonth; window: PlanWindow; plans: PlanHead[] }> {
  const reach = await personIdsInReach(tx, context)
  const people = (await readPlanOwners(tx)).filter(
    (person) => reach === 'all' || reach.includes(person.personId),
  )
  const plans = await readPlans(
    tx,
    month,
    people.map((person) => person.personId),
  )
  const comments = await readComments(
    tx,
    plans.map((plan) => plan.planId),
  )
  const deciders = await readAccountNames(tx, plans)
  const window = await readWindow(tx, context, month)
  const planOf = new Map(plans.map((plan) => [plan.managerId, plan]))
  return {
    month,
    window,
    plans: people.map((person) => {
      const plan = planOf.get(person.personId)
      return presentHead({
        person,
        month,
        plan,
        openComments: comments.filter((row) => row.planId === plan?.planId && row.resolvedAt === null).length,
        decidedByName: deciders.get(plan?.decidedBy ?? '') ?? null,
        window,
        now: context.clock.now(),
      })
    }),
  }
}

export async function getPlanHead(tx: Tx, context: RequestContext, planId: string): Promise<PlanHead> {
  const plan = await getPlanInReach(tx, context, planId)
  const { plans } = await listPlans(tx, context, plan.month)
  const head = plans.find((candidate) => candidate.planId === planId)
  if (!head) throw notFound()
  return head
}

export async function getPlanDetail(tx: Tx, context: RequestContext, planId: string): Promise<PlanDetail> {
  const plan = await getPlanInReach(tx, context, planId)
  const head = await getPlanHead(tx, context, planId)
  const board = await readTeamBoard(tx, plan)
  const visits = engineVisits(board)
  const exceptions = await readExceptions(tx, planId)
  const manager = board.problem.managers.find((candidate) => candidate.id === plan.managerId)
  const rows = [...board.visits.values()].filter((row) => row.planId === planId)
  return {
    ...head,
    planId,
    home: manager?.home ?? null,
    days: measureDays(board, plan.managerId, visits),
    visits: await presentVisits(tx, board, rows),
    exceptions: exceptions.map((row) => ({
      exceptionId: row.exceptionId,
      customerId: row.customerId,
      customerCode: board.customers.get(row.customerId)?.code ?? '',
      customerName: board.customers.get(row.customerId)?.name ?? '',
      visits: row.visits,
      origin: row.origin,
      reason: row.reason,
      remark: row.remark,
    })),
    findings: await findFaults(tx, board, plan),
    window: await readWindow(tx, context, plan.month),
    mine: plan.managerId === context.principal.personId,
    mayEdit:
      isEditable(plan.state) && grantFor(context.principal.role, 'visit-plans', 'update') !== undefined,
    mayDecide:
      grantFor(context.principal.role, 'visit-plans', 'approve') !== undefined &&
      mayDecide({
        ...plan,
        deciderPersonId: context.principal.personId,
        deciderAccountId: context.principal.accountId,
      }),
  }
}

export async function explainPlannedVisit(
  tx: Tx,
  context: RequestContext,
  planId: string,
  visitId: string,
): Promise<VisitReason> {
  const plan = await getPlanInReach(tx, context, planId)
  const board = await readTeamBoard(tx, plan)
  if (board.visits.get(visitId)?.planId !== planId) throw notFound()
  const reason = explainVisit(board.problem, { visits: engineVisits(board) }, visitId)
  return {
    rhythm: reason.rhythm,
    dates: [...reason.dates],
    weekday: weekdayOf(board.visits.get(visitId)!.date),
    neighbours: reason.neighbours.map((neighbour) => ({
      customerId: neighbour.customerId,
      name: board.customers.get(neighbour.customerId)?.name ?? '',
      travelMinutes: neighbour.travelMinutes,
    })),
    detourMinutes: reason.detourMinutes,
    daysToOrder: reason.daysToOrder,
    isEvening: reason.isEvening,
    window: reason.window,
    joint: reason.jointWith.map((personId) => presentPerson(board, personId)),
    isPinned: reason.isPinned,
    alternatives: reason.alternatives.map(({ violations, ...alternative }) => ({
      ...alternative,
      broken: violations.map(toFinding),
    })),
  }
}

export async function readWindow(
  tx: Tx,
  context: Pick<RequestContext, 'clock'>,
  month: IsoMonth,
): Promise<PlanWindow> {
  const { value } = await ruleAt(tx, planningWindowRule, `${month}-01`)
  const { rows } = await sql<{ date: string; working: boolean }>`
    select date, working from working_calendar where date >= ${`${addMonths(month, -1)}-01`} and date < ${`${month}-01`}`.execute(
    tx,
  )
  const overrides = new Map(rows.map((row) => [row.date, row.working]))
  return presentWindow(month, value, localDate(context.clock), (date) => isWorkingDate(date, overrides))
}

async function readAccountNames(tx: Tx, plans: readonly PlanRow[]): Promise<Map<string, string>> {
  const ids = plans.flatMap((plan) => (plan.decidedBy ? [plan.decidedBy] : []))
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ accountId: string; name: string }>`
    select a.account_id as "accountId", coalesce(p.name, a.login) as name
    from account a left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where a.account_id = any(${ids}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.accountId, row.name]))
}

export type { Board }
