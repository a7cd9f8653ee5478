/** Sums of sales from the roll-ups. One query a question, the same for an indicator, a dashboard and a report. */
import { addMonths, type IsoDate, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import { NOBODY } from '../../orders/index.ts'
import { customersOf, goodsOf, hasGoodsLimit, reachOf } from './reach.ts'

export const SALES_DIMENSIONS = ['month', 'manager', 'department', 'product', 'brand', 'priceClass'] as const
export type SalesDimension = (typeof SALES_DIMENSIONS)[number]

export interface SalesQuestion {
  /** First and last month, both included. */
  readonly from: IsoMonth
  readonly to: IsoMonth
  readonly by: readonly SalesDimension[]
  readonly where?: Readonly<Partial<Record<SalesDimension, readonly string[]>>>
  readonly reader: Reader
}

export interface SalesSum {
  /** One value per dimension of `by`: ids of managers, departments and products, else the value itself. */
  readonly group: Readonly<Record<string, string | null>>
  readonly quantity: number
  readonly amountFen: number
  readonly lines: number
  /** Customers behind the cell: exactly, or where goods are added up at least so many. */
  readonly buyers: number
}

interface SumRow extends Omit<SalesSum, 'group'> {
  readonly [dimension: string]: string | number | null
}

const GOODS: readonly SalesDimension[] = ['product', 'brand', 'priceClass']

export async function sumSales(tx: Tx, question: SalesQuestion): Promise<SalesSum[]> {
  const used = new Set([...question.by, ...Object.keys(question.where ?? {})] as SalesDimension[])
  const needsGoods = GOODS.some((dimension) => used.has(dimension)) || hasGoodsLimit(question.reader)
  const source = needsGoods ? salesByProduct(question) : salesByManager(question)
  const needsProduct = used.has('brand') || used.has('priceClass') || hasGoodsLimit(question.reader)
  const { rows } = await sql<SumRow>`
    select ${selected(question.by)} sum(s.quantity) as quantity, sum(s.amount_fen) as "amountFen", sum(s.lines) as lines,
      ${needsGoods ? sql`max(s.buyers)` : sql`sum(s.buyers)`} as buyers
    from (${source}) s
    ${needsProduct ? sql`join product p on p.org_id = (select current_org()) and p.product_id = s.product_id` : sql``}
    ${used.has('department') ? sql`left join person owner on owner.org_id = (select current_org()) and owner.person_id = s.manager_id` : sql``}
    where ${needsProduct ? goodsOf(question.reader) : sql`true`} ${filters(question.where)}
    ${grouped(question.by)}`.execute(tx)
  return rows.map((row) => toSum(row, question.by))
}

/** Months of owners: a few hundred rows for years of a city. Customers add up here. */
function salesByManager({ from, to, reader }: SalesQuestion): RawBuilder<unknown> {
  const reach = reachOf(reader)
  if (reach.kind === 'managers')
    return sql`
      select month, manager_id, quantity, amount_fen, lines, ordering_customers as buyers from manager_month
      where org_id = (select current_org()) and month between ${from} and ${to} and ${reach.owns('manager_id')}`
  return sql`
    select m.month, c.manager_id, m.quantity, m.amount_fen, m.lines, (m.orders > 0)::int as buyers
    from customer_month m join customer c on c.org_id = (select current_org()) and c.customer_id = m.customer_id
    where m.org_id = (select current_org()) and m.month between ${from} and ${to} and ${customersOf(reader)}`
}

function salesByProduct({ from, to, reader }: SalesQuestion): RawBuilder<unknown> {
  const reach = reachOf(reader)
  if (reach.kind === 'managers')
    return sql`
      select month, manager_id, product_id, quantity, amount_fen, lines, buyers from sales_month
      where org_id = (select current_org()) and month between ${from} and ${to} and ${reach.owns('manager_id')}`
  return sql`
    select to_char(l.order_date, 'YYYY-MM') as month, c.manager_id, l.product_id, sum(l.quantity) as quantity,
      sum(l.amount_fen) as amount_fen, count(*) as lines, count(distinct l.customer_id) as buyers
    from order_line l join customer c on c.org_id = (select current_org()) and c.customer_id = l.customer_id
    where l.org_id = (select current_org()) and l.order_date >= ${`${from}-01`}::date
      and l.order_date < ${`${addMonths(to, 1)}-01`}::date and ${customersOf(reader)}
    group by 1, 2, 3`
}

function expression(dimension: SalesDimension): RawBuilder<unknown> {
  switch (dimension) {
    case 'month':
      return sql`s.month`
    case 'manager':
      return sql`nullif(s.manager_id, ${NOBODY}::uuid)::text`
    case 'department':
      return sql`owner.unit_id::text`
    case 'product':
      return sql`s.product_id::text`
    case 'brand':
      return sql`p.brand`
    case 'priceClass':
      return sql`p.price_class::text`
  }
}

function selected(by: readonly SalesDimension[]): RawBuilder<unknown> {
  if (by.length === 0) return sql``
  return sql`${sql.join(by.map((dimension) => sql`${expression(dimension)} as ${sql.id(dimension)}`))},`
}

/** Without dimensions there is one row, also when nothing was sold: `having` keeps a missing sum from being a zero. */
function grouped(by: readonly SalesDimension[]): RawBuilder<unknown> {
  if (by.length === 0) return sql`having count(*) > 0`
  const places = sql.raw(by.map((_, index) => index + 1).join(', '))
  return sql`group by ${places} order by ${places}`
}

function filters(where: SalesQuestion['where'] = {}): RawBuilder<unknown> {
  const parts = Object.entries(where).map(
    ([dimension, values]) =>
      sql`and ${expression(dimension as SalesDimension)} = any(${values as readonly string[]}::text[])`,
  )
  return parts.length === 0 ? sql`` : sql.join(parts, sql` `)
}

function toSum(row: SumRow, by: readonly SalesDimension[]): SalesSum {
  const { quantity, amountFen, lines, buyers } = row
  return {
    group: Object.fromEntries(by.map((dimension) => [dimension, row[dimension] as string | null])),
    quantity,
    amountFen,
    lines,
    buyers,
  }
}

export interface OrderSum {
  readonly month: IsoMonth
  /** Null: nobody looked after the customers. */
  readonly managerId: string | null
  readonly orderingCustomers: number
  readonly orders: number
  /** Known by owner only: null for readers whose numbers are made of customers. */
  readonly onlineOrders: number | null
  readonly quantity: number
  readonly amountFen: number
}

/** Customers and orders by month and owner: from these few rows come the trend, the comparison and the groups. */
export async function sumOrders(
  tx: Tx,
  question: { readonly from: IsoMonth; readonly to: IsoMonth; readonly reader: Reader },
): Promise<OrderSum[]> {
  const { from, to, reader } = question
  const reach = reachOf(reader)
  const source = hasGoodsLimit(reader)
    ? sql`
        select to_char(l.order_date, 'YYYY-MM') as month, c.manager_id,
          count(distinct l.customer_id) as ordering_customers, count(distinct l.order_id) as orders,
          null::bigint as online_orders, sum(l.quantity) as quantity, sum(l.amount_fen) as amount_fen
        from order_line l
          join product p on p.org_id = l.org_id and p.product_id = l.product_id and ${goodsOf(reader)}
          join customer c on c.org_id = l.org_id and c.customer_id = l.customer_id
        where l.org_id = (select current_org()) and l.order_date >= ${`${from}-01`}::date
          and l.order_date < ${`${addMonths(to, 1)}-01`}::date and ${customersOf(reader)}
        group by 1, 2`
    : reach.kind === 'managers'
      ? sql`
          select month, manager_id, ordering_customers, orders, online_orders, quantity, amount_fen from manager_month
          where org_id = (select current_org()) and month between ${from} and ${to} and ${reach.owns('manager_id')}`
      : sql`
          select m.month, c.manager_id, count(*) filter (where m.orders > 0) as ordering_customers,
            sum(m.orders) as orders, null::bigint as online_orders, sum(m.quantity) as quantity,
            sum(m.amount_fen) as amount_fen
          from customer_month m join customer c on c.org_id = (select current_org()) and c.customer_id = m.customer_id
          where m.org_id = (select current_org()) and m.month between ${from} and ${to} and ${customersOf(reader)}
          group by m.month, c.manager_id`
  const { rows } = await sql<OrderSum>`
    select month, nullif(manager_id, ${NOBODY}::uuid) as "managerId", ordering_customers as "orderingCustomers",
      orders, online_orders as "onlineOrders", quantity, amount_fen as "amountFen"
    from (${source}) s order by 1, 2`.execute(tx)
  return rows
}

/** The newest order day; the roll-up says in which month to look. */
export async function readLatestOrderDate(tx: Tx): Promise<IsoDate | null> {
  const { rows } = await sql<{ latest: IsoDate | null }>`
    select max(order_date) as latest from order_header
    where org_id = (select current_org()) and order_date >= coalesce(
      (select (max(month) || '-01')::date from manager_month where org_id = (select current_org())), '1900-01-01')`.execute(
    tx,
  )
  return rows[0]!.latest
}
