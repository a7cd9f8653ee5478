import type { Clock } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'

/**
 * How often one may fail before having to wait. An account: ten attempts in fifteen minutes, then one after 2, 4,
 * 8 … seconds, never longer than the window; nobody is locked out for good, since that would let anybody lock out
 * anybody. An address: a hundred in fifteen minutes.
 */
export const WINDOW_SECONDS = 900
export const FREE_ATTEMPTS = { account: 10, address: 100 } as const
export type ThrottleKind = keyof typeof FREE_ATTEMPTS

/**
 * Counts an attempt before it is made and says whether it may be made; also for attempts that arrive together,
 * since the row is locked while it is counted. An attempt that has to wait is not counted.
 *
 * @returns seconds to wait, 0 when the attempt may be made
 */
export async function countAttempt(
  tx: Tx,
  orgId: string,
  kind: ThrottleKind,
  key: string,
  clock: Clock,
): Promise<number> {
  const now = clock.now()
  const inserted = await sql`
    insert into auth_throttle (org_id, kind, key, window_started_at, attempts, last_attempt_at)
    values (${orgId}, ${kind}, ${key}, ${now}, 1, ${now})
    on conflict (org_id, kind, key) do nothing returning 1 as done`.execute(tx)
  if (inserted.rows.length > 0) return 0
  const { rows } = await sql<Counted>`
    select window_started_at as started, attempts, last_attempt_at as last from auth_throttle
    where kind = ${kind} and key = ${key} for update`.execute(tx)
  const decision = decide(kind, rows[0]!, now)
  if (typeof decision === 'number') return decision
  await sql`
    update auth_throttle set last_attempt_at = ${now},
      attempts = ${decision === 'anew' ? sql`1` : sql`attempts + 1`},
      window_started_at = ${decision === 'anew' ? sql`${now}::timestamptz` : sql`window_started_at`}
    where kind = ${kind} and key = ${key}`.execute(tx)
  return 0
}

/** After success: the account's count begins anew, and the address gets its attempt back. */
export async function forgiveAttempt(tx: Tx, account: string, address: string): Promise<void> {
  await sql`delete from auth_throttle where (kind = 'account' and key = ${account})
    or (kind = 'address' and key = ${address} and attempts = 1)`.execute(tx)
  await sql`update auth_throttle set attempts = attempts - 1
    where kind = 'address' and key = ${address} and attempts > 1`.execute(tx)
}

interface Counted {
  readonly started: Date
  readonly attempts: number
  readonly last: Date
}

/** Seconds to wait, or how to count the attempt. */
function decide(
  kind: ThrottleKind,
  { started, attempts, last }: Counted,
  now: Date,
): number | 'anew' | 'more' {
  const free = FREE_ATTEMPTS[kind]
  const sinceStart = secondsBetween(started, now)
  if (kind === 'address' || attempts < free) {
    if (sinceStart >= WINDOW_SECONDS) return 'anew'
    return attempts < free ? 'more' : WINDOW_SECONDS - sinceStart
  }
  const sinceLast = secondsBetween(last, now)
  if (sinceLast >= WINDOW_SECONDS) return 'anew'
  const delay = Math.min(WINDOW_SECONDS, 2 ** (attempts - free + 1))
  return sinceLast >= delay ? 'more' : delay - sinceLast
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}
