import type { z } from 'zod'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import { goodsCondition, type OrderReach, readsOwnBrands } from '../../goods/index.ts'
import { customerScope } from '../../people/index.ts'
import type { getOrder, OrderChannel, orderRowSchema } from '../contract.ts'

export type OrderRow = z.output<typeof orderRowSchema>
export type OrderDetail = z.output<Exclude<(typeof getOrder)['response'], 'file'>>

export interface OrderFilter {
  readonly from: string
  readonly to: string
  readonly customerId?: string
  readonly managerId?: string
  readonly channel?: readonly OrderChannel[]
  readonly warehouse?: string
  readonly isReturn?: boolean
  /** Beginning of an order number, or part of code or name of the customer. */
  readonly search?: string
}

/** Keys a list of orders can be sorted by. */
export const ORDER_SORTS = {
  orderDate: sql`h.order_date`,
  orderNo: sql`h.order_no`,
  lines: sql`h.line_count`,
  quantity: sql`h.quantity`,
  amountFen: sql`h.amount_fen`,
  channel: sql`h.channel`,
} as const satisfies Record<string, RawBuilder<unknown>>
export type OrderSort = keyof typeof ORDER_SORTS

/**
 * Orders of a reader as a source `h` with the columns of order_header. Who reads the goods under cultivation alone
 * gets orders made of these lines, and no order without one.
 */
export function ordersOf(reach: OrderReach): RawBuilder<unknown> {
  if (!readsOwnBrands(reach)) return sql`order_header h`
  return sql`(
    select o.org_id, o.order_date, o.order_id, o.customer_id, o.order_no, o.channel, o.warehouse, o.is_return,
      o.import_id, own.line_count, own.quantity, own.amount_fen
    from order_header o cross join lateral (
      select count(*) as line_count, sum(line.quantity) as quantity, sum(line.amount_fen) as amount_fen
      from order_line line join product p on p.org_id = line.org_id and p.product_id = line.product_id
      where line.org_id = o.org_id and line.customer_id = o.customer_id and line.order_date = o.order_date
        and line.order_id = o.order_id and ${goodsCondition(reach)}) own
    where own.line_count > 0) h`
}

