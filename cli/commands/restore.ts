import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { restoreBackup } from '../../platform/database/index.ts'
import type { CommandResult } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { withDatabase } from '../with-database.ts'

export const usage = `
  liuhui restore FILE

  --data DIR   the embedded database's folder (default ./data; without it, DATABASE_URL when set)

Restores into a database without rows and refuses any other: move the old folder away first, or name a new one.
The file is checked before anything is written; all rows come in one transaction and are compared with the file's
digests; then newer migrations run. What is stopped half-way can simply be run again.
`

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { data: { type: 'string' } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('restore wants the name of one file')
  if (!existsSync(file)) throw new UsageError('there is no such file', { file })
  return withDatabase(values.data, async (database) => {
    const tables = await restoreBackup(database, file)
    const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
    return { exitCode: 0, summary: { file, rows, tables } }
  })
}
