import { daysInMonth, type IsoDate, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { serialToText } from '../serial-dates.ts'
import { type CellResult, refused, taken } from './result.ts'
import { foldText, isFormulaError } from './text.ts'

export interface DateOptions {
  /** How dates with slashes and the year last are meant; without it they are ambiguous and refused. */
  readonly yearLast?: 'month-first' | 'day-first'
  /** The day numbers of a spreadsheet are taken as dates; the older Macintosh system starts in 1904. */
  readonly serialSystem?: '1900' | '1904' | 'none'
}

/** Business dates lie between these years; anything else is a slip of the keyboard or a number that is no date. */
const FIRST_YEAR = 1949
const LAST_YEAR = 2100

const KNOWN_DATES = 20_000
const known = new Map<string, CellResult<IsoDate>>()

/**
 * A calendar date from the closed list of forms: `2026-11-02`, `2026/11/2`, `2026.11.2`, `20261102`, `2026年11月2日`,
 * a spreadsheet's day number, and `11/2/2026` only when the profile says which comes first; each with a time of day,
 * which is checked and left out. Two-digit years, zones and days that do not exist are refused, never guessed.
 */
export function parseDate(cell: string, options: DateOptions = {}): CellResult<IsoDate> {
  // A file repeats its dates thousands of times; only the plain options are remembered.
  const isPlain = options.yearLast === undefined && options.serialSystem === undefined
  const remembered = isPlain ? known.get(cell) : undefined
  if (remembered) return remembered
  const parsed = parseDateTime(cell, options)
  const result = parsed.ok ? taken(parsed.value.slice(0, 10)) : parsed
  if (isPlain && cell.length <= 32) {
    if (known.size >= KNOWN_DATES) known.clear()
    known.set(cell, result)
  }
  return result
}

const TIME = String.raw`(?:[T ]\s*(\d{1,2})(?::|时|点)(\d{1,2})?(?:(?::|分)(\d{1,2})?(?:\.\d{1,9})?秒?|分)?)?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`)
// A time may follow only the written 日: in 2026年11月28时 nobody knows where the day ends.
const CHINESE = new RegExp(
  String.raw`^(\d{4})年(\d{1,2})月(\d{1,2})(?:[日号]${TIME.replace('[T ]', '[T ]?')})?$`,
)
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})| (\d{2}):(\d{2}))?$/
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${TIME}$`)
const SHORT_YEAR = /^'?\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|^\d{1,2}[-/.]\d{1,2}[-/.]'?\d{2}(\D|$)/
const ZONED = /^\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}.*(Z|[+-]\d{2}:?\d{2}|UTC|GMT.*)$/i
const SERIAL = /^\d{1,7}(\.\d+)?$/

/** The same with its time: `YYYY-MM-DD` or, when the cell has one, `YYYY-MM-DD HH:MM:SS`, as a clock on the wall. */
export function parseDateTime(cell: string, options: DateOptions = {}): CellResult<string> {
  const text = foldText(cell)
  if (text === '') return refused('empty')
  if (isFormulaError(text)) return refused('formula-error')
  let match = YEAR_FIRST.exec(text)
  if (match) return build(match[1]!, match[3]!, match[4]!, match.slice(5))
  match = COMPACT.exec(text)
  if (match) return build(match[1]!, match[2]!, match[3]!, match.slice(match[4] === undefined ? 7 : 4))
  match = CHINESE.exec(text)
  if (match) return build(match[1]!, match[2]!, match[3]!, match.slice(4))
  match = YEAR_LAST.exec(text)
  if (match) {
    if (options.yearLast === 'month-first') return build(match[4]!, match[1]!, match[3]!, match.slice(5))
    if (options.yearLast === 'day-first') return build(match[4]!, match[3]!, match[1]!, match.slice(5))
    return refused('ambiguous-date')
  }
  if (SERIAL.test(text)) return fromSerial(text, options.serialSystem ?? '1900')
  if (ZONED.test(text)) return refused('time-zone')
  return refused(SHORT_YEAR.test(text) ? 'ambiguous-date' : 'not-a-date')
}

function build(
  year: string,
  month: string,
  day: string,
  time: readonly (string | undefined)[],
): CellResult<string> {
  const monthNumber = +month
  if (monthNumber < 1 || monthNumber > 12) return refused('no-such-day')
  const isoMonth = `${year}-${month.padStart(2, '0')}`
  if (+day < 1 || +day > daysInMonth(isoMonth)) return refused('no-such-day')
  if (+year < FIRST_YEAR || +year > LAST_YEAR) return refused('date-out-of-range')
  const date = `${isoMonth}-${day.padStart(2, '0')}`
  const [hours, minutes = '0', seconds = '0'] = time
  if (hours === undefined) return taken(date)
  if (+hours > 23 || +minutes > 59 || +seconds > 59) return refused('no-such-time')
  return taken(`${date} ${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${seconds.padStart(2, '0')}`)
}

/**
 * Day numbers are taken from 1990 on: four digits are more likely a year, six a month, and both would pass as a
 * day of the last or a coming century.
 */
const FIRST_SERIAL_YEAR = 1990

function fromSerial(text: string, system: '1900' | '1904' | 'none'): CellResult<string> {
  if (system === 'none' || !/^\d{5}(\.|$)/.test(text)) return refused('not-a-date')
  const date = serialToText(Number(text), system === '1904')
  if (date === undefined) return refused('not-a-date')
  const year = +date.slice(0, 4)
  return year < FIRST_SERIAL_YEAR || year > LAST_YEAR ? refused('date-out-of-range') : taken(date)
}

// 2026.1 is refused: a spreadsheet shows the number 2026.10 so.
const MONTH = /^(\d{4})(?:[-/](\d{1,2})|年(\d{1,2})月?份?|\.?(\d{2}))$/

/** A month: `2026-11`, `2026/11`, `202611`, `2026年11月`, or any date of it (workbooks show months as dates). */
export function parseMonth(cell: string, options: DateOptions = {}): CellResult<IsoMonth> {
  const text = foldText(cell)
  if (text === '') return refused('empty')
  const match = MONTH.exec(text)
  if (match) {
    const month = match[2] ?? match[3] ?? match[4]!
    if (+month < 1 || +month > 12) return refused('not-a-month')
    if (+match[1]! < FIRST_YEAR || +match[1]! > LAST_YEAR) return refused('date-out-of-range')
    return taken(`${match[1]}-${month.padStart(2, '0')}`)
  }
  const date = parseDate(text, options)
  if (date.ok) return taken(date.value.slice(0, 7))
  return date.reason === 'not-a-date' ? refused('not-a-month') : date
}

const CLOCK = /^(\d{1,2})(?::(\d{1,2})(?::\d{1,2})?|[时点](?:(\d{1,2})分?)?)$/

/** A time of day as `HH:MM`: `8:30`, `08:30:00`, `8时30分`, `20点`; 24:00 is the end of the day. */
export function parseTime(cell: string): CellResult<string> {
  const text = foldText(cell)
  if (text === '') return refused('empty')
  const match = CLOCK.exec(text)
  if (!match) return refused('no-such-time')
  const hours = +match[1]!
  const minutes = +(match[2] ?? match[3] ?? 0)
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return refused('no-such-time')
  return taken(`${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`)
}
