import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../../kernel/random.ts'
import type { FleetProblem } from './problem.ts'
import { solveFleet } from './solve.ts'
import { validateFleet } from './validate.ts'

function makeFleet(
  seed: number,
  shape: { customers: number; days: number; depots: number; isLimited: boolean },
): FleetProblem {
  const random = createRandom(`fleet/${seed}`)
  const { customers, days, depots, isLimited } = shape
  const count = customers + depots
  const x = Array.from({ length: count }, () => random.next() * 100)
  const y = Array.from({ length: count }, () => random.next() * 100)
  const distance = new Float64Array(count * count)
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++)
      distance[from * count + to] = Math.hypot(x[from]! - x[to]!, y[from]! - y[to]!)
  const options = Array.from({ length: count }, (_, node) => {
    if (node < depots) return []
    const frequency = 1 + random.integer(days)
    const list: number[][] = []
    for (let depot = 0; depot < depots; depot++)
      for (let start = 0; start < days; start++) {
        const pattern = Array.from(
          { length: frequency },
          (_, visit) => (start + Math.floor((visit * days) / frequency)) % days,
        )
        if (new Set(pattern).size === frequency) list.push(pattern.map((day) => day * depots + depot))
      }
    return list
  })
  return {
    depotCount: depots,
    dayCount: days,
    nodeCount: count,
    distance,
    demand: Float64Array.from({ length: count }, (_, node) => (node < depots ? 0 : 1 + random.integer(9))),
    serviceTime: Float64Array.from({ length: count }, (_, node) => (node < depots ? 0 : random.integer(5))),
    options,
    vehicles: isLimited ? 4 : Infinity,
    capacity: new Float64Array(days * depots).fill(isLimited ? 60 : 25),
    maxDuration: new Float64Array(days * depots).fill(isLimited ? 900 : Infinity),
    isInteger: false,
  }
}

test('fleets with one or several days and depots: no broken limit, costs recounted, same seed same routes', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.record({
        customers: fc.integer({ min: 1, max: 30 }),
        days: fc.integer({ min: 1, max: 5 }),
        depots: fc.integer({ min: 1, max: 3 }),
        isLimited: fc.boolean(),
      }),
      (seed, shape) => {
        const problem = makeFleet(seed, shape)
        const solution = solveFleet(problem, { seed: 1, iterations: 400 })
        if (solution.isFeasible) assert.deepEqual(validateFleet(problem, solution), [])
        else assert.ok(validateFleet(problem, solution).length > 0)
        assert.deepEqual(solveFleet(problem, { seed: 1, iterations: 400 }), solution)
      },
    ),
    { numRuns: 25 },
  )
})

test('the recount finds overload, overtime, missing customers, too many vehicles and a wrong cost', () => {
  const problem = makeFleet(3, { customers: 8, days: 1, depots: 1, isLimited: true })
  const tight = { ...problem, capacity: Float64Array.of(1), maxDuration: Float64Array.of(1), vehicles: 0 }
  const solution = solveFleet(problem, { seed: 1, iterations: 100 })
  const first = solution.routes[0]!
  const broken = { ...solution, cost: 1, routes: [{ ...first, stops: first.stops.slice(1) }] }
  const codes = new Set(validateFleet(tight, broken).map((violation) => violation.code))
  assert.deepEqual(codes, new Set(['load', 'duration', 'vehicles', 'visits', 'cost']))
})
