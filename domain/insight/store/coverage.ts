/** Distinct customers that bought, over goods and months: what no roll-up adds up to. */
import { addMonths, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import { customersOf, goodsOf, hasGoodsLimit, seesAll } from './reach.ts'

export const COVERAGE_DIMENSIONS = ['manager', 'department', 'product', 'brand', 'priceClass'] as const
export type CoverageDimension = (typeof COVERAGE_DIMENSIONS)[number]

export interface CoverageQuestion {
  readonly from: IsoMonth
  readonly to: IsoMonth
  readonly by: readonly CoverageDimension[]
  readonly where?: Readonly<Partial<Record<CoverageDimension, readonly string[]>>>
  readonly reader: Reader
}

export interface BuyerCount {
  readonly group: Readonly<Record<string, string | null>>
  readonly buyers: number
}

const GOODS: readonly CoverageDimension[] = ['product', 'brand', 'priceClass']

/** Customers with at least one order (of the goods asked for) in the months, by the owner they have now. */
export async function countBuyers(tx: Tx, question: CoverageQuestion): Promise<BuyerCount[]> {
  const { by } = question
  const places = sql.raw(by.map((_, index) => index + 1).join(', '))
  const { rows } = await sql<{ buyers: number } & Record<string, string | null | number>>`
    select ${sql.join([...by.map((dimension) => sql`${expression(dimension)} as ${sql.id(dimension)}`), sql`count(distinct b.customer_id) as buyers`])}
    from ${buyersOf(question)}
    ${by.length === 0 ? sql`` : sql`group by ${places} order by ${places}`}`.execute(tx)
  return rows.map((row) => ({
    group: Object.fromEntries(by.map((dimension) => [dimension, row[dimension] as string | null])),
    buyers: row.buyers,
  }))
}

export interface Buyer {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerName: string | null
  readonly bought: boolean
}

/** Both lists behind a coverage: those who bought come first, then those who could have. */
export async function listCoverage(
  tx: Tx,
  question: CoverageQuestion,
  isTarget: RawBuilder<unknown>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: Buyer[]; total: number }> {
  const { manager, department, ...goods } = question.where ?? {}
  const { rows } = await sql<Buyer & { total: number }>`
    with bought as (
      select distinct b.customer_id from ${buyersOf({ ...question, where: goods })})
    select c.customer_id as "customerId", c.code, c.name, owner.name as "managerName",
      bought.customer_id is not null as bought, count(*) over () as total
    from customer c
      left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
      left join bought on bought.customer_id = c.customer_id
    where c.org_id = (select current_org()) and ${customersOf(question.reader)} and ${isTarget}
      ${manager ? sql`and c.manager_id::text = any(${manager}::text[])` : sql``}
      ${department ? sql`and owner.unit_id::text = any(${department}::text[])` : sql``}
    order by bought desc, c.code limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 }
}

function buyersOf({ from, to, by, where = {}, reader }: CoverageQuestion): RawBuilder<unknown> {
  const used = [...by, ...Object.keys(where)] as CoverageDimension[]
  const needsGoods = used.some((dimension) => GOODS.includes(dimension)) || hasGoodsLimit(reader)
  const filters = Object.entries(where).map(
    ([dimension, values]) =>
      sql`and ${expression(dimension as CoverageDimension)} = any(${values as readonly string[]}::text[])`,
  )
  const source = needsGoods
    ? sql`order_line b join product p on p.org_id = b.org_id and p.product_id = b.product_id`
    : sql`customer_month b`
  const period = needsGoods
    ? sql`b.order_date >= ${`${from}-01`}::date and b.order_date < ${`${addMonths(to, 1)}-01`}::date
        and b.quantity > 0 and ${goodsOf(reader)}`
    : sql`b.month between ${from} and ${to} and b.orders > 0`
  return sql`${source}
    join customer c on c.org_id = b.org_id and c.customer_id = b.customer_id
    left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
    where b.org_id = (select current_org()) and ${period} and ${customersOf(reader)}
      ${filters.length === 0 ? sql`` : sql.join(filters, sql` `)}`
}

function expression(dimension: CoverageDimension): RawBuilder<unknown> {
  switch (dimension) {
    case 'manager':
      return sql`c.manager_id::text`
    case 'department':
      return sql`owner.unit_id::text`
    case 'product':
      return sql`b.product_id::text`
    case 'brand':
      return sql`p.brand`
    case 'priceClass':
      return sql`p.price_class::text`
  }
}

/**
 * 动销率 of all goods together: customers who ordered in the month, and those who did in the three months before.
 * One pass over four months of customers.
 */
export async function countReturning(
  tx: Tx,
  { month, reader }: { readonly month: IsoMonth; readonly reader: Reader },
): Promise<{ now: number; before: number }> {
  const { rows } = await sql<{ now: number; before: number }>`
    select count(*) filter (where is_now) as now, count(*) filter (where is_before) as before
    from (
      select m.customer_id, bool_or(m.month = ${month}) as is_now, bool_or(m.month < ${month}) as is_before
      from ${customerMonths(reader)} and m.month between ${addMonths(month, -3)} and ${month} and m.orders > 0
      group by m.customer_id) seen`.execute(tx)
  return rows[0] ?? { now: 0, before: 0 }
}

/** Ordering customers of single months, by the owner of today; a customer has one row a month. */
export async function countOrdering(
  tx: Tx,
  reader: Reader,
  months: readonly IsoMonth[],
): Promise<Map<IsoMonth, number>> {
  const { rows } = await sql<{ month: IsoMonth; customers: number }>`
    select m.month, count(*) as customers from ${customerMonths(reader)} and m.month = any(${months}::text[])
      and m.orders > 0
    group by m.month`.execute(tx)
  return new Map(rows.map((row) => [row.month, row.customers]))
}

/** Who sees all customers is spared the join with them. */
function customerMonths(reader: Reader): RawBuilder<unknown> {
  return seesAll(reader)
    ? sql`customer_month m where m.org_id = (select current_org())`
    : sql`customer_month m join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
        where m.org_id = (select current_org()) and ${customersOf(reader)}`
}
