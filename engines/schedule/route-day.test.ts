import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_TRAVEL_RULES, travelMinutes } from '../kernel/travel.ts'
import { routeDay } from './route-day.ts'
import { makeMonth } from './test-month.ts'

const { customers, managers } = makeMonth({ customers: 20, managers: 1, seed: 11 })
const home = { location: managers[0]!.home, isUrban: true }
const stops = customers.map((customer, index) => ({
  id: customer.id,
  point: { location: customer.location, isUrban: true },
  serviceMinutes: customer.serviceMinutes,
  // Every fourth opens late, every fifth closes early.
  window:
    index % 4 === 0
      ? { startMinute: 600, endMinute: 1080 }
      : index % 5 === 0
        ? { startMinute: 480, endMinute: 660 }
        : null,
}))
const problem = { home, stops, rules: DEFAULT_TRAVEL_RULES, shiftStartMinute: 510 }

test('PLN-19: a day of 20 stops with opening hours: on time, times and way add up, a proven bound below', () => {
  const route = routeDay(problem)
  assert.deepEqual(route.lateStopIds, [])
  assert.equal(new Set(route.stops.map((stop) => stop.id)).size, 20)
  let now = route.leaveMinute
  let before = home
  let travel = 0
  for (const { id, arriveMinute, departMinute } of route.stops) {
    const stop = stops.find((other) => other.id === id)!
    const leg = travelMinutes(before, stop.point, DEFAULT_TRAVEL_RULES)
    travel += leg
    assert.ok(arriveMinute >= now + leg - 0.01)
    assert.ok(
      !stop.window || (arriveMinute >= stop.window.startMinute && arriveMinute <= stop.window.endMinute),
    )
    now = departMinute
    before = stop.point
  }
  travel += travelMinutes(before, home, DEFAULT_TRAVEL_RULES)
  assert.ok(Math.abs(travel - route.travelMinutes) < 0.01)
  assert.ok(route.leaveMinute >= 510 && route.returnMinute - route.leaveMinute <= 480)
  assert.ok(
    route.travelBoundMinutes <= route.travelMinutes && route.travelBoundMinutes > 0.8 * route.travelMinutes,
  )
})

test('X-04: the best order travels less than the order of a list, and windows cost something', () => {
  const free = routeDay({ ...problem, stops: stops.map((stop) => ({ ...stop, window: null })) })
  let listed = 0
  let before = home
  for (const stop of stops) {
    listed += travelMinutes(before, stop.point, DEFAULT_TRAVEL_RULES)
    before = stop.point
  }
  listed += travelMinutes(before, home, DEFAULT_TRAVEL_RULES)
  assert.ok(free.travelMinutes < 0.7 * listed)
  assert.ok(free.travelMinutes <= routeDay(problem).travelMinutes + 1e-6)
  assert.ok(free.travelMinutes <= free.travelBoundMinutes * 1.02)
})

test('windows that no order can keep are named', () => {
  const two = ['a', 'b'].map((id) => ({
    ...stops[0]!,
    id,
    serviceMinutes: 30,
    window: { startMinute: 600, endMinute: 601 },
  }))
  assert.equal(routeDay({ ...problem, stops: two }).lateStopIds.length, 1)
})

test('an early window lets the day begin before the shift; an evening window after it', () => {
  const early = routeDay({
    ...problem,
    stops: [{ ...stops[0]!, window: { startMinute: 400, endMinute: 420 } }],
  })
  assert.ok(early.leaveMinute < 420 && early.lateStopIds.length === 0)
  const late = routeDay({
    ...problem,
    stops: [{ ...stops[0]!, window: { startMinute: 1140, endMinute: 1200 } }],
  })
  assert.ok(late.leaveMinute > 1000 && late.waitingMinutes < 0.01)
})

test('a day without stops is empty', () => {
  assert.deepEqual(routeDay({ ...problem, stops: [] }).stops, [])
})
