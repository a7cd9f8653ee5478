/** Drawing, comparing, changing and adopting territories. */

import { solveTerritories, type TerritoryProblem } from '../../engines/territory/index.ts'
import { localDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { refuse } from '../../platform/refusal.ts'
import { assignCustomers } from '../customers/index.ts'
import type { ManagerLoad, TerritoryMap } from './contract.ts'
import {
  type PlanningCustomer,
  type PlanningPerson,
  readPlanningPeople,
  readUnitCustomers,
  readUnitSubtree,
} from './sources.ts'
import {
  findProposal,
  giveLines,
  insertProposal,
  insertTerritoryLines,
  type ProposalRow,
  readTerritoryLines,
  setProposalState,
  type TerritoryLine,
} from './store.ts'

/** Minutes of travel that one more visit costs before routes are known; replaced by measured ones after planning. */
const TRAVEL_MINUTES_PER_VISIT = 4

export interface TerritoryInput {
  readonly customers: readonly PlanningCustomer[]
  readonly managers: readonly PlanningPerson[]
}

/** Customers and general customer managers of a unit and everything below it. */
export async function readTerritoryInput(tx: Tx, unitId: string): Promise<TerritoryInput> {
  const unitIds = await readUnitSubtree(tx, unitId)
  const managers = (await readPlanningPeople(tx, unitIds)).filter((person) => person.post === 'general')
  return { managers, customers: await readUnitCustomers(tx, unitIds) }
}

export interface ProposeOptions {
  readonly unitId: string
  readonly tolerance: number
  /** Minutes of travel a month that keeping a customer with the present customer manager is worth. */
  readonly keepMinutes: number
}

export function toTerritoryProblem(input: TerritoryInput, options: ProposeOptions): TerritoryProblem {
  return {
    customers: input.customers.map((customer) => ({
      id: customer.id,
      location: customer.location,
      workload: workMinutes(customer),
      presentManagerId: customer.presentManagerId,
      groupId: customer.chainName,
    })),
    managers: input.managers.map((manager) => ({
      id: manager.personId,
      home:
        manager.homeLon === null || manager.homeLat === null
          ? null
          : { lon: manager.homeLon, lat: manager.homeLat },
    })),
    tolerance: options.tolerance,
    // A kilometre of the straight line costs about 3.3 minutes of driving at 18 km/h with the usual detour of 1.35.
    changePriceKm: options.keepMinutes / 3.3,
  }
}

/** Draws and stores a proposal; answers with its id. */
export async function drawProposal(
  tx: Tx,
  input: TerritoryInput,
  options: ProposeOptions,
  author: {
    readonly orgId: string
    readonly accountId: string
    readonly at: Date
    readonly proposalId: string
  },
): Promise<{ summary: Record<string, number> }> {
  if (input.managers.length === 0) refuse('TERRITORY-NO-MANAGERS', options.unitId)
  if (input.customers.length === 0) refuse('TERRITORY-NO-CUSTOMERS', options.unitId)
  const plan = solveTerritories(toTerritoryProblem(input, options))
  const summary = {
    customers: input.customers.length,
    managers: input.managers.length,
    changedOwners: plan.changedOwners,
    maxDeviation: plan.maxDeviation,
    maxOverMin: plan.maxOverMin,
    gap: plan.gap,
    strayCustomers: plan.strayCustomers,
    customersWithoutPlace: plan.customersWithoutPlace,
    obstacles: plan.obstacles.length,
  }
  const proposal: Omit<ProposalRow, 'adoptedAt'> = {
    proposalId: author.proposalId,
    unitId: options.unitId,
    state: 'draft',
    parameters: { tolerance: options.tolerance, keepMinutes: options.keepMinutes },
    summary,
    createdBy: author.accountId,
    createdAt: author.at,
  }
  await insertProposal(tx, author.orgId, proposal)
  await insertTerritoryLines(
    tx,
    author.orgId,
    author.proposalId,
    input.customers.map((customer, index) => ({
      customerId: customer.id,
      managerId: plan.managerIds[index]!,
      previousManagerId: customer.presentManagerId,
    })),
  )
  return { summary }
}

/** Present owners, or those of a proposal, with the load of each customer manager. */
export async function readTerritoryMap(tx: Tx, unitId: string, proposalId?: string): Promise<TerritoryMap> {
  const input = await readTerritoryInput(tx, unitId)
  const lines = proposalId ? await readTerritoryLines(tx, proposalId) : undefined
  const ownerOf = lines ? new Map(lines.map((line) => [line.customerId, line.managerId])) : undefined
  const indexOf = new Map(input.managers.map((manager, index) => [manager.personId, index]))
  const index = (personId: string | null | undefined) => indexOf.get(personId ?? '') ?? -1
  return {
    proposalId: proposalId ?? null,
    managers: loadsOf(input, (customer) => ownerOf?.get(customer.id) ?? customer.presentManagerId),
    customerIds: input.customers.map((customer) => customer.id),
    names: input.customers.map((customer) => customer.name),
    lon: input.customers.map((customer) => customer.location?.lon ?? null),
    lat: input.customers.map((customer) => customer.location?.lat ?? null),
    owner: input.customers.map((customer) => index(ownerOf?.get(customer.id) ?? customer.presentManagerId)),
    previousOwner: input.customers.map((customer) => index(customer.presentManagerId)),
  }
}

function loadsOf(input: TerritoryInput, owner: (customer: PlanningCustomer) => string | null): ManagerLoad[] {
  const loads = new Map(
    input.managers.map((manager) => [manager.personId, { customers: 0, visitsPerMonth: 0, workMinutes: 0 }]),
  )
  for (const customer of input.customers) {
    const load = loads.get(owner(customer) ?? '')
    if (!load) continue
    load.customers++
    load.visitsPerMonth += visitsPerMonth(customer)
    load.workMinutes += workMinutes(customer)
  }
  const mean =
    [...loads.values()].reduce((total, load) => total + load.workMinutes, 0) /
    Math.max(1, input.managers.length)
  return input.managers.map((manager) => {
    const load = loads.get(manager.personId)!
    return {
      managerId: manager.personId,
      managerName: manager.name,
      unitId: manager.unitId,
      ...load,
      visitsPerMonth: Math.round(load.visitsPerMonth * 10) / 10,
      share: mean === 0 ? 0 : load.workMinutes / mean,
    }
  })
}

function visitsPerMonth(customer: PlanningCustomer): number {
  return customer.visits.general ?? customer.visits.service ?? 1
}

function workMinutes(customer: PlanningCustomer): number {
  return visitsPerMonth(customer) * (customer.serviceMinutes + TRAVEL_MINUTES_PER_VISIT)
}

export async function giveInProposal(
  tx: Tx,
  proposal: ProposalRow,
  customerIds: readonly string[],
  managerId: string,
): Promise<{ managers: ManagerLoad[]; moved: number }> {
  if (proposal.state !== 'draft')
    refuse('TERRITORY-NOT-DRAFT', proposal.proposalId, { state: proposal.state })
  const map = await readTerritoryMap(tx, proposal.unitId, proposal.proposalId)
  if (!map.managers.some((manager) => manager.managerId === managerId)) throw notFound()
  const moved = await giveLines(tx, proposal.proposalId, customerIds, managerId)
  return { moved, managers: (await readTerritoryMap(tx, proposal.unitId, proposal.proposalId)).managers }
}

/** From today on the proposal is who looks after whom; the former owners stay in the history. */
export async function adoptProposal(tx: Tx, context: RequestContext, proposalId: string): Promise<number> {
  const proposal = await getProposal(tx, proposalId)
  if (proposal.state !== 'draft') refuse('TERRITORY-NOT-DRAFT', proposalId, { state: proposal.state })
  if (proposal.createdBy === context.principal.accountId) refuse('H3', proposalId)
  const lines = await readTerritoryLines(tx, proposalId)
  const changed = await assignLines(tx, context, lines, (line) => line.managerId)
  await setProposalState(tx, proposalId, 'adopted', { adoptedAt: context.clock.now() })
  return changed
}

/** Puts a draft away; an adopted proposal is taken back and the former owners return (CFG-14). */
export async function dropProposal(tx: Tx, context: RequestContext, proposalId: string): Promise<number> {
  const proposal = await getProposal(tx, proposalId)
  if (proposal.state === 'dropped') refuse('TERRITORY-DROPPED', proposalId)
  let changed = 0
  if (proposal.state === 'adopted') {
    const lines = await readTerritoryLines(tx, proposalId)
    changed = await assignLines(tx, context, lines, (line) => line.previousManagerId)
  }
  await setProposalState(tx, proposalId, 'dropped')
  return changed
}

export async function getProposal(tx: Tx, proposalId: string): Promise<ProposalRow> {
  const proposal = await findProposal(tx, proposalId)
  if (!proposal) throw notFound()
  return proposal
}

async function assignLines(
  tx: Tx,
  context: RequestContext,
  lines: readonly TerritoryLine[],
  owner: (line: TerritoryLine) => string | null,
): Promise<number> {
  const changing = lines.filter((line) => line.managerId !== line.previousManagerId)
  const changed = await assignCustomers(
    tx,
    changing.map((line) => ({ customerId: line.customerId, personId: owner(line) })),
    { post: 'general', from: localDate(context.clock) },
    { source: 'desk', accountId: context.principal.accountId, clock: context.clock },
  )
  return changed.length
}
