import { sql } from 'kysely'
import { assert } from '../refusal.ts'
import type { Database } from './database.ts'

/**
 * Makes sure that the table, partitioned by range of a date or timestamptz column, has a partition for each month
 * ('YYYY-MM', UTC). Call before an import writes; existing partitions are left as they are.
 */
export async function ensureMonthPartitions(
  database: Database,
  table: string,
  months: readonly string[],
): Promise<void> {
  for (const month of months) assert(/^\d{4}-(0[1-9]|1[0-2])$/.test(month), `${month} is a month YYYY-MM`)
  const wanted = [...new Set(months)].sort().map((month) => ({ month, name: partitionName(table, month) }))
  await database.asOwner(async (tx) => {
    const { rows } = await sql<{ name: string }>`
      select child.relname as name from pg_inherits join pg_class child on child.oid = inhrelid
      where inhparent = ${table}::regclass`.execute(tx)
    const missing = wanted.filter(({ name }) => !rows.some((row) => row.name === name))
    if (missing.length === 0) return
    await sql`select pg_advisory_xact_lock(hashtext('liuhui partitions'), hashtext(${table}))`.execute(tx)
    for (const { month, name } of missing)
      await sql`
        create table if not exists ${sql.table(name)} partition of ${sql.table(table)}
        for values from (${sql.lit(`${month}-01`)}) to (${sql.lit(firstDayAfter(month))});
        select liuhui_protect(${sql.lit(name)}::regclass)`.execute(tx)
  })
}

function partitionName(table: string, month: string): string {
  return `${table}_${month.replace('-', '_')}`
}

function firstDayAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
}
