import { z } from 'zod'
import {
  CHANGE_SOURCES,
  CREDIT_GRADES,
  CUSTOMER_FIELDS,
  CUSTOMER_GROUPS,
  CUSTOMER_STATUSES,
  DISTRICT_TYPES,
  FORMATS,
  LICENCE_STATES,
  LICENCE_STATUSES,
  LINKED_POSTS,
  MARKET_TYPES,
  ORDER_CYCLES,
  SCALES,
  SHOP_KINDS,
  URBAN_RURAL_CODES,
  VALUE_GROUPS,
} from './words.ts'

export const idSchema = z.uuid()
export const dateSchema = z.iso.date()
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'YYYY-MM')
export const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM')
/** A whole number of visits, or one visit every second or third month. */
export const visitsPerMonthSchema = z.string().regex(/^(\d{1,2}|1\/[23])$/, '1, 2, 4 … or 1/2, 1/3')

const text = (length: number) => z.string().trim().min(1).max(length)

/**
 * What a person or an import may write into the archive. `null` empties a field; an absent key leaves it alone.
 * managerId is not here: who looks after whom changes through assignments.
 */
export const customerChangesSchema = z.strictObject({
  name: text(120).optional(),
  status: z.enum(CUSTOMER_STATUSES).optional(),
  address: text(200).nullable().optional(),
  regionCode: text(20).nullable().optional(),
  lon: z.number().min(-180).max(180).nullable().optional(),
  lat: z.number().min(-90).max(90).nullable().optional(),
  crs: z.enum(['WGS84', 'GCJ02', 'BD09', 'CGCS2000']).optional(),
  contactName: text(60).nullable().optional(),
  phone: text(30).nullable().optional(),
  licenceNo: text(30).nullable().optional(),
  licenceStatus: z.enum(LICENCE_STATUSES).optional(),
  licenceValidFrom: dateSchema.nullable().optional(),
  licenceValidTo: dateSchema.nullable().optional(),
  format: z.enum(FORMATS).nullable().optional(),
  shopKind: z.enum(SHOP_KINDS).nullable().optional(),
  chainName: text(80).nullable().optional(),
  marketType: z.enum(MARKET_TYPES).nullable().optional(),
  urbanRuralCode: z.enum(URBAN_RURAL_CODES).nullable().optional(),
  districtType: z.enum(DISTRICT_TYPES).nullable().optional(),
  scale: z.enum(SCALES).nullable().optional(),
  tier: z.int().min(1).max(30).nullable().optional(),
  valueGroup: z.enum(VALUE_GROUPS).nullable().optional(),
  creditGrade: z.enum(CREDIT_GRADES).nullable().optional(),
  mutualAidGroup: text(60).nullable().optional(),
  unitId: idSchema.nullable().optional(),
  deliveryLineId: idSchema.nullable().optional(),
  orderWeekday: z.int().min(1).max(7).nullable().optional(),
  orderCycle: z.enum(ORDER_CYCLES).nullable().optional(),
  orderChannel: z.enum(['online', 'phone']).nullable().optional(),
  visitsPerMonth: visitsPerMonthSchema.nullable().optional(),
  visitsService: visitsPerMonthSchema.nullable().optional(),
  visitsBrand: visitsPerMonthSchema.nullable().optional(),
  visitsTraining: visitsPerMonthSchema.nullable().optional(),
  visitsResearch: visitsPerMonthSchema.nullable().optional(),
  teamVisit: text(120).nullable().optional(),
  serviceMinutes: z.int().min(1).max(480).nullable().optional(),
  windowStart: clockTimeSchema.nullable().optional(),
  windowEnd: clockTimeSchema.nullable().optional(),
  floorAreaM2: z.number().min(0).max(1_000_000).nullable().optional(),
  cigaretteSharePercent: z.number().min(0).max(100).nullable().optional(),
  functionalTerminal: z.boolean().nullable().optional(),
  paymentAccountTail: z
    .string()
    .regex(/^\d{4}$/)
    .nullable()
    .optional(),
  openedOn: dateSchema.nullable().optional(),
  closedOn: dateSchema.nullable().optional(),
  tags: z.array(text(30)).max(20).optional(),
  remark: text(1000).nullable().optional(),
})
export type CustomerChanges = z.infer<typeof customerChangesSchema>

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
export type FieldValue = z.infer<typeof value>

