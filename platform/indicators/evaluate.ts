import { addDays, addMonths, daysBetween, daysInMonth, monthOf } from '../../engines/kernel/dates.ts'
import type { Tx } from '../database/index.ts'
import { notFound } from '../http/failure.ts'
import { refuse } from '../refusal.ts'
import {
  type DrillPage,
  type DrillRows,
  type IndicatorQuery,
  type IndicatorRow,
  indicatorAt,
} from './indicator.ts'

/** Aggregates of fewer customers or persons than this are not shown to those who may see aggregates only. */
export const SMALLEST_CELL = 5

export interface IndicatorAnswer {
  readonly id: string
  readonly definitionVersion: number
  readonly from: string
  readonly to: string
  readonly rows: readonly AnsweredRow[]
  /** All rows as one, when they add up. */
  readonly total?: AnsweredRow
}

export interface AnsweredRow extends IndicatorRow {
  /** True: there is a number, and this reader may not see it. */
  readonly hidden?: boolean
  /** The same cell one period and one year earlier, when asked for. */
  readonly previous?: number | null
  readonly lastYear?: number | null
  /** value / previous - 1 and value / lastYear - 1; null where there is nothing to divide by. */
  readonly mom?: number | null
  readonly yoy?: number | null
}

export type Comparison = 'mom' | 'yoy'

/**
 * The value of an indicator for a period, broken down as asked.
 *
 * @throws Failure 404 no such indicator; Refusal IND-01 a dimension it does not have, IND-02 the period ends before
 *   it begins.
 */
export async function measure(
  tx: Tx,
  id: string,
  query: IndicatorQuery,
  compare: readonly Comparison[] = [],
): Promise<IndicatorAnswer> {
  const indicator = find(id, query)
  const rows = await indicator.value(tx, query)
  const previous = compare.includes('mom') ? await earlier(tx, id, previousPeriod(query)) : undefined
  const lastYear = compare.includes('yoy') ? await earlier(tx, id, yearBefore(query)) : undefined
  const answered = rows.map((row) => {
    const key = keyOf(row.group, query.by)
    const before = previous && (previous.get(key) ?? null)
    const yearAgo = lastYear && (lastYear.get(key) ?? null)
    return {
      ...row,
      ...(before === undefined ? {} : { previous: before, mom: growth(row.value, before) }),
      ...(yearAgo === undefined ? {} : { lastYear: yearAgo, yoy: growth(row.value, yearAgo) }),
    }
  })
  const total = indicator.total && totalOf(rows, indicator.total)
  const isOpen = !isAggregateOnly(query)
  return {
    id,
    definitionVersion: indicator.definitionVersion,
    from: query.from,
    to: query.to,
    rows: isOpen ? answered : hideSmall(answered),
    ...(total ? { total: isOpen || isLargeEnough(total) ? total : hidden(total) } : {}),
  }
}

/** The rows behind one cell. Nobody who may see aggregates only gets below them. */
export async function drillInto(
  tx: Tx,
  id: string,
  query: IndicatorQuery,
  page: DrillPage,
): Promise<DrillRows & { readonly definitionVersion: number }> {
  const indicator = find(id, query)
  if (!indicator.drill || isAggregateOnly(query)) throw notFound()
  return { ...(await indicator.drill(tx, query, page)), definitionVersion: indicator.definitionVersion }
}

/** 环比, 同比: x / y - 1 as a fraction; nothing where the earlier number is missing or zero. */
export function growth(value: number | null, before: number | null): number | null {
  return value === null || before === null || before === 0 ? null : value / before - 1
}

/** The period of the same length just before; whole months step by months. */
export function previousPeriod<Q extends Pick<IndicatorQuery, 'from' | 'to'>>(query: Q): Q {
  const months = wholeMonths(query)
  if (months) return shiftMonths(query, -months)
  const days = daysBetween(query.from, query.to) + 1
  return { ...query, from: addDays(query.from, -days), to: addDays(query.from, -1) }
}

