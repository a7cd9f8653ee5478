import type { ColumnChoice } from './column.ts'
import { noChoice } from './column.ts'

/** A saved view: what stood in the address, and the columns. */
export interface View {
  readonly id: string
  readonly name: string
  readonly address: Readonly<Record<string, string>>
  readonly columns: ColumnChoice
}

/** Everything one account keeps about one table. */
export interface TablePreference {
  readonly columns: ColumnChoice
  readonly pageSize: number | undefined
  readonly views: readonly View[]
  /** The view a visit begins with when the address asks for nothing. */
  readonly first: string | undefined
}

export const noPreference: TablePreference = {
  columns: noChoice,
  pageSize: undefined,
  views: [],
  first: undefined,
}

/** Reads what some version of this program wrote; whatever does not fit is left out. */
export function parseTablePreference(value: unknown): TablePreference {
  if (!isRecord(value)) return noPreference
  return {
    columns: parseChoice(value.columns),
    pageSize: typeof value.pageSize === 'number' ? value.pageSize : undefined,
    views: Array.isArray(value.views) ? value.views.flatMap(parseView) : [],
    first: typeof value.first === 'string' ? value.first : undefined,
  }
}

/** The address without the place in the list: what makes a view. */
export function addressOfView(
  search: Readonly<Record<string, string>>,
  keys: readonly string[],
): Record<string, string> {
  return Object.fromEntries(keys.flatMap((key) => (search[key] ? [[key, search[key]]] : [])))
}

/** The change of address that shows a view: its values, and nothing else of the table. */
export function showView(
  view: Pick<View, 'address'>,
  keys: readonly string[],
): Record<string, string | undefined> {
  return Object.fromEntries(keys.map((key) => [key, view.address[key]]))
}

/** The view that is on the screen just now. */
export function presentView(
  views: readonly View[],
  search: Readonly<Record<string, string>>,
  keys: readonly string[],
): View | undefined {
  const present = addressOfView(search, keys)
  const size = Object.keys(present).length
  return views.find(
    (view) =>
      Object.keys(view.address).length === size &&
      keys.every((key) => (view.address[key] ?? '') === (present[key] ?? '')),
  )
}

function parseView(value: unknown): View[] {
  if (
    !isRecord(value) ||
    typeof value.id !== 'string' ||
    typeof value.name !== 'string' ||
    !isRecord(value.address)
  )
    return []
  const address = Object.fromEntries(
    Object.entries(value.address).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  return [{ id: value.id, name: value.name, address, columns: parseChoice(value.columns) }]
}

function parseChoice(value: unknown): ColumnChoice {
  if (!isRecord(value)) return noChoice
  const texts = (list: unknown) =>
    Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
  const widths = isRecord(value.widths)
    ? Object.fromEntries(
        Object.entries(value.widths).filter(
          (entry): entry is [string, number] =>
            typeof entry[1] === 'number' && entry[1] >= 40 && entry[1] <= 1200,
        ),
      )
    : {}
  return { order: texts(value.order), hidden: texts(value.hidden), widths }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
