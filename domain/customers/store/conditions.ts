import { addDays } from '../../../engines/kernel/dates.ts'
import { type RawBuilder, sql } from '../../../platform/database/index.ts'
import { unitsBelow } from '../../people/index.ts'
import type { CustomerFilter } from '../contract/list.ts'
import { type CustomerField, FORMATS, type LicenceState } from '../contract/words.ts'
import { COLUMNS } from './columns.ts'

/** What the meaning of a filter depends on besides the filter itself. */
export interface FilterTerms {
  readonly orgId: string
  readonly today: string
  readonly reminderDays: readonly number[]
  readonly required: readonly CustomerField[]
  /** Classes of the active merge: code -> formats. */
  readonly merge: ReadonlyMap<string, readonly string[]>
}

/** Conditions of a filter on the table `customer c`; always together with the reader's scope. */
export function filterConditions(filter: CustomerFilter, terms: FilterTerms): RawBuilder<unknown>[] {
  const found: RawBuilder<unknown>[] = []
  const add = (condition: RawBuilder<unknown>) => found.push(condition)
  for (const term of (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    add(sql`c.search_key like ${`%${term.replace(/[\\%_]/g, '\\$&')}%`}`)
  oneOf(add, 'c.format', filter.format)
  oneOf(add, 'c.market_type', filter.marketType)
  oneOf(add, 'c.value_group', filter.valueGroup)
  oneOf(add, 'c.scale', filter.scale)
  oneOf(add, 'c.status', filter.status)
  oneOf(add, 'c.manager_id', filter.manager, 'uuid')
  oneOf(add, 'c.delivery_line_id', filter.deliveryLine, 'uuid')
  if (filter.tierFrom !== undefined) add(sql`c.tier >= ${filter.tierFrom}`)
  if (filter.tierTo !== undefined) add(sql`c.tier <= ${filter.tierTo}`)
  if (filter.orderWeekday?.length)
    // 0 = customers without an order day.
    add(sql`coalesce(c.order_weekday, 0) = any(${filter.orderWeekday}::int[])`)
  if (filter.unit?.length)
    add(
      sql`(${sql.join(
        filter.unit.map((unitId) => sql`c.unit_id in (${unitsBelow(terms.orgId, unitId)})`),
        sql` or `,
      )})`,
    )
  if (filter.licence?.length) add(sql`${licenceState(terms)} = any(${filter.licence}::text[])`)
  if (filter.missing?.length) {
    const fields = filter.missing.includes('any') ? terms.required : (filter.missing as CustomerField[])
    add(
      sql`(${sql.join(
        fields.map((field) => isMissing(field)),
        sql` or `,
      )})`,
    )
  }
  for (const part of filter.segment ?? []) add(segmentCondition(part, terms))
  if (filter.group?.length)
    add(sql`exists (select from customer_group g where g.org_id = c.org_id and g.customer_id = c.customer_id
      and g.member and g.group_code = any(${filter.group}::text[]))`)
  for (const tag of filter.tag ?? []) add(sql`c.tags @> array[${tag}]::text[]`)
  if (filter.located !== undefined) add(filter.located ? sql`c.lon is not null` : sql`c.lon is null`)
  if (filter.bounds?.length === 4) {
    const [west, south, east, north] = filter.bounds
    add(sql`c.lon between ${west} and ${east} and c.lat between ${south} and ${north}`)
  }
  if (filter.ids?.length) add(sql`c.customer_id = any(${filter.ids}::uuid[])`)
  return found
}

/** The filter's conditions and the scope as one. */
export function whereAll(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `)
}

function oneOf(
  add: (condition: RawBuilder<unknown>) => void,
  column: string,
  values: readonly string[] | undefined,
  type = 'text',
): void {
  if (!values?.length) return
  const named = values.filter((value) => value !== 'none')
  const parts = []
  if (named.length > 0) parts.push(sql`${sql.ref(column)} = any(${named}::${sql.raw(type)}[])`)
  if (named.length < values.length) parts.push(sql`${sql.ref(column)} is null`)
  add(sql`(${sql.join(parts, sql` or `)})`)
}

function segmentCondition(part: string, { merge }: FilterTerms): RawBuilder<unknown> {
  const [template, wanted] = [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]
  if (template === 'merged') {
    const formats =
      wanted === 'none'
        ? FORMATS.filter((format) => ![...merge.values()].some((all) => all.includes(format)))
        : (merge.get(wanted) ?? [])
    return sql`c.format = any(${formats}::text[])`
  }
  const rows = sql`select from customer_segment s where s.org_id = c.org_id and s.customer_id = c.customer_id
    and s.template = ${template}`
  return wanted === 'none' ? sql`not exists (${rows})` : sql`exists (${rows} and s.class = ${wanted})`
}

/**
 * `judgeLicence` as SQL over `customer c`, for counting and filtering without loading; the test of this file holds the
 * two together over all combinations.
 */
export function licenceState(terms: Pick<FilterTerms, 'today' | 'reminderDays'>): RawBuilder<LicenceState> {
  const soon = addDays(terms.today, terms.reminderDays[0] ?? 0)
  return sql<LicenceState>`case
    when coalesce(c.licence_no, '') = '' then 'missing_number'
    when not c.licence_formed then 'malformed_number'
    when c.licence_status <> 'active' then c.licence_status
    when c.licence_valid_to is null then 'missing_expiry'
    when c.licence_valid_to < ${terms.today}::date then 'expired'
    when c.licence_valid_from > ${terms.today}::date then 'not_yet_valid'
    when c.licence_valid_to <= ${soon}::date then 'expiring'
    else 'valid' end`
}

/**
 * Whether a field counts as missing. Shops that are closed need nothing any more, and those that do not order need
 * no order day.
 */
export function isMissing(field: CustomerField): RawBuilder<boolean> {
  const column = sql.ref(`c.${COLUMNS[field].column}`)
  const empty = COLUMNS[field].type === 'text' ? sql`coalesce(${column}, '') = ''` : sql`${column} is null`
  const needed =
    field === 'orderWeekday' || field === 'deliveryLineId'
      ? sql`c.status <> 'invalid' and c.order_cycle is distinct from 'none'`
      : sql`c.status <> 'invalid'`
  return sql<boolean>`(${empty} and ${needed})`
}
