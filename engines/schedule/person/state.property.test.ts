import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../../kernel/random.ts'
import { timeDay } from '../timed-day.ts'
import { improveOrder } from './order.ts'
import { buildModel, type PersonModel, PersonState } from './state.ts'
import { makePersonTask } from './test-person.ts'

/** The plain recount of a day: walk it once. */
function recount(
  model: PersonModel,
  state: PersonState,
  day: number,
): { travel: number; duration: number; isLawful: boolean } {
  const { task } = model
  const stops = Array.from(
    state.stops.subarray(day * state.stride + 1, day * state.stride + 1 + state.length[day]!),
  )
  const point = (number: number) => ({
    location: { lon: task.lons[number]!, lat: task.lats[number]! },
    isUrban: task.urban[number] === 1,
  })
  const timed = timeDay(
    { home: point(0), travel: task.travel, shiftStartMinute: task.limits.shiftStartMinute },
    stops.map((number) => ({
      point: point(number),
      serviceMinutes: task.serviceMinutes[number]!,
      opensMinute: model.windowStart[number * model.dayCount + day]!,
      closesMinute: model.windowEnd[number * model.dayCount + day]!,
    })),
  )
  return {
    travel: timed.travelMinutes,
    duration: timed.durationMinutes,
    isLawful: timed.late.length === 0 && timed.durationMinutes <= task.limits.dayMinutes,
  }
}

test('prices of insertions equal the plain recount, through random insertions and removals', () => {
  fc.assert(
    fc.property(fc.integer(), fc.boolean(), (seed, withWindows) => {
      const random = createRandom(`state/${seed}`)
      const model = buildModel(
        makePersonTask({
          customers: 30,
          seed,
          evening: withWindows ? 0.2 : 0,
          windows: withWindows ? 0.3 : 0,
        }),
      )
      const state = new PersonState(model)
      for (let step = 0; step < 120; step++) {
        const customer = 1 + random.integer(model.size - 1)
        const day = random.integer(model.dayCount)
        const before = recount(model, state, day)
        if ((state.days[customer]! >>> day) & 1) state.remove(customer, day)
        else {
          const price = state.evaluate(customer, day)
          if (price === Infinity) continue
          const penalty = state.penalty[day]!
          state.insert(customer, day, state.position[day]!)
          const after = recount(model, state, day)
          assert.ok(after.isLawful)
          assert.ok(
            Math.abs(price - (after.travel - before.travel) - (state.penaltyOf(after.duration) - penalty)) <
              1e-2,
          )
        }
        const now = recount(model, state, day)
        assert.ok(Math.abs(now.travel - state.travelMinutes[day]!) < 1e-2)
        // Taking out may leave a day late; then only insertion is forbidden, the figures need not agree.
        if (state.isLawful(day)) assert.ok(Math.abs(now.duration - state.duration[day]!) < 1e-2)
      }
      const weeks = new Float64Array(model.weekCount)
      for (let day = 0; day < model.dayCount; day++) weeks[model.weeks[day]!]! += state.duration[day]!
      weeks.forEach((minutes, week) => {
        assert.ok(Math.abs(minutes - state.weekMinutes[week]!) < 1e-6)
      })
    }),
    { numRuns: 30 },
  )
})

test('reordering a day never makes it longer or late, and keeps its stops', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const model = buildModel(makePersonTask({ customers: 25, seed, evening: 0.1, windows: 0.3 }))
      const state = new PersonState(model)
      for (let customer = 1; customer < model.size; customer++)
        if (state.evaluate(customer, customer % 3) < Infinity)
          state.insert(customer, customer % 3, state.position[customer % 3]!)
      for (let day = 0; day < 3; day++) {
        const stops = Array.from(
          state.stops.subarray(day * state.stride + 1, day * state.stride + 1 + state.length[day]!),
        )
        const before = state.travelMinutes[day]! + state.penalty[day]!
        improveOrder(state, day)
        const after = Array.from(
          state.stops.subarray(day * state.stride + 1, day * state.stride + 1 + state.length[day]!),
        )
        assert.deepEqual(after.toSorted(), stops.toSorted())
        assert.ok(state.travelMinutes[day]! + state.penalty[day]! <= before + 1e-6)
        assert.ok(recount(model, state, day).isLawful)
      }
    }),
    { numRuns: 20 },
  )
})
