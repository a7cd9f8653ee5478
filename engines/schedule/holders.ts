import { solveTerritories } from '../territory/index.ts'
import { countBits, type MonthFrame } from './frame.ts'
import type { Post } from './problem.ts'

/** Manager (index) who holds each customer for each post; -1 = nobody. */
export type Holders = ReadonlyMap<Post, Int32Array>

/** About what travel adds to a call, for dividing work before any route exists. */
const TRAVEL_MINUTES = 6
/** A specialist may be this much busier than the fair share before compactness gives way. */
const SPECIALIST_TOLERANCE = 0.1

/**
 * Completes the holders: what the customers say stays; a missing owner comes from a division of the free customers,
 * and specialists get whole owners' areas, in their own team where the team has such a person.
 */
export function findHolders(frame: MonthFrame): Holders {
  const holders = new Map<Post, Int32Array>()
  const owners = heldBy(frame, frame.mainPost)
  if (frame.posts.has(frame.mainPost)) completeOwners(frame, owners)
  holders.set(frame.mainPost, owners)
  for (const post of frame.posts) {
    if (post === frame.mainPost) continue
    const held = heldBy(frame, post)
    completeSpecialists(frame, post, held, owners)
    holders.set(post, held)
  }
  return holders
}

function heldBy(frame: MonthFrame, post: Post): Int32Array {
  return Int32Array.from(frame.customers, (customer) => {
    const id = customer.holders[post]
    const index = id === undefined ? undefined : frame.managerIndex.get(id)
    return index !== undefined && frame.managers[index]!.post === post ? index : -1
  })
}

function workloadOf(frame: MonthFrame, customer: number, post: Post): number {
  const visits = frame.wanted[customer]!.get(post) ?? 0
  return visits * (frame.customers[customer]!.serviceMinutes + TRAVEL_MINUTES)
}

/** Free customers are divided so that all owners are even in the end; present owners are locked. */
function completeOwners(frame: MonthFrame, owners: Int32Array): void {
  if (!owners.includes(-1)) return
  const people = peopleOf(frame, frame.mainPost)
  const plan = solveTerritories({
    customers: frame.customers.map((customer, index) => ({
      id: customer.id,
      location: customer.location,
      workload: workloadOf(frame, index, frame.mainPost),
      presentManagerId: owners[index]! >= 0 ? frame.managers[owners[index]!]!.id : null,
      isLocked: owners[index]! >= 0,
    })),
    managers: people.map((index) => managerOf(frame, index)),
    tolerance: 0.01,
  })
  plan.managerIds.forEach((id, index) => {
    if (owners[index] === -1) owners[index] = frame.managerIndex.get(id)!
  })
}

function managerOf(frame: MonthFrame, index: number) {
  const manager = frame.managers[index]!
  return { id: manager.id, home: manager.home, capacityShare: Math.max(1, countBits(frame.workdays[index]!)) }
}

function peopleOf(frame: MonthFrame, post: Post): number[] {
  return frame.managers.flatMap((manager, index) => (manager.post === post ? [index] : []))
}

function completeSpecialists(frame: MonthFrame, post: Post, held: Int32Array, owners: Int32Array): void {
  const people = peopleOf(frame, post)
  const open: number[] = []
  frame.customers.forEach((_, index) => {
    if (held[index] === -1 && frame.wanted[index]!.has(post)) open.push(index)
  })
  if (open.length === 0) return
  const teams = new Map<string, number[]>()
  for (const index of people) {
    const team = frame.managers[index]!.teamId
    if (team === null) continue
    if (!teams.has(team)) teams.set(team, [])
    teams.get(team)!.push(index)
  }
  const rest: number[] = []
  const byTeam = new Map<string, number[]>()
  for (const customer of open) {
    const team = owners[customer]! >= 0 ? frame.managers[owners[customer]!]!.teamId : null
    if (team === null || !teams.has(team)) rest.push(customer)
    else {
      if (!byTeam.has(team)) byTeam.set(team, [])
      byTeam.get(team)!.push(customer)
    }
  }
  for (const [team, customers] of byTeam) divide(frame, post, customers, teams.get(team)!, held, owners)
  const free = people.filter((index) => {
    const team = frame.managers[index]!.teamId
    return team === null || !byTeam.has(team)
  })
  divide(frame, post, rest, free.length > 0 ? free : people, held, owners)
}

/** Whole owners go to one specialist while there are more owners than specialists; else customers are divided. */
function divide(
  frame: MonthFrame,
  post: Post,
  customers: readonly number[],
  people: readonly number[],
  held: Int32Array,
  owners: Int32Array,
): void {
  if (customers.length === 0) return
  if (people.length === 1) {
    for (const customer of customers) held[customer] = people[0]!
    return
  }
  const ownerCount = new Set(customers.map((customer) => owners[customer])).size
  const groups = ownerCount >= 2 * people.length
  const plan = solveTerritories({
    customers: customers.map((index) => ({
      id: frame.customers[index]!.id,
      location: frame.customers[index]!.location,
      workload: workloadOf(frame, index, post),
      groupId: groups && owners[index]! >= 0 ? String(owners[index]) : null,
    })),
    managers: people.map((index) => managerOf(frame, index)),
    tolerance: SPECIALIST_TOLERANCE,
  })
  customers.forEach((customer, index) => {
    held[customer] = frame.managerIndex.get(plan.managerIds[index]!)!
  })
}
