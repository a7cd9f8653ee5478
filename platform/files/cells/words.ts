import type { Weekday } from '../../../engines/kernel/dates.ts'
import { type CellResult, refused, taken } from './result.ts'
import { cleanText, foldText, isFormulaError } from './text.ts'

const WEEKDAYS: Readonly<Record<string, Weekday>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  日: 7,
  天: 7,
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
  mon: 1,
  tue: 2,
  wed: 3,
  thu: 4,
  fri: 5,
  sat: 6,
  sun: 7,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  '6': 6,
  '7': 7,
}

/** A weekday: 周一, 星期一, 礼拜一, 1 to 7 (7 is Sunday), Monday, Mon. 0 is refused: some count Sunday so, some Monday. */
export function parseWeekday(cell: string): CellResult<Weekday> {
  const text = foldText(cell).toLowerCase()
  if (text === '') return refused('empty')
  const day = WEEKDAYS[text.replace(/^(周|星期|礼拜)(?=.$)/, '').replace(/^([1-7])\.0$/, '$1')]
  return day === undefined
    ? refused(isFormulaError(text.toUpperCase()) ? 'formula-error' : 'not-a-weekday')
    : taken(day)
}

/** On which weekdays a customer orders or is called on; none when 不访销. */
export interface OrderCycle {
  readonly weekdays: readonly Weekday[]
  readonly weeks: 'every' | 'odd' | 'even'
}

const NO_CYCLE: ReadonlySet<string> = new Set(['不访销', '不访', '不订货', '无'])

/** An order cycle: 周一, 周一、周四, 单周周四, 双周周二, 双周(周二), 不访销. */
export function parseOrderCycle(cell: string): CellResult<OrderCycle> {
  const text = foldText(cell).replace(/\s/g, '')
  if (text === '') return refused('empty')
  if (NO_CYCLE.has(text)) return taken({ weekdays: [], weeks: 'every' })
  const match = /^(单周|双周|每周)?[-:(]?(.+?)\)?$/.exec(text)
  if (!match) return refused('not-a-weekday')
  const weeks = match[1] === '单周' ? 'odd' : match[1] === '双周' ? 'even' : 'every'
  const weekdays = new Set<Weekday>()
  for (const part of match[2]!.split(/[、,;/+]/)) {
    const day = parseWeekday(part)
    if (!day.ok) return refused(day.reason === 'empty' ? 'not-a-weekday' : day.reason)
    weekdays.add(day.value)
  }
  return taken({ weekdays: [...weekdays].sort((a, b) => a - b), weeks })
}

const YES: ReadonlySet<string> = new Set([
  '是',
  '有',
  '对',
  '真',
  'y',
  'yes',
  'true',
  't',
  '1',
  '1.0',
  '√',
  '✓',
  '✔',
])
const NO: ReadonlySet<string> = new Set([
  '否',
  '无',
  '非',
  '假',
  'n',
  'no',
  'false',
  'f',
  '0',
  '0.0',
  '×',
  '✗',
  '✘',
  'x',
])

export function parseBoolean(cell: string): CellResult<boolean> {
  const text = foldText(cell).toLowerCase()
  if (text === '') return refused('empty')
  if (YES.has(text)) return taken(true)
  return NO.has(text) ? taken(false) : refused('not-a-yes-or-no')
}

/**
 * A code, of a customer or of goods, as text: digits stay digits and leading zeros stay. A number that came through
 * a spreadsheet with an exponent has lost digits and is refused; `12345.0` has lost none.
 */
export function parseCode(cell: string): CellResult<string> {
  if (isPlainCode(cell)) return taken(cell)
  const text = foldText(cell)
  if (text === '') return refused('empty')
  if (isFormulaError(text)) return refused('formula-error')
  if (/^[+-]?\d+(\.\d+)?E[+-]?\d+$/i.test(text)) return refused('digits-lost')
  const asFloat = /^(\d{1,15})\.0+$/.exec(text)
  return taken(asFloat ? asFloat[1]! : text.replace(/^'/, ''))
}

/** Digits, capitals and dashes, without what could be an exponent (E) or the word NULL. */
function isPlainCode(cell: string): boolean {
  for (let index = 0; index < cell.length; index++) {
    const code = cell.charCodeAt(index)
    const isDigit = code >= 48 && code <= 57
    const isCapital = code >= 65 && code <= 90 && code !== 69
    if (!isDigit && !isCapital && (code !== 45 || index === 0)) return false
  }
  return cell.length > 0 && cell !== 'NULL'
}

/**
 * The number of a retail licence: 12 digits (6 of the district, 1 of ownership, 5 serial). Blanks and dashes between
 * them are left out. Any other length is refused, so that a lost leading zero or digit shows.
 */
export function parseLicence(cell: string): CellResult<string> {
  const code = parseCode(cell)
  if (!code.ok) return code
  const digits = code.value.replace(/[\s-]/g, '')
  return /^\d{12}$/.test(digits) ? taken(digits) : refused('not-a-licence')
}

/** Free text, cleaned; refused when it shows the error of a formula. Empty is a value here. */
export function parseText(cell: string): CellResult<string> {
  const text = cleanText(cell)
  return isFormulaError(text) ? refused('formula-error') : taken(text)
}
