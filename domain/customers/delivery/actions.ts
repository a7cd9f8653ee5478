import type { z } from 'zod'
import { localDate, newId } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import type { QueryOf } from '../../../platform/http/contract.ts'
import { badInput, conflict, Failure, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import { Refusal, refuse } from '../../../platform/refusal.ts'
import { ruleAt } from '../../../platform/rules/index.ts'
import { type Reach, unitScope } from '../../people/index.ts'
import type { moveProposalSchema } from '../contract/delivery.ts'
import type { listDebits } from '../contract/delivery-routes.ts'
import { type Provenance, updateCustomers } from '../store/archive.ts'
import { insertDeliveryLines } from '../store/delivery-lines.ts'
import { undoBatch } from '../store/undo.ts'
import { debitSignal, deliveryRoom } from './rule-book.ts'
import { compareLoads, distanceToLine, proposePlaces, signalStart } from './rules.ts'
import {
  DEBIT_SORTS,
  type DebitSignal,
  type DebitSort,
  findLineByCode,
  findProposal,
  insertProposal,
  type LineDraft,
  listProposals,
  type PlainLine,
  type ProposalHead,
  readCandidates,
  readDebitSignals,
  readDebits,
  readLines,
  readLoads,
  readMoves,
  readPlainLines,
  readPosts,
  readStops,
  setMoves,
  setProposalState,
  updateLine,
} from './store.ts'

type Proposal = z.output<typeof moveProposalSchema>

const PROPOSALS_SHOWN = 200

export async function showLines(context: RequestContext) {
  return context.transaction(async (tx) => ({ lines: await readLines(tx, context) }), { readOnly: true })
}

export async function addLine(context: RequestContext, draft: LineDraft): Promise<{ lineId: string }> {
  refuseProposers(context)
  const lineId = newId(context.clock)
  await context.transaction(async (tx) => {
    await checkLine(tx, context, draft)
    if (await findLineByCode(tx, draft.code)) throw conflict('DLV-05')
    await insertDeliveryLines(tx, [
      {
        lineId,
        code: draft.code,
        name: draft.name,
        unitId:
          draft.unitId ?? (context.scope === 'organisation' ? null : (context.principal.unitId ?? null)),
        warehouse: draft.warehouse ?? null,
        orderWeekdays: weekdaysOf(draft.orderWeekdays),
        deliverymanId: draft.deliverymanId ?? null,
        monopolyOfficerId: draft.monopolyOfficerId ?? null,
        phoneAgentId: draft.phoneAgentId ?? null,
      },
    ])
    await context.record(tx, {
      kind: 'delivery-line.created',
      objectKind: 'delivery_line',
      objectId: lineId,
      detail: { code: draft.code },
    })
  })
  return { lineId }
}

/** DAT-06: customers name their linked posts through the line, so all of them have the new people at once. */
export async function changeLine(
  context: RequestContext,
  lineId: string,
  draft: Partial<LineDraft>,
): Promise<{ lineId: string }> {
  refuseProposers(context)
  await context.transaction(async (tx) => {
    const line = (await readPlainLines(tx)).find((one) => one.lineId === lineId)
    if (!line || !(await mayChange(tx, context, line))) throw notFound()
    await checkLine(tx, context, draft)
    const other = draft.code === undefined ? undefined : await findLineByCode(tx, draft.code)
    if (other !== undefined && other !== lineId) throw conflict('DLV-05')
    await updateLine(tx, lineId, {
      ...draft,
      ...(draft.orderWeekdays && { orderWeekdays: weekdaysOf(draft.orderWeekdays) }),
    })
    await context.record(tx, {
      kind: 'delivery-line.changed',
      objectKind: 'delivery_line',
      objectId: lineId,
      detail: { fields: Object.keys(draft) },
    })
  })
  return { lineId }
}

/** Whose changes wait for somebody else's yes cannot change what all customers of a line share. */
function refuseProposers(context: RequestContext): void {
  if (context.masks.includes('proposal')) throw new Failure(403, 'DLV-06')
}

async function mayChange(tx: Tx, context: RequestContext, line: PlainLine): Promise<boolean> {
  if (context.scope === 'organisation') return true
  return line.unitId !== null && (await isUnitInReach(tx, context, line.unitId))
}

async function isUnitInReach(tx: Tx, reach: Reach, unitId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from org_unit u where u.org_id = (select current_org()) and u.unit_id = ${unitId}
      and ${unitScope(reach, 'u')}`.execute(tx)
  return rows.length > 0
}

const LINKED = {
  deliverymanId: 'deliveryman',
  monopolyOfficerId: 'monopoly_officer',
  phoneAgentId: 'phone_agent',
} as const

/** @throws Refusal DLV-04 for every person that does not exist or has another post */
async function checkLine(tx: Tx, context: RequestContext, draft: Partial<LineDraft>): Promise<void> {
  if (draft.unitId && !(await isUnitInReach(tx, context, draft.unitId))) throw notFound()
  // Nobody gives a line of the whole company away to a unit of theirs, or their unit's line to nobody.
  if (context.scope !== 'organisation' && draft.unitId === null) throw notFound()
  const named = (Object.entries(LINKED) as [keyof typeof LINKED, string][]).flatMap(([key, post]) =>
    draft[key] ? [{ key, post, personId: draft[key] }] : [],
  )
  const posts = await readPosts(
    tx,
    named.map((one) => one.personId),
  )
  const wrong = named.filter(({ post, personId }) => posts.get(personId) !== post)
  if (wrong.length > 0)
    throw new Refusal(wrong.map(({ key, post }) => ({ code: 'DLV-04', subject: key, values: { post } })))
}

function weekdaysOf(weekdays: readonly number[]): number[] {
  return [...new Set(weekdays)].sort((a, b) => a - b)
}

/** DAT-07: a draft with a line and day for each customer, loads before and after. */
export async function makeProposal(
  context: RequestContext,
  asked: {
    readonly customers: readonly {
      readonly customerId: string
      readonly lon?: number
      readonly lat?: number
    }[]
    readonly effectiveFrom: string
  },
): Promise<Proposal> {
  // Shops ask their customer manager, who sees how full the lines are.
  if (context.principal.customerId) throw new Failure(403, 'DLV-06')
  const given = new Map(asked.customers.map((customer) => [customer.customerId, customer]))
  for (const { lon, lat } of given.values())
    if ((lon === undefined) !== (lat === undefined))
      throw badInput({ path: 'customers', message: 'lon and lat come together' })
  if (clampDate(asked.effectiveFrom) !== asked.effectiveFrom)
    throw badInput({ path: 'effectiveFrom', message: '1990-01-01 … 2100-12-31' })
  return context.transaction(async (tx) => {
    const customerIds = [...given.keys()]
    const found = await readCandidates(tx, context, customerIds)
    if (found.length < customerIds.length) throw notFound()
    const { value: settings, version } = await ruleAt(tx, deliveryRoom, localDate(context.clock))
    const moving = found.map((customer) => {
      const { lon, lat } = given.get(customer.customerId)!
      const at =
        lon !== undefined && lat !== undefined ? { lon, lat } : positionOf(customer.lon, customer.lat)
      return {
        customerId: customer.customerId,
        at,
        newLon: lon ?? null,
        newLat: lat ?? null,
        lineBefore: customer.lineId,
        weekdayBefore: customer.weekday,
      }
    })
    const loads = new Map(
      (await readLoads(tx, customerIds)).map((load) => [`${load.lineId}/${load.weekday}`, load.customers]),
    )
    const places = (await readPlainLines(tx)).flatMap(({ lineId, orderWeekdays }) =>
      orderWeekdays.map((weekday) => ({
        lineId,
        weekday,
        customers: loads.get(`${lineId}/${weekday}`) ?? 0,
      })),
    )
    const proposed = proposePlaces(moving, await readStops(tx, customerIds), places, settings)
    const proposalId = newId(context.clock)
    await insertProposal(
      tx,
      {
        proposalId,
        effectiveFrom: asked.effectiveFrom,
        accountId: context.principal.accountId,
        at: context.clock.now(),
      },
      moving.map(({ customerId, newLon, newLat, lineBefore, weekdayBefore }, index) => ({
        ...proposed[index]!,
        customerId,
        lon: newLon,
        lat: newLat,
        lineBefore,
        weekdayBefore,
      })),
    )
    await context.record(tx, {
      kind: 'delivery-moves.proposed',
      objectKind: 'delivery_move_proposal',
      objectId: proposalId,
      detail: { customers: moving.length, effectiveFrom: asked.effectiveFrom },
      ruleVersions: { [deliveryRoom.id]: version },
    })
    return presentProposal(tx, context, (await findProposal(tx, proposalId))!)
  })
}

export async function showProposals(context: RequestContext) {
  const found = await context.transaction((tx) => listProposals(tx, context, PROPOSALS_SHOWN), {
    readOnly: true,
  })
  return {
    proposals: found.map(
      ({ proposalId, state, effectiveFrom, createdAt, createdByName, decidedAt, customers }) => ({
        proposalId,
        state,
        effectiveFrom,
        createdAt: createdAt.toISOString(),
        createdByName: context.principal.customerId ? null : createdByName,
        decidedAt: decidedAt?.toISOString() ?? null,
        customers,
      }),
    ),
  }
}

export async function showProposal(context: RequestContext, proposalId: string): Promise<Proposal> {
  return context.transaction(
    async (tx) => {
      const head = await findProposal(tx, proposalId)
      if (!head) throw notFound()
      return presentProposal(tx, context, head)
    },
    { readOnly: true },
  )
}

/** The moves within reach; the loads are those of all moves, since lines are shared. Shops see no loads. */
async function presentProposal(tx: Tx, context: RequestContext, head: ProposalHead): Promise<Proposal> {
  const moves = await readMoves(tx, context, head.proposalId)
  const seen = moves.filter((move) => move.isInReach)
  if (seen.length === 0) throw notFound()
  const isShop = context.principal.customerId !== undefined
  return {
    proposalId: head.proposalId,
    state: head.state,
    effectiveFrom: head.effectiveFrom,
    createdAt: head.createdAt.toISOString(),
    createdByName: isShop ? null : head.createdByName,
    decidedAt: head.decidedAt?.toISOString() ?? null,
    decidedByName: isShop ? null : head.decidedByName,
    moves: seen.map((move) => ({
      customerId: move.customerId,
      code: move.code,
      name: move.name,
      lon: move.lon ?? move.knownLon,
      lat: move.lat ?? move.knownLat,
      lineBefore: move.lineBefore,
      lineAfter: move.lineAfter,
      weekdayBefore: move.weekdayBefore,
      weekdayAfter: move.weekdayAfter,
      distanceKm: move.distanceKm,
      reason: move.reason,
    })),
    loads: isShop ? [] : await readLoadChanges(tx, moves),
  }
}

async function readLoadChanges(
  tx: Tx,
  moves: Awaited<ReturnType<typeof readMoves>>,
): Promise<Proposal['loads']> {
  const lines = await readPlainLines(tx)
  const places = new Map(lines.map((line, index) => [line.lineId, { index, name: line.name }]))
  const staying = await readLoads(
    tx,
    moves.map((move) => move.customerId),
  )
  // Days of a line without customers have a load too: none.
  const empty = lines.flatMap(({ lineId, orderWeekdays }) =>
    orderWeekdays.map((weekday) => ({ lineId, weekday, customers: 0, quantity: 0 })),
  )
  return compareLoads(
    [...empty, ...staying],
    moves.filter((move) => move.isTrading),
  )
    .flatMap((load) => {
      const line = places.get(load.lineId)
      return line ? [{ ...load, name: line.name, place: line.index }] : []
    })
    .sort((a, b) => a.place - b.place || a.weekday - b.weekday)
    .map(({ place: _, quantityBefore, quantityAfter, ...load }) => ({
      ...load,
      quantityBefore: Math.round(quantityBefore * 10) / 10,
      quantityAfter: Math.round(quantityAfter * 10) / 10,
    }))
}

/** @throws Refusal DLV-02 for every customer put on a day its line does not serve */
export async function editProposal(
  context: RequestContext,
  proposalId: string,
  changes: readonly { readonly customerId: string; readonly lineId: string; readonly weekday: number }[],
): Promise<Proposal> {
  return context.transaction(async (tx) => {
    const head = await findProposal(tx, proposalId, { lock: true })
    if (!head) throw notFound()
    const moves = await readMoves(tx, context, proposalId)
    const known = new Map(moves.filter((move) => move.isInReach).map((move) => [move.customerId, move]))
    const lines = new Map((await readPlainLines(tx)).map((line) => [line.lineId, line]))
    const wanted = [...new Map(changes.map((change) => [change.customerId, change])).values()]
    if (wanted.some((change) => !known.has(change.customerId) || !lines.has(change.lineId))) throw notFound()
    if (head.state !== 'draft') throw conflict('DLV-03')
    const wrong = wanted.filter(({ lineId, weekday }) => !lines.get(lineId)!.orderWeekdays.includes(weekday))
    if (wrong.length > 0)
      throw new Refusal(
        wrong.map(({ customerId, lineId, weekday }) => ({
          code: 'DLV-02',
          subject: known.get(customerId)!.code,
          values: { line: lines.get(lineId)!.name, weekday },
        })),
      )
    const stops = await readStops(
      tx,
      moves.map((move) => move.customerId),
    )
    await setMoves(
      tx,
      proposalId,
      wanted.map((change) => {
        const move = known.get(change.customerId)!
        const at = positionOf(move.lon ?? move.knownLon, move.lat ?? move.knownLat)
        return { ...change, distanceKm: at && distanceToLine(at, change.lineId, stops) }
      }),
    )
    await context.record(tx, {
      kind: 'delivery-moves.edited',
      objectKind: 'delivery_move_proposal',
      objectId: proposalId,
      detail: { customers: wanted.length },
    })
    return presentProposal(tx, context, head)
  })
}

/**
 * DAT-07: an approved proposal is written into the archives at once, under one batch, since the plans of the coming
 * month are made from them; undoing takes back what nobody has changed since.
 */
export async function decideProposal(
  context: RequestContext,
  proposalId: string,
  decision: 'approve' | 'reject' | 'undo',
): Promise<Proposal> {
  return context.transaction(async (tx) => {
    const head = await findProposal(tx, proposalId, { lock: true })
    if (!head) throw notFound()
    if (head.state !== (decision === 'undo' ? 'approved' : 'draft')) throw conflict('DLV-03')
    const batchId = decision === 'approve' ? newId(context.clock) : head.batchId
    const by: Provenance = {
      source: decision === 'undo' ? 'undo' : 'proposal',
      accountId: context.principal.accountId,
      clock: context.clock,
      batchId: decision === 'undo' ? null : batchId,
    }
    const changed =
      decision === 'approve'
        ? await applyMoves(tx, context, proposalId, by)
        : decision === 'undo' && batchId
          ? (await undoBatch(tx, batchId, by)).restored
          : 0
    const state = { approve: 'approved', reject: 'rejected', undo: 'undone' } as const
    await setProposalState(tx, proposalId, {
      state: state[decision],
      accountId: context.principal.accountId,
      at: context.clock.now(),
      batchId,
    })
    await context.record(tx, {
      kind: `delivery-moves.${state[decision]}`,
      objectKind: 'delivery_move_proposal',
      objectId: proposalId,
      detail: { changed },
    })
    return presentProposal(tx, context, (await findProposal(tx, proposalId))!)
  })
}

/** @throws Refusal DLV-02 where a line has lost the day since it was proposed */
async function applyMoves(
  tx: Tx,
  context: RequestContext,
  proposalId: string,
  by: Provenance,
): Promise<number> {
  const moves = await readMoves(tx, context, proposalId)
  const lines = new Map((await readPlainLines(tx)).map((line) => [line.lineId, line]))
  const lost = moves.find(
    ({ lineAfter, weekdayAfter, reason }) =>
      reason !== 'no_position' &&
      lineAfter !== null &&
      weekdayAfter !== null &&
      !lines.get(lineAfter)?.orderWeekdays.includes(weekdayAfter),
  )
  if (lost)
    refuse('DLV-02', lost.code, {
      line: lines.get(lost.lineAfter!)?.name ?? '',
      weekday: lost.weekdayAfter,
    })
  const written = await updateCustomers(
    tx,
    moves.map(({ customerId, lineAfter, weekdayAfter, lon, lat }) => ({
      customerId,
      fields: {
        ...(lineAfter !== null && { deliveryLineId: lineAfter }),
        ...(weekdayAfter !== null && { orderWeekday: weekdayAfter }),
        ...(lon !== null && lat !== null && { lon, lat, crs: 'WGS84' as const }),
      },
    })),
    by,
  )
  return written.length
}

function positionOf(lon: number | null, lat: number | null): { lon: number; lat: number } | null {
  return lon === null || lat === null ? null : { lon, lat }
}

export async function showDebits(context: RequestContext, query: QueryOf<typeof listDebits>) {
  const { page, pageSize, sort, ...filter } = query
  const { column, falling } = parseSort(sort) ?? { column: 'debitDate', falling: true }
  if (!Object.hasOwn(DEBIT_SORTS, column))
    throw badInput({ path: 'sort', message: `one of ${Object.keys(DEBIT_SORTS).join(', ')}` })
  return context.transaction(
    (tx) =>
      readDebits(
        tx,
        context,
        { ...filter, from: filter.from && clampDate(filter.from), to: filter.to && clampDate(filter.to) },
        { sort: column as DebitSort, falling, limit: pageSize, offset: (page - 1) * pageSize },
      ),
    { readOnly: true },
  )
}

/** Dates of input outside hold nothing, and not every database can name them. */
function clampDate(date: string): string {
  return date < '1990-01-01' ? '1990-01-01' : date > '2100-12-31' ? '2100-12-31' : date
}

export async function showDebitSignals(
  context: RequestContext,
  date: string | undefined,
): Promise<{ rows: DebitSignal[] }> {
  // A shop is not told what is planned about it.
  if (context.principal.customerId) return { rows: [] }
  const rows = await context.transaction(
    (tx) => findDebitSignals(tx, context, clampDate(date ?? localDate(context.clock))),
    { readOnly: true },
  )
  return { rows }
}

/** DAT-09: customers whose debits failed repeatedly in the weeks before a date. */
export async function findDebitSignals(tx: Tx, reach: Reach, date: string): Promise<DebitSignal[]> {
  const { value } = await ruleAt(tx, debitSignal, date)
  return readDebitSignals(tx, reach, { from: signalStart(date, value), to: date, failures: value.failures })
}
