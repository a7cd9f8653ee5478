import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../database.ts'
import { insertTexts } from '../insert-columns.ts'
import { maintain } from '../maintenance.ts'
import { MIGRATIONS_FOLDER, migrate, readMigrations } from '../migrate.ts'
import type { Tx } from '../transaction.ts'
import {
  type BackupHeader,
  type BackupPartition,
  BackupRefused,
  type BackupRow,
  type BackupTable,
  RowCounter,
  type TableDigest,
  type TableDigests,
} from './format.ts'
import { compareDigests, readHeader, readRowPages, verifyBackupFile } from './read-backup.ts'
import { listPartitions, listTables, readRows } from './read-tables.ts'

/**
 * Brings a backup into a database without rows: the schema as it was, all rows in one transaction, read back and
 * compared, then the migrations that came after. What is stopped half-way can simply be run again.
 *
 * @throws BackupRefused when the file is damaged, newer than this program, or the database has rows already.
 */
export async function restoreBackup(
  database: Database,
  file: string,
  migrations: string = MIGRATIONS_FOLDER,
): Promise<TableDigests> {
  const expected = await verifyBackupFile(file)
  const header = await readHeader(file)
  await checkOrigin(header, migrations)
  await refuseRows(database)
  const last = header.migrations.at(-1)?.name
  if (last === undefined) throw new BackupRefused(`${file} is of a database without a schema`)
  await migrate(database, migrations, { through: last })
  await database.asOwner(async (tx) => {
    await matchTables(tx, header)
    await makePartitions(tx, header.partitions)
    const constraints = await takeForeignKeysOff(tx)
    const tables = new Map(header.tables.map((table) => [table.name, table]))
    for await (const { table, lines } of readRowPages(file)) await insertPage(tx, tables.get(table)!, lines)
    await putForeignKeysBack(tx, constraints)
    compareDigests(await digestTables(tx, header.tables), expected, 'the restored database')
  })
  await migrate(database, migrations)
  await maintain(database)
  return expected
}

async function checkOrigin({ migrations }: BackupHeader, folder: string): Promise<void> {
  const files = await readMigrations(folder)
  for (const [index, { name, checksum }] of migrations.entries()) {
    if (files[index]?.name !== name)
      throw new BackupRefused(
        `the backup has migration ${name}, which this program does not know: it is newer`,
      )
    if (files[index].checksum !== checksum)
      throw new BackupRefused(`the backup was made with another migration ${name} than this program has`)
  }
}

async function refuseRows(database: Database): Promise<void> {
  const filled = await database.asOwner(
    async (tx) => {
      for (const { name } of await listTables(tx)) {
        const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(tx)
        if (rows.length > 0) return name
      }
      return undefined
    },
    { readOnly: true },
  )
  if (filled !== undefined)
    throw new BackupRefused(`the database has rows already (in ${filled}): restore into an empty one`)
}

/** The file only names; what exists is said by the schema our own migrations made. */
async function matchTables(tx: Tx, header: BackupHeader): Promise<void> {
  const describe = ({ name, columns }: BackupTable) =>
    `${name} (${columns.map((column) => `${column.name} ${column.type}`).join(', ')})`
  const own = new Set((await listTables(tx)).map(describe))
  for (const table of header.tables)
    if (!own.has(describe(table)))
      throw new BackupRefused(`the backup's table ${describe(table)} is not what the migrations make`)
}

const BOUND = /^FOR VALUES FROM \('[-0-9: +]+'\) TO \('[-0-9: +]+'\)$/
const NAME = /^[a-z][a-z0-9_]*$/

async function makePartitions(tx: Tx, partitions: readonly BackupPartition[]): Promise<void> {
  const existing = new Set((await listPartitions(tx)).map(({ name }) => name))
  for (const { parent, name, bound } of partitions) {
    if (existing.has(name)) continue
    if (!NAME.test(parent) || !NAME.test(name) || !BOUND.test(bound))
      throw new BackupRefused(`the backup's partition ${name} of ${parent} ${bound} is not one of ours`)
    await sql`
      create table ${sql.table(name)} partition of ${sql.table(parent)} ${sql.raw(bound)};
      select liuhui_protect(${sql.lit(name)}::regclass)`.execute(tx)
  }
}

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** Rows arrive table by table in any order; all keys are checked at the end, at once. */
async function takeForeignKeysOff(tx: Tx): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'public'::regnamespace
    order by 1, 2`.execute(tx)
  for (const { table, name } of rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(tx)
  return rows
}

/** Without FORCE for the moment: else PostgreSQL checks the rows one by one instead of by one join. */
async function putForeignKeysBack(tx: Tx, keys: readonly ForeignKey[]): Promise<void> {
  const { rows: forced } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relforcerowsecurity and relnamespace = 'public'::regnamespace`.execute(tx)
  const setForce = async (words: RawBuilder<unknown>) => {
    for (const { name } of forced)
      await sql`alter table ${sql.table(name)} ${words} row level security`.execute(tx)
  }
  await setForce(sql`no force`)
  for (const { table, name, definition } of keys)
    await sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(
      tx,
    )
  await setForce(sql`force`)
}

async function insertPage(tx: Tx, { name, columns }: BackupTable, lines: readonly string[]): Promise<void> {
  const rows = lines.map((line) => JSON.parse(line) as BackupRow)
  await insertTexts(
    tx,
    name,
    columns.map((column, index) => ({ ...column, texts: rows.map((row) => row[index] ?? null) })),
  )
}

async function digestTables(tx: Tx, tables: readonly BackupTable[]): Promise<TableDigests> {
  const digests: Record<string, TableDigest> = {}
  for (const table of tables) {
    const counter = new RowCounter()
    for await (const lines of readRows(tx, table)) for (const line of lines) counter.add(line)
    digests[table.name] = counter.finish()
  }
  return digests
}
