import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import { syncPath } from '../sync-path.ts'
import type { Tx } from '../transaction.ts'
import {
  type BackupHeader,
  FORMAT_VERSION,
  RowCounter,
  type TableDigest,
  type TableDigests,
} from './format.ts'
import { listPartitions, listTables, readRows } from './read-tables.ts'

/**
 * Writes all rows of all companies, as of one moment, into `file`. The file appears under its name only whole and on
 * the disk. On a server others go on meanwhile; the embedded database has one session, so they wait.
 */
export async function writeBackup(database: Database, file: string): Promise<TableDigests> {
  const draft = `${file}.part`
  try {
    const digests = await database.asOwner((tx) => writeDraft(tx, draft), {
      readOnly: true,
      isolation: 'repeatable read',
    })
    syncPath(draft)
    renameSync(draft, file)
    syncPath(dirname(file))
    return digests
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

async function writeDraft(tx: Tx, draft: string): Promise<TableDigests> {
  const digests: Record<string, TableDigest> = {}
  await pipeline(
    Readable.from(produceText(tx, digests)),
    createGzip({ level: 1 }),
    createWriteStream(draft, { mode: 0o600 }),
  )
  return digests
}

async function* produceText(tx: Tx, digests: Record<string, TableDigest>): AsyncGenerator<string> {
  const header = await makeHeader(tx)
  yield `${JSON.stringify(header)}\n`
  for (const table of header.tables) {
    const counter = new RowCounter()
    yield `${JSON.stringify({ table: table.name })}\n`
    for await (const lines of readRows(tx, table)) {
      for (const line of lines) counter.add(line)
      yield `${lines.join('\n')}\n`
    }
    digests[table.name] = counter.finish()
  }
  yield `${JSON.stringify({ end: digests })}\n`
}

async function makeHeader(tx: Tx): Promise<BackupHeader> {
  const migrations = await sql<BackupHeader['migrations'][number]>`
    select name, checksum from schema_migration order by name`.execute(tx)
  const moment = await sql<{ now: Date }>`select now() as now`.execute(tx)
  return {
    liuhui: 'backup',
    format: FORMAT_VERSION,
    takenAt: moment.rows[0]!.now.toISOString(),
    migrations: migrations.rows,
    partitions: await listPartitions(tx),
    tables: await listTables(tx),
  }
}
