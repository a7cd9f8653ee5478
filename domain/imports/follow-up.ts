import { addDays } from '../../engines/kernel/dates.ts'
import { type Clock, localDate } from '../../platform/clock.ts'
import { type Database, sql, type Tx } from '../../platform/database/index.ts'
import { ruleAt } from '../../platform/rules/index.ts'
import {
  anomalySettings,
  findAnomalies,
  readLatestOrderDate,
  refreshMonth,
  refreshRecent,
} from '../orders/index.ts'

/** An import that has not moved for this long was killed. */
const DEAD_AFTER_MILLISECONDS = 3_600_000

/** Odd orders are for people to look into; in history loaded later than this nobody can. */
const HISTORY_AFTER_DAYS = 92

/**
 * Brings up to date what hangs on imported orders: the roll-ups of the months that were touched, every customer's
 * recent mean, odd orders. Month by month, so that others get their turn in between. Also takes over what imports
 * left that failed or were killed on the way.
 *
 * @param importIds the imports just loaded; several files of one command follow up once
 */
export async function bringUpToDate(
  database: Database,
  orgId: string,
  importIds: readonly string[],
  clock: Clock,
): Promise<void> {
  const due = await database.inOrg(orgId, (tx) => findDue(tx, importIds, clock))
  const months = [...new Set(due.flatMap((run) => run.months))].sort()
  if (months.length === 0) return
  await gatherStatistics(database, months)
  for (const month of months)
    await database.inOrg(orgId, async (tx) => {
      await sql`set local max_parallel_workers_per_gather = 0; set local jit = off; set local work_mem = '32MB'`.execute(
        tx,
      )
      await refreshMonth(tx, month)
    })
  await database.inOrg(orgId, async (tx) => {
    // All of these compare whole sets; row by row would take hours where the planner guesses wrong.
    await sql`set local max_parallel_workers_per_gather = 0; set local jit = off; set local enable_nestloop = off; set local work_mem = '64MB'`.execute(
      tx,
    )
    await refreshRecent(tx)
    await lookForAnomalies(tx, importIds.at(-1) ?? null, clock)
    await sql`
      update import_run set roll_up_due = false,
        state = case when state = 'running' and not import_id = any(${importIds}::uuid[]) then 'failed' else state end
      where org_id = (select current_org()) and import_id = any(${due.map((run) => run.importId)}::uuid[])`.execute(
      tx,
    )
  })
}

async function findDue(
  tx: Tx,
  importIds: readonly string[],
  clock: Clock,
): Promise<{ readonly importId: string; readonly months: string[] }[]> {
  const deadBefore = new Date(clock.now().getTime() - DEAD_AFTER_MILLISECONDS)
  const { rows } = await sql<{ importId: string; months: string[] }>`
    select import_id as "importId", touched_months as months from import_run
    where org_id = (select current_org()) and roll_up_due
      and (state <> 'running' or import_id = any(${importIds}::uuid[]) or created_at < ${deadBefore})`.execute(
    tx,
  )
  return rows
}

async function lookForAnomalies(tx: Tx, importId: string | null, clock: Clock): Promise<void> {
  const latest = await readLatestOrderDate(tx)
  const today = localDate(clock)
  if (latest === null || latest < addDays(today, -HISTORY_AFTER_DAYS)) return
  const { value: settings, version } = await ruleAt(tx, anomalySettings, today)
  await findAnomalies(tx, { settings, ruleVersion: `${anomalySettings.id}@${version}`, importId, clock })
}

/**
 * Tells the planner what came in. The embedded database has nobody who does it by the way, and on a server the
 * nightly one comes too late for the roll-ups that follow at once.
 */
async function gatherStatistics(database: Database, months: readonly string[]): Promise<void> {
  const partitions = months.flatMap((month) =>
    ['order_header', 'order_line'].map((table) => `${table}_${month.replace('-', '_')}`),
  )
  await database.asOwner(async (tx) => {
    // A tenth of the usual sample: sizes and distinct counts matter here, not histograms.
    await sql`set local default_statistics_target = 10`.execute(tx)
    for (const table of [...partitions, 'customer', 'product', 'customer_assignment'])
      await sql`analyze ${sql.table(table)}`.execute(tx)
  })
}