/** The bounds stand on the partition key, so months outside are not looked at. */
function whereOf(reach: OrderReach, filter: OrderFilter): RawBuilder<unknown> {
  const conditions = [
    sql`h.org_id = (select current_org())`,
    sql`h.order_date between ${filter.from}::date and ${filter.to}::date`,
    customerScope(reach, 'h'),
  ]
  if (filter.customerId) conditions.push(sql`h.customer_id = ${filter.customerId}`)
  if (filter.managerId)
    conditions.push(sql`h.customer_id in (
      select m.customer_id from customer m where m.org_id = (select current_org()) and m.manager_id = ${filter.managerId})`)
  if (filter.channel?.length) conditions.push(sql`h.channel = any(${filter.channel}::text[])`)
  if (filter.warehouse) conditions.push(sql`h.warehouse = ${filter.warehouse}`)
  if (filter.isReturn !== undefined) conditions.push(sql`h.is_return = ${filter.isReturn}`)
  for (const term of (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
    const escaped = term.replace(/[\\%_]/g, '\\$&')
    conditions.push(sql`(lower(h.order_no) like ${`${escaped}%`} or h.customer_id in (
      select m.customer_id from customer m
      where m.org_id = (select current_org()) and m.search_key like ${`%${escaped}%`}))`)
  }
  return sql.join(conditions, sql` and `)
}

const ROW = sql`
  h.order_id as "orderId", h.order_date as "orderDate", h.order_no as "orderNo", h.customer_id as "customerId",
  c.code as "customerCode", c.name as "customerName", c.manager_id as "managerId", h.channel, h.warehouse,
  h.line_count as lines, h.quantity, h.amount_fen as "amountFen", h.is_return as "isReturn"`
const CUSTOMER = sql`join customer c on c.org_id = h.org_id and c.customer_id = h.customer_id`

export async function sumOrders(
  tx: Tx,
  reach: OrderReach,
  filter: OrderFilter,
): Promise<{ total: number; lines: number; quantity: number; amountFen: number }> {
  const { rows } = await sql<{ total: number; lines: number; quantity: number; amountFen: number }>`
    select count(*) as total, coalesce(sum(h.line_count), 0) as lines, coalesce(sum(h.quantity), 0) as quantity,
      coalesce(sum(h.amount_fen), 0) as "amountFen"
    from ${ordersOf(reach)} where ${whereOf(reach, filter)}`.execute(tx)
  return rows[0]!
}

/** A page of orders; names are fetched for its rows alone. */
export async function listOrders(
  tx: Tx,
  reach: OrderReach,
  filter: OrderFilter,
  page: {
    readonly sort: OrderSort
    readonly falling: boolean
    readonly limit: number
    readonly offset: number
  },
): Promise<OrderRow[]> {
  const direction = page.falling ? sql`desc` : sql`asc`
  const order = sql`${ORDER_SORTS[page.sort]} ${direction}, h.order_date desc, h.order_id desc`
  const { rows } = await sql<OrderRow>`
    with h as materialized (
      select h.* from ${ordersOf(reach)} where ${whereOf(reach, filter)}
      order by ${order} limit ${page.limit} offset ${page.offset})
    select ${ROW} from h ${CUSTOMER} order by ${order}`.execute(tx)
  return rows
}

export async function readOrder(
  tx: Tx,
  reach: OrderReach,
  { orderDate, orderId }: { readonly orderDate: string; readonly orderId: string },
): Promise<OrderDetail | undefined> {
  const found = await sql<
    OrderRow & { importId: string; importedAt: Date | null; importedByName: string | null }
  >`
    select ${ROW}, h.import_id as "importId", i.created_at as "importedAt", p.name as "importedByName"
    from ${ordersOf(reach)} ${CUSTOMER}
    left join import_run i on i.org_id = h.org_id and i.import_id = h.import_id
    left join account a on a.org_id = i.org_id and a.account_id = i.created_by
    left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where h.org_id = (select current_org()) and h.order_date = ${orderDate}::date and h.order_id = ${orderId}
      and ${customerScope(reach, 'h')}`.execute(tx)
  const order = found.rows[0]
  if (!order) return undefined
  const lines = await sql<OrderDetail['lines'][number]>`
    select line.line_no as "lineNo", line.product_id as "productId", p.code as "productCode",
      p.name as "productName", line.quantity, line.amount_fen as "amountFen"
    from order_line line join product p on p.org_id = line.org_id and p.product_id = line.product_id
    where line.org_id = (select current_org()) and line.customer_id = ${order.customerId}
      and line.order_date = ${orderDate}::date and line.order_id = ${orderId} and ${goodsCondition(reach)}
    order by line.line_no`.execute(tx)
  return {
    order: { ...order, importedAt: order.importedAt?.toISOString() ?? null },
    lines: lines.rows,
  }
}

export interface ChannelRow {
  readonly channel: OrderChannel
  readonly warehouse: string | null
  readonly orders: number
  readonly lines: number
  readonly quantity: number
  readonly amountFen: number
}

/** DAT-05: rows and total from one reading of the same orders. */
export async function readChannels(
  tx: Tx,
  reach: OrderReach,
  filter: OrderFilter,
): Promise<{ rows: ChannelRow[]; total: Omit<ChannelRow, 'channel' | 'warehouse'> }> {
  const { rows } = await sql<ChannelRow & { isTotal: boolean }>`
    select grouping(h.channel) = 1 as "isTotal", h.channel, h.warehouse, count(*) as orders,
      coalesce(sum(h.line_count), 0) as lines, coalesce(sum(h.quantity), 0) as quantity,
      coalesce(sum(h.amount_fen), 0) as "amountFen"
    from ${ordersOf(reach)} where ${whereOf(reach, filter)}
    group by grouping sets ((h.channel, h.warehouse), ())
    order by 1, 2, 3 nulls last`.execute(tx)
  const plain = rows.map(({ isTotal, ...row }) => ({ isTotal, row }))
  const { channel: _c, warehouse: _w, ...total } = plain.find(({ isTotal }) => isTotal)!.row
  return { rows: plain.filter(({ isTotal }) => !isTotal).map(({ row }) => row), total }
}
