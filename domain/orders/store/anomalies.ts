import { hash } from 'node:crypto'
import { addDays, monthOf } from '../../../engines/kernel/dates.ts'
import { uuidV7 } from '../../../engines/kernel/ids.ts'
import type { Clock } from '../../../platform/clock.ts'
import { insertColumns, sql, type Tx } from '../../../platform/database/index.ts'
import { recentMonths } from '../../goods/index.ts'
import type { AnomalyKind } from '../contract.ts'
import {
  type AnomalySettings,
  judgeBulk,
  judgeNoOrder,
  judgeShared,
  judgeSurge,
  judgeTierOutlier,
  judgeWeekday,
  windowStart,
} from '../rules.ts'
import { boundsOf, readLatestOrderDate } from './roll-ups.ts'

interface Finding {
  readonly kind: AnomalyKind
  readonly customerId: string
  readonly date: string
  readonly productId: string | null
  readonly evidence: Readonly<Record<string, unknown>>
}

export interface AnomalyTerms {
  readonly settings: AnomalySettings
  readonly ruleVersion: string
  readonly importId: string | null
  readonly clock: Clock
}

/**
 * Looks for odd orders in the days before the newest order and keeps what is new. What was found before, by the same
 * kind, customer, day and product, stays as it is with its handling: looking again adds nothing.
 * @returns how many were added
 */
export async function findAnomalies(tx: Tx, terms: AnomalyTerms): Promise<number> {
  const latest = await readLatestOrderDate(tx)
  if (latest === null) return 0
  const from = windowStart(latest, terms.settings)
  const findings = [
    ...(await findSurges(tx, from, terms.settings)),
    ...(await findTierOutliers(tx, latest, terms.settings)),
    ...(await findShared(tx, from, 'device_key', 'shared_device')),
    ...(await findShared(tx, from, 'payer_key', 'shared_payer')),
    ...(await findNoOrders(tx, latest, terms.settings)),
    ...(await findWrongWeekdays(tx, from, terms.settings)),
    ...(await findClosedLicences(tx, from)),
    ...(await findBulkBuyers(tx, latest, terms.settings)),
  ]
  let added = 0
  for (let start = 0; start < findings.length; start += 5_000)
    added += await insertFindings(tx, findings.slice(start, start + 5_000), terms)
  return added
}

async function insertFindings(tx: Tx, findings: readonly Finding[], terms: AnomalyTerms): Promise<number> {
  const { rows } = await sql<{ org: string }>`select current_org() as org`.execute(tx)
  const now = terms.clock.now().toISOString()
  const same = <T>(value: T) => findings.map(() => value)
  return insertColumns(
    tx,
    'order_anomaly',
    {
      org_id: { type: 'uuid', values: same(rows[0]!.org) },
      anomaly_id: { type: 'uuid', values: findings.map(anomalyIdOf) },
      kind: { type: 'text', values: findings.map((finding) => finding.kind) },
      customer_id: { type: 'uuid', values: findings.map((finding) => finding.customerId) },
      anomaly_date: { type: 'date', values: findings.map((finding) => finding.date) },
      product_id: { type: 'uuid', values: findings.map((finding) => finding.productId) },
      evidence: { type: 'jsonb', values: findings.map((finding) => finding.evidence) },
      rule_version: { type: 'text', values: same(terms.ruleVersion) },
      import_id: { type: 'uuid', values: same(terms.importId) },
      found_at: { type: 'timestamptz', values: same(now) },
    },
    { onConflict: sql`on conflict (org_id, anomaly_id) do nothing` },
  )
}

/** Made from what it says, so that the same finding is kept once. */
function anomalyIdOf({ kind, customerId, date, productId }: Finding): string {
  const digest = hash('sha1', `${kind}\u0000${customerId}\u0000${productId ?? ''}`, 'buffer')
  return uuidV7(Date.parse(`${date}T00:00:00Z`), digest.subarray(0, 10))
}

