import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  concentration,
  defaultMonth,
  describeMonth,
  festivalShift,
  monthsBefore,
  silentAfterDays,
} from './rules.ts'

test('a dashboard opens with the last whole month; whole from three days before the end', () => {
  assert.deepEqual(defaultMonth('2026-11-20'), { month: '2026-10', isPartial: false })
  assert.deepEqual(defaultMonth('2026-11-27'), { month: '2026-11', isPartial: false })
  assert.deepEqual(defaultMonth('2026-11-26'), { month: '2026-10', isPartial: false })
  // January: the month before lies in the year before.
  assert.deepEqual(defaultMonth('2026-01-05'), { month: '2025-12', isPartial: false })
})

test('a month that is asked for says whether its orders are complete', () => {
  assert.equal(describeMonth('2026-11', '2026-11-20').isPartial, true)
  assert.equal(describeMonth('2026-10', '2026-11-20').isPartial, false)
  assert.equal(describeMonth('2026-11', '2026-11-28').isPartial, false)
  assert.equal(describeMonth('2026-12', '2026-11-28').isPartial, true)
})

test('a trend ends with its month', () => {
  assert.deepEqual(monthsBefore('2026-02', 4), ['2025-11', '2025-12', '2026-01', '2026-02'])
})

test('同比: January and February say when Spring Festival lay in other weeks the year before', () => {
  // 17 February 2026 against 29 January 2025: nineteen days apart.
  assert.deepEqual(festivalShift('2026-01'), {
    thisYear: '2026-02-17',
    lastYear: '2025-01-29',
    months: ['2026-01', '2026-02'],
  })
  // 12 February 2021 against 25 January 2020.
  assert.equal(festivalShift('2021-02')?.lastYear, '2020-01-25')
  assert.equal(festivalShift('2026-03'), null)
  assert.equal(festivalShift('1999-01'), null)
})

test('three order cycles: 21 days weekly, 42 every second week, never without order days', () => {
  assert.equal(silentAfterDays('weekly'), 21)
  assert.equal(silentAfterDays('odd_week'), 42)
  assert.equal(silentAfterDays(null), 21)
  assert.equal(silentAfterDays('none'), undefined)
})

test('CRn: the largest n of all; returns and an empty month', () => {
  assert.equal(concentration([50, 30, 15, 5], 2), 0.8)
  assert.equal(concentration([50, -10, 50], 1), 0.5)
  assert.equal(concentration([], 10), null)
})
