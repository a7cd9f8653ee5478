import { z } from 'zod'
import { exportQuery, listOf, pageOf, pageQuery } from '../../../platform/http/paging.ts'
import { idSchema } from './customer.ts'
import {
  CUSTOMER_FIELDS,
  CUSTOMER_GROUPS,
  CUSTOMER_STATUSES,
  FORMATS,
  LICENCE_STATES,
  MARKET_TYPES,
  SCALES,
  VALUE_GROUPS,
} from './words.ts'

const NONE = z.literal('none')

/** One way to say which customers are meant: list, map, export and bulk actions all take it. */
const filterShape = {
  /** Part of the name, code or address; or pinyin initials or full pinyin of the name (`hxyh`, `hongxing`). */
  search: pageQuery.search,
  format: listOf(z.union([z.enum(FORMATS), NONE])).optional(),
  marketType: listOf(z.enum(MARKET_TYPES)).optional(),
  valueGroup: listOf(z.union([z.enum(VALUE_GROUPS), NONE])).optional(),
  scale: listOf(z.enum(SCALES)).optional(),
  tierFrom: z.coerce.number().int().min(1).max(30).optional(),
  tierTo: z.coerce.number().int().min(1).max(30).optional(),
  /** Person ids, or `none` for customers nobody looks after. */
  manager: listOf(z.union([idSchema, NONE])).optional(),
  /** Organisation units; a unit means itself and everything below it. */
  unit: listOf(idSchema).optional(),
  status: listOf(z.enum(CUSTOMER_STATUSES)).optional(),
  licence: listOf(z.enum(LICENCE_STATES)).optional(),
  /** Customers lacking any of these fields; `any` means any required field. */
  missing: listOf(z.union([z.enum(CUSTOMER_FIELDS), z.literal('any')])).optional(),
  /** `template:class`, such as `jinan:jia` or `merged:2`. */
  segment: listOf(z.string().regex(/^[a-z]+:[\w-]{1,40}$/)).optional(),
  group: listOf(z.enum(CUSTOMER_GROUPS)).optional(),
  orderWeekday: listOf(z.coerce.number<string>().int().min(0).max(7)).optional(),
  deliveryLine: listOf(z.union([idSchema, NONE])).optional(),
  tag: listOf(z.string().max(30)).optional(),
  /** true = with coordinates, false = without. */
  located: z.stringbool().optional(),
  /** west,south,east,north in degrees. */
  bounds: listOf(z.coerce.number<string>().min(-180).max(180)).optional(),
  ids: listOf(idSchema).optional(),
}
export const customerFilterSchema = z.strictObject(filterShape)
export type CustomerFilter = z.infer<typeof customerFilterSchema>

/** Columns a list can be sorted by (`sort=-tier`). */
export const CUSTOMER_SORTS = [
  'code',
  'name',
  'tier',
  'format',
  'valueGroup',
  'manager',
  'licenceValidTo',
  'orderWeekday',
  'quantity',
  'changedAt',
] as const

export const customerListQuerySchema = z.strictObject({ ...pageQuery, ...filterShape })
export type CustomerListQuery = z.infer<typeof customerListQuerySchema>

export const LIST_COLUMNS = [
  'code',
  'name',
  'format',
  'marketType',
  'valueGroup',
  'scale',
  'tier',
  'status',
  'manager',
  'unit',
  'deliveryLine',
  'orderWeekday',
  'orderCycle',
  'visitsPerMonth',
  'licenceState',
  'licenceNo',
  'licenceValidTo',
  'contactName',
  'phone',
  'address',
  'lon',
  'lat',
  'quantity',
  'amountFen',
  'missing',
  'groups',
  'tags',
] as const
export type ListColumn = (typeof LIST_COLUMNS)[number]

export const customerRowSchema = z.strictObject({
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  format: z.enum(FORMATS).nullable(),
  marketType: z.enum(MARKET_TYPES).nullable(),
  valueGroup: z.enum(VALUE_GROUPS).nullable(),
  scale: z.enum(SCALES).nullable(),
  tier: z.int().nullable(),
  managerId: idSchema.nullable(),
  managerName: z.string().nullable(),
  unitId: idSchema.nullable(),
  unitName: z.string().nullable(),
  deliveryLineId: idSchema.nullable(),
  deliveryLineName: z.string().nullable(),
  orderWeekday: z.int().nullable(),
  orderCycle: z.string().nullable(),
  visitsPerMonth: z.string().nullable(),
  licenceState: z.enum(LICENCE_STATES),
  licenceNo: z.string().nullable(),
  licenceValidTo: z.string().nullable(),
  contactName: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** Mean month of the last three full months with data: cartons and fen. */
  quantity: z.number(),
  amountFen: z.number(),
  missing: z.array(z.enum(CUSTOMER_FIELDS)),
  groups: z.array(z.enum(CUSTOMER_GROUPS)),
  tags: z.array(z.string()),
})
export type CustomerRow = z.infer<typeof customerRowSchema>

