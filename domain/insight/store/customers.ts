/** Counts of customers by what the archive and the last orders say, and the customers behind each count. */
import type { IsoDate, IsoMonth } from '../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { DrillPage, Reader } from '../../../platform/indicators/index.ts'
import { LICENCE_DAYS, silentAfterDays } from '../rules.ts'
import { customersOf, seesAll } from './reach.ts'

export const CUSTOMER_DIMENSIONS = ['manager', 'department', 'format', 'marketType', 'valueGroup'] as const
export type CustomerDimension = (typeof CUSTOMER_DIMENSIONS)[number]

/** Customers that trade; without a needed field; whose licence ends soon; without an order for three cycles. */
export const CUSTOMER_MEASURES = ['active', 'missing', 'expiring', 'silent'] as const
export type CustomerMeasure = (typeof CUSTOMER_MEASURES)[number]

/** Fields of the archive without which the month cannot be planned or the customer not be reached. */
export const NEEDED_FIELDS = ['phone', 'licence_no', 'lon', 'format', 'address', 'contact_name'] as const

export interface CustomerQuestion {
  /** The day the licence and the silence are judged on. */
  readonly date: IsoDate
  readonly by: readonly CustomerDimension[]
  readonly where?: Readonly<Partial<Record<CustomerDimension, readonly string[]>>>
  readonly reader: Reader
  /** Other days on which to count who traded. */
  readonly activeOn?: readonly IsoDate[]
}

export interface CustomerCount extends Readonly<Record<CustomerMeasure, number>> {
  readonly group: Readonly<Record<string, string | null>>
  /** One count per day of `activeOn`. */
  readonly activeThen: readonly number[]
}

/** All counts in one pass over the customers. */
export async function countCustomers(tx: Tx, question: CustomerQuestion): Promise<CustomerCount[]> {
  const { by, activeOn: dates = [] } = question
  const places = sql.raw(by.map((_, index) => index + 1).join(', '))
  const { rows } = await sql<Record<CustomerMeasure, number> & Record<string, string | null | number>>`
    select ${sql.join([
      ...by.map((dimension) => sql`${expression(dimension)} as ${sql.id(dimension)}`),
      ...CUSTOMER_MEASURES.map(
        (measure) => sql`count(*) filter (where ${condition(measure, question.date)}) as ${sql.id(measure)}`,
      ),
      ...dates.map(
        (date, index) => sql`count(*) filter (where ${activeOn(date)}) as ${sql.id(`on${index}`)}`,
      ),
    ])}
    from ${fromCustomers(question)}
    ${by.length === 0 ? sql`` : sql`group by ${places} order by ${places}`}`.execute(tx)
  return rows.map((row) => ({
    group: Object.fromEntries(by.map((dimension) => [dimension, row[dimension] as string | null])),
    active: row.active,
    missing: row.missing,
    expiring: row.expiring,
    silent: row.silent,
    activeThen: dates.map((_, index) => row[`on${index}`] as number),
  }))
}

export interface FoundCustomer {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly format: string | null
  readonly tier: number | null
  readonly managerName: string | null
  /** Columns of NEEDED_FIELDS that are empty. */
  readonly missing: readonly string[]
  readonly licenceValidTo: IsoDate | null
  readonly lastOrderDate: IsoDate | null
  /** Mean month of the last three. */
  readonly quantity: number | null
}

