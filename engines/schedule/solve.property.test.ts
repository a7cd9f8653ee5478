import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { solvePerson } from './person/solve-person.ts'
import type { MonthProblem, Post } from './problem.ts'
import { planMonth, type TaskRunner } from './solve.ts'
import { type MonthRecipe, makeMonth } from './test-month.ts'
import { validatePlan } from './validate.ts'

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true })
const recipes = fc.record({
  customers: fc.integer({ min: 0, max: 120 }),
  managers: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer(),
  month: fc.constantFrom('2026-06', '2026-02', '2026-10'),
  owners: fc.constantFrom<'none' | 'nearest'>('none', 'nearest'),
  evening: share(0.3),
  team: share(0.4),
  rural: share(0.5),
  windows: share(0.5),
  withoutPlace: fc.constantFrom(0, 0, 0.1),
  fractions: share(0.3),
  daysOff: share(0.15),
  extraWorkingDates: fc.constantFrom(
    [],
    ['2026-06-06', '2026-06-07'],
    ['2026-10-10'],
    ['2026-02-14', '2026-02-15'],
  ),
  specialists: fc.constantFrom(
    {} as Partial<Record<Post, number>>,
    { market_manager: 1 },
    { brand: 1, training: 1 },
    { brand: 2, training: 1, research: 1, service: 1, market_manager: 1 },
  ),
  rules: fc.record({
    hoursPerDay: fc.constantFrom(3, 8, 8, 10),
    hoursPerWeek: fc.constantFrom(44, 44, 20),
    maxEveningsPerWeek: fc.integer({ min: 0, max: 3 }),
    minGapDays: fc.constantFrom<Record<number, number>>({}, { 2: 3, 4: 6 }),
    jointToleranceMinutes: fc.constantFrom(0, 10),
    shiftStartMinute: fc.constantFrom(450, 510, 540),
  }),
})

/** Extra dates of other months are left out. */
function makeProblem(recipe: MonthRecipe): MonthProblem {
  const problem = makeMonth(recipe)
  return { ...problem, workingDates: problem.workingDates.filter((date) => date.startsWith(problem.month)) }
}

test('random months with random rules: no hard rule is broken, whatever does not fit is listed', async () => {
  await fc.assert(
    fc.asyncProperty(recipes, async (recipe) => {
      const problem = makeProblem(recipe)
      const plan = await planMonth(problem, { seed: 1, iterations: 60 })
      assert.deepEqual(validatePlan(problem, plan), [])
    }),
    { numRuns: 60 },
  )
})

test('planning again around approved visits: they stay, and no rule is broken', async () => {
  await fc.assert(
    fc.asyncProperty(recipes, fc.boolean(), async (recipe, withTimes) => {
      const problem = makeProblem(recipe)
      const first = await planMonth(problem, { seed: 1, iterations: 60 })
      const pinned = first.visits
        .filter((_, index) => index % 3 === 0)
        .map(({ customerId, managerId, date, arriveMinute }) => ({
          customerId,
          managerId,
          date,
          ...(withTimes ? { arriveMinute } : {}),
        }))
      const again = { ...problem, pinned, previous: first.visits }
      assert.deepEqual(validatePlan(again, await planMonth(again, { seed: 2, iterations: 60 })), [])
    }),
    { numRuns: 30 },
  )
})

test('same seed, same plan to the byte; the order and number of workers do not matter', async () => {
  const problem = makeMonth({
    customers: 150,
    managers: 3,
    seed: 5,
    evening: 0.1,
    team: 0.2,
    specialists: { brand: 1, market_manager: 1 },
  })
  const backwards: TaskRunner = {
    lanes: 3,
    async run(count, prepare, finish) {
      const tasks = Array.from({ length: count }, (_, index) => prepare(index))
      for (let index = count - 1; index >= 0; index--)
        finish(index, structuredClone(solvePerson(structuredClone(tasks[index]!))))
    },
  }
  const plan = await planMonth(problem, { seed: 7, iterations: 200 })
  assert.deepEqual(await planMonth(problem, { seed: 7, iterations: 200 }), plan)
  assert.deepEqual(await planMonth(problem, { seed: 7, iterations: 200, runner: backwards }), plan)
  assert.notDeepEqual((await planMonth(problem, { seed: 8, iterations: 200 })).visits, plan.visits)
})

test('X-07, VIS-13: 300 customers, 30 days, one manager: everything placed, no rule broken, within ten seconds', async () => {
  const problem = makeMonth({ customers: 300, managers: 1, seed: 1, evening: 0.05, rural: 0.1 })
  const started = performance.now()
  const plan = await planMonth(problem, { seed: 1 })
  assert.ok(performance.now() - started < 10_000)
  assert.deepEqual(plan.unplaced, [])
  assert.deepEqual(validatePlan(problem, plan), [])
})

