/** Stored classes, scores and groups: set-based writing. */
import { insertColumns, type RawBuilder, sql, type Tx } from '../../../../platform/database/index.ts'
import type { CustomerGroup, SegmentTemplate } from '../../contract/words.ts'
import { ownOrg } from '../../store/archive.ts'
import type { LuwanDegrees } from '../rules/luwan.ts'
import type { Reason } from '../rules/template-lines.ts'
import type { ValueScore } from '../rules/value-criteria.ts'

const CHUNK = 5_000

export interface StoredClass {
  readonly customerId: string
  readonly class: string
  readonly rule: string
  readonly reason: Reason
  readonly byHand: boolean
}

export async function readClasses(tx: Tx, template: SegmentTemplate): Promise<Map<string, StoredClass>> {
  const { rows } = await sql<StoredClass>`
    select customer_id as "customerId", class, rule, reason, by_hand as "byHand" from customer_segment
    where org_id = (select current_org()) and template = ${template}`.execute(tx)
  return new Map(rows.map((row) => [row.customerId, row]))
}

/** Writes classes; `since` stays where the class is the same. */
export async function putClasses(
  tx: Tx,
  template: SegmentTemplate,
  rows: readonly StoredClass[],
  more: { readonly ruleVersion: string; readonly since: string },
): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const same = <T>(value: T) => chunk.map(() => value)
    await insertColumns(
      tx,
      'customer_segment',
      {
        org_id: { type: 'uuid', values: await ownOrg(tx, chunk.length) },
        template: { type: 'text', values: same(template) },
        customer_id: { type: 'uuid', values: chunk.map((row) => row.customerId) },
        class: { type: 'text', values: chunk.map((row) => row.class) },
        rule: { type: 'text', values: chunk.map((row) => row.rule) },
        reason: { type: 'jsonb', values: chunk.map((row) => row.reason) },
        by_hand: { type: 'boolean', values: chunk.map((row) => row.byHand) },
        rule_version: { type: 'text', values: same(more.ruleVersion) },
        since: { type: 'date', values: same(more.since) },
      },
      {
        onConflict: sql`on conflict (org_id, template, customer_id) do update set class = excluded.class,
          rule = excluded.rule, reason = excluded.reason, by_hand = excluded.by_hand,
          rule_version = excluded.rule_version,
          since = case when customer_segment.class = excluded.class then customer_segment.since else excluded.since end`,
      },
    )
  }
}

export async function deleteClasses(
  tx: Tx,
  template: SegmentTemplate,
  customerIds: readonly string[],
): Promise<void> {
  await sql`delete from customer_segment where org_id = (select current_org()) and template = ${template}
    and customer_id = any(${customerIds}::uuid[])`.execute(tx)
}

/** Hands customers back to the rules; the class stays until the template runs again. */
export async function releaseClasses(
  tx: Tx,
  template: SegmentTemplate,
  customerIds: readonly string[],
): Promise<number> {
  const { rows } = await sql`update customer_segment set by_hand = false
    where org_id = (select current_org()) and template = ${template} and by_hand
      and customer_id = any(${customerIds}::uuid[]) returning 1`.execute(tx)
  return rows.length
}

/** How many customers each class has, among those of a condition on `customer c`. */
export async function countClasses(
  tx: Tx,
  scope: RawBuilder<unknown>,
): Promise<{ template: string; class: string; customers: number }[]> {
  const { rows } = await sql<{ template: string; class: string; customers: number }>`
    select s.template, s.class, count(*) as customers from customer_segment s
    join customer c on c.org_id = s.org_id and c.customer_id = s.customer_id
    where s.org_id = (select current_org()) and c.status <> 'invalid' and ${scope} group by 1, 2`.execute(tx)
  return rows
}

export async function countCustomers(tx: Tx, scope: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from customer c
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${scope}`.execute(tx)
  return rows[0]!.count
}

/** Which of the customers exist and are in reach. */
export async function findCustomers(
  tx: Tx,
  customerIds: readonly string[],
  scope: RawBuilder<unknown>,
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select c.customer_id as id from customer c
    where c.org_id = (select current_org()) and c.customer_id = any(${customerIds}::uuid[]) and ${scope}`.execute(
    tx,
  )
  return new Set(rows.map((row) => row.id))
}