/** The three orders before are found by counting each customer's orders through. */
async function findSurges(tx: Tx, from: string, settings: AnomalySettings): Promise<Finding[]> {
  const { rows } = await sql<{
    customerId: string
    productId: string
    date: string
    orderId: string
    quantity: number
    before: number
  }>`
    with counted as (
      select order_id, order_date, row_number() over (partition by customer_id order by order_date, order_id) as place
      from order_header
      where org_id = (select current_org()) and order_date >= ${addDays(from, -60)}::date and not is_return),
    wanted as (
      select distinct customer_id, product_id from order_line
      where org_id = (select current_org()) and order_date >= ${from}::date
        and quantity >= ${settings.surgeMinimumCartons}),
    bought as materialized (
      select line.customer_id, line.product_id, counted.place, counted.order_date, line.order_id, line.quantity
      from order_line line join wanted using (customer_id, product_id) join counted using (order_id)
      where line.org_id = (select current_org()) and line.order_date >= ${addDays(from, -60)}::date)
    select now.customer_id as "customerId", now.product_id as "productId", now.order_date as date,
      now.order_id as "orderId", now.quantity, sum(earlier.quantity) as before
    from bought now join bought earlier on earlier.customer_id = now.customer_id
      and earlier.product_id = now.product_id and earlier.place between now.place - 3 and now.place - 1
    where now.order_date >= ${from}::date and now.place > 3 and now.quantity >= ${settings.surgeMinimumCartons}
    group by now.customer_id, now.product_id, now.order_date, now.order_id, now.quantity
    having now.quantity * 300 >= sum(earlier.quantity) * ${settings.surgePercent}::numeric`.execute(tx)
  return rows.flatMap(({ customerId, productId, date, orderId, quantity, before }) => {
    const evidence = judgeSurge(quantity, [before, 0, 0], settings)
    return evidence
      ? [
          {
            kind: 'surge' as const,
            customerId,
            date,
            productId,
            evidence: { ...evidence, orderIds: [orderId] },
          },
        ]
      : []
  })
}

async function findTierOutliers(tx: Tx, latest: string, settings: AnomalySettings): Promise<Finding[]> {
  const month = recentMonths(latest).at(-1)!
  const { rows } = await sql<{
    customerId: string
    tier: number
    quantity: number
    count: number
    mean: number
    deviation: number | null
  }>`
    with bought as (
      select c.customer_id, c.tier, m.quantity from customer_month m
      join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
      where m.org_id = (select current_org()) and m.month = ${month} and c.tier is not null),
    peers as (
      select tier, count(*) as count, avg(quantity)::float8 as mean, stddev_samp(quantity)::float8 as deviation
      from bought group by tier)
    select customer_id as "customerId", tier, quantity, count, mean, deviation
    from bought join peers using (tier)
    where abs(quantity - mean) > ${settings.tierSigmas}::float8 * deviation`.execute(tx)
  return rows.flatMap(({ customerId, tier, quantity, count, mean, deviation }) => {
    const evidence = judgeTierOutlier(quantity, { count, mean, deviation: deviation ?? 0 }, settings)
    return evidence
      ? [
          {
            kind: 'tier_outlier' as const,
            customerId,
            date: `${month}-01`,
            productId: null,
            evidence: { ...evidence, tier, month },
          },
        ]
      : []
  })
}

/** Phone orders come from the agents' desks and automatic ones from no device: neither says anything. */
async function findShared(
  tx: Tx,
  from: string,
  column: 'device_key' | 'payer_key',
  kind: 'shared_device' | 'shared_payer',
): Promise<Finding[]> {
  const key = sql.ref(`h.${column}`)
  const { rows } = await sql<{
    key: string
    customerId: string
    code: string
    chainName: string | null
    latest: string
  }>`
    with used as (
      select ${key} as key, h.customer_id, max(h.order_date) as latest from order_header h
      where h.org_id = (select current_org()) and h.order_date >= ${from}::date and ${key} is not null
        and h.channel in ('online', 'manual')
      group by 1, 2)
    select used.key, used.customer_id as "customerId", c.code, c.chain_name as "chainName", used.latest
    from used join customer c on c.org_id = (select current_org()) and c.customer_id = used.customer_id
    where used.key in (select key from used group by key having count(*) > 1)
    order by used.key, c.code`.execute(tx)
  const findings: Finding[] = []
  for (const group of Map.groupBy(rows, (row) => row.key).values()) {
    if (!judgeShared(group)) continue
    for (const { customerId, code, latest } of group)
      findings.push({
        kind,
        customerId,
        // One finding a month, however many orders.
        date: `${monthOf(latest)}-01`,
        productId: null,
        evidence: {
          shops: group.length,
          others: group
            .filter((other) => other.code !== code)
            .slice(0, 20)
            .map((other) => other.code),
          lastOrderDate: latest,
        },
      })
  }
  return findings
}

