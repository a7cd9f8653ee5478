import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DEFAULT_PLAN_RULES,
  type MonthProblem,
  type PlanCustomer,
  type PlanManager,
  type Post,
} from './problem.ts'
import type { PlannedVisit, UnplacedVisits } from './solution.ts'
import { validatePlan } from './validate.ts'

const place = { lon: 117, lat: 36.6 }
const customer = (id: string, change: Partial<PlanCustomer> = {}): PlanCustomer => ({
  id,
  location: place,
  isUrban: true,
  serviceMinutes: 10,
  window: null,
  orderWeekday: null,
  holders: {},
  visits: { general: 1 },
  teamPosts: [],
  ...change,
})
const manager = (id: string, post: Post = 'general', daysOff: string[] = []): PlanManager => ({
  id,
  post,
  home: place,
  teamId: null,
  daysOff,
})
/** June 2026 begins on a Monday. */
const problem = (change: Partial<MonthProblem> = {}): MonthProblem => ({
  month: '2026-06',
  workingDates: [
    '2026-06-01',
    '2026-06-02',
    '2026-06-03',
    '2026-06-04',
    '2026-06-05',
    '2026-06-06',
    '2026-06-07',
    '2026-06-15',
  ],
  managers: [manager('A')],
  customers: [customer('x')],
  rules: DEFAULT_PLAN_RULES,
  ...change,
})
const visit = (date: string, customerId = 'x', change: Partial<PlannedVisit> = {}): PlannedVisit => ({
  id: `${date}/${change.managerId ?? 'A'}/${customerId}`,
  date,
  managerId: 'A',
  post: 'general',
  customerId,
  sequence: 1,
  arriveMinute: 540,
  departMinute: 550,
  kind: 'solo',
  jointWith: [],
  ...change,
})
const codes = (problem: MonthProblem, visits: PlannedVisit[], unplaced: UnplacedVisits[] = []) =>
  validatePlan(problem, { visits, unplaced }).map((violation) => violation.code)
const joint = { kind: 'joint' as const }

test('a lawful plan has no violations', () => {
  assert.deepEqual(codes(problem(), [visit('2026-06-01')]), [])
})

test('VIS-13: each customer gets exactly its visits, unless the rest is listed as unplaced', () => {
  const twice = problem({ customers: [customer('x', { visits: { general: 2 } })] })
  assert.deepEqual(codes(twice, [visit('2026-06-01')]), ['visit-count'])
  assert.deepEqual(codes(problem(), [visit('2026-06-01'), visit('2026-06-15')]), ['visit-count'])
  const reason = { code: 'hours-per-day' as const, managerId: 'A', numbers: {} }
  assert.deepEqual(
    codes(twice, [visit('2026-06-01')], [{ customerId: 'x', post: 'general', visits: 1, reason }]),
    [],
  )
})

test('every second month: none or one visit is right', () => {
  const half = problem({ customers: [customer('x', { visits: { general: 1 / 2 } })] })
  assert.deepEqual(codes(half, []), [])
  assert.deepEqual(codes(half, [visit('2026-06-01')]), [])
  assert.deepEqual(codes(half, [visit('2026-06-01'), visit('2026-06-15')]), ['visit-count'])
})

test('VIS-09: visits are counted per post, and nobody comes unasked', () => {
  const managers = [manager('A'), manager('B', 'brand')]
  const asked = problem({ managers, customers: [customer('x', { visits: { general: 1, brand: 1 } })] })
  const brand = visit('2026-06-15', 'x', { managerId: 'B' })
  assert.deepEqual(codes(asked, [visit('2026-06-01'), brand]), [])
  assert.deepEqual(codes(asked, [visit('2026-06-01')]), ['visit-count'])
  assert.deepEqual(codes(problem({ managers }), [visit('2026-06-01'), brand]), ['post-not-asked'])
})

test('two neighbouring visits lie floor(0.6 x 30 / 2) = 9 days apart, or what minGapDays says', () => {
  const twice = problem({ customers: [customer('x', { visits: { general: 2 } })] })
  assert.deepEqual(codes(twice, [visit('2026-06-06'), visit('2026-06-15')]), [])
  assert.deepEqual(codes(twice, [visit('2026-06-07'), visit('2026-06-15')]), ['min-gap'])
  const wider = { ...twice, rules: { ...DEFAULT_PLAN_RULES, minGapDays: { 2: 10 } } }
  assert.deepEqual(codes(wider, [visit('2026-06-06'), visit('2026-06-15')]), ['min-gap'])
})

test('VIS-10: two people at one customer on one day go together or not at all', () => {
  const team = problem({
    managers: [manager('A'), manager('B', 'brand')],
    customers: [customer('x', { visits: { general: 1, brand: 1 } })],
  })
  const other = { managerId: 'B' }
  assert.deepEqual(codes(team, [visit('2026-06-01'), visit('2026-06-01', 'x', other)]), ['second-call'])
  assert.deepEqual(
    codes(team, [visit('2026-06-01', 'x', joint), visit('2026-06-01', 'x', { ...joint, ...other })]),
    [],
  )
  const later = { ...joint, ...other, arriveMinute: 551, departMinute: 561 }
  assert.deepEqual(codes(team, [visit('2026-06-01', 'x', joint), visit('2026-06-01', 'x', later)]), [
    'joint-start',
  ])
  assert.deepEqual(codes(problem(), [visit('2026-06-01', 'x', joint)]), ['joint-alone'])
})

