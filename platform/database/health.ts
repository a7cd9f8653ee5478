import { sql } from 'kysely'
import type { Database } from './database.ts'
import { MINIMUM_FREE_BYTES } from './embedded/free-space.ts'
import { findPendingMigrations, MigrationRefused } from './migrate.ts'
import { findSchemaFaults } from './schema-faults.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly name: string
  readonly good: boolean
  readonly value: string
  /** What to do when it is not good. */
  readonly cure?: string
}

/** The oldest server whose SQL we write. */
const OLDEST_VERSION = 15

/** Everything about an open database that can be wrong, looked at now. Changes nothing. */
export async function examineDatabase(database: Database): Promise<Finding[]> {
  const status = await database.status()
  const findings: Finding[] = [
    {
      name: 'version',
      good: Number.parseInt(status.version, 10) >= OLDEST_VERSION,
      value: `${database.kind === 'pglite' ? 'embedded PGlite' : 'PostgreSQL'} ${status.version}`,
      cure: `use PostgreSQL ${OLDEST_VERSION} or later`,
    },
    {
      name: 'fsync',
      good: status.fsync,
      value: status.fsync ? 'on' : 'off',
      cure: 'set fsync = on: without it a power cut destroys the database',
    },
    {
      name: 'space',
      good: !status.readOnly,
      value: `${toMegabytes(status.sizeBytes)} MB used, ${status.freeBytes === undefined ? 'free space known to the server only' : `${toMegabytes(status.freeBytes)} MB free`}`,
      cure: `free space: writing stops below ${toMegabytes(MINIMUM_FREE_BYTES)} MB and returns by itself`,
    },
    await examineSettings(database),
  ]
  const migrations = await examineMigrations(database)
  findings.push(migrations)
  if (migrations.good) findings.push(await examineSchema(database), await examineDefaultDeny(database))
  return findings
}

async function examineSettings(database: Database): Promise<Finding> {
  const { rows } = await database.asOwner(
    (tx) =>
      sql<{ setting: string }>`
        select name || ' = ' || setting as setting from pg_settings
        where name in ('full_page_writes', 'synchronous_commit') and setting in ('off', 'local', 'remote_write')
        union all select 'encoding = ' || getdatabaseencoding() where getdatabaseencoding() <> 'UTF8'`.execute(
        tx,
      ),
    { readOnly: true },
  )
  return {
    name: 'settings',
    good: rows.length === 0,
    value: rows.map(({ setting }) => setting).join(', ') || 'durable, UTF-8',
    cure: 'full_page_writes and synchronous_commit must be on, the encoding UTF8',
  }
}

async function examineMigrations(database: Database): Promise<Finding> {
  try {
    const pending = await findPendingMigrations(database)
    return {
      name: 'migrations',
      good: pending.length === 0,
      value: pending.length === 0 ? 'all applied' : `waiting: ${pending.join(', ')}`,
      cure: 'run `liuhui migrate`',
    }
  } catch (error) {
    if (!(error instanceof MigrationRefused)) throw error
    return {
      name: 'migrations',
      good: false,
      value: error.message,
      cure: 'use the program this database belongs to',
    }
  }
}

async function examineSchema(database: Database): Promise<Finding> {
  const faults = await findSchemaFaults(database)
  return {
    name: 'schema',
    good: faults.length === 0,
    value: faults.length === 0 ? 'keeps companies apart' : faults.join('; '),
    cure: 'somebody changed the schema by hand: undo it, or restore a backup',
  }
}

/** Becomes the application's role without naming a company and counts what it may see: it must be nothing. */
async function examineDefaultDeny(database: Database): Promise<Finding> {
  const seen = await database.asOwner(
    async (tx) => {
      const tables = await sql<{ name: string }>`
        select distinct c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid
        where has_table_privilege('liuhui_app', c.oid, 'select') order by 1`.execute(tx)
      await sql`set local role liuhui_app`.execute(tx)
      const found: string[] = []
      for (const { name } of tables.rows) {
        const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(tx)
        if (rows.length > 0) found.push(name)
      }
      return { tables: tables.rows.length, found }
    },
    { readOnly: true },
  )
  return {
    name: 'default deny',
    good: seen.found.length === 0 && seen.tables > 0,
    value:
      seen.found.length === 0
        ? `${seen.tables} tables show nothing to a request without a company`
        : `rows without a company in ${seen.found.join(', ')}`,
    cure: 'stop the server: row-level security does not hold',
  }
}

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
