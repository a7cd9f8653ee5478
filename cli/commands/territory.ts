import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  solveTerritories,
  type TerritoryProblem,
  validateTerritories,
} from '../../engines/territory/index.ts'
import { formatCsvRow } from '../../platform/files/csv.ts'
import { type CustomerRow, mainPost, readCustomers, readManagers } from '../city-files.ts'
import { needOption, numberOption } from '../plan-options.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  --customers F      customers.csv (required)
  --managers F       managers.csv (required)
  --out F            customer_id,manager_id (required)
  --tolerance T      largest relative deviation from a fair workload, default 0.01
  --workload W       service: visits x service minutes (default); travel: with 6 minutes of way for each visit;
                     visits: number of visits
  --change-price KM  keep present owners unless another centre is so many kilometres nearer; default 0 = design afresh
  --iterations N     rounds of the search, default 40
  --seed N, --threads N, --seconds S   accepted like everywhere; the method draws no lots and takes seconds
`

const TRAVEL_MINUTES = 6

export async function run(args: readonly string[]): Promise<{ exitCode: 0 | 1; summary: unknown }> {
  const started = performance.now()
  const { values } = parseArgs({
    args: [...args],
    options: {
      customers: { type: 'string' },
      managers: { type: 'string' },
      out: { type: 'string' },
      tolerance: { type: 'string' },
      workload: { type: 'string', default: 'service' },
      'change-price': { type: 'string' },
      iterations: { type: 'string' },
      seed: { type: 'string' },
      seconds: { type: 'string' },
      threads: { type: 'string' },
    },
  })
  const out = needOption('out', values.out, 'the file to write')
  const tolerance = numberOption('tolerance', values.tolerance, { least: 0, most: 10 }) ?? 0.01
  const iterations = numberOption('iterations', values.iterations, { least: 0, most: 10_000, isWhole: true })
  const changePriceKm = numberOption('change-price', values['change-price'], { least: 0, most: 1000 }) ?? 0
  const customers = await readCustomers(needOption('customers', values.customers, 'customers.csv'))
  const managerRows = await readManagers(needOption('managers', values.managers, 'managers.csv'))
  const main = mainPost(managerRows)
  const managers = managerRows.filter((manager) => manager.post === main)
  if (managers.length === 0)
    throw new UsageError('nobody can own customers', {
      file: values.managers,
      expected: 'a manager of post general or service',
    })
  const workloadOf = workloadMeasure(values.workload)
  const problem: TerritoryProblem = {
    customers: customers.map((customer) => ({
      id: customer.id,
      location: customer.location,
      workload: workloadOf(customer),
      presentManagerId: customer.managerId,
    })),
    managers: managers.map((manager) => ({ id: manager.id, home: manager.home })),
    tolerance,
    changePriceKm,
  }
  const plan = solveTerritories(problem, { iterations })
  const rows = customers.map((customer, index) => formatCsvRow([customer.id, plan.managerIds[index]]))
  await writeFile(out, `customer_id,manager_id\n${rows.join('\n')}\n`)
  const violations = validateTerritories(problem, plan.managerIds)
  const workloads = plan.territories.map((territory) => territory.workload)
  return {
    exitCode: violations.length === 0 ? 0 : 1,
    summary: {
      customers: customers.length,
      managers: managers.length,
      workload: values.workload,
      tolerance,
      maxDeviation: plan.maxDeviation,
      heaviestWorkload: Math.max(...workloads),
      lightestWorkload: Math.min(...workloads),
      maxOverMin: plan.maxOverMin,
      cost: plan.cost,
      costBound: plan.costBound,
      gap: plan.gap,
      meanDistanceKm:
        plan.territories.reduce((sum, territory) => sum + territory.meanDistanceKm * territory.workload, 0) /
        Math.max(
          1e-9,
          workloads.reduce((sum, workload) => sum + workload, 0),
        ),
      strayCustomers: plan.strayCustomers,
      customersWithoutPlace: plan.customersWithoutPlace,
      changedOwners: plan.changedOwners,
      obstacles: plan.obstacles,
      violations: violations.slice(0, 100),
      out,
      seconds: Math.round(performance.now() - started) / 1000,
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  }
}

function workloadMeasure(name: string): (customer: CustomerRow) => number {
  const visits = (customer: CustomerRow) => customer.visits.main ?? 1
  switch (name) {
    case 'service':
      return (customer) => visits(customer) * customer.serviceMinutes
    case 'travel':
      return (customer) => visits(customer) * (customer.serviceMinutes + TRAVEL_MINUTES)
    case 'visits':
      return visits
    default:
      throw new UsageError('--workload is unknown', { expected: 'service, travel or visits', found: name })
  }
}
