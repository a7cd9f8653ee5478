/** Lists and sums that screens read. */
import { addMonths } from '../../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../../platform/database/index.ts'
import type { CustomerGroup } from '../../contract/words.ts'
import type { Reason } from '../rules/template-lines.ts'

export interface MonthTotals {
  readonly month: string
  readonly orders: number
  readonly lines: number
  readonly quantity: number
  readonly amountFen: number
}

export interface MemberRow {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerId: string | null
  readonly managerName: string | null
  readonly tier: number | null
  readonly byHand: boolean
  readonly reason: Reason
  readonly since: string
}

const isMember = (group: CustomerGroup) => sql`exists (
  select from customer_group g where g.org_id = c.org_id and g.customer_id = c.customer_id
    and g.group_code = ${group} and g.member)`

export async function readMembers(
  tx: Tx,
  group: CustomerGroup,
  page: {
    readonly limit: number
    readonly offset: number
    readonly search?: string | undefined
    readonly column: 'code' | 'name' | 'tier' | 'since'
    readonly falling: boolean
  },
  scope: RawBuilder<unknown>,
): Promise<{ rows: MemberRow[]; total: number }> {
  const columns = { code: 'c.code', name: 'c.sort_key', tier: 'c.tier', since: 'g.since' }
  const found = page.search
    ? sql`and c.search_key like ${`%${page.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`
    : sql``
  const from = sql`from customer_group g
    join customer c on c.org_id = g.org_id and c.customer_id = g.customer_id
    left join person p on p.org_id = c.org_id and p.person_id = c.manager_id
    where g.org_id = (select current_org()) and g.group_code = ${group} and g.member and c.status <> 'invalid'
      and ${scope} ${found}`
  const { rows } = await sql<MemberRow>`
    select c.customer_id as "customerId", c.code, c.name, c.manager_id as "managerId", p.name as "managerName", c.tier,
      g.by_hand as "byHand", g.reason, g.since ${from}
    order by ${sql.ref(columns[page.column])} ${sql.raw(page.falling ? 'desc' : 'asc')} nulls last, c.code
    limit ${page.limit} offset ${page.offset}`.execute(tx)
  const total = await sql<{ count: number }>`select count(*) as count ${from}`.execute(tx)
  return { rows, total: total.rows[0]!.count }
}

/** Totals of the customers by month, newest last, for up to `count` months ending with `month`. */
export async function readMonthsOf(
  tx: Tx,
  customerIds: readonly string[],
  month: string,
  count: number,
): Promise<Map<string, MonthTotals[]>> {
  const { rows } = await sql<MonthTotals & { id: string }>`
    select customer_id as id, month, orders, lines, quantity, amount_fen as "amountFen" from customer_month
    where org_id = (select current_org()) and customer_id = any(${customerIds}::uuid[])
      and month > ${addMonths(month, -count)} and month <= ${month} order by month`.execute(tx)
  const found = new Map<string, MonthTotals[]>()
  for (const { id, ...totals } of rows) {
    const list = found.get(id)
    if (list) list.push(totals)
    else found.set(id, [totals])
  }
  return found
}

/** Members and everybody else over some months, summed. */
export async function compareGroup(
  tx: Tx,
  group: CustomerGroup,
  months: readonly string[],
  scope: RawBuilder<unknown>,
): Promise<{ member: boolean; customers: number; quantity: number; amountFen: number }[]> {
  const { rows } = await sql<{ member: boolean; customers: number; quantity: number; amountFen: number }>`
    with bought as (
      select customer_id, sum(quantity) as quantity, sum(amount_fen) as amount_fen from customer_month
      where org_id = (select current_org()) and month = any(${months}::text[]) group by customer_id)
    select ${isMember(group)} as member, count(*) as customers, coalesce(sum(b.quantity), 0)::float8 as quantity,
      coalesce(sum(b.amount_fen), 0)::float8 as "amountFen"
    from customer c left join bought b on b.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${scope} group by 1`.execute(tx)
  return rows
}

/** The high-end members' months: the trend of all of them together, of the last 13 months. */
export async function sumMembersByMonth(
  tx: Tx,
  group: CustomerGroup,
  month: string,
  scope: RawBuilder<unknown>,
): Promise<MonthTotals[]> {
  const { rows } = await sql<MonthTotals>`
    select m.month, sum(m.orders)::int as orders, sum(m.lines)::int as lines, sum(m.quantity) as quantity,
      sum(m.amount_fen) as "amountFen"
    from customer c join customer_month m on m.org_id = c.org_id and m.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${isMember(group)} and ${scope}
      and m.month >= ${addMonths(month, -12)} and m.month <= ${month}
    group by m.month order by m.month`.execute(tx)
  return rows
}

/** Quantity of each member in a month and the one before. */
export async function readMemberMoves(
  tx: Tx,
  group: CustomerGroup,
  month: string,
  scope: RawBuilder<unknown>,
): Promise<{ customerId: string; code: string; name: string; percent: number }[]> {
  const { rows } = await sql<{ customerId: string; code: string; name: string; percent: number }>`
    select c.customer_id as "customerId", c.code, c.name,
      ((coalesce(now.amount_fen, 0)::float8 / before.amount_fen - 1) * 100)::float8 as percent
    from customer c
    join customer_month before on before.org_id = c.org_id and before.customer_id = c.customer_id
      and before.month = ${addMonths(month, -1)} and before.amount_fen > 0
    left join customer_month now on now.org_id = c.org_id and now.customer_id = c.customer_id and now.month = ${month}
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${isMember(group)} and ${scope}
    order by percent desc, c.code`.execute(tx)
  return rows
}

export async function sumMonth(tx: Tx, month: string, scope: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ amountFen: number }>`
    select coalesce(sum(m.amount_fen), 0) as "amountFen" from customer_month m
    join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
    where m.org_id = (select current_org()) and m.month = ${month} and c.status <> 'invalid' and ${scope}`.execute(
    tx,
  )
  return rows[0]!.amountFen
}

/** SEG-11: each measure for all customers of the scope and for the small and medium ones. */
export async function sumSmallMedium(
  tx: Tx,
  month: string,
  scope: RawBuilder<unknown>,
): Promise<Record<'customers' | 'quantity' | 'orders' | 'visits' | 'aid' | 'cultivated', [number, number]>> {
  const both = (sum: RawBuilder<unknown>, name: string) => sql`
    coalesce(${sum}, 0)::float8 as ${sql.ref(name)},
    coalesce(${sum} filter (where c.scale in ('small', 'medium')), 0)::float8 as ${sql.ref(`${name}Part`)}`
  const { rows } = await sql<Record<string, number>>`
    with fact as (
      select customer_id, sum(value) filter (where fact = 'visits') as visits,
        sum(value) filter (where fact = 'aid') as aid
      from customer_fact where org_id = (select current_org()) and month = ${month} group by customer_id)
    select ${both(sql`count(*)`, 'customers')}, ${both(sql`sum(m.quantity)`, 'quantity')},
      ${both(sql`sum(m.orders)`, 'orders')}, ${both(sql`sum(f.visits)`, 'visits')},
      ${both(sql`sum(f.aid)`, 'aid')}, ${both(sql`count(k.customer_id)`, 'cultivated')}
    from customer c
    left join customer_month m on m.org_id = c.org_id and m.customer_id = c.customer_id and m.month = ${month}
    left join fact f on f.customer_id = c.customer_id
    left join potential_pick k on k.org_id = c.org_id and k.customer_id = c.customer_id and k.month = ${month}
    where c.org_id = (select current_org()) and c.status <> 'invalid' and ${scope}`.execute(tx)
  const row = rows[0]!
  const pair = (name: string): [number, number] => [row[name]!, row[`${name}Part`]!]
  return {
    customers: pair('customers'),
    quantity: pair('quantity'),
    orders: pair('orders'),
    visits: pair('visits'),
    aid: pair('aid'),
    cultivated: pair('cultivated'),
  }
}