/** The same dates one year earlier; whole months stay whole (February of a leap year). */
export function yearBefore<Q extends Pick<IndicatorQuery, 'from' | 'to'>>(query: Q): Q {
  if (wholeMonths(query)) return shiftMonths(query, -12)
  return { ...query, from: sameDay(query.from), to: sameDay(query.to) }

  function sameDay(date: string): string {
    const month = addMonths(monthOf(date), -12)
    return `${month}-${String(Math.min(+date.slice(8), daysInMonth(month))).padStart(2, '0')}`
  }
}

function find(id: string, query: IndicatorQuery) {
  const indicator = indicatorAt(id, query.to)
  if (!indicator) throw notFound()
  if (query.to < query.from) refuse('IND-02', id, { from: query.from, to: query.to })
  for (const dimension of [...query.by, ...Object.keys(query.where)])
    if (!indicator.dimensions.includes(dimension)) refuse('IND-01', id, { dimension })
  return indicator
}

/** The earlier period by the definition in force then, as a map from group to value. */
async function earlier(tx: Tx, id: string, query: IndicatorQuery): Promise<Map<string, number | null>> {
  const rows = await find(id, query).value(tx, query)
  return new Map(rows.map((row) => [keyOf(row.group, query.by), row.value]))
}

function totalOf(rows: readonly IndicatorRow[], kind: 'sum' | 'ratio'): IndicatorRow {
  const add = (pick: (row: IndicatorRow) => number | null | undefined) =>
    rows.reduce((sum, row) => sum + (pick(row) ?? 0), 0)
  const subjects = rows.every((row) => row.subjects !== undefined) ? add((row) => row.subjects) : undefined
  const more = subjects === undefined ? {} : { subjects }
  if (kind === 'sum') return { group: {}, value: add((row) => row.value), ...more }
  const numerator = add((row) => row.numerator)
  const denominator = add((row) => row.denominator)
  return {
    group: {},
    value: denominator === 0 ? null : numerator / denominator,
    numerator,
    denominator,
    ...more,
  }
}

/** One hidden cell alone could be worked out from the total and the others, so it takes the smallest other along. */
export function hideSmall(rows: readonly AnsweredRow[]): AnsweredRow[] {
  const small = new Set(rows.filter((row) => !isLargeEnough(row)))
  if (small.size === 1) {
    const others = rows.filter((row) => !small.has(row)).sort((a, b) => (a.subjects ?? 0) - (b.subjects ?? 0))
    if (others[0]) small.add(others[0])
  }
  return rows.map((row) => (small.has(row) ? hidden(row) : row))
}

function isLargeEnough(row: AnsweredRow): boolean {
  return (row.subjects ?? 0) >= SMALLEST_CELL
}

function hidden(row: AnsweredRow): AnsweredRow {
  return { group: row.group, value: null, hidden: true }
}

export function isAggregateOnly({ reader }: Pick<IndicatorQuery, 'reader'>): boolean {
  return reader.scope === 'aggregate' || reader.masks.includes('aggregate-only')
}

function keyOf(group: IndicatorRow['group'], by: readonly string[]): string {
  return JSON.stringify(by.map((dimension) => group[dimension] ?? null))
}

function wholeMonths({ from, to }: Pick<IndicatorQuery, 'from' | 'to'>): number {
  const isWhole = from.endsWith('-01') && +to.slice(8) === daysInMonth(monthOf(to))
  return isWhole ? monthIndex(to) - monthIndex(from) + 1 : 0
}

function monthIndex(date: string): number {
  return +date.slice(0, 4) * 12 + +date.slice(5, 7)
}

function shiftMonths<Q extends Pick<IndicatorQuery, 'from' | 'to'>>(query: Q, count: number): Q {
  const last = addMonths(monthOf(query.to), count)
  return { ...query, from: `${addMonths(monthOf(query.from), count)}-01`, to: `${last}-${daysInMonth(last)}` }
}
