import { addDays } from '../../engines/kernel/dates.ts'
import type { Clock } from '../clock.ts'
import { type Database, sql } from '../database/index.ts'
import { MINIMUM_RETENTION_DAYS } from './chain.ts'
import { appendEvent, ledgerDay, SYSTEM_ACTOR } from './ledger.ts'

/**
 * Removes the events of whole days that are older than `keepDays` (never less than 183). Their closing hashes stay, so
 * the chain still verifies, and the removal is an event itself. Returns how many events went.
 */
export function pruneLedger(
  database: Database,
  orgId: string,
  options: { readonly keepDays: number; readonly clock: Clock },
): Promise<number> {
  const at = options.clock.now()
  const throughDay = addDays(ledgerDay(at), -Math.max(MINIMUM_RETENTION_DAYS, options.keepDays))
  return database.asOwner(async (tx) => {
    await sql`set local app.org_id = ${sql.lit(orgId)}`.execute(tx)
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ledger_event
      where org_id = ${orgId} and day <= ${throughDay}`.execute(tx)
    const events = rows[0]!.count
    if (events === 0) return 0
    await appendEvent(tx, {
      actor: SYSTEM_ACTOR,
      kind: 'ledger.prune',
      objectKind: 'ledger',
      objectId: orgId,
      success: true,
      detail: { throughDay, events },
      at,
    })
    await sql`delete from ledger_event where org_id = ${orgId} and day <= ${throughDay}`.execute(tx)
    return events
  })
}
