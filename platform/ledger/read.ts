import { sql, type Tx } from '../database/index.ts'

/** An event as people read it. */
export interface LedgerEvent {
  readonly day: string
  readonly sequence: number
  readonly eventId: string
  readonly at: Date
  readonly actorAccountId: string | null
  readonly actorName: string
  readonly kind: string
  readonly objectKind: string
  readonly objectId: string
  readonly success: boolean
  readonly detail: Record<string, unknown>
  readonly ruleVersions: Record<string, number> | null
  readonly requestId: string | null
}

/** All conditions hold together; an absent one does not limit. */
export interface EventFilter {
  readonly objectKind?: string
  readonly objectId?: string
  readonly actorAccountId?: string
  /** Exact kinds, or all of a module: `plan.*`. */
  readonly kinds?: readonly string[]
  readonly success?: boolean
  /** First and last day, both included. */
  readonly from?: string
  readonly to?: string
  /** Continues after this event, in the order asked for. */
  readonly after?: { readonly day: string; readonly sequence: number }
  /** Default newest first. */
  readonly oldestFirst?: boolean
  /** Default 100. */
  readonly limit?: number
}

/** Events of one row (`objectKind`, `objectId`), one person or one period. Whether the reader may is the caller's. */
export async function readEvents(tx: Tx, filter: EventFilter): Promise<LedgerEvent[]> {
  const order = filter.oldestFirst ? sql`asc` : sql`desc`
  const { rows } = await sql<LedgerEvent>`
    select day, sequence, event_id as "eventId", at, actor_account_id as "actorAccountId",
      actor_name as "actorName", kind, object_kind as "objectKind", object_id as "objectId", success, detail,
      rule_versions as "ruleVersions", request_id as "requestId"
    from ledger_event where ${condition(filter)}
    order by day ${order}, sequence ${order} limit ${filter.limit ?? 100}`.execute(tx)
  return rows
}

export async function countEvents(tx: Tx, filter: EventFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ledger_event where ${condition(filter)}`.execute(tx)
  return rows[0]!.count
}

function condition(filter: EventFilter) {
  const parts = [sql`true`]
  if (filter.objectKind !== undefined) parts.push(sql`object_kind = ${filter.objectKind}`)
  if (filter.objectId !== undefined) parts.push(sql`object_id = ${filter.objectId}`)
  if (filter.actorAccountId !== undefined) parts.push(sql`actor_account_id = ${filter.actorAccountId}`)
  if (filter.success !== undefined) parts.push(sql`success = ${filter.success}`)
  if (filter.from !== undefined) parts.push(sql`day >= ${filter.from}`)
  if (filter.to !== undefined) parts.push(sql`day <= ${filter.to}`)
  if (filter.kinds?.length)
    parts.push(
      sql`(${sql.join(
        filter.kinds.map((kind) =>
          kind.endsWith('.*') ? sql`starts_with(kind, ${kind.slice(0, -1)})` : sql`kind = ${kind}`,
        ),
        sql` or `,
      )})`,
    )
  if (filter.after) {
    const { day, sequence } = filter.after
    parts.push(
      filter.oldestFirst
        ? sql`(day, sequence) > (${day}::date, ${sequence}::int)`
        : sql`(day, sequence) < (${day}::date, ${sequence}::int)`,
    )
  }
  return sql.join(parts, sql` and `)
}
