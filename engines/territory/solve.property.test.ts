import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRandom } from '../kernel/random.ts'
import { matchCheapest } from './match.ts'
import type { TerritoryCustomer, TerritoryProblem } from './problem.ts'
import { assessTerritories, solveTerritories } from './solve.ts'
import { validateTerritories } from './validate.ts'

interface Recipe {
  readonly customers: number
  readonly managers: number
  readonly seed: number
  readonly withoutPlace?: number
  readonly locked?: number
  readonly groups?: number
  readonly forbidden?: number
}

function makeProblem(recipe: Recipe): TerritoryProblem {
  const random = createRandom(`territory/${recipe.seed}`)
  const { managers, customers } = recipe
  const centres = Array.from({ length: managers + 3 }, () => ({
    x: random.normal() * 12,
    y: random.normal() * 12,
    spread: 0.5 + 4 * random.next(),
  }))
  const place = () => {
    const centre = random.pick(centres)
    return {
      lon: 117 + (centre.x + random.normal() * centre.spread) / 89.3,
      lat: 36.6 + (centre.y + random.normal() * centre.spread) / 111.2,
    }
  }
  const list = Array.from({ length: customers }, (_, index): TerritoryCustomer => {
    const dice = random.next()
    return {
      id: `C${index}`,
      location: random.next() < (recipe.withoutPlace ?? 0) ? null : place(),
      workload: (dice < 0.2 ? 4 : dice < 0.5 ? 2 : 1) * (8 + random.integer(5)),
      presentManagerId: `M${random.integer(managers)}`,
      isLocked: random.next() < (recipe.locked ?? 0),
      groupId: random.next() < (recipe.groups ?? 0) ? `G${random.integer(Math.ceil(customers / 20))}` : null,
    }
  })
  return {
    customers: list.map((customer) => (customer.groupId ? { ...customer, isLocked: false } : customer)),
    managers: Array.from({ length: managers }, (_, index) => ({ id: `M${index}`, home: place() })),
    forbidden: list.flatMap((customer) =>
      random.next() < (recipe.forbidden ?? 0) && managers > 1 && !customer.isLocked && !customer.groupId
        ? [{ customerId: customer.id, managerId: `M${random.integer(managers)}` }]
        : [],
    ),
    tolerance: 0.01,
  }
}

const hardCodes = new Set(['unknown-manager', 'no-owner', 'locked-moved', 'group-split', 'forbidden-pair'])

test('random cities with locked customers, groups, forbidden pairs and unknown places: no hard limit is broken', () => {
  fc.assert(
    fc.property(
      fc.record({
        customers: fc.integer({ min: 0, max: 250 }),
        managers: fc.integer({ min: 1, max: 8 }),
        seed: fc.integer(),
        withoutPlace: fc.constantFrom(0, 0.1, 1),
        locked: fc.constantFrom(0, 0.1),
        groups: fc.constantFrom(0, 0.1),
        forbidden: fc.constantFrom(0, 0.1),
      }),
      (recipe) => {
        const problem = makeProblem(recipe)
        const plan = solveTerritories(problem)
        const broken = validateTerritories(problem, plan.managerIds)
        assert.deepEqual(
          broken.filter((violation) => hardCodes.has(violation.code)),
          [],
        )
        // A tolerance that is not met is named.
        assert.equal(
          broken.some((violation) => violation.code === 'tolerance'),
          plan.obstacles.length > 0,
        )
        assert.deepEqual(solveTerritories(problem), plan)
      },
    ),
    { numRuns: 40 },
  )
})

test('workloads of the plan equal their recount, and the bound stays below the cost', () => {
  for (let seed = 0; seed < 6; seed++) {
    const problem = makeProblem({ customers: 300, managers: 5, seed })
    const plan = solveTerritories(problem)
    for (const territory of plan.territories) {
      const recount = problem.customers.reduce(
        (sum, customer, index) =>
          sum + (plan.managerIds[index] === territory.managerId ? customer.workload : 0),
        0,
      )
      assert.ok(Math.abs(recount - territory.workload) < 1e-6)
    }
    assert.ok(plan.costBound <= plan.cost)
    const assessed = assessTerritories(problem, plan.managerIds)
    assert.ok(Math.abs(assessed.cost - plan.cost) < 1e-6 * plan.cost)
  }
})

