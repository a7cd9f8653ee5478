/** The monthly re-rating list and the picks of the potential test. */
import { insertColumns, type RawBuilder, sql, type Tx } from '../../../../platform/database/index.ts'
import { ownOrg } from '../../store/archive.ts'
import type { Rerating } from '../rules/rerating.ts'
import type { Reason } from '../rules/template-lines.ts'

const CHUNK = 5_000

/** Replaces what is still open of a month; decided ones stay as they are. */
export async function replaceProposals(
  tx: Tx,
  month: string,
  rows: readonly (Rerating & { readonly reratingId: string })[],
  ruleVersion: string,
): Promise<void> {
  await sql`delete from customer_rerating
    where org_id = (select current_org()) and month = ${month} and state = 'proposed'`.execute(tx)
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const same = <T>(value: T) => chunk.map(() => value)
    await insertColumns(
      tx,
      'customer_rerating',
      {
        org_id: { type: 'uuid', values: await ownOrg(tx, chunk.length) },
        rerating_id: { type: 'uuid', values: chunk.map((row) => row.reratingId) },
        customer_id: { type: 'uuid', values: chunk.map((row) => row.customerId) },
        month: { type: 'text', values: same(month) },
        kind: { type: 'text', values: chunk.map((row) => row.kind) },
        before_value: { type: 'text', values: chunk.map((row) => row.before) },
        after_value: { type: 'text', values: chunk.map((row) => row.after) },
        move: { type: 'text', values: chunk.map((row) => row.move) },
        reason: { type: 'jsonb', values: chunk.map((row) => row.reason) },
        rule_version: { type: 'text', values: same(ruleVersion) },
      },
      { onConflict: sql`on conflict (org_id, month, kind, customer_id) do nothing` },
    )
  }
}

/** Open proposals of a month by move. */
export async function countProposals(tx: Tx, month: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ move: string; count: number }>`
    select move, count(*) as count from customer_rerating
    where org_id = (select current_org()) and month = ${month} and state = 'proposed' group by move`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.move, row.count]))
}

export interface RatingRow {
  readonly reratingId: string
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerName: string | null
  readonly month: string
  readonly kind: 'value_group' | 'scale'
  readonly before: string | null
  readonly after: string
  readonly move: 'up' | 'down' | 'new' | 'side'
  readonly reason: Reason
  readonly state: 'proposed' | 'confirmed' | 'declined'
  readonly decidedAt: Date | null
  readonly decidedByName: string | null
}

export interface RatingFilter {
  readonly month?: string | undefined
  readonly state?: readonly string[] | undefined
  readonly move?: readonly string[] | undefined
  readonly customerId?: string | undefined
  readonly search?: string | undefined
}

const SORTS: Readonly<Record<string, string>> = {
  code: 'c.code',
  name: 'c.sort_key',
  month: 'r.month',
  kind: 'r.kind',
  move: 'r.move',
  state: 'r.state',
  managerName: 'p.name',
  decidedAt: 'r.decided_at',
}

export async function listRatings(
  tx: Tx,
  filter: RatingFilter,
  page: {
    readonly limit: number
    readonly offset: number
    readonly sort: { readonly column: string; readonly falling: boolean } | undefined
  },
  scope: RawBuilder<unknown>,
): Promise<{ rows: RatingRow[]; total: number }> {
  const conditions = [sql`r.org_id = (select current_org())`, scope]
  if (filter.month) conditions.push(sql`r.month = ${filter.month}`)
  if (filter.state?.length) conditions.push(sql`r.state = any(${filter.state}::text[])`)
  if (filter.move?.length) conditions.push(sql`r.move = any(${filter.move}::text[])`)
  if (filter.customerId) conditions.push(sql`r.customer_id = ${filter.customerId}`)
  if (filter.search)
    conditions.push(sql`c.search_key like ${`%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`)
  const from = sql`from customer_rerating r
    join customer c on c.org_id = r.org_id and c.customer_id = r.customer_id
    left join person p on p.org_id = c.org_id and p.person_id = c.manager_id
    left join account a on a.org_id = r.org_id and a.account_id = r.decided_by
    left join person d on d.org_id = a.org_id and d.person_id = a.person_id
    where ${sql.join(conditions, sql` and `)}`
  const column = page.sort && SORTS[page.sort.column]
  const order = column
    ? sql`${sql.ref(column)} ${sql.raw(page.sort?.falling ? 'desc' : 'asc')} nulls last,`
    : sql``
  const { rows } = await sql<RatingRow>`
    select r.rerating_id as "reratingId", r.customer_id as "customerId", c.code, c.name, p.name as "managerName",
      r.month, r.kind, r.before_value as before, r.after_value as after, r.move, r.reason, r.state,
      r.decided_at as "decidedAt", coalesce(d.name, a.name) as "decidedByName" ${from}
    order by ${order} r.month desc, c.code, r.kind limit ${page.limit} offset ${page.offset}`.execute(tx)
  const total = await sql<{ count: number }>`select count(*) as count ${from}`.execute(tx)
  return { rows, total: total.rows[0]!.count }
}

/** Marks open ones as decided; answers with what was decided. */
export async function decideRatings(
  tx: Tx,
  reratingIds: readonly string[],
  by: { readonly decision: 'confirmed' | 'declined'; readonly accountId: string; readonly at: Date },
): Promise<{ customerId: string; kind: 'value_group' | 'scale'; after: string }[]> {
  const { rows } = await sql<{ customerId: string; kind: 'value_group' | 'scale'; after: string }>`
    update customer_rerating set state = ${by.decision}, decided_by = ${by.accountId}, decided_at = ${by.at}
    where org_id = (select current_org()) and rerating_id = any(${reratingIds}::uuid[]) and state = 'proposed'
    returning customer_id as "customerId", kind, after_value as after`.execute(tx)
  return rows
}

export async function countRatings(tx: Tx, reratingIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customer_rerating
    where org_id = (select current_org()) and rerating_id = any(${reratingIds}::uuid[])`.execute(tx)
  return rows[0]!.count
}

export async function readPicks(tx: Tx, month: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from potential_pick
    where org_id = (select current_org()) and month = ${month}`.execute(tx)
  return new Set(rows.map((row) => row.id))
}

export async function insertPicks(
  tx: Tx,
  month: string,
  picks: readonly { readonly customerId: string; readonly score: number; readonly parts: unknown }[],
  by: { readonly accountId: string; readonly at: Date },
): Promise<number> {
  return insertColumns(
    tx,
    'potential_pick',
    {
      org_id: { type: 'uuid', values: await ownOrg(tx, picks.length) },
      month: { type: 'text', values: picks.map(() => month) },
      customer_id: { type: 'uuid', values: picks.map((pick) => pick.customerId) },
      score: { type: 'double precision', values: picks.map((pick) => pick.score) },
      parts: { type: 'jsonb', values: picks.map((pick) => pick.parts) },
      picked_by: { type: 'uuid', values: picks.map(() => by.accountId) },
      picked_at: { type: 'timestamptz', values: picks.map(() => by.at.toISOString()) },
    },
    { onConflict: sql`on conflict (org_id, month, customer_id) do nothing` },
  )
}

/** Names of the customers' owners. */
export async function readPersonNames(tx: Tx, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select person_id as id, name from person
    where org_id = (select current_org()) and person_id = any(${personIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.name]))
}
