/** Counts of the program itself: jobs, sessions, accounts, the audit log. Never a business row. */
import { FREE_ATTEMPTS, WINDOW_SECONDS } from '../../../platform/auth/throttle.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'

const UNUSED_DAYS = 90
const DAY_MILLISECONDS = 86_400_000

export interface JobCounts {
  readonly waiting: number
  readonly running: number
  readonly failed: number
  readonly done: number
  readonly stuck: number
}

export async function countJobs(tx: Tx, now: Date): Promise<JobCounts> {
  const weekAgo = before(now, 7)
  const { rows } = await sql<JobCounts>`
    select count(*) filter (where state = 'queued') as waiting, count(*) filter (where state = 'running') as running,
      count(*) filter (where state = 'failed' and finished_at > ${weekAgo}) as failed,
      count(*) filter (where state = 'done' and finished_at > ${weekAgo}) as done,
      count(*) filter (where state = 'running' and lease_until < ${now}) as stuck
    from job where org_id = (select current_org())`.execute(tx)
  return rows[0]!
}

export async function countSignedIn(tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct account_id) as count from auth_session
    where org_id = (select current_org()) and stage = 'complete' and ended_at is null and expires_at > ${now}
      and last_seen_at + make_interval(secs => idle_seconds) > ${now}`.execute(tx)
  return rows[0]!.count
}

export interface AccountState {
  readonly accounts: number
  readonly disabled: number
  readonly unused: number
  readonly withoutRole: { login: string; name: string; createdAt: Date }[]
  readonly locked: { login: string; attempts: number; lastAttemptAt: Date }[]
  readonly administratorsWithoutSecondFactor: string[]
  readonly failedToday: number
}

export async function readAccountState(tx: Tx, now: Date, today: string): Promise<AccountState> {
  const counts = await sql<{ accounts: number; disabled: number; unused: number }>`
    select count(*) as accounts, count(*) filter (where status = 'disabled') as disabled,
      count(*) filter (where status = 'active' and coalesce(last_sign_in_at, created_at) < ${before(now, UNUSED_DAYS)})
        as unused
    from account where org_id = (select current_org())`.execute(tx)
  const withoutRole = await sql<{ login: string; name: string; createdAt: Date }>`
    select a.login, coalesce(p.name, a.name) as name, a.created_at as "createdAt"
    from account a left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where a.org_id = (select current_org()) and a.role is null and a.status = 'active' order by a.created_at limit 20`.execute(
    tx,
  )
  // Only names of real accounts: what was typed into the field may have been a password.
  const locked = await sql<{ login: string; attempts: number; lastAttemptAt: Date }>`
    select a.login, max(t.attempts) as attempts, max(t.last_attempt_at) as "lastAttemptAt"
    from auth_throttle t
      join account a on a.org_id = t.org_id and (a.login = t.key or t.key = 'code ' || a.account_id::text)
    where t.org_id = (select current_org()) and t.kind = 'account' and t.attempts >= ${FREE_ATTEMPTS.account}
      and t.last_attempt_at > ${new Date(now.getTime() - WINDOW_SECONDS * 1000)}
    group by a.login order by 3 desc limit 20`.execute(tx)
  const unprotected = await sql<{ login: string }>`
    select a.login from account a join auth_credential k on k.org_id = a.org_id and k.account_id = a.account_id
    where a.org_id = (select current_org()) and a.status = 'active' and k.totp_confirmed_at is null
      and a.role in ('system_admin', 'security_admin', 'audit_admin') order by a.login`.execute(tx)
  const failed = await sql<{ count: number }>`
    select count(*) as count from ledger_event
    where org_id = (select current_org()) and day = ${today}::date and kind = 'session.refused'`.execute(tx)
  return {
    ...counts.rows[0]!,
    withoutRole: withoutRole.rows,
    locked: locked.rows,
    administratorsWithoutSecondFactor: unprotected.rows.map(({ login }) => login),
    failedToday: failed.rows[0]!.count,
  }
}

export interface LedgerState {
  readonly days: { day: string; events: number; refused: number }[]
  readonly kinds: { kind: string; events: number }[]
  readonly lastCheck: { at: Date; ok: boolean; events: number; by: string } | null
}

/** The last seven days; older ones are for the reader of the log itself. */
export async function readLedgerState(tx: Tx, now: Date): Promise<LedgerState> {
  const since = before(now, 7).toISOString().slice(0, 10)
  const days = await sql<{ day: string; events: number; refused: number }>`
    select day, count(*) as events, count(*) filter (where not success) as refused from ledger_event
    where org_id = (select current_org()) and day >= ${since}::date group by day order by day`.execute(tx)
  const kinds = await sql<{ kind: string; events: number }>`
    select kind, count(*) as events from ledger_event
    where org_id = (select current_org()) and day >= ${since}::date group by kind order by 2 desc, 1 limit 6`.execute(
    tx,
  )
  const checks = await sql<{ at: Date; ok: boolean; events: number; by: string }>`
    select at, (detail->>'ok')::boolean as ok, (detail->>'events')::int as events, actor_name as by from ledger_event
    where org_id = (select current_org()) and kind = 'ledger.check' order by day desc, sequence desc limit 1`.execute(
    tx,
  )
  return { days: days.rows, kinds: kinds.rows, lastCheck: checks.rows[0] ?? null }
}

function before(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MILLISECONDS)
}
