/**
 * Calendar dates without time and without zone, as ISO text `YYYY-MM-DD`. Text compares in date order.
 * All arithmetic is on the proleptic Gregorian calendar through day numbers (days since 1970-01-01).
 */
export type IsoDate = string
/** A month as `YYYY-MM`. */
export type IsoMonth = string
/** 1 = Monday ... 7 = Sunday, as in ISO 8601 and in Chinese office use. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

const DAY_MILLISECONDS = 86_400_000

/** Days since 1970-01-01. Throws a RangeError on text that is not a real date. */
export function dayNumber(date: IsoDate): number {
  if (!isIsoDate(date)) throw new RangeError(`not a date (YYYY-MM-DD): ${date}`)
  return Math.round(Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10)) / DAY_MILLISECONDS)
}

export function dateOfDayNumber(day: number): IsoDate {
  return new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const month = +text.slice(5, 7)
  const day = +text.slice(8, 10)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(text.slice(0, 7))
}

export function isIsoMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

export function addDays(date: IsoDate, days: number): IsoDate {
  return dateOfDayNumber(dayNumber(date) + days)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return dayNumber(to) - dayNumber(from)
}

export function weekdayOf(date: IsoDate): Weekday {
  return (((((dayNumber(date) + 3) % 7) + 7) % 7) + 1) as Weekday
}

/** The Monday of the date's week. */
export function mondayOf(date: IsoDate): IsoDate {
  return addDays(date, 1 - weekdayOf(date))
}

export function monthOf(date: IsoDate): IsoMonth {
  return date.slice(0, 7)
}

export function daysInMonth(month: IsoMonth): number {
  const year = +month.slice(0, 4)
  const number = +month.slice(5, 7)
  if (number === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return number === 4 || number === 6 || number === 9 || number === 11 ? 30 : 31
}

export function datesOfMonth(month: IsoMonth): IsoDate[] {
  return Array.from(
    { length: daysInMonth(month) },
    (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`,
  )
}

export function addMonths(month: IsoMonth, count: number): IsoMonth {
  const index = +month.slice(0, 4) * 12 + (+month.slice(5, 7) - 1) + count
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((((index % 12) + 12) % 12) + 1).padStart(2, '0')}`
}

/** Minutes after midnight of `HH:MM`. Throws a RangeError on anything else. */
export function minuteOfDay(time: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(time)
  if (!match || +match[1]! > 24 || +match[2]! > 59) throw new RangeError(`not a time (HH:MM): ${time}`)
  return +match[1]! * 60 + +match[2]!
}

/** `HH:MM` of minutes after midnight, rounded down to the minute. */
export function timeOfMinute(minute: number): string {
  const whole = Math.floor(minute)
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}
