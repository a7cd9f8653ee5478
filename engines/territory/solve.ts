import { EARTH_RADIUS_KM, type GeoPoint } from '../kernel/geometry.ts'
import { delaunayNeighbours } from '../kernel/neighbours.ts'
import { Balancer } from './balance.ts'
import { bisectUnits } from './bisect.ts'
import { matchCheapest } from './match.ts'
import { PowerDiagram } from './power-diagram.ts'
import type { TerritoryProblem } from './problem.ts'
import type { Territory, TerritoryObstacle, TerritoryPlan } from './solution.ts'
import { buildUnits, type Units } from './units.ts'

export interface TerritoryOptions {
  /** Rounds of prices and centres; default 40. */
  readonly iterations?: number
}

/** Widths of the soft minimum while prices settle for fixed centres. */
const SETTLING = [0.1, 0.05, 0.02, 0.01, 0.005]
/** The same, shorter, where only a figure is wanted. */
const ASSESSING = [0.1, 0.02]
/** Above this many managers the city is first halved into regions that are solved one by one. */
const REGION_MANAGERS = 150
/** How many kilometres of way from home keeping all present customers is worth when territories get their managers. */
const FAMILIARITY_KM = 3

/**
 * Divides the customers among the managers: workloads within the tolerance, compact, connected. Always answers;
 * limits that could not be met are named in `obstacles`. Throws a RangeError without managers.
 */
export function solveTerritories(problem: TerritoryProblem, options: TerritoryOptions = {}): TerritoryPlan {
  if (problem.managers.length === 0) throw new RangeError('territories need at least one manager')
  const units = buildUnits(problem)
  const rounds = options.iterations ?? 40
  const diagram = new PowerDiagram(units, firstOwners(units))
  const graph = delaunayNeighbours(units.x, units.y)
  if (units.managerCount > 1 && units.count > 0) {
    if (units.managerCount <= REGION_MANAGERS) shape(diagram, rounds)
    else shapeRegions(diagram, rounds)
  }
  const balancer = new Balancer(diagram, graph)
  if (units.managerCount > 1 && units.count > 0) settle(diagram, balancer)
  diagram.recentre()
  const bound = boundCost(diagram)
  const names = nameTerritories(units, diagram)
  return report(problem, units, diagram, balancer, names, bound)
}

/**
 * What a given division is worth: the same figures as of a solved one. The bound is for the tolerance it has itself
 * (at least the problem's), so the gap tells how much more compact an equally even division could be.
 */
export function assessTerritories(problem: TerritoryProblem, managerIds: readonly string[]): TerritoryPlan {
  const loose = { ...problem, tolerance: Math.max(problem.tolerance, deviationOf(problem, managerIds)) }
  const units = buildUnits({
    ...loose,
    customers: problem.customers.map((customer) => ({ ...customer, groupId: null })),
  })
  const index = new Map(problem.managers.map((manager, position) => [manager.id, position]))
  const owners = Int32Array.from(units.customers, ([customer]) => index.get(managerIds[customer!]!) ?? 0)
  const diagram = new PowerDiagram(units, owners)
  const balancer = new Balancer(diagram, delaunayNeighbours(units.x, units.y))
  const names = Int32Array.from(problem.managers, (_, position) => position)
  return report(problem, units, diagram, balancer, names, boundCost(diagram, ASSESSING), managerIds)
}

function deviationOf(problem: TerritoryProblem, managerIds: readonly string[]): number {
  const loads = new Map(problem.managers.map((manager) => [manager.id, 0]))
  problem.customers.forEach((customer, index) => {
    loads.set(managerIds[index]!, (loads.get(managerIds[index]!) ?? 0) + customer.workload)
  })
  const total = problem.customers.reduce((sum, customer) => sum + customer.workload, 0)
  const shareSum = problem.managers.reduce((sum, manager) => sum + (manager.capacityShare ?? 1), 0)
  return problem.managers.reduce((most, manager) => {
    const fair = ((manager.capacityShare ?? 1) / shareSum) * total
    return fair > 0 ? Math.max(most, Math.abs(loads.get(manager.id)! / fair - 1)) : most
  }, 0)
}

/** Present owners where they matter, a fresh division otherwise. */
function firstOwners(units: Units): Int32Array {
  const fresh = bisectUnits(units)
  if (units.changePriceKm === 0) return fresh
  return fresh.map((owner, unit) => (units.present[unit]! >= 0 ? units.present[unit]! : owner))
}

