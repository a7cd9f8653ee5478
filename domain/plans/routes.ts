import { localDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/http/failure.ts'
import { type Implementation, implement, type RequestContext } from '../../platform/http/handler.ts'
import { enqueue } from '../../platform/jobs/index.ts'
import { Refusal, refuse } from '../../platform/refusal.ts'
import { findUnclassified } from '../customers/index.ts'
import * as contract from './contract.ts'
import { decidePlan, submitPlan, withdrawPlan } from './decide.ts'
import {
  getPlanInReach,
  judgeMove,
  moveVisit,
  orderDay,
  readTeamBoard,
  removeVisit,
  setMeasures,
  undoLastChange,
} from './edit.ts'
import { exportPlan } from './export.ts'
import { generatePlansJob, proposeTerritoriesJob } from './jobs.ts'
import { personIdsInReach } from './reach.ts'
import { explainPlannedVisit, getPlanDetail, getPlanHead, listPlans, nextMonth } from './read.ts'
import { companyUnit, readPlanOwners, readUnitSubtree } from './sources.ts'
import { readChanges, readProposals } from './store.ts'
import { adoptProposal, dropProposal, getProposal, giveInProposal, readTerritoryMap } from './territories.ts'

const READ = { readOnly: true }

export const routes: Implementation[] = [
  implement(contract.listPlans, (context, { query }) =>
    context.transaction((tx) => listPlans(tx, context, query.month ?? nextMonth(context)), READ),
  ),

  implement(contract.generatePlans, (context, { body }) =>
    context.transaction(async (tx) => {
      const reach = await personIdsInReach(tx, context)
      const managerIds = (await readPlanOwners(tx))
        .map((person) => person.personId)
        .filter((personId) => reach === 'all' || reach.includes(personId))
        .filter((personId) => !body.managerIds || body.managerIds.includes(personId))
      if (managerIds.length === 0) refuse('PLAN-NOBODY')
      const { ready, blocked } = await leaveOutUnclassified(tx, context, managerIds)
      const { accountId, name } = context.principal
      const jobId = await enqueue(
        tx,
        generatePlansJob,
        { ...body, managerIds: ready, author: { accountId, name } },
        context,
        { onlyOne: `${body.month}/${ready.join()}`.slice(0, 200) },
      )
      return { jobId, blocked }
    }),
  ),

  implement(contract.getPlan, (context, { params }) =>
    context.transaction((tx) => getPlanDetail(tx, context, params.planId), READ),
  ),

  implement(contract.explainPlannedVisit, (context, { params }) =>
    context.transaction((tx) => explainPlannedVisit(tx, context, params.planId, params.visitId), READ),
  ),

  implement(contract.tryMove, (context, { params, query }) =>
    context.transaction(async (tx) => {
      const plan = await getPlanInReach(tx, context, params.planId)
      const { moved: _moved, ...answer } = judgeMove(
        await readTeamBoard(tx, plan),
        params.visitId,
        query.date,
      )
      return answer
    }, READ),
  ),

  implement(contract.moveVisit, (context, { params, body }) => moveVisit(context, { ...params, ...body })),
  implement(contract.orderDay, (context, { params, body }) => orderDay(context, { ...params, ...body })),
  implement(contract.removeVisit, (context, { params, body }) =>
    removeVisit(context, { ...params, ...body }),
  ),
  implement(contract.setMeasures, (context, { params, body }) =>
    setMeasures(context, { ...params, ...body }),
  ),
  implement(contract.undoChange, (context, { params, body }) =>
    undoLastChange(context, { ...params, ...body }),
  ),

  implement(contract.submitPlan, async (context, { params, body }) =>
    headOf(context, await submitPlan(context, { ...params, ...body })),
  ),
  implement(contract.withdrawPlan, async (context, { params, body }) =>
    headOf(context, await withdrawPlan(context, { ...params, ...body })),
  ),
  implement(contract.decidePlan, async (context, { params, body }) =>
    headOf(context, await decidePlan(context, { ...params, ...body })),
  ),

  implement(contract.planHistory, (context, { params }) =>
    context.transaction(async (tx) => {
      const plan = await getPlanInReach(tx, context, params.planId)
      const changes = await readChanges(tx, plan.planId)
      return {
        changes: changes.map(({ planId: _planId, detail, changedAt, ...change }) => {
          const { before: _before, ...shown } = detail
          return { ...change, changedAt: changedAt.toISOString(), detail: shown }
        }),
      }
    }, READ),
  ),

  implement(contract.exportPlan, (context, { params, query }) =>
    exportPlan(context, params.planId, query.format),
  ),

  implement(contract.getTerritories, (context, { query }) =>
    context.transaction(async (tx) => {
      if (context.scope === 'own' || context.scope === 'aggregate' || context.scope === 'shop')
        refuse('TERRITORY-SCOPE')
      const unitId = await unitInReach(tx, context, query.unitId)
      if (query.proposalId) await proposalInReach(tx, context, query.proposalId)
      return readTerritoryMap(tx, unitId, query.proposalId)
    }, READ),
  ),

  implement(contract.proposeTerritories, (context, { body }) =>
    context.transaction(async (tx) => {
      const unitId = await unitInReach(tx, context, body.unitId)
      const { accountId, name } = context.principal
      const input = {
        unitId,
        tolerance: body.tolerance,
        keepMinutes: body.keepMinutes,
        author: { accountId, name },
      }
      return { jobId: await enqueue(tx, proposeTerritoriesJob, input, context) }
    }),
  ),

  implement(contract.listProposals, (context) =>
    context.transaction(async (tx) => {
      const units = await unitsInReach(tx, context)
      const proposals = await readProposals(tx, units)
      return {
        proposals: proposals.map((row) => ({
          proposalId: row.proposalId,
          unitId: row.unitId,
          state: row.state,
          createdAt: row.createdAt.toISOString(),
          mine: row.createdBy === context.principal.accountId,
          summary: row.summary,
        })),
      }
    }, READ),
  ),

  implement(contract.giveCustomers, (context, { params, body }) =>
    context.transaction(async (tx) => {
      const proposal = await proposalInReach(tx, context, params.proposalId)
      const answer = await giveInProposal(tx, proposal, body.customerIds, body.managerId)
      await context.record(tx, {
        kind: 'territory.give',
        objectKind: 'territory_proposal',
        objectId: params.proposalId,
        detail: { moved: answer.moved, managerId: body.managerId },
      })
      return answer
    }),
  ),

  implement(contract.adoptProposal, (context, { params }) =>
    context.transaction(async (tx) => {
      await proposalInReach(tx, context, params.proposalId)
      const changed = await adoptProposal(tx, context, params.proposalId)
      await context.record(tx, {
        kind: 'territory.adopt',
        objectKind: 'territory_proposal',
        objectId: params.proposalId,
        detail: { changed },
      })
      return { changed }
    }),
  ),

  implement(contract.dropProposal, (context, { params }) =>
    context.transaction(async (tx) => {
      await proposalInReach(tx, context, params.proposalId)
      const changed = await dropProposal(tx, context, params.proposalId)
      await context.record(tx, {
        kind: 'territory.drop',
        objectKind: 'territory_proposal',
        objectId: params.proposalId,
        detail: { changed },
      })
      return { changed }
    }),
  ),
]

function headOf(context: RequestContext, planId: string) {
  return context.transaction((tx) => getPlanHead(tx, context, planId), READ)
}

/** The units whose territories the caller may see; undefined means all. */
async function unitsInReach(tx: Tx, context: RequestContext): Promise<string[] | undefined> {
  if (context.scope !== 'team') return undefined
  return context.principal.unitId ? readUnitSubtree(tx, context.principal.unitId) : []
}

/** The asked unit when it lies in reach, else the highest one that does. */
async function unitInReach(tx: Tx, context: RequestContext, asked: string | undefined): Promise<string> {
  const own = context.principal.unitId
  if (!own) throw notFound()
  const units = await unitsInReach(tx, context)
  if (asked === undefined) return units ? own : companyUnit(tx)
  if (units && !units.includes(asked)) throw notFound()
  return asked
}

async function proposalInReach(tx: Tx, context: RequestContext, proposalId: string) {
  const proposal = await getProposal(tx, proposalId)
  const units = await unitsInReach(tx, context)
  if (units && !units.includes(proposal.unitId)) throw notFound()
  return proposal
}

/**
 * DAT-02: whoever has customers that are not classified gets no month; the others are planned all the same.
 * @throws Refusal CUS-12 for the customers in the way when nobody is left to plan for
 */
async function leaveOutUnclassified(tx: Tx, context: RequestContext, managerIds: readonly string[]) {
  const inTheWay = await findUnclassified(tx, { managerIds, date: localDate(context.clock) })
  const counts = new Map<string, number>()
  for (const { managerId } of inTheWay) if (managerId) counts.set(managerId, (counts.get(managerId) ?? 0) + 1)
  const ready = managerIds.filter((managerId) => !counts.has(managerId))
  if (ready.length === 0)
    throw new Refusal(
      inTheWay.slice(0, 50).map(({ code, customerId, name, lacks }) => ({
        code: 'CUS-12',
        subject: code,
        values: { customerId, name, lacks: lacks.join(', ') },
      })),
    )
  return { ready, blocked: [...counts].map(([managerId, customers]) => ({ managerId, customers })) }
}
