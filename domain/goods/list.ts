import type { z } from 'zod'
import { type RawBuilder, sql, type Tx } from '../../platform/database/index.ts'
import type { QueryOf } from '../../platform/http/contract.ts'
import type { LIFE_STATES, listProducts, Product, productRowSchema } from './contract.ts'

export type ProductRow = z.output<typeof productRowSchema>

export type ProductFilter = Omit<QueryOf<typeof listProducts>, 'page' | 'pageSize' | 'sort'>

/** Keys a list of goods can be sorted by. Names sort by pinyin. */
export const PRODUCT_SORTS = {
  code: sql`p.code`,
  name: sql`p.sort_key`,
  brand: sql`p.brand`,
  priceClass: sql`p.price_class`,
  priceBand: sql`p.price_band`,
  transferFen: sql`p.transfer_fen`,
  wholesaleFen: sql`p.wholesale_fen`,
  retailFen: sql`p.retail_fen`,
  lifeState: sql`p.life_state`,
  supplyAttribute: sql`p.supply_attribute`,
  quantity: sql`coalesce(s.quantity, 0)`,
  amountFen: sql`coalesce(s.amount_fen, 0)`,
  buyers: sql`coalesce(s.buyers, 0)`,
} as const satisfies Record<string, RawBuilder<unknown>>
export type ProductSort = keyof typeof PRODUCT_SORTS

const COLUMNS = sql`
  p.product_id as "productId", p.code, p.name, p.brand, p.category, p.manufacturer, p.origin,
  p.price_class as "priceClass", p.price_band as "priceBand", p.transfer_fen as "transferFen",
  p.wholesale_fen as "wholesaleFen", p.retail_fen as "retailFen", p.supply_attribute as "supplyAttribute",
  p.market_state as "marketState", p.life_state as "lifeState", p.life_state_from as "lifeStateFrom", p.unit,
  p.units_per_case as "unitsPerCase", p.barcode_pack as "barcodePack", p.barcode_carton as "barcodeCarton",
  p.on_sale as "onSale", p.unknown_in_price_list as "unknownInPriceList"`

/** A page of goods with the sales of a query as `salesQuery` makes it, for one month. */
export async function readProducts(
  tx: Tx,
  filter: ProductFilter,
  sales: RawBuilder<unknown>,
  page: {
    readonly sort: ProductSort
    readonly falling: boolean
    readonly limit: number
    readonly offset: number
  },
): Promise<{ rows: ProductRow[]; total: number; totals: Record<string, number> }> {
  const direction = page.falling ? sql`desc nulls last` : sql`asc nulls last`
  const { rows } = await sql<ProductRow>`
    select ${COLUMNS}, coalesce(s.quantity, 0) as quantity, coalesce(s.amount_fen, 0) as "amountFen",
      coalesce(s.buyers, 0) as buyers
    from product p left join (${sales}) s on s.product_id = p.product_id
    where ${whereOf(filter)} order by ${PRODUCT_SORTS[page.sort]} ${direction}, p.code
    limit ${page.limit} offset ${page.offset}`.execute(tx)
  const sums = await sql<{ total: number; quantity: number; amountFen: number }>`
    select count(*) as total, coalesce(sum(s.quantity), 0) as quantity, coalesce(sum(s.amount_fen), 0) as "amountFen"
    from product p left join (${sales}) s on s.product_id = p.product_id
    where ${whereOf(filter)}`.execute(tx)
  const { total, ...totals } = sums.rows[0]!
  return { rows, total, totals }
}

export async function readProduct(tx: Tx, productId: string): Promise<Product | undefined> {
  const { rows } = await sql<Product>`
    select ${COLUMNS} from product p
    where p.org_id = (select current_org()) and p.product_id = ${productId}`.execute(tx)
  return rows[0]
}

export async function hasCode(tx: Tx, code: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from product where org_id = (select current_org()) and code = ${code}`.execute(tx)
  return rows.length > 0
}

export interface ProductMonth {
  readonly month: string
  readonly quantity: number
  readonly amountFen: number
  readonly buyers: number
  readonly lines: number
}

export async function readProductMonths(tx: Tx, sales: RawBuilder<unknown>): Promise<ProductMonth[]> {
  const { rows } = await sql<ProductMonth>`
    select s.month, s.quantity, s.amount_fen as "amountFen", s.buyers, s.lines from (${sales}) s order by s.month
    `.execute(tx)
  return rows
}

export interface ProductOption {
  readonly facet: 'brand' | 'priceClass' | 'priceBand' | 'supplyAttribute' | 'lifeState'
  readonly key: string | (typeof LIFE_STATES)[number]
  readonly count: number
}

/** Counts of what the filters offer, in one pass. */
export async function readProductOptions(tx: Tx): Promise<ProductOption[]> {
  const { rows } = await sql<ProductOption>`
    select * from (
      select case when grouping(brand) = 0 then 'brand' when grouping(price_class) = 0 then 'priceClass'
          when grouping(price_band) = 0 then 'priceBand' when grouping(supply_attribute) = 0 then 'supplyAttribute'
          else 'lifeState' end as facet,
        coalesce(brand, price_class::text, price_band::text, supply_attribute, life_state) as key, count(*) as count
      from product where org_id = (select current_org())
      group by grouping sets ((brand), (price_class), (price_band), (supply_attribute), (life_state))) counted
    where key is not null order by facet, count desc, key`.execute(tx)
  return rows
}

function whereOf(filter: ProductFilter): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`p.org_id = (select current_org())`]
  for (const term of (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    conditions.push(sql`p.search_key like ${`%${term.replace(/[\\%_]/g, '\\$&')}%`}`)
  if (filter.brand?.length) conditions.push(sql`p.brand = any(${filter.brand}::text[])`)
  if (filter.priceClass?.length) conditions.push(sql`p.price_class = any(${filter.priceClass}::bigint[])`)
  if (filter.priceBand?.length) conditions.push(sql`p.price_band = any(${filter.priceBand}::bigint[])`)
  if (filter.supplyAttribute?.length)
    conditions.push(sql`p.supply_attribute = any(${filter.supplyAttribute}::text[])`)
  if (filter.lifeState?.length) conditions.push(sql`p.life_state = any(${filter.lifeState}::text[])`)
  if (filter.onSale !== undefined) conditions.push(sql`p.on_sale = ${filter.onSale}`)
  if (filter.unknownInPriceList !== undefined)
    conditions.push(sql`p.unknown_in_price_list = ${filter.unknownInPriceList}`)
  return sql.join(conditions, sql` and `)
}
