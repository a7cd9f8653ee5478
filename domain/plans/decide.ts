/** Handing in, taking back, approving, returning line by line. */

import { isWorkingDate } from '../../engines/kernel/chinese-calendar.ts'
import type { IsoDate } from '../../engines/kernel/dates.ts'
import { localDate, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { Refusal, refuse } from '../../platform/refusal.ts'
import { type Board, customersOf, engineVisits, findPlanViolations } from './board.ts'
import type { Finding } from './contract.ts'
import { getPlanInReach, readTeamBoard } from './edit.ts'
import { decisionDueAt } from './present.ts'
import { findSubmissionFaults, isEditable, mayDecide } from './rules.ts'
import {
  advancePlan,
  insertChange,
  insertComments,
  type PlanRow,
  readComments,
  readExceptions,
  resolveComments,
} from './store.ts'

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
    await advance(tx, plan, input.revision, {
      state: 'submitted',
      submitted: { by: context.principal.accountId, at: now, decisionDue },
    })
    await record(tx, context, plan, 'submit', {})
    return plan.planId
  })
}

export async function withdrawPlan(context: RequestContext, input: { planId: string; revision: number }) {
  return context.transaction(async (tx) => {
    const plan = await getPlanInReach(tx, context, input.planId)
    if (plan.state !== 'submitted') refuse('PLAN-NOT-SUBMITTED', plan.planId, { state: plan.state })
    await advance(tx, plan, input.revision, { state: 'draft', submitted: null })
    await record(tx, context, plan, 'withdraw', {})
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
    if (unknown) refuse('NOT-FOUND', unknown.visitId)

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
    await advance(tx, plan, input.revision, {
      state: input.decision === 'approve' ? 'approved' : 'returned',
      decided: { by: accountId, at: now },
    })
    await record(tx, context, plan, input.decision, { comment: input.comment, lines: input.lines.length })
    return plan.planId
  })
}

async function advance(tx: Tx, plan: PlanRow, revision: number, change: Parameters<typeof advancePlan>[3]) {
  if (plan.revision !== revision || !(await advancePlan(tx, plan.planId, revision, change)))
    refuse('PLAN-REVISION', plan.planId, { yours: revision, present: plan.revision })
}

async function record(
  tx: Tx,
  context: RequestContext,
  plan: PlanRow,
  kind: string,
  detail: { comment?: string; lines?: number },
): Promise<void> {
  await insertChange(tx, context.principal.orgId, {
    planId: plan.planId,
    changeId: newId(context.clock),
    revision: plan.revision + 1,
    kind,
    authorId: context.principal.accountId,
    authorName: context.principal.name,
    changedAt: context.clock.now(),
    detail,
  })
  await context.record(tx, {
    kind: `visit-plan.${kind}`,
    objectKind: 'visit_plan',
    objectId: plan.planId,
    detail: { month: plan.month, revision: plan.revision + 1, lines: detail.lines ?? 0 },
  })
}

export function workingTest(board: Board): (date: IsoDate) => boolean {
  const days = new Map(board.calendar.map((day) => [day.date, day.working]))
  return (date) => days.get(date) ?? isWorkingDate(date)
}
