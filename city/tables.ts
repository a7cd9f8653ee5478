import type { CreditGrade, DistrictType, Format, UrbanRuralCode } from '../domain/customers/contract.ts'

/**
 * The shares a city is made from. Observed = shares counted in a public file of one Chinese city of 15,020 shops
 * (rounded, no record kept); published = read in a published rule; default = ours. `README.md` names the sources.
 */

/** Share of shops by tier 1..30, percent (observed within 0.3 points, and a province-wide rule). */
export const TIER_SHARE_PERCENT: readonly number[] = [
  1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 2, 2, 1, 1,
]

/** Observed. */
export const URBAN_RURAL_PERCENT: Readonly<Record<UrbanRuralCode, number>> = {
  '111': 39.6,
  '112': 0.8,
  '121': 18.8,
  '122': 13.4,
  '123': 1.8,
  '210': 5.5,
  '220': 20.2,
}
export const URBAN_RURAL_CODES = Object.keys(URBAN_RURAL_PERCENT) as UrbanRuralCode[]

/** Mean and spread of the tier by area (observed). */
export const TIER_BY_CODE: Readonly<Record<UrbanRuralCode, readonly [mean: number, deviation: number]>> = {
  '111': [17.0, 8.3],
  '112': [15.5, 6.1],
  '121': [16.5, 5.8],
  '122': [15.5, 5.9],
  '123': [18.4, 6.2],
  '210': [13.9, 5.1],
  '220': [11.8, 4.8],
}

/** The seven formats: observed shares of six, convenience stores split into grocery and convenience by default. */
export const FORMAT_PERCENT: Readonly<Record<'urban' | 'rural', Readonly<Record<Format, number>>>> = {
  urban: {
    grocery: 45,
    convenience: 37.7,
    supermarket: 0.63,
    department_store: 0.05,
    tobacco_liquor: 6.4,
    entertainment: 2.4,
    other: 7.82,
  },
  rural: {
    grocery: 85,
    convenience: 12.7,
    supermarket: 0,
    department_store: 0,
    tobacco_liquor: 0.2,
    entertainment: 0.3,
    other: 1.8,
  },
}
export const FORMATS = Object.keys(FORMAT_PERCENT.urban) as Format[]

/** Mean tier by format (observed; grocery and convenience share the figure of the six-format list). */
export const TIER_BY_FORMAT: Readonly<Record<Format, number>> = {
  grocery: 14.6,
  convenience: 15.8,
  supermarket: 20.6,
  department_store: 27,
  tobacco_liquor: 22.4,
  entertainment: 13.3,
  other: 14.7,
}

/** Observed. */
export const DISTRICT_PERCENT: Readonly<Record<DistrictType, number>> = {
  residential: 55.6,
  market: 38.5,
  industrial: 1.9,
  entertainment: 1.7,
  office: 0.8,
  scenic: 0.7,
  transport: 0.5,
  school: 0.2,
  other: 0.1,
}

/** Order days Monday to Friday among all shops that order, percent (observed). */
export const ORDER_DAY_PERCENT: readonly number[] = [24.5, 20.4, 21.9, 21.9, 3.8]
/** Shops that order every second week, percent of each area (observed). */
export const FORTNIGHTLY_PERCENT: Readonly<Record<UrbanRuralCode, number>> = {
  '111': 0.6,
  '112': 21.8,
  '121': 1.7,
  '122': 6.8,
  '123': 0,
  '210': 6.6,
  '220': 26.2,
}
/** Shops on the books that do not order, percent (observed). */
export const NO_ORDER_PERCENT = 0.3

/** Observed in one city; the base grade differs from city to city. */
export const CREDIT_PERCENT: Readonly<Record<CreditGrade, number>> = {
  AAA: 0.2,
  AA: 96.9,
  A: 0.2,
  B: 0.1,
  C: 1.4,
  D: 1.2,
}

/** Cartons a week = 5.86 e^(0.11 tier) x lognormal(0, 0.35): the mean shop then sells 43 (default, calibrated). */
export const WEEKLY_CARTONS = { factor: 5.86, growth: 0.11 } as const
/** The deviation 0.35 split between the shop and the week: 0.28^2 + 0.21^2 = 0.35^2. */
export const CUSTOMER_DEVIATION = 0.28
export const WEEK_DEVIATION = 0.21

export function meanWeeklyCartons(tier: number): number {
  return WEEKLY_CARTONS.factor * Math.exp(WEEKLY_CARTONS.growth * tier)
}

/** Mean lines of one order at full length, before scaling (default). */
export function meanOrderLines(tier: number): number {
  return 4 + 0.75 * tier
}

export interface PriceBandShare {
  /** Wholesale fen per carton, from and below. */
  readonly fromFen: number
  readonly toFen: number
  readonly volumePercent: number
  readonly products: number
  readonly retailFactor: number
}
/** Bands of the wholesale price: volume, number of specifications of 130, retail factor (default). */
export const PRICE_BANDS: readonly PriceBandShare[] = [
  { fromFen: 60_000, toFen: 84_800, volumePercent: 1, products: 9, retailFactor: 1.18 },
  { fromFen: 26_300, toFen: 60_000, volumePercent: 6, products: 30, retailFactor: 1.16 },
  { fromFen: 15_800, toFen: 26_300, volumePercent: 22, products: 35, retailFactor: 1.14 },
  { fromFen: 11_300, toFen: 15_800, volumePercent: 16, products: 20, retailFactor: 1.13 },
  { fromFen: 5_200, toFen: 11_300, volumePercent: 47, products: 26, retailFactor: 1.12 },
  { fromFen: 3_300, toFen: 5_200, volumePercent: 7, products: 8, retailFactor: 1.11 },
  { fromFen: 2_200, toFen: 3_300, volumePercent: 1, products: 2, retailFactor: 1.1 },
]
/** Villages buy 20 points less from 158 yuan up and as much more between 52 and 113 (default). */
export const VILLAGE_SHIFT_PERCENT = 20

/** Self-select price bands by wholesale fen, 1 = dearest (one city's list). */
export const SELF_SELECT_BANDS_FEN: readonly number[] = [
  60_000, 40_000, 29_000, 26_300, 22_000, 18_000, 15_800, 13_000, 10_900,
]

/** Specifications by supply attribute, percent (default). */
export const SUPPLY_PERCENT = { tight: 12, balanced: 45, full: 35, new: 8 } as const

/** Shops by value group, percent (default). Night shops are the evening shops. */
export const VALUE_GROUP_PERCENT = { core: 12, important: 23, regular: 60, night: 5 } as const
/** Visits a month by value group (default); a weak shop gets one more. */
export const VISITS_BY_VALUE_GROUP = { core: 4, important: 2, regular: 1, night: 1 } as const

/** Splits `total` whole units by `weights` so that the parts sum to it (largest remainder, ties to the first). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const parts = exact.map(Math.floor)
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  let left = total - parts.reduce((all, part) => all + part, 0)
  for (const { index } of order) {
    if (left-- <= 0) break
    parts[index]!++
  }
  return parts
}
