import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEstimate } from './estimate.ts'

test('at a steady pace the time left is what remains divided by the pace', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 100, noNaN: true }),
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      (perSecond, step) => {
        const estimate = createEstimate(0)
        const total = perSecond * 100
        for (let now = step; now < 90; now += step) {
          const left = estimate.secondsLeft(now, now * perSecond, total)
          if (now > 2) assert.ok(Math.abs(left! - (100 - now)) < 1e-6, `${left} at ${now}`)
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('a job that becomes four times slower is told so within a minute', () => {
  const estimate = createEstimate(0)
  for (let now = 1; now <= 60; now++) estimate.secondsLeft(now, now * 4, 1000)
  let left: number | null = null
  for (let now = 61; now <= 120; now++) left = estimate.secondsLeft(now, 240 + now - 60, 1000)
  const done = 300
  const truth = 1000 - done
  assert.ok(left! > truth * 0.7 && left! <= truth, `${left} of ${truth}`)
})

test('nothing is told without a total, before anything is done, or too early; done is nothing left', () => {
  const estimate = createEstimate(0)
  assert.equal(estimate.secondsLeft(1, 5, null), null)
  assert.equal(createEstimate(0).secondsLeft(10, 0, 100), null)
  assert.equal(createEstimate(0).secondsLeft(0.5, 1, 1000), null)
  assert.equal(createEstimate(0).secondsLeft(5, 100, 100), 0)
})
