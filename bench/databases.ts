/** A fresh database for a run: embedded in a folder of its own, or on a PostgreSQL server. */
import { join } from 'node:path'
import { listCompanies } from '../domain/people/index.ts'
import { type Database, migrate, openDatabase, sql } from '../platform/database/index.ts'
import { asAdministrator, changeUrl, startTestPostgres } from '../test/test-postgres.ts'
import { parentOf } from './machine.ts'

export interface BenchDatabase {
  readonly kind: 'pglite' | 'postgres'
  readonly database: Database
  /** PostgreSQL's first process, when it runs on this machine. */
  readonly serverPid: number | undefined
  /** Runs one statement as superuser, for the baseline; absent where there is none. */
  readonly asSuperuser?: (statement: string) => Promise<unknown>
  close(): Promise<void>
}

export async function openEmbedded(folder: string): Promise<BenchDatabase> {
  const database = await openDatabase({ folder: join(folder, 'data') })
  await migrate(database)
  return { kind: 'pglite', database, serverPid: undefined, close: () => database.close() }
}

/**
 * DATABASE_URL when set, which must name a database without companies; else a server of our own in a temporary
 * folder. That one does not sync: processor time is what is compared. Undefined when PostgreSQL is not installed.
 */
export async function openPostgres(): Promise<BenchDatabase | undefined> {
  const given = process.env.DATABASE_URL
  if (given) {
    const database = await openDatabase({ url: given })
    await migrate(database)
    if ((await listCompanies(database)).length > 0)
      throw new Error('DATABASE_URL names a database with companies: measure on an empty one')
    return {
      kind: 'postgres',
      database,
      serverPid: await findServer(database),
      close: () => database.close(),
    }
  }
  const server = await startTestPostgres()
  if (!server) return undefined
  await asAdministrator(server.url, async (run) => {
    await run('create role bench login nosuperuser createrole')
    await run('create database bench owner bench')
  })
  const database = await openDatabase({ url: changeUrl(server.url, 'bench', 'bench') })
  await migrate(database)
  return {
    kind: 'postgres',
    database,
    serverPid: await findServer(database),
    asSuperuser: (statement) =>
      asAdministrator(changeUrl(server.url, 'postgres', 'bench'), (run) => run(statement)),
    async close() {
      await database.close()
      await server.stop()
    },
  }
}

/** The parent of our session's process, if that runs here. */
async function findServer(database: Database): Promise<number | undefined> {
  const { rows } = await database.asOwner(
    (tx) => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx),
    { readOnly: true },
  )
  return parentOf(rows[0]!.pid)
}
