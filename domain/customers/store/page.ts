import { sql, type Tx } from '../../../platform/database/index.ts'
import type { ChangedFields } from './archive.ts'

export interface ChangeRow {
  readonly changeId: string
  readonly changedAt: Date
  readonly source: 'import' | 'api' | 'desk' | 'visit' | 'proposal' | 'rule' | 'undo' | 'shop'
  readonly authorId: string | null
  readonly authorName: string | null
  readonly batchId: string | null
  readonly note: string | null
  readonly fields: ChangedFields
}

/** Every change of a customer, newest first: source, author and time of each field are in here. */
export async function readChanges(tx: Tx, customerId: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select h.change_id as "changeId", h.changed_at as "changedAt", h.source, h.author_account_id as "authorId",
      coalesce(p.name, a.login) as "authorName", h.batch_id as "batchId", h.note, h.fields
    from customer_change h
    left join account a on a.org_id = h.org_id and a.account_id = h.author_account_id
    left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where h.org_id = (select current_org()) and h.customer_id = ${customerId}
    order by h.changed_at desc, h.change_id desc`.execute(tx)
  return rows
}

export interface LineOfCustomer {
  readonly lineId: string
  readonly code: string
  readonly name: string
  readonly orderWeekdays: number[]
  readonly people: {
    readonly post: 'phone_agent' | 'deliveryman' | 'monopoly_officer'
    readonly personId: string | null
    readonly name: string | null
    readonly phone: string | null
  }[]
}

/** The delivery line and the people who come with it: change the line and they change at once (DAT-06). */
export async function readLine(tx: Tx, customerId: string): Promise<LineOfCustomer | undefined> {
  const person = (alias: string) => sql`json_build_object('personId', ${sql.ref(`${alias}.person_id`)},
    'name', ${sql.ref(`${alias}.name`)}, 'phone', nullif(${sql.ref(`${alias}.phone`)}, ''))`
  type Linked = Omit<LineOfCustomer['people'][number], 'post'>
  const { rows } = await sql<
    Omit<LineOfCustomer, 'people'> & { agent: Linked; driver: Linked; officer: Linked }
  >`
    select l.line_id as "lineId", l.code, l.name, l.order_weekdays as "orderWeekdays", ${person('agent')} as agent,
      ${person('driver')} as driver, ${person('officer')} as officer
    from customer c
    join delivery_line l on l.org_id = c.org_id and l.line_id = c.delivery_line_id
    left join person agent on agent.org_id = l.org_id and agent.person_id = l.phone_agent_id
    left join person driver on driver.org_id = l.org_id and driver.person_id = l.deliveryman_id
    left join person officer on officer.org_id = l.org_id and officer.person_id = l.monopoly_officer_id
    where c.org_id = (select current_org()) and c.customer_id = ${customerId}`.execute(tx)
  const row = rows[0]
  if (!row) return undefined
  const { agent, driver, officer, ...line } = row
  return {
    ...line,
    people: [
      { post: 'phone_agent', ...agent },
      { post: 'deliveryman', ...driver },
      { post: 'monopoly_officer', ...officer },
    ],
  }
}

export interface MonthRow {
  readonly month: string
  readonly orders: number
  readonly lines: number
  readonly quantity: number
  readonly amountFen: number
}

export async function readMonths(tx: Tx, customerId: string, from: string): Promise<MonthRow[]> {
  const { rows } = await sql<MonthRow>`
    select month, orders, lines, quantity, amount_fen as "amountFen" from customer_month
    where org_id = (select current_org()) and customer_id = ${customerId} and month >= ${from}
    order by month`.execute(tx)
  return rows
}

export interface SegmentRow {
  readonly template: string
  readonly class: string
  readonly rule: string
  readonly reason: Record<string, string | number | boolean | null>
  readonly byHand: boolean
  readonly ruleVersion: string
  readonly since: string
}

export async function readSegments(tx: Tx, customerId: string): Promise<SegmentRow[]> {
  const { rows } = await sql<SegmentRow>`
    select template, class, rule, reason, by_hand as "byHand", rule_version as "ruleVersion", since
    from customer_segment where org_id = (select current_org()) and customer_id = ${customerId}
    order by template`.execute(tx)
  return rows
}

export interface GroupRow {
  readonly group: 'weak' | 'marginal' | 'high_end'
  readonly byHand: boolean
  readonly reason: Record<string, string | number | boolean | null>
  readonly since: string
}

export async function readGroups(tx: Tx, customerId: string): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select group_code as "group", by_hand as "byHand", reason, since from customer_group
    where org_id = (select current_org()) and customer_id = ${customerId} and member order by 1`.execute(tx)
  return rows
}

