import { z } from 'zod'
import { listOf, pageOf, pageQuery } from '../../../platform/http/paging.ts'
import {
  dateSchema,
  groupFlagSchema,
  idSchema,
  monthSchema,
  monthTotalsSchema,
  segmentClassSchema,
} from './customer.ts'
import {
  CUSTOMER_GROUPS,
  FORMATS,
  SCALES,
  SEGMENT_TEMPLATES,
  SHOP_KINDS,
  SIX_FORMATS,
  VALUE_CRITERIA,
  VALUE_GROUPS,
} from './words.ts'

const amount = z.strictObject({ customers: z.int(), quantity: z.number(), amountFen: z.number() })

/** SEG-01: every format with its customers and monthly mean; parts sum to the totals. */
export const formatTableSchema = z.strictObject({
  version: z.string(),
  /** Months behind the mean. */
  months: z.array(monthSchema),
  rows: z.array(
    z.strictObject({
      format: z.enum(FORMATS).nullable(),
      letter: z.string(),
      name: z.string(),
      nameEn: z.string(),
      six: z.enum(SIX_FORMATS).nullable(),
      ...amount.shape,
    }),
  ),
  total: amount,
})

export const formatNamesSchema = z.strictObject({
  names: z.partialRecord(
    z.enum(FORMATS),
    z.strictObject({ name: z.string().trim().min(1).max(20), nameEn: z.string().trim().min(1).max(40) }),
  ),
  validFrom: dateSchema,
})

/** SEG-02: several formats become one class. */
export const mergeDraftSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  classes: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[\w-]{1,20}$/),
        name: z.string().trim().min(1).max(30),
        formats: z.array(z.enum(FORMATS)).min(1),
      }),
    )
    .min(2)
    .max(7),
})
export type MergeDraft = z.infer<typeof mergeDraftSchema>

export const mergePreviewSchema = z.strictObject({
  classes: z.array(z.strictObject({ code: z.string(), name: z.string(), ...amount.shape })),
  /** Customers whose format is empty or in no class. */
  outside: amount,
  total: amount,
})

export const mergeVersionSchema = z.strictObject({
  versionId: idSchema,
  version: z.int(),
  name: z.string(),
  classes: mergeDraftSchema.shape.classes,
  active: z.boolean(),
  createdAt: z.iso.datetime(),
  createdByName: z.string().nullable(),
  /** The version this one brings back, if it is a restoration. */
  restoredFrom: z.int().nullable(),
})

/** One line of a template: the first line that fits gives the class. All conditions of a line must hold. */
export const templateRuleSchema = z.strictObject({
  code: z.string().regex(/^[\w-]{1,40}$/),
  class: z.string().regex(/^[\w-]{1,20}$/),
  when: z.strictObject({
    shopKind: z.array(z.enum(SHOP_KINDS)).optional(),
    format: z.array(z.enum(FORMATS)).optional(),
    scale: z.array(z.enum(SCALES)).optional(),
    nameContains: z.array(z.string().min(1).max(20)).optional(),
    isChain: z.boolean().optional(),
    floorAreaFromM2: z.number().optional(),
    floorAreaBelowM2: z.number().optional(),
  }),
})
export type TemplateRule = z.infer<typeof templateRuleSchema>

export const templateSchema = z.strictObject({
  template: z.enum(SEGMENT_TEMPLATES),
  version: z.string(),
  classes: z.array(z.strictObject({ class: z.string(), customers: z.int() })),
  unclassified: z.int(),
  /** Present for templates made of lines (Jinan). */
  rules: z.array(templateRuleSchema).optional(),
  /** Present for templates made of numbers (Luwan, value): name and setting. */
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
  lastAppliedAt: z.iso.datetime().nullable(),
})

export const templateRunSchema = z.strictObject({
  /** false = preview only. */
  applied: z.boolean(),
  customers: z.int(),
  changed: z.int(),
  unclassified: z.int(),
  classes: z.array(z.strictObject({ class: z.string(), customers: z.int(), before: z.int() })),
  /** First rows of who changes and by which line. */
  examples: z.array(
    z.strictObject({
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      rule: z.string(),
      reason: segmentClassSchema.shape.reason,
    }),
  ),
  undoToken: idSchema.nullable(),
})

const number = z.union([z.number(), z.null()])

