import type { z } from 'zod'
import { addMonths } from '../../engines/kernel/dates.ts'
import { localDate, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { BodyOf } from '../../platform/http/contract.ts'
import { badInput, conflict, notFound } from '../../platform/http/failure.ts'
import type { FileAnswer, RequestContext } from '../../platform/http/handler.ts'
import { parseSort } from '../../platform/http/paging.ts'
import { refuse } from '../../platform/refusal.ts'
import type { createProduct, LifeState, PriceScheme, Product, productFieldsSchema } from './contract.ts'
import { writeProducts } from './export.ts'
import {
  hasCode,
  PRODUCT_SORTS,
  type ProductFilter,
  type ProductRow,
  type ProductSort,
  readProduct,
  readProductMonths,
  readProductOptions,
  readProducts,
} from './list.ts'
import { findLevelFault, recentMonths, schemeAt } from './rules.ts'
import { readLatestOrderDate, salesQuery, salesReach } from './sales.ts'
import {
  insertProducts,
  insertScheme,
  putState,
  readSchemes,
  readStates,
  reclassProducts,
  updateProducts,
} from './store.ts'

const MONTHS_SHOWN = 24
/** No company has more; a file of them all is made in memory. */
const MOST_PRODUCTS = 20_000

export async function showProducts(
  context: RequestContext,
  query: ProductFilter & { readonly page: number; readonly pageSize: number; readonly sort?: string },
) {
  const { page, pageSize, sort, ...filter } = query
  return context.transaction(
    (tx) => listIn(tx, context, filter, sort, { limit: pageSize, offset: (page - 1) * pageSize }),
    { readOnly: true },
  )
}

export async function exportProductList(
  context: RequestContext,
  query: ProductFilter & {
    readonly sort?: string
    readonly columns?: readonly string[]
    readonly format: 'xlsx' | 'csv'
  },
): Promise<FileAnswer> {
  const { sort, columns, format, ...filter } = query
  const { rows } = await context.transaction(async (tx) => {
    const found = await listIn(tx, context, filter, sort, { limit: MOST_PRODUCTS, offset: 0 })
    await context.record(tx, {
      kind: 'goods.exported',
      objectKind: 'product',
      objectId: '',
      detail: { rows: found.rows.length, format },
    })
    return found
  })
  return writeProducts(rows, { columns, format, language: context.language })
}

/** The list in the reader's reach, with the sales of the last full month. */
async function listIn(
  tx: Tx,
  context: RequestContext,
  filter: ProductFilter,
  sort: string | undefined,
  page: { readonly limit: number; readonly offset: number },
) {
  const order = parseSort(sort) ?? { column: 'code', falling: false }
  if (!Object.hasOwn(PRODUCT_SORTS, order.column))
    throw badInput({ path: 'sort', message: `one of ${Object.keys(PRODUCT_SORTS).join(', ')}` })
  const latest = await readLatestOrderDate(tx)
  const month = recentMonths(latest ?? localDate(context.clock)).at(-1)!
  const sales = salesQuery(salesReach(context), { from: month, to: month })
  const found = await readProducts(tx, filter, sales, {
    sort: order.column as ProductSort,
    falling: order.falling,
    ...page,
  })
  return { ...found, rows: found.rows.map((row) => forReader(context, row) as ProductRow) }
}

export async function showProduct(context: RequestContext, productId: string) {
  return context.transaction(
    async (tx) => {
      const product = await readProduct(tx, productId)
      if (!product) throw notFound()
      const states = await readStates(tx, productId)
      const to = (await readLatestOrderDate(tx))?.slice(0, 7) ?? localDate(context.clock).slice(0, 7)
      const from = addMonths(to, 1 - MONTHS_SHOWN)
      const months = await readProductMonths(tx, salesQuery(salesReach(context), { from, to, productId }))
      return {
        product: forReader(context, product),
        states: states.map((state) => ({
          ...state,
          changedAt: state.changedAt.toISOString(),
          // Who works here is nothing for shops.
          changedByName: context.principal.customerId ? null : state.changedByName,
        })),
        months,
      }
    },
    { readOnly: true },
  )
}

/** The transfer price is between the companies; shops do not see it. */
function forReader(context: RequestContext, product: Product): Product {
  return context.principal.customerId ? { ...product, transferFen: null } : product
}

export async function addProduct(
  context: RequestContext,
  { code, ...fields }: BodyOf<typeof createProduct>,
): Promise<{ productId: string }> {
  const productId = newId(context.clock)
  await context.transaction(async (tx) => {
    if (await hasCode(tx, code)) throw conflict('GDS-05')
    await insertProducts(tx, [{ productId, code, fields }], termsOf(context))
    await context.record(tx, {
      kind: 'product.created',
      objectKind: 'product',
      objectId: productId,
      detail: { code },
    })
  })
  return { productId }
}

export async function changeProduct(
  context: RequestContext,
  productId: string,
  fields: Partial<z.output<typeof productFieldsSchema>>,
): Promise<{ changed: number }> {
  return context.transaction(async (tx) => {
    const before = await readProduct(tx, productId)
    if (!before) throw notFound()
    const changed = await updateProducts(tx, [{ productId, fields }], termsOf(context))
    const after = await readProduct(tx, productId)
    const differing = Object.keys(fields).filter(
      (key) => before[key as keyof Product] !== after![key as keyof Product],
    )
    if (changed.length > 0)
      await context.record(tx, {
        kind: 'product.changed',
        objectKind: 'product',
        objectId: productId,
        detail: Object.fromEntries(
          differing.map((key) => [key, [before[key as keyof Product], after![key as keyof Product]]]),
        ),
      })
    return { changed: differing.length }
  })
}

export async function changeLifeState(
  context: RequestContext,
  productId: string,
  state: { readonly lifeState: LifeState; readonly validFrom: string; readonly note?: string },
): Promise<{ lifeState: LifeState }> {
  checkDate(state.validFrom)
  return context.transaction(async (tx) => {
    if (!(await readProduct(tx, productId))) throw notFound()
    const lifeState = await putState(
      tx,
      { productId, lifeState: state.lifeState, validFrom: state.validFrom, note: state.note ?? null },
      termsOf(context),
    )
    await context.record(tx, {
      kind: 'product.state-set',
      objectKind: 'product',
      objectId: productId,
      detail: { lifeState: state.lifeState, validFrom: state.validFrom },
    })
    return { lifeState }
  })
}

/** The shipped schemes are in no table; their ids only keep them apart. */
const SHIPPED_IDS = {
  class: '00000000-0000-7000-8000-000000000001',
  band: '00000000-0000-7000-8000-000000000002',
} as const

export async function showSchemes(context: RequestContext): Promise<{ schemes: PriceScheme[] }> {
  const stored = await context.transaction((tx) => readSchemes(tx), { readOnly: true })
  return {
    schemes: stored.map((scheme) => ({
      ...scheme,
      schemeId: scheme.schemeId ?? SHIPPED_IDS[scheme.kind],
      levels: scheme.levels.map((level) => ({ ...level })),
    })),
  }
}

/** @throws Refusal GDS-03 limits that do not fall, GDS-07 no levels or numbers that are not 1 to 99, each once */
export async function addScheme(
  context: RequestContext,
  scheme: Omit<PriceScheme, 'schemeId'>,
): Promise<{ schemeId: string; reclassed: number }> {
  checkDate(scheme.validFrom)
  const fault = findLevelFault(scheme.levels)
  if (fault !== undefined)
    refuse('GDS-03', scheme.levels[fault]!.name, { level: scheme.levels[fault]!.level })
  const numbers = new Set(scheme.levels.map(({ level }) => level))
  const isWellNumbered = [...numbers].every((level) => level >= 1 && level <= 99)
  if (scheme.levels.length === 0 || numbers.size < scheme.levels.length || !isWellNumbered) refuse('GDS-07')
  return context.transaction(async (tx) => {
    const stored = await readSchemes(tx)
    const isTaken = stored.some(
      (other) => other.schemeId && other.kind === scheme.kind && other.validFrom === scheme.validFrom,
    )
    if (isTaken) throw conflict('GDS-06')
    const schemeId = await insertScheme(tx, scheme, context.clock)
    // A scheme of the future classes nothing yet, one of the past only if none came after it.
    const inForce = schemeAt(await readSchemes(tx), scheme.kind, localDate(context.clock))
    const reclassed = inForce?.schemeId === schemeId ? await reclassProducts(tx, scheme) : 0
    await context.record(tx, {
      kind: 'price-scheme.created',
      objectKind: 'price_scheme',
      objectId: schemeId,
      detail: { kind: scheme.kind, validFrom: scheme.validFrom, levels: scheme.levels.length, reclassed },
    })
    return { schemeId, reclassed }
  })
}

export async function showOptions(context: RequestContext) {
  const rows = await context.transaction((tx) => readProductOptions(tx), { readOnly: true })
  const counts = (facet: string) =>
    Object.fromEntries(rows.filter((row) => row.facet === facet).map(({ key, count }) => [key, count]))
  return {
    brands: rows.filter((row) => row.facet === 'brand').map(({ key, count }) => ({ brand: key, count })),
    priceClass: counts('priceClass'),
    priceBand: counts('priceBand'),
    supplyAttribute: counts('supplyAttribute'),
    lifeState: counts('lifeState'),
  }
}

function termsOf({ clock, principal }: RequestContext) {
  return { clock, accountId: principal.accountId }
}

/** Not every database can name the years far off. */
function checkDate(validFrom: string): void {
  if (validFrom < '1990-01-01' || validFrom > '2100-12-31')
    throw badInput({ path: 'validFrom', message: '1990-01-01 … 2100-12-31' })
}