export async function readSignals(
  tx: Tx,
  customerId: string,
  failedSince: string,
): Promise<{
  readonly failed: number
  readonly lastFailedOn: string | null
  readonly openAnomalies: number
}> {
  const { rows } = await sql<{ failed: number; lastFailedOn: string | null; openAnomalies: number }>`
    select (select count(*) from debit d where d.org_id = (select current_org()) and d.customer_id = ${customerId}
        and d.result = 'failed' and d.debit_date >= ${failedSince}::date) as failed,
      (select max(d.debit_date) from debit d where d.org_id = (select current_org())
        and d.customer_id = ${customerId} and d.result = 'failed') as "lastFailedOn",
      (select count(*) from order_anomaly o where o.org_id = (select current_org())
        and o.customer_id = ${customerId} and o.state in ('open', 'checking')) as "openAnomalies"`.execute(tx)
  return rows[0]!
}

export interface TimelineEntry {
  readonly kind: 'order' | 'change' | 'visit' | 'call' | 'reminder' | 'segment' | 'debit'
  readonly id: string
  readonly at: Date
  readonly values: Record<string, string | number | boolean | null>
}

/**
 * What happened with a customer before a moment, newest first, from every table that knows something. Days without a
 * time count as noon of the company's day.
 */
export async function readTimeline(
  tx: Tx,
  customerId: string,
  terms: {
    readonly before: Date
    readonly kinds: readonly TimelineEntry['kind'][]
    readonly limit: number
    readonly timeZone: string
    readonly reminderDays: readonly number[]
  },
): Promise<TimelineEntry[]> {
  const noon = (date: string) => sql`((${sql.raw(date)} + time '12:00') at time zone ${terms.timeZone})`
  const own = sql`org_id = (select current_org()) and customer_id = ${customerId}`
  const sources: Readonly<Record<TimelineEntry['kind'], ReturnType<typeof sql> | undefined>> = {
    order: sql`select 'order', order_id::text, ${noon('order_date')}, json_build_object('orderNo', order_no,
        'orderDate', order_date, 'quantity', quantity, 'amountFen', amount_fen, 'channel', channel,
        'isReturn', is_return)
      from order_header where ${own}`,
    change: sql`select 'change', change_id::text, changed_at, json_build_object('source', source,
        'fields', (select string_agg(key, ',' order by key) from jsonb_object_keys(fields) key), 'note', note)
      from customer_change where ${own}`,
    visit: sql`select 'visit', visit_id::text, ${noon('visit_date')}, json_build_object('date', visit_date,
        'kind', kind, 'minute', arrive_minute, 'remark', remark)
      from planned_visit where ${own}`,
    call: undefined,
    reminder: sql`select 'reminder', 'licence-' || days, ${noon('(licence_valid_to - days)')},
        json_build_object('licenceValidTo', licence_valid_to, 'days', days)
      from customer, unnest(${terms.reminderDays}::int[]) as days where ${own} and licence_valid_to is not null`,
    segment: sql`select 'segment', rerating_id::text, decided_at, json_build_object('kind', kind,
        'before', before_value, 'after', after_value, 'month', month)
      from customer_rerating where ${own} and state = 'confirmed'`,
    debit: sql`select 'debit', debit_id::text, ${noon('debit_date')}, json_build_object('result', result,
        'amountFen', amount_fen, 'reason', reason)
      from debit where ${own}`,
  }
  const chosen = terms.kinds.map((kind) => sources[kind]).filter((source) => source !== undefined)
  if (chosen.length === 0) return []
  const parts = chosen.map(
    (source) => sql`(select * from (${source}) as one (kind, id, at, "values") where at < ${terms.before}
      order by at desc, id desc limit ${terms.limit})`,
  )
  const { rows } = await sql<TimelineEntry>`
    select kind, id, at, "values" from (${sql.join(parts, sql` union all `)}) as every
    order by at desc, id desc limit ${terms.limit}`.execute(tx)
  return rows
}
