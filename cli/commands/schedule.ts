import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  bestFleetSolution,
  formatCordeauSolution,
  readCordeau,
  validateFleet,
} from '../../engines/routing/index.ts'
import { needOption } from '../plan-options.ts'
import { readInstance, readRoutingArguments, search } from '../routing-search.ts'

export const usage = `
  FILE            periodic instance of Cordeau and others (type 1), or with several depots (type 8)
  --out FILE.res  solution: cost, then "day vehicle duration load 0 … 0" (required)
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
  const instance = await readInstance(positionals[0], readCordeau)
  const { problem } = instance
  const results = await search(options, started, (budget) => ({ kind: 'fleet', problem, budget }))
  const solutions = results.flatMap((result) => (result.kind === 'fleet' ? [result.solution] : []))
  const best = bestFleetSolution(solutions)
  await writeFile(out, formatCordeauSolution(instance, best))
  const violations = validateFleet(problem, best)
  return {
    exitCode: violations.length === 0 ? 0 : 1,
    summary: {
      cost: Math.round(best.cost * 1e4) / 1e4,
      customers: instance.customers,
      days: instance.days,
      depots: instance.depots,
      routes: best.routes.length,
      violations: violations.slice(0, 100),
      steps: results.reduce((sum, result) => sum + (result.kind === 'fleet' ? result.steps : 0), 0),
      out,
      seed: options.seed,
      threads: options.seconds === undefined ? 1 : options.threads,
      seconds: Math.round(performance.now() - started) / 1000,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  }
}
