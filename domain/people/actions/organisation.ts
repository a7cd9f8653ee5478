import { newId } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import { notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { Refusal } from '../../../platform/refusal.ts'
import type { NewUnit, Unit, UnitChange } from '../contract.ts'
import { findDecisionFaults, findUnitFaults } from '../rules.ts'
import { unitScope } from '../scope.ts'
import {
  decideProposal,
  insertProposal,
  insertUnits,
  listProposals,
  listUnits as listStored,
  lockProposal,
  lockTree,
  type StoredProposal,
  updateUnit as saveUnit,
} from '../store/organisation.ts'

/** A change of the tree either happens, or waits for somebody who may decide it (PEO-06). */
export interface Outcome {
  readonly outcome: 'applied' | 'proposed'
  readonly unitId: string | null
}

export async function listUnits(context: RequestContext): Promise<Unit[]> {
  return context.transaction((tx) => listStored(tx, unitScope(context)), { readOnly: true })
}

export async function createUnit(context: RequestContext, unit: NewUnit): Promise<Outcome> {
  return context.transaction(async (tx) => {
    const units = await lockUnits(tx)
    refuseUnitFaults(findUnitFaults({ ...unit, status: 'active' }, units))
    if (context.masks.includes('proposal')) return propose(tx, context, null, unit)
    return applyNew(tx, context, unit)
  })
}

export async function updateUnit(
  context: RequestContext,
  unitId: string,
  change: UnitChange,
): Promise<Outcome> {
  return context.transaction(async (tx) => {
    const next = applyChange(await lockUnits(tx), unitId, change)
    if (context.masks.includes('proposal')) return propose(tx, context, unitId, change)
    return applyUpdate(tx, context, next, change)
  })
}

export async function listUnitProposals(context: RequestContext) {
  const proposals = await context.transaction((tx) => listProposals(tx), { readOnly: true })
  return proposals.map(({ proposedByName, proposedAt, ...proposal }) => ({
    ...proposal,
    proposedBy: proposedByName,
    proposedAt: proposedAt.toISOString(),
  }))
}

/** The rules are asked again: the tree may have changed since the proposal. */
export async function decideUnitProposal(
  context: RequestContext,
  proposalId: string,
  approve: boolean,
): Promise<Outcome> {
  return context.transaction(async (tx) => {
    const proposal = await lockProposal(tx, proposalId)
    if (!proposal) throw notFound()
    const decidedBy = context.principal.accountId
    const faults = findDecisionFaults(proposal, decidedBy)
    if (proposal.state !== 'proposed') faults.push({ code: 'PEO-06', values: { state: proposal.state } })
    if (faults.length > 0) throw new Refusal(faults)
    await decideProposal(
      tx,
      { proposalId, state: approve ? 'approved' : 'rejected', decidedBy },
      context.clock,
    )
    if (approve) return applyProposal(tx, context, proposal)
    await context.record(tx, {
      kind: 'org-unit.proposal-rejected',
      objectKind: 'org_unit_proposal',
      objectId: proposalId,
    })
    return { outcome: 'applied', unitId: proposal.unitId }
  })
}

async function applyProposal(tx: Tx, context: RequestContext, proposal: StoredProposal): Promise<Outcome> {
  const units = await lockUnits(tx)
  if (proposal.unitId === null) {
    const unit = proposal.content as unknown as NewUnit
    refuseUnitFaults(findUnitFaults({ ...unit, status: 'active' }, units))
    return applyNew(tx, context, unit, proposal.proposalId)
  }
  const change = proposal.content as UnitChange
  return applyUpdate(tx, context, applyChange(units, proposal.unitId, change), change, proposal.proposalId)
}

async function lockUnits(tx: Tx): Promise<Unit[]> {
  await lockTree(tx)
  return listStored(tx, sql<boolean>`true`)
}

/** The unit as it would be; throws when the rules do not allow it. */
function applyChange(units: readonly Unit[], unitId: string, change: UnitChange): Unit {
  const unit = units.find((candidate) => candidate.unitId === unitId)
  if (!unit) throw notFound()
  const next = { ...unit, ...change }
  // The company itself is renamed here at most: it neither moves nor closes.
  if (unit.kind === 'company') {
    if (change.parentId !== undefined || change.status === 'closed')
      throw new Refusal([{ code: 'PEO-08', subject: unit.code, values: { fault: 'company' } }])
    return next
  }
  refuseUnitFaults(findUnitFaults({ ...next, parentId: next.parentId! }, units))
  return next
}

function refuseUnitFaults(faults: ReturnType<typeof findUnitFaults>): void {
  if (faults.length > 0) throw new Refusal(faults)
}

async function propose(
  tx: Tx,
  context: RequestContext,
  unitId: string | null,
  content: NewUnit | UnitChange,
): Promise<Outcome> {
  const { orgId, accountId: proposedBy } = context.principal
  const proposalId = await insertProposal(
    tx,
    { orgId, unitId, content: { ...content }, proposedBy },
    context.clock,
  )
  await context.record(tx, {
    kind: 'org-unit.proposed',
    objectKind: 'org_unit_proposal',
    objectId: proposalId,
    detail: { unitId, ...content },
  })
  return { outcome: 'proposed', unitId }
}

async function applyNew(
  tx: Tx,
  context: RequestContext,
  unit: NewUnit,
  proposalId?: string,
): Promise<Outcome> {
  const unitId = newId(context.clock)
  await insertUnits(tx, context.principal.orgId, [{ ...unit, unitId }], context.clock)
  await context.record(tx, {
    kind: 'org-unit.created',
    objectKind: 'org_unit',
    objectId: unitId,
    detail: { ...unit, proposalId },
  })
  return { outcome: 'applied', unitId }
}

async function applyUpdate(
  tx: Tx,
  context: RequestContext,
  next: Unit,
  change: UnitChange,
  proposalId?: string,
): Promise<Outcome> {
  await saveUnit(tx, next)
  await context.record(tx, {
    kind: 'org-unit.changed',
    objectKind: 'org_unit',
    objectId: next.unitId,
    detail: { ...change, proposalId },
  })
  return { outcome: 'applied', unitId: next.unitId }
}