test('X-07: what cannot be placed is listed with the rule in the way', async () => {
  const problem = makeMonth({ customers: 60, managers: 1, seed: 2 })
  const reasonOf = async (change: (problem: MonthProblem) => MonthProblem) => {
    const changed = change(problem)
    const plan = await planMonth(changed, { seed: 1, iterations: 50 })
    assert.deepEqual(validatePlan(changed, plan), [])
    return new Set(plan.unplaced.map((item) => item.reason.code))
  }
  const change = (rules: Partial<MonthProblem['rules']>) => (base: MonthProblem) => ({
    ...base,
    rules: { ...base.rules, ...rules },
  })
  const first = (customer: Partial<MonthProblem['customers'][number]>) => (base: MonthProblem) => ({
    ...base,
    customers: base.customers.map((item, index) => (index === 0 ? { ...item, ...customer } : item)),
  })
  assert.ok((await reasonOf(change({ hoursPerDay: 1 }))).has('hours-per-day'))
  assert.ok((await reasonOf(change({ hoursPerWeek: 4 }))).has('hours-per-week'))
  assert.deepEqual(await reasonOf(change({ minGapDays: { 4: 12 } })), new Set(['min-gap']))
  assert.deepEqual(await reasonOf(first({ visits: { general: 30 } })), new Set(['too-few-dates']))
  assert.deepEqual(await reasonOf(first({ location: { lon: 119.5, lat: 36.6 } })), new Set(['too-far']))
  const night = { startMinute: 19 * 60, endMinute: 21 * 60 }
  const noEvenings = (base: MonthProblem) => change({ maxEveningsPerWeek: 0 })(first({ window: night })(base))
  assert.deepEqual(await reasonOf(noEvenings), new Set(['evenings-per-week']))
  assert.deepEqual(
    await reasonOf((base) => ({
      ...base,
      customers: base.customers.map((item) => ({ ...item, visits: { ...item.visits, brand: 1 } })),
      managers: [
        ...base.managers,
        { id: 'B', post: 'brand', home: null, teamId: null, daysOff: base.workingDates },
      ],
    })),
    new Set(['too-few-dates']),
  )
})

test('VIS-09: the dates of each post keep the gap of its own number of visits', async () => {
  const problem = makeMonth({
    customers: 80,
    managers: 1,
    seed: 4,
    specialists: { brand: 1 },
    rules: { minGapDays: { 2: 13, 4: 6 } },
  })
  const plan = await planMonth(problem, { seed: 1, iterations: 200 })
  const dates = new Map<string, number[]>()
  for (const { customerId, post, date } of plan.visits) {
    const key = `${customerId} ${post}`
    dates.set(
      key,
      [...(dates.get(key) ?? []), +date.slice(8)].sort((a, b) => a - b),
    )
  }
  for (const days of dates.values())
    for (let index = 1; index < days.length; index++)
      assert.ok(days[index]! - days[index - 1]! >= ({ 2: 13, 4: 6 }[days.length] ?? 0))
})

test('VIS-10: over a month nobody is called at twice on a day by people who do not come together', async () => {
  const problem = makeMonth({
    customers: 120,
    managers: 2,
    seed: 6,
    team: 0.3,
    specialists: { brand: 1, training: 1, research: 1 },
  })
  const plan = await planMonth(problem, { seed: 1, iterations: 200 })
  const calls = new Map<string, number[]>()
  for (const { customerId, date, arriveMinute } of plan.visits) {
    const key = `${customerId} ${date}`
    calls.set(key, [...(calls.get(key) ?? []), arriveMinute])
  }
  const together = [...calls.values()].filter((starts) => starts.length > 1)
  assert.ok(together.length > 10)
  for (const starts of together) assert.ok(Math.max(...starts) - Math.min(...starts) <= 10)
})

test('VIS-12: evening customers are seen inside their windows, on no more late days a week than allowed', async () => {
  const problem = makeMonth({
    customers: 150,
    managers: 1,
    seed: 7,
    evening: 0.15,
    rules: { maxEveningsPerWeek: 1 },
  })
  const plan = await planMonth(problem, { seed: 1, iterations: 200 })
  const windows = new Map(problem.customers.map((customer) => [customer.id, customer.window]))
  const lateDays = new Map<number, Set<string>>()
  for (const { customerId, date, arriveMinute } of plan.visits) {
    const window = windows.get(customerId)
    if (!window) continue
    assert.ok(arriveMinute >= window.startMinute - 1e-6 && arriveMinute <= window.endMinute + 1e-6)
    // June 2026 begins on a Monday.
    const week = Math.floor((+date.slice(8) - 1) / 7)
    lateDays.set(week, (lateDays.get(week) ?? new Set()).add(date))
  }
  assert.ok(lateDays.size >= 4)
  for (const dates of lateDays.values()) assert.equal(dates.size, 1)
})

test('an earlier plan of the month is kept where that costs little', async () => {
  const problem = makeMonth({ customers: 120, managers: 1, seed: 8 })
  const first = await planMonth(problem, { seed: 1, iterations: 500 })
  const kept = new Set(first.visits.map((visit) => visit.id))
  const changed = { ...problem, customers: problem.customers.slice(6) }
  const moved = async (previous: boolean) => {
    const plan = await planMonth(previous ? { ...changed, previous: first.visits } : changed, {
      seed: 2,
      iterations: 500,
    })
    return plan.visits.filter((visit) => !kept.has(visit.id)).length
  }
  const warm = await moved(true)
  const cold = await moved(false)
  assert.ok(warm < 0.15 * first.visits.length, `${warm} of ${first.visits.length}`)
  assert.ok(2 * warm < cold, `${warm} against ${cold}`)
})

test('planning stops when asked to', async () => {
  const problem = makeMonth({ customers: 50, managers: 2, seed: 1 })
  await assert.rejects(
    planMonth(problem, { seed: 1, signal: AbortSignal.abort(new Error('enough')) }),
    /enough/,
  )
})
