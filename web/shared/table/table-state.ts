import { compareText } from '../text/format.ts'
import { type Column, cellValue } from './column.ts'
import type { Filter } from './filter.ts'
import { parseSort } from './page.ts'

/** What a table shows: page, order, search and filters. All of it stands in the address. */
export interface TableState {
  readonly page: number
  readonly pageSize: number
  readonly sort: string | undefined
  readonly search: string
  /** Values of filters by query key, as text; several values joined by commas. */
  readonly filters: Readonly<Record<string, string>>
}

export const PAGE_SIZES = [20, 50, 100, 200] as const

/** Reads the state of a table out of an address. Nonsense becomes the default, never an error. */
export function readState(
  search: Readonly<Record<string, string>>,
  filters: readonly Filter[],
  defaults: { readonly pageSize: number; readonly sort?: string | undefined },
  prefix = '',
): TableState {
  const get = (key: string) => search[prefix + key]
  const page = Number(get('page') ?? 1)
  const pageSize = Number(get('pageSize') ?? defaults.pageSize)
  const found: Record<string, string> = {}
  for (const key of filters.flatMap(keysOf)) {
    const value = get(key)
    if (value) found[key] = value
  }
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    pageSize: (PAGE_SIZES as readonly number[]).includes(pageSize) ? pageSize : defaults.pageSize,
    sort: get('sort') ?? defaults.sort,
    search: get('search') ?? '',
    filters: found,
  }
}

/** A change of the state as a change of the address. Any change but one of the page goes back to page one. */
export function writeChange(
  change: Partial<Omit<TableState, 'filters'>> & {
    readonly filters?: Readonly<Record<string, string | undefined>>
  },
  prefix = '',
): Record<string, string | undefined> {
  const address: Record<string, string | undefined> = {}
  if (!('page' in change)) address[`${prefix}page`] = undefined
  for (const [key, value] of Object.entries(change)) {
    if (key === 'filters') continue
    const text =
      value === undefined || value === '' || (key === 'page' && value === 1) ? undefined : String(value)
    address[prefix + key] = text
  }
  for (const [key, value] of Object.entries(change.filters ?? {})) address[prefix + key] = value || undefined
  return address
}

/** The query keys a filter writes. */
export function keysOf(filter: Filter): readonly string[] {
  return filter.kind === 'range' || filter.kind === 'dates' ? filter.keys : [filter.key]
}

/** The order after a click on a column's head: rising, falling, none. */
export function nextSort(present: string | undefined, key: string): string | undefined {
  const sort = parseSort(present)
  if (sort?.column !== key) return key
  return sort.falling ? undefined : `-${key}`
}

/** Sorting, searching and paging for lists the page holds as a whole. Empty values come last in both directions. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  state: TableState,
  fits?: (row: Row, filters: TableState['filters']) => boolean,
): { readonly rows: readonly Row[]; readonly all: readonly Row[]; readonly total: number } {
  const wanted = state.search.trim().toLowerCase()
  const found = rows.filter(
    (row) =>
      (!fits || fits(row, state.filters)) &&
      (wanted === '' ||
        columns.some((column) =>
          String(cellValue(column, row) ?? '')
            .toLowerCase()
            .includes(wanted),
        )),
  )
  const sort = parseSort(state.sort)
  const column = sort && columns.find((candidate) => candidate.key === sort.column)
  const ordered = column
    ? found.toSorted((a, b) => compareValues(cellValue(column, a), cellValue(column, b), sort.falling))
    : found
  const from = (state.page - 1) * state.pageSize
  return { rows: ordered.slice(from, from + state.pageSize), all: ordered, total: ordered.length }
}

type Value = string | number | null | undefined

function compareValues(a: Value, b: Value, isFalling: boolean): number {
  const isEmptyA = a === null || a === undefined || a === ''
  const isEmptyB = b === null || b === undefined || b === ''
  if (isEmptyA || isEmptyB) return Number(isEmptyA) - Number(isEmptyB)
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b))
  return isFalling ? -order : order
}
