import { toLocalKm } from '../kernel/geometry.ts'
import type { TerritoryProblem } from './problem.ts'

/**
 * The problem in numbers. A unit is what gets one owner: a customer, or all customers of a group. The cost of a
 * group to a centre is its workload x squared distance of its own centre, plus a constant (`inertia`).
 */
export interface Units {
  readonly count: number
  readonly x: Float64Array
  readonly y: Float64Array
  readonly workload: Float64Array
  /** Workload x squared distance of the group's customers from the unit's place. */
  readonly inertia: Float64Array
  /** Manager a unit must have, or -1. */
  readonly locked: Int32Array
  /** Present owner, or -1. */
  readonly present: Int32Array
  /** Managers a unit must not have. */
  readonly forbidden: readonly (ReadonlySet<number> | undefined)[]
  /** Customers (indexes) of each unit. */
  readonly customers: readonly (readonly number[])[]
  readonly managerCount: number
  /** Fair workload of each manager, customers without coordinates left out. */
  readonly target: Float64Array
  /** Fair workload with them. */
  readonly fullTarget: Float64Array
  /** Where managers live, or the centre of their present customers; NaN = unknown. */
  readonly anchorX: Float64Array
  readonly anchorY: Float64Array
  readonly tolerance: number
  readonly changePriceKm: number
  /** Customers (indexes) without coordinates, not in any unit. */
  readonly placeless: readonly number[]
  readonly origin: { readonly lon: number; readonly lat: number }
}

export function buildUnits(problem: TerritoryProblem): Units {
  const { customers, managers } = problem
  const managerIndex = new Map(managers.map((manager, index) => [manager.id, index]))
  const forbiddenOf = new Map<string, Set<number>>()
  for (const { customerId, managerId } of problem.forbidden ?? []) {
    const index = managerIndex.get(managerId)
    if (index === undefined) continue
    if (!forbiddenOf.has(customerId)) forbiddenOf.set(customerId, new Set())
    forbiddenOf.get(customerId)!.add(index)
  }
  const origin = middle(problem)
  const groups = new Map<string, number[]>()
  const members: number[][] = []
  const placeless: number[] = []
  customers.forEach((customer, index) => {
    if (customer.groupId) {
      const group = groups.get(customer.groupId)
      if (group) group.push(index)
      else {
        const fresh = [index]
        groups.set(customer.groupId, fresh)
        members.push(fresh)
      }
    } else if (customer.location === null) placeless.push(index)
    else members.push([index])
  })
  const located = members.filter((list) => list.some((index) => customers[index]!.location !== null))
  for (const list of members) if (!located.includes(list) && list.length > 0) placeless.push(...list)

  const count = located.length
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  const workload = new Float64Array(count)
  const inertia = new Float64Array(count)
  const locked = new Int32Array(count).fill(-1)
  const present = new Int32Array(count).fill(-1)
  const forbidden: (Set<number> | undefined)[] = new Array(count)
  located.forEach((list, unit) => {
    let weight = 0
    for (const index of list) {
      const customer = customers[index]!
      workload[unit]! += customer.workload
      const owner = customer.presentManagerId ? managerIndex.get(customer.presentManagerId) : undefined
      if (owner !== undefined) {
        if (present[unit] === -1) present[unit] = owner
        if (customer.isLocked && locked[unit] === -1) locked[unit] = owner
      }
      const banned = forbiddenOf.get(customer.id)
      if (banned) forbidden[unit] = new Set([...(forbidden[unit] ?? []), ...banned])
      if (customer.location === null) continue
      const place = toLocalKm(origin, customer.location)
      const share = Math.max(customer.workload, 1e-9)
      weight += share
      x[unit]! += share * place.x
      y[unit]! += share * place.y
    }
    x[unit]! /= weight
    y[unit]! /= weight
    for (const index of list) {
      const { location, workload: share } = customers[index]!
      if (location === null) continue
      const place = toLocalKm(origin, location)
      inertia[unit]! += share * ((place.x - x[unit]!) ** 2 + (place.y - y[unit]!) ** 2)
    }
  })

  const shares = managers.map((manager) => manager.capacityShare ?? 1)
  const shareSum = shares.reduce((total, share) => total + share, 0)
  const workloadSum = customers.reduce((total, customer) => total + customer.workload, 0)
  const placelessSum = placeless.reduce((total, index) => total + customers[index]!.workload, 0)
  const target = Float64Array.from(shares, (share) => (share / shareSum) * (workloadSum - placelessSum))
  const fullTarget = Float64Array.from(shares, (share) => (share / shareSum) * workloadSum)
  const anchorX = new Float64Array(managers.length).fill(Number.NaN)
  const anchorY = new Float64Array(managers.length).fill(Number.NaN)
  managers.forEach((manager, index) => {
    if (!manager.home) return
    const place = toLocalKm(origin, manager.home)
    anchorX[index] = place.x
    anchorY[index] = place.y
  })
  return {
    count,
    x,
    y,
    workload,
    inertia,
    locked,
    present,
    forbidden,
    customers: located,
    managerCount: managers.length,
    target,
    fullTarget,
    anchorX,
    anchorY,
    tolerance: problem.tolerance,
    changePriceKm: problem.changePriceKm ?? 0,
    placeless,
    origin,
  }
}

function middle(problem: TerritoryProblem): { lon: number; lat: number } {
  let lon = 0
  let lat = 0
  let count = 0
  for (const { location } of problem.customers) {
    if (location === null) continue
    lon += location.lon
    lat += location.lat
    count++
  }
  return count === 0 ? { lon: 0, lat: 0 } : { lon: lon / count, lat: lat / count }
}
