/**
 * What a month is planned from: people, the customers they look after, the calendar. Read-only; the rows belong to
 * the modules people and customers, joined here in one query each because a plan needs them together.
 */

import { dayKind } from '../../engines/kernel/chinese-calendar.ts'
import type { IsoDate, IsoMonth, Weekday } from '../../engines/kernel/dates.ts'
import { datesOfMonth, minuteOfDay } from '../../engines/kernel/dates.ts'
import type { PlanCustomer, PlanManager, Post } from '../../engines/schedule/index.ts'
import { sql, type Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/http/failure.ts'

export interface PlanningPerson {
  readonly personId: string
  readonly code: string
  readonly name: string
  readonly post: Post
  readonly unitId: string
  readonly unitName: string
  readonly homeLon: number | null
  readonly homeLat: number | null
}

export interface PlanningCustomer extends PlanCustomer {
  readonly code: string
  readonly name: string
  readonly format: string
  readonly valueGroup: string
  readonly marketType: string
  readonly unitId: string | null
  readonly presentManagerId: string | null
  readonly chainName: string | null
  readonly isWeak: boolean
  readonly missingFields: number
  /** Last full month's orders are below 80 % of the mean of the three months before (domain handbook, customer_alarm). */
  readonly orderFalling: boolean
}

export interface CalendarDay {
  readonly date: IsoDate
  readonly working: boolean
  readonly reason: 'holiday' | 'weekend' | 'makeup' | 'company' | null
  readonly name: { readonly zh: string; readonly en: string } | null
  readonly provisional: boolean
}

const PLANNING_POSTS = ['general', 'service', 'brand', 'training', 'research', 'market_manager']

/** Everybody who has visits of his own, with the unit he belongs to. */
export async function readPlanningPeople(tx: Tx, unitIds?: readonly string[]): Promise<PlanningPerson[]> {
  const only = unitIds ? sql`and p.unit_id = any(${unitIds}::uuid[])` : sql``
  const { rows } = await sql<PlanningPerson>`
    select p.person_id as "personId", p.code, p.name, p.post, p.unit_id as "unitId", u.name as "unitName",
      p.home_lon as "homeLon", p.home_lat as "homeLat"
    from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
    where p.post = any(${PLANNING_POSTS}) and p.status = 'active' ${only}
    order by p.code`.execute(tx)
  return rows
}

/**
 * Those who make a month of their own: somebody wants their visits. Market managers only come along on visits of others.
 */
export async function readPlanOwners(tx: Tx): Promise<PlanningPerson[]> {
  const { rows } = await sql<{ personId: string }>`
    select distinct a.person_id as "personId"
    from customer_assignment a join customer c on c.org_id = a.org_id and c.customer_id = a.customer_id
    where a.valid_to is null and case a.post
      when 'general' then true
      when 'service' then c.visits_service is not null or c.manager_id = a.person_id
      when 'brand' then c.visits_brand is not null
      when 'training' then c.visits_training is not null
      else c.visits_research is not null end`.execute(tx)
  const owners = new Set(rows.map((row) => row.personId))
  return (await readPlanningPeople(tx)).filter(
    (person) => person.post !== 'market_manager' && owners.has(person.personId),
  )
}

/** The unit and everything below it. */
export async function readUnitSubtree(tx: Tx, unitId: string): Promise<string[]> {
  const { rows } = await sql<{ unitId: string }>`
    with recursive below as (
      select unit_id from org_unit where unit_id = ${unitId}
      union all
      select u.unit_id from org_unit u join below b on u.parent_id = b.unit_id)
    select unit_id as "unitId" from below`.execute(tx)
  return rows.map((row) => row.unitId)
}

/** The root of the organisation tree. */
export async function companyUnit(tx: Tx): Promise<string> {
  const { rows } = await sql<{ unitId: string }>`
    select unit_id as "unitId" from org_unit where kind = 'company'`.execute(tx)
  if (!rows[0]) throw notFound()
  return rows[0].unitId
}

/** Personal days off of these people in the month. */
export async function readDaysOff(tx: Tx, personIds: readonly string[], month: IsoMonth) {
  const dates = datesOfMonth(month)
  const { rows } = await sql<{ personId: string; date: IsoDate }>`
    select person_id as "personId", date from day_off
    where person_id = any(${personIds}::uuid[]) and date between ${dates[0]} and ${dates.at(-1)}
    order by date`.execute(tx)
  return Map.groupBy(rows, (row) => row.personId)
}

/** Every day of the month: the national calendar with the company's own changes on top. */
export async function readCalendar(tx: Tx, month: IsoMonth): Promise<CalendarDay[]> {
  const dates = datesOfMonth(month)
  const { rows } = await sql<{ date: IsoDate; working: boolean; reason: string | null }>`
    select date, working, reason from working_calendar where date between ${dates[0]} and ${dates.at(-1)}`.execute(
    tx,
  )
  const overrides = new Map(rows.map((row) => [row.date, row]))
  return dates.map((date) => {
    const national = dayKind(date)
    const override = overrides.get(date)
    if (override)
      return {
        date,
        working: override.working,
        reason: 'company' as const,
        name: override.reason ? { zh: override.reason, en: override.reason } : null,
        provisional: false,
      }
    return {
      date,
      working: national.working,
      reason: national.kind === 'workday' ? null : national.kind,
      name: national.name ?? null,
      provisional: national.provisional,
    }
  })
}

interface CustomerRow {
  customerId: string
  code: string
  name: string
  lon: number | null
  lat: number | null
  format: string | null
  valueGroup: string | null
  marketType: string | null
  unitId: string | null
  managerId: string | null
  chainName: string | null
  isWeak: boolean
  missingFields: number
  orderFalling: boolean
  orderWeekday: number | null
  serviceMinutes: number | null
  windowStart: string | null
  windowEnd: string | null
  visitsPerMonth: string | null
  visitsService: string | null
  visitsBrand: string | null
  visitsTraining: string | null
  visitsResearch: string | null
  teamVisit: string | null
  holders: Record<string, string>
}

/** Trading customers of these holders, with everything the month depends on. */
export async function readPlanningCustomers(
  tx: Tx,
  personIds: readonly string[],
): Promise<PlanningCustomer[]> {
  return readCustomers(
    tx,
    sql`c.customer_id in (
      select customer_id from customer_assignment where person_id = any(${personIds}::uuid[]) and valid_to is null)`,
  )
}

/** Trading customers of these units, whoever looks after them. */
export async function readUnitCustomers(tx: Tx, unitIds: readonly string[]): Promise<PlanningCustomer[]> {
  return readCustomers(tx, sql`c.unit_id = any(${unitIds}::uuid[])`)
}

async function readCustomers(tx: Tx, condition: ReturnType<typeof sql>): Promise<PlanningCustomer[]> {
  const { rows } = await sql<CustomerRow>`
    select c.customer_id as "customerId", c.code, c.name, c.lon, c.lat, c.format, c.value_group as "valueGroup",
      c.market_type as "marketType", c.unit_id as "unitId", c.manager_id as "managerId", c.chain_name as "chainName",
      exists (select 1 from customer_group g where g.org_id = c.org_id and g.customer_id = c.customer_id
        and g.group_code = 'weak' and g.member) as "isWeak",
      num_nulls(c.phone, c.licence_no, c.lon, c.format, c.address, c.contact_name) as "missingFields",
      coalesce(s.falling, false) as "orderFalling",
      c.order_weekday as "orderWeekday", c.service_minutes as "serviceMinutes",
      c.window_start as "windowStart", c.window_end as "windowEnd",
      c.visits_per_month as "visitsPerMonth", c.visits_service as "visitsService", c.visits_brand as "visitsBrand",
      c.visits_training as "visitsTraining", c.visits_research as "visitsResearch", c.team_visit as "teamVisit",
      coalesce(a.holders, '{}'::jsonb) as holders
    from customer c
    left join (
      select org_id, customer_id, jsonb_object_agg(post, person_id) as holders
      from customer_assignment where valid_to is null group by org_id, customer_id
    ) a on a.org_id = c.org_id and a.customer_id = c.customer_id
    left join lateral (
      select max(quantity) filter (where place = 1) < 0.8 * avg(quantity) filter (where place > 1) as falling
      from (
        select quantity, row_number() over (order by month desc) as place
        from customer_month m where m.org_id = c.org_id and m.customer_id = c.customer_id
        order by month desc limit 4) recent
    ) s on true
    where c.status in ('new', 'valid') and ${condition}
    order by c.code`.execute(tx)
  return rows.map(toPlanningCustomer)
}

function toPlanningCustomer(row: CustomerRow): PlanningCustomer {
  const visits: Partial<Record<Post, number>> = {}
  const main: Post =
    row.holders.general !== undefined || row.holders.service === undefined ? 'general' : 'service'
  visits[main] = visitsOf(row.visitsPerMonth) ?? 1
  for (const [post, text] of [
    ['service', row.visitsService],
    ['brand', row.visitsBrand],
    ['training', row.visitsTraining],
    ['research', row.visitsResearch],
  ] as const) {
    const count = visitsOf(text)
    if (count !== undefined) visits[post] = count
  }
  return {
    id: row.customerId,
    code: row.code,
    name: row.name,
    location: row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat },
    isUrban: row.marketType !== 'rural',
    serviceMinutes: row.serviceMinutes ?? 10,
    window:
      row.windowStart === null && row.windowEnd === null
        ? null
        : {
            startMinute: row.windowStart === null ? 0 : minuteOfDay(row.windowStart),
            endMinute: row.windowEnd === null ? 24 * 60 : minuteOfDay(row.windowEnd),
          },
    orderWeekday: row.orderWeekday as Weekday | null,
    holders: row.holders as Partial<Record<Post, string>>,
    visits,
    teamPosts: (row.teamVisit ?? '').split(';').filter(Boolean) as Post[],
    format: row.format ?? 'other',
    valueGroup: row.valueGroup ?? 'regular',
    marketType: row.marketType ?? 'urban',
    unitId: row.unitId,
    presentManagerId: row.managerId,
    chainName: row.chainName,
    isWeak: row.isWeak,
    missingFields: row.missingFields,
    orderFalling: row.orderFalling,
  }
}

/** `2`, `1/2` or nothing. */
function visitsOf(text: string | null): number | undefined {
  if (text === null || text === '') return undefined
  const [numerator, denominator] = text.split('/')
  return denominator === undefined ? Number(numerator) : Number(numerator) / Number(denominator)
}

export function toPlanManager(person: PlanningPerson, daysOff: readonly IsoDate[]): PlanManager {
  return {
    id: person.personId,
    post: person.post,
    home:
      person.homeLon === null || person.homeLat === null
        ? null
        : { lon: person.homeLon, lat: person.homeLat },
    teamId: person.unitId,
    daysOff,
  }
}