/** SEG-04: a score opened down to its raw facts. */
export const valueScoreSchema = z.strictObject({
  customerId: idSchema,
  month: monthSchema,
  /** 0..100, weighted mean of the criteria that have facts. */
  score: number,
  ruleVersion: z.string(),
  criteria: z.array(
    z.strictObject({
      criterion: z.enum(VALUE_CRITERIA),
      weight: z.number(),
      /** 0..100; null when no fact is known. */
      score: number,
      facts: z.array(
        z.strictObject({
          fact: z.string(),
          value: number,
          /** 0..100 points this fact gives. */
          points: number,
          /** Where the number comes from: kind and ids of the raw rows, for opening them. */
          rowsKind: z.enum(['orders', 'months', 'debits', 'anomalies', 'visits', 'field', 'facts']),
          rowIds: z.array(z.string()),
        }),
      ),
    }),
  ),
})

/** SEG-05: three numbers per customer, columns of equal length, 0..100. */
export const luwanPointsSchema = z.strictObject({
  month: monthSchema,
  count: z.int(),
  /** 32 hex digits per customer, joined. */
  ids: z.string(),
  value: z.array(z.number()),
  loyalty: z.array(z.number()),
  contribution: z.array(z.number()),
  group: z.array(z.int()),
  groups: z.array(z.enum(VALUE_GROUPS)),
  cuts: z.strictObject({ value: z.number(), loyalty: z.number() }),
})

export const groupMembersSchema = z.strictObject({
  group: z.enum(CUSTOMER_GROUPS),
  /** The rule in numbers, shown above the list. */
  rule: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  ruleVersion: z.string(),
  rows: z.array(
    z.strictObject({
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      managerId: idSchema.nullable(),
      managerName: z.string().nullable(),
      tier: z.int().nullable(),
      ...groupFlagSchema.shape,
      months: z.array(monthTotalsSchema),
    }),
  ),
  total: z.int(),
  /** SEG-10: the group beside everybody else. */
  comparison: z.strictObject({
    members: amount,
    others: amount,
    memberMeanQuantity: z.number(),
    otherMeanQuantity: z.number(),
  }),
})

export const reratingSchema = z.strictObject({
  reratingId: idSchema,
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  managerName: z.string().nullable(),
  month: monthSchema,
  kind: z.enum(['value_group', 'scale']),
  before: z.string().nullable(),
  after: z.string(),
  move: z.enum(['up', 'down', 'new', 'side']),
  reason: segmentClassSchema.shape.reason,
  state: z.enum(['proposed', 'confirmed', 'declined']),
  decidedAt: z.iso.datetime().nullable(),
  decidedByName: z.string().nullable(),
})

export const reratingListQuerySchema = z.strictObject({
  ...pageQuery,
  month: monthSchema.optional(),
  state: listOf(z.enum(['proposed', 'confirmed', 'declined'])).optional(),
  move: listOf(z.enum(['up', 'down', 'new', 'side'])).optional(),
  customerId: idSchema.optional(),
})
export const reratingListSchema = pageOf(reratingSchema)

export const potentialSchema = z.strictObject({
  month: monthSchema,
  ruleVersion: z.string(),
  rows: z.array(
    z.strictObject({
      rank: z.int(),
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      managerName: z.string().nullable(),
      score: z.number(),
      /** Points by part; they sum to the score. */
      parts: z.record(z.string(), z.number()),
      picked: z.boolean(),
    }),
  ),
})

/** SEG-11. */
export const smallMediumSchema = z.strictObject({
  month: monthSchema,
  targetPercent: z.number(),
  rows: z.array(
    z.strictObject({
      measure: z.enum(['customers', 'quantity', 'orders', 'visits', 'aid', 'cultivated']),
      all: z.number(),
      smallMedium: z.number(),
      /** null when there is nothing to divide by. */
      percent: z.number().nullable(),
    }),
  ),
})

/** SEG-12. */
export const highEndSummarySchema = z.strictObject({
  month: monthSchema,
  customers: z.int(),
  quantity: z.int(),
  amountFen: z.int(),
  shareOfAmountPercent: z.number().nullable(),
  againstLastMonthPercent: z.number().nullable(),
  againstLastYearPercent: z.number().nullable(),
  trend: z.array(monthTotalsSchema),
  risers: z.array(
    z.strictObject({ customerId: idSchema, code: z.string(), name: z.string(), percent: z.number() }),
  ),
  fallers: z.array(
    z.strictObject({ customerId: idSchema, code: z.string(), name: z.string(), percent: z.number() }),
  ),
})
