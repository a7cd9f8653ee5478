/** One page of a list, as the server answers it (`pageOf` in platform/http/paging.ts). */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
  /** Sums over the whole filtered list, by column key. */
  readonly totals?: Readonly<Record<string, number>> | undefined
}

export interface Sort {
  readonly column: string
  readonly falling: boolean
}

/** Splits `-amountFen` into its column and direction. */
export function parseSort(sort: string | undefined): Sort | undefined {
  if (!sort) return undefined
  return sort.startsWith('-') ? { column: sort.slice(1), falling: true } : { column: sort, falling: false }
}
