import type { Clock } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'

/** Ended sessions are kept for a while: they answer where an account was signed in. The ledger keeps it for longer. */
const SESSION_DAYS = 90

/** Removes sessions that ended long ago and counts of failed sign-ins nobody asks for any more. */
export async function tidyAuth(tx: Tx, clock: Clock): Promise<{ sessions: number; counts: number }> {
  const day = 24 * 3600 * 1000
  const before = (days: number) => new Date(clock.now().getTime() - days * day)
  const sessions = await sql`delete from auth_session where expires_at < ${before(SESSION_DAYS)}`.execute(tx)
  const counts = await sql`delete from auth_throttle where last_attempt_at < ${before(1)}`.execute(tx)
  return { sessions: Number(sessions.numAffectedRows ?? 0), counts: Number(counts.numAffectedRows ?? 0) }
}
