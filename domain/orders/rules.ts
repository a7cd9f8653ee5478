import { addDays, daysBetween, type IsoDate, weekdayOf } from '../../engines/kernel/dates.ts'

/** Pure decisions about orders: what is odd, and by which numbers. Parameters: `orders.anomalies` of the rule book. */
export interface AnomalySettings {
  /** Days before the newest order in which orders are looked at. */
  readonly windowDays: number
  /** Quantity of a product against the mean of the three orders before. */
  readonly surgePercent: number
  /** Below this many cartons more than the mean nothing is called a surge. */
  readonly surgeMinimumCartons: number
  readonly tierSigmas: number
  /** A tier with fewer customers has no mean worth comparing with. */
  readonly tierMinimumPeers: number
  /** Order cycles without an order. */
  readonly missedCycles: number
  /** Days an order may lie off the customer's order day. */
  readonly weekdayToleranceDays: number
  readonly bulkCartons: number
  readonly bulkTimes: number
}

export interface SurgeEvidence {
  readonly quantity: number
  readonly meanOfThree: number
  readonly percent: number
}

/**
 * ORD-01 surge: quantity ÷ mean of the three orders before ≥ the set percentage, and enough cartons more. A product
 * that was in none of the three is a first purchase, not a surge.
 */
export function judgeSurge(
  quantity: number,
  previousThree: readonly number[],
  settings: Pick<AnomalySettings, 'surgePercent' | 'surgeMinimumCartons'>,
): SurgeEvidence | undefined {
  if (previousThree.length < 3) return undefined
  const mean = previousThree.reduce((sum, one) => sum + one, 0) / previousThree.length
  if (mean <= 0 || quantity - mean < settings.surgeMinimumCartons) return undefined
  const percent = (quantity / mean) * 100
  return percent >= settings.surgePercent
    ? { quantity, meanOfThree: round(mean), percent: Math.round(percent) }
    : undefined
}

export interface OutlierEvidence {
  readonly quantity: number
  readonly mean: number
  readonly deviation: number
  readonly sigmas: number
  readonly peers: number
}

/** ORD-02 tier outlier: a month outside mean ± σ·deviation of the customers of the same tier. */
export function judgeTierOutlier(
  quantity: number,
  peers: { readonly count: number; readonly mean: number; readonly deviation: number },
  settings: Pick<AnomalySettings, 'tierSigmas' | 'tierMinimumPeers'>,
): OutlierEvidence | undefined {
  if (peers.count < settings.tierMinimumPeers || peers.deviation <= 0) return undefined
  const sigmas = (quantity - peers.mean) / peers.deviation
  return Math.abs(sigmas) > settings.tierSigmas
    ? {
        quantity,
        mean: round(peers.mean),
        deviation: round(peers.deviation),
        sigmas: round(sigmas),
        peers: peers.count,
      }
    : undefined
}

export interface NoOrderEvidence {
  readonly lastOrderDate: string
  readonly missedCycles: number
}

/** ORD-03 no order: as many whole order cycles as set have gone by. A cycle is one week, or two for fortnightly shops. */
export function judgeNoOrder(
  customer: { readonly lastOrderDate: IsoDate | null; readonly cycle: string | null },
  today: IsoDate,
  settings: Pick<AnomalySettings, 'missedCycles'>,
): NoOrderEvidence | undefined {
  if (customer.lastOrderDate === null || customer.cycle === 'none') return undefined
  const cycleDays = customer.cycle === 'odd_week' || customer.cycle === 'even_week' ? 14 : 7
  // One day of grace: orders of the day itself may still be coming in.
  const missed = Math.floor((daysBetween(customer.lastOrderDate, today) - 1) / cycleDays)
  return missed >= settings.missedCycles
    ? { lastOrderDate: customer.lastOrderDate, missedCycles: missed }
    : undefined
}

/** ORD-04 wrong weekday: the order lies farther from the customer's order day than allowed. */
export function judgeWeekday(
  orderDate: IsoDate,
  orderWeekday: number,
  settings: Pick<AnomalySettings, 'weekdayToleranceDays'>,
): { readonly expected: number; readonly found: number; readonly daysOff: number } | undefined {
  const found = weekdayOf(orderDate)
  const apart = Math.abs(found - orderWeekday)
  const daysOff = Math.min(apart, 7 - apart)
  return daysOff > settings.weekdayToleranceDays ? { expected: orderWeekday, found, daysOff } : undefined
}

/** ORD-05 one device or payer behind several shops (R10). Shops of one chain share theirs by right. */
export function judgeShared(
  customers: readonly { readonly customerId: string; readonly chainName: string | null }[],
): boolean {
  const different = new Set(customers.map((customer) => customer.customerId))
  if (different.size < 2) return false
  const chains = new Set(customers.map((customer) => customer.chainName))
  return !(chains.size === 1 && customers[0]!.chainName !== null)
}

/** ORD-06 bulk buyer: a month above the set cartons and above so many times the mean of its market type. */
export function judgeBulk(
  quantity: number,
  marketMean: number,
  settings: Pick<AnomalySettings, 'bulkCartons' | 'bulkTimes'>,
): { readonly quantity: number; readonly marketMean: number; readonly times: number } | undefined {
  if (marketMean <= 0) return undefined
  const times = quantity / marketMean
  return quantity > settings.bulkCartons && times > settings.bulkTimes
    ? { quantity, marketMean: round(marketMean), times: round(times) }
    : undefined
}

/** First day of the orders that are looked at, given the newest. */
export function windowStart(latest: IsoDate, settings: Pick<AnomalySettings, 'windowDays'>): IsoDate {
  return addDays(latest, 1 - settings.windowDays)
}

/**
 * DAT-10: the chosen year, or where none is chosen (0) the newest whole year that is over; before there is one, the
 * newest year with data.
 */
export function chooseReferenceYear(
  chosen: number,
  years: readonly { readonly year: number; readonly months: number }[],
  today: IsoDate,
): number | null {
  if (chosen !== 0) return chosen
  const newestFirst = years.toSorted((a, b) => b.year - a.year)
  const whole = newestFirst.find(({ year, months }) => months === 12 && year < +today.slice(0, 4))
  return (whole ?? newestFirst[0])?.year ?? null
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
