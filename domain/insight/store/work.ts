/** Plans and odd orders: how the work itself stands. */
import type { IsoMonth } from '../../../engines/kernel/dates.ts'
import { type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { DrillPage, Reader } from '../../../platform/indicators/index.ts'
import { personScope } from '../../people/index.ts'
import { customersOf } from './reach.ts'

export const PLAN_DIMENSIONS = ['month', 'manager', 'department'] as const
export type PlanDimension = (typeof PLAN_DIMENSIONS)[number]

export interface PlanQuestion {
  readonly from: IsoMonth
  readonly to: IsoMonth
  readonly by: readonly PlanDimension[]
  readonly where?: Readonly<Partial<Record<PlanDimension, readonly string[]>>>
  readonly reader: Reader
}

export interface PlanSum {
  readonly group: Readonly<Record<string, string | null>>
  readonly plans: number
  readonly approved: number
  readonly submitted: number
  readonly customers: number
  readonly customersCovered: number
  readonly visits: number
  readonly unplaced: number
  /** Mean over the plans. */
  readonly travelMinutesPerDay: number | null
}

/** The newest month that has plans. */
export async function readPlannedMonth(tx: Tx, reader: Reader): Promise<IsoMonth | null> {
  const { rows } = await sql<{ month: IsoMonth | null }>`
    select max(v.month) as month from ${plansOf(reader)}`.execute(tx)
  return rows[0]?.month ?? null
}

export async function sumPlans(tx: Tx, question: PlanQuestion): Promise<PlanSum[]> {
  const { by } = question
  const places = sql.raw(by.map((_, index) => index + 1).join(', '))
  const count = (field: string) => sql`coalesce(sum((v.summary->>${sql.lit(field)})::int), 0)`
  const { rows } = await sql<Omit<PlanSum, 'group'> & Record<string, string | null | number>>`
    select ${sql.join([
      ...by.map((dimension) => sql`${expression(dimension)} as ${sql.id(dimension)}`),
      sql`count(*) as plans`,
      sql`count(*) filter (where v.state in ('approved', 'frozen')) as approved`,
      sql`count(*) filter (where v.state = 'submitted') as submitted`,
      sql`${count('customers')} as customers`,
      sql`${count('customersCovered')} as "customersCovered"`,
      sql`${count('visitsPlaced')} as visits`,
      sql`${count('visitsUnplaced')} as unplaced`,
      sql`avg((v.summary->>'travelMinutesPerDay')::float8) as "travelMinutesPerDay"`,
    ])}
    from ${plansOf(question.reader)} ${planFilters(question)}
    ${by.length === 0 ? sql`having count(*) > 0` : sql`group by ${places} order by ${places}`}`.execute(tx)
  return rows.map((row) => ({
    group: Object.fromEntries(by.map((dimension) => [dimension, row[dimension] as string | null])),
    plans: row.plans,
    approved: row.approved,
    submitted: row.submitted,
    customers: row.customers,
    customersCovered: row.customersCovered,
    visits: row.visits,
    unplaced: row.unplaced,
    travelMinutesPerDay: row.travelMinutesPerDay,
  }))
}

export interface FoundPlan {
  readonly planId: string
  readonly month: IsoMonth
  readonly managerName: string
  readonly state: string
  readonly customers: number | null
  readonly customersCovered: number | null
  readonly visits: number | null
  readonly unplaced: number | null
  readonly travelMinutesPerDay: number | null
}

export async function listPlans(
  tx: Tx,
  question: PlanQuestion,
  page: DrillPage,
): Promise<{ rows: FoundPlan[]; total: number }> {
  const { rows } = await sql<FoundPlan & { total: number }>`
    select v.plan_id as "planId", v.month, p.name as "managerName", v.state,
      (v.summary->>'customers')::int as customers, (v.summary->>'customersCovered')::int as "customersCovered",
      (v.summary->>'visitsPlaced')::int as visits, (v.summary->>'visitsUnplaced')::int as unplaced,
      (v.summary->>'travelMinutesPerDay')::float8 as "travelMinutesPerDay", count(*) over () as total
    from ${plansOf(question.reader)} ${planFilters(question)}
    order by v.month desc, p.code limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 }
}

function plansOf(reader: Reader): RawBuilder<unknown> {
  return sql`visit_plan v join person p on p.org_id = v.org_id and p.person_id = v.manager_id
    where v.org_id = (select current_org()) and ${personScope(reader, 'p')}`
}

function planFilters({ from, to, where = {} }: PlanQuestion): RawBuilder<unknown> {
  const filters = Object.entries(where).map(
    ([dimension, values]) =>
      sql`and ${expression(dimension as PlanDimension)} = any(${values as readonly string[]}::text[])`,
  )
  return sql`and v.month between ${from} and ${to} ${filters.length === 0 ? sql`` : sql.join(filters, sql` `)}`
}

function expression(dimension: PlanDimension): RawBuilder<unknown> {
  switch (dimension) {
    case 'month':
      return sql`v.month`
    case 'manager':
      return sql`v.manager_id::text`
    case 'department':
      return sql`p.unit_id::text`
  }
}

/** Odd orders nobody has explained yet, by kind. */
export async function countOpenAnomalies(
  tx: Tx,
  reader: Reader,
  where: { readonly kind?: readonly string[] } = {},
): Promise<{ kind: string; count: number }[]> {
  const { rows } = await sql<{ kind: string; count: number }>`
    select a.kind, count(*) as count from ${anomaliesOf(reader, where)} group by a.kind order by a.kind`.execute(
    tx,
  )
  return rows
}

export interface FoundAnomaly {
  readonly anomalyId: string
  readonly kind: string
  readonly date: string
  readonly customerId: string
  readonly customerCode: string
  readonly customerName: string
  readonly state: string
}

export async function listOpenAnomalies(
  tx: Tx,
  reader: Reader,
  where: { readonly kind?: readonly string[] },
  page: DrillPage,
): Promise<{ rows: FoundAnomaly[]; total: number }> {
  const { rows } = await sql<FoundAnomaly & { total: number }>`
    select a.anomaly_id as "anomalyId", a.kind, a.anomaly_date as date, a.customer_id as "customerId",
      c.code as "customerCode", c.name as "customerName", a.state, count(*) over () as total
    from ${anomaliesOf(reader, where)}
    order by a.anomaly_date desc, c.code limit ${page.limit} offset ${page.offset}`.execute(tx)
  return { rows: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 }
}

function anomaliesOf(reader: Reader, { kind }: { readonly kind?: readonly string[] }): RawBuilder<unknown> {
  return sql`order_anomaly a join customer c on c.org_id = a.org_id and c.customer_id = a.customer_id
    where a.org_id = (select current_org()) and a.state in ('open', 'checking') and ${customersOf(reader)}
      ${kind ? sql`and a.kind = any(${kind}::text[])` : sql``}`
}
