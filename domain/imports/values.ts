import { isIsoDate } from '../../engines/kernel/dates.ts'

/**
 * Reading single cells. Every reader gets trimmed, non-empty text and gives a value or a problem; nothing is guessed
 * that could be wrong: two-digit years, 2026-02-30 and 3.7e11 as a licence number are problems, not values.
 */
export interface CellProblem {
  readonly code: string
  readonly values?: Readonly<Record<string, string | number | boolean | null>>
}
export type Cell<T> = { readonly value: T; readonly problem?: undefined } | { readonly problem: CellProblem }

export function problem(code: string, values?: CellProblem['values']): { readonly problem: CellProblem } {
  return { problem: values ? { code, values } : { code } }
}

/** Full-width letters, digits and signs become ASCII; outer blanks go; the words for nothing become ''. */
export function cleanCell(raw: string | undefined): string {
  if (raw === undefined || raw === '') return ''
  // Plain ASCII without blanks at the ends is what nearly every cell is.
  const first = raw.charCodeAt(0)
  const last = raw.charCodeAt(raw.length - 1)
  let text = raw
  if (first <= 32 || last <= 32 || first > 126 || last > 126) text = raw.trim()
  if (FULL_WIDTH.test(text))
    text = text.replace(FULL_WIDTH_ALL, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  if (text.length <= 4 && NOTHING.has(text)) return ''
  return text
}

const FULL_WIDTH = /[\uff01-\uff5e]/
const FULL_WIDTH_ALL = /[\uff01-\uff5e]/g
/** What systems write for an empty field. */
const NOTHING = new Set([
  'NULL',
  'null',
  'Null',
  '--',
  '—',
  '——',
  '-',
  '无',
  'N/A',
  'n/a',
  '#N/A',
  'None',
  'nan',
  'NaN',
])

const ISO_LIKE =
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/
const CHINESE = /^(\d{4})年(\d{1,2})月(\d{1,2})日(?: ?\d{1,2}[:时]\d{1,2}.*)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/

/**
 * A calendar date in one of a closed list of forms: 2026-11-02, 2026/11/2, 2026.11.2, 20261102, 2026年11月2日,
 * each with or without a time. `american` adds 11/02/2026, for sources that are known to write so.
 */
export function readDate(text: string, american = false): Cell<string> {
  let match = ISO_LIKE.exec(text)
  if (match) return calendarDate(match[1]!, match[3]!, match[4]!)
  match = COMPACT.exec(text) ?? CHINESE.exec(text)
  if (match) return calendarDate(match[1]!, match[2]!, match[3]!)
  match = AMERICAN.exec(text)
  if (match) return american ? calendarDate(match[3]!, match[1]!, match[2]!) : problem('IMP-17')
  return problem('IMP-05')
}

function calendarDate(year: string, month: string, day: string): Cell<string> {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isIsoDate(date) && date >= '1900-01-01' ? { value: date } : problem('IMP-05')
}

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/

/** A number: thousands separators, currency signs, a leading minus or accountants' brackets are understood. */
export function readNumber(text: string): Cell<number> {
  if (PLAIN_NUMBER.test(text)) return { value: Number(text) }
  const stripped = text.replace(/[$¥￥,，\s]|元$/g, '')
  const bracketed = /^\((.+)\)$/.exec(stripped)
  const plain = bracketed ? `-${bracketed[1]}` : stripped
  return PLAIN_NUMBER.test(plain) ? { value: Number(plain) } : problem('IMP-02')
}

/** A whole number; `56.0` is one, `56.5` is not. */
export function readWhole(text: string, least: number, most: number): Cell<number> {
  const cell = readNumber(text)
  if (cell.problem) return cell
  if (!Number.isInteger(cell.value)) return problem('IMP-03')
  return cell.value < least || cell.value > most ? problem('IMP-04', { least, most }) : cell
}

/**
 * Money in the smallest unit of its currency, exact: the digits are read as text, never through a binary fraction.
 * More than two decimals are taken only when the further ones are zero.
 */
export function readMoney(text: string): Cell<number> {
  const fast = moneyOfPlain(text)
  if (!Number.isNaN(fast)) return { value: fast }
  const number = readNumber(text)
  if (number.problem) return number
  const stripped = text.replace(/[$¥￥,，\s]|元$/g, '').replace(/^\((.+)\)$/, '-$1')
  const minor = moneyOfPlain(stripped)
  if (!Number.isNaN(minor)) return { value: minor }
  const scaled = number.value * 100
  const rounded = Math.round(scaled)
  // Exponents and binary rests such as 12.340000000000002.
  return Math.abs(scaled - rounded) < 1e-6 && Number.isSafeInteger(rounded)
    ? { value: rounded }
    : problem('IMP-18')
}

/**
 * Hundredths of `[-]digits[.d[d]]`; NaN for every other text. Written by hand because it runs once for every order
 * line: a regular expression and Number() cost three times as much.
 */
export function moneyOfPlain(text: string): number {
  const length = text.length
  let index = 0
  let negative = false
  if (text.charCodeAt(0) === 45) {
    negative = true
    index = 1
  }
  if (index === length || length - index > 15) return Number.NaN
  let value = 0
  let digits = 0
  let decimals = -1
  for (; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code === 46) {
      if (decimals >= 0) return Number.NaN
      decimals = 0
      continue
    }
    const digit = code - 48
    if (digit < 0 || digit > 9) return Number.NaN
    if (decimals >= 0 && ++decimals > 2) {
      if (digit !== 0) return Number.NaN
      continue
    }
    value = value * 10 + digit
    digits++
  }
  if (digits === 0) return Number.NaN
  if (decimals <= 0) value *= 100
  else if (decimals === 1) value *= 10
  return negative ? -value : value
}

