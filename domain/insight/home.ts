/** What the first pages of the roles ask. Reading only. */
import { addMonths, daysBetween, type IsoDate, mondayOf } from '../../engines/kernel/dates.ts'
import { localDate } from '../../platform/clock.ts'
import { sql, type Tx } from '../../platform/database/index.ts'
import type { ResponseOf } from '../../platform/http/contract.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import type { Reader } from '../../platform/indicators/index.ts'
import type * as contract from './contract.ts'
import { ATTENTION_REASONS, type AttentionReason } from './contract.ts'
import { defaultMonth } from './rules.ts'
import { countJobs, countSignedIn, readAccountState, readLedgerState } from './store/administration.ts'
import { countBuyers } from './store/coverage.ts'
import { countCustomers } from './store/customers.ts'
import {
  type AttentionRow,
  countProducts,
  drawSample,
  findAttention,
  findShop,
  findVisitDay,
  listNewProducts,
} from './store/home.ts'
import { readLatestOrderDate, type SalesSum, sumSales } from './store/sales.ts'

const MEANT_FOR_A_PAGE = 24

export async function readAttention(
  tx: Tx,
  context: RequestContext,
  limit: number,
): Promise<ResponseOf<typeof contract.getAttention>> {
  const today = localDate(context.clock)
  const latest = await readLatestOrderDate(tx)
  const month = latest === null ? addMonths(today.slice(0, 7), -1) : defaultMonth(latest).month
  const { rows, counts } = await findAttention(tx, { reader: readerOf(context), today, month, limit })
  return {
    counts: { ...counts },
    customers: rows.map((row) => ({
      customerId: row.customerId,
      code: row.code,
      name: row.name,
      managerName: row.managerName,
      reasons: ATTENTION_REASONS.filter((reason) => row[reason]).map((reason) => ({
        reason,
        ...explainReason(row, reason, today),
      })),
    })),
  }
}

function explainReason(row: AttentionRow, reason: AttentionReason, today: IsoDate) {
  const { lastOrderDate, licenceValidTo, monthShare } = row
  switch (reason) {
    case 'silent':
      return { date: lastOrderDate, value: lastOrderDate === null ? null : daysBetween(lastOrderDate, today) }
    case 'expiring':
    case 'expired':
      return {
        date: licenceValidTo,
        value: licenceValidTo === null ? null : daysBetween(today, licenceValidTo),
      }
    case 'falling':
      return { date: null, value: monthShare }
    case 'missing':
    case 'anomaly':
      return { date: null, value: null }
  }
}

export async function readVisitDay(
  tx: Tx,
  context: RequestContext,
): Promise<ResponseOf<typeof contract.getVisitDay>> {
  const today = localDate(context.clock)
  const { personId } = context.principal
  const visits = personId ? await findVisitDay(tx, personId, today) : []
  const [first] = visits
  return {
    today,
    day: first
      ? {
          date: first.date,
          planId: first.planId,
          planState: first.planState,
          visits: visits.map(({ date: _date, planId: _planId, planState: _planState, ...visit }) => ({
            ...visit,
            joint: [...visit.joint],
            measures: [...visit.measures],
          })),
        }
      : null,
  }
}