/** The customers of a count, by code. */
export async function listCustomers(
  tx: Tx,
  measure: CustomerMeasure,
  question: CustomerQuestion,
  page: DrillPage,
): Promise<{ rows: FoundCustomer[]; total: number }> {
  const order =
    measure === 'expiring'
      ? sql`c.licence_valid_to, c.code`
      : measure === 'silent'
        ? sql`recent.last_order_date nulls first, c.code`
        : sql`c.code`
  const { rows } = await sql<FoundCustomer & { total: number }>`
    select c.customer_id as "customerId", c.code, c.name, c.format, c.tier, owner.name as "managerName",
      array_remove(array[${sql.join(NEEDED_FIELDS.map((field) => sql`case when c.${sql.id(field)} is null then ${field}::text end`))}], null) as missing,
      c.licence_valid_to as "licenceValidTo", recent.last_order_date as "lastOrderDate", recent.quantity,
      count(*) over () as total
    from ${fromCustomers(question)} and ${condition(measure, question.date)}
    order by ${order} limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 }
}

/** Everything a condition needs, joined; ends with a where that more conditions may follow. */
function fromCustomers({ reader, where = {} }: CustomerQuestion): RawBuilder<unknown> {
  const filters = Object.entries(where).map(
    ([dimension, values]) =>
      sql`and ${expression(dimension as CustomerDimension)}::text = any(${values as readonly string[]}::text[])`,
  )
  return sql`customer c
    left join customer_recent recent on recent.org_id = c.org_id and recent.customer_id = c.customer_id
    left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
    where c.org_id = (select current_org()) and ${customersOf(reader)} ${filters.length === 0 ? sql`` : sql.join(filters, sql` `)}`
}

function expression(dimension: CustomerDimension): RawBuilder<unknown> {
  switch (dimension) {
    case 'manager':
      return sql`c.manager_id`
    case 'department':
      return sql`owner.unit_id`
    case 'format':
      return sql`c.format`
    case 'marketType':
      return sql`c.market_type`
    case 'valueGroup':
      return sql`c.value_group`
  }
}

export function condition(measure: CustomerMeasure, date: IsoDate): RawBuilder<unknown> {
  const active = activeOn(date)
  switch (measure) {
    case 'active':
      return active
    case 'missing':
      return sql`${active} and num_nulls(${sql.join(NEEDED_FIELDS.map((field) => sql`c.${sql.id(field)}`))}) > 0`
    case 'expiring':
      return sql`${active} and c.licence_status = 'active'
        and c.licence_valid_to between ${date}::date and ${date}::date + ${LICENCE_DAYS}::int`
    case 'silent':
      return sql`${active} and coalesce(c.order_cycle, 'weekly') <> 'none'
        and coalesce(recent.last_order_date, c.opened_on, '1900-01-01') < (${lastOrderDay(date)})
          - case when c.order_cycle in ('odd_week', 'even_week') then ${silentAfterDays('even_week')}::int
            else ${silentAfterDays('weekly')}::int end`
  }
}

/** Trading at the end of that day, as far as the archive knows; who paused since then counts as paused. */
export function activeOn(date: IsoDate): RawBuilder<unknown> {
  return sql`(c.opened_on is null or c.opened_on <= ${date}::date)
    and (c.status in ('new', 'valid') or (c.status = 'invalid' and c.closed_on > ${date}::date))`
}

/** Nothing is late before the company's newest order day: data may simply not be imported yet. */
function lastOrderDay(date: IsoDate): RawBuilder<unknown> {
  return sql`select least(${date}::date, max(last_order_date)) from customer_recent where org_id = (select current_org())`
}

export interface Mover {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerName: string | null
  readonly quantity: number
  readonly previous: number
}

/** Closed shops are among the largest falls and are left out afterwards: so many more are looked at than shown. */
const LOOKED_AT = 400

/** Customers whose month differs most from the month before, in cartons: the largest falls and the largest rises. */
export async function findMovers(
  tx: Tx,
  question: {
    readonly month: IsoMonth
    readonly previous: IsoMonth
    readonly count: number
    readonly reader: Reader
  },
): Promise<{ falls: Mover[]; rises: Mover[] }> {
  const { month, previous, count, reader } = question
  const { rows } = await sql<Mover & { side: 'falls' | 'rises' }>`
    with changed as (
      select customer_id, coalesce(now.quantity, 0) as quantity, coalesce(before.quantity, 0) as previous
      from (${monthOf(month, reader)}) now full join (${monthOf(previous, reader)}) before using (customer_id)),
    far as (
      (select 'falls' as side, * from changed where quantity < previous order by quantity - previous limit ${LOOKED_AT})
      union all
      (select 'rises', * from changed where quantity > previous order by previous - quantity limit ${LOOKED_AT})),
    placed as (
      select far.*, c.code, c.name, c.manager_id,
        row_number() over (partition by side order by abs(quantity - previous) desc, c.code) as place
      from far join customer c on c.org_id = (select current_org()) and c.customer_id = far.customer_id
      where ${activeOn(`${month}-28`)})
    select side, customer_id as "customerId", placed.code, placed.name, owner.name as "managerName", quantity, previous
    from placed left join person owner on owner.org_id = (select current_org()) and owner.person_id = placed.manager_id
    where place <= ${count} order by side, place`.execute(tx)
  const of = (wanted: string) =>
    rows.filter(({ side }) => side === wanted).map(({ side: _side, ...mover }) => mover)
  return { falls: of('falls'), rises: of('rises') }
}

function monthOf(month: IsoMonth, reader: Reader): RawBuilder<unknown> {
  return seesAll(reader)
    ? sql`select customer_id, quantity from customer_month
        where org_id = (select current_org()) and month = ${month}`
    : sql`select m.customer_id, m.quantity
        from customer_month m join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
        where m.org_id = (select current_org()) and m.month = ${month} and ${customersOf(reader)}`
}
