import { type Database, sql, type Tx } from '../database/index.ts'
import {
  type Anchor,
  type ChainFault,
  type ClosedDay,
  createChainCheck,
  type StoredEvent,
  type Tip,
} from './chain.ts'

export interface LedgerReport {
  readonly ok: boolean
  readonly events: number
  readonly days: number
  readonly faults: readonly ChainFault[]
}

const PAGE = 5000

/**
 * Recomputes every hash of a company's ledger, in one snapshot, and compares it with what was written down outside
 * (`anchors`). Without anchors a rewritten whole cannot be told from the truth; see docs/mechanisms/ledger.md.
 */
export function verifyLedger(
  database: Database,
  orgId: string,
  options: { readonly anchors?: readonly Anchor[]; readonly signal?: AbortSignal } = {},
): Promise<LedgerReport> {
  return database.inOrg(orgId, (tx) => verifyLedgerIn(tx, orgId, options), { readOnly: true })
}

export async function verifyLedgerIn(
  tx: Tx,
  orgId: string,
  options: { readonly anchors?: readonly Anchor[]; readonly signal?: AbortSignal } = {},
): Promise<LedgerReport> {
  // The tip first: events that others append while we read lie behind it and are left out.
  const tip = await readTip(tx)
  const days = await sql<ClosedDay>`
    select day, events, head, hash from ledger_day
    ${tip ? sql`where day < ${tip.day}` : sql``} order by day`.execute(tx)
  const check = createChainCheck(
    orgId,
    days.rows,
    tip,
    options.anchors?.filter((anchor) => anchor.orgId === orgId),
  )
  for await (const event of storedEvents(tx, tip)) {
    options.signal?.throwIfAborted()
    check.add(event)
  }
  const result = check.finish()
  const faults = [...result.faults, ...(await findBeyondTip(tx))]
  return { ...result, ok: faults.length === 0, faults }
}

/** Rows behind the end of the chain, in one statement: events appended while we read move the end along. */
async function findBeyondTip(tx: Tx): Promise<ChainFault[]> {
  const { rows } = await sql<{ day: string; sequence: number | null }>`
    select event.day, event.sequence from ledger_event event
    left join ledger_tip tip on tip.org_id = event.org_id
    where tip.day is null or (event.day, event.sequence) > (tip.day, tip.events)
    union all
    select closed.day, null from ledger_day closed
    left join ledger_tip tip on tip.org_id = closed.org_id
    where tip.day is null or closed.day >= tip.day
    order by 1, 2 limit 100`.execute(tx)
  return rows.map(({ day, sequence }) => ({
    fault: 'extra',
    day,
    note: 'lies behind the end of the chain',
    ...(sequence === null ? {} : { sequence }),
  }))
}

export async function readTip(tx: Tx): Promise<Tip | undefined> {
  const { rows } = await sql<Tip>`
    select day, events, head from ledger_tip where day is not null`.execute(tx)
  return rows[0]
}

/** Where the chain ends now, to be written down outside the database. */
export async function takeAnchor(tx: Tx, orgId: string, at: Date): Promise<Anchor | undefined> {
  const tip = await readTip(tx)
  return tip && { orgId, ...tip, takenAt: at.toISOString() }
}

async function* storedEvents(tx: Tx, tip: Tip | undefined): AsyncGenerator<StoredEvent> {
  let after = { day: '0001-01-01', sequence: 0 }
  for (;;) {
    const { rows } = await sql<StoredEvent>`
      select day, sequence, event_id as "eventId",
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
        actor_account_id as "actorAccountId", actor_name as "actorName", kind, object_kind as "objectKind",
        object_id as "objectId", success, detail::text as detail, rule_versions::text as "ruleVersions",
        request_id as "requestId", hash
      from ledger_event
      where (day, sequence) > (${after.day}::date, ${after.sequence}::int)
        ${tip ? sql`and (day, sequence) <= (${tip.day}::date, ${tip.events}::int)` : sql``}
      order by day, sequence limit ${PAGE}`.execute(tx)
    yield* rows
    if (rows.length < PAGE) return
    after = rows[rows.length - 1]!
  }
}