export async function readBrands(
  tx: Tx,
  context: RequestContext,
  query: { readonly month?: string; readonly limit: number },
): Promise<ResponseOf<typeof contract.getBrands>> {
  const reader = readerOf(context)
  const latest = await readLatestOrderDate(tx)
  const month = query.month ?? (latest === null ? null : defaultMonth(latest).month)
  const [count] = await countCustomers(tx, { date: localDate(context.clock), by: [], reader })
  const activeCustomers = count?.active ?? 0
  const share = (buyers: number) => (activeCustomers > 0 ? buyers / activeCustomers : null)
  if (month === null) return { month, activeCustomers, brands: [], newProducts: [] }
  const read = async (one: string) => {
    const sums = await sumSales(tx, { from: one, to: one, by: ['brand'], reader })
    return new Map(sums.map((sum) => [sum.group.brand, sum.quantity]))
  }
  const now = await read(month)
  const before = await read(addMonths(month, -1))
  const yearAgo = await read(addMonths(month, -12))
  const shown = [...now]
    .filter((entry): entry is [string, number] => typeof entry[0] === 'string')
    .sort((a, b) => b[1] - a[1])
    .slice(0, query.limit)
  const buyers = await countBuyers(tx, {
    from: month,
    to: month,
    by: ['brand'],
    where: { brand: shown.map(([brand]) => brand) },
    reader,
  })
  const buyersOf = new Map(buyers.map((row) => [row.group.brand, row.buyers]))
  const products = await countProducts(tx)
  const news = await listNewProducts(tx, query.limit)
  const newIds = news.map(({ productId }) => productId)
  const sumNews = async (one: string) => {
    if (newIds.length === 0) return new Map<string | null | undefined, SalesSum>()
    const sums = await sumSales(tx, {
      from: one,
      to: one,
      by: ['product'],
      where: { product: newIds },
      reader,
    })
    return new Map(sums.map((sum) => [sum.group.product, sum]))
  }
  const newsNow = await sumNews(month)
  const newsBefore = await sumNews(addMonths(month, -1))
  const newBuyers =
    newIds.length === 0
      ? []
      : await countBuyers(tx, { from: month, to: month, by: ['product'], where: { product: newIds }, reader })
  const newBuyersOf = new Map(newBuyers.map((row) => [row.group.product, row.buyers]))
  return {
    month,
    activeCustomers,
    brands: shown.map(([brand, quantity]) => ({
      brand,
      products: products.get(brand) ?? 0,
      quantity,
      previous: before.get(brand) ?? null,
      lastYear: yearAgo.get(brand) ?? null,
      buyers: buyersOf.get(brand) ?? 0,
      coverage: share(buyersOf.get(brand) ?? 0),
    })),
    newProducts: news.map((product) => ({
      ...product,
      quantity: newsNow.get(product.productId)?.quantity ?? 0,
      previous: newsBefore.get(product.productId)?.quantity ?? null,
      buyers: newBuyersOf.get(product.productId) ?? 0,
      coverage: share(newBuyersOf.get(product.productId) ?? 0),
    })),
  }
}

/** Only a shop's own account has one: everybody else gets nothing, and not somebody else's. */
export async function readOwnShop(
  tx: Tx,
  context: RequestContext,
): Promise<ResponseOf<typeof contract.getOwnShop>> {
  const { customerId } = context.principal
  const today = localDate(context.clock)
  const found = context.scope === 'shop' && customerId ? await findShop(tx, customerId, today) : undefined
  if (!found) return { shop: null, months: [] }
  const { licenceValidTo } = found.shop
  return {
    shop: {
      ...found.shop,
      licenceDaysLeft: licenceValidTo === null ? null : daysBetween(today, licenceValidTo),
    },
    months: found.months.slice(-MEANT_FOR_A_PAGE),
  }
}

export async function readSample(
  tx: Tx,
  context: RequestContext,
  limit: number,
): Promise<ResponseOf<typeof contract.getSample>> {
  const today = localDate(context.clock)
  const seed = mondayOf(today)
  const { population, rows } = await drawSample(tx, { reader: readerOf(context), seed, today, limit })
  return { seed, population, customers: rows }
}

export async function readSystemState(
  context: RequestContext,
): Promise<ResponseOf<typeof contract.getSystemState>> {
  const status = await context.database.status()
  const migrations = await context.database.asOwner(
    async (tx) =>
      (await sql<{ count: number }>`select count(*) as count from schema_migration`.execute(tx)).rows[0]!
        .count,
    { readOnly: true },
  )
  const now = context.clock.now()
  const { jobs, signedIn } = await context.transaction(
    async (tx) => ({ jobs: await countJobs(tx, now), signedIn: await countSignedIn(tx, now) }),
    { readOnly: true },
  )
  return {
    database: {
      kind: context.database.kind,
      version: status.version,
      fsync: status.fsync,
      sizeBytes: status.sizeBytes,
      freeBytes: status.freeBytes ?? null,
      readOnly: status.readOnly,
    },
    migrations,
    upSeconds: Math.floor(process.uptime()),
    memoryBytes: process.memoryUsage.rss(),
    node: process.version,
    jobs,
    signedIn,
  }
}

export async function readAccounts(
  tx: Tx,
  context: RequestContext,
): Promise<ResponseOf<typeof contract.getAccountState>> {
  const state = await readAccountState(tx, context.clock.now(), localDate(context.clock))
  return {
    ...state,
    withoutRole: state.withoutRole.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    locked: state.locked.map((row) => ({ ...row, lastAttemptAt: row.lastAttemptAt.toISOString() })),
  }
}

export async function readLedger(
  tx: Tx,
  context: RequestContext,
): Promise<ResponseOf<typeof contract.getLedgerState>> {
  const { days, kinds, lastCheck } = await readLedgerState(tx, context.clock.now())
  return {
    events: days.reduce((sum, { events }) => sum + events, 0),
    days,
    kinds,
    lastCheck: lastCheck && { ...lastCheck, at: lastCheck.at.toISOString() },
  }
}

function readerOf({ principal, scope, masks }: RequestContext): Reader {
  return { principal, scope, masks }
}
