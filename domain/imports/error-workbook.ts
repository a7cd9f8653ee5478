import type { Database } from '../../platform/database/index.ts'
import { type RejectedRow, writeErrorWorkbook } from '../../platform/files/error-workbook.ts'
import { sayReason } from './contract/reasons.ts'
import { readProblems, type StoredProblem } from './store/runs.ts'

const PAGE = 2_000

/** The rows an import rejected, in file order. */
export async function* rejectedRows(
  database: Database,
  orgId: string,
  importId: string,
): AsyncGenerator<StoredProblem> {
  for (let after = -1; ; ) {
    const rows = await database.inOrg(orgId, (tx) => readProblems(tx, importId, { after, limit: PAGE }), {
      readOnly: true,
    })
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.row
  }
}

/** One import's rows with the columns of its file; of several, the files' names come first. */
export async function makeErrorWorkbook(
  database: Database,
  orgId: string,
  imports: readonly {
    readonly importId: string
    readonly header: readonly string[]
    readonly fileName: string
  }[],
  language: 'zh' | 'en',
): Promise<Buffer> {
  const [only] = imports
  const isOne = imports.length === 1
  const names = [...new Set(imports.flatMap(({ header }) => header))]
  const fileTitle = language === 'zh' ? '文件' : 'File'
  const header = isOne ? only!.header : [fileTitle, ...names]
  async function* rows(): AsyncGenerator<RejectedRow> {
    for (const { importId, header: own, fileName } of imports) {
      const place = isOne ? undefined : names.map((name) => own.indexOf(name))
      for await (const { row, cells, problems } of rejectedRows(database, orgId, importId))
        yield {
          line: row,
          cells: place ? [fileName, ...place.map((index) => (index < 0 ? '' : (cells[index] ?? '')))] : cells,
          problems: problems.map(({ column, value, code, values }) => ({
            ...(column === null ? {} : { column }),
            ...(value === null ? {} : { value }),
            reason: sayReason(code, values, language),
          })),
        }
    }
  }
  return writeErrorWorkbook({ header, rows: rows(), language: language === 'zh' ? 'zh-CN' : 'en' })
}
