import { z } from 'zod'

/**
 * How every list is asked for and answered, so that one table component and one export serve them all.
 *
 *     const listCustomers = defineRoute({
 *       …, query: z.strictObject({ ...pageQuery, status: listOf(z.enum(STATUSES)).optional() }),
 *       response: pageOf(customerRow) })
 *     const exportCustomers = defineRoute({
 *       …, query: z.strictObject({ ...exportQuery, status: listOf(z.enum(STATUSES)).optional() }), response: 'file' })
 */
export const pageQuery = {
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  /** A column key, `-` before it for falling: `sort=-amountFen`. The module says which keys it can sort by. */
  sort: z
    .string()
    .regex(/^-?[a-zA-Z][a-zA-Z0-9]*$/)
    .optional(),
  /** What was typed into the search box of the list. */
  search: z.string().trim().max(100).optional(),
}

/** The same list as a workbook: the filters, order and columns that are on the screen, all pages. */
export const exportQuery = {
  sort: pageQuery.sort,
  search: pageQuery.search,
  /** Column keys in the order shown; absent means all. */
  columns: listOf(z.string().regex(/^[a-zA-Z][a-zA-Z0-9.]*$/)).optional(),
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
}

/** One page of rows; `totals` are sums over the whole filtered list, by column key. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row),
    total: z.number().int(),
    totals: z.record(z.string(), z.number()).optional(),
  })
}

/** Several values of one query key, joined by commas: `status=active,closed`. */
export function listOf<Value>(item: z.ZodType<Value, string>) {
  return z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item))
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
  readonly totals?: Readonly<Record<string, number>>
}

/** Splits `-amountFen` into its column and direction. */
export function parseSort(sort: string | undefined): { column: string; falling: boolean } | undefined {
  if (!sort) return undefined
  return sort.startsWith('-') ? { column: sort.slice(1), falling: true } : { column: sort, falling: false }
}
