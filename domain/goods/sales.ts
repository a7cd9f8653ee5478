import { addMonths } from '../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../platform/database/index.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { grantFor } from '../people/index.ts'
import { type OrderReach, reachableLines, readsOwnBrands, sumReachOf } from './reach.ts'

/** Goods are for everybody, their sales only as far as the reader may read orders; nobody's orders are no sales. */
export function salesReach({ principal }: RequestContext): OrderReach | undefined {
  const grant = grantFor(principal.role, 'orders', 'read')
  return grant && { principal, scope: grant.scope, masks: grant.masks }
}

/**
 * Sales by month and product within reach, months `from` to `to` inclusive, as a query with the columns month,
 * product_id, quantity, amount_fen, buyers and lines. From the roll-up where the reader owns rows in it.
 */
export function salesQuery(
  reach: OrderReach | undefined,
  { from, to, productId }: { readonly from: string; readonly to: string; readonly productId?: string },
): RawBuilder<unknown> {
  if (!reach)
    return sql`select ''::text as month, null::uuid as product_id, 0 as quantity, 0 as amount_fen, 0 as buyers,
      0 as lines where false`
  const sums = sumReachOf(reach)
  if (sums.kind === 'managers' && !readsOwnBrands(reach))
    return sql`
      select s.month, s.product_id, sum(s.quantity) as quantity, sum(s.amount_fen) as amount_fen,
        sum(s.buyers) as buyers, sum(s.lines) as lines
      from sales_month s
      where s.org_id = (select current_org()) and s.month between ${from} and ${to} and ${sums.owns('s.manager_id')}
        and ${productId ? sql`s.product_id = ${productId}` : sql`true`}
      group by s.month, s.product_id`
  return sql`
    select to_char(line.order_date, 'YYYY-MM') as month, line.product_id, sum(line.quantity) as quantity,
      sum(line.amount_fen) as amount_fen, count(distinct line.customer_id) as buyers, count(*) as lines
    from ${reachableLines(reach, { from: `${from}-01`, before: `${addMonths(to, 1)}-01` })}
      and ${productId ? sql`line.product_id = ${productId}` : sql`true`}
    group by 1, 2`
}

/** The date that "last month" is counted from; null while there are no orders. */
export async function readLatestOrderDate(tx: Tx): Promise<string | null> {
  const { rows } = await sql<{ latest: string | null }>`
    select max(order_date) as latest from order_header where org_id = (select current_org())`.execute(tx)
  return rows[0]!.latest
}
