import { daysInMonth, type IsoDate, isIsoDate, isIsoMonth } from '../../../engines/kernel/dates.ts'

/**
 * Reads a date as people type it: `2026-3-5`, `2026/03/05`, `2026.3.5`, `20260305`, `3-5` (of the year of
 * `reference`), `2026年3月5日`. Undefined when it is none.
 */
export function readDate(text: string, reference: IsoDate): IsoDate | undefined {
  const parts = text.trim().match(/\d+/g) ?? []
  const joined = parts.join('')
  let year: string | undefined
  let month: string | undefined
  let day: string | undefined
  if (parts.length === 3) [year, month, day] = parts
  else if (parts.length === 2) [year, month, day] = [reference.slice(0, 4), ...parts]
  else if (parts.length === 1 && joined.length === 8)
    [year, month, day] = [joined.slice(0, 4), joined.slice(4, 6), joined.slice(6)]
  if (!year || !month || !day || year.length !== 4) return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isIsoDate(date) ? date : undefined
}

/** `2026-3`, `202603`, `2026年3月`; a bare number is a month of the reference's year. */
export function readMonth(text: string, reference: IsoDate): string | undefined {
  const parts = text.trim().match(/\d+/g) ?? []
  const [first = '', second = ''] = parts
  const month =
    parts.length === 2
      ? `${first}-${second.padStart(2, '0')}`
      : first.length === 6
        ? `${first.slice(0, 4)}-${first.slice(4)}`
        : `${reference.slice(0, 4)}-${first.padStart(2, '0')}`
  return isIsoMonth(month) ? month : undefined
}

/** The same day of another month, or its last day: 31 January and one month give 28 February. */
export function sameDayOfMonth(date: IsoDate, month: string): IsoDate {
  return `${month}-${String(Math.min(Number(date.slice(8, 10)), daysInMonth(month))).padStart(2, '0')}`
}
