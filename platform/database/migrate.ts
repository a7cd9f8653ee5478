import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import type { Tx } from './transaction.ts'

/** The project's migrations: `NNNN-name.sql`, run in order, never altered once released. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../migrations')

export interface MigrationFile {
  /** `0001-foundation` */
  readonly name: string
  readonly text: string
  /** SHA-256 of the text with Unix line ends, in hex. */
  readonly checksum: string
}

/** The database and this program's migrations do not fit together; nothing was changed. */
export class MigrationRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationRefused'
  }
}

/** A migration failed and was rolled back whole; those before it stand. */
export class MigrationFailed extends Error {
  constructor(name: string, cause: unknown) {
    super(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'MigrationFailed'
  }
}

/**
 * Brings the database to the newest schema. Each file runs in one transaction together with its entry in
 * `schema_migration`, under a lock shared by all processes: killed at any point, it can simply be run again.
 *
 * @param options.through the last one to apply; default all
 * @throws MigrationRefused when an applied file was altered, is missing (the database is newer than the program),
 * or a new file's number lies before an applied one; MigrationFailed when a file fails.
 */
export async function migrate(
  database: Database,
  folder: string = MIGRATIONS_FOLDER,
  options: { readonly through?: string } = {},
): Promise<{ applied: string[]; already: number }> {
  const files = await readMigrations(folder)
  const applied: string[] = []
  let already: number | undefined
  for (;;) {
    const step = await database.asOwner((tx) => takeStep(tx, files, options.through))
    already ??= step.already
    if (step.applied === undefined) return { applied, already }
    applied.push(step.applied)
  }
}

/** Which files are still to be applied. @throws MigrationRefused as `migrate` does. */
export async function findPendingMigrations(
  database: Database,
  folder: string = MIGRATIONS_FOLDER,
): Promise<string[]> {
  const files = await readMigrations(folder)
  const applied = await database.asOwner(readApplied, { readOnly: true })
  checkHistory(applied, files)
  return files.slice(applied.length).map(({ name }) => name)
}

export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const files = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (let index = 1; index < files.length; index++)
    if (files[index]!.name.slice(0, 4) === files[index - 1]!.name.slice(0, 4))
      throw new MigrationRefused(
        `two migrations share a number: ${files[index - 1]!.name}, ${files[index]!.name}`,
      )
  return files
}

async function readMigration(folder: string, fileName: string): Promise<MigrationFile> {
  if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(fileName))
    throw new MigrationRefused(`${fileName}: migrations are called NNNN-name.sql`)
  const text = (await readFile(join(folder, fileName), 'utf8')).replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(text).digest('hex')
  return { name: fileName.slice(0, -'.sql'.length), text, checksum }
}

async function takeStep(
  tx: Tx,
  files: readonly MigrationFile[],
  through?: string,
): Promise<{ applied?: string; already: number }> {
  await sql`select pg_advisory_xact_lock(7135820462211)`.execute(tx)
  const history = await readApplied(tx)
  checkHistory(history, files)
  const next = files[history.length]
  if (!next || (through !== undefined && next.name > through)) return { already: history.length }
  try {
    await sql.raw(next.text).execute(tx)
    await sql`
      insert into schema_migration (name, checksum, applied_at)
      values (${next.name}, ${next.checksum}, clock_timestamp())`.execute(tx)
  } catch (error) {
    throw new MigrationFailed(next.name, error)
  }
  return { applied: next.name, already: history.length }
}

interface AppliedMigration {
  readonly name: string
  readonly checksum: string
}

async function readApplied(tx: Tx): Promise<AppliedMigration[]> {
  const found = await sql<{ table: string | null }>`
    select to_regclass('public.schema_migration')::text as table`.execute(tx)
  if (found.rows[0]?.table === null) return []
  const { rows } = await sql<AppliedMigration>`
    select name, checksum from schema_migration order by name`.execute(tx)
  return rows
}

function checkHistory(applied: readonly AppliedMigration[], files: readonly MigrationFile[]): void {
  const unknown = applied.filter(({ name }) => !files.some((file) => file.name === name))
  if (unknown.length > 0)
    throw new MigrationRefused(
      `the database is newer than this program: it has ${unknown.map(({ name }) => name).join(', ')}, which this program ` +
        'does not know. Start the newer program; nothing was changed',
    )
  for (const [index, { name, checksum }] of applied.entries()) {
    const file = files[index]!
    if (file.name !== name)
      throw new MigrationRefused(
        `migration ${file.name} is new, but its number lies before ${name}, which is applied already: give it a higher number`,
      )
    if (file.checksum !== checksum)
      throw new MigrationRefused(
        `migration ${name} was altered after it was applied: restore the file, and put the change into a new one`,
      )
  }
}