export const customerListSchema = pageOf(customerRowSchema)

/**
 * The map's customers as columns of equal length. `ids` is one text of 32 hex digits per customer, joined;
 * lon and lat are degrees times 1e5; the code columns hold indexes into the lists beside them (-1 = empty).
 */
export const customerMapSchema = z.strictObject({
  count: z.int(),
  withoutPosition: z.int(),
  ids: z.string(),
  lonE5: z.array(z.int()),
  latE5: z.array(z.int()),
  format: z.array(z.int()),
  valueGroup: z.array(z.int()),
  tier: z.array(z.int()),
  weekday: z.array(z.int()),
  manager: z.array(z.int()),
  formats: z.array(z.string()),
  valueGroups: z.array(z.string()),
  managers: z.array(z.strictObject({ personId: idSchema, name: z.string() })),
})

/** `format` is the business format here, so the file's type is `fileType`. */
export const customerExportQuerySchema = z.strictObject({
  sort: exportQuery.sort,
  columns: exportQuery.columns,
  fileType: exportQuery.format,
  ...filterShape,
})

/** What the filter controls offer, counted inside the caller's scope and today's filter. */
export const customerOptionsSchema = z.strictObject({
  total: z.int(),
  format: z.record(z.string(), z.int()),
  marketType: z.record(z.string(), z.int()),
  valueGroup: z.record(z.string(), z.int()),
  status: z.record(z.string(), z.int()),
  orderWeekday: z.record(z.string(), z.int()),
  licence: z.record(z.string(), z.int()),
  managers: z.array(z.strictObject({ personId: idSchema.nullable(), name: z.string(), count: z.int() })),
  units: z.array(z.strictObject({ unitId: idSchema.nullable(), name: z.string(), count: z.int() })),
  deliveryLines: z.array(z.strictObject({ lineId: idSchema.nullable(), name: z.string(), count: z.int() })),
  tags: z.array(z.strictObject({ tag: z.string(), count: z.int() })),
})

export const missingReportSchema = z.strictObject({
  required: z.array(z.enum(CUSTOMER_FIELDS)),
  managers: z.array(
    z.strictObject({
      managerId: idSchema.nullable(),
      name: z.string().nullable(),
      customers: z.int(),
      incomplete: z.int(),
      blanks: z.int(),
      byField: z.partialRecord(z.enum(CUSTOMER_FIELDS), z.int()),
    }),
  ),
  totals: z.strictObject({
    customers: z.int(),
    incomplete: z.int(),
    blanks: z.int(),
    byField: z.partialRecord(z.enum(CUSTOMER_FIELDS), z.int()),
  }),
})

/** DAT-02: what keeps next month from being planned. */
export const unclassifiedSchema = z.strictObject({
  blocked: z.boolean(),
  rows: z.array(
    z.strictObject({
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      managerId: idSchema.nullable(),
      lacks: z.array(z.string()),
    }),
  ),
  total: z.int(),
})

/** Which customers a bulk action means: a filter as on the screen, or named ones. */
export const selectionSchema = z.union([
  z.strictObject({ customerIds: z.array(idSchema).min(1).max(50_000) }),
  z.strictObject({ filter: z.record(z.string(), z.string()) }),
])

export const bulkChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('assign_manager'),
    personId: idSchema,
    post: z.enum(['general', 'service', 'brand', 'training', 'research']).default('general'),
    from: z.iso.date().optional(),
  }),
  z.strictObject({ kind: z.literal('add_tag'), tag: z.string().trim().min(1).max(30) }),
  z.strictObject({ kind: z.literal('remove_tag'), tag: z.string().trim().min(1).max(30) }),
  z.strictObject({ kind: z.literal('set_value_group'), valueGroup: z.enum(VALUE_GROUPS) }),
  z.strictObject({ kind: z.literal('set_order_weekday'), orderWeekday: z.int().min(1).max(7) }),
  z.strictObject({ kind: z.literal('set_delivery_line'), deliveryLineId: idSchema }),
  z.strictObject({
    kind: z.literal('set_visits_per_month'),
    visitsPerMonth: z.string().regex(/^(\d{1,2}|1\/[23])$/),
  }),
])
export type BulkChange = z.infer<typeof bulkChangeSchema>

export const bulkResultSchema = z.strictObject({
  /** Give this to `customers.undo` to put the old values back. */
  undoToken: idSchema,
  selected: z.int(),
  changed: z.int(),
})
