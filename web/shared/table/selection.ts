/** What bulk actions act on: named rows, also of other pages, or everything the present filter finds. */
export type Selection<Row> =
  | { readonly kind: 'rows'; readonly rows: ReadonlyMap<string, Row> }
  | { readonly kind: 'all'; readonly query: Readonly<Record<string, string>>; readonly total: number }

export function emptySelection<Row>(): Selection<Row> {
  return { kind: 'rows', rows: new Map() }
}

export function countSelected<Row>(selection: Selection<Row>): number {
  return selection.kind === 'all' ? selection.total : selection.rows.size
}

export function isSelected<Row>(selection: Selection<Row>, key: string): boolean {
  return selection.kind === 'all' || selection.rows.has(key)
}

/** With the given rows in or out. Taking one row out of "everything" goes back to the rows of the page. */
export function withRows<Row>(
  selection: Selection<Row>,
  rows: readonly (readonly [key: string, row: Row])[],
  isIn: boolean,
  page: readonly (readonly [key: string, row: Row])[],
): Selection<Row> {
  const next = new Map(selection.kind === 'all' ? page : selection.rows)
  for (const [key, row] of rows) {
    if (isIn) next.set(key, row)
    else next.delete(key)
  }
  return { kind: 'rows', rows: next }
}