/** Alternates prices and centres, then keeps the centres and lets the prices settle. */
function shape(diagram: PowerDiagram, rounds: number): void {
  for (const softness of [0.5, 0.2, 0.1]) {
    diagram.refreshCandidates()
    diagram.settlePrices(softness, 0.05, 6)
  }
  for (let round = 0; round < rounds; round++) {
    diagram.assign()
    diagram.recentre()
    if (round % 3 === 0) diagram.refreshCandidates()
    else diagram.refreshCosts()
    diagram.settlePrices(0.1, 0.03, 4)
  }
  diagram.refreshCandidates()
  for (const softness of SETTLING) {
    diagram.leanOnTolerance(0.8)
    diagram.settlePrices(softness, 0.002, 3)
  }
  diagram.assign()
}

/** Even workloads and connected territories pull against each other; a few turns settle both. */
function settle(diagram: PowerDiagram, balancer: Balancer): void {
  for (let turn = 0; turn < 4; turn++) {
    const strays = balancer.joinStrays()
    const even = balancer.balance()
    balancer.polish()
    diagram.recentre()
    if (strays === 0 && even) break
  }
  balancer.balance()
}

/** Regions of at most REGION_MANAGERS managers, cut like the first division; each is shaped by itself. */
function shapeRegions(diagram: PowerDiagram, rounds: number): void {
  const { units } = diagram
  const regionCount = Math.ceil(units.managerCount / 100)
  const order = Array.from({ length: units.managerCount }, (_, index) => index)
  const regions = splitManagers(diagram, order, regionCount)
  const regionOf = new Int32Array(units.managerCount)
  regions.forEach((managers, region) => {
    for (const manager of managers) regionOf[manager] = region
  })
  const members: number[][] = regions.map(() => [])
  for (let unit = 0; unit < units.count; unit++) members[regionOf[diagram.owners[unit]!]!]!.push(unit)
  regions.forEach((managers, region) => {
    const part = cutUnits(units, members[region]!, managers)
    const local = new Map(managers.map((manager, index) => [manager, index]))
    const owners = Int32Array.from(members[region]!, (unit) => local.get(diagram.owners[unit]!)!)
    const sub = new PowerDiagram(part, owners)
    shape(sub, rounds)
    members[region]!.forEach((unit, index) => {
      diagram.owners[unit] = managers[sub.owners[index]!]!
    })
    managers.forEach((manager, index) => {
      diagram.price[manager] = sub.price[index]!
    })
  })
  // Prices of different regions have no common level: each is set against its own mean.
  for (const managers of regions) {
    const mean = managers.reduce((sum, manager) => sum + diagram.price[manager]!, 0) / managers.length
    for (const manager of managers) diagram.price[manager]! -= mean
  }
  diagram.countLoads()
  diagram.recentre()
}

function splitManagers(diagram: PowerDiagram, managers: readonly number[], parts: number): number[][] {
  if (parts <= 1) return [managers.slice()]
  const xs = managers.map((manager) => diagram.centreX[manager]!)
  const ys = managers.map((manager) => diagram.centreY[manager]!)
  const wide = Math.max(...xs) - Math.min(...xs) >= Math.max(...ys) - Math.min(...ys)
  const values = wide ? diagram.centreX : diagram.centreY
  const sorted = managers.slice().sort((a, b) => values[a]! - values[b]! || a - b)
  const left = parts >> 1
  const cut = Math.round((sorted.length * left) / parts)
  return [
    ...splitManagers(diagram, sorted.slice(0, cut), left),
    ...splitManagers(diagram, sorted.slice(cut), parts - left),
  ]
}

function cutUnits(units: Units, members: readonly number[], managers: readonly number[]): Units {
  const local = new Map(managers.map((manager, index) => [manager, index]))
  const pick = (values: Float64Array) => Float64Array.from(members, (unit) => values[unit]!)
  const rename = (values: Int32Array) => Int32Array.from(members, (unit) => local.get(values[unit]!) ?? -1)
  return {
    ...units,
    count: members.length,
    x: pick(units.x),
    y: pick(units.y),
    workload: pick(units.workload),
    inertia: pick(units.inertia),
    locked: rename(units.locked),
    present: rename(units.present),
    forbidden: members.map((unit) => {
      const banned = units.forbidden[unit]
      return banned && new Set([...banned].flatMap((manager) => local.get(manager) ?? []))
    }),
    customers: members.map((unit) => units.customers[unit]!),
    managerCount: managers.length,
    target: Float64Array.from(managers, (manager) => units.target[manager]!),
    fullTarget: Float64Array.from(managers, (manager) => units.fullTarget[manager]!),
    anchorX: Float64Array.from(managers, (manager) => units.anchorX[manager]!),
    anchorY: Float64Array.from(managers, (manager) => units.anchorY[manager]!),
    placeless: [],
  }
}

/**
 * A lower bound on the cost of any assignment to the final centres within the tolerance: the dual value of the
 * final prices, improved by some further ascent, counted over *all* centres.
 */
