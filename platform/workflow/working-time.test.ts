import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, weekdayOf } from '../../engines/kernel/dates.ts'
import {
  addWorkingMinutes,
  dueAfter,
  endOfWorkingDay,
  instantOf,
  lastWorkingDays,
  localMoment,
  nextWorkingDay,
  type WorkingCalendar,
  workingMinutesBetween,
} from './working-time.ts'

/** 08:30-12:00 and 14:00-18:00, Monday to Friday, with the holidays and make-up days given. */
function calendar(free: readonly string[] = [], made: readonly string[] = []): WorkingCalendar {
  return {
    timeZone: 'Asia/Shanghai',
    isWorking: (date) => made.includes(date) || (weekdayOf(date) <= 5 && !free.includes(date)),
    hours: [
      { from: 510, to: 720 },
      { from: 840, to: 1080 },
    ],
  }
}

const china = (text: string) => new Date(`${text}:00+08:00`)

test('working hours run over the lunch break, the night and the weekend', () => {
  const plain = calendar()
  // Friday 17:00 + 4 h = 1 h on Friday + 3 h on Monday from 08:30.
  assert.deepEqual(addWorkingMinutes(plain, china('2026-03-06T17:00'), 240), china('2026-03-09T11:30'))
  assert.deepEqual(addWorkingMinutes(plain, china('2026-03-09T11:30'), 60), china('2026-03-09T14:30'))
  assert.deepEqual(addWorkingMinutes(plain, china('2026-03-07T10:00'), 30), china('2026-03-09T09:00'))
  assert.equal(workingMinutesBetween(plain, china('2026-03-06T17:00'), china('2026-03-09T11:30')), 240)
})

test('holidays rest and make-up days work, as the calendar says', () => {
  const spring = calendar(
    ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'],
    ['2026-02-14'],
  )
  // Saturday 14 February is made up for; the week after is free.
  assert.deepEqual(addWorkingMinutes(spring, china('2026-02-13T17:00'), 120), china('2026-02-14T09:30'))
  assert.equal(nextWorkingDay(spring, '2026-02-15'), '2026-02-23')
})

test('PLN-04: the same working day ends at 24:00; on a free day it is the next working day', () => {
  const plain = calendar()
  assert.deepEqual(endOfWorkingDay(plain, china('2026-03-30T16:00')), china('2026-03-31T00:00'))
  assert.deepEqual(endOfWorkingDay(plain, china('2026-05-30T10:00')), china('2026-06-02T00:00'))
  assert.deepEqual(dueAfter(plain, china('2026-03-06T10:00'), { workingDays: 2 }), china('2026-03-11T00:00'))
  assert.deepEqual(dueAfter(plain, china('2026-03-06T10:00'), { workingHours: 1 }), china('2026-03-06T11:00'))
})

test('PLN-10: the last two working days of a month know its holidays', () => {
  assert.deepEqual(lastWorkingDays(calendar(), '2026-10', 2), ['2026-10-29', '2026-10-30'])
  assert.deepEqual(lastWorkingDays(calendar([], ['2026-10-31']), '2026-10', 2), ['2026-10-30', '2026-10-31'])
  assert.deepEqual(lastWorkingDays(calendar(), '2027-02', 2), ['2027-02-25', '2027-02-26'])
})

test('a wall clock is read right in any zone, also over the change to summer time', () => {
  for (const zone of ['Asia/Shanghai', 'Asia/Urumqi', 'Europe/Berlin', 'America/New_York', 'UTC'])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 1439 }), (day, minute) => {
        const date = addDays('2026-01-01', day)
        const back = localMoment(instantOf(date, minute, zone), zone)
        const isGap = back.minute !== minute
        if (!isGap) assert.equal(back.date, date)
        else assert.ok(zone.startsWith('Europe') || zone.startsWith('America'))
      }),
      { numRuns: 100 },
    )
})

test('law: adding working minutes and counting them back agree; more minutes are never earlier', () => {
  const holidays = calendar(['2026-01-01', '2026-01-02', '2026-02-17', '2026-02-18'], ['2026-01-04'])
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 * 24 * 60 }),
      fc.integer({ min: 1, max: 6000 }),
      (startMinute, minutes) => {
        const from = new Date(china('2026-01-01T00:00').getTime() + startMinute * 60_000)
        const to = addWorkingMinutes(holidays, from, minutes)
        assert.equal(workingMinutesBetween(holidays, from, to), minutes)
        assert.ok(addWorkingMinutes(holidays, from, minutes + 1) > to)
      },
    ),
    { numRuns: 200 },
  )
})

test('a calendar without working days is our mistake and stops', () => {
  const never = { ...calendar(), isWorking: () => false }
  assert.throws(() => addWorkingMinutes(never, china('2026-01-01T10:00'), 60), /working days/)
  assert.throws(() => nextWorkingDay(never, '2026-01-01'), /working days/)
})
