/** Rows of the database as the contract shows them. */
import type { IsoDate, IsoMonth } from '../../engines/kernel/dates.ts'
import { isEveningWindow } from '../../engines/schedule/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Board } from './board.ts'
import type { PlanHead, PlannedVisit, PlanWindow } from './contract.ts'
import { decisionDay, planningWindow, type WindowPreset } from './rules.ts'
import type { PlanningPerson } from './sources.ts'
import { type PlanRow, readComments, type VisitRow } from './store.ts'

export async function presentVisits(
  tx: Tx,
  board: Board,
  rows: readonly VisitRow[],
): Promise<PlannedVisit[]> {
  const planIds = [...new Set(rows.map((row) => row.planId))]
  const comments = Map.groupBy(await readComments(tx, planIds), (comment) => comment.visitId)
  return rows.map((row) => {
    const customer = board.customers.get(row.customerId)
    return {
      visitId: row.visitId,
      customerId: row.customerId,
      customerCode: customer?.code ?? '',
      customerName: customer?.name ?? '',
      date: row.date,
      sequence: row.sequence,
      arriveMinute: row.arriveMinute,
      departMinute: row.departMinute,
      kind: row.kind,
      joint: row.joint.map((other) => presentPerson(board, other.personId)),
      measures: [...row.measures],
      pinned: row.pinned,
      remark: row.remark,
      lon: customer?.location?.lon ?? null,
      lat: customer?.location?.lat ?? null,
      format: customer?.format ?? 'other',
      valueGroup: customer?.valueGroup ?? 'regular',
      marketType: customer?.marketType ?? 'urban',
      evening: isEveningWindow(customer?.window ?? null),
      comments: (comments.get(row.visitId) ?? []).map((comment) => ({
        authorName: comment.authorName,
        writtenAt: comment.writtenAt.toISOString(),
        comment: comment.comment,
        resolved: comment.resolvedAt !== null,
      })),
    }
  })
}

export function presentPerson(board: Board, personId: string) {
  const person = board.people.get(personId)
  return { personId, name: person?.name ?? '', post: person?.post ?? 'general' }
}

export interface HeadInput {
  readonly person: PlanningPerson
  readonly month: IsoMonth
  readonly plan: PlanRow | undefined
  readonly openComments: number
  readonly decidedByName: string | null
  readonly window: PlanWindow
  readonly now: Date
}

export function presentHead({
  person,
  month,
  plan,
  openComments,
  decidedByName,
  window,
  now,
}: HeadInput): PlanHead {
  const handedIn = plan && plan.state !== 'draft' && plan.state !== 'returned'
  return {
    planId: plan?.planId ?? null,
    managerId: person.personId,
    managerCode: person.code,
    managerName: person.name,
    unitId: person.unitId,
    unitName: person.unitName,
    month,
    state: plan?.state ?? 'none',
    revision: plan?.revision ?? 0,
    summary: plan?.summary ?? null,
    submittedAt: plan?.submittedAt?.toISOString() ?? null,
    decisionDue: plan?.decisionDue?.toISOString() ?? null,
    decidedAt: plan?.decidedAt?.toISOString() ?? null,
    decidedByName,
    openComments,
    late: handedIn
      ? plan.state === 'submitted' && plan.decisionDue !== null && plan.decisionDue < now
      : window.state === 'late',
  }
}

/** PLN-02 and PLN-10 for a month, with today's place in the window that counts. */
export function presentWindow(
  month: IsoMonth,
  preset: WindowPreset,
  today: IsoDate,
  isWorking: (date: IsoDate) => boolean,
): PlanWindow {
  const otherPreset: WindowPreset = preset === '28-30' ? 'last-two-working-days' : '28-30'
  const window = planningWindow(month, preset, isWorking)
  return {
    month,
    preset,
    ...window,
    other: { preset: otherPreset, ...planningWindow(month, otherPreset, isWorking) },
    today,
    state: today < window.from ? 'before' : today <= window.until ? 'open' : 'late',
  }
}

/** PLN-04: midnight at the end of the day on which the decision is in time, in the company's zone. */
export function decisionDueAt(
  submitted: IsoDate,
  isWorking: (date: IsoDate) => boolean,
  zoneOffset = '+08:00',
): Date {
  return new Date(`${decisionDay(submitted, isWorking)}T23:59:59.999${zoneOffset}`)
}