function boundCost(diagram: PowerDiagram, settling: readonly number[] = SETTLING): number {
  const { units } = diagram
  if (units.count === 0) return 0
  const trial = new PowerDiagram(units, diagram.owners.slice())
  trial.centreX.set(diagram.centreX)
  trial.centreY.set(diagram.centreY)
  trial.price.set(diagram.price)
  trial.refreshCandidates()
  let best = -Infinity
  let bestPrice = trial.price.slice()
  for (const softness of settling) {
    trial.settlePrices(softness, 0.001, 3)
    const dual = trial.assign()
    if (dual > best) {
      best = dual
      bestPrice = trial.price.slice()
    }
  }
  trial.price.set(bestPrice)
  return trial.fullDual()
}

/** Manager of each territory: near home and, where that makes little difference, with familiar customers. */
function nameTerritories(units: Units, diagram: PowerDiagram): Int32Array {
  const count = units.managerCount
  const own = Int32Array.from({ length: count }, (_, index) => index)
  const isFixed =
    units.changePriceKm > 0 ||
    units.locked.some((manager) => manager >= 0) ||
    units.forbidden.some((banned) => banned !== undefined) ||
    units.target.some((target) => Math.abs(target - units.target[0]!) > 1e-9 * units.target[0]!)
  if (isFixed || count > 1500) return own
  const cost = new Float64Array(count * count)
  for (let territory = 0; territory < count; territory++) {
    for (let manager = 0; manager < count; manager++) {
      if (Number.isNaN(units.anchorX[manager]!)) continue
      cost[territory * count + manager] = Math.hypot(
        diagram.centreX[territory]! - units.anchorX[manager]!,
        diagram.centreY[territory]! - units.anchorY[manager]!,
      )
    }
  }
  for (let unit = 0; unit < units.count; unit++) {
    if (units.present[unit]! < 0) continue
    const territory = diagram.owners[unit]!
    cost[territory * count + units.present[unit]!]! -=
      (FAMILIARITY_KM * units.workload[unit]!) / Math.max(1e-9, diagram.load[territory]!)
  }
  return matchCheapest(cost, count)
}

function report(
  problem: TerritoryProblem,
  units: Units,
  diagram: PowerDiagram,
  balancer: Balancer,
  names: Int32Array,
  bound: number,
  given?: readonly string[],
): TerritoryPlan {
  const { customers, managers } = problem
  const managerIndex = new Map(managers.map((manager, index) => [manager.id, index]))
  const owner = new Int32Array(customers.length).fill(-1)
  const load = new Float64Array(managers.length)
  const territoryOf = new Int32Array(managers.length)
  names.forEach((manager, territory) => {
    territoryOf[manager] = territory
  })
  for (let unit = 0; unit < units.count; unit++) {
    const manager = names[diagram.owners[unit]!]!
    load[manager]! += units.workload[unit]!
    for (const customer of units.customers[unit]!) owner[customer] = manager
  }
  if (given === undefined) placeTheRest(problem, units, owner, load)
  else
    for (const index of units.placeless) {
      owner[index] = managerIndex.get(given[index]!) ?? 0
      load[owner[index]!]! += customers[index]!.workload
    }
  let changedOwners = 0
  const headCount = new Int32Array(managers.length)
  customers.forEach((customer, index) => {
    headCount[owner[index]!]!++
    const present = customer.presentManagerId ? managerIndex.get(customer.presentManagerId) : undefined
    if (present !== undefined && present !== owner[index]) changedOwners++
  })
  const distance = new Float64Array(managers.length)
  for (let unit = 0; unit < units.count; unit++) {
    const territory = diagram.owners[unit]!
    distance[names[territory]!]! +=
      units.workload[unit]! *
      Math.hypot(units.x[unit]! - diagram.centreX[territory]!, units.y[unit]! - diagram.centreY[territory]!)
  }
  let strayCustomers = 0
  const territories = managers.map((manager, index): Territory => {
    const territory = territoryOf[index]!
    const strays = balancer.strays(territory).reduce((sum, unit) => sum + units.customers[unit]!.length, 0)
    strayCustomers += strays
    return {
      managerId: manager.id,
      customers: headCount[index]!,
      workload: load[index]!,
      workloadRatio: units.fullTarget[index]! > 0 ? load[index]! / units.fullTarget[index]! : 1,
      centre: headCount[index]! > 0 ? placeOf(units, diagram, territory) : null,
      meanDistanceKm: load[index]! > 0 ? distance[index]! / load[index]! : 0,
      strayCustomers: strays,
    }
  })
  const ratios = territories.map((territory) => territory.workloadRatio)
  const maxDeviation = ratios.reduce((most, ratio) => Math.max(most, Math.abs(ratio - 1)), 0)
  const cost = diagram.totalCost()
  return {
    managerIds: Array.from(owner, (manager) => managers[manager]!.id),
    territories,
    cost,
    costBound: Math.min(bound, cost),
    gap: bound > 0 ? Math.max(0, cost / bound - 1) : 0,
    maxDeviation,
    maxOverMin: Math.max(...ratios) / Math.max(1e-9, Math.min(...ratios)),
    changedOwners,
    customersWithoutPlace: customers.reduce((sum, customer) => sum + (customer.location === null ? 1 : 0), 0),
    strayCustomers,
    obstacles: maxDeviation > problem.tolerance + 1e-9 ? findObstacles(problem, units, load) : [],
  }
}

