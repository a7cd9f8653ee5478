import { type SheetColumn, type SheetRow, writeXlsx } from './workbook-writer.ts'

export interface TemplateColumn extends SheetColumn {
  /** What to fill in, in the reader's language. */
  readonly note?: string
}

const PREPARED_ROWS = 5_000

/**
 * An empty sheet to fill in and import: notes above the header, required columns with a star, codes as text so that
 * no leading zero is lost, lists to choose from. The notes stand above the header, where an import looks for titles,
 * so a filled template can be imported as it is; `foldHeader` takes the stars off again.
 */
export function writeTemplate(template: {
  readonly name: string
  readonly columns: readonly TemplateColumn[]
  /** Example rows, if any. */
  readonly rows?: readonly SheetRow[]
}): Promise<Buffer> {
  const { name, columns, rows = [] } = template
  const notes = columns.map((column) => column.note ?? '')
  return writeXlsx({ sheets: [{ name, columns, rows, notes, preparedRows: PREPARED_ROWS }] })
}
