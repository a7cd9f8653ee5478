import { addDays, addMonths } from '../../engines/kernel/dates.ts'
import { localDate } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { QueryOf } from '../../platform/http/contract.ts'
import { badInput, notFound } from '../../platform/http/failure.ts'
import type { FileAnswer, RequestContext } from '../../platform/http/handler.ts'
import { parseSort } from '../../platform/http/paging.ts'
import { refuse } from '../../platform/refusal.ts'
import { ruleAt, setRule } from '../../platform/rules/index.ts'
import type { exportOrders, listAnomalies, listOrders as listOrdersRoute } from './contract.ts'
import { writeOrderFile } from './export.ts'
import { referenceYearRule } from './rule-book.ts'
import { chooseReferenceYear } from './rules.ts'
import {
  ANOMALY_SORTS,
  type AnomalySort,
  type AnomalyState,
  countAnomalies,
  readAnomalies,
  updateAnomaly,
} from './store/read-anomalies.ts'
import {
  isInReach,
  readCustomerMonths,
  readCustomerProducts,
  readMonthly,
  readYears,
  readYearsInReach,
  type SalesGroup,
} from './store/read-months.ts'
import {
  listOrders,
  ORDER_SORTS,
  type OrderFilter,
  type OrderSort,
  readChannels,
  readOrder,
  sumOrders,
} from './store/read-orders.ts'
import { readLatestOrderDate } from './store/roll-ups.ts'

const DAYS_SHOWN = 31
const MONTHS_SHOWN = 24
/** Orders of one file; more are taken out by shorter periods. */
const MOST_ROWS = 100_000
/** Dates of input outside hold no orders, and not every database can name them. */
const EARLIEST = '1990-01-01'
const LATEST = '2100-12-31'

type OrderQuery = Omit<QueryOf<typeof listOrdersRoute>, 'page' | 'pageSize' | 'sort'>

export async function showOrders(context: RequestContext, query: QueryOf<typeof listOrdersRoute>) {
  const { page, pageSize, sort, ...asked } = query
  const order = readOrderSort(sort)
  return context.transaction(
    async (tx) => {
      const filter = await withDates(tx, context, asked)
      const { total, ...totals } = await sumOrders(tx, context, filter)
      const rows = await listOrders(tx, context, filter, {
        ...order,
        limit: pageSize,
        offset: (page - 1) * pageSize,
      })
      return { rows, total, totals }
    },
    { readOnly: true },
  )
}

export async function exportOrderList(
  context: RequestContext,
  query: QueryOf<typeof exportOrders>,
): Promise<FileAnswer> {
  const { sort, columns, format, ...asked } = query
  const order = readOrderSort(sort)
  const found = await context.transaction(async (tx) => {
    const filter = await withDates(tx, context, asked)
    const { total } = await sumOrders(tx, context, filter)
    const rows = await listOrders(tx, context, filter, { ...order, limit: MOST_ROWS, offset: 0 })
    await context.record(tx, {
      kind: 'orders.exported',
      objectKind: 'order',
      objectId: '',
      detail: { from: filter.from, to: filter.to, rows: rows.length, total, format },
    })
    return { filter, total, rows }
  })
  return writeOrderFile(found.rows, { ...found, columns, format, language: context.language })
}

function readOrderSort(sort: string | undefined): { sort: OrderSort; falling: boolean } {
  const { column, falling } = parseSort(sort) ?? { column: 'orderDate', falling: true }
  if (!Object.hasOwn(ORDER_SORTS, column))
    throw badInput({ path: 'sort', message: `one of ${Object.keys(ORDER_SORTS).join(', ')}` })
  return { sort: column as OrderSort, falling }
}

/** A missing end is the newest order, a missing beginning 31 days before the end. */
async function withDates(tx: Tx, context: RequestContext, asked: OrderQuery): Promise<OrderFilter> {
  const to = asked.to ?? (await readLatestOrderDate(tx)) ?? localDate(context.clock)
  const end = clampDate(to)
  return { ...asked, from: clampDate(asked.from ?? addDays(end, 1 - DAYS_SHOWN)), to: end }
}

function clampDate(date: string): string {
  return date < EARLIEST ? EARLIEST : date > LATEST ? LATEST : date
}

function clampMonth(month: string): string {
  return clampDate(`${month}-01`).slice(0, 7)
}

