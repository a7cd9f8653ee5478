import { type CellReason, type CellResult, refused, taken } from './result.ts'
import { foldText, isFormulaError } from './text.ts'

export interface NumberRange {
  readonly min?: number
  readonly max?: number
}

const ZERO = 48
const POINT = 46

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)$/
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/
const EXPONENT = /^[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}$/

/**
 * A number: digits of any width, thousands separators in their places only (`1,234,567.89`), an exponent. A comma
 * elsewhere is refused: it could be a decimal mark.
 */
export function parseNumber(cell: string, range: NumberRange = {}): CellResult<number> {
  const decimal = decimalText(cell)
  if (!decimal.ok) return decimal
  const value = Number(decimal.value)
  if (!Number.isFinite(value)) return refused('out-of-range')
  return inRange(value, range)
}

/** A whole number; `56.0` is 56, `56.5` is refused, and so is an exponent, which has lost digits. */
export function parseInteger(cell: string, range: NumberRange = {}): CellResult<number> {
  const quick = plainInteger(cell)
  if (quick >= 0) return inRange(quick, range)
  const decimal = decimalText(cell)
  if (!decimal.ok) return decimal
  if (/e/i.test(decimal.value)) return refused('digits-lost')
  const [whole = '', fraction = ''] = decimal.value.split('.')
  if (/[1-9]/.test(fraction)) return refused('not-whole')
  const value = Number(whole === '' || whole === '-' || whole === '+' ? '0' : whole)
  if (!Number.isSafeInteger(value)) return refused('out-of-range')
  return inRange(value === 0 ? 0 : value, range)
}

/** Most cells of an order file are a few plain digits; -1 for any other text. */
function plainInteger(cell: string): number {
  if (cell.length === 0 || cell.length > 9) return -1
  let value = 0
  for (let index = 0; index < cell.length; index++) {
    const digit = cell.charCodeAt(index) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/**
 * An amount of money in yuan (or any currency with hundredths) as whole fen: `12.5`, `¥1,234.50`, `$7.99`, `12元`.
 * More than two decimals are refused unless they are zeros: rounding money is not for an import to decide.
 * Decimals beyond the sixth that a spreadsheet's arithmetic left behind (7.990000000000001) are rounded off first.
 */
export function parseFen(cell: string, range: NumberRange = {}): CellResult<number> {
  const quick = plainHundredths(cell)
  if (quick >= 0) return inRange(quick, range)
  const text = foldText(cell)
  const bare = text.replace(/^([+-]?)\s*[$¥]\s*/, '$1').replace(/\s*元$/, '')
  const decimal = decimalText(bare)
  if (!decimal.ok) return decimal
  if (/e/i.test(decimal.value)) return refused('digits-lost')
  let [whole = '', fraction = ''] = decimal.value.split('.')
  if (fraction.length > 6 && whole.length < 9) {
    ;[whole = '', fraction = ''] = Number(decimal.value).toFixed(6).split('.')
  }
  if (/[1-9]/.test(fraction.slice(2))) return refused('too-many-decimals')
  const sign = whole.startsWith('-') ? -1 : 1
  const yuan = Number(whole.replace(/^[+-]/, '') || '0')
  const value = sign * (yuan * 100 + Number(fraction.slice(0, 2).padEnd(2, '0')))
  if (!Number.isSafeInteger(value)) return refused('out-of-range')
  return inRange(value === 0 ? 0 : value, range)
}

/** Hundredths of plain digits with at most two behind a point, such as 12 and 12.5; -1 for any other text. */
function plainHundredths(cell: string): number {
  if (cell.length === 0 || cell.length > 12) return -1
  let value = 0
  let decimals = -1
  for (let index = 0; index < cell.length; index++) {
    const code = cell.charCodeAt(index)
    if (code === POINT && decimals < 0 && index > 0) {
      decimals = 0
      continue
    }
    if (code < ZERO || code > ZERO + 9) return -1
    value = value * 10 + code - ZERO
    if (decimals >= 0) decimals++
  }
  if (decimals === 2) return value
  if (decimals === 1) return value * 10
  return decimals === -1 ? value * 100 : -1
}

/** A share as a fraction of one: `12.5%` is 0.125; without the sign the number itself. */
export function parseShare(cell: string, range: NumberRange = {}): CellResult<number> {
  const text = foldText(cell)
  const isPercent = text.endsWith('%')
  const number = parseNumber(isPercent ? text.slice(0, -1) : text)
  if (!number.ok) return number
  return inRange(isPercent ? number.value / 100 : number.value, range)
}

/** Digits, sign, point and exponent only, or why not. */
function decimalText(cell: string): CellResult<string> {
  const text = foldText(cell)
  if (text === '') return refused('empty')
  if (PLAIN.test(text) || EXPONENT.test(text)) return taken(text)
  if (GROUPED.test(text)) return taken(text.replaceAll(',', ''))
  return refused(isFormulaError(text) ? 'formula-error' : 'not-a-number')
}

function inRange(value: number, { min = -Infinity, max = Infinity }: NumberRange): CellResult<number> {
  return value < min || value > max ? refused('out-of-range') : taken(value)
}

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** A Chinese numeral from 0 to 99: 八, 十, 十二, 三十, 廿五, 卅; undefined for anything else. */
export function chineseNumeral(text: string): number | undefined {
  const expanded = text.replace(/^廿/, '二十').replace(/^卅/, '三十')
  const match = /^([一二两三四五六七八九])?(十)?([零〇一二三四五六七八九])?$/.exec(expanded)
  if (!match || expanded === '') return undefined
  const [, tens, ten, ones] = match
  if (ten) return (tens === undefined ? 1 : DIGITS[tens]!) * 10 + (ones === undefined ? 0 : DIGITS[ones]!)
  if (tens !== undefined && ones !== undefined) return undefined
  return DIGITS[tens ?? ones ?? ''] as number
}

export const HIGHEST_TIER = 30

/**
 * A tier from 1 to 30: `30`, `30.0`, `30档`, `第30档`, `三十档`, `D30`. `ZZ` and 未分档 say that a customer has none:
 * null. An empty cell says nothing and is refused as empty.
 */
export function parseTier(cell: string): CellResult<number | null> {
  const text = foldText(cell).toUpperCase()
  if (text === '') return refused('empty')
  if (text === 'ZZ' || text === '未分档' || text === '无档' || text === '不分档') return taken(null)
  const bare = text
    .replace(/^第/, '')
    .replace(/^D(?=\d)/, '')
    .replace(/[档级]$/, '')
    .trim()
  const numeral = chineseNumeral(bare)
  const tier: CellResult<number> = numeral === undefined ? parseInteger(bare) : taken(numeral)
  if (!tier.ok) return refused(tierReason(tier.reason))
  return tier.value >= 1 && tier.value <= HIGHEST_TIER ? tier : refused('out-of-range')
}

function tierReason(reason: CellReason): CellReason {
  return reason === 'formula-error' ? reason : 'not-a-tier'
}
