const DAY_SECONDS = 86_400
const DAY_MILLISECONDS = 86_400_000
/** Day 0 of each system. The 1900 system holds a 29th of February 1900 that never was, hence two starts. */
const START_1900 = Date.UTC(1899, 11, 30)
const START_1900_BEFORE_MARCH = Date.UTC(1899, 11, 31)
const START_1904 = Date.UTC(1904, 0, 1)
const LAST_SERIAL = 2_958_465

/**
 * Text of a spreadsheet's day number: `YYYY-MM-DD`, with ` HH:MM:SS` when it has a time of day, or only `HH:MM[:SS]`
 * below one day of the 1900 system. Undefined for numbers that are no date: negative, beyond the year 9999, or the day 60 of 1900.
 */
export function serialToText(serial: number, is1904: boolean): string | undefined {
  let day = Math.floor(serial)
  let second = Math.round((serial - day) * DAY_SECONDS)
  if (second === DAY_SECONDS) {
    day++
    second = 0
  }
  if (day < 0 || day > LAST_SERIAL) return undefined
  if (!is1904) {
    if (day === 0) return timeText(second)
    if (day === 60) return undefined
  }
  const start = is1904 ? START_1904 : day < 60 ? START_1900_BEFORE_MARCH : START_1900
  const time = start + day * DAY_MILLISECONDS
  if (time > Date.UTC(9999, 11, 31)) return undefined
  const date = new Date(time).toISOString().slice(0, 10)
  return second === 0 ? date : `${date} ${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`
}

function timeText(second: number): string {
  const minutes = `${two(second / 3600)}:${two((second / 60) % 60)}`
  return second % 60 === 0 ? minutes : `${minutes}:${two(second % 60)}`
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

/** The day number a workbook of the 1900 system stores for ISO date text, with the time of day as its fraction. */
export function textToSerial(date: string, time = '00:00:00'): number {
  const days = (Date.parse(`${date}T00:00:00Z`) - START_1900) / DAY_MILLISECONDS
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return days + (hours * 3600 + minutes * 60 + seconds) / DAY_SECONDS
}

/** Formats numbered by the standard that show dates or times; 27 to 36 and 50 to 58 are the Chinese ones. */
function isDateFormatNumber(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
}

/**
 * Whether a number format shows a date or a time of day: by its standard number, else by its code. Lengths of time
 * (`[h]:mm`) are no dates.
 */
export function showsDate(id: number, code: string | undefined): boolean {
  if (code === undefined) return isDateFormatNumber(id)
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '').split(';')[0]!
  if (/\[(h+|m+|s+)\]/i.test(bare)) return false
  return /[ymdhs]/i.test(bare.replace(/\[[^\]]*\]|general/gi, ''))
}
