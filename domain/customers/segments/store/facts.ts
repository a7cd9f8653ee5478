/** What the rules need to know of customers, in one pass a table; joined in memory, since plans of fresh tables err. */
import { addDays, addMonths, daysBetween, daysInMonth, monthOf } from '../../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../../platform/database/index.ts'
import type { CustomerFacts } from '../rules/facts.ts'

const TURN_DAYS = 84

/** The last month that is over and has orders; without orders last month. */
export async function readNewestMonth(tx: Tx, today: string): Promise<string> {
  const current = monthOf(today)
  const { rows } = await sql<{ month: string | null }>`
    select max(month) as month from customer_month
    where org_id = (select current_org()) and month < ${current}`.execute(tx)
  return rows[0]?.month ?? addMonths(current, -1)
}

/** Those of the months that have any orders in the company. */
export async function readPresentMonths(tx: Tx, months: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ month: string }>`
    select given.month from unnest(${months}::text[]) as given (month)
    where exists (select from customer_month m where m.org_id = (select current_org()) and m.month = given.month)
    order by 1`.execute(tx)
  return rows.map((row) => row.month)
}

/** The three months ending with `month`, newest last. */
export function threeMonths(month: string): string[] {
  return [addMonths(month, -2), addMonths(month, -1), month]
}

export function lastDayOf(month: string): string {
  return `${month}-${daysInMonth(month)}`
}

/** Facts of all customers that are not closed, at the end of a month, by code; or of one customer. */
export async function readFacts(
  tx: Tx,
  month: string,
  only?: { readonly customerId: string },
): Promise<CustomerFacts[]> {
  const asOf = lastDayOf(month)
  const year = Array.from({ length: 12 }, (_, index) => addMonths(month, index - 11))
  const recent = await readPresentMonths(tx, threeMonths(month))
  const yearBefore = recent.map((one) => addMonths(one, -12))
  const hasYearBefore =
    (await readPresentMonths(tx, yearBefore)).length === recent.length && recent.length > 0
  const present = await readPresentMonths(tx, year)
  const mine = (alias: string) =>
    only ? sql`and ${sql.ref(`${alias}.customer_id`)} = ${only.customerId}` : sql``
  const [customers, months, turns, debits, anomalies, others] = [
    await readCustomers(tx, mine('c')),
    await readMonths(tx, { year, recent, yearBefore }, mine('m')),
    await readTurns(tx, asOf, mine('h')),
    await readDebits(tx, asOf, mine('d')),
    await readAnomalies(tx, asOf, mine('a')),
    await readOthers(tx, month, mine('f')),
  ]
  const count = Math.max(1, recent.length)
  return customers.map((customer): CustomerFacts => {
    const bought = months.get(customer.customerId)
    const turn = turns.get(customer.customerId)
    const opened = customer.openedOn
    const possible = present.filter((one) => opened === null || one >= monthOf(opened)).length
    const isFortnightly = customer.orderCycle === 'odd_week' || customer.orderCycle === 'even_week'
    const from = [addDays(asOf, 1 - TURN_DAYS), present[0] && `${present[0]}-01`, opened]
      .filter((date) => date !== null && date !== undefined)
      .sort()
      .at(-1)!
    const days = customer.orderCycle === 'none' || present.length === 0 ? 0 : daysBetween(from, asOf) + 1
    return {
      ...customer,
      quantity: (bought?.quantity ?? 0) / count,
      amountFen: (bought?.amountFen ?? 0) / count,
      quantityYearBefore: hasYearBefore && bought?.quantityBefore ? bought.quantityBefore / count : null,
      amountYearBeforeFen: hasYearBefore && bought?.amountBefore ? bought.amountBefore / count : null,
      ordersRecent: bought?.orders ?? 0,
      linesRecent: bought?.lines ?? 0,
      orderMonths: Math.min(possible, bought?.orderMonths ?? 0),
      monthsPossible: possible,
      steadinessPercent: steadinessOf(bought?.yearQuantity ?? 0, bought?.yearSquares ?? 0, possible),
      turnsOrdered: (isFortnightly ? turn?.fortnights : turn?.weeks) ?? 0,
      turnsExpected: Math.max(0, Math.floor(days / (isFortnightly ? 14 : 7))),
      daysSilent: turn ? daysBetween(turn.lastDate, asOf) : null,
      debits: debits.get(customer.customerId)?.debits ?? 0,
      failedDebits: debits.get(customer.customerId)?.failed ?? 0,
      anomalies: anomalies.get(customer.customerId)?.anomalies ?? 0,
      others: others.get(customer.customerId)?.facts ?? {},
    }
  })
}

