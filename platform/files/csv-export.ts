import { formatCsvRow } from './csv.ts'
import { looksLikeFormula } from './formula-guard.ts'
import type { ColumnKind, SheetColumn, SheetRow } from './workbook-writer.ts'

/**
 * One row of a CSV file that people open in a spreadsheet, without line end: texts that could pass for a formula get
 * a leading apostrophe, NUL characters are left out. Numbers stay numbers, negative ones too.
 */
export function formatExportCsvRow(values: readonly unknown[]): string {
  return formatCsvRow(values.map((value) => (typeof value === 'string' ? defuse(value) : value)))
}

function defuse(text: string): string {
  const guarded = looksLikeFormula(text) ? `'${text}` : text
  return guarded.includes('\0') ? guarded.replaceAll('\0', '') : guarded
}

/**
 * The same table as an .xlsx sheet, as CSV text in pieces: a byte order mark (spreadsheets would otherwise guess the
 * encoding), a header row, CRLF line ends. Yuan are written with two decimals.
 */
export async function* exportCsv(
  columns: readonly SheetColumn[],
  rows: Iterable<SheetRow> | AsyncIterable<SheetRow>,
): AsyncGenerator<string> {
  yield `\uFEFF${formatExportCsvRow(columns.map((column) => column.title))}\r\n`
  for await (const row of rows) {
    yield `${formatExportCsvRow(columns.map(({ key, kind }) => csvValue(kind, row[key])))}\r\n`
  }
}

/** Amounts are the only values that are stored in another unit than people read. */
function csvValue(kind: ColumnKind, value: unknown): unknown {
  if (kind !== 'yuan' || typeof value !== 'number' || !Number.isFinite(value)) {
    return typeof value === 'number' && !Number.isFinite(value) ? '' : value
  }
  return new Amount(value)
}

/** Shown as a plain decimal, yet no text, so that a negative one is not taken for a formula. */
class Amount {
  readonly #fen: number

  constructor(fen: number) {
    this.#fen = fen
  }

  toString(): string {
    return (this.#fen / 100).toFixed(2)
  }
}
