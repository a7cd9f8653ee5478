import type {
  CreditGrade,
  DistrictType,
  Format,
  MarketType,
  OrderCycle,
  Scale,
  ShopKind,
  ValueGroup,
} from '../../contract/words.ts'

/** What is known of one customer at the end of a month. Means are per month over the last three with data. */
export interface CustomerFacts {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerId: string | null
  readonly format: Format | null
  readonly shopKind: ShopKind | null
  readonly chainName: string | null
  readonly marketType: MarketType | null
  readonly districtType: DistrictType | null
  readonly scale: Scale | null
  readonly tier: number | null
  readonly valueGroup: ValueGroup | null
  readonly creditGrade: CreditGrade | null
  readonly cigaretteSharePercent: number | null
  readonly functionalTerminal: boolean | null
  readonly windowStart: string | null
  readonly floorAreaM2: number | null
  readonly openedOn: string | null
  readonly orderCycle: OrderCycle | null
  readonly quantity: number
  readonly amountFen: number
  /** The same months a year before, null when the company has none of them or the customer bought nothing then. */
  readonly quantityYearBefore: number | null
  readonly amountYearBeforeFen: number | null
  readonly ordersRecent: number
  readonly linesRecent: number
  /** Months with an order, of those in which the customer could have ordered; at most twelve. */
  readonly orderMonths: number
  readonly monthsPossible: number
  /** 100 = the same quantity every month, 0 = as far apart as large; null with fewer than three months. */
  readonly steadinessPercent: number | null
  /** Weeks (or fortnights) with an order, of those expected in the last twelve weeks; 0 expected = does not order. */
  readonly turnsOrdered: number
  readonly turnsExpected: number
  /** Days since the last order within the last twelve weeks; null = none in that time. */
  readonly daysSilent: number | null
  readonly debits: number
  readonly failedDebits: number
  /** Confirmed ones only: a suspicion is no verdict. */
  readonly anomalies: number
  /** Facts of other modules about the month. */
  readonly others: Readonly<Record<string, number>>
}

/** Percent of change over the year, null when nothing is known of the year before. */
export function growthPercent(facts: Pick<CustomerFacts, 'quantity' | 'quantityYearBefore'>): number | null {
  const { quantity, quantityYearBefore: before } = facts
  return before === null || before <= 0 ? null : (quantity / before - 1) * 100
}

/** Percent of the expected turns that had an order; null for customers that do not order by turns. */
export function regularityPercent(
  facts: Pick<CustomerFacts, 'turnsOrdered' | 'turnsExpected'>,
): number | null {
  if (facts.turnsExpected === 0) return null
  return Math.min(100, (facts.turnsOrdered / facts.turnsExpected) * 100)
}

/** Share of the values below each value, halves for equals, 0..100: equal values always have equal ranks. */
export function percentileRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = new Map<number, number>()
  for (let start = 0; start < sorted.length; ) {
    let end = start
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    rank.set(sorted[start]!, ((start + (end - start) / 2) / sorted.length) * 100)
    start = end
  }
  return values.map((value) => rank.get(value)!)
}

export function roundTo(value: number, digits = 1): number {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value))
}
