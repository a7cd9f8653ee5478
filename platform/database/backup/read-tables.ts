import { sql } from 'kysely'
import type { Tx } from '../transaction.ts'
import type { BackupPartition, BackupTable } from './format.ts'

const PAGE_ROWS = 5000

/** Our tables with their columns; not the book-keeping of migrations, which the header has. */
export async function listTables(tx: Tx): Promise<BackupTable[]> {
  const { rows } = await sql<BackupTable>`
    select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null))
                                       order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
      and c.relname <> 'schema_migration' and a.attgenerated = ''
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname`.execute(tx)
  return rows
}

export async function listPartitions(tx: Tx): Promise<BackupPartition[]> {
  const { rows } = await sql<BackupPartition>`
    select parent.relname as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class parent on parent.oid = i.inhparent
    where c.relispartition and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    order by 1, 2`.execute(tx)
  return rows
}

/** All rows of a table as JSON lines, a page at a time. */
export async function* readRows(tx: Tx, { name, columns }: BackupTable): AsyncGenerator<string[]> {
  const texts = columns.map((column, index) => sql`${sql.id(column.name)}::text as ${sql.id(`c${index}`)}`)
  const keys = columns.map((_, index) => `c${index}`)
  await sql`declare backup_rows no scroll cursor for select ${sql.join(texts)} from ${sql.table(name)}`.execute(
    tx,
  )
  for (;;) {
    const { rows } = await sql<Record<string, string | null>>`
      fetch ${sql.lit(PAGE_ROWS)} from backup_rows`.execute(tx)
    if (rows.length === 0) break
    yield rows.map((row) => JSON.stringify(keys.map((key) => row[key])))
  }
  await sql`close backup_rows`.execute(tx)
}