export async function showOrder(
  context: RequestContext,
  key: { readonly orderDate: string; readonly orderId: string },
) {
  if (clampDate(key.orderDate) !== key.orderDate) throw notFound()
  const found = await context.transaction((tx) => readOrder(tx, context, key), { readOnly: true })
  if (!found) throw notFound()
  // Who works here is nothing for shops.
  return context.principal.customerId ? { ...found, order: { ...found.order, importedByName: null } } : found
}

export async function showChannels(
  context: RequestContext,
  { from, to }: { readonly from: string; readonly to: string },
) {
  const filter = { from: clampDate(from), to: clampDate(to) }
  return context.transaction((tx) => readChannels(tx, context, filter), { readOnly: true })
}

export async function showCustomerMonths(
  context: RequestContext,
  customerId: string,
  asked: { readonly from?: string; readonly to?: string },
) {
  return context.transaction(
    async (tx) => {
      if (!(await isInReach(tx, context, customerId))) throw notFound()
      const latest = (await readLatestOrderDate(tx)) ?? localDate(context.clock)
      const to = clampMonth(asked.to ?? latest.slice(0, 7))
      const from = clampMonth(asked.from ?? addMonths(to, 1 - MONTHS_SHOWN))
      const terms = { customerId, from, to }
      return {
        months: await readCustomerMonths(tx, context, terms),
        products: await readCustomerProducts(tx, context, terms),
      }
    },
    { readOnly: true },
  )
}

export async function showMonthly(
  context: RequestContext,
  { from, to, by }: { readonly from: string; readonly to: string; readonly by: SalesGroup },
) {
  const rows = await context.transaction(
    (tx) => readMonthly(tx, context, { from: clampMonth(from), to: clampMonth(to), by }),
    { readOnly: true },
  )
  return { rows }
}

export async function showAnomalies(context: RequestContext, query: QueryOf<typeof listAnomalies>) {
  const { page, pageSize, sort, from, to, ...rest } = query
  const { column, falling } = parseSort(sort) ?? { column: 'date', falling: true }
  if (!Object.hasOwn(ANOMALY_SORTS, column))
    throw badInput({ path: 'sort', message: `one of ${Object.keys(ANOMALY_SORTS).join(', ')}` })
  const filter = { ...rest, from: from && clampDate(from), to: to && clampDate(to) }
  return context.transaction(
    async (tx) => ({
      rows: await readAnomalies(tx, context, filter, {
        sort: column as AnomalySort,
        falling,
        limit: pageSize,
        offset: (page - 1) * pageSize,
      }),
      total: await countAnomalies(tx, context, filter),
    }),
    { readOnly: true },
  )
}

export async function setAnomalyState(
  context: RequestContext,
  anomalyId: string,
  { state, note }: { readonly state: AnomalyState; readonly note?: string },
): Promise<{ state: AnomalyState }> {
  await context.transaction(async (tx) => {
    const { accountId } = context.principal
    const handling = { anomalyId, state, note, accountId, at: context.clock.now() }
    if (!(await updateAnomaly(tx, context, handling))) throw notFound()
    await context.record(tx, {
      kind: 'order-anomaly.handled',
      objectKind: 'order_anomaly',
      objectId: anomalyId,
      detail: { state },
    })
  })
  return { state }
}

export async function showReferenceYear(context: RequestContext) {
  return context.transaction(
    async (tx) => {
      const today = localDate(context.clock)
      const { value, version } = await ruleAt(tx, referenceYearRule, today)
      return {
        year: chooseReferenceYear(value, await readYears(tx), today),
        ruleVersion: `${referenceYearRule.id}@${version}`,
        available: await readYearsInReach(tx, context),
      }
    },
    { readOnly: true },
  )
}

/** @throws Refusal ORD-07 there are no orders of that year */
export async function putReferenceYear(context: RequestContext, year: number): Promise<{ year: number }> {
  return context.transaction(async (tx) => {
    const years = await readYears(tx)
    if (!years.some((one) => one.year === year))
      refuse('ORD-07', String(year), {
        year,
        available: years.map((one) => one.year).join(', ') || '—',
      })
    const today = localDate(context.clock)
    const { value } = await ruleAt(tx, referenceYearRule, today)
    if (value === year) return { year }
    const reason = context.language === 'zh' ? `参考年份定为 ${year} 年` : `Reference year ${year}`
    await setRule(tx, referenceYearRule, { validFrom: today, value: year, reason }, context)
    return { year }
  })
}

/** DAT-10: the year that guideline numbers start from today; null while there are no orders. */
export async function readReferenceYear(tx: Tx, today: string): Promise<number | null> {
  const { value } = await ruleAt(tx, referenceYearRule, today)
  return chooseReferenceYear(value, await readYears(tx), today)
}
