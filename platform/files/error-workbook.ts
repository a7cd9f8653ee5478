import { type SheetRow, writeXlsx } from './workbook-writer.ts'

export type FileLanguage = 'zh-CN' | 'en'

/** What is wrong with one cell of a row, or with the row as a whole when `column` is missing. */
export interface RowProblem {
  /** The name of the column as the input sheet has it. */
  readonly column?: string
  readonly value?: string
  /** In the reader's language. */
  readonly reason: string
}

export interface RejectedRow {
  /** Line of the input file or row of its sheet. */
  readonly line: number
  readonly cells: readonly string[]
  readonly problems: readonly RowProblem[]
}

const TITLES: Readonly<
  Record<FileLanguage, Readonly<Record<'sheet' | 'line' | 'column' | 'value' | 'reason', string>>>
> = {
  'zh-CN': { sheet: '未导入', line: '行号', column: '列', value: '值', reason: '原因' },
  en: { sheet: 'Rejected', line: 'Row', column: 'Column', value: 'Value', reason: 'Reason' },
}

/**
 * The rows an import did not take, as a workbook with the columns of the input sheet and behind them where, what and
 * why. One row per rejected row, its wrong cells marked, so that the file can be corrected and imported as it is:
 * the added columns have names no import asks for.
 */
export function writeErrorWorkbook(errors: {
  readonly header: readonly string[]
  readonly rows: Iterable<RejectedRow> | AsyncIterable<RejectedRow>
  readonly language: FileLanguage
}): Promise<Buffer> {
  const titles = TITLES[errors.language]
  const header = withoutAddedColumns(errors.header)
  const columns = [
    ...header.map((title, index) => ({ key: String(index), title, kind: 'code' as const })),
    { key: 'line', title: titles.line, kind: 'integer' as const },
    { key: 'column', title: titles.column, kind: 'text' as const, width: 20 },
    { key: 'value', title: titles.value, kind: 'code' as const, width: 24 },
    { key: 'reason', title: titles.reason, kind: 'text' as const, width: 48 },
  ]
  const isWrong = (row: SheetRow, key: string) => (row.wrong as ReadonlySet<string>).has(key)
  return writeXlsx({
    sheets: [{ name: titles.sheet, columns, rows: errorRows(header, errors.rows), isWrong }],
  })
}

/** A corrected error workbook that comes back for a second round already has the added columns at its end. */
function withoutAddedColumns(header: readonly string[]): readonly string[] {
  const isAdded = Object.values(TITLES).some(({ line, column, value, reason }) =>
    [line, column, value, reason].every((title, index) => header[header.length - 4 + index] === title),
  )
  return isAdded ? header.slice(0, -4) : header
}

async function* errorRows(
  header: readonly string[],
  rejected: Iterable<RejectedRow> | AsyncIterable<RejectedRow>,
): AsyncGenerator<SheetRow> {
  for await (const { line, cells, problems } of rejected) {
    const row: Record<string, unknown> = {}
    header.forEach((_, index) => {
      row[String(index)] = cells[index]
    })
    row.line = line
    row.column = distinct(problems.map((problem) => problem.column ?? ''))
    row.value = distinct(problems.map((problem) => problem.value ?? ''))
    row.reason = distinct(problems.map((problem) => problem.reason))
    row.wrong = new Set(problems.map((problem) => String(header.indexOf(problem.column ?? ''))))
    yield row
  }
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].filter((text) => text !== '').join('\n')
}
