import { sql } from '../../../platform/database/index.ts'
import { conflict, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { undoBatch } from '../../customers/index.ts'
import { removeUnsoldProducts } from '../../goods/index.ts'
import { refreshMonth, refreshRecent, undoOrders } from '../../orders/index.ts'
import { findRun, updateRun } from '../store/runs.ts'

/** Takes a whole import back, except what somebody has changed or built on since; says how much stayed. */
export async function undoImport(
  context: RequestContext,
  importId: string,
): Promise<{ removed: number; restored: number; kept: number }> {
  return context.transaction(async (tx) => {
    const run = await findRun(tx, importId)
    if (!run) throw notFound()
    if (run.state !== 'done' || run.dryRun) throw conflict('IMP-32')
    const total = { removed: 0, restored: 0, kept: 0 }
    const add = (part: { removed?: number; restored?: number; kept?: number }) => {
      total.removed += part.removed ?? 0
      total.restored += part.restored ?? 0
      total.kept += part.kept ?? 0
    }
    if (run.kind === 'orders') {
      add(await undoOrders(tx, importId, run.touchedMonths))
      for (const month of run.touchedMonths) await refreshMonth(tx, month)
      await refreshRecent(tx)
    }
    if (run.kind === 'debits') {
      const result = await sql`delete from debit
        where org_id = (select current_org()) and import_id = ${importId}`.execute(tx)
      add({ removed: Number(result.numAffectedRows ?? 0) })
    }
    // Orders may have brought customers and goods along.
    add(
      await undoBatch(tx, importId, {
        source: 'undo',
        accountId: context.principal.accountId,
        clock: context.clock,
      }),
    )
    add(await removeUnsoldProducts(tx, importId))
    await updateRun(tx, importId, { state: 'undone' })
    await context.record(tx, {
      kind: 'import.undone',
      objectKind: 'import_run',
      objectId: importId,
      detail: total,
    })
    return total
  })
}
