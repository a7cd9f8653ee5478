/** Pure decisions of insight: which month is shown, and when two years cannot be compared month by month. */
import { springFestival } from '../../engines/kernel/chinese-calendar.ts'
import { addMonths, daysInMonth, type IsoDate, type IsoMonth, monthOf } from '../../engines/kernel/dates.ts'

/** Months of a trend: two years, so that every month of the last one has its year before. */
export const TREND_MONTHS = 24

/** A licence that ends within so many days is shown as ending (domain handbook, licence gate). */
export const LICENCE_DAYS = 60

/** Order cycles without an order after which a customer counts as silent. */
export const SILENT_CYCLES = 3

/** Brands that make up the concentration: CR10. */
export const CONCENTRATION_BRANDS = 10

export interface ShownMonth {
  readonly month: IsoMonth
  /** Orders still come in: comparing it with a whole month would mislead. */
  readonly isPartial: boolean
}

/**
 * The month a dashboard opens with: the last whole one. A month counts as whole from three days before its end, as
 * the last order day is rarely the last day.
 */
export function defaultMonth(latestOrderDate: IsoDate): ShownMonth {
  const month = monthOf(latestOrderDate)
  return isWhole(month, latestOrderDate)
    ? { month, isPartial: false }
    : { month: addMonths(month, -1), isPartial: false }
}

export function describeMonth(month: IsoMonth, latestOrderDate: IsoDate): ShownMonth {
  return { month, isPartial: month >= monthOf(latestOrderDate) && !isWhole(month, latestOrderDate) }
}

function isWhole(month: IsoMonth, latestOrderDate: IsoDate): boolean {
  if (month !== monthOf(latestOrderDate)) return month < latestOrderDate
  return +latestOrderDate.slice(8) >= daysInMonth(month) - 3
}

/** `count` months that end with `month`, the earliest first. */
export function monthsBefore(month: IsoMonth, count: number): IsoMonth[] {
  return Array.from({ length: count }, (_, index) => addMonths(month, index - count + 1))
}

export interface FestivalShift {
  readonly thisYear: IsoDate
  readonly lastYear: IsoDate
  /** Comparing the two months together evens the shift out. */
  readonly months: readonly [IsoMonth, IsoMonth]
}

/**
 * Spring Festival moves between 21 January and 20 February, and with it the weeks of the highest and the lowest
 * orders. January and February are then compared with the year before only together; the shift is told whenever the
 * two festivals lie ten days or more apart, which is every year but a few.
 */
export function festivalShift(month: IsoMonth): FestivalShift | null {
  const year = +month.slice(0, 4)
  const number = month.slice(5)
  // The kernel knows the lunar calendar from 2020 to 2032.
  if ((number !== '01' && number !== '02') || year < 2021 || year > 2032) return null
  const thisYear = springFestival(year)
  const lastYear = springFestival(year - 1)
  const shiftDays = Math.abs(dayOfYear(thisYear) - dayOfYear(lastYear))
  return shiftDays < 10 ? null : { thisYear, lastYear, months: [`${year}-01`, `${year}-02`] }
}

/** Both dates lie before March, so the leap day does not matter. */
function dayOfYear(date: IsoDate): number {
  return (+date.slice(5, 7) - 1) * 31 + +date.slice(8)
}

/** Days after which a customer that orders in this rhythm has missed three orders; undefined: it does not order. */
export function silentAfterDays(orderCycle: string | null): number | undefined {
  if (orderCycle === 'none') return undefined
  const cycleDays = orderCycle === 'odd_week' || orderCycle === 'even_week' ? 14 : 7
  return cycleDays * SILENT_CYCLES
}

/** The largest `count` of the values as a share of all of them; null without any. */
export function concentration(values: readonly number[], count: number): number | null {
  const sorted = values.filter((value) => value > 0).sort((a, b) => b - a)
  const total = sorted.reduce((sum, value) => sum + value, 0)
  return total === 0 ? null : sorted.slice(0, count).reduce((sum, value) => sum + value, 0) / total
}
