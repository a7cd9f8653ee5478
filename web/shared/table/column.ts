import type { ReactNode } from 'react'
import {
  formatDate,
  formatMinutes,
  formatMoney,
  formatNumber,
  formatPercent,
  formatTime,
  MISSING,
} from '../text/format.ts'

/** How a value is written and on which side it stands. */
export type ColumnKind = 'text' | 'number' | 'money' | 'percent' | 'minutes' | 'date' | 'time'

/**
 * One column. Its key is unique in the table and also the `sort` key and the name in exports. A key that is no
 * property of the row must say where its value comes from, or how it is drawn.
 */
export type Column<Row> = ColumnShape<Row> &
  (
    | { readonly key: keyof Row & string }
    | { readonly value: NonNullable<ColumnShape<Row>['value']> }
    | { readonly render: NonNullable<ColumnShape<Row>['render']> }
  )

interface ColumnShape<Row> {
  readonly key: string
  readonly title: string
  readonly kind?: ColumnKind
  /** The raw value: shown formatted by `kind`, copied, and sorted by in lists held by the page. */
  readonly value?: (row: Row) => string | number | null | undefined
  /** Anything else than the formatted value. */
  readonly render?: (row: Row) => ReactNode
  /** CSS pixels at the standard text size; 140 when absent. */
  readonly width?: number
  readonly sortable?: boolean
  /** The rows' own name: stands first, stays in sight while scrolling, links to the row. */
  readonly isTitle?: boolean
  /** Not shown until chosen. */
  readonly isHidden?: boolean
  /** Cannot be hidden. */
  readonly isRequired?: boolean
  /** The unit, said once in the head rather than in every cell: `条`, `元`, `%`. */
  readonly unit?: string
  /** What the column means, shown when pointing at its head. */
  readonly help?: ReactNode
  /** Digits after the point for numbers and percentages. */
  readonly digits?: number
  /** False keeps the column out of exports (buttons, pictures). */
  readonly isExported?: boolean
}

export function isNumeric(column: { readonly kind?: ColumnKind }): boolean {
  return (
    column.kind === 'number' ||
    column.kind === 'money' ||
    column.kind === 'percent' ||
    column.kind === 'minutes'
  )
}

export function cellValue<Row>(column: Column<Row>, row: Row): string | number | null | undefined {
  if (column.value) return column.value(row)
  const value = (row as Readonly<Record<string, unknown>>)[column.key]
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

/** The cell as text, as shown and as copied. */
export function textOf<Row>(column: Column<Row>, row: Row): string {
  return formatValue(column, cellValue(column, row))
}

export function formatValue<Row>(column: Column<Row>, value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return MISSING
  if (typeof value === 'string') {
    if (column.kind === 'date') return formatDate(value)
    if (column.kind === 'time') return formatTime(value)
    return value
  }
  switch (column.kind) {
    case 'money':
      return formatMoney(value)
    case 'percent':
      return formatPercent(value, column.digits)
    case 'minutes':
      return formatMinutes(value)
    case 'time':
      return formatTime(value)
    default:
      return formatNumber(value, column.digits)
  }
}

/** What a person did to the columns: order, hidden ones, widths. Columns added later appear at their place. */
export interface ColumnChoice {
  readonly order: readonly string[]
  readonly hidden: readonly string[]
  readonly widths: Readonly<Record<string, number>>
}

export const noChoice: ColumnChoice = { order: [], hidden: [], widths: {} }

/** All columns in the chosen order; those the choice does not know keep their place after their left neighbour. */
export function orderColumns<Row>(columns: readonly Column<Row>[], order: readonly string[]): Column<Row>[] {
  const known = order.flatMap((key) => columns.find((column) => column.key === key) ?? [])
  const result = [...known]
  for (const [index, column] of columns.entries()) {
    if (result.includes(column)) continue
    const left = columns[index - 1]
    const at = left ? result.indexOf(left) + 1 : 0
    result.splice(at, 0, column)
  }
  return result.sort((a, b) => Number(b.isTitle ?? false) - Number(a.isTitle ?? false))
}

/** The columns on the screen, in order. Until somebody chose, the module's own hidden ones stay hidden. */
export function visibleColumns<Row>(columns: readonly Column<Row>[], choice: ColumnChoice): Column<Row>[] {
  return orderColumns(columns, choice.order).filter((column) => !isColumnHidden(column, choice))
}

export function isColumnHidden<Row>(column: Column<Row>, choice: ColumnChoice): boolean {
  if (column.isTitle || column.isRequired) return false
  if (choice.hidden.includes(column.key)) return true
  // `+key` remembers that a column hidden by default was asked for.
  return (column.isHidden ?? false) && !choice.hidden.includes(`+${column.key}`)
}

/** The choice with one column shown or hidden. */
export function withColumn<Row>(choice: ColumnChoice, column: Column<Row>, isShown: boolean): ColumnChoice {
  const rest = choice.hidden.filter((key) => key !== column.key && key !== `+${column.key}`)
  if (isShown) return { ...choice, hidden: column.isHidden ? [...rest, `+${column.key}`] : rest }
  return { ...choice, hidden: column.isHidden ? rest : [...rest, column.key] }
}

/** Rows as tab-separated text with a head line, which Excel and WPS paste into cells. */
export function toClipboardText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const lines = [columns.map((column) => clean(column.title + (column.unit ? ` (${column.unit})` : '')))]
  for (const row of rows) {
    lines.push(
      columns.map((column) => {
        const value = cellValue(column, row)
        if (value === null || value === undefined) return ''
        // Numbers are copied as numbers, so that the sheet can add them up.
        if (typeof value === 'number')
          return String(
            column.kind === 'money' ? value / 100 : column.kind === 'time' ? formatTime(value) : value,
          )
        return clean(column.kind === 'time' ? formatTime(value) : value)
      }),
    )
  }
  return lines.map((line) => line.join('\t')).join('\n')
}
