import type { ValueGroup } from '../../contract/words.ts'
import type { LuwanSettings } from '../rule-book.ts'
import { type CustomerFacts, percentileRanks, regularityPercent, roundTo } from './facts.ts'
import type { Classification } from './template-lines.ts'

/** 价值度, 忠诚度, 贡献度: 0..100. */
export interface LuwanDegrees {
  readonly value: number
  readonly loyalty: number
  readonly contribution: number
}

/**
 * SEG-05: the three dimensions of all customers, in the order given.
 *
 * - value: rank by the money of a mean month: what the shop buys now.
 * - loyalty: rank by the mean of three shares: expected turns with an order, months with one, steadiness of the months.
 * - contribution: what the shop adds: rank by the growth in money over the year, and by the price per carton.
 */
export function measureLuwan(
  customers: readonly CustomerFacts[],
  { growthShare }: Pick<LuwanSettings, 'growthShare'>,
): LuwanDegrees[] {
  const value = percentileRanks(customers.map((one) => one.amountFen))
  const loyalty = percentileRanks(customers.map(loyaltyOf))
  const growth = percentileRanks(
    customers.map((one) => one.amountFen - (one.amountYearBeforeFen ?? one.amountFen)),
  )
  const price = percentileRanks(customers.map((one) => (one.quantity > 0 ? one.amountFen / one.quantity : 0)))
  return customers.map((one, index) => ({
    value: one.amountFen > 0 ? roundTo(value[index]!) : 0,
    loyalty: one.orderMonths > 0 ? roundTo(loyalty[index]!) : 0,
    contribution:
      one.amountFen > 0
        ? roundTo((growth[index]! * growthShare + price[index]! * (100 - growthShare)) / 100)
        : 0,
  }))
}

function loyaltyOf(facts: CustomerFacts): number {
  const parts = [
    regularityPercent(facts),
    facts.monthsPossible === 0 ? null : (facts.orderMonths / facts.monthsPossible) * 100,
    facts.steadinessPercent,
  ].filter((part) => part !== null)
  return parts.length === 0 ? 0 : parts.reduce((sum, part) => sum + part, 0) / parts.length
}

/** A shop whose visiting window begins in the evening. */
export function isNightShop(windowStart: string | null, { nightFrom }: LuwanSettings): boolean {
  return windowStart !== null && windowStart >= nightFrom
}

/** SEG-06: one group for everybody, never two: night goes before the degrees. */
export function classifyLuwan(
  degrees: LuwanDegrees,
  windowStart: string | null,
  settings: LuwanSettings,
): Classification & { readonly class: ValueGroup } {
  const reason = { valueDegree: degrees.value, loyaltyDegree: degrees.loyalty }
  if (isNightShop(windowStart, settings))
    return { class: 'night', rule: 'luwan-night', reason: { windowStart } }
  if (degrees.value < settings.valueCut) return { class: 'regular', rule: 'luwan-regular', reason }
  if (degrees.loyalty < settings.loyaltyCut) return { class: 'important', rule: 'luwan-important', reason }
  return { class: 'core', rule: 'luwan-core', reason }
}
