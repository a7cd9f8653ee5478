import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { CUSTOMER_SORTS, CustomerFilter } from '../contract/list.ts'
import type { CustomerField, LicenceState } from '../contract/words.ts'
import { type FilterTerms, filterConditions, isMissing, licenceState, whereAll } from './conditions.ts'

export type CustomerSort = (typeof CUSTOMER_SORTS)[number]

/** A row as stored: masks are put on by the action. */
export interface ListedCustomer {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly status: 'new' | 'valid' | 'paused' | 'invalid'
  readonly format: string | null
  readonly marketType: string | null
  readonly valueGroup: string | null
  readonly scale: string | null
  readonly tier: number | null
  readonly managerId: string | null
  readonly managerName: string | null
  readonly unitId: string | null
  readonly unitName: string | null
  readonly deliveryLineId: string | null
  readonly deliveryLineName: string | null
  readonly orderWeekday: number | null
  readonly orderCycle: string | null
  readonly visitsPerMonth: string | null
  readonly licenceState: LicenceState
  readonly licenceNo: string | null
  readonly licenceValidTo: string | null
  readonly contactName: string | null
  readonly phone: string | null
  readonly address: string | null
  readonly lon: number | null
  readonly lat: number | null
  readonly quantity: number
  readonly amountFen: number
  readonly missing: CustomerField[]
  readonly groups: string[]
  readonly tags: string[]
}

export interface ListQuery {
  readonly filter: CustomerFilter
  readonly terms: FilterTerms
  readonly scope: RawBuilder<boolean>
}

export async function countCustomers(tx: Tx, query: ListQuery): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from customer c where ${where(query)}`.execute(tx)
  return rows[0]!.total
}

/**
 * A page of customers. Only ids are sorted and cut; names and sums are fetched for the rows of the page alone, so the
 * cost does not grow with what the page shows.
 */
export async function listCustomers(
  tx: Tx,
  query: ListQuery,
  page: {
    readonly sort: CustomerSort
    readonly falling: boolean
    readonly limit: number
    readonly offset: number
  },
): Promise<ListedCustomer[]> {
  const { join, key } = SORTS[page.sort]
  const direction = page.falling ? sql`desc nulls last` : sql`asc nulls last`
  const { rows } = await sql<ListedCustomer>`
    with page as materialized (
      select c.customer_id from customer c ${join} where ${where(query)}
      order by ${key} ${direction}, c.code limit ${page.limit} offset ${page.offset})
    ${selectRows(query.terms)}
    from page
    join customer c on c.org_id = (select current_org()) and c.customer_id = page.customer_id
    ${DETAILS} order by ${key} ${direction}, c.code`.execute(tx)
  return rows
}

/** All rows of a filter in pieces, for exports; keyset by code, so that pieces neither overlap nor leave out. */
export async function listCustomersAfter(
  tx: Tx,
  query: ListQuery,
  after: string,
  limit: number,
): Promise<ListedCustomer[]> {
  const { rows } = await sql<ListedCustomer>`
    ${selectRows(query.terms)} from customer c ${DETAILS}
    where c.code > ${after} and ${where(query)} order by c.code limit ${limit}`.execute(tx)
  return rows
}

export async function listCustomerIds(tx: Tx, query: ListQuery, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.customer_id as id from customer c where ${where(query)} order by c.code limit ${limit}`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

const PERSON = sql`left join person p on p.org_id = c.org_id and p.person_id = c.manager_id`
const RECENT = sql`left join customer_recent r on r.org_id = c.org_id and r.customer_id = c.customer_id`
const NO_JOIN = sql``

const SORTS: Readonly<
  Record<CustomerSort, { readonly join: RawBuilder<unknown>; readonly key: RawBuilder<unknown> }>
> = {
  code: { join: NO_JOIN, key: sql`c.code` },
  name: { join: NO_JOIN, key: sql`c.sort_key` },
  tier: { join: NO_JOIN, key: sql`c.tier` },
  format: { join: NO_JOIN, key: sql`c.format` },
  valueGroup: { join: NO_JOIN, key: sql`c.value_group` },
  manager: { join: PERSON, key: sql`p.code` },
  licenceValidTo: { join: NO_JOIN, key: sql`c.licence_valid_to` },
  orderWeekday: { join: NO_JOIN, key: sql`c.order_weekday` },
  quantity: { join: RECENT, key: sql`r.quantity` },
  changedAt: { join: NO_JOIN, key: sql`c.changed_at` },
}

const DETAILS = sql`
  ${PERSON}
  ${RECENT}
  left join org_unit u on u.org_id = c.org_id and u.unit_id = c.unit_id
  left join delivery_line l on l.org_id = c.org_id and l.line_id = c.delivery_line_id`

function selectRows(terms: FilterTerms): RawBuilder<unknown> {
  const missing = terms.required.map((field) => sql`case when ${isMissing(field)} then ${field}::text end`)
  return sql`
    select c.customer_id as "customerId", c.code, c.name, c.status, c.format, c.market_type as "marketType",
      c.value_group as "valueGroup", c.scale, c.tier, c.manager_id as "managerId", p.name as "managerName",
      c.unit_id as "unitId", u.name as "unitName", c.delivery_line_id as "deliveryLineId",
      l.name as "deliveryLineName", c.order_weekday as "orderWeekday", c.order_cycle as "orderCycle",
      c.visits_per_month as "visitsPerMonth", ${licenceState(terms)} as "licenceState", c.licence_no as "licenceNo",
      c.licence_valid_to as "licenceValidTo", c.contact_name as "contactName", c.phone, c.address, c.lon, c.lat,
      coalesce(r.quantity, 0) as quantity, round(coalesce(r.amount_fen, 0)) as "amountFen",
      ${missing.length === 0 ? sql`'{}'::text[]` : sql`array_remove(array[${sql.join(missing)}], null)`} as missing,
      array(select g.group_code from customer_group g where g.org_id = c.org_id and g.customer_id = c.customer_id
        and g.member order by 1) as groups, c.tags`
}

