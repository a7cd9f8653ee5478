import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dateOfDayNumber, dayNumber } from '../../../engines/kernel/dates.ts'
import { textToSerial } from '../serial-dates.ts'
import { type DateOptions, parseDate, parseDateTime, parseMonth, parseTime } from './dates.ts'
import type { CellReason } from './result.ts'

/** G15: 40 forms and more; a form is read rightly or refused with a reason, never read wrongly. */
const FORMS: readonly (readonly [cell: string, expected: string | CellReason, options?: DateOptions])[] = [
  ['2026-11-02', '2026-11-02'],
  ['2026-11-2', '2026-11-02'],
  ['2026/11/2', '2026-11-02'],
  ['2026/11/02', '2026-11-02'],
  ['2026.11.2', '2026-11-02'],
  ['20261102', '2026-11-02'],
  ['2026年11月2日', '2026-11-02'],
  ['2026年11月02日', '2026-11-02'],
  ['2026年11月2号', '2026-11-02'],
  ['２０２６－１１－０２', '2026-11-02'],
  ['２０２６年１１月２日', '2026-11-02'],
  [' 2026-11-02\u3000', '2026-11-02'],
  ['2026-11-02 08:30', '2026-11-02'],
  ['2026-11-02 08:30:15', '2026-11-02'],
  ['2026-11-02T08:30:15', '2026-11-02'],
  ['2026-11-02 08:30:15.000', '2026-11-02'],
  ['2026/11/2 8:30', '2026-11-02'],
  ['20261102083015', '2026-11-02'],
  ['20261102 0830', 'not-a-date'],
  ['20261102 08:30', '2026-11-02'],
  ['2026年11月2日8时30分', '2026-11-02'],
  ['2026年11月2日 8点', '2026-11-02'],
  ['2026年11月2日 08:30', '2026-11-02'],
  ['46328', '2026-11-02'],
  ['46328.354166666', '2026-11-02'],
  ['44866', '2026-11-02', { serialSystem: '1904' }],
  ['46328', 'not-a-date', { serialSystem: 'none' }],
  ['11/02/2026', '2026-11-02', { yearLast: 'month-first' }],
  ['11/2/2026 08:30:00', '2026-11-02', { yearLast: 'month-first' }],
  ['02/11/2026', '2026-11-02', { yearLast: 'day-first' }],
  ['11/02/2026', 'ambiguous-date'],
  ['25/12/2026', 'ambiguous-date'],
  ['25/12/2026', 'no-such-day', { yearLast: 'month-first' }],
  ['02-11-2026', 'ambiguous-date'],
  ['26-11-02', 'ambiguous-date'],
  ['26/11/2', 'ambiguous-date'],
  ['11/2/26', 'ambiguous-date'],
  ["'26.11.2", 'ambiguous-date'],
  ['26年11月2日', 'ambiguous-date'],
  ['2026-02-30', 'no-such-day'],
  ['2025-02-29', 'no-such-day'],
  ['2024-02-29', '2024-02-29'],
  ['2026-13-01', 'no-such-day'],
  ['2026-00-10', 'no-such-day'],
  ['20261131', 'no-such-day'],
  ['2026-11-02 25:00', 'no-such-time'],
  ['2026-11-02 08:61', 'no-such-time'],
  ['2026-11-02T08:30:15Z', 'time-zone'],
  ['2026-11-02T08:30:15+08:00', 'time-zone'],
  ['2026-11/02', 'not-a-date'],
  ['2026年11月28时30分', 'not-a-date'],
  ['202611020830', 'not-a-date'],
  ['2026-11', 'not-a-date'],
  ['202611', 'not-a-date'],
  ['2026', 'not-a-date'],
  ['11月2日', 'not-a-date'],
  ['昨天', 'not-a-date'],
  ['0', 'not-a-date'],
  ['12345', 'date-out-of-range'],
  ['99999', 'date-out-of-range'],
  ['1026-11-02', 'date-out-of-range'],
  ['2226-11-02', 'date-out-of-range'],
  ['370102100001', 'not-a-date'],
  ['', 'empty'],
  ['NULL', 'empty'],
  ['#N/A', 'formula-error'],
]

test('G15: every form of a date is read rightly or refused, none wrongly', () => {
  assert.ok(FORMS.length >= 40)
  for (const [cell, expected, options] of FORMS) {
    const result = parseDate(cell, options)
    assert.equal(
      result.ok ? result.value : result.reason,
      expected,
      `${cell} ${JSON.stringify(options ?? {})}`,
    )
    // The remembered answer is the first answer.
    assert.deepEqual(parseDate(cell, options), result)
  }
})

test('G15: each day of a century survives every form it can be written in', () => {
  const first = dayNumber('1990-01-01')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: dayNumber('2100-12-31') - first }), (offset) => {
      const date = dateOfDayNumber(first + offset)
      const [year, month, day] = date.split('-') as [string, string, string]
      const forms: [string, DateOptions?][] = [
        [date],
        [`${year}/${+month}/${+day}`],
        [`${year}.${+month}.${+day}`],
        [year + month + day],
        [`${year}年${+month}月${+day}日`],
        [`${date} 23:59:59`],
        [String(textToSerial(date))],
        [String(textToSerial(date, '23:59:59'))],
        [String(textToSerial(date) - 1462), { serialSystem: '1904' }],
        [`${month}/${day}/${year}`, { yearLast: 'month-first' }],
        [`${+day}/${+month}/${year}`, { yearLast: 'day-first' }],
      ]
      for (const [form, options] of forms) {
        const result = parseDate(form, options)
        assert.equal(result.ok ? result.value : result.reason, date, form)
      }
    }),
    { numRuns: 2_000, seed: 3 },
  )
})

test('times of day stay on the wall clock', () => {
  for (const [cell, expected] of [
    ['2026-11-02 8:05', '2026-11-02 08:05:00'],
    ['2026年11月2日8时30分15秒', '2026-11-02 08:30:15'],
    ['46328.5', '2026-11-02 12:00:00'],
    ['46328', '2026-11-02'],
    ['20261102083015', '2026-11-02 08:30:15'],
  ]) {
    assert.deepEqual(parseDateTime(cell!), { ok: true, value: expected })
  }
  for (const [cell, expected] of [
    ['8:30', '08:30'],
    ['08:30:00', '08:30'],
    ['８：３０', '08:30'],
    ['20点', '20:00'],
    ['8时5分', '08:05'],
    ['24:00', '24:00'],
    ['24:01', 'no-such-time'],
    ['0.5', 'no-such-time'],
    ['', 'empty'],
  ]) {
    const result = parseTime(cell!)
    assert.equal(result.ok ? result.value : result.reason, expected, cell)
  }
})

test('months, but never 2026.1, which is what a spreadsheet makes of 2026.10', () => {
  for (const [cell, expected] of [
    ['2026-11', '2026-11'],
    ['2026/1', '2026-01'],
    ['202611', '2026-11'],
    ['2026年1月', '2026-01'],
    ['2026年11月份', '2026-11'],
    ['2026.11', '2026-11'],
    ['2026.1', 'not-a-month'],
    ['2026-11-01', '2026-11'],
    ['46327', '2026-11'],
    ['2026-13', 'not-a-month'],
    ['202613', 'not-a-month'],
    ['十一月', 'not-a-month'],
    ['11/2026', 'not-a-month'],
  ]) {
    const result = parseMonth(cell!)
    assert.equal(result.ok ? result.value : result.reason, expected, cell)
  }
})
