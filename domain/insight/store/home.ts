/** What the first pages read: customers to look at, the day's visits, a shop's own months, a fair sample. */
import { addMonths, type IsoDate, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import type { AttentionReason } from '../contract.ts'
import { activeOn, condition, NEEDED_FIELDS } from './customers.ts'
import { customersOf } from './reach.ts'

/** What makes one customer more pressing than another; several reasons add up. */
const WEIGHTS: Readonly<Record<AttentionReason, number>> = {
  expired: 8,
  silent: 5,
  anomaly: 4,
  expiring: 3,
  falling: 3,
  missing: 1,
}

/**
 * A customer counts as falling when its month against the mean of the three before lies below this share of what all
 * customers' months do (domain handbook, customer_alarm): a holiday month is nobody's fault.
 */
const FALLING_SHARE = 0.8

export interface AttentionRow extends Readonly<Record<AttentionReason, boolean>> {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerName: string | null
  readonly lastOrderDate: IsoDate | null
  readonly licenceValidTo: IsoDate | null
  /** This month against the mean of the three before. */
  readonly monthShare: number | null
}

export interface Attention {
  readonly rows: readonly AttentionRow[]
  readonly counts: Readonly<Record<AttentionReason, number>>
}

export async function findAttention(
  tx: Tx,
  question: {
    readonly reader: Reader
    readonly today: IsoDate
    readonly month: IsoMonth
    readonly limit: number
  },
): Promise<Attention> {
  const { reader, today, month, limit } = question
  const reasons = Object.keys(WEIGHTS) as AttentionReason[]
  const score = sql.join(
    reasons.map((reason) => sql`case when ${sql.id(reason)} then ${sql.lit(WEIGHTS[reason])} else 0 end`),
    sql` + `,
  )
  const { rows } = await sql<AttentionRow & Record<`${AttentionReason}Count`, number>>`
    with months as (
      select customer_id, sum(quantity) filter (where month = ${month}) as quantity,
        sum(quantity) filter (where month < ${month}) / 3.0 as mean
      from customer_month
      where org_id = (select current_org()) and month between ${addMonths(month, -3)} and ${month} group by customer_id),
    everybody as (select nullif(sum(quantity) / nullif(sum(mean), 0), 0) as share from months),
    odd as (
      select distinct customer_id from order_anomaly
      where org_id = (select current_org()) and state in ('open', 'checking')
        -- A surge of one product is an everyday thing, and no order at all has a reason of its own.
        and kind not in ('surge', 'no_order')),
    judged as (
      select c.customer_id, c.code, c.name, owner.name as manager_name, recent.last_order_date, c.licence_valid_to,
        case when months.mean > 0 then coalesce(months.quantity, 0) / months.mean end as month_share,
        ${condition('silent', today)} as silent,
        ${condition('expiring', today)} as expiring,
        ${condition('missing', today)} as missing,
        c.licence_valid_to < ${today}::date as expired,
        odd.customer_id is not null as anomaly,
        coalesce(months.mean > 0
          and coalesce(months.quantity, 0) < ${FALLING_SHARE} * everybody.share * months.mean, false) as falling
      from customer c
        left join customer_recent recent on recent.org_id = c.org_id and recent.customer_id = c.customer_id
        left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
        left join months on months.customer_id = c.customer_id
        left join odd on odd.customer_id = c.customer_id
        cross join everybody
      where c.org_id = (select current_org()) and ${activeOn(today)} and ${customersOf(reader)}),
    scored as (select judged.*, ${score} as score from judged)
    select customer_id as "customerId", code, name, manager_name as "managerName", last_order_date as "lastOrderDate",
      licence_valid_to as "licenceValidTo", month_share as "monthShare",
      ${sql.join(reasons.map((reason) => sql`coalesce(${sql.id(reason)}, false) as ${sql.id(reason)}`))},
      ${sql.join(reasons.map((reason) => sql`count(*) filter (where ${sql.id(reason)}) over () as ${sql.id(`${reason}Count`)}`))}
    from scored where score > 0 order by score desc, month_share nulls last, code limit ${limit}`.execute(tx)
  return {
    rows,
    counts: Object.fromEntries(
      reasons.map((reason) => [reason, rows[0]?.[`${reason}Count`] ?? 0]),
    ) as Attention['counts'],
  }
}

export interface DayVisit {
  readonly date: IsoDate
  readonly planId: string
  readonly planState: string
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly address: string | null
  readonly arriveMinute: number
  readonly departMinute: number
  /** Names of the others who come along. */
  readonly joint: readonly string[]
  readonly measures: readonly string[]
}

/** The visits of a person's first day from `today` on that has any: own ones, and those the person joins. */
export async function findVisitDay(tx: Tx, personId: string, today: IsoDate): Promise<DayVisit[]> {
  const me = JSON.stringify([{ personId }])
  const { rows } = await sql<DayVisit>`
    with mine as (
      select v.*, plan.manager_id, plan.state from planned_visit v
        join visit_plan plan on plan.org_id = v.org_id and plan.plan_id = v.plan_id
      where v.org_id = (select current_org()) and v.visit_date >= ${today}::date
        and (plan.manager_id = ${personId} or (v.kind = 'joint' and v.joint @> ${me}::jsonb))),
    day as (select * from mine where visit_date = (select min(visit_date) from mine))
    select day.visit_date as date, day.plan_id as "planId", day.state as "planState", c.customer_id as "customerId",
      c.code, c.name, c.address, coalesce(own.arrive, day.arrive_minute) as "arriveMinute",
      coalesce(own.depart, day.depart_minute) as "departMinute", day.measures,
      (select coalesce(jsonb_agg(p.name order by p.name), '[]') from person p
        where p.org_id = day.org_id and p.person_id <> ${personId} and (p.person_id = day.manager_id and day.kind = 'joint'
          or p.person_id::text in (select other->>'personId' from jsonb_array_elements(day.joint) other))) as joint
    from day join customer c on c.org_id = day.org_id and c.customer_id = day.customer_id
      left join lateral (
        select (other->>'arriveMinute')::float8 as arrive, (other->>'departMinute')::float8 as depart
        from jsonb_array_elements(day.joint) other where other->>'personId' = ${personId} limit 1) own on true
    order by coalesce(own.arrive, day.arrive_minute), c.code`.execute(tx)
  return rows
}

export interface ShopRow {
  readonly code: string
  readonly name: string
  readonly managerName: string | null
  readonly orderWeekday: number | null
  readonly licenceNo: string | null
  readonly licenceValidTo: IsoDate | null
  readonly lastOrderDate: IsoDate | null
  readonly nextVisit: IsoDate | null
}

export interface ShopMonth {
  readonly month: IsoMonth
  readonly orders: number
  readonly quantity: number
  readonly amountFen: number
}

/** A shop about itself. Visits are told once they are approved. */
export async function findShop(
  tx: Tx,
  customerId: string,
  today: IsoDate,
): Promise<{ shop: ShopRow; months: ShopMonth[] } | undefined> {
  const shop = await sql<ShopRow>`
    select c.code, c.name, owner.name as "managerName", c.order_weekday as "orderWeekday", c.licence_no as "licenceNo",
      c.licence_valid_to as "licenceValidTo", recent.last_order_date as "lastOrderDate",
      (select min(v.visit_date) from planned_visit v
        join visit_plan plan on plan.org_id = v.org_id and plan.plan_id = v.plan_id
        where v.org_id = c.org_id and v.customer_id = c.customer_id and v.visit_date >= ${today}::date
          and plan.state in ('approved', 'frozen')) as "nextVisit"
    from customer c
      left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
      left join customer_recent recent on recent.org_id = c.org_id and recent.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.customer_id = ${customerId}`.execute(tx)
  if (!shop.rows[0]) return undefined
  const months = await sql<ShopMonth>`
    select month, orders, quantity, amount_fen as "amountFen" from customer_month
    where org_id = (select current_org()) and customer_id = ${customerId} order by month desc limit 24`.execute(
    tx,
  )
  return { shop: shop.rows[0], months: months.rows.reverse() }
}

export interface SampleRow {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly unitName: string | null
  readonly managerName: string | null
  readonly lastOrderDate: IsoDate | null
  readonly nextVisit: IsoDate | null
  readonly missing: number
  readonly anomalies: number
}

/** Drawn by the hash of customer and seed: everybody who repeats it gets the same, and nobody can choose. */
export async function drawSample(
  tx: Tx,
  question: {
    readonly reader: Reader
    readonly seed: string
    readonly today: IsoDate
    readonly limit: number
  },
): Promise<{ population: number; rows: SampleRow[] }> {
  const { reader, seed, today, limit } = question
  const { rows } = await sql<SampleRow & { population: number }>`
    with drawn as (
      select c.*, count(*) over () as population from customer c
      where c.org_id = (select current_org()) and ${activeOn(today)} and ${customersOf(reader)}
      order by md5(c.customer_id::text || ${seed}) limit ${limit})
    select c.customer_id as "customerId", c.code, c.name, unit.name as "unitName", owner.name as "managerName",
      recent.last_order_date as "lastOrderDate", c.population,
      num_nulls(${sql.join(NEEDED_FIELDS.map((field) => sql`c.${sql.id(field)}`))}) as missing,
      (select min(v.visit_date) from planned_visit v
        where v.org_id = c.org_id and v.customer_id = c.customer_id and v.visit_date >= ${today}::date) as "nextVisit",
      (select count(*) from order_anomaly a where a.org_id = c.org_id and a.customer_id = c.customer_id
        and a.state in ('open', 'checking')) as anomalies
    from drawn c
      left join person owner on owner.org_id = c.org_id and owner.person_id = c.manager_id
      left join org_unit unit on unit.org_id = owner.org_id and unit.unit_id = owner.unit_id
      left join customer_recent recent on recent.org_id = c.org_id and recent.customer_id = c.customer_id
    order by c.code`.execute(tx)
  return {
    population: rows[0]?.population ?? 0,
    rows: rows.map(({ population: _population, ...row }) => row),
  }
}

export interface NewProductRow {
  readonly productId: string
  readonly name: string
  readonly brand: string | null
  readonly since: IsoDate
}

export async function listNewProducts(tx: Tx, limit: number): Promise<NewProductRow[]> {
  const { rows } = await sql<NewProductRow>`
    select product_id as "productId", name, brand, life_state_from as since from product
    where org_id = (select current_org()) and life_state = 'new' order by life_state_from desc, code limit ${limit}`.execute(
    tx,
  )
  return rows
}

/** Products of each brand. */
export async function countProducts(tx: Tx): Promise<Map<string, number>> {
  const { rows } = await sql<{ brand: string; products: number }>`
    select brand, count(*) as products from product
    where org_id = (select current_org()) and brand is not null and life_state <> 'withdrawn' group by brand`.execute(
    tx,
  )
  return new Map(rows.map(({ brand, products }) => [brand, products]))
}