function where({ filter, terms, scope }: ListQuery): RawBuilder<unknown> {
  return whereAll([scope, ...filterConditions(filter, terms)])
}

export interface MapColumns {
  readonly count: number
  readonly withoutPosition: number
  /** Ids as hex digits, joined. */
  readonly ids: string
  readonly lonE5: number[]
  readonly latE5: number[]
  readonly format: (string | null)[]
  readonly valueGroup: (string | null)[]
  readonly tier: number[]
  readonly weekday: number[]
  readonly manager: (string | null)[]
}

/** Columns aggregated in the database: one row travels instead of thirty thousand. */
export async function readMapColumns(tx: Tx, query: ListQuery): Promise<MapColumns> {
  const { rows } = await sql<MapColumns>`
    select count(*) as count,
      coalesce(string_agg(replace(customer_id::text, '-', ''), ''), '') as ids,
      coalesce(array_agg(round(lon * 100000)::int), '{}') as "lonE5",
      coalesce(array_agg(round(lat * 100000)::int), '{}') as "latE5",
      coalesce(array_agg(format), '{}') as format, coalesce(array_agg(value_group), '{}') as "valueGroup",
      coalesce(array_agg(coalesce(tier, 0)::int), '{}') as tier,
      coalesce(array_agg(coalesce(order_weekday, 0)::int), '{}') as weekday,
      coalesce(array_agg(manager_id), '{}') as manager
    from (select * from customer c where ${where(query)} and c.lon is not null order by c.code) as c`.execute(
    tx,
  )
  const without = await sql<{ total: number }>`
    select count(*) as total from customer c where ${where(query)} and c.lon is null`.execute(tx)
  return { ...rows[0]!, withoutPosition: without.rows[0]!.total }
}

export async function readPersonNames(tx: Tx, personIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select person_id as id, name from person
    where org_id = (select current_org()) and person_id = any(${personIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.name]))
}

export interface OptionCount {
  readonly facet: string
  readonly key: string | null
  readonly name: string | null
  readonly count: number
}

/** Counts of everything the filter controls offer, in one pass over the customers. */
export async function readOptions(tx: Tx, query: ListQuery): Promise<OptionCount[]> {
  const { rows } = await sql<OptionCount>`
    with chosen as materialized (
      select c.format, c.market_type, c.value_group, c.status, coalesce(c.order_weekday, 0)::text as weekday,
        ${licenceState(query.terms)} as licence, c.manager_id, c.unit_id, c.delivery_line_id, c.tags
      from customer c where ${where(query)}),
    counted as (
      select case when grouping(format) = 0 then 'format' when grouping(market_type) = 0 then 'marketType'
          when grouping(value_group) = 0 then 'valueGroup' when grouping(status) = 0 then 'status'
          when grouping(weekday) = 0 then 'orderWeekday' when grouping(licence) = 0 then 'licence'
          when grouping(manager_id) = 0 then 'managers' when grouping(unit_id) = 0 then 'units'
          when grouping(delivery_line_id) = 0 then 'deliveryLines' else 'total' end as facet,
        coalesce(format, market_type, value_group, status, weekday, licence, manager_id::text, unit_id::text,
          delivery_line_id::text) as key,
        count(*) as count
      from chosen
      group by grouping sets ((format), (market_type), (value_group), (status), (weekday), (licence), (manager_id),
        (unit_id), (delivery_line_id), ()))
    select facet, key, coalesce(p.name, u.name, l.name) as name, count from counted
    left join person p on facet = 'managers' and p.org_id = (select current_org()) and p.person_id::text = key
    left join org_unit u on facet = 'units' and u.org_id = (select current_org()) and u.unit_id::text = key
    left join delivery_line l on facet = 'deliveryLines' and l.org_id = (select current_org()) and l.line_id::text = key
    union all
    select 'tags', tag, tag, count(*) from chosen cross join unnest(tags) as tag group by tag
    order by 1, 4 desc, 2`.execute(tx)
  return rows
}

export interface MissingRow {
  readonly managerId: string | null
  readonly name: string | null
  readonly customers: number
  readonly incomplete: number
  readonly blanks: number
  /** By field, in the order of `terms.required`. */
  readonly byField: number[]
}

/** Blanks by customer manager; every blank is counted once, in the row of its manager. */
export async function readMissing(tx: Tx, query: ListQuery): Promise<MissingRow[]> {
  const flags = query.terms.required.map(
    (field, index) => sql`${isMissing(field)}::int as ${sql.ref(`f${index}`)}`,
  )
  const columns = query.terms.required.map((_, index) => sql.ref(`f${index}`))
  const { rows } = await sql<MissingRow>`
    with marked as materialized (
      select c.manager_id, ${sql.join(flags)} from customer c where ${where(query)})
    select marked.manager_id as "managerId", p.name, count(*) as customers,
      count(*) filter (where ${sql.join(columns, sql` + `)} > 0) as incomplete,
      sum(${sql.join(columns, sql` + `)}) as blanks, array[${sql.join(columns.map((column) => sql`sum(${column})::int`))}] as "byField"
    from marked left join person p on p.org_id = (select current_org()) and p.person_id = marked.manager_id
    group by 1, 2 order by 5 desc, 2`.execute(tx)
  return rows
}