test('a team visit takes place once; a market manager never comes alone', () => {
  const team = problem({
    managers: [manager('A'), manager('B', 'market_manager')],
    customers: [customer('x', { teamPosts: ['market_manager'] })],
  })
  const other = { ...joint, managerId: 'B' }
  assert.deepEqual(codes(team, [visit('2026-06-01', 'x', joint), visit('2026-06-01', 'x', other)]), [])
  assert.deepEqual(codes(team, [visit('2026-06-01')]), ['team-visit-missing'])
  assert.deepEqual(codes(team, [visit('2026-06-01'), visit('2026-06-02', 'x', { managerId: 'B' })]), [
    'market-manager-alone',
    'team-visit-missing',
  ])
})

test('VIS-12: arrivals lie inside windows, and late days are counted by week', () => {
  const night = { startMinute: 19 * 60, endMinute: 20 * 60 }
  const evening = problem({
    customers: ['x', 'y', 'z'].map((id) => customer(id, { window: night })),
  })
  const at = (date: string, id: string, minute: number) =>
    visit(date, id, { arriveMinute: minute, departMinute: minute + 10 })
  const two = [at('2026-06-01', 'x', 1140), at('2026-06-02', 'y', 1200)]
  assert.deepEqual(codes(evening, [...two, at('2026-06-15', 'z', 1150)]), [])
  assert.deepEqual(codes(evening, [...two, at('2026-06-15', 'z', 1201)]), ['window'])
  assert.deepEqual(codes(evening, [...two, at('2026-06-03', 'z', 1150)]), ['evenings-per-week'])
})

test('no day is longer than its hours, no week longer than 44 hours or without a day of rest', () => {
  const dates = [
    '2026-06-01',
    '2026-06-02',
    '2026-06-03',
    '2026-06-04',
    '2026-06-05',
    '2026-06-06',
    '2026-06-07',
  ]
  const long = problem({
    customers: dates.map((_, index) => customer(`c${index}`, { serviceMinutes: 10 })),
    rules: DEFAULT_PLAN_RULES,
  })
  const day = (index: number, minutes: number) =>
    visit(dates[index]!, `c${index}`, { arriveMinute: 510, departMinute: 510 + minutes })
  assert.deepEqual(
    codes(
      long,
      dates.map((_, index) => day(index, 10)),
    ),
    ['rest-day'],
  )
  const six = { ...long, customers: long.customers.slice(0, 6) }
  assert.deepEqual(
    codes(
      six,
      [0, 1, 2, 3, 4, 5].map((index) => day(index, 440)),
    ),
    [],
  )
  assert.deepEqual(
    codes(
      six,
      [0, 1, 2, 3, 4, 5].map((index) => day(index, 441)),
    ),
    ['week-hours'],
  )
  assert.deepEqual(codes({ ...long, customers: [long.customers[0]!] }, [day(0, 481)]), ['day-hours'])
})

test('a visit lasts its service time, the next begins after the way there, in the order of the sequence', () => {
  const far = { lon: 117, lat: 36.6 + 2 / 111.195 }
  const pair = problem({ customers: [customer('x'), customer('y', { location: far })] })
  // Two kilometres in town are nine minutes.
  const second = (minute: number) =>
    visit('2026-06-01', 'y', { sequence: 2, arriveMinute: minute, departMinute: minute + 10 })
  assert.deepEqual(codes(pair, [visit('2026-06-01'), second(559.1)]), [])
  assert.deepEqual(codes(pair, [visit('2026-06-01'), second(558)]), ['unreachable'])
  assert.deepEqual(codes(problem(), [visit('2026-06-01', 'x', { departMinute: 549 })]), ['service-time'])
})

test('nobody works on a day off; unknown people, customers and other months are named', () => {
  const off = problem({ managers: [manager('A', 'general', ['2026-06-01'])] })
  assert.deepEqual(codes(off, [visit('2026-06-01')]), ['not-working'])
  assert.deepEqual(codes(problem(), [visit('2026-06-20')]), ['not-working'])
  assert.deepEqual(codes(problem(), [visit('2026-07-01'), visit('2026-06-01')]), ['out-of-month'])
  assert.deepEqual(codes(problem(), [visit('2026-06-01', 'nobody'), visit('2026-06-01')]), [
    'unknown-customer',
  ])
  assert.deepEqual(codes(problem(), [visit('2026-06-02', 'x', { managerId: 'Z' }), visit('2026-06-01')]), [
    'unknown-manager',
  ])
})

test('a pinned visit stays where it is', () => {
  const pinned = [{ customerId: 'x', managerId: 'A', date: '2026-06-01' }]
  assert.deepEqual(codes(problem({ pinned }), [visit('2026-06-01')]), [])
  assert.deepEqual(codes(problem({ pinned }), [visit('2026-06-02')]), ['pinned-moved'])
})

test('times written in whole minutes may be off by the rounding and no more', () => {
  const customers = [customer('x', { serviceMinutes: 480 })]
  const late = [visit('2026-06-01', 'x', { arriveMinute: 510, departMinute: 991 })]
  const options = (roundingMinutes: number) => ({ roundingMinutes })
  assert.equal(validatePlan(problem({ customers }), { visits: late, unplaced: [] }, options(1.01)).length, 0)
  assert.equal(validatePlan(problem({ customers }), { visits: late, unplaced: [] }).length, 1)
})
