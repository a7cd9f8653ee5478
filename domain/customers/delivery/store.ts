import type { z } from 'zod'
import { insertColumns, type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import { customerScope, type Reach } from '../../people/index.ts'
import type {
  debitRowSchema,
  debitSignalSchema,
  deliveryLineDraftSchema,
  deliveryLineSchema,
} from '../contract/delivery.ts'
import { ownOrg } from '../store/archive.ts'
import type { PlaceLoad, Stop } from './rules.ts'

export type DeliveryLine = z.output<typeof deliveryLineSchema>
export type LineDraft = z.output<typeof deliveryLineDraftSchema>

/**
 * Lines with people and load. The load is what lines are compared by and counts all their customers; who looks after
 * single customers, or is one, reads the lines of these and counts them alone.
 */
export async function readLines(tx: Tx, reach: Reach): Promise<DeliveryLine[]> {
  const isNarrow = ['own', 'assigned', 'shop'].includes(reach.scope)
  const { rows } = await sql<DeliveryLine>`
    with load as (
      select c.delivery_line_id as line_id, count(*) as customers, coalesce(sum(r.quantity), 0)::float8 as quantity,
        avg(c.lon) as lon, avg(c.lat) as lat
      from customer c left join customer_recent r on r.org_id = c.org_id and r.customer_id = c.customer_id
      where c.org_id = (select current_org()) and c.delivery_line_id is not null and c.status <> 'invalid'
        and ${isNarrow ? customerScope(reach, 'c') : sql`true`}
      group by 1)
    select l.line_id as "lineId", l.code, l.name, l.unit_id as "unitId", l.warehouse,
      l.order_weekdays::int[] as "orderWeekdays", l.deliveryman_id as "deliverymanId", d.name as "deliverymanName",
      l.monopoly_officer_id as "monopolyOfficerId", m.name as "monopolyOfficerName", l.phone_agent_id as "phoneAgentId",
      a.name as "phoneAgentName", coalesce(load.customers, 0) as customers, coalesce(load.quantity, 0) as quantity,
      load.lon, load.lat
    from delivery_line l ${isNarrow ? sql`join` : sql`left join`} load on load.line_id = l.line_id
    left join person d on d.org_id = l.org_id and d.person_id = l.deliveryman_id
    left join person m on m.org_id = l.org_id and m.person_id = l.monopoly_officer_id
    left join person a on a.org_id = l.org_id and a.person_id = l.phone_agent_id
    where l.org_id = (select current_org()) and l.active order by l.code`.execute(tx)
  return rows
}

export interface PlainLine {
  readonly lineId: string
  readonly name: string
  readonly unitId: string | null
  readonly orderWeekdays: readonly number[]
}

export async function readPlainLines(tx: Tx): Promise<PlainLine[]> {
  const { rows } = await sql<PlainLine>`
    select line_id as "lineId", name, unit_id as "unitId", order_weekdays::int[] as "orderWeekdays" from delivery_line
    where org_id = (select current_org()) and active order by code`.execute(tx)
  return rows
}

export async function findLineByCode(tx: Tx, code: string): Promise<string | undefined> {
  const { rows } = await sql<{ lineId: string }>`
    select line_id as "lineId" from delivery_line
    where org_id = (select current_org()) and code = ${code}`.execute(tx)
  return rows[0]?.lineId
}

const LINE_COLUMNS = {
  code: 'code',
  name: 'name',
  unitId: 'unit_id',
  warehouse: 'warehouse',
  deliverymanId: 'deliveryman_id',
  monopolyOfficerId: 'monopoly_officer_id',
  phoneAgentId: 'phone_agent_id',
} as const satisfies Partial<Record<keyof LineDraft, string>>

/** Absent fields stay; null empties. */
export async function updateLine(tx: Tx, lineId: string, draft: Partial<LineDraft>): Promise<void> {
  const sets: RawBuilder<unknown>[] = []
  for (const [key, column] of Object.entries(LINE_COLUMNS) as [keyof typeof LINE_COLUMNS, string][])
    if (draft[key] !== undefined) sets.push(sql`${sql.ref(column)} = ${draft[key]}`)
  // An array parameter of numbers is written as text, which both drivers read alike.
  if (draft.orderWeekdays)
    sets.push(sql`order_weekdays = ${`{${draft.orderWeekdays.join(',')}}`}::smallint[]`)
  if (sets.length === 0) return
  await sql`update delivery_line set ${sql.join(sets)}
    where org_id = (select current_org()) and line_id = ${lineId}`.execute(tx)
}

/** Ids of persons with their posts, of those given that exist. */
export async function readPosts(tx: Tx, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; post: string }>`
    select person_id as id, post from person
    where org_id = (select current_org()) and person_id = any(${personIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.post]))
}

/** Located customers of lines, without some of them. */
export async function readStops(tx: Tx, except: readonly string[]): Promise<Stop[]> {
  const { rows } = await sql<Stop>`
    select c.delivery_line_id as "lineId", c.order_weekday as weekday, c.lon, c.lat from customer c
    where c.org_id = (select current_org()) and c.delivery_line_id is not null and c.order_weekday is not null
      and c.lon is not null and c.lat is not null and c.status <> 'invalid'
      and c.customer_id <> all(${except}::uuid[])
    order by c.code`.execute(tx)
  return rows
}

/** Load of every line and day, without some customers. */
export async function readLoads(tx: Tx, except: readonly string[]): Promise<PlaceLoad[]> {
  const { rows } = await sql<PlaceLoad>`
    select c.delivery_line_id as "lineId", c.order_weekday as weekday, count(*) as customers,
      coalesce(sum(r.quantity), 0)::float8 as quantity
    from customer c left join customer_recent r on r.org_id = c.org_id and r.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.delivery_line_id is not null and c.order_weekday is not null
      and c.status <> 'invalid' and c.customer_id <> all(${except}::uuid[])
    group by 1, 2`.execute(tx)
  return rows
}

export interface CandidateCustomer {
  readonly customerId: string
  readonly code: string
  readonly lon: number | null
  readonly lat: number | null
  readonly lineId: string | null
  readonly weekday: number | null
}

/** Those of the given customers that are within reach, by code. */
export async function readCandidates(
  tx: Tx,
  reach: Reach,
  customerIds: readonly string[],
): Promise<CandidateCustomer[]> {
  const { rows } = await sql<CandidateCustomer>`
    select c.customer_id as "customerId", c.code, c.lon, c.lat, c.delivery_line_id as "lineId",
      c.order_weekday as weekday
    from customer c
    where c.org_id = (select current_org()) and c.customer_id = any(${customerIds}::uuid[])
      and ${customerScope(reach, 'c')}
    order by c.code`.execute(tx)
  return rows
}

export interface ProposalHead {
  readonly proposalId: string
  readonly state: 'draft' | 'approved' | 'rejected' | 'undone'
  readonly effectiveFrom: string
  readonly createdAt: Date
  readonly createdByName: string | null
  readonly decidedAt: Date | null
  readonly decidedByName: string | null
  readonly batchId: string | null
}

export interface NewMove {
  readonly customerId: string
  /** The new position, where one came along. */
  readonly lon: number | null
  readonly lat: number | null
  readonly lineBefore: string | null
  readonly lineAfter: string | null
  readonly weekdayBefore: number | null
  readonly weekdayAfter: number | null
  readonly distanceKm: number | null
  readonly reason: string
}

export async function insertProposal(
  tx: Tx,
  head: {
    readonly proposalId: string
    readonly effectiveFrom: string
    readonly accountId: string
    readonly at: Date
  },
  moves: readonly NewMove[],
): Promise<void> {
  await sql`
    insert into delivery_move_proposal (org_id, proposal_id, state, effective_from, created_by, created_at)
    values (current_org(), ${head.proposalId}, 'draft', ${head.effectiveFrom}, ${head.accountId}, ${head.at})
    `.execute(tx)
  const pick = <Key extends keyof NewMove>(key: Key) => moves.map((move) => move[key])
  await insertColumns(tx, 'delivery_move', {
    org_id: { type: 'uuid', values: await ownOrg(tx, moves.length) },
    proposal_id: { type: 'uuid', values: moves.map(() => head.proposalId) },
    customer_id: { type: 'uuid', values: pick('customerId') },
    lon: { type: 'double precision', values: pick('lon') },
    lat: { type: 'double precision', values: pick('lat') },
    line_before: { type: 'uuid', values: pick('lineBefore') },
    line_after: { type: 'uuid', values: pick('lineAfter') },
    weekday_before: { type: 'smallint', values: pick('weekdayBefore') },
    weekday_after: { type: 'smallint', values: pick('weekdayAfter') },
    distance_km: { type: 'double precision', values: pick('distanceKm') },
    reason: { type: 'text', values: pick('reason') },
  })
}

const HEAD = sql`
  p.proposal_id as "proposalId", p.state, p.effective_from as "effectiveFrom", p.created_at as "createdAt",
  creator.name as "createdByName", p.decided_at as "decidedAt", decider.name as "decidedByName",
  p.batch_id as "batchId"`
const PEOPLE = sql`
  left join account ca on ca.org_id = p.org_id and ca.account_id = p.created_by
  left join person creator on creator.org_id = ca.org_id and creator.person_id = ca.person_id
  left join account da on da.org_id = p.org_id and da.account_id = p.decided_by
  left join person decider on decider.org_id = da.org_id and decider.person_id = da.person_id`

/** Proposals with customers within reach, newest first. */
export async function listProposals(
  tx: Tx,
  reach: Reach,
  limit: number,
): Promise<(ProposalHead & { readonly customers: number })[]> {
  const { rows } = await sql<ProposalHead & { customers: number }>`
    select ${HEAD}, seen.customers
    from (
      select m.proposal_id, count(*) as customers from delivery_move m
      where m.org_id = (select current_org()) and ${customerScope(reach, 'm')} group by 1) seen
    join delivery_move_proposal p on p.org_id = (select current_org()) and p.proposal_id = seen.proposal_id
    ${PEOPLE}
    order by p.created_at desc, p.proposal_id desc limit ${limit}`.execute(tx)
  return rows
}

/** The row is locked where the proposal is about to change, so that two deciders come one after the other. */
export async function findProposal(
  tx: Tx,
  proposalId: string,
  options: { readonly lock?: boolean } = {},
): Promise<ProposalHead | undefined> {
  if (options.lock)
    await sql`select 1 from delivery_move_proposal
      where org_id = (select current_org()) and proposal_id = ${proposalId} for update`.execute(tx)
  const { rows } = await sql<ProposalHead>`
    select ${HEAD} from delivery_move_proposal p ${PEOPLE}
    where p.org_id = (select current_org()) and p.proposal_id = ${proposalId}`.execute(tx)
  return rows[0]
}

export interface StoredMove extends NewMove {
  readonly code: string
  readonly name: string
  /** Position as it stands in the archive. */
  readonly knownLon: number | null
  readonly knownLat: number | null
  readonly quantity: number
  readonly isTrading: boolean
  readonly isInReach: boolean
}

/** All moves of a proposal by customer code; which of them the reader may see stands with each. */
export async function readMoves(tx: Tx, reach: Reach, proposalId: string): Promise<StoredMove[]> {
  const { rows } = await sql<StoredMove>`
    select m.customer_id as "customerId", c.code, c.name, m.lon, m.lat, c.lon as "knownLon", c.lat as "knownLat",
      m.line_before as "lineBefore", m.line_after as "lineAfter", m.weekday_before as "weekdayBefore",
      m.weekday_after as "weekdayAfter", m.distance_km as "distanceKm", m.reason,
      coalesce(r.quantity, 0) as quantity, c.status <> 'invalid' as "isTrading",
      ${customerScope(reach, 'c')} as "isInReach"
    from delivery_move m join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
    left join customer_recent r on r.org_id = c.org_id and r.customer_id = c.customer_id
    where m.org_id = (select current_org()) and m.proposal_id = ${proposalId} order by c.code`.execute(tx)
  return rows
}

export async function setMoves(
  tx: Tx,
  proposalId: string,
  moves: readonly {
    readonly customerId: string
    readonly lineId: string
    readonly weekday: number
    readonly distanceKm: number | null
  }[],
): Promise<void> {
  await sql`
    update delivery_move m set line_after = given.line_id, weekday_after = given.weekday,
      distance_km = given.distance_km, reason = 'by_hand'
    from unnest(${moves.map((move) => move.customerId)}::uuid[], ${moves.map((move) => move.lineId)}::uuid[],
      ${moves.map((move) => move.weekday)}::smallint[], ${moves.map((move) => move.distanceKm)}::float8[])
      as given (customer_id, line_id, weekday, distance_km)
    where m.org_id = (select current_org()) and m.proposal_id = ${proposalId}
      and m.customer_id = given.customer_id`.execute(tx)
}

export async function setProposalState(
  tx: Tx,
  proposalId: string,
  change: {
    readonly state: ProposalHead['state']
    readonly accountId: string
    readonly at: Date
    readonly batchId: string | null
  },
): Promise<void> {
  await sql`
    update delivery_move_proposal set state = ${change.state}, decided_by = ${change.accountId},
      decided_at = ${change.at}, batch_id = ${change.batchId}
    where org_id = (select current_org()) and proposal_id = ${proposalId}`.execute(tx)
}

export type DebitRow = z.output<typeof debitRowSchema>
export type DebitSignal = z.output<typeof debitSignalSchema>

export const DEBIT_SORTS = {
  debitDate: sql`d.debit_date`,
  amountFen: sql`d.amount_fen`,
  code: sql`c.code`,
} as const satisfies Record<string, RawBuilder<unknown>>
export type DebitSort = keyof typeof DEBIT_SORTS

export interface DebitFilter {
  readonly customerId?: string
  readonly from?: string
  readonly to?: string
  readonly result?: DebitRow['result']
  readonly search?: string
}

export async function readDebits(
  tx: Tx,
  reach: Reach,
  filter: DebitFilter,
  page: {
    readonly sort: DebitSort
    readonly falling: boolean
    readonly limit: number
    readonly offset: number
  },
): Promise<{ rows: DebitRow[]; total: number }> {
  const conditions = [sql`d.org_id = (select current_org())`, debitScope(reach, 'd')]
  if (filter.customerId) conditions.push(sql`d.customer_id = ${filter.customerId}`)
  if (filter.from) conditions.push(sql`d.debit_date >= ${filter.from}::date`)
  if (filter.to) conditions.push(sql`d.debit_date <= ${filter.to}::date`)
  if (filter.result) conditions.push(sql`d.result = ${filter.result}`)
  for (const term of (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    conditions.push(sql`c.search_key like ${`%${term.replace(/[\\%_]/g, '\\$&')}%`}`)
  const source = sql`debit d join customer c on c.org_id = d.org_id and c.customer_id = d.customer_id
    where ${sql.join(conditions, sql` and `)}`
  const direction = page.falling ? sql`desc` : sql`asc`
  const { rows } = await sql<DebitRow>`
    select d.debit_id as "debitId", d.customer_id as "customerId", c.code, c.name, d.debit_date as "debitDate",
      d.amount_fen as "amountFen", d.result, d.reason
    from ${source} order by ${DEBIT_SORTS[page.sort]} ${direction}, d.debit_id desc
    limit ${page.limit} offset ${page.offset}`.execute(tx)
  const count = await sql<{ total: number }>`select count(*) as total from ${source}`.execute(tx)
  return { rows, total: count.rows[0]!.total }
}

/** Customers with at least so many failed debits between two dates, both included. */
export async function readDebitSignals(
  tx: Tx,
  reach: Reach,
  { from, to, failures }: { readonly from: string; readonly to: string; readonly failures: number },
): Promise<DebitSignal[]> {
  const { rows } = await sql<DebitSignal>`
    select c.customer_id as "customerId", c.code, c.name, c.manager_id as "managerId", f.failed,
      f.last as "lastFailedOn", 'DAT-09' as reason
    from (
      select d.customer_id, count(*) as failed, max(d.debit_date) as last from debit d
      where d.org_id = (select current_org()) and d.result = 'failed'
        and d.debit_date between ${from}::date and ${to}::date
      group by 1 having count(*) >= ${failures}) f
    join customer c on c.org_id = (select current_org()) and c.customer_id = f.customer_id
    where c.status <> 'invalid' and ${debitScope(reach, 'c')}
    order by f.failed desc, f.last desc, c.code`.execute(tx)
  return rows
}

/** Payments are nothing for brand managers, whose reach is without personal data. */
function debitScope(reach: Reach, alias: string): RawBuilder<unknown> {
  return reach.scope === 'brand' ? sql`false` : customerScope(reach, alias)
}
