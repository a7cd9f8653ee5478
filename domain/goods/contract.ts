/** 品规: the nouns and routes of brands, specifications, price classes and life states. */
import { z } from 'zod'
import { defineRoute } from '../../platform/http/contract.ts'
import { exportQuery, listOf, pageOf, pageQuery } from '../../platform/http/paging.ts'

const id = z.uuid()
const date = z.iso.date()

/** 紧俏, 均衡, 完全满足, 新品. */
export const SUPPLY_ATTRIBUTES = ['tight', 'balanced', 'full', 'new'] as const
export type SupplyAttribute = (typeof SUPPLY_ATTRIBUTES)[number]

/** A specification is new, then a key one, then maintained, then withdrawn. */
export const LIFE_STATES = ['new', 'key', 'maintained', 'withdrawn'] as const
export type LifeState = (typeof LIFE_STATES)[number]

/** 省产, 省外, 进口. */
export const ORIGINS = ['local', 'other_province', 'imported'] as const

/** 俏 紧 平 松 软. */
export const MARKET_STATES = ['hot', 'tight', 'balanced', 'loose', 'soft'] as const

/** Classes I..V by transfer price, 6 = not classed. */
export const PRICE_CLASSES = [1, 2, 3, 4, 5, 6] as const

export const productSchema = z.strictObject({
  productId: id,
  code: z.string(),
  name: z.string(),
  brand: z.string().nullable(),
  category: z.string().nullable(),
  manufacturer: z.string().nullable(),
  origin: z.enum(ORIGINS).nullable(),
  priceClass: z.int().nullable(),
  /** Band 1 is the dearest; by wholesale price and the bands in force. */
  priceBand: z.int().nullable(),
  transferFen: z.int().nullable(),
  wholesaleFen: z.int().nullable(),
  retailFen: z.int().nullable(),
  supplyAttribute: z.enum(SUPPLY_ATTRIBUTES).nullable(),
  marketState: z.enum(MARKET_STATES).nullable(),
  lifeState: z.enum(LIFE_STATES),
  lifeStateFrom: date,
  unit: z.string(),
  /** Quantity units per case; goods are counted in the unit. */
  unitsPerCase: z.int().nullable(),
  barcodePack: z.string().nullable(),
  barcodeCarton: z.string().nullable(),
  onSale: z.boolean(),
  /** True for goods met in orders that are in no price list. */
  unknownInPriceList: z.boolean(),
})
export type Product = z.infer<typeof productSchema>

const filterShape = {
  brand: listOf(z.string().max(80)).optional(),
  priceClass: listOf(z.coerce.number<string>().int()).optional(),
  priceBand: listOf(z.coerce.number<string>().int()).optional(),
  supplyAttribute: listOf(z.enum(SUPPLY_ATTRIBUTES)).optional(),
  lifeState: listOf(z.enum(LIFE_STATES)).optional(),
  onSale: z.stringbool().optional(),
  unknownInPriceList: z.stringbool().optional(),
}

/** Rows of the list carry the last full month's sales. */
export const productRowSchema = productSchema.extend({
  quantity: z.int(),
  amountFen: z.int(),
  buyers: z.int(),
})

const readGoods = { resource: 'goods', action: 'read' } as const
const updateGoods = { resource: 'goods', action: 'update' } as const
const byProduct = z.strictObject({ productId: id })

export const listProducts = defineRoute({
  id: 'goods.list',
  method: 'GET',
  path: '/api/goods',
  summary: 'Specifications with the filters of the address line',
  permit: readGoods,
  query: z.strictObject({ ...pageQuery, ...filterShape }),
  response: pageOf(productRowSchema),
})

export const exportProducts = defineRoute({
  id: 'goods.export',
  method: 'GET',
  path: '/api/goods/export',
  summary: 'The list of specifications as a workbook or CSV',
  permit: { resource: 'goods', action: 'export' },
  query: z.strictObject({ ...exportQuery, ...filterShape }),
  response: 'file',
})

export const getProduct = defineRoute({
  id: 'goods.get',
  method: 'GET',
  path: '/api/goods/:productId',
  summary: 'One specification with its dated states and 24 months of sales',
  permit: readGoods,
  params: byProduct,
  response: z.strictObject({
    product: productSchema,
    states: z.array(
      z.strictObject({
        lifeState: z.enum(LIFE_STATES),
        validFrom: date,
        note: z.string().nullable(),
        changedAt: z.iso.datetime(),
        changedByName: z.string().nullable(),
      }),
    ),
    months: z.array(
      z.strictObject({
        month: z.string(),
        quantity: z.int(),
        amountFen: z.int(),
        buyers: z.int(),
        lines: z.int(),
      }),
    ),
  }),
})

