/** Numbers with what they are compared with, made of sums that were read before. Pure. */
import { addMonths, type IsoDate, type IsoMonth } from '../../../engines/kernel/dates.ts'
import type { Figure } from '../contract.ts'
import { periodOf } from '../indicators/terms.ts'
import type { CustomerCount } from '../store/customers.ts'
import type { OrderSum } from '../store/sales.ts'
import type { PlanSum } from '../store/work.ts'

export interface MonthSum {
  readonly quantity: number
  readonly amountFen: number
  readonly orderingCustomers: number
  readonly orders: number
  readonly onlineOrders: number | null
}

/** Owners of a month together: a customer has one of them, so everything adds up. */
export function sumByMonth(rows: readonly OrderSum[]): Map<IsoMonth, MonthSum> {
  const sums = new Map<IsoMonth, MonthSum>()
  for (const row of rows) {
    const sum = sums.get(row.month)
    const isKnown = row.onlineOrders !== null && sum?.onlineOrders !== null
    sums.set(row.month, {
      quantity: (sum?.quantity ?? 0) + row.quantity,
      amountFen: (sum?.amountFen ?? 0) + row.amountFen,
      orderingCustomers: (sum?.orderingCustomers ?? 0) + row.orderingCustomers,
      orders: (sum?.orders ?? 0) + row.orders,
      onlineOrders: isKnown ? (sum?.onlineOrders ?? 0) + (row.onlineOrders ?? 0) : null,
    })
  }
  return sums
}

/** How things stand now, which has no month. */
export interface Standing {
  readonly counts: readonly CustomerCount[]
  readonly plans: PlanSum | undefined
  readonly plannedMonth: IsoMonth | null
  readonly today: IsoDate
}

export function standardFigures(standing: Standing, anomalies: readonly { count: number }[]): Figure[] {
  return [
    planFigure(standing, { id: 'plans_approved', parts: (sum) => [sum.approved, sum.plans] }),
    countFigure(standing, 'incomplete_archives', 'missing'),
    countFigure(standing, 'licences_ending', 'expiring'),
    {
      ...withoutHistory(standing.today),
      id: 'open_anomalies',
      unit: 'count',
      better: 'less',
      value: anomalies.reduce((sum, { count }) => sum + count, 0),
    },
  ]
}

export function efficiencyFigures(
  history: ReadonlyMap<IsoMonth, MonthSum>,
  months: readonly IsoMonth[],
): Figure[] {
  const month = months.at(-1)!
  const make = (id: string, unit: Figure['unit'], pick: (sum: MonthSum) => number | null): Figure => {
    const at = (one: IsoMonth) => {
      const sum = history.get(one)
      return sum ? pick(sum) : null
    }
    return {
      id,
      unit,
      better: 'more',
      value: at(month),
      previous: at(addMonths(month, -1)),
      lastYear: at(addMonths(month, -12)),
      series: months.map(at),
      ...periodOf(month),
    }
  }
  return [
    make('order_quantity', 'cartons', ({ quantity }) => quantity),
    make('order_amount', 'fen', ({ amountFen }) => amountFen),
    make('average_price', 'fen', ({ amountFen, quantity }) => divide(amountFen, quantity)),
    make('online_rate', 'share', ({ onlineOrders, orders }) =>
      onlineOrders === null ? null : divide(onlineOrders, orders),
    ),
  ]
}

export function costFigures(standing: Standing): Figure[] {
  const { counts, plans, plannedMonth, today } = standing
  const owners = counts.filter(({ group, active }) => group.manager !== null && active > 0)
  const owned = owners.reduce((sum, { active }) => sum + active, 0)
  return [
    {
      ...withoutHistory(today),
      id: 'customers_per_manager',
      unit: 'customers',
      better: 'neither',
      value: divide(owned, owners.length),
      numerator: owned,
      denominator: owners.length,
    },
    planFigure(standing, {
      id: 'visits_per_manager',
      unit: 'visits',
      better: 'neither',
      parts: (sum) => [sum.visits, sum.plans],
    }),
    {
      ...withoutHistory(today),
      ...periodOf(plannedMonth ?? today.slice(0, 7)),
      id: 'travel_per_day',
      unit: 'hours',
      better: 'less',
      value: plans?.travelMinutesPerDay == null ? null : plans.travelMinutesPerDay / 60,
    },
  ]
}

/** Customers of the month compared with, by the owner of today. */
export interface ServiceCounts {
  /** Of the month, the month before and the month a year ago; undefined where nothing is known. */
  readonly coverage: readonly (readonly [ordering: number, active: number] | undefined)[]
  readonly returning: { readonly now: number; readonly before: number }
}

export function serviceFigures(
  standing: Standing,
  month: IsoMonth,
  { coverage, returning }: ServiceCounts,
): Figure[] {
  const [covered, previous, lastYear] = coverage.map((parts) => (parts ? divide(...parts) : null))
  const [ordering, active] = coverage[0] ?? [0, 0]
  return [
    {
      id: 'coverage_order',
      unit: 'share',
      better: 'more',
      value: covered ?? null,
      previous: previous ?? null,
      lastYear: lastYear ?? null,
      numerator: ordering,
      denominator: active,
      ...periodOf(month),
    },
    {
      ...withoutHistory(standing.today),
      ...periodOf(month),
      id: 'sell_through_rate',
      unit: 'share',
      better: 'more',
      value: divide(returning.now, returning.before),
      numerator: returning.now,
      denominator: returning.before,
    },
    planFigure(standing, { id: 'plan_coverage', parts: (sum) => [sum.customersCovered, sum.customers] }),
    countFigure(standing, 'silent_customers', 'silent'),
  ]
}

function countFigure(
  { counts, today }: Standing,
  id: string,
  measure: 'missing' | 'expiring' | 'silent',
): Figure {
  const value = counts.reduce((sum, count) => sum + count[measure], 0)
  return {
    ...withoutHistory(today),
    id,
    unit: 'customers',
    better: 'less',
    value,
    numerator: value,
    denominator: counts.reduce((sum, { active }) => sum + active, 0),
  }
}

function planFigure(
  { plans, plannedMonth, today }: Standing,
  what: {
    readonly id: string
    readonly parts: (sum: PlanSum) => readonly [number, number]
    readonly unit?: Figure['unit']
    readonly better?: Figure['better']
  },
): Figure {
  const [numerator, denominator] = plans ? what.parts(plans) : [0, 0]
  return {
    ...withoutHistory(today),
    ...periodOf(plannedMonth ?? today.slice(0, 7)),
    id: what.id,
    unit: what.unit ?? 'share',
    better: what.better ?? 'more',
    value: divide(numerator, denominator),
    numerator,
    denominator,
  }
}

function withoutHistory(today: IsoDate) {
  return { previous: null, lastYear: null, from: today, to: today }
}

export function divide(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
