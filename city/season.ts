import { lunarOffsetWeeks, midAutumn } from '../engines/kernel/chinese-calendar.ts'
import { daysBetween, type IsoDate } from '../engines/kernel/dates.ts'

/** Demand against an ordinary week, by weeks from Spring Festival (default): stocking up, the holiday, the lull. */
const SPRING_FESTIVAL_FACTOR: Readonly<Record<number, number>> = {
  '-4': 1.25,
  '-3': 1.35,
  '-2': 1.5,
  '-1': 1.3,
  0: 0.15,
  1: 0.75,
  2: 0.8,
  3: 0.9,
}
/** The same by weeks from Mid-Autumn or National Day, whichever comes first (default). */
const AUTUMN_FACTOR: Readonly<Record<number, number>> = { '-2': 1.12, '-1': 1.18, 0: 0.9, 1: 0.9 }
/** The yearly plan is met by December (default). */
const EARLY_DECEMBER_FACTOR = 0.85
const AUGUST_FACTOR = 0.97
/** Dear goods are gifts: they take 1.6 times the festival excess (default). */
const GIFT_EXCESS = 1.6

export interface SeasonFactors {
  readonly ordinary: number
  /** From 263 yuan wholesale up. */
  readonly gift: number
}

/** Season of a date: how much more or less is ordered than in an ordinary week. */
export function seasonFactors(date: IsoDate): SeasonFactors {
  const year = +date.slice(0, 4)
  const autumn = midAutumn(year) < `${year}-10-01` ? midAutumn(year) : `${year}-10-01`
  const festival =
    (SPRING_FESTIVAL_FACTOR[lunarOffsetWeeks(date)] ?? 1) *
    (AUTUMN_FACTOR[Math.floor(daysBetween(autumn, date) / 7)] ?? 1)
  const month = +date.slice(5, 7)
  const plain =
    month === 12 && +date.slice(8, 10) <= 15 ? EARLY_DECEMBER_FACTOR : month === 8 ? AUGUST_FACTOR : 1
  const gift = festival > 1 ? 1 + GIFT_EXCESS * (festival - 1) : festival
  return { ordinary: festival * plain, gift: gift * plain }
}