type ArchiveFacts = Pick<
  CustomerFacts,
  | 'customerId'
  | 'code'
  | 'name'
  | 'managerId'
  | 'format'
  | 'shopKind'
  | 'chainName'
  | 'marketType'
  | 'districtType'
  | 'scale'
  | 'tier'
  | 'valueGroup'
  | 'creditGrade'
  | 'cigaretteSharePercent'
  | 'functionalTerminal'
  | 'windowStart'
  | 'floorAreaM2'
  | 'openedOn'
  | 'orderCycle'
>

async function readCustomers(tx: Tx, more: RawBuilder<unknown>): Promise<ArchiveFacts[]> {
  const { rows } = await sql<ArchiveFacts>`
    select c.customer_id as "customerId", c.code, c.name, c.manager_id as "managerId", c.format,
      c.shop_kind as "shopKind", c.chain_name as "chainName", c.market_type as "marketType",
      c.district_type as "districtType", c.scale, c.tier, c.value_group as "valueGroup",
      c.credit_grade as "creditGrade", c.cigarette_share_percent as "cigaretteSharePercent",
      c.functional_terminal as "functionalTerminal", c.window_start as "windowStart",
      c.floor_area_m2 as "floorAreaM2", c.opened_on as "openedOn", c.order_cycle as "orderCycle"
    from customer c
    where c.org_id = (select current_org()) and c.status <> 'invalid' ${more} order by c.code`.execute(tx)
  return rows
}

async function readMonths(
  tx: Tx,
  terms: {
    readonly year: readonly string[]
    readonly recent: readonly string[]
    readonly yearBefore: readonly string[]
  },
  more: RawBuilder<unknown>,
) {
  const isRecent = sql`m.month = any(${terms.recent}::text[])`
  const isOfYear = sql`m.month = any(${terms.year}::text[])`
  const isBefore = sql`m.month = any(${terms.yearBefore}::text[])`
  const { rows } = await sql<{
    id: string
    quantity: number | null
    amountFen: number | null
    quantityBefore: number | null
    amountBefore: number | null
    orders: number | null
    lines: number | null
    orderMonths: number
    yearQuantity: number | null
    yearSquares: number | null
  }>`
    select m.customer_id as id, sum(m.quantity) filter (where ${isRecent}) as quantity,
      sum(m.amount_fen) filter (where ${isRecent}) as "amountFen",
      sum(m.quantity) filter (where ${isBefore}) as "quantityBefore",
      sum(m.amount_fen) filter (where ${isBefore}) as "amountBefore",
      sum(m.orders) filter (where ${isRecent}) as orders, sum(m.lines) filter (where ${isRecent}) as lines,
      count(*) filter (where m.orders > 0 and m.month = any(${terms.year}::text[])) as "orderMonths",
      sum(m.quantity) filter (where ${isOfYear})::float8 as "yearQuantity",
      sum(m.quantity * m.quantity) filter (where ${isOfYear})::float8 as "yearSquares"
    from customer_month m
    where m.org_id = (select current_org()) and m.month = any(${[...new Set([...terms.year, ...terms.yearBefore])]}::text[])
      ${more} group by m.customer_id`.execute(tx)
  return byId(rows)
}

async function readTurns(tx: Tx, asOf: string, more: RawBuilder<unknown>) {
  const { rows } = await sql<{ id: string; weeks: number; fortnights: number; lastDate: string }>`
    select h.customer_id as id, count(distinct (${asOf}::date - h.order_date) / 7) as weeks,
      count(distinct (${asOf}::date - h.order_date) / 14) as fortnights, max(h.order_date) as "lastDate"
    from order_header h
    where h.org_id = (select current_org()) and h.order_date > ${addDays(asOf, -TURN_DAYS)}::date
      and h.order_date <= ${asOf}::date and not h.is_return ${more}
    group by h.customer_id`.execute(tx)
  return byId(rows)
}

