import { sql } from '../../platform/database/index.ts'
import { readLatestOrderDate, refreshMonth, refreshRecent } from '../orders/index.ts'
import type { ImportKind } from './contract.ts'
import type { LoadContext, Loader } from './loading/loader.ts'
import { OrderLoader } from './loading/orders.ts'

/** Brings up to date what hangs on imported rows. Month by month, so that others get their turn in between. */
export async function bringUpToDate(context: LoadContext, kind: ImportKind, loader: Loader): Promise<void> {
  if (kind !== 'orders' || !(loader instanceof OrderLoader)) return
  const { database, orgId } = context
  for (const month of loader.touchedMonths)
    await database.inOrg(orgId, async (tx) => {
      await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
      await refreshMonth(tx, month)
    })
  await database.inOrg(orgId, async (tx) => {
    await refreshRecent(tx)
    await readLatestOrderDate(tx)
  })
}
