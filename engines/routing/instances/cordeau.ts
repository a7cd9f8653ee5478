import type { FleetProblem, FleetSolution } from '../fleet/problem.ts'
import { InstanceError } from './cvrplib.ts'

export interface CordeauInstance {
  readonly type: number
  readonly vehicles: number
  readonly days: number
  readonly depots: number
  readonly customers: number
  readonly problem: FleetProblem
}

/**
 * Reads a periodic instance of Cordeau, Gendreau and Laporte (1997), type 1, or with several depots, type 8 (Vidal
 * and others 2012): `type m n t [d]`, then `D Q` for each day (and depot), then the nodes, depots first. Day
 * combinations are numbers of t bits, day 1 the highest. With several depots all visits of a customer come from the
 * same one. Time windows at the end of a line are ignored. Throws an InstanceError at the first wrong line.
 */
export function readCordeau(text: string): CordeauInstance {
  const rows = text
    .split(/\r?\n/)
    .map((line, index) => ({
      line: index + 1,
      words: line
        .trim()
        .split(/\s+/)
        .filter((word) => word !== ''),
    }))
    .filter(({ words }) => words.length > 0)
  const fail = (row: number, expected: string): never => {
    throw new InstanceError('wrong line', rows[row]?.line ?? rows.length + 1, expected)
  }
  const numbersOf = (row: number, least: number, expected: string): number[] => {
    const numbers = (rows[row]?.words ?? []).map(Number)
    if (numbers.length < least || numbers.some((value) => !Number.isFinite(value))) fail(row, expected)
    return numbers
  }
  const [type, vehicles, customers, days, depotsGiven] = numbersOf(0, 4, 'type m n t') as [
    number,
    number,
    number,
    number,
    number?,
  ]
  if (type !== 1 && type !== 8) fail(0, 'type 1 (periodic) or 8 (periodic, several depots)')
  const depots = type === 8 ? (depotsGiven ?? 1) : 1
  if (!(vehicles >= 1 && days >= 1 && days <= 30 && customers >= 0 && depots >= 1))
    fail(0, 'positive numbers')
  const bins = days * depots
  const capacity = new Float64Array(bins)
  const maxDuration = new Float64Array(bins)
  for (let index = 0; index < bins; index++) {
    const [duration, load] = numbersOf(1 + index, 2, 'D Q') as [number, number]
    maxDuration[index] = duration > 0 ? duration : Infinity
    capacity[index] = load > 0 ? load : Infinity
  }
  const count = customers + depots
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  const serviceTime = new Float64Array(count)
  const demand = new Float64Array(count)
  const options: number[][][] = Array.from({ length: count }, () => [])
  for (let node = 0; node < count; node++) {
    const row = 1 + bins + node
    const numbers = numbersOf(row, 5, 'i x y service demand frequency a combinations')
    x[node] = numbers[1]!
    y[node] = numbers[2]!
    serviceTime[node] = numbers[3]!
    demand[node] = numbers[4]!
    const frequency = numbers[5] ?? 0
    const combinations = numbers.slice(7, 7 + (numbers[6] ?? 0))
    if (node < depots || frequency === 0) continue
    if (combinations.length !== (numbers[6] ?? 0)) fail(row, `${numbers[6]} day combinations`)
    for (let depot = 0; depot < depots; depot++)
      for (const combination of combinations)
        options[node]!.push(daysOf(combination, days).map((day) => day * depots + depot))
  }
  const distance = new Float64Array(count * count)
  for (let from = 0; from < count; from++)
    for (let to = 0; to < count; to++)
      distance[from * count + to] = Math.hypot(x[from]! - x[to]!, y[from]! - y[to]!)
  // A customer on the spot of the only depot costs nothing but a vehicle: the published solutions leave it out.
  if (depots === 1)
    for (let node = 1; node < count; node++)
      if (distance[node] === 0 && demand[node] === 0) options[node] = []
  return {
    type,
    vehicles,
    days,
    depots,
    customers,
    problem: {
      depotCount: depots,
      dayCount: days,
      nodeCount: count,
      distance,
      demand,
      serviceTime,
      options,
      vehicles,
      capacity,
      maxDuration,
      isInteger: false,
    },
  }
}

function daysOf(combination: number, days: number): number[] {
  const list: number[] = []
  for (let day = 0; day < days; day++) if ((combination >> (days - 1 - day)) & 1) list.push(day)
  return list
}

/** Cordeau's solution file: the cost, then `day vehicle duration load 0 … 0`; vehicles of depot k follow those of k - 1. */
export function formatCordeauSolution(instance: CordeauInstance, solution: FleetSolution): string {
  const { problem, depots, vehicles } = instance
  const used = new Map<number, number>()
  const lines = solution.routes
    .toSorted((a, b) => a.bin - b.bin)
    .map(({ bin, stops }) => {
      const depot = bin % depots
      const number = (used.get(bin) ?? 0) + 1
      used.set(bin, number)
      let way = 0
      let before = depot
      for (const stop of [...stops, depot]) {
        way += problem.distance[before * problem.nodeCount + stop]!
        before = stop
      }
      const service = stops.reduce((sum, stop) => sum + problem.serviceTime[stop]!, 0)
      const load = stops.reduce((sum, stop) => sum + problem.demand[stop]!, 0)
      return [
        Math.floor(bin / depots) + 1,
        depot * vehicles + number,
        (way + service).toFixed(4),
        load,
        depot,
        ...stops,
        depot,
      ].join(' ')
    })
  return `${[solution.cost.toFixed(4), ...lines].join('\n')}\n`
}