/** One field of the archive page: what it says, where that came from, who wrote it and when. */
export const fieldSchema = z.strictObject({
  field: z.enum(CUSTOMER_FIELDS),
  value,
  /** What to show instead of an id: a person's, unit's or line's name. */
  shown: z.string().nullable(),
  masked: z.boolean(),
  source: z.enum(CHANGE_SOURCES).nullable(),
  authorId: idSchema.nullable(),
  authorName: z.string().nullable(),
  changedAt: z.iso.datetime().nullable(),
  /** The import that wrote it, if one did. */
  importId: idSchema.nullable(),
  missing: z.boolean(),
})
export type ArchiveField = z.infer<typeof fieldSchema>

export const fieldHistorySchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      changeId: idSchema,
      changedAt: z.iso.datetime(),
      source: z.enum(CHANGE_SOURCES),
      authorName: z.string().nullable(),
      before: value,
      after: value,
      note: z.string().nullable(),
    }),
  ),
  masked: z.boolean(),
})

export const licenceSchema = z.strictObject({
  state: z.enum(LICENCE_STATES),
  /** True when supply, quotas, orders and campaign stock may go to the shop (R1). */
  open: z.boolean(),
  daysLeft: z.int().nullable(),
  /** Code of the refusal, for the screens' words. */
  violation: z.string().nullable(),
})

export const linkedPersonSchema = z.strictObject({
  post: z.enum(LINKED_POSTS),
  personId: idSchema.nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
})

export const assignmentSchema = z.strictObject({
  post: z.string(),
  personId: idSchema,
  name: z.string(),
  validFrom: dateSchema,
  validTo: dateSchema.nullable(),
})

export const groupFlagSchema = z.strictObject({
  group: z.enum(CUSTOMER_GROUPS),
  byHand: z.boolean(),
  /** The rule that matched with its numbers, or the person's words. */
  reason: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  since: dateSchema,
})

export const segmentClassSchema = z.strictObject({
  template: z.string(),
  class: z.string(),
  rule: z.string(),
  reason: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  byHand: z.boolean(),
  ruleVersion: z.string(),
  since: dateSchema,
})

export const monthTotalsSchema = z.strictObject({
  month: monthSchema,
  orders: z.int(),
  lines: z.int(),
  quantity: z.int(),
  amountFen: z.int(),
})

export const customerPageSchema = z.strictObject({
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  version: z.int(),
  fields: z.array(fieldSchema),
  missing: z.array(z.enum(CUSTOMER_FIELDS)),
  licence: licenceSchema,
  /** One of the 42 types such as `CZ1`, when market type, format and scale are known. */
  typeCode: z.string().nullable(),
  linkedPosts: z.array(linkedPersonSchema),
  deliveryLine: z
    .strictObject({ lineId: idSchema, code: z.string(), name: z.string(), orderWeekdays: z.array(z.int()) })
    .nullable(),
  assignments: z.array(assignmentSchema),
  segments: z.array(segmentClassSchema),
  groups: z.array(groupFlagSchema),
  months: z.array(monthTotalsSchema),
  debits: z.strictObject({ failedInFourWeeks: z.int(), lastFailedOn: dateSchema.nullable() }),
  openAnomalies: z.int(),
  mayUpdate: z.boolean(),
})
export type CustomerPage = z.infer<typeof customerPageSchema>

export const TIMELINE_KINDS = ['order', 'change', 'visit', 'call', 'reminder', 'segment', 'debit'] as const
export const timelineSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      kind: z.enum(TIMELINE_KINDS),
      /** Stable within its kind: the id of the row behind the entry. */
      id: z.string(),
      at: z.iso.datetime(),
      /** Text key of the sentence and the numbers in it; screens say it. */
      text: z.string(),
      values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
  /** Pass as `before` to read on; null at the end. */
  next: z.string().nullable(),
})