test('CFG-10: 1,500 customers among 6 managers are even within 1 %, connected, and proven compact within 3 %', () => {
  for (let seed = 0; seed < 4; seed++) {
    const problem = makeProblem({ customers: 1500, managers: 6, seed })
    const plan = solveTerritories(problem)
    assert.deepEqual(validateTerritories(problem, plan.managerIds), [], `seed ${seed}`)
    assert.ok(plan.maxOverMin <= 1.15)
    assert.equal(plan.strayCustomers, 0, `seed ${seed}`)
    assert.ok(plan.gap < 0.03, `seed ${seed}: gap ${plan.gap}`)
  }
})

test('CFG-10: where the limit cannot be met, the binding constraint is named', () => {
  const problem = makeProblem({ customers: 40, managers: 2, seed: 1 })
  const giant = problem.customers.map((customer, index) =>
    index === 0 ? { ...customer, workload: 5000 } : customer,
  )
  const plan = solveTerritories({ ...problem, customers: giant })
  assert.ok(plan.maxDeviation > 0.01)
  assert.equal(plan.obstacles[0]?.code, 'single-customer')
  assert.equal(plan.obstacles[0]?.customerId, 'C0')

  const locked = problem.customers.map((customer) => ({
    ...customer,
    presentManagerId: 'M0',
    isLocked: true,
  }))
  const stuck = solveTerritories({ ...problem, customers: locked })
  assert.ok(
    stuck.obstacles.some((obstacle) => obstacle.code === 'locked-workload' && obstacle.managerId === 'M0'),
  )
})

test('a price of change keeps present owners: fewer change than in a fresh design, and the limits still hold', () => {
  let keptChanges = 0
  let freshChanges = 0
  for (let seed = 0; seed < 4; seed++) {
    const problem = makeProblem({ customers: 1000, managers: 5, seed })
    const first = solveTerritories(problem)
    const customers = problem.customers.map((customer, index) => ({
      ...customer,
      presentManagerId: first.managerIds[index]!,
      workload: customer.workload * (index % 10 === 0 ? 1.5 : 1),
    }))
    const kept = solveTerritories({ ...problem, customers, changePriceKm: 5 })
    assert.deepEqual(validateTerritories({ ...problem, customers }, kept.managerIds), [])
    keptChanges += kept.changedOwners
    freshChanges += solveTerritories({ ...problem, customers }).changedOwners
  }
  assert.ok(keptChanges < freshChanges, `${keptChanges} against ${freshChanges}`)
  assert.ok(keptChanges < 0.03 * 4000, String(keptChanges))
})

test('managers without customers and one manager for all are answered', () => {
  assert.equal(
    solveTerritories({ customers: [], managers: [{ id: 'A' }, { id: 'B' }], tolerance: 0.01 }).managerIds
      .length,
    0,
  )
  const single = solveTerritories({ ...makeProblem({ customers: 10, managers: 1, seed: 1 }), tolerance: 0 })
  assert.deepEqual(new Set(single.managerIds), new Set(['M0']))
  assert.throws(() => solveTerritories({ customers: [], managers: [], tolerance: 0 }), RangeError)
})

test('the cheapest matching is as good as the best of all permutations', () => {
  const permutations = (list: number[]): number[][] =>
    list.length === 0
      ? [[]]
      : list.flatMap((item, index) => permutations(list.toSpliced(index, 1)).map((rest) => [item, ...rest]))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (size, seed) => {
      const random = createRandom(seed)
      const cost = Array.from({ length: size * size }, () => random.integer(100) - 50)
      const price = (columns: ArrayLike<number>) =>
        Array.from({ length: size }, (_, row) => cost[row * size + columns[row]!]!).reduce(
          (sum, value) => sum + value,
          0,
        )
      const best = Math.min(...permutations(Array.from({ length: size }, (_, index) => index)).map(price))
      assert.equal(price(matchCheapest(cost, size)), best)
    }),
    { numRuns: 50 },
  )
})
