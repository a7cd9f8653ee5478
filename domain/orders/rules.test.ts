import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  chooseReferenceYear,
  judgeBulk,
  judgeNoOrder,
  judgeShared,
  judgeSurge,
  judgeTierOutlier,
  judgeWeekday,
  windowStart,
} from './rules.ts'

test('ORD-01 surge: 30 against a mean of 10 is 300 %; first purchases and small steps are none', () => {
  const settings = { surgePercent: 200, surgeMinimumCartons: 10 }
  assert.deepEqual(judgeSurge(30, [10, 8, 12], settings), { quantity: 30, meanOfThree: 10, percent: 300 })
  assert.deepEqual(judgeSurge(20, [10, 10, 10], settings), { quantity: 20, meanOfThree: 10, percent: 200 })
  assert.equal(judgeSurge(19, [10, 10, 10], settings), undefined)
  assert.equal(judgeSurge(6, [1, 1, 1], settings), undefined, '600 %, but five cartons')
  assert.equal(judgeSurge(30, [0, 0, 0], settings), undefined, 'first purchase')
  assert.equal(judgeSurge(30, [10, 10], settings), undefined, 'too young to judge')
})

test('ORD-02 tier outlier: 3 sigmas on either side, only against enough peers', () => {
  const settings = { tierSigmas: 3, tierMinimumPeers: 10 }
  const peers = { count: 40, mean: 100, deviation: 20 }
  assert.equal(judgeTierOutlier(160, peers, settings), undefined, 'exactly 3 sigmas are inside')
  assert.equal(judgeTierOutlier(161, peers, settings)?.sigmas, 3.05)
  assert.equal(judgeTierOutlier(30, peers, settings)?.sigmas, -3.5)
  assert.equal(judgeTierOutlier(500, { ...peers, count: 9 }, settings), undefined)
})

test('ORD-03 no order: two weekly cycles are 15 days, two fortnightly ones 29', () => {
  const settings = { missedCycles: 2 }
  const weekly = { lastOrderDate: '2026-11-02', cycle: 'weekly' }
  assert.equal(judgeNoOrder(weekly, '2026-11-16', settings), undefined)
  assert.deepEqual(judgeNoOrder(weekly, '2026-11-17', settings), {
    lastOrderDate: '2026-11-02',
    missedCycles: 2,
  })
  const fortnightly = { lastOrderDate: '2026-11-02', cycle: 'odd_week' }
  assert.equal(judgeNoOrder(fortnightly, '2026-11-30', settings), undefined)
  assert.equal(judgeNoOrder(fortnightly, '2026-12-01', settings)?.missedCycles, 2)
  assert.equal(judgeNoOrder({ ...weekly, cycle: 'none' }, '2027-01-01', settings), undefined)
})

test('ORD-04 wrong weekday: Sunday is one day from Monday', () => {
  assert.equal(judgeWeekday('2026-11-02', 1, { weekdayToleranceDays: 0 }), undefined)
  assert.deepEqual(judgeWeekday('2026-11-04', 1, { weekdayToleranceDays: 0 }), {
    expected: 1,
    found: 3,
    daysOff: 2,
  })
  assert.equal(judgeWeekday('2026-11-08', 1, { weekdayToleranceDays: 1 }), undefined)
})

test('ORD-05 one payer behind two shops is a sign, unless they are one chain', () => {
  assert.equal(
    judgeShared([
      { customerId: 'a', chainName: null },
      { customerId: 'b', chainName: null },
    ]),
    true,
  )
  assert.equal(
    judgeShared([
      { customerId: 'a', chainName: '永兴' },
      { customerId: 'b', chainName: '永兴' },
    ]),
    false,
  )
  assert.equal(
    judgeShared([
      { customerId: 'a', chainName: '永兴' },
      { customerId: 'b', chainName: null },
    ]),
    true,
  )
  assert.equal(
    judgeShared([
      { customerId: 'a', chainName: null },
      { customerId: 'a', chainName: null },
    ]),
    false,
  )
})

test('ORD-06 bulk buyer: more than 1,000 cartons and more than four times the mean', () => {
  const settings = { bulkCartons: 1000, bulkTimes: 4 }
  assert.equal(judgeBulk(1200, 250, settings)?.times, 4.8)
  assert.equal(judgeBulk(1000, 100, settings), undefined)
  assert.equal(judgeBulk(1200, 300, settings), undefined)
})

test('the window ends with the newest order', () => {
  assert.equal(windowStart('2026-11-30', { windowDays: 35 }), '2026-10-27')
})

test('DAT-10: the chosen year, else the newest whole year that is over, else the newest', () => {
  const years = [
    { year: 2026, months: 12 },
    { year: 2025, months: 12 },
    { year: 2024, months: 12 },
  ]
  assert.equal(chooseReferenceYear(2024, years, '2026-12-31'), 2024)
  assert.equal(chooseReferenceYear(0, years, '2026-12-31'), 2025, 'the present year is not over')
  assert.equal(chooseReferenceYear(0, [{ year: 2026, months: 2 }], '2026-12-31'), 2026)
  assert.equal(chooseReferenceYear(0, [], '2026-12-31'), null)
})
