import { createHash, randomBytes } from 'node:crypto'
import { type Clock, newId } from '../clock.ts'
import { type Database, sql, type Tx } from '../database/index.ts'
import type { ClientAddress, SessionStage, SessionView } from '../http/handler.ts'

/** ASVS 5.0 7.3: administrators' sessions are shorter. A session that still lacks a step lives ten minutes. */
export const SESSION_TIMES = {
  user: { idleSeconds: 30 * 60, lifeSeconds: 12 * 3600 },
  admin: { idleSeconds: 15 * 60, lifeSeconds: 8 * 3600 },
  unfinished: { idleSeconds: 10 * 60, lifeSeconds: 10 * 60 },
} as const
export type SessionLife = keyof typeof SESSION_TIMES

/** Seen again is written at most once in this time: reading should not write. */
const SEEN_SECONDS = 60

/**
 * A token is `company.secret`: the company (base 64 of its id) says where to look, the 256 random bits prove it.
 * Only the secret's SHA-256 is kept; a random secret needs no slow hash.
 */
export async function startSession(
  tx: Tx,
  session: {
    readonly orgId: string
    readonly accountId: string
    readonly stage: SessionStage
    readonly life: SessionLife
    readonly client: ClientAddress
  },
  clock: Clock,
): Promise<{ token: string; view: SessionView; lifeSeconds: number }> {
  const secret = randomBytes(32).toString('base64url')
  const { idleSeconds, lifeSeconds } = SESSION_TIMES[session.life]
  const now = clock.now()
  const sessionId = newId(clock)
  await sql`
    insert into auth_session (org_id, session_id, account_id, token_hash, stage, created_at, last_seen_at,
      idle_seconds, expires_at, address, user_agent)
    values (${session.orgId}, ${sessionId}, ${session.accountId}, ${hash(secret)}, ${session.stage}, ${now}, ${now},
      ${idleSeconds}, ${new Date(now.getTime() + lifeSeconds * 1000)}, ${session.client.address},
      ${session.client.userAgent})`.execute(tx)
  const { orgId, accountId, stage } = session
  return {
    token: `${encodeOrg(orgId)}.${secret}`,
    view: { orgId, accountId, sessionId, stage, csrfToken: csrfOf(secret) },
    lifeSeconds,
  }
}

export interface LiveSession {
  readonly view: SessionView
  readonly startedAt: Date
  readonly endsAt: Date
  readonly idleSeconds: number
}

/**
 * The living session of a token and what `load` finds for its account, in one transaction; nothing for a token that
 * is unknown, ended, idle for too long or too old. Every request asks, so an ended session is dead at once.
 */
export async function findSession<Found>(
  database: Database,
  clock: Clock,
  token: string,
  load: (tx: Tx, session: LiveSession) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const parts = readToken(token)
  if (!parts) return undefined
  const now = clock.now()
  const found = await database.inOrg(
    parts.orgId,
    async (tx) => {
      const row = await findRow(tx, parts.secret)
      if (!row || !isAlive(row, now)) return undefined
      const view: SessionView = {
        orgId: parts.orgId,
        accountId: row.accountId,
        sessionId: row.sessionId,
        stage: row.stage,
        csrfToken: csrfOf(parts.secret),
      }
      const session = { view, startedAt: row.createdAt, endsAt: row.expiresAt, idleSeconds: row.idleSeconds }
      return { row, loaded: await load(tx, session) }
    },
    { readOnly: true },
  )
  if (found?.loaded === undefined) return undefined
  if (now.getTime() - found.row.lastSeenAt.getTime() >= SEEN_SECONDS * 1000) {
    await database.inOrg(parts.orgId, (tx) =>
      sql`update auth_session set last_seen_at = ${now}
        where session_id = ${found.row.sessionId} and ended_at is null`.execute(tx),
    )
  }
  return found.loaded
}

export type SessionEnd =
  | 'signed-out'
  | 'replaced'
  | 'ended-by-owner'
  | 'disabled'
  | 'role-changed'
  | 'password-changed'

/** Ends sessions of an account: one, all, or all but one. Returns how many were alive. */
export async function endSessions(
  tx: Tx,
  which: { readonly accountId: string; readonly sessionId?: string; readonly except?: string },
  because: SessionEnd,
  clock: Clock,
): Promise<number> {
  const result = await sql`
    update auth_session set ended_at = ${clock.now()}, ended_because = ${because}
    where account_id = ${which.accountId} and ended_at is null
      and (${which.sessionId ?? null}::uuid is null or session_id = ${which.sessionId ?? null}::uuid)
      and (${which.except ?? null}::uuid is null or session_id <> ${which.except ?? null}::uuid)`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

export interface ListedSession {
  readonly sessionId: string
  readonly startedAt: Date
  readonly lastSeenAt: Date
  readonly address: string
  readonly userAgent: string
}

/** The living, complete sessions of an account, latest first. */
export async function listSessions(tx: Tx, accountId: string, clock: Clock): Promise<ListedSession[]> {
  const now = clock.now()
  const { rows } = await sql<ListedSession>`
    select session_id as "sessionId", created_at as "startedAt", last_seen_at as "lastSeenAt", address,
      user_agent as "userAgent"
    from auth_session
    where account_id = ${accountId} and stage = 'complete' and ended_at is null and expires_at > ${now}
      and last_seen_at + make_interval(secs => idle_seconds) > ${now}
    order by last_seen_at desc limit 100`.execute(tx)
  return rows
}

interface SessionRow {
  readonly sessionId: string
  readonly accountId: string
  readonly stage: SessionStage
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly idleSeconds: number
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

async function findRow(tx: Tx, secret: string): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select session_id as "sessionId", account_id as "accountId", stage, created_at as "createdAt",
      last_seen_at as "lastSeenAt", idle_seconds as "idleSeconds", expires_at as "expiresAt", ended_at as "endedAt"
    from auth_session where token_hash = ${hash(secret)}`.execute(tx)
  return rows[0]
}

function isAlive(row: SessionRow, now: Date): boolean {
  if (row.endedAt !== null || row.expiresAt <= now) return false
  return now.getTime() - row.lastSeenAt.getTime() < row.idleSeconds * 1000
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Bound to the session and not to be turned back into its token. */
function csrfOf(secret: string): string {
  return createHash('sha256').update(`csrf ${secret}`).digest('base64url')
}

function encodeOrg(orgId: string): string {
  return Buffer.from(orgId.replaceAll('-', ''), 'hex').toString('base64url')
}

function readToken(token: string): { orgId: string; secret: string } | undefined {
  const match = /^([\w-]{22})\.([\w-]{43})$/.exec(token)
  if (!match) return undefined
  const hex = Buffer.from(match[1]!, 'base64url').toString('hex')
  if (hex.length !== 32) return undefined
  const orgId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { orgId, secret: match[2]! }
}
