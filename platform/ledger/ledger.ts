import type { Principal } from '../auth/principal.ts'
import { newId } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import type { RequestContext } from '../http/handler.ts'
import { assert } from '../refusal.ts'
import { canonicalJson, storableText } from './canonical.ts'
import { type ChainEnd, type EventContent, extendChain, GENESIS, type StoredEvent } from './chain.ts'

/** Who did it. `accountId` is null for the system itself (schedules, retention). */
export interface Actor {
  readonly accountId: string | null
  readonly name: string
}

export const SYSTEM_ACTOR: Actor = { accountId: null, name: 'system' }

export interface NewEvent {
  readonly actor: Actor
  /** `module.verb` in the past of the field's words: `plan.approve`, `customer.correct`, `session.login`. */
  readonly kind: string
  /** The table's word: `customer`, `visit_plan`. With `objectId` it finds the history of any row. */
  readonly objectKind: string
  readonly objectId: string
  /** False for a refused action; those are traced too. */
  readonly success: boolean
  /** Ids, numbers, before and after. Never a name, phone or number of a person: those could not be erased later. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** Which version of each rule the decision used, as `rulesAt` gives it. */
  readonly ruleVersions?: Readonly<Record<string, number>>
  readonly requestId?: string
  /** The server's time. When something happened in the field goes into `detail.happenedAt`. */
  readonly at: Date
}

export interface EventReference {
  readonly eventId: string
  readonly day: string
  readonly sequence: number
  readonly hash: string
}

/**
 * Writes one event at the end of the company's chain, in the caller's transaction: no event, no action.
 *
 * Holds the chain until the transaction ends, so call it last, when the other rows are already locked and written;
 * two actions that append first and lock rows afterwards could wait for each other.
 */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<EventReference> {
  const [reference] = await appendEvents(tx, [event])
  return reference!
}

/** Several events of one transaction in one go, in the order given. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<EventReference[]> {
  if (events.length === 0) return []
  for (const event of events)
    assert(event.kind !== '' && event.objectKind !== '', 'an event has a kind and an object')
  const tip = await lockTip(tx)
  const { rows, closed, end } = extendChain(
    tip.orgId,
    tip,
    events.map((event) => ({ ...toContent(event), day: ledgerDay(event.at) })),
  )
  await insertEvents(tx, rows)
  for (const day of closed)
    await sql`insert into ledger_day (org_id, day, events, head, hash)
      values (${tip.orgId}, ${day.day}, ${day.events}, ${day.head}, ${day.hash})`.execute(tx)
  await sql`
    update ledger_tip set day = ${end.day}, events = ${end.events}, head = ${end.head},
      previous_day = ${end.previousDay}
    where org_id = ${tip.orgId}`.execute(tx)
  return rows.map(({ eventId, day, sequence, hash }) => ({ eventId, day, sequence, hash }))
}

/** Actor, request and time of an event out of a request: `appendEvent(tx, { ...traceOf(context), kind, … })`. */
export function traceOf(context: Pick<RequestContext, 'principal' | 'requestId' | 'clock'>) {
  return {
    actor: actorOf(context.principal),
    requestId: context.requestId,
    at: context.clock.now(),
    success: true,
  } as const
}

export function actorOf(principal: Principal): Actor {
  return { accountId: principal.accountId, name: principal.name }
}

/** The ledger's day is that of UTC+8, the legal time of China, whatever a company's screens show. */
export function ledgerDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

function toContent(event: NewEvent): EventContent {
  return {
    eventId: newId({ now: () => event.at }),
    at: event.at.toISOString(),
    actorAccountId: event.actor.accountId,
    actorName: storableText(event.actor.name),
    kind: event.kind,
    objectKind: event.objectKind,
    objectId: storableText(event.objectId),
    success: event.success,
    detail: canonicalJson(event.detail ?? {}),
    ruleVersions: event.ruleVersions ? canonicalJson(event.ruleVersions) : null,
    requestId: event.requestId === undefined ? null : storableText(event.requestId),
  }
}

/** Finds or makes the one row that says where the company's chain ends, and holds it. */
async function lockTip(tx: Tx): Promise<ChainEnd & { readonly orgId: string }> {
  const { rows } = await sql<ChainEnd & { readonly orgId: string }>`
    insert into ledger_tip as tip (org_id, day, events, head, previous_day)
    values (current_org(), null, 0, ${GENESIS}, ${GENESIS})
    on conflict (org_id) do update set events = tip.events
    returning org_id as "orgId", day, events, head, previous_day as "previousDay"`.execute(tx)
  return rows[0]!
}

async function insertEvents(tx: Tx, rows: readonly StoredEvent[]): Promise<void> {
  const values = rows.map(
    (
      row,
    ) => sql`(current_org(), ${row.day}, ${row.sequence}, ${row.eventId}, ${row.at}, ${row.actorAccountId},
      ${row.actorName}, ${row.kind}, ${row.objectKind}, ${row.objectId}, ${row.success}, ${row.detail},
      ${row.ruleVersions}, ${row.requestId}, ${row.hash})`,
  )
  for (let start = 0; start < values.length; start += 500)
    await sql`insert into ledger_event (org_id, day, sequence, event_id, at, actor_account_id, actor_name, kind,
      object_kind, object_id, success, detail, rule_versions, request_id, hash)
      values ${sql.join(values.slice(start, start + 500))}`.execute(tx)
}
