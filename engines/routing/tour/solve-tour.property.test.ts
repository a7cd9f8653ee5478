import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../../kernel/random.ts'
import { boundTour } from './one-tree.ts'
import { solveTour } from './solve-tour.ts'
import { priceTour, type TourProblem, totalPrice } from './tour.ts'

function makeProblem(stops: number, seed: number, withWindows: boolean): TourProblem {
  const random = createRandom(`tour/${seed}`)
  const size = stops + 1
  const xs = Array.from({ length: size }, () => random.next() * 40)
  const ys = Array.from({ length: size }, () => random.next() * 40)
  const travel = new Float64Array(size * size)
  for (let from = 0; from < size; from++)
    for (let to = 0; to < size; to++)
      travel[from * size + to] = Math.hypot(xs[from]! - xs[to]!, ys[from]! - ys[to]!)
  if (!withWindows) return { size, travel }
  const opens = Array.from({ length: size }, () => 510 + random.integer(200))
  return {
    size,
    travel,
    windows: {
      service: Array.from({ length: size }, (_, stop) => (stop === 0 ? 0 : 5 + random.integer(10))),
      opens,
      closes: opens.map((open) => open + 20 + random.integer(240)),
      earliestLeave: 510,
    },
  }
}

/** Every order, priced one by one. */
function bruteForce(problem: TourProblem): number {
  let least = Infinity
  const extend = (order: number[], rest: number[]) => {
    if (rest.length === 0) least = Math.min(least, totalPrice(priceTour(problem, order)))
    for (const [index, stop] of rest.entries()) extend([...order, stop], rest.toSpliced(index, 1))
  }
  extend(
    [],
    Array.from({ length: problem.size - 1 }, (_, index) => index + 1),
  )
  return least
}

test('small tours, with and without windows, are as good as the best of all orders', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer(), fc.boolean(), (stops, seed, withWindows) => {
      const problem = makeProblem(stops, seed, withWindows)
      const tour = solveTour(problem)
      assert.ok(Math.abs(totalPrice(tour) - bruteForce(problem)) < 1e-6)
      assert.ok(tour.isOptimal)
    }),
    { numRuns: 60 },
  )
})

test('the 1-tree bound never exceeds the best tour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 7 }), fc.integer(), (stops, seed) => {
      const problem = makeProblem(stops, seed, false)
      const best = bruteForce(problem)
      assert.ok(boundTour(problem.travel, problem.size, best * 1.1) <= best + 1e-6)
    }),
    { numRuns: 40 },
  )
})

test('X-04: days of 20 stops end within 2 % of what is provably the shortest, and the same call gives the same order', () => {
  for (let seed = 0; seed < 20; seed++) {
    const problem = makeProblem(20, seed, false)
    const tour = solveTour(problem)
    assert.ok(tour.travel <= tour.bound * 1.02, `seed ${seed}: ${tour.travel} against ${tour.bound}`)
    assert.deepEqual(solveTour(problem).order, tour.order)
    assert.equal(new Set(tour.order).size, 20)
  }
})

test('days of 20 stops with wide windows are on time', () => {
  for (let seed = 0; seed < 10; seed++) {
    const problem = makeProblem(20, seed, true)
    const windows = { ...problem.windows!, closes: Array.from(problem.windows!.opens, (open) => open + 600) }
    assert.equal(solveTour({ ...problem, windows }).lateness, 0, `seed ${seed}`)
  }
})