/** Whole number of `[-]digits[.0…]`; NaN for every other text or more than nine digits. The quick way for lines. */
export function wholeOfPlain(text: string): number {
  const length = text.length
  let index = 0
  let negative = false
  if (text.charCodeAt(0) === 45) {
    negative = true
    index = 1
  }
  const start = index
  let value = 0
  for (; index < length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (index === start || index - start > 9) return Number.NaN
  if (index < length) {
    if (text.charCodeAt(index) !== 46) return Number.NaN
    for (index++; index < length; index++) if (text.charCodeAt(index) !== 48) return Number.NaN
  }
  return negative ? -value : value
}

const HOUR_TEXT = /^([01]?\d|2[0-4])[:：]([0-5]\d)(?::\d{2})?$/

/** `HH:MM` of `8:30`, `08:30:00`, or a spreadsheet's share of a day (0.75). */
export function readClockTime(text: string): Cell<string> {
  const match = HOUR_TEXT.exec(text)
  if (match) return { value: `${match[1]!.padStart(2, '0')}:${match[2]}` }
  const share = Number(text)
  if (text.includes('.') && share >= 0 && share < 1) {
    const minutes = Math.round(share * 1440)
    return {
      value: `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
    }
  }
  return problem('IMP-06', { expected: 'HH:MM' })
}

const CHINESE_DIGITS = '零一二三四五六七八九'

/** A whole number up to 99 in Chinese: 三十 = 30, 二十一 = 21, 十五 = 15, 八 = 8; undefined for anything else. */
export function readChineseNumber(text: string): number | undefined {
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(
    text.replaceAll('廿', '二十').replaceAll('两', '二'),
  )
  if (!match || text === '') return undefined
  const [, front, ten, back] = match
  if (!ten) return front && !back ? CHINESE_DIGITS.indexOf(front) : undefined
  return (front ? CHINESE_DIGITS.indexOf(front) : 1) * 10 + (back ? CHINESE_DIGITS.indexOf(back) : 0)
}

/** Tier 1..30: `30`, `30档`, `三十档`, `D30`, `30.0`. `ZZ` and `未分档` mean none and give null. */
export function readTier(text: string): Cell<number | null> {
  const bare = text.replace(/[档级]$/, '').replace(/^[Dd第](?=.)/, '')
  if (/^(zz|未分档|未定档|无档)$/i.test(text) || /^(zz|未分)$/i.test(bare)) return { value: null }
  const number = wholeOfPlain(bare)
  const tier = Number.isNaN(number) ? readChineseNumber(bare) : number
  if (tier === undefined) return problem('IMP-06', { expected: '1-30' })
  return tier >= 1 && tier <= 30 ? { value: tier } : problem('IMP-04', { least: 1, most: 30 })
}

export interface OrderDay {
  readonly cycle: 'weekly' | 'odd_week' | 'even_week' | 'none'
  readonly weekday: number | null
}

const WEEKDAY_NAMES: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  '6': 6,
  '7': 7,
  mon: 1,
  tue: 2,
  wed: 3,
  thu: 4,
  fri: 5,
  sat: 6,
  sun: 7,
}

/** `周一`, `星期三`, `单周周四`, `双周周二`, `不访销`, `Mon`, `3`. */
export function readOrderDay(text: string): Cell<OrderDay> {
  if (/^(不访销|不订货|none|0)$/i.test(text)) return { value: { cycle: 'none', weekday: null } }
  const cycle = /^单周/.test(text) ? 'odd_week' : /^双周/.test(text) ? 'even_week' : 'weekly'
  const rest = text
    .replace(/^[单双]周(?=.)/, '')
    .replace(/^(周|星期|礼拜|每周)/, '')
    .toLowerCase()
  const weekday = WEEKDAY_NAMES[rest] ?? WEEKDAY_NAMES[rest.slice(0, 3)]
  return weekday === undefined
    ? problem('IMP-06', { expected: '周一…周日, 单周周一, 双周周一, 不访销' })
    : { value: { cycle, weekday } }
}

/** Visits a month: a whole number, `1/2`, `1/3`, or 0.5 and 0.33 for them. */
export function readVisits(text: string): Cell<string> {
  if (/^1\/[23]$/.test(text)) return { value: text }
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 31) return { value: String(number) }
  if (Math.abs(number - 0.5) < 0.01) return { value: '1/2' }
  if (Math.abs(number - 1 / 3) < 0.01) return { value: '1/3' }
  return problem('IMP-06', { expected: '1-31, 1/2, 1/3' })
}

const YES = new Set(['1', 'y', 'yes', 'true', '是', '有', '√'])
const NO = new Set(['0', 'n', 'no', 'false', '否', '没有', '×'])

export function readFlag(text: string): Cell<boolean> {
  const word = text.toLowerCase()
  if (YES.has(word)) return { value: true }
  if (NO.has(word)) return { value: false }
  return problem('IMP-06', { expected: '是/否' })
}

/** A code that is a number in every spreadsheet but is text to us: refuses what a spreadsheet has rounded away. */
export function readCode(text: string): Cell<string> {
  if (/^\d(\.\d+)?[eE]\+?\d+$/.test(text)) return problem('IMP-13')
  return { value: /^\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text }
}

const POINT_WKT = /POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)/i
const POINT_LATLON = /\(\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\)/

/** `POINT (lon lat)` or an address that ends with `(lat, lon)`; undefined when the text holds no position. */
export function readPosition(text: string): { readonly lon: number; readonly lat: number } | undefined {
  const wkt = POINT_WKT.exec(text)
  const pair = wkt ? undefined : POINT_LATLON.exec(text)
  const lon = wkt ? Number(wkt[1]) : pair ? Number(pair[2]) : Number.NaN
  const lat = wkt ? Number(wkt[2]) : pair ? Number(pair[1]) : Number.NaN
  const isInside = lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 && !(lon === 0 && lat === 0)
  return isInside ? { lon, lat } : undefined
}
