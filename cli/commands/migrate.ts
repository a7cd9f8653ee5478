import { parseArgs } from 'node:util'
import { migrate } from '../../platform/database/index.ts'
import type { CommandResult } from '../command.ts'
import { withDatabase } from '../with-database.ts'

export const usage = `
  --data DIR   the embedded database's folder (default ./data; without it, DATABASE_URL when set)

Each migration runs whole or not at all; after an interruption run it again.
The summary tells what was applied now and how many had been applied before.
`

export function run(args: readonly string[]): Promise<CommandResult> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } })
  return withDatabase(values.data, async (database) => {
    const { applied, already } = await migrate(database)
    for (const name of applied) process.stderr.write(`applied ${name}\n`)
    return { exitCode: 0, summary: { database: database.kind, applied, already } }
  })
}
