import { addDays, datesOfMonth, daysBetween, type IsoDate, type IsoMonth, weekdayOf } from './dates.ts'

/**
 * Working days of mainland China: holidays, 调休 make-up days and the festivals of the lunar calendar, as data.
 *
 * Years with a published notice of the State Council's General Office are exact. Other years are computed from the
 * law alone and marked `provisional`: which weekends are worked in exchange is decided by each year's notice, usually
 * in the November before, and cannot be derived.
 *
 * The law: 全国年节及纪念日放假办法, as amended by State Council decree 795, in force since 2025-01-01: New Year 1 day,
 * Spring Festival 4 (Eve to the third), Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3;
 * a day that falls on a weekend is given back on a working day. Before 2025: Spring Festival 3 (first to third), Labour Day 1.
 */
export interface DayKind {
  readonly working: boolean
  readonly kind: 'workday' | 'weekend' | 'holiday' | 'makeup'
  /** The festival a holiday or a make-up day belongs to. */
  readonly name?: FestivalName
  /** No notice is known for this year, so the notice may still turn this day round. */
  readonly provisional: boolean
}

export interface FestivalName {
  readonly zh: string
  readonly en: string
}

/** A company's own decisions, which go before the calendar: date to whether it is worked. */
export type CalendarOverrides = ReadonlyMap<IsoDate, boolean>

/** What the calendar says of a date, weekends and holidays included. Throws a RangeError on text that is no date. */
export function dayKind(date: IsoDate): DayKind {
  const weekday = weekdayOf(date)
  const year = +date.slice(0, 4)
  const special = specialDaysOf(year).get(date)
  const provisional = !NOTICES.some((notice) => notice.year === year)
  if (special) {
    return {
      working: special.working,
      kind: special.working ? 'makeup' : 'holiday',
      name: FESTIVALS[special.festival],
      provisional,
    }
  }
  return weekday >= 6
    ? { working: false, kind: 'weekend', provisional }
    : { working: true, kind: 'workday', provisional }
}

export function isWorkingDate(date: IsoDate, overrides?: CalendarOverrides): boolean {
  return overrides?.get(date) ?? dayKind(date).working
}

export function workingDatesOfMonth(month: IsoMonth, overrides?: CalendarOverrides): IsoDate[] {
  return datesOfMonth(month).filter((date) => isWorkingDate(date, overrides))
}

/** The last `count` working days of a month in order of date: the window of next month's visit plan (PLN-10). */
export function lastWorkingDays(month: IsoMonth, count: number, overrides?: CalendarOverrides): IsoDate[] {
  return workingDatesOfMonth(month, overrides).slice(-count)
}

/** The working day `count` working days after `date` (before, if negative). 0 gives the date, or the next working day. */
export function addWorkingDays(date: IsoDate, count: number, overrides?: CalendarOverrides): IsoDate {
  const step = count < 0 ? -1 : 1
  let at = date
  if (count === 0) {
    while (!isWorkingDate(at, overrides)) at = addDays(at, 1)
    return at
  }
  for (let left = Math.abs(count); left > 0; ) {
    at = addDays(at, step)
    if (isWorkingDate(at, overrides)) left--
  }
  return at
}

/** Years whose notice is in this file. */
export function publishedYears(): number[] {
  return NOTICES.map((notice) => notice.year)
}

/** First day of the first lunar month. Throws a RangeError outside 2020-2032, as do the other festivals. */
export function springFestival(year: number): IsoDate {
  return festivalDate(year, 0)
}

/** Fourth or fifth of April: the sun at 15 degrees. */
export function qingming(year: number): IsoDate {
  return festivalDate(year, 1)
}

/** Fifth day of the fifth lunar month. */
export function dragonBoat(year: number): IsoDate {
  return festivalDate(year, 2)
}

/** Fifteenth day of the eighth lunar month. */
export function midAutumn(year: number): IsoDate {
  return festivalDate(year, 3)
}

/**
 * Weeks from the nearest Spring Festival, in weeks that begin on New Year's Eve: 0 = the Eve and the six days after it
 * (nobody orders), -1 = the seven days before the Eve, 1 = the week after the holiday. Lunar alignment for
 * seasonal shapes and year-on-year comparison; the weekday of the festival does not matter.
 */
