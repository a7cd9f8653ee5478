import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  bestFleetSolution,
  type FleetSolution,
  formatCvrpSolution,
  formatTspTour,
  readCvrplib,
  type SalesmanTour,
  toFleetProblem,
  validateFleet,
} from '../../engines/routing/index.ts'
import { needOption } from '../plan-options.ts'
import { readInstance, readRoutingArguments, search } from '../routing-search.ts'

export const usage = `
  FILE.vrp        CVRPLIB or TSPLIB instance, EUC_2D, TYPE CVRP or TSP
  --out FILE.sol  solution in CVRPLIB format (required)
  --seconds S     wall-clock budget, default 10; every thread searches with a seed of its own, the best answer counts
  --iterations N  steps instead: one search, the answer depends on the seed alone
  --seed N        default 1
  --threads N     default all cores
`

export async function run(args: readonly string[]): Promise<{ exitCode: 0 | 1; summary: unknown }> {
  const started = performance.now()
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      seconds: { type: 'string' },
      iterations: { type: 'string' },
      seed: { type: 'string' },
      threads: { type: 'string' },
    },
  })
  const out = needOption('out', values.out, 'the solution file to write')
  const options = readRoutingArguments(values)
  const instance = await readInstance(positionals[0], readCvrplib)
  const common = () => ({
    instance: instance.name,
    type: instance.type,
    nodes: instance.ids.length,
    out,
    seed: options.seed,
    threads: options.seconds === undefined ? 1 : options.threads,
    seconds: Math.round(performance.now() - started) / 1000,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  })
  if (instance.type === 'TSP') {
    const problem = { x: instance.x, y: instance.y, isRounded: true }
    const results = await search(options, started, (budget) => ({ kind: 'salesman', problem, budget }))
    const tours = results.flatMap((result): SalesmanTour[] =>
      result.kind === 'salesman' ? [result.tour] : [],
    )
    const best = tours.reduce((least, tour) => (tour.length < least.length ? tour : least))
    await writeFile(out, formatTspTour(instance, Array.from(best.order), best.length))
    return {
      exitCode: 0,
      summary: { cost: best.length, routes: 1, violations: [], steps: best.kicks, ...common() },
    }
  }
  const problem = toFleetProblem(instance)
  const results = await search(options, started, (budget) => ({ kind: 'fleet', problem, budget }))
  const solutions = results.flatMap((result): (FleetSolution & { steps: number })[] =>
    result.kind === 'fleet' ? [{ ...result.solution, steps: result.steps }] : [],
  )
  const best = bestFleetSolution(solutions)
  await writeFile(out, formatCvrpSolution(best))
  const violations = validateFleet(problem, best)
  return {
    exitCode: violations.length === 0 ? 0 : 1,
    summary: {
      cost: Math.round(best.cost),
      routes: best.routes.length,
      violations,
      steps: solutions.reduce((sum, solution) => sum + solution.steps, 0),
      ...common(),
    },
  }
}