/** Customers of unknown place: their locked or priced present owner, otherwise whoever is least loaded. */
function placeTheRest(problem: TerritoryProblem, units: Units, owner: Int32Array, load: Float64Array): void {
  const managerIndex = new Map(problem.managers.map((manager, index) => [manager.id, index]))
  const banned = new Set((problem.forbidden ?? []).map((pair) => `${pair.customerId} ${pair.managerId}`))
  const groupOwner = new Map<string, number>()
  const rest = units.placeless
    .slice()
    .sort((a, b) => problem.customers[b]!.workload - problem.customers[a]!.workload || a - b)
  for (const index of rest) {
    const customer = problem.customers[index]!
    const present = customer.presentManagerId ? managerIndex.get(customer.presentManagerId) : undefined
    let chosen = customer.groupId ? groupOwner.get(customer.groupId) : undefined
    if (chosen === undefined && present !== undefined && (customer.isLocked || units.changePriceKm > 0))
      chosen = present
    if (chosen === undefined) {
      let least = Infinity
      problem.managers.forEach((manager, candidate) => {
        const ratio = load[candidate]! / Math.max(1e-9, units.fullTarget[candidate]!)
        if (ratio < least && !banned.has(`${customer.id} ${manager.id}`)) {
          least = ratio
          chosen = candidate
        }
      })
    }
    owner[index] = chosen ?? 0
    load[owner[index]!]! += customer.workload
    if (customer.groupId) groupOwner.set(customer.groupId, owner[index]!)
  }
}

/** What stands in the way of the tolerance, the most concrete first. */
function findObstacles(problem: TerritoryProblem, units: Units, load: Float64Array): TerritoryObstacle[] {
  const obstacles: TerritoryObstacle[] = []
  const lockedLoad = new Float64Array(units.managerCount)
  for (let unit = 0; unit < units.count; unit++)
    if (units.locked[unit]! >= 0) lockedLoad[units.locked[unit]!]! += units.workload[unit]!
  problem.managers.forEach((manager, index) => {
    const limit = units.fullTarget[index]! * (1 + problem.tolerance)
    if (lockedLoad[index]! > limit)
      obstacles.push({
        code: 'locked-workload',
        managerId: manager.id,
        numbers: { locked: lockedLoad[index]!, limit },
      })
  })
  const least = units.fullTarget.reduce((min, target) => Math.min(min, target), Infinity)
  for (let unit = 0; unit < units.count; unit++) {
    const workload = units.workload[unit]!
    if (workload <= 2 * problem.tolerance * least) continue
    const customer = problem.customers[units.customers[unit]![0]!]!
    const isGroup = units.customers[unit]!.length > 1
    if (workload <= least * (1 + problem.tolerance) && obstacles.length >= 5) continue
    obstacles.push({
      code: isGroup ? 'group-workload' : 'single-customer',
      customerId: customer.id,
      ...(isGroup && customer.groupId ? { groupId: customer.groupId } : {}),
      numbers: { workload, room: 2 * problem.tolerance * least },
    })
    if (obstacles.length >= 10) break
  }
  if (obstacles.length === 0 && units.forbidden.some((banned) => banned !== undefined))
    obstacles.push({ code: 'forbidden', numbers: { pairs: problem.forbidden?.length ?? 0 } })
  problem.managers.forEach((manager, index) => {
    const ratio = load[index]! / Math.max(1e-9, units.fullTarget[index]!)
    if (Math.abs(ratio - 1) > problem.tolerance + 1e-9)
      obstacles.push({
        code: 'tolerance',
        managerId: manager.id,
        numbers: { ratio, tolerance: problem.tolerance },
      })
  })
  return obstacles
}

function placeOf(units: Units, diagram: PowerDiagram, territory: number): GeoPoint {
  const kmPerDegree = (EARTH_RADIUS_KM * Math.PI) / 180
  return {
    lon:
      units.origin.lon +
      diagram.centreX[territory]! / (kmPerDegree * Math.cos((units.origin.lat * Math.PI) / 180)),
    lat: units.origin.lat + diagram.centreY[territory]! / kmPerDegree,
  }
}
