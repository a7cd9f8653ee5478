import type { z } from 'zod'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import { goodsCondition, type OrderReach } from '../../goods/index.ts'
import { customerScope } from '../../people/index.ts'
import type { AnomalyKind, anomalySchema } from '../contract.ts'

export type Anomaly = z.output<typeof anomalySchema>
export type AnomalyState = Anomaly['state']

export interface AnomalyFilter {
  readonly kind?: readonly AnomalyKind[]
  readonly state?: readonly AnomalyState[]
  readonly customerId?: string
  readonly managerId?: string
  readonly from?: string
  readonly to?: string
  readonly search?: string
}

export const ANOMALY_SORTS = {
  date: sql`a.anomaly_date`,
  foundAt: sql`a.found_at`,
  kind: sql`a.kind`,
  state: sql`a.state`,
  customerCode: sql`c.code`,
} as const satisfies Record<string, RawBuilder<unknown>>
export type AnomalySort = keyof typeof ANOMALY_SORTS

/** Shops are not told that their orders are being looked into. */
function whereOf(reach: OrderReach, filter: AnomalyFilter): RawBuilder<unknown> {
  const conditions = [
    sql`a.org_id = (select current_org())`,
    reach.scope === 'shop' ? sql`false` : customerScope(reach, 'a'),
    sql`(a.product_id is null or ${goodsCondition(reach)})`,
  ]
  if (filter.kind?.length) conditions.push(sql`a.kind = any(${filter.kind}::text[])`)
  if (filter.state?.length) conditions.push(sql`a.state = any(${filter.state}::text[])`)
  if (filter.customerId) conditions.push(sql`a.customer_id = ${filter.customerId}`)
  if (filter.managerId) conditions.push(sql`c.manager_id = ${filter.managerId}`)
  if (filter.from) conditions.push(sql`a.anomaly_date >= ${filter.from}::date`)
  if (filter.to) conditions.push(sql`a.anomaly_date <= ${filter.to}::date`)
  for (const term of (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    conditions.push(sql`c.search_key like ${`%${term.replace(/[\\%_]/g, '\\$&')}%`}`)
  return sql.join(conditions, sql` and `)
}

const SOURCE = sql`
  order_anomaly a
  join customer c on c.org_id = a.org_id and c.customer_id = a.customer_id
  left join product p on p.org_id = a.org_id and p.product_id = a.product_id`

export async function countAnomalies(tx: Tx, reach: OrderReach, filter: AnomalyFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from ${SOURCE} where ${whereOf(reach, filter)}`.execute(tx)
  return rows[0]!.total
}

export async function readAnomalies(
  tx: Tx,
  reach: OrderReach,
  filter: AnomalyFilter,
  page: {
    readonly sort: AnomalySort
    readonly falling: boolean
    readonly limit: number
    readonly offset: number
  },
): Promise<Anomaly[]> {
  const direction = page.falling ? sql`desc` : sql`asc`
  const { rows } = await sql<
    Omit<Anomaly, 'foundAt' | 'handledAt'> & { foundAt: Date; handledAt: Date | null }
  >`
    select a.anomaly_id as "anomalyId", a.kind, a.customer_id as "customerId", c.code as "customerCode",
      c.name as "customerName", c.manager_id as "managerId", m.name as "managerName", a.anomaly_date as date,
      a.product_id as "productId", p.name as "productName", a.evidence, a.rule_version as "ruleVersion", a.state,
      a.note, a.found_at as "foundAt", a.handled_at as "handledAt", h.name as "handledByName"
    from ${SOURCE}
    left join person m on m.org_id = c.org_id and m.person_id = c.manager_id
    left join account account on account.org_id = a.org_id and account.account_id = a.handled_by
    left join person h on h.org_id = a.org_id and h.person_id = account.person_id
    where ${whereOf(reach, filter)}
    order by ${ANOMALY_SORTS[page.sort]} ${direction}, a.anomaly_id limit ${page.limit} offset ${page.offset}
    `.execute(tx)
  const others = await readCodesInReach(
    tx,
    reach,
    rows.flatMap((row) => codesIn(row.evidence)),
  )
  return rows.map((row) => ({
    ...row,
    evidence: others ? withoutStrangers(row.evidence, others) : row.evidence,
    foundAt: row.foundAt.toISOString(),
    handledAt: row.handledAt?.toISOString() ?? null,
  }))
}

/** Evidence may name other shops; a reader sees those within reach. Undefined where nothing is out of reach. */
async function readCodesInReach(
  tx: Tx,
  reach: OrderReach,
  codes: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (reach.scope === 'organisation' || codes.length === 0) return undefined
  const { rows } = await sql<{ code: string }>`
    select c.code from customer c
    where c.org_id = (select current_org()) and c.code = any(${codes}::text[]) and ${customerScope(reach, 'c')}`.execute(
    tx,
  )
  return new Set(rows.map((row) => row.code))
}

function codesIn({ others }: Anomaly['evidence']): string[] {
  return Array.isArray(others) ? others : []
}

function withoutStrangers(evidence: Anomaly['evidence'], known: ReadonlySet<string>): Anomaly['evidence'] {
  if (!Array.isArray(evidence.others)) return evidence
  return { ...evidence, others: evidence.others.filter((code) => known.has(code)) }
}

/** @returns false when there is no such anomaly within reach */
export async function updateAnomaly(
  tx: Tx,
  reach: OrderReach,
  handling: {
    readonly anomalyId: string
    readonly state: AnomalyState
    /** Absent leaves what was noted before. */
    readonly note: string | undefined
    readonly accountId: string
    readonly at: Date
  },
): Promise<boolean> {
  const isOpen = handling.state === 'open'
  const result = await sql`
    update order_anomaly a set state = ${handling.state}, note = coalesce(${handling.note ?? null}, a.note),
      handled_by = ${isOpen ? null : handling.accountId}, handled_at = ${isOpen ? null : handling.at}
    where a.org_id = (select current_org()) and a.anomaly_id = ${handling.anomalyId}
      and ${customerScope(reach, 'a')}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) > 0
}
