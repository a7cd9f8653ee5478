import type { FleetProblem, FleetSolution } from '../fleet/problem.ts'

/** A wrong line of an instance file; `line` counts from 1. */
export class InstanceError extends Error {
  readonly line: number
  readonly expected: string
  constructor(message: string, line: number, expected: string) {
    super(message)
    this.name = 'InstanceError'
    this.line = line
    this.expected = expected
  }
}

export interface CvrplibInstance {
  readonly name: string
  readonly type: 'CVRP' | 'TSP'
  readonly capacity: number
  readonly x: Float64Array
  readonly y: Float64Array
  readonly demand: Float64Array
  /** The file's own node numbers, in the order of the file. */
  readonly ids: readonly number[]
  /** Position of the depot. */
  readonly depot: number
}

/** Reads a CVRPLIB or TSPLIB file with `EDGE_WEIGHT_TYPE: EUC_2D`. Throws an InstanceError at the first wrong line. */
export function readCvrplib(text: string): CvrplibInstance {
  const head = new Map<string, string>()
  const ids: number[] = []
  const x: number[] = []
  const y: number[] = []
  const demandOf = new Map<number, number>()
  let depotId: number | undefined
  let section = ''
  const lines = text.split(/\r?\n/)
  lines.forEach((raw, index) => {
    const line = raw.trim()
    if (line === '' || line === 'EOF') return
    const words = line.split(/\s+/)
    if (/_SECTION\b/.test(words[0]!)) {
      section = words[0]!.replace(':', '')
      return
    }
    if (section === '') {
      const [key, ...rest] = line.split(':')
      head.set(key!.trim().toUpperCase(), rest.join(':').trim())
      return
    }
    const numbers = words.map(Number)
    const need = section === 'NODE_COORD_SECTION' ? 3 : section === 'DEMAND_SECTION' ? 2 : 1
    if (numbers.length < need || numbers.some((value) => !Number.isFinite(value)))
      throw new InstanceError(`wrong line in ${section}`, index + 1, `${need} numbers`)
    if (section === 'NODE_COORD_SECTION') {
      ids.push(numbers[0]!)
      x.push(numbers[1]!)
      y.push(numbers[2]!)
    } else if (section === 'DEMAND_SECTION') demandOf.set(numbers[0]!, numbers[1]!)
    else if (section === 'DEPOT_SECTION' && numbers[0]! !== -1) depotId ??= numbers[0]!
  })
  const type = (head.get('TYPE') ?? '').toUpperCase().startsWith('TSP') ? 'TSP' : 'CVRP'
  const weights = head.get('EDGE_WEIGHT_TYPE')
  if (weights !== 'EUC_2D')
    throw new InstanceError(
      `EDGE_WEIGHT_TYPE ${weights ?? 'is missing'}`,
      lineOf(lines, 'EDGE_WEIGHT_TYPE'),
      'EUC_2D',
    )
  const capacity = Number(head.get('CAPACITY') ?? Number.NaN)
  if (type === 'CVRP' && !(capacity > 0))
    throw new InstanceError(
      'CAPACITY is missing or not a number',
      lineOf(lines, 'CAPACITY'),
      'a positive number',
    )
  const dimension = Number(head.get('DIMENSION') ?? ids.length)
  if (ids.length === 0 || dimension !== ids.length)
    throw new InstanceError(
      `${ids.length} coordinates for DIMENSION ${dimension}`,
      lineOf(lines, 'DIMENSION'),
      'as many coordinates',
    )
  const depot = depotId === undefined ? 0 : ids.indexOf(depotId)
  if (depot < 0)
    throw new InstanceError('the depot has no coordinates', lineOf(lines, 'DEPOT_SECTION'), 'a node number')
  return {
    name: head.get('NAME') ?? '',
    type,
    capacity,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    demand: Float64Array.from(ids, (id) => demandOf.get(id) ?? 0),
    ids,
    depot,
  }
}

function lineOf(lines: readonly string[], key: string): number {
  return Math.max(1, lines.findIndex((line) => line.toUpperCase().startsWith(key)) + 1)
}

/** TSPLIB's nearest-integer Euclidean distance. */
export function roundedDistance(instance: CvrplibInstance, from: number, to: number): number {
  return Math.floor(
    Math.hypot(instance.x[from]! - instance.x[to]!, instance.y[from]! - instance.y[to]!) + 0.5,
  )
}

/** Node 0 is the depot, the customers follow in the order of the file. */
export function toFleetProblem(instance: CvrplibInstance): FleetProblem {
  const nodes = [instance.depot, ...customersOf(instance)]
  const count = nodes.length
  const distance = new Float64Array(count * count)
  for (let from = 0; from < count; from++)
    for (let to = 0; to < from; to++)
      distance[from * count + to] = distance[to * count + from] = roundedDistance(
        instance,
        nodes[from]!,
        nodes[to]!,
      )
  return {
    depotCount: 1,
    dayCount: 1,
    nodeCount: count,
    distance,
    demand: Float64Array.from(nodes, (node) => instance.demand[node]!),
    serviceTime: new Float64Array(count),
    options: nodes.map((_, index) => (index === 0 ? [] : [[0]])),
    vehicles: Infinity,
    capacity: Float64Array.of(instance.capacity),
    maxDuration: Float64Array.of(Infinity),
    isInteger: true,
  }
}

function customersOf(instance: CvrplibInstance): number[] {
  return instance.ids.map((_, index) => index).filter((index) => index !== instance.depot)
}

/** CVRPLIB solution file; customers are numbered from 1 = the first node after the depot. */
export function formatCvrpSolution(solution: FleetSolution): string {
  const lines = solution.routes.map(({ stops }, index) => `Route #${index + 1}: ${stops.join(' ')}`)
  return `${[...lines, `Cost ${Math.round(solution.cost)}`].join('\n')}\n`
}

/** A TSP tour is one route of all node numbers. */
export function formatTspTour(instance: CvrplibInstance, tour: readonly number[], cost: number): string {
  return `Route #1: ${tour.map((index) => instance.ids[index]).join(' ')}\nCost ${Math.round(cost)}\n`
}
