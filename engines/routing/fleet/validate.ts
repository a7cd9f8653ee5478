import type { FleetProblem, FleetSolution } from './problem.ts'

export interface FleetViolation {
  readonly code: 'load' | 'duration' | 'vehicles' | 'visits' | 'cost'
  readonly bin?: number
  readonly node?: number
  readonly numbers: Readonly<Record<string, number>>
}

/** Every broken limit of a set of routes, recounted by itself. */
export function validateFleet(problem: FleetProblem, solution: FleetSolution): FleetViolation[] {
  const violations: FleetViolation[] = []
  const { distance, nodeCount, depotCount } = problem
  const visited: number[][] = Array.from({ length: nodeCount }, () => [])
  const used = new Map<number, number>()
  let cost = 0
  for (const { bin, stops } of solution.routes) {
    if (stops.length === 0) continue
    used.set(bin, (used.get(bin) ?? 0) + 1)
    const depot = bin % depotCount
    let load = 0
    let length = 0
    let service = 0
    let before = depot
    for (const stop of stops) {
      length += distance[before * nodeCount + stop]!
      load += problem.demand[stop]!
      service += problem.serviceTime[stop]!
      visited[stop]!.push(bin)
      before = stop
    }
    length += distance[before * nodeCount + depot]!
    cost += length
    if (load > problem.capacity[bin]! + 1e-6)
      violations.push({ code: 'load', bin, numbers: { load, limit: problem.capacity[bin]! } })
    if (length + service > problem.maxDuration[bin]! + 1e-6)
      violations.push({
        code: 'duration',
        bin,
        numbers: { duration: length + service, limit: problem.maxDuration[bin]! },
      })
  }
  for (const [bin, count] of used)
    if (count > problem.vehicles)
      violations.push({ code: 'vehicles', bin, numbers: { count, limit: problem.vehicles } })
  problem.options.forEach((options, node) => {
    const bins = visited[node]!.sort((a, b) => a - b).join(' ')
    const isServed =
      options.length === 0
        ? bins === ''
        : options.some((option) => option.toSorted((a, b) => a - b).join(' ') === bins)
    if (!isServed) violations.push({ code: 'visits', node, numbers: { visits: visited[node]!.length } })
  })
  if (Math.abs(cost - solution.cost) > 1e-4 * Math.max(1, cost))
    violations.push({ code: 'cost', numbers: { stated: solution.cost, counted: cost } })
  return violations
}
