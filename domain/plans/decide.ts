/** Handing in, taking back, approving, returning line by line. */

import { isWorkingDate } from '../../engines/kernel/chinese-calendar.ts'
import type { IsoDate } from '../../engines/kernel/dates.ts'
import { localDate, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { conflict, notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { assert, Refusal, refuse } from '../../platform/refusal.ts'
import { advance, findItem } from '../../platform/workflow/index.ts'
import { type Board, customersOf, engineVisits, findPlanViolations } from './board.ts'
import type { Finding } from './contract.ts'
import { getPlanInReach, readTeamBoard } from './edit.ts'
import { decisionDueAt } from './present.ts'
import { readTeamUnits } from './reach.ts'
import { findSubmissionFaults, isEditable, mayDecide } from './rules.ts'
import { readPlanningPeople } from './sources.ts'
import {
  advancePlan,
  insertChange,
  insertComments,
  type PlanAdvance,
  type PlanRow,
  readComments,
  readExceptions,
  resolveComments,
} from './store.ts'
import { planWorkflow } from './workflow.ts'

/** Everything that keeps the plan from being handed in; empty when nothing does. */
export async function findFaults(tx: Tx, board: Board, plan: PlanRow): Promise<Finding[]> {
  const exceptions = await readExceptions(tx, plan.planId)
  const comments = await readComments(tx, [plan.planId])
  const visits = [...board.visits.values()].filter((visit) => visit.planId === plan.planId)
  return findSubmissionFaults({
    visits,
    exceptionCustomerIds: new Set(exceptions.map((exception) => exception.customerId)),
    customerIds: customersOf(board, plan.managerId).map((customer) => customer.id),
    openComments: comments.filter((comment) => comment.resolvedAt === null).length,
    hardViolations: findPlanViolations(board, plan.managerId, engineVisits(board), exceptions),
  }) as Finding[]
}

export async function submitPlan(context: RequestContext, input: { planId: string; revision: number }) {
  return context.transaction(async (tx) => {
    const plan = await getPlanInReach(tx, context, input.planId)
    if (!isEditable(plan.state)) refuse('PLAN-NOT-EDITABLE', plan.planId, { state: plan.state })
    const board = await readTeamBoard(tx, plan)
    const faults = await findFaults(tx, board, plan)
    if (faults.length > 0) throw new Refusal(faults)
    const now = context.clock.now()
    const decisionDue = decisionDueAt(localDate(context.clock), workingTest(board))
    await take(tx, context, plan, input.revision, 'submit', {
      state: 'submitted',
      submitted: { by: context.principal.accountId, at: now, decisionDue },
      assignTo: await findDecider(tx, plan.managerId),
      dueAt: decisionDue,
    })
    return plan.planId
  })
}

export async function withdrawPlan(context: RequestContext, input: { planId: string; revision: number }) {
  return context.transaction(async (tx) => {
    const plan = await getPlanInReach(tx, context, input.planId)
    if (plan.state !== 'submitted') refuse('PLAN-NOT-SUBMITTED', plan.planId, { state: plan.state })
    await take(tx, context, plan, input.revision, 'withdraw', {
      state: 'draft',
      submitted: null,
      assignTo: { personId: plan.managerId },
    })
    return plan.planId
  })
}

export interface Decision {
  readonly planId: string
  readonly revision: number
  readonly decision: 'approve' | 'return'
  readonly comment?: string
  readonly lines: readonly { readonly visitId: string; readonly comment: string }[]
}

/** PLN-04: approves, or returns with a word on each line that must change. */
export async function decidePlan(context: RequestContext, input: Decision) {
  return context.transaction(async (tx) => {
    const plan = await getPlanInReach(tx, context, input.planId)
    if (plan.state !== 'submitted') refuse('PLAN-NOT-SUBMITTED', plan.planId, { state: plan.state })
    const { personId, accountId, name, orgId } = context.principal
    if (!mayDecide({ ...plan, deciderPersonId: personId, deciderAccountId: accountId }))
      refuse('H3', plan.planId)
    if (input.decision === 'return' && input.lines.length === 0 && !input.comment)
      refuse('PLAN-RETURN-REASON', plan.planId)
    if (input.decision === 'approve' && input.lines.length > 0) refuse('PLAN-APPROVE-LINES', plan.planId)
    const board = await readTeamBoard(tx, plan)
    const unknown = input.lines.find((line) => board.visits.get(line.visitId)?.planId !== plan.planId)
    if (unknown) throw notFound()

    const now = context.clock.now()
    await insertComments(
      tx,
      orgId,
      input.lines.map((line) => ({
        planId: plan.planId,
        commentId: newId(context.clock),
        visitId: line.visitId,
        authorId: accountId,
        authorName: name,
        writtenAt: now,
        comment: line.comment,
      })),
    )
    if (input.decision === 'approve') await resolveComments(tx, plan.planId, now)
    await take(tx, context, plan, input.revision, input.decision, {
      state: input.decision === 'approve' ? 'approved' : 'returned',
      decided: { by: accountId, at: now },
      comment: input.comment,
      lines: input.lines.length,
      ...(input.decision === 'return' ? { assignTo: { personId: plan.managerId } } : {}),
    })
    return plan.planId
  })
}

interface Step extends PlanAdvance {
  /** Whose task it is next. */
  readonly assignTo?: { readonly personId?: string }
  readonly dueAt?: Date
  readonly comment?: string
  readonly lines?: number
}

/** One step of the plan's life: the workflow's rules and hand-over chain, the plan's state, its history. */
async function take(
  tx: Tx,
  context: RequestContext,
  plan: PlanRow,
  revision: number,
  transition: 'submit' | 'withdraw' | 'approve' | 'return',
  { assignTo, dueAt, comment, lines, ...change }: Step,
): Promise<void> {
  if (plan.revision !== revision || !(await advancePlan(tx, plan.planId, revision, change)))
    throw conflict('PLAN-REVISION')
  await insertChange(tx, context.principal.orgId, {
    planId: plan.planId,
    changeId: newId(context.clock),
    revision: revision + 1,
    kind: transition,
    authorId: context.principal.accountId,
    authorName: context.principal.name,
    changedAt: context.clock.now(),
    detail: { comment, lines },
  })
  const item = await findItem(tx, planWorkflow, plan.planId)
  assert(item, `plan ${plan.planId} has its workflow`)
  await advance(
    tx,
    planWorkflow,
    {
      objectId: plan.planId,
      transition,
      version: item.version,
      comment,
      assignTo,
      dueAt: dueAt ?? null,
      detail: { month: plan.month, revision: revision + 1, lines: lines ?? 0 },
    },
    context,
  )
}

/** The market manager of the team, whose task the plan becomes; nobody in particular where there is none. */
async function findDecider(tx: Tx, managerId: string): Promise<{ personId?: string }> {
  const units = await readTeamUnits(tx, managerId)
  const decider = (await readPlanningPeople(tx, units)).find((person) => person.post === 'market_manager')
  return { personId: decider?.personId }
}

export function workingTest(board: Board): (date: IsoDate) => boolean {
  const days = new Map(board.calendar.map((day) => [day.date, day.working]))
  return (date) => days.get(date) ?? isWorkingDate(date)
}