async function readDebits(tx: Tx, asOf: string, more: RawBuilder<unknown>) {
  const { rows } = await sql<{ id: string; debits: number; failed: number }>`
    select d.customer_id as id, count(*) as debits, count(*) filter (where d.result <> 'paid') as failed from debit d
    where d.org_id = (select current_org()) and d.debit_date > ${addDays(asOf, -TURN_DAYS)}::date
      and d.debit_date <= ${asOf}::date ${more} group by d.customer_id`.execute(tx)
  return byId(rows)
}

async function readAnomalies(tx: Tx, asOf: string, more: RawBuilder<unknown>) {
  const { rows } = await sql<{ id: string; anomalies: number }>`
    select a.customer_id as id, count(*) as anomalies from order_anomaly a
    where a.org_id = (select current_org()) and a.anomaly_date > ${addDays(asOf, -TURN_DAYS)}::date
      and a.anomaly_date <= ${asOf}::date and a.state = 'confirmed' ${more} group by a.customer_id`.execute(
    tx,
  )
  return byId(rows)
}

async function readOthers(tx: Tx, month: string, more: RawBuilder<unknown>) {
  const { rows } = await sql<{ id: string; facts: Record<string, number> }>`
    select f.customer_id as id, jsonb_object_agg(f.fact, f.value) as facts from customer_fact f
    where f.org_id = (select current_org()) and f.month = ${month} ${more} group by f.customer_id`.execute(tx)
  return byId(rows)
}

/** Share in percent of the money of three months that went into price classes up to `classAtMost`. */
export async function readHighClassShares(
  tx: Tx,
  month: string,
  classAtMost: number,
): Promise<Map<string, number>> {
  const from = `${addMonths(month, -2)}-01`
  const { rows } = await sql<{ id: string; percent: number | null }>`
    select l.customer_id as id,
      (100.0 * sum(l.amount_fen) filter (where l.product_id = any(array(
        select product_id from product where org_id = (select current_org()) and price_class <= ${classAtMost})))
        / nullif(sum(l.amount_fen), 0))::float8 as percent
    from order_line l
    where l.org_id = (select current_org()) and l.order_date >= ${from}::date and l.order_date <= ${lastDayOf(month)}::date
    group by l.customer_id`.execute(tx)
  return new Map(rows.flatMap((row) => (row.percent === null ? [] : [[row.id, row.percent] as const])))
}

/** Ids of the raw rows behind the facts of one customer, by kind. */
export async function readFactRows(
  tx: Tx,
  customerId: string,
  month: string,
): Promise<{
  readonly orders: string[]
  readonly months: string[]
  readonly debits: string[]
  readonly anomalies: string[]
  readonly others: ReadonlyMap<string, readonly string[]>
}> {
  const asOf = lastDayOf(month)
  const from = addDays(asOf, 1 - TURN_DAYS)
  const ids = async (query: RawBuilder<{ id: string }>) => (await query.execute(tx)).rows.map((row) => row.id)
  const others = await sql<{ fact: string; ids: string[] }>`
    select fact, row_ids as ids from customer_fact
    where org_id = (select current_org()) and customer_id = ${customerId} and month = ${month}`.execute(tx)
  return {
    orders: await ids(sql`
      select order_id as id from order_header where org_id = (select current_org()) and customer_id = ${customerId}
        and order_date between ${from}::date and ${asOf}::date and not is_return order by order_date desc`),
    months: await ids(sql`
      select month as id from customer_month where org_id = (select current_org()) and customer_id = ${customerId}
        and month > ${addMonths(month, -15)} and month <= ${month} order by month desc`),
    debits: await ids(sql`
      select debit_id as id from debit where org_id = (select current_org()) and customer_id = ${customerId}
        and debit_date between ${from}::date and ${asOf}::date order by debit_date desc`),
    anomalies: await ids(sql`
      select anomaly_id as id from order_anomaly where org_id = (select current_org())
        and customer_id = ${customerId} and anomaly_date between ${from}::date and ${asOf}::date
        and state = 'confirmed' order by anomaly_date desc`),
    others: new Map(others.rows.map((row) => [row.fact, row.ids])),
  }
}

/** One minus the deviation of the months over their mean, in percent. */
function steadinessOf(sum: number, squares: number, months: number): number | null {
  if (months < 3 || sum <= 0) return null
  const mean = sum / months
  const deviation = Math.sqrt(Math.max(0, squares / months - mean * mean))
  return Math.max(0, 100 * (1 - deviation / mean))
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
