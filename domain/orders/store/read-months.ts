import { sql, type Tx } from '../../../platform/database/index.ts'
import {
  goodsCondition,
  type OrderReach,
  reachableLines,
  readsOwnBrands,
  sumReachOf,
} from '../../goods/index.ts'
import { customerScope } from '../../people/index.ts'
import { boundsOf, NOBODY } from './roll-ups.ts'

export async function isInReach(tx: Tx, reach: OrderReach, customerId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from customer c where c.org_id = (select current_org()) and c.customer_id = ${customerId}
      and ${customerScope(reach, 'c')}`.execute(tx)
  return rows.length > 0
}

export interface CustomerMonth {
  readonly month: string
  readonly orders: number
  readonly lines: number
  readonly quantity: number
  readonly amountFen: number
}

/** Months of one customer, oldest first. The caller has checked that it is within reach. */
export async function readCustomerMonths(
  tx: Tx,
  reach: OrderReach,
  { customerId, from, to }: { readonly customerId: string; readonly from: string; readonly to: string },
): Promise<CustomerMonth[]> {
  if (!readsOwnBrands(reach)) {
    const { rows } = await sql<CustomerMonth>`
      select month, orders, lines, quantity, amount_fen as "amountFen" from customer_month
      where org_id = (select current_org()) and customer_id = ${customerId} and month between ${from} and ${to}
      order by month`.execute(tx)
    return rows
  }
  const { rows } = await sql<CustomerMonth>`
    select to_char(line.order_date, 'YYYY-MM') as month, count(distinct line.order_id) as orders, count(*) as lines,
      sum(line.quantity) as quantity, sum(line.amount_fen) as "amountFen"
    from order_line line join product p on p.org_id = line.org_id and p.product_id = line.product_id
    where line.org_id = (select current_org()) and line.customer_id = ${customerId}
      and line.order_date >= ${boundsOf(from).from}::date and line.order_date < ${boundsOf(to).before}::date
      and ${goodsCondition(reach)}
    group by 1 order by 1`.execute(tx)
  return rows
}

export interface CustomerProduct {
  readonly productId: string
  readonly code: string
  readonly name: string
  readonly brand: string | null
  readonly quantity: number
  readonly amountFen: number
  readonly lastOrderedOn: string
}

/** Goods of one customer in some months, most bought first. */
export async function readCustomerProducts(
  tx: Tx,
  reach: OrderReach,
  { customerId, from, to }: { readonly customerId: string; readonly from: string; readonly to: string },
): Promise<CustomerProduct[]> {
  const { rows } = await sql<CustomerProduct>`
    select p.product_id as "productId", p.code, p.name, p.brand, bought.quantity, bought.amount_fen as "amountFen",
      bought.last as "lastOrderedOn"
    from (
      select line.product_id, sum(line.quantity) as quantity, sum(line.amount_fen) as amount_fen,
        max(line.order_date) as last
      from order_line line
      where line.org_id = (select current_org()) and line.customer_id = ${customerId}
        and line.order_date >= ${boundsOf(from).from}::date and line.order_date < ${boundsOf(to).before}::date
      group by line.product_id) bought
    join product p on p.org_id = (select current_org()) and p.product_id = bought.product_id
    where ${goodsCondition(reach)} order by bought.quantity desc, p.code`.execute(tx)
  return rows
}

export type SalesGroup = 'manager' | 'product' | 'brand' | 'priceClass' | 'none'

export interface MonthlyRow {
  readonly month: string
  readonly key: string
  readonly name: string
  readonly quantity: number
  readonly amountFen: number
  readonly lines: number
}

/** `manager_id` of a line is its customer's present owner: who reads lines looks after these customers now. */
const GROUPS = {
  none: { key: sql`''`, name: sql`''` },
  manager: { key: sql`sales.manager_id::text`, name: sql`coalesce(max(person.name), '')` },
  product: { key: sql`sales.product_id::text`, name: sql`max(p.name)` },
  brand: { key: sql`coalesce(p.brand, '')`, name: sql`coalesce(p.brand, '')` },
  priceClass: { key: sql`coalesce(p.price_class::text, '')`, name: sql`coalesce(p.price_class::text, '')` },
} as const

/** Sales by month and group within reach; managers that are nobody have the key of all zeros. */
export async function readMonthly(
  tx: Tx,
  reach: OrderReach,
  { from, to, by }: { readonly from: string; readonly to: string; readonly by: SalesGroup },
): Promise<MonthlyRow[]> {
  const sums = sumReachOf(reach)
  const source =
    sums.kind === 'managers' && !readsOwnBrands(reach)
      ? sql`
        select s.month, s.manager_id, s.product_id, s.quantity, s.amount_fen, s.lines from sales_month s
        where s.org_id = (select current_org()) and s.month between ${from} and ${to} and ${sums.owns('s.manager_id')}`
      : sql`
        select to_char(line.order_date, 'YYYY-MM') as month, coalesce(c.manager_id, ${NOBODY}::uuid) as manager_id,
          line.product_id, sum(line.quantity) as quantity, sum(line.amount_fen) as amount_fen, count(*) as lines
        from (select line.* from ${reachableLines(reach, { from: boundsOf(from).from, before: boundsOf(to).before })}) line
        join customer c on c.org_id = line.org_id and c.customer_id = line.customer_id
        group by 1, 2, 3`
  const { key, name } = GROUPS[by]
  const groups = by === 'brand' || by === 'priceClass' ? sql`, 2, 3` : by === 'none' ? sql`` : sql`, 2`
  const { rows } = await sql<MonthlyRow>`
    select sales.month, ${key} as key, ${name} as name, sum(sales.quantity) as quantity,
      sum(sales.amount_fen) as "amountFen", sum(sales.lines) as lines
    from (${source}) sales
    join product p on p.org_id = (select current_org()) and p.product_id = sales.product_id
    left join person on person.org_id = (select current_org()) and person.person_id = sales.manager_id
    group by sales.month${groups} order by sales.month, 4 desc, 2`.execute(tx)
  return rows
}

export interface DataYear {
  readonly year: number
  readonly months: number
  readonly quantity: number
  readonly amountFen: number
}

/** Years there are orders of, newest first, with the sums of the whole company. */
export async function readYears(tx: Tx): Promise<DataYear[]> {
  const { rows } = await sql<DataYear>`
    select left(month, 4)::int as year, count(distinct month) as months, coalesce(sum(quantity), 0) as quantity,
      coalesce(sum(amount_fen), 0) as "amountFen"
    from manager_month where org_id = (select current_org()) group by 1 order by 1 desc`.execute(tx)
  return rows
}

/** The same years with the sums that the reader may see: none of them is left out. */
export async function readYearsInReach(tx: Tx, reach: OrderReach): Promise<DataYear[]> {
  const years = await readYears(tx)
  const sums = sumReachOf(reach)
  const isWhole = reach.scope === 'organisation' || reach.scope === 'brand'
  if (isWhole || years.length === 0) return years
  const source =
    sums.kind === 'managers'
      ? sql`select m.month, m.quantity, m.amount_fen from manager_month m
          where m.org_id = (select current_org()) and ${sums.owns('m.manager_id')}`
      : readsOwnBrands(reach)
        ? sql`select to_char(line.order_date, 'YYYY-MM') as month, line.quantity, line.amount_fen
            from ${reachableLines(reach, { from: `${years.at(-1)!.year}-01-01`, before: `${years[0]!.year + 1}-01-01` })}`
        : sql`select m.month, m.quantity, m.amount_fen from customer_month m
          where m.org_id = (select current_org()) and ${customerScope(reach, 'm')}`
  const { rows } = await sql<Omit<DataYear, 'months'>>`
    select left(month, 4)::int as year, sum(quantity) as quantity, sum(amount_fen) as "amountFen"
    from (${source}) seen group by 1`.execute(tx)
  const seen = new Map(rows.map((row) => [row.year, row]))
  return years.map(({ year, months }) => ({
    year,
    months,
    quantity: seen.get(year)?.quantity ?? 0,
    amountFen: seen.get(year)?.amountFen ?? 0,
  }))
}