export const productFieldsSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  brand: z.string().trim().min(1).max(80).nullable().optional(),
  category: z.string().trim().min(1).max(80).nullable().optional(),
  manufacturer: z.string().trim().min(1).max(120).nullable().optional(),
  origin: z.enum(ORIGINS).nullable().optional(),
  priceClass: z.int().min(1).max(6).nullable().optional(),
  transferFen: z.int().min(0).nullable().optional(),
  wholesaleFen: z.int().min(0).nullable().optional(),
  retailFen: z.int().min(0).nullable().optional(),
  supplyAttribute: z.enum(SUPPLY_ATTRIBUTES).nullable().optional(),
  marketState: z.enum(MARKET_STATES).nullable().optional(),
  unit: z.string().trim().min(1).max(10).optional(),
  unitsPerCase: z.int().min(1).max(100_000).nullable().optional(),
  barcodePack: z
    .string()
    .regex(/^\d{8,14}$/)
    .nullable()
    .optional(),
  barcodeCarton: z
    .string()
    .regex(/^\d{8,14}$/)
    .nullable()
    .optional(),
  onSale: z.boolean().optional(),
})

export const createProduct = defineRoute({
  id: 'goods.create',
  method: 'POST',
  path: '/api/goods',
  summary: 'A new specification; its price class follows from the scheme in force unless given',
  permit: { resource: 'goods', action: 'create' },
  body: productFieldsSchema.extend({
    code: z.string().trim().min(1).max(40),
    lifeState: z.enum(LIFE_STATES).default('new'),
  }),
  response: z.strictObject({ productId: id }),
})

export const updateProduct = defineRoute({
  id: 'goods.update',
  method: 'PATCH',
  path: '/api/goods/:productId',
  summary: 'Changes a specification',
  permit: updateGoods,
  params: byProduct,
  body: productFieldsSchema.partial(),
  response: z.strictObject({ changed: z.int() }),
})

export const setLifeState = defineRoute({
  id: 'goods.setLifeState',
  method: 'POST',
  path: '/api/goods/:productId/states',
  summary: 'New, key, maintained or withdrawn from a date on; the past stays as it was',
  permit: updateGoods,
  params: byProduct,
  body: z.strictObject({
    lifeState: z.enum(LIFE_STATES),
    validFrom: date,
    note: z.string().trim().max(200).optional(),
  }),
  response: z.strictObject({ lifeState: z.enum(LIFE_STATES) }),
})

/** Lower limits in fen per unit, falling; a price belongs to the first class whose limit it reaches. */
export const priceSchemeSchema = z.strictObject({
  schemeId: id,
  kind: z.enum(['class', 'band']),
  /** Which price is compared. */
  basis: z.enum(['transfer', 'wholesale', 'retail']),
  validFrom: date,
  levels: z.array(z.strictObject({ level: z.int(), name: z.string(), fromFen: z.int() })),
  note: z.string().nullable(),
})
export type PriceScheme = z.infer<typeof priceSchemeSchema>

export const listPriceSchemes = defineRoute({
  id: 'goods.priceSchemes',
  method: 'GET',
  path: '/api/goods/price-schemes',
  summary: 'Price classes and price bands with the date each began',
  permit: readGoods,
  response: z.strictObject({ schemes: z.array(priceSchemeSchema) }),
})

export const createPriceScheme = defineRoute({
  id: 'goods.createPriceScheme',
  method: 'POST',
  path: '/api/goods/price-schemes',
  summary: 'New limits of price classes or bands from a date on',
  permit: updateGoods,
  body: priceSchemeSchema.omit({ schemeId: true }),
  response: z.strictObject({ schemeId: id, reclassed: z.int() }),
})

export const goodsOptions = defineRoute({
  id: 'goods.options',
  method: 'GET',
  path: '/api/goods/options',
  summary: 'Brands, classes and states with counts, for filters',
  permit: readGoods,
  response: z.strictObject({
    brands: z.array(z.strictObject({ brand: z.string(), count: z.int() })),
    priceClass: z.record(z.string(), z.int()),
    priceBand: z.record(z.string(), z.int()),
    supplyAttribute: z.record(z.string(), z.int()),
    lifeState: z.record(z.string(), z.int()),
  }),
})
