/**
 * Why the text of a cell is not the value it should be: a closed list, stable, without prose. The sentences people
 * read live in the message catalogues.
 */
export const CELL_REASONS = [
  /** Nothing there, or the word NULL. */
  'empty',
  /** The error of a formula, such as #N/A or #REF!. */
  'formula-error',
  'not-a-date',
  /** A date that no calendar has, such as 30 February. */
  'no-such-day',
  'no-such-time',
  /** Day and month cannot be told apart, or the year has two digits. */
  'ambiguous-date',
  /** A date outside the years a business file can mean. */
  'date-out-of-range',
  /** A time with a zone: which day it is depends on where one stands. */
  'time-zone',
  'not-a-month',
  'not-a-number',
  'not-whole',
  'too-many-decimals',
  'out-of-range',
  /** A code that a spreadsheet turned into a number: its last digits are gone (1.23E+11). */
  'digits-lost',
  'not-a-tier',
  'not-a-weekday',
  'not-a-yes-or-no',
  'not-a-licence',
] as const

export type CellReason = (typeof CELL_REASONS)[number]

export type CellResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: CellReason }

export function taken<Value>(value: Value): CellResult<Value> {
  return { ok: true, value }
}

export function refused(reason: CellReason): { readonly ok: false; readonly reason: CellReason } {
  return { ok: false, reason }
}
