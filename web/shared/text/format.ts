import { currentLanguage } from './language.ts'

/**
 * How numbers, money, goods and times are written. One place, so that the same thing looks the same everywhere.
 * Every function takes null and undefined and writes an em dash: a missing value is never a zero.
 */
export const MISSING = '—'

type Maybe<T> = T | null | undefined

let timeZone = 'Asia/Shanghai'

/** The company's zone, learned at sign-in. Times are stored in UTC and shown as its clocks show them. */
export function setTimeZone(zone: string): void {
  timeZone = zone
}

function locale(): string {
  return currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB'
}

const numberFormats = new Map<string, Intl.NumberFormat>()

function numberFormat(least: number, most: number): Intl.NumberFormat {
  const key = `${locale()} ${least} ${most}`
  let format = numberFormats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale(), { minimumFractionDigits: least, maximumFractionDigits: most })
    numberFormats.set(key, format)
  }
  return format
}

/** `12,345.6`. With `digits` exactly so many after the point, without it at most two. */
export function formatNumber(value: Maybe<number>, digits?: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING
  return numberFormat(digits ?? 0, digits ?? 2).format(value)
}

/**
 * A number as people say it: `1.23亿`, `45.6万`, `9,870` in Chinese; `123M`, `456K`, `9,870` in English.
 * Three significant digits from 万 on; below it the number itself.
 */
export function formatLarge(value: Maybe<number>): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING
  const size = Math.abs(value)
  const steps: readonly (readonly [number, string])[] =
    currentLanguage() === 'zh'
      ? [
          [1e8, '亿'],
          [1e4, '万'],
        ]
      : [
          [1e9, 'B'],
          [1e6, 'M'],
          [1e4, 'K'],
        ]
  for (const [from, name] of steps) {
    // 99,999.5 rounds to 10.0万, and 99,999,999 to 1.00亿: the step is chosen after rounding.
    if (size >= from * 0.99995) {
      const unit = name === 'K' ? 1e3 : from
      const scaled = value / unit
      return `${significant(scaled)}${name}`
    }
  }
  return formatNumber(value, size < 100 && !Number.isInteger(value) ? 1 : 0)
}

function significant(value: number): string {
  const size = Math.abs(value)
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : 2)
}

/** Money from integer fen: `¥1,234.56`; with `whole` without the fen. */
export function formatMoney(fen: Maybe<number>, options: { readonly whole?: boolean } = {}): string {
  if (fen === null || fen === undefined || Number.isNaN(fen)) return MISSING
  const digits = options.whole ? 0 : 2
  return `${fen < 0 ? '−' : ''}¥${formatNumber(Math.abs(fen) / 100, digits)}`
}

/** Money as people say it, from integer fen: `¥1.23亿`. */
export function formatLargeMoney(fen: Maybe<number>): string {
  if (fen === null || fen === undefined || Number.isNaN(fen)) return MISSING
  return `${fen < 0 ? '−' : ''}¥${formatLarge(Math.abs(fen) / 100)}`
}

/** A share between 0 and 1: `12.3%`. */
export function formatPercent(share: Maybe<number>, digits = 1): string {
  if (share === null || share === undefined || Number.isNaN(share)) return MISSING
  return `${formatNumber(share * 100, digits)}%`
}

/** A change with its sign: `+3.2%`, `−3.2%`, `0.0%`. */
export function formatChange(share: Maybe<number>, digits = 1): string {
  if (share === null || share === undefined || Number.isNaN(share)) return MISSING
  const text = formatPercent(Math.abs(share), digits)
  if (Number(Math.abs(share * 100).toFixed(digits)) === 0) return text
  return share > 0 ? `+${text}` : `−${text}`
}

/** Goods counted in cartons (条): `1,250 条`. */
export function formatCartons(cartons: Maybe<number>): string {
  if (cartons === null || cartons === undefined) return MISSING
  return currentLanguage() === 'zh' ? `${formatNumber(cartons, 0)} 条` : `${formatNumber(cartons, 0)} ctn`
}

/** `8.5 公里`. */
export function formatKm(km: Maybe<number>): string {
  if (km === null || km === undefined) return MISSING
  const text = formatNumber(km, km < 100 ? 1 : 0)
  return currentLanguage() === 'zh' ? `${text} 公里` : `${text} km`
}

/** Minutes as hours and minutes: `7 小时 35 分`, `35 分`. */
export function formatMinutes(minutes: Maybe<number>): string {
  if (minutes === null || minutes === undefined || Number.isNaN(minutes)) return MISSING
  const whole = Math.round(minutes)
  const hours = Math.floor(whole / 60)
  const rest = whole % 60
  const zh = currentLanguage() === 'zh'
  if (hours === 0) return zh ? `${rest} 分` : `${rest} min`
  if (rest === 0) return zh ? `${hours} 小时` : `${hours} h`
  return zh ? `${hours} 小时 ${rest} 分` : `${hours} h ${rest} min`
}

/** A calendar date `YYYY-MM-DD`: `2026年3月5日`, with its weekday on wish: `2026年3月5日 周四`. */
export function formatDate(date: Maybe<string>, options: { readonly weekday?: boolean } = {}): string {
  if (!date) return MISSING
  const text = new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    year: 'numeric',
    month: currentLanguage() === 'zh' ? 'long' : 'short',
    day: 'numeric',
  }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
  return options.weekday ? `${text} ${formatWeekday(date)}` : text
}

/** `3月5日`: a date whose year is plain from its place. */
export function formatDay(date: Maybe<string>): string {
  if (!date) return MISSING
  return new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    month: currentLanguage() === 'zh' ? 'long' : 'short',
    day: 'numeric',
  }).format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
}

/** `周四`. */
export function formatWeekday(date: string): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', weekday: 'short' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  )
}

/** A month `YYYY-MM`: `2026年3月`. */
export function formatMonth(month: Maybe<string>): string {
  if (!month) return MISSING
  return new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    year: 'numeric',
    month: currentLanguage() === 'zh' ? 'long' : 'short',
  }).format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`))
}

/** A moment in time, in the company's zone: `2026-03-05 14:07`, the form of office papers in both languages. */
export function formatTime(
  moment: Maybe<string | number | Date>,
  options: { readonly seconds?: boolean } = {},
): string {
  if (moment === null || moment === undefined || moment === '') return MISSING
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(options.seconds ? { second: '2-digit' as const } : {}),
  })
  return parts.format(new Date(moment))
}

/** How long ago: `刚刚`, `5 分钟前`, `昨天`; the date itself after a week. */
export function formatAgo(moment: Maybe<string | number | Date>, now: number): string {
  if (moment === null || moment === undefined) return MISSING
  const seconds = (new Date(moment).getTime() - now) / 1000
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  const size = Math.abs(seconds)
  if (size < 45) return currentLanguage() === 'zh' ? '刚刚' : 'just now'
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  if (size < 7 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day')
  return formatTime(moment)
}

/** Orders Chinese text by pinyin and numbers inside text by value. */
export function compareText(a: string, b: string): number {
  return collator.compare(a, b)
}

const collator = new Intl.Collator('zh-CN-u-co-pinyin', { numeric: true })