/** When each template was last applied, by the ledger. */
export async function readLastRuns(tx: Tx): Promise<Map<string, Date>> {
  const { rows } = await sql<{ template: string; at: Date }>`
    select object_id as template, max(at) as at from ledger_event
    where org_id = (select current_org()) and object_kind = 'segment-template' and kind = 'segments.applied'
    group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.template, row.at]))
}

export interface MonthScore {
  readonly customerId: string
  readonly value: ValueScore
  readonly luwan: LuwanDegrees
  readonly group: string
}

/** Replaces all scores of a month. */
export async function putScores(
  tx: Tx,
  month: string,
  rows: readonly MonthScore[],
  ruleVersion: string,
): Promise<void> {
  await sql`delete from customer_score where org_id = (select current_org()) and month = ${month}`.execute(tx)
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const real = (pick: (row: MonthScore) => number | null) => ({ type: 'real', values: chunk.map(pick) })
    const criterion = (index: number) => real((row) => row.value.criteria[index]!.score)
    await insertColumns(tx, 'customer_score', {
      org_id: { type: 'uuid', values: await ownOrg(tx, chunk.length) },
      month: { type: 'text', values: chunk.map(() => month) },
      customer_id: { type: 'uuid', values: chunk.map((row) => row.customerId) },
      score: real((row) => row.value.score),
      loyalty: criterion(0),
      integrity: criterion(1),
      cooperation: criterion(2),
      growth: criterion(3),
      dependence: criterion(4),
      value_degree: real((row) => row.luwan.value),
      loyalty_degree: real((row) => row.luwan.loyalty),
      contribution_degree: real((row) => row.luwan.contribution),
      luwan_group: { type: 'text', values: chunk.map((row) => row.group) },
      rule_version: { type: 'text', values: chunk.map(() => ruleVersion) },
    })
  }
}

export async function readPoints(tx: Tx, month: string, scope: RawBuilder<unknown>) {
  const { rows } = await sql<{
    id: string
    value: number
    loyalty: number
    contribution: number
    group: string
  }>`
    select replace(s.customer_id::text, '-', '') as id, s.value_degree as value, s.loyalty_degree as loyalty,
      s.contribution_degree as contribution, s.luwan_group as "group"
    from customer_score s join customer c on c.org_id = s.org_id and c.customer_id = s.customer_id
    where s.org_id = (select current_org()) and s.month = ${month} and s.value_degree is not null
      and c.status <> 'invalid' and ${scope}
    order by s.customer_id`.execute(tx)
  return rows
}

/** The newest month with scores. */
export async function readScoredMonth(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ month: string | null }>`
    select max(month) as month from customer_score where org_id = (select current_org())`.execute(tx)
  return rows[0]!.month
}

export interface GroupRow {
  readonly group: CustomerGroup
  readonly customerId: string
  readonly reason: Reason
}

/** Makes the members by rule be exactly these; what people set stays and wins. */
export async function replaceGroups(
  tx: Tx,
  rows: readonly GroupRow[],
  more: { readonly ruleVersion: string; readonly since: string },
): Promise<{ added: number; removed: number }> {
  const removed = await sql`
    delete from customer_group g
    where g.org_id = (select current_org()) and not g.by_hand and not exists (
      select from unnest(${rows.map((row) => row.group)}::text[], ${rows.map((row) => row.customerId)}::uuid[])
        as given (group_code, customer_id)
      where given.group_code = g.group_code and given.customer_id = g.customer_id)
    returning 1`.execute(tx)
  let added = 0
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    const written = await sql<{ isNew: boolean }>`
      insert into customer_group (org_id, group_code, customer_id, member, by_hand, reason, rule_version, since)
      select current_org(), given.group_code, given.customer_id, true, false, given.reason, ${more.ruleVersion},
        ${more.since}::date
      from unnest(${chunk.map((row) => row.group)}::text[], ${chunk.map((row) => row.customerId)}::uuid[],
        ${chunk.map((row) => JSON.stringify(row.reason))}::jsonb[]) as given (group_code, customer_id, reason)
      on conflict (org_id, group_code, customer_id) do update set reason = excluded.reason,
        rule_version = excluded.rule_version where not customer_group.by_hand
      returning xmax = 0 as "isNew"`.execute(tx)
    added += written.rows.filter((row) => row.isNew).length
  }
  return { added, removed: removed.rows.length }
}

export async function putFlags(
  tx: Tx,
  group: CustomerGroup,
  customerIds: readonly string[],
  flag: { readonly member: boolean; readonly reason: Reason; readonly since: string },
): Promise<number> {
  const { rows } = await sql`
    insert into customer_group (org_id, group_code, customer_id, member, by_hand, reason, rule_version, since)
    select current_org(), ${group}, given.customer_id, ${flag.member}::boolean, true, ${JSON.stringify(flag.reason)}::jsonb,
      '', ${flag.since}::date
    from unnest(${customerIds}::uuid[]) as given (customer_id)
    on conflict (org_id, group_code, customer_id) do update set member = excluded.member, by_hand = true,
      reason = excluded.reason, rule_version = '',
      since = case when customer_group.member = excluded.member then customer_group.since else excluded.since end
    returning 1`.execute(tx)
  return rows.length
}
