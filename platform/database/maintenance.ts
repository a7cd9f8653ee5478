import { sql } from 'kysely'
import { assert } from '../refusal.ts'
import { type Database, runOutsideTransaction } from './database.ts'

/**
 * Sweeps dead rows and renews the planner's statistics, table by table, so that others get their turn in between.
 * The embedded database has no background process for that: call it after large imports and every night.
 * On a server autovacuum does the sweeping; statistics are renewed at once.
 *
 * @param tables default all of ours
 */
export async function maintain(database: Database, tables?: readonly string[]): Promise<void> {
  for (const table of tables ?? (await listTables(database))) {
    assert(/^[a-z][a-z0-9_]*$/.test(table), `${table} is the name of a table`)
    await runOutsideTransaction(
      database,
      `${database.kind === 'pglite' ? 'vacuum (analyze)' : 'analyze'} ${table}`,
    )
  }
  if (database.kind === 'pglite') await runOutsideTransaction(database, 'checkpoint')
}

function listTables(database: Database): Promise<string[]> {
  return database.asOwner(
    async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select c.relname as name from pg_class c
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
        order by 1`.execute(tx)
      return rows.map(({ name }) => name)
    },
    { readOnly: true },
  )
}
