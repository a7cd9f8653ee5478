import {
  BackupRefused,
  type Database,
  DatabaseLocked,
  DatabaseReadOnly,
  DatabaseUnavailable,
  locateDatabase,
  MigrationFailed,
  MigrationRefused,
  openDatabase,
} from '../platform/database/index.ts'
import type { CommandResult } from './command.ts'

/**
 * Opens the database of `--data` or DATABASE_URL for one command and closes it afterwards. What the operator can mend
 * (a folder in use, a server that cannot be reached, a schema or a backup that does not fit) ends with 1 and says so.
 */
export async function withDatabase(
  data: string | undefined,
  work: (database: Database) => Promise<CommandResult>,
): Promise<CommandResult> {
  try {
    const database = await openDatabase(locateDatabase(data))
    try {
      return await work(database)
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!isForTheOperator(error)) throw error
    process.stderr.write(`${error.message}\n`)
    return { exitCode: 1, summary: { error: error.message } }
  }
}

function isForTheOperator(error: unknown): error is Error {
  return [
    BackupRefused,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnavailable,
    MigrationFailed,
    MigrationRefused,
  ].some((kind) => error instanceof kind)
}
