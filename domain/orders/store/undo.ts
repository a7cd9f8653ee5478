import { sql, type Tx } from '../../../platform/database/index.ts'
import { boundsOf } from './roll-ups.ts'
import { recountOrders } from './write-orders.ts'

export interface UndoneOrders {
  readonly removed: number
  readonly restored: number
  /** Orders that a later import has changed: they stay. */
  readonly kept: number
}

/** Takes the orders of an import back, month by month; roll-ups are the caller's. */
export async function undoOrders(tx: Tx, importId: string, months: readonly string[]): Promise<UndoneOrders> {
  let removed = 0
  let kept = 0
  for (const month of months) {
    const { from, before } = boundsOf(month)
    const touchedLater = await sql<{ kept: number }>`
      select count(*) as kept from order_header h
      where h.org_id = (select current_org()) and h.order_date >= ${from}::date and h.order_date < ${before}::date
        and h.import_id = ${importId} and ${CHANGED_LATER}`.execute(tx)
    kept += touchedLater.rows[0]!.kept
    await sql`
      delete from order_line l using order_header h
      where h.org_id = (select current_org()) and h.order_date >= ${from}::date and h.order_date < ${before}::date
        and h.import_id = ${importId} and not ${CHANGED_LATER}
        and l.org_id = h.org_id and l.customer_id = h.customer_id and l.order_date = h.order_date
        and l.order_id = h.order_id and l.order_date >= ${from}::date and l.order_date < ${before}::date`.execute(
      tx,
    )
    const headers = await sql`
      delete from order_header h
      where h.org_id = (select current_org()) and h.order_date >= ${from}::date and h.order_date < ${before}::date
        and h.import_id = ${importId} and not ${CHANGED_LATER}`.execute(tx)
    removed += Number(headers.numAffectedRows ?? 0)
  }
  const restored = await restoreLines(tx, importId)
  await sql`delete from order_anomaly
    where org_id = (select current_org()) and import_id = ${importId} and state = 'open'`.execute(tx)
  return { removed, restored, kept }
}

const CHANGED_LATER = sql`exists (
  select from order_line_change g
  where g.org_id = h.org_id and g.order_date = h.order_date and g.order_id = h.order_id)`

/** Ids of imports rise with time: nobody has touched the line after this import. */
const LATEST = sql`not exists (
  select from order_line_change later
  where later.org_id = g.org_id and later.order_date = g.order_date and later.order_id = g.order_id
    and later.line_no = g.line_no and later.import_id > g.import_id)`

/** Lines that the import added to or changed in others' orders. */
async function restoreLines(tx: Tx, importId: string): Promise<number> {
  const { rows } = await sql<{ customerId: string; orderDate: string; orderId: string }>`
    select distinct customer_id as "customerId", order_date as "orderDate", order_id as "orderId"
    from order_line_change g where g.org_id = (select current_org()) and g.import_id = ${importId} and ${LATEST}`.execute(
    tx,
  )
  if (rows.length === 0) return 0
  await sql`
    delete from order_line l using order_line_change g
    where g.org_id = (select current_org()) and g.import_id = ${importId} and ${LATEST} and g.product_before is null
      and l.org_id = g.org_id and l.customer_id = g.customer_id and l.order_date = g.order_date
      and l.order_id = g.order_id and l.line_no = g.line_no`.execute(tx)
  await sql`
    update order_line l set product_id = g.product_before, quantity = g.quantity_before,
      amount_fen = g.amount_fen_before
    from order_line_change g
    where g.org_id = (select current_org()) and g.import_id = ${importId} and ${LATEST} and g.product_before is not null
      and l.org_id = g.org_id and l.customer_id = g.customer_id and l.order_date = g.order_date
      and l.order_id = g.order_id and l.line_no = g.line_no`.execute(tx)
  await sql`delete from order_line_change g
    where g.org_id = (select current_org()) and g.import_id = ${importId} and ${LATEST}`.execute(tx)
  await recountOrders(tx, rows)
  return rows.length
}
