import { type RawBuilder, sql, type Tx } from '../../../../platform/database/index.ts'
import type { MergeDraft } from '../../contract/segments.ts'
import type { Format } from '../../contract/words.ts'

export interface MergeRow {
  readonly versionId: string
  readonly version: number
  readonly name: string
  readonly classes: MergeDraft['classes']
  readonly active: boolean
  readonly restoredFrom: number | null
  readonly createdByName: string | null
  readonly createdAt: Date
}

/** All versions, newest first. */
export async function readMerges(tx: Tx): Promise<MergeRow[]> {
  const { rows } = await sql<MergeRow>`
    select m.version_id as "versionId", m.version, m.name, m.classes, m.active, m.restored_from as "restoredFrom",
      coalesce(p.name, a.name) as "createdByName", m.created_at as "createdAt"
    from format_merge m
    left join account a on a.org_id = m.org_id and a.account_id = m.created_by
    left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where m.org_id = (select current_org()) order by m.version desc`.execute(tx)
  return rows
}

/** Adds a version and makes it the active one; people who save at once wait for each other. */
export async function insertMerge(
  tx: Tx,
  merge: MergeDraft & {
    readonly versionId: string
    readonly createdBy: string
    readonly createdAt: Date
    readonly restoredFrom: number | null
  },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(current_org()::text || 'format_merge', 17))`.execute(
    tx,
  )
  await sql`update format_merge set active = false where org_id = (select current_org()) and active`.execute(
    tx,
  )
  await sql`
    insert into format_merge (org_id, version_id, version, name, classes, active, restored_from, created_by, created_at)
    select current_org(), ${merge.versionId}::uuid, coalesce(max(version), 0) + 1, ${merge.name},
      ${JSON.stringify(merge.classes)}::jsonb, true, ${merge.restoredFrom}::int, ${merge.createdBy}::uuid,
      ${merge.createdAt}::timestamptz
    from format_merge where org_id = (select current_org())`.execute(tx)
}

export interface FormatAmount {
  readonly format: Format | null
  readonly customers: number
  readonly quantity: number
  readonly amountFen: number
}

/** Customers of each format and what they bought in the months, summed. */
export async function sumFormats(
  tx: Tx,
  months: readonly string[],
  scope: RawBuilder<unknown>,
): Promise<FormatAmount[]> {
  const { rows } = await sql<FormatAmount>`
    with bought as (
      select customer_id, sum(quantity) as quantity, sum(amount_fen) as amount_fen from customer_month
      where org_id = (select current_org()) and month = any(${months}::text[]) group by customer_id)
    select c.format, count(*) as customers, coalesce(sum(b.quantity), 0)::float8 as quantity,
      coalesce(sum(b.amount_fen), 0)::float8 as "amountFen"
    from customer c left join bought b on b.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${scope} group by c.format`.execute(
    tx,
  )
  return rows
}
