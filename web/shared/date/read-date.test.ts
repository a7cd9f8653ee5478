import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDate, readMonth, sameDayOfMonth } from './read-date.ts'

test('a date is read as people type it', () => {
  for (const text of [
    '2026-3-5',
    '2026/03/05',
    '2026.3.5',
    '20260305',
    '3-5',
    '3/5',
    '2026年3月5日',
    ' 3月5日 ',
  ])
    assert.equal(readDate(text, '2026-11-22'), '2026-03-05', text)
  for (const text of ['', '2026-02-30', 'soon', '26-3-5', '13-1', '5'])
    assert.equal(readDate(text, '2026-11-22'), undefined, text)
})

test('a month is read as people type it', () => {
  for (const text of ['2026-3', '202603', '2026年3月', '3'])
    assert.equal(readMonth(text, '2026-11-22'), '2026-03', text)
  for (const text of ['', '2026-13', 'x']) assert.equal(readMonth(text, '2026-11-22'), undefined, text)
})

test('moving by months stays inside the month', () => {
  assert.equal(sameDayOfMonth('2026-01-31', '2026-02'), '2026-02-28')
  assert.equal(sameDayOfMonth('2028-02-29', '2027-02'), '2027-02-28')
  assert.equal(sameDayOfMonth('2026-03-05', '2026-04'), '2026-04-05')
})
