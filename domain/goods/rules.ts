import { addMonths, daysInMonth, monthOf } from '../../engines/kernel/dates.ts'

/** Pure decisions about goods and the months their sales are looked at in. */

export interface PriceLevel {
  readonly level: number
  readonly name: string
  readonly fromFen: number
}

/**
 * GDS-01: a price belongs to the first level, from the dearest down, whose lower limit it reaches. The last level
 * takes everything below. No price, no level.
 */
export function levelOfPrice(priceFen: number | null, levels: readonly PriceLevel[]): number | null {
  if (priceFen === null) return null
  for (const level of levels) if (priceFen >= level.fromFen) return level.level
  return null
}

export interface PriceScheme {
  readonly kind: 'class' | 'band'
  readonly basis: 'transfer' | 'wholesale' | 'retail'
  readonly validFrom: string
  readonly levels: readonly PriceLevel[]
}

/** GDS-02: the scheme with the latest beginning not after the date. */
export function schemeAt<S extends PriceScheme>(
  schemes: readonly S[],
  kind: S['kind'],
  date: string,
): S | undefined {
  let found: S | undefined
  for (const scheme of schemes)
    if (scheme.kind === kind && scheme.validFrom <= date && (!found || scheme.validFrom > found.validFrom))
      found = scheme
  return found
}

/**
 * Price classes I to V by transfer price without tax, per carton of 200: I from 100 yuan, II 70, III 30, IV 16.50,
 * V below; in force since 1 May 2009. The limit between IV and V is not sourced.
 */
export const DEFAULT_CLASSES: PriceScheme = {
  kind: 'class',
  basis: 'transfer',
  validFrom: '2009-05-01',
  levels: [
    { level: 1, name: 'I', fromFen: 10_000 },
    { level: 2, name: 'II', fromFen: 7_000 },
    { level: 3, name: 'III', fromFen: 3_000 },
    { level: 4, name: 'IV', fromFen: 1_650 },
    { level: 5, name: 'V', fromFen: 0 },
  ],
}

/** Self-select bands of one city by wholesale price per carton (600, 400, 290, 263, 220, 180, 158, 130, 109 yuan). */
export const DEFAULT_BANDS: PriceScheme = {
  kind: 'band',
  basis: 'wholesale',
  validFrom: '2009-05-01',
  levels: [600, 400, 290, 263, 220, 180, 158, 130, 109].map((yuan, index) => ({
    level: index + 1,
    name: `≥${yuan}`,
    fromFen: yuan * 100,
  })),
}

/** GDS-03: limits fall strictly, or a price would have no place or two. Index of the first that does not. */
export function findLevelFault(levels: readonly PriceLevel[]): number | undefined {
  for (let index = 1; index < levels.length; index++)
    if (levels[index]!.fromFen >= levels[index - 1]!.fromFen) return index
  return undefined
}

export interface DatedState {
  readonly lifeState: string
  readonly validFrom: string
}

/** GDS-04: the life state on a date is the one with the latest beginning not after it. */
export function lifeStateAt<S extends DatedState>(states: readonly S[], date: string): S | undefined {
  let found: S | undefined
  for (const state of states)
    if (state.validFrom <= date && (!found || state.validFrom > found.validFrom)) found = state
  return found
}

/**
 * The three months that "lately" means, given the newest order: whole months only, where a month counts as whole
 * from three days before its end (the last order day is rarely the last day).
 */
export function recentMonths(latestOrderDate: string): string[] {
  const month = monthOf(latestOrderDate)
  const isWhole = +latestOrderDate.slice(8) >= daysInMonth(month) - 3
  const last = isWhole ? month : addMonths(month, -1)
  return [addMonths(last, -2), addMonths(last, -1), last]
}