async function findNoOrders(tx: Tx, latest: string, settings: AnomalySettings): Promise<Finding[]> {
  const { rows } = await sql<{ customerId: string; cycle: string | null; lastOrderDate: string }>`
    select c.customer_id as "customerId", c.order_cycle as cycle, r.last_order_date as "lastOrderDate"
    from customer c join customer_recent r on r.org_id = c.org_id and r.customer_id = c.customer_id
    where c.org_id = (select current_org()) and c.status in ('new', 'valid') and c.order_weekday is not null
      and r.last_order_date < ${addDays(latest, -7 * settings.missedCycles)}::date`.execute(tx)
  return rows.flatMap(({ customerId, cycle, lastOrderDate }) => {
    const evidence = judgeNoOrder({ lastOrderDate, cycle }, latest, settings)
    return evidence
      ? [
          {
            kind: 'no_order' as const,
            customerId,
            date: lastOrderDate,
            productId: null,
            evidence: { ...evidence, asOf: latest },
          },
        ]
      : []
  })
}

async function findWrongWeekdays(tx: Tx, from: string, settings: AnomalySettings): Promise<Finding[]> {
  const { rows } = await sql<{ customerId: string; date: string; orderId: string; orderWeekday: number }>`
    select h.customer_id as "customerId", h.order_date as date, min(h.order_id::text) as "orderId",
      c.order_weekday as "orderWeekday"
    from order_header h join customer c on c.org_id = h.org_id and c.customer_id = h.customer_id
    where h.org_id = (select current_org()) and h.order_date >= ${from}::date and not h.is_return
      and c.order_weekday is not null and extract(isodow from h.order_date)::int <> c.order_weekday
    group by 1, 2, 4`.execute(tx)
  return rows.flatMap(({ customerId, date, orderId, orderWeekday }) => {
    const evidence = judgeWeekday(date, orderWeekday, settings)
    return evidence
      ? [
          {
            kind: 'wrong_weekday' as const,
            customerId,
            date,
            productId: null,
            evidence: { ...evidence, orderIds: [orderId] },
          },
        ]
      : []
  })
}

/** Only where the licence gate is set to let such orders in. */
async function findClosedLicences(tx: Tx, from: string): Promise<Finding[]> {
  const { rows } = await sql<{
    customerId: string
    date: string
    orderId: string
    validTo: string | null
    status: string
  }>`
    select h.customer_id as "customerId", h.order_date as date, min(h.order_id::text) as "orderId",
      c.licence_valid_to as "validTo", c.licence_status as status
    from order_header h join customer c on c.org_id = h.org_id and c.customer_id = h.customer_id
    where h.org_id = (select current_org()) and h.order_date >= ${from}::date and not h.is_return
      and c.licence_valid_to < h.order_date
    group by 1, 2, 4, 5`.execute(tx)
  return rows.map(({ customerId, date, orderId, validTo, status }) => ({
    kind: 'closed_licence',
    customerId,
    date,
    productId: null,
    evidence: { validTo, status, orderIds: [orderId] },
  }))
}

async function findBulkBuyers(tx: Tx, latest: string, settings: AnomalySettings): Promise<Finding[]> {
  const month = recentMonths(latest).at(-1)!
  const { from } = boundsOf(month)
  const { rows } = await sql<{ customerId: string; quantity: number; marketType: string; mean: number }>`
    with bought as (
      select c.customer_id, coalesce(c.market_type, '') as market_type, m.quantity from customer_month m
      join customer c on c.org_id = m.org_id and c.customer_id = m.customer_id
      where m.org_id = (select current_org()) and m.month = ${month}),
    means as (select market_type, avg(quantity)::float8 as mean from bought group by market_type)
    select customer_id as "customerId", quantity, market_type as "marketType", mean
    from bought join means using (market_type)
    where quantity > ${settings.bulkCartons} and quantity > mean * ${settings.bulkTimes}::float8`.execute(tx)
  return rows.flatMap(({ customerId, quantity, marketType, mean }) => {
    const evidence = judgeBulk(quantity, mean, settings)
    return evidence
      ? [
          {
            kind: 'bulk_buyer' as const,
            customerId,
            date: from,
            productId: null,
            evidence: { ...evidence, marketType, month },
          },
        ]
      : []
  })
}
