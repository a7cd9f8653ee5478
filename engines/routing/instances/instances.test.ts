import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { solveFleet } from '../fleet/solve.ts'
import { validateFleet } from '../fleet/validate.ts'
import { lengthOf, solveSalesman } from '../salesman/solve.ts'
import { formatCordeauSolution, readCordeau } from './cordeau.ts'
import { formatCvrpSolution, formatTspTour, InstanceError, readCvrplib, toFleetProblem } from './cvrplib.ts'

const TOY = `NAME : toy
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 0 10
3 10 10
4 10 0
DEMAND_SECTION
1 0
2 5
3 5
4 5
DEPOT_SECTION
 1
 -1
EOF
`

test('a CVRPLIB instance: two routes of at most 10, distances to the nearest whole number', () => {
  const instance = readCvrplib(TOY)
  const problem = toFleetProblem(instance)
  const solution = solveFleet(problem, { seed: 1, iterations: 200 })
  // 0-2-3-0 = 10 + 10 + 14 and 0-4-0 = 20.
  assert.equal(solution.cost, 54)
  assert.deepEqual(validateFleet(problem, solution), [])
  const text = formatCvrpSolution(solution)
  assert.match(text, /^Route #1: [\d ]+\nRoute #2: [\d ]+\nCost 54\n$/)
})

test('a TSP tour is one route of the node numbers of the file', () => {
  const instance = readCvrplib(TOY.replace('CVRP', 'TSP').replace('CAPACITY : 10\n', ''))
  const problem = { x: instance.x, y: instance.y, isRounded: true }
  const tour = solveSalesman(problem, { seed: 1, iterations: 10 })
  assert.equal(lengthOf(problem, tour.order), tour.length)
  assert.match(formatTspTour(instance, [0, 1, 2, 3], 40), /^Route #1: 1 2 3 4\nCost 40\n$/)
})

test('wrong instances name the line and what was expected', () => {
  const fails = (text: string, line: number) =>
    assert.throws(
      () => readCvrplib(text),
      (error) => error instanceof InstanceError && error.line === line,
    )
  fails(TOY.replace('EUC_2D', 'GEO'), 4)
  fails(TOY.replace('3 10 10', '3 ten 10'), 9)
  fails(TOY.replace('DIMENSION : 4', 'DIMENSION : 5'), 3)
  assert.throws(
    () => readCordeau('1 2 3\n'),
    (error) => error instanceof InstanceError && error.line === 1,
  )
})

test('a periodic instance: combinations are bits of days, day 1 highest; no visit for frequency 0', () => {
  const instance = readCordeau(
    [
      '1 1 3 4',
      '0 10',
      '0 10',
      '0 10',
      '0 10',
      '0 0 0 0 0 0 0',
      '1 1 0 2 3 2 1 10',
      '2 2 0 0 3 1 2 8 1',
      '3 5 5 0 3 0 1 1',
    ].join('\n'),
  )
  assert.deepEqual(instance.problem.options, [[], [[0, 2]], [[0], [3]], []])
  const solution = solveFleet(instance.problem, { seed: 1, iterations: 100 })
  assert.deepEqual(validateFleet(instance.problem, solution), [])
  // Customer 1 on days 1 and 3, customer 2 with it on day 1: 4 + 2.
  assert.equal(solution.cost, 6)
  assert.match(
    formatCordeauSolution(instance, solution),
    /^6\.0000\n1 1 6\.0000 6 0 (1 2|2 1) 0\n3 1 4\.0000 3 0 1 0\n$/,
  )
})

test('published instances: best known values are nearly met in short runs', (t) => {
  const shared = process.env.LIUHUI_SHARED ?? join(import.meta.dirname, '../../../../shared')
  const folder = join(shared, 'data/routing')
  if (!existsSync(folder)) {
    console.log(`routing instances not found in ${folder}: set LIUHUI_SHARED`)
    t.skip('no shared data')
    return
  }
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  const fleet = (problem: ReturnType<typeof toFleetProblem>, best: number, share: number) => {
    const solution = solveFleet(problem, { seed: 1, iterations: 30_000 })
    assert.deepEqual(validateFleet(problem, solution), [])
    assert.ok(solution.cost <= best * (1 + share), `${solution.cost} against ${best}`)
  }
  fleet(toFleetProblem(readCvrplib(read('cvrp_x/X-n101-k25.vrp'))), 27591, 0.02)
  fleet(readCordeau(read('pvrp/p05.txt')).problem, 2024.96, 0.04)
  fleet(readCordeau(read('mdpvrp/pr01.txt')).problem, 2019.07, 0.03)
  const instance = readCvrplib(read('tsplib/a280.tsp'))
  const tour = solveSalesman({ x: instance.x, y: instance.y, isRounded: true }, { seed: 1, iterations: 5000 })
  assert.equal(new Set(tour.order).size, 280)
  assert.ok(tour.length <= 2579 * 1.02, String(tour.length))
})
