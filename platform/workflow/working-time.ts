import {
  addDays,
  dateOfDayNumber,
  datesOfMonth,
  dayNumber,
  type IsoDate,
  type IsoMonth,
} from '../../engines/kernel/dates.ts'
import { assert } from '../refusal.ts'

/**
 * When a company works: which dates (holidays and 调休 are data of the caller) and which hours of them.
 * The mechanism knows no calendar of its own.
 */
export interface WorkingCalendar {
  readonly timeZone: string
  isWorking(date: IsoDate): boolean
  /** Rising, apart, in minutes after midnight: `[{ from: 510, to: 720 }, { from: 840, to: 1080 }]`. */
  readonly hours: readonly { readonly from: number; readonly to: number }[]
}

/** By when something is due, counted from a moment. */
export type Due =
  /** Hours of the company's working hours. */
  | { readonly workingHours: number }
  /** 24:00 of the n-th working day after; 0 = the same day, or the next working day when that is none. */
  | { readonly workingDays: number }

/** No company rests longer than this in one piece; a calendar without working days is our mistake. */
const LONGEST_REST_DAYS = 60

export function dueAfter(calendar: WorkingCalendar, from: Date, due: Due): Date {
  return 'workingHours' in due
    ? addWorkingMinutes(calendar, from, due.workingHours * 60)
    : endOfWorkingDay(calendar, from, due.workingDays)
}

/** The moment when so many working minutes have passed since `from`. */
export function addWorkingMinutes(calendar: WorkingCalendar, from: Date, minutes: number): Date {
  let { date, minute } = localMoment(from, calendar.timeZone)
  let left = minutes
  for (let rest = 0; rest <= LONGEST_REST_DAYS; rest++) {
    if (calendar.isWorking(date)) {
      rest = 0
      for (const piece of calendar.hours) {
        const start = Math.max(piece.from, minute)
        if (start >= piece.to) continue
        if (left <= piece.to - start) return instantOf(date, start + left, calendar.timeZone)
        left -= piece.to - start
      }
    }
    date = addDays(date, 1)
    minute = 0
  }
  assert(false, 'a calendar has working days')
}

/** Working minutes between two moments; negative when `to` is earlier. */
export function workingMinutesBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  if (to < from) return -workingMinutesBetween(calendar, to, from)
  const start = localMoment(from, calendar.timeZone)
  const end = localMoment(to, calendar.timeZone)
  let sum = 0
  for (let day = dayNumber(start.date); day <= dayNumber(end.date); day++) {
    const date = dateOfDayNumber(day)
    if (!calendar.isWorking(date)) continue
    const first = date === start.date ? start.minute : 0
    const last = date === end.date ? end.minute : 1440
    for (const piece of calendar.hours)
      sum += Math.max(0, Math.min(piece.to, last) - Math.max(piece.from, first))
  }
  return sum
}

/** 24:00 of the working day `days` after that of `from`. A moment on a free day counts as the next working day. */
export function endOfWorkingDay(calendar: WorkingCalendar, from: Date, days = 0): Date {
  let date = nextWorkingDay(calendar, localMoment(from, calendar.timeZone).date)
  for (let count = 0; count < days; count++) date = nextWorkingDay(calendar, addDays(date, 1))
  return instantOf(addDays(date, 1), 0, calendar.timeZone)
}

/** The date itself when it is a working day, otherwise the first one after it. */
export function nextWorkingDay(calendar: Pick<WorkingCalendar, 'isWorking'>, date: IsoDate): IsoDate {
  for (let rest = 0; rest <= LONGEST_REST_DAYS; rest++) {
    const candidate = addDays(date, rest)
    if (calendar.isWorking(candidate)) return candidate
  }
  assert(false, 'a calendar has working days')
}

/** The last `count` working days of a month, rising (PLN-10: the plan of the next month is made on the last two). */
export function lastWorkingDays(
  calendar: Pick<WorkingCalendar, 'isWorking'>,
  month: IsoMonth,
  count: number,
): IsoDate[] {
  return datesOfMonth(month)
    .filter((date) => calendar.isWorking(date))
    .slice(-count)
}

/** The instant at which a clock on the wall of `timeZone` shows this date and minute. */
export function instantOf(date: IsoDate, minute: number, timeZone: string): Date {
  const wall = dayNumber(date) * 86_400_000 + minute * 60_000
  // Twice, because the offset at the guess may not be the one at the answer (change of summer time).
  const guess = wall - offsetMilliseconds(new Date(wall), timeZone)
  return new Date(wall - offsetMilliseconds(new Date(guess), timeZone))
}

/** Date and minute (with fraction) that a clock on the wall of `timeZone` shows. */
export function localMoment(at: Date, timeZone: string): { readonly date: IsoDate; readonly minute: number } {
  const wall = at.getTime() + offsetMilliseconds(at, timeZone)
  const day = Math.floor(wall / 86_400_000)
  return { date: dateOfDayNumber(day), minute: (wall - day * 86_400_000) / 60_000 }
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function offsetMilliseconds(at: Date, timeZone: string): number {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timeZone, formatter)
  }
  const part: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = Number(value)
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!)
  return wall - Math.floor(at.getTime() / 1000) * 1000
}
