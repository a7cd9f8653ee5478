import { randomUUID } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openDatabase, restoreBackup, writeBackup } from '../../platform/database/index.ts'
import type { CommandResult } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { withDatabase } from '../with-database.ts'

export const usage = `
  liuhui backup FILE

  --data DIR   the embedded database's folder (default ./data; without it, DATABASE_URL when set)
  --quick      do not restore the backup on trial afterwards

Writes all rows of all companies, as of one moment, into one file that either database can restore. Then restores it
on trial, in a temporary folder beside FILE, and compares: only a backup that came back is called good.
Stored photos and documents are files of their own (DIR/files): copy them after this command.
`

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { data: { type: 'string' }, quick: { type: 'boolean', default: false } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('backup wants the name of one file')
  return withDatabase(values.data, async (database) => {
    const digests = await writeBackup(database, file)
    if (!values.quick) await restoreOnTrial(file)
    const rows = Object.values(digests).reduce((sum, table) => sum + table.rows, 0)
    const summary = { file, bytes: statSync(file).size, rows, verified: !values.quick, tables: digests }
    return { exitCode: 0, summary }
  })
}

async function restoreOnTrial(file: string): Promise<void> {
  const folder = `${file}.trial-${randomUUID()}`
  process.stderr.write('restoring on trial …\n')
  try {
    const database = await openDatabase({ folder })
    await restoreBackup(database, file).finally(() => database.close())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
