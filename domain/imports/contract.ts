/** 数据导入: the nouns and routes of imports of customers, goods, orders and debit results. */
import { z } from 'zod'
import { defineRoute } from '../../platform/http/contract.ts'
import { listOf, pageOf, pageQuery } from '../../platform/http/paging.ts'

const id = z.uuid()

export const IMPORT_KINDS = ['customers', 'goods', 'orders', 'debits'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

export const IMPORT_PROFILES = ['default', 'iowa'] as const
export type ImportProfileName = (typeof IMPORT_PROFILES)[number]

/** uploaded -> checked (dry run) -> running -> done | failed; done -> undone. */
export const IMPORT_STATES = [
  'uploaded',
  'running',
  'checked',
  'done',
  'failed',
  'cancelled',
  'undone',
] as const

/**
 * The numbers of one import. accepted + rejected = rows; added + changed + unchanged = accepted.
 * `quantity` and `amountMinor` sum the accepted rows (0 for customers and goods); amountMinor is in the smallest
 * unit of the company's currency (fen, cents), `amount` the same in the currency itself.
 */
export const importTotalsSchema = z.strictObject({
  rows: z.int(),
  accepted: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  quantity: z.int(),
  amountMinor: z.int(),
  amount: z.number(),
})
export type ImportTotals = z.infer<typeof importTotalsSchema>

export const columnMappingSchema = z.record(
  /** Column of the file, as its header says. */
  z.string(),
  /** Our field, or null to leave the column out. */
  z.string().nullable(),
)

export const rowProblemSchema = z.strictObject({
  /** Line of a CSV file or row of a sheet, from 1, header included. */
  row: z.int(),
  column: z.string().nullable(),
  value: z.string().nullable(),
  /** Code of the reason, such as `IMP-12`; screens and workbooks say it. */
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
})
export type RowProblem = z.infer<typeof rowProblemSchema>

export const importSchema = z.strictObject({
  importId: id,
  kind: z.enum(IMPORT_KINDS),
  profile: z.string(),
  fileName: z.string(),
  state: z.enum(IMPORT_STATES),
  dryRun: z.boolean(),
  totals: importTotalsSchema.nullable(),
  /** Notices that reject nothing: goods unknown in the price list, repeated rows, new customers from orders. */
  notices: z.array(z.strictObject({ code: z.string(), count: z.int() })),
  jobId: id.nullable(),
  createdAt: z.iso.datetime(),
  createdByName: z.string().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
  hasErrors: z.boolean(),
  mayUndo: z.boolean(),
})
export type ImportRow = z.infer<typeof importSchema>

export const importPreviewSchema = z.strictObject({
  import: importSchema,
  /** Columns of the file, in order, with a few values of each. */
  columns: z.array(
    z.strictObject({ header: z.string(), field: z.string().nullable(), samples: z.array(z.string()) }),
  ),
  fields: z.array(z.strictObject({ field: z.string(), required: z.boolean(), aliases: z.array(z.string()) })),
  missingFields: z.array(z.string()),
  encoding: z.string().nullable(),
  rows: z.array(
    z.strictObject({
      row: z.int(),
      values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      problems: z.array(rowProblemSchema),
    }),
  ),
})

const readImports = { resource: 'imports', action: 'read' } as const
const createImports = { resource: 'imports', action: 'create' } as const
const runImports = { resource: 'imports', action: 'run' } as const
const byImport = z.strictObject({ importId: id })
const byKind = z.strictObject({ kind: z.enum(IMPORT_KINDS) })

export const listImports = defineRoute({
  id: 'imports.list',
  method: 'GET',
  path: '/api/imports',
  summary: 'Imports, newest first',
  permit: readImports,
  query: z.strictObject({ ...pageQuery, kind: listOf(z.enum(IMPORT_KINDS)).optional() }),
  response: pageOf(importSchema),
})

export const getImport = defineRoute({
  id: 'imports.get',
  method: 'GET',
  path: '/api/imports/:importId',
  summary: 'One import; while it runs ask again for its progress',
  permit: readImports,
  params: byImport,
  response: importSchema.extend({
    progress: z
      .strictObject({ done: z.int(), total: z.int().nullable(), secondsLeft: z.number().nullable() })
      .nullable(),
    problems: z.array(rowProblemSchema),
  }),
})

export const uploadImport = defineRoute({
  id: 'imports.upload',
  method: 'POST',
  path: '/api/imports/:kind/files',
  summary: 'Takes a file, guesses the columns and shows the first 50 rows with their problems',
  permit: createImports,
  params: byKind,
  query: z.strictObject({ profile: z.enum(IMPORT_PROFILES).default('default') }),
  upload: true,
  response: importPreviewSchema,
})

export const previewImport = defineRoute({
  id: 'imports.preview',
  method: 'POST',
  path: '/api/imports/:importId/preview',
  summary: 'The preview again with another mapping of columns',
  permit: createImports,
  params: byImport,
  body: z.strictObject({ mapping: columnMappingSchema, profile: z.enum(IMPORT_PROFILES).optional() }),
  response: importPreviewSchema,
})

export const runImport = defineRoute({
  id: 'imports.run',
  method: 'POST',
  path: '/api/imports/:importId/run',
  summary: 'Runs the import as a job; a dry run writes nothing',
  permit: runImports,
  params: byImport,
  body: z.strictObject({ dryRun: z.boolean().default(false) }),
  response: z.strictObject({ jobId: id }),
})

export const importErrors = defineRoute({
  id: 'imports.errors',
  method: 'GET',
  path: '/api/imports/:importId/errors',
  summary: 'The rejected rows as a workbook: the same columns plus row, column, value and reason',
  permit: readImports,
  params: byImport,
  response: 'file',
})

export const undoImport = defineRoute({
  id: 'imports.undo',
  method: 'POST',
  path: '/api/imports/:importId/undo',
  summary: 'Takes a whole import back, where nothing built on it since',
  permit: runImports,
  params: byImport,
  response: z.strictObject({ removed: z.int(), restored: z.int(), kept: z.int() }),
})

export const importTemplate = defineRoute({
  id: 'imports.template',
  method: 'GET',
  path: '/api/imports/:kind/template',
  summary: 'An empty workbook with the columns, examples and allowed values',
  permit: readImports,
  params: byKind,
  query: z.strictObject({ type: z.enum(['xlsx', 'csv']).default('xlsx') }),
  response: 'file',
})

/** One order line of the API; text is trimmed, numbers are numbers. */
export const apiOrderLineSchema = z.strictObject({
  orderNo: z.string().trim().min(1).max(60),
  orderDate: z.iso.date(),
  customerCode: z.string().trim().min(1).max(40),
  lineNo: z.int().min(0).max(2_000_000_000).optional(),
  productCode: z.string().trim().min(1).max(40),
  quantity: z.int().min(-1_000_000).max(1_000_000),
  amountFen: z.int().min(-1_000_000_000_000).max(1_000_000_000_000),
  channel: z.string().trim().max(30).optional(),
  warehouse: z.string().trim().max(60).optional(),
  deviceId: z.string().trim().max(120).optional(),
  payerId: z.string().trim().max(120).optional(),
})

/**
 * the same request twice adds nothing the second time. The key stands in the header `Idempotency-Key`, or in the
 * body where headers cannot be set.
 */
export const apiOrders = defineRoute({
  id: 'imports.apiOrders',
  method: 'POST',
  path: '/api/imports/orders/rows',
  summary: 'Order lines from another system; send an Idempotency-Key and repeat freely',
  permit: createImports,
  body: z.strictObject({
    idempotencyKey: z.string().trim().min(8).max(120).optional(),
    rows: z.array(apiOrderLineSchema).min(1).max(50_000),
  }),
  maxBodyBytes: 32 << 20,
  response: z.strictObject({
    importId: id,
    totals: importTotalsSchema,
    /** True when this key was used before and nothing was done again. */
    repeated: z.boolean(),
    problems: z.array(rowProblemSchema),
  }),
})