export function lunarOffsetWeeks(date: IsoDate): number {
  const year = +date.slice(0, 4)
  const thisYear = daysBetween(springFestival(year), date)
  const nextYear =
    thisYear > 183 && year < LAST_YEAR ? daysBetween(springFestival(year + 1), date) : undefined
  const days = nextYear !== undefined && Math.abs(nextYear) < thisYear ? nextYear : thisYear
  return Math.floor((days + 1) / 7)
}

type Festival = keyof typeof FESTIVALS

const FESTIVALS = {
  newYear: { zh: '元旦', en: "New Year's Day" },
  springFestival: { zh: '春节', en: 'Spring Festival' },
  qingming: { zh: '清明节', en: 'Qingming Festival' },
  labourDay: { zh: '劳动节', en: 'Labour Day' },
  dragonBoat: { zh: '端午节', en: 'Dragon Boat Festival' },
  midAutumn: { zh: '中秋节', en: 'Mid-Autumn Festival' },
  nationalDay: { zh: '国庆节', en: 'National Day' },
  nationalMidAutumn: { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn Festival' },
} as const satisfies Record<string, FestivalName>

interface Notice {
  readonly year: number
  readonly title: string
  readonly number: string
  /** First day off, last day off, weekend days worked in exchange. */
  readonly holidays: readonly (readonly [Festival, IsoDate, IsoDate, ...IsoDate[]])[]
}

/** 国务院办公厅关于…部分节假日安排的通知, read in reprints of the notices. */
const NOTICES: readonly Notice[] = [
  {
    year: 2023,
    title: '国务院办公厅关于2023年部分节假日安排的通知',
    number: '国办发明电〔2022〕16号',
    holidays: [
      // Runs from 2022-12-31, a Saturday, which is free anyway.
      ['newYear', '2023-01-01', '2023-01-02'],
      ['springFestival', '2023-01-21', '2023-01-27', '2023-01-28', '2023-01-29'],
      ['qingming', '2023-04-05', '2023-04-05'],
      ['labourDay', '2023-04-29', '2023-05-03', '2023-04-23', '2023-05-06'],
      ['dragonBoat', '2023-06-22', '2023-06-24', '2023-06-25'],
      ['nationalMidAutumn', '2023-09-29', '2023-10-06', '2023-10-07', '2023-10-08'],
    ],
  },
  {
    year: 2024,
    title: '国务院办公厅关于2024年部分节假日安排的通知',
    number: '国办发明电〔2023〕7号',
    holidays: [
      ['newYear', '2024-01-01', '2024-01-01'],
      ['springFestival', '2024-02-10', '2024-02-17', '2024-02-04', '2024-02-18'],
      ['qingming', '2024-04-04', '2024-04-06', '2024-04-07'],
      ['labourDay', '2024-05-01', '2024-05-05', '2024-04-28', '2024-05-11'],
      ['dragonBoat', '2024-06-10', '2024-06-10'],
      ['midAutumn', '2024-09-15', '2024-09-17', '2024-09-14'],
      ['nationalDay', '2024-10-01', '2024-10-07', '2024-09-29', '2024-10-12'],
    ],
  },
  {
    year: 2025,
    title: '国务院办公厅关于2025年部分节假日安排的通知',
    number: '国办发明电〔2024〕12号',
    holidays: [
      ['newYear', '2025-01-01', '2025-01-01'],
      ['springFestival', '2025-01-28', '2025-02-04', '2025-01-26', '2025-02-08'],
      ['qingming', '2025-04-04', '2025-04-06'],
      ['labourDay', '2025-05-01', '2025-05-05', '2025-04-27'],
      ['dragonBoat', '2025-05-31', '2025-06-02'],
      ['nationalMidAutumn', '2025-10-01', '2025-10-08', '2025-09-28', '2025-10-11'],
    ],
  },
  {
    year: 2026,
    title: '国务院办公厅关于2026年部分节假日安排的通知',
    number: '国办发明电〔2025〕7号',
    holidays: [
      ['newYear', '2026-01-01', '2026-01-03', '2026-01-04'],
      ['springFestival', '2026-02-15', '2026-02-23', '2026-02-14', '2026-02-28'],
      ['qingming', '2026-04-04', '2026-04-06'],
      ['labourDay', '2026-05-01', '2026-05-05', '2026-05-09'],
      ['dragonBoat', '2026-06-19', '2026-06-21'],
      ['midAutumn', '2026-09-25', '2026-09-27'],
      ['nationalDay', '2026-10-01', '2026-10-07', '2026-09-20', '2026-10-10'],
    ],
  },
]

const FIRST_YEAR = 2020
const LAST_YEAR = 2032

/**
 * Spring Festival, Qingming, Dragon Boat, Mid-Autumn by year. Not computed at run time: the new moons of 2027-02-06
 * (23:56 in Beijing) and 2030-02-03 (00:07) lie so near midnight that ICU begins both years on the other day. The test
 * recomputes every date from the moon and the sun.
 */
const LUNAR_FESTIVALS: Readonly<Record<number, readonly [string, string, string, string]>> = {
  2020: ['01-25', '04-04', '06-25', '10-01'],
  2021: ['02-12', '04-04', '06-14', '09-21'],
  2022: ['02-01', '04-05', '06-03', '09-10'],
  2023: ['01-22', '04-05', '06-22', '09-29'],
  2024: ['02-10', '04-04', '06-10', '09-17'],
  2025: ['01-29', '04-04', '05-31', '10-06'],
  2026: ['02-17', '04-05', '06-19', '09-25'],
  2027: ['02-06', '04-05', '06-09', '09-15'],
  2028: ['01-26', '04-04', '05-28', '10-03'],
  2029: ['02-13', '04-04', '06-16', '09-22'],
  2030: ['02-03', '04-05', '06-05', '09-12'],
  2031: ['01-23', '04-05', '06-24', '10-01'],
  2032: ['02-11', '04-04', '06-12', '09-19'],
}

function festivalDate(year: number, column: 0 | 1 | 2 | 3): IsoDate {
  const row = LUNAR_FESTIVALS[year]
  if (!row) {
    throw new RangeError(
      `lunar festivals are known for ${FIRST_YEAR} to ${LAST_YEAR}, not for ${year}: extend the table`,
    )
  }
  return `${year}-${row[column]}`
}

interface SpecialDay {
  readonly working: boolean
  readonly festival: Festival
}

const specialDaysByYear = new Map<number, ReadonlyMap<IsoDate, SpecialDay>>()

function specialDaysOf(year: number): ReadonlyMap<IsoDate, SpecialDay> {
  let days = specialDaysByYear.get(year)
  if (!days) {
    days = noticedDaysOf(year) ?? statutoryDaysOf(year)
    specialDaysByYear.set(year, days)
  }
  return days
}

function noticedDaysOf(year: number): ReadonlyMap<IsoDate, SpecialDay> | undefined {
  const notice = NOTICES.find((candidate) => candidate.year === year)
  if (!notice) return undefined
  const days = new Map<IsoDate, SpecialDay>()
  for (const [festival, first, last, ...makeups] of notice.holidays) {
    for (let date = first; date <= last; date = addDays(date, 1)) days.set(date, { working: false, festival })
    for (const date of makeups) days.set(date, { working: true, festival })
  }
  return days
}

/** Days off by the law alone; a day on a weekend, or shared by two festivals, moves to the next free working day. */
function statutoryDaysOf(year: number): ReadonlyMap<IsoDate, SpecialDay> {
  const days = new Map<IsoDate, SpecialDay>()
  const owed: { festival: Festival; after: IsoDate }[] = []
  const free = (festival: Festival, first: IsoDate, count: number) => {
    for (let index = 0; index < count; index++) {
      const date = addDays(first, index)
      if (weekdayOf(date) >= 6 || days.has(date)) {
        owed.push({ festival, after: addDays(first, count - 1) })
      }
      if (!days.has(date)) days.set(date, { working: false, festival })
    }
  }
  free('newYear', `${year}-01-01`, 1)
  if (LUNAR_FESTIVALS[year]) {
    if (year >= 2025) free('springFestival', addDays(springFestival(year), -1), 4)
    else free('springFestival', springFestival(year), 3)
    free('qingming', qingming(year), 1)
  }
  free('labourDay', `${year}-05-01`, year >= 2025 ? 2 : 1)
  if (LUNAR_FESTIVALS[year]) free('dragonBoat', dragonBoat(year), 1)
  free('nationalDay', `${year}-10-01`, 3)
  if (LUNAR_FESTIVALS[year]) free('midAutumn', midAutumn(year), 1)
  for (const { festival, after } of owed) {
    let date = addDays(after, 1)
    while (weekdayOf(date) >= 6 || days.has(date)) date = addDays(date, 1)
    days.set(date, { working: false, festival })
  }
  return days
}
