import {
  addDays,
  addMonths,
  datesOfMonth,
  daysInMonth,
  type IsoDate,
  type IsoMonth,
} from '../../engines/kernel/dates.ts'
import type { Violation } from '../../platform/refusal.ts'
import type { Measure, PlanState } from './contract.ts'

export type WindowPreset = '28-30' | 'last-two-working-days'

/**
 * PLN-02, PLN-10: the days of the month before in which the plan of `month` is made and handed in.
 * A month without a 30th closes with its last day, and the window keeps three days (26 to 28 February).
 */
export function planningWindow(
  month: IsoMonth,
  preset: WindowPreset,
  isWorking: (date: IsoDate) => boolean,
): { from: IsoDate; until: IsoDate } {
  const before = addMonths(month, -1)
  if (preset === 'last-two-working-days') {
    const working = datesOfMonth(before).filter(isWorking)
    return { from: working.at(-2)!, until: working.at(-1)! }
  }
  const last = Math.min(30, daysInMonth(before))
  const day = (number: number) => `${before}-${String(number).padStart(2, '0')}`
  return { from: day(last - 2), until: day(last) }
}

/** PLN-04: the last day on which deciding a plan handed in on `submitted` is in time. */
export function decisionDay(submitted: IsoDate, isWorking: (date: IsoDate) => boolean): IsoDate {
  let day = submitted
  // A year without a working day does not exist; the bound keeps a broken calendar from hanging the request.
  for (let tries = 0; tries < 366 && !isWorking(day); tries++) day = addDays(day, 1)
  return day
}

export interface VisitForSubmission {
  readonly visitId: string
  readonly customerId: string
  readonly measures: readonly Measure[]
}

/** PLN-07, PLN-12 and open words of the market manager: everything that keeps a plan from being handed in. */
export function findSubmissionFaults(plan: {
  readonly visits: readonly VisitForSubmission[]
  readonly exceptionCustomerIds: ReadonlySet<string>
  readonly customerIds: readonly string[]
  readonly openComments: number
  readonly hardViolations: readonly Violation[]
}): Violation[] {
  const faults: Violation[] = [...plan.hardViolations]
  const withoutMeasure = plan.visits.filter((visit) => visit.measures.length === 0)
  if (withoutMeasure.length > 0)
    faults.push({
      code: 'PLN-07',
      subject: withoutMeasure[0]!.visitId,
      values: { visits: withoutMeasure.length },
    })
  const covered = new Set(plan.visits.map((visit) => visit.customerId))
  const missing = plan.customerIds.filter(
    (customerId) => !covered.has(customerId) && !plan.exceptionCustomerIds.has(customerId),
  )
  if (missing.length > 0)
    faults.push({
      code: 'PLN-12',
      subject: missing[0]!,
      values: {
        missing: missing.length,
        customers: plan.customerIds.length,
        coverage:
          Math.round((1000 * (plan.customerIds.length - missing.length)) / plan.customerIds.length) / 10,
      },
    })
  if (plan.openComments > 0) faults.push({ code: 'PLAN-COMMENTS', values: { open: plan.openComments } })
  return faults
}

const EDITABLE: readonly PlanState[] = ['draft', 'returned']

export function isEditable(state: PlanState): boolean {
  return EDITABLE.includes(state)
}

/** H3: nobody decides on a plan that he made, changed or handed in himself. */
export function mayDecide(plan: {
  readonly state: PlanState
  readonly managerId: string
  readonly submittedBy: string | null
  readonly deciderPersonId: string | undefined
  readonly deciderAccountId: string
}): boolean {
  return (
    plan.state === 'submitted' &&
    plan.managerId !== plan.deciderPersonId &&
    plan.submittedBy !== plan.deciderAccountId
  )
}

/**
 * The measures a visit starts with, from what is known of the customer (PLN-05 lists the inputs).
 * A person corrects them; the list is never empty.
 */
export function proposeMeasures(customer: {
  readonly weak: boolean
  readonly valueGroup: string
  readonly missingFields: number
  readonly orderFalling: boolean
  readonly visitOfMonth: number
}): Measure[] {
  const measures: Measure[] = []
  if (customer.visitOfMonth === 1) measures.push('demand')
  if (customer.missingFields > 0 && customer.visitOfMonth === 1) measures.push('information')
  if (customer.weak) measures.push('weakCare')
  if (customer.orderFalling) measures.push('coaching')
  if (customer.valueGroup === 'core' || customer.valueGroup === 'important') measures.push('brand')
  if (measures.length === 0 || customer.visitOfMonth > 1) measures.push('relations')
  return [...new Set(measures)]
}
