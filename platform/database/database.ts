import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'kysely'
import { assert } from '../refusal.ts'
import type { Connection, Driver } from './connection.ts'
import { EmbeddedDriver } from './embedded/embedded-driver.ts'
import { DatabaseReadOnly, DatabaseUnavailable, SqlError } from './errors.ts'
import { PostgresDriver } from './postgres-driver.ts'
import { runTransaction, type Tx } from './transaction.ts'

export interface TransactionOptions {
  readonly readOnly?: boolean
  /** Default read committed; 'repeatable read' for figures that must all be of one moment. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
}

export interface DatabaseStatus {
  /** `server_version`, such as '15.20' or '18.6'. */
  readonly version: string
  readonly fsync: boolean
  /** Where the data lies; unknown for a server. */
  readonly freeBytes?: number
  readonly sizeBytes: number
  /** Writing is refused for want of space; it comes back by itself. */
  readonly readOnly: boolean
}

export interface Database {
  readonly kind: 'pglite' | 'postgres'
  /** One transaction as the application role with app.org_id set locally: row-level security is on. */
  inOrg<T>(orgId: string, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  /**
   * One transaction as the owner, outside tenancy: migrations, partitions, maintenance, the list of companies.
   * Never for requests about business rows.
   */
  asOwner<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
  status(): Promise<DatabaseStatus>
  close(): Promise<void>
}

export interface OpenOptions {
  /** `postgres://…`; wins over `folder`. */
  readonly url?: string
  /** The embedded database's data folder; ':memory:' keeps nothing. */
  readonly folder?: string
  /** Sessions of a PostgreSQL server. Default 10. */
  readonly maximumConnections?: number
  /** Embedded only: a tar of database files to begin with when the folder is new. */
  readonly image?: Uint8Array
  /** Embedded only: a statement that runs longer is taken for hanging and ended. Default 30 minutes. */
  readonly statementLimitMs?: number
  /** Embedded only: how free bytes are learned; tests pass their own. */
  readonly readFreeBytes?: (folder: string) => Promise<number>
}

/**
 * Opens the embedded database of `folder`, or the PostgreSQL server at `url`. Does not migrate.
 *
 * @throws DatabaseLocked when another process has the folder; DatabaseUnavailable when it cannot be reached.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  if (options.url) {
    const database = new OpenedDatabase(new PostgresDriver(options.url, options.maximumConnections))
    await database
      .asOwner(async () => undefined, { readOnly: true })
      .catch(async (error) => {
        await database.close()
        throw error
      })
    return database
  }
  assert(options.folder !== undefined, 'a database has a url or a folder')
  const folder = options.folder === ':memory:' ? undefined : options.folder
  return new OpenedDatabase(await EmbeddedDriver.open({ ...options, folder }))
}

/**
 * The embedded database's files as one tar, after a checkpoint, while nobody else uses it.
 * For test templates and backups of a small installation.
 */
export async function dumpEmbedded(database: Database): Promise<Uint8Array> {
  assert(database instanceof OpenedDatabase, 'databases come from openDatabase')
  return database.dump()
}

/** One statement that PostgreSQL allows in no transaction (vacuum, checkpoint), as the owner. */
export async function runOutsideTransaction(database: Database, statement: string): Promise<void> {
  assert(database instanceof OpenedDatabase, 'databases come from openDatabase')
  await database.runAlone(statement)
}

/** Runs `work` outside the transaction its caller is in: for background work that is only started there. */
export function detached<T>(work: () => T): T {
  return surrounding.exit(work)
}

/** The transaction the running code was started in, to find nested ones. */
const surrounding = new AsyncLocalStorage<{ open: boolean }>()

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

class OpenedDatabase implements Database {
  readonly kind: 'pglite' | 'postgres'
  readonly #driver: Driver

  constructor(driver: Driver) {
    this.kind = driver.kind
    this.#driver = driver
  }

  inOrg<T>(orgId: string, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    assert(UUID.test(orgId), 'an organisation id is a uuid')
    // SET LOCAL rather than set_config(): it also reaches the workers of a distributed PostgreSQL.
    return this.#transact(`set local role liuhui_app; set local app.org_id = '${orgId}'`, work, options)
  }

  asOwner<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#transact("set local app.maintenance = 'on'", work, options)
  }

  async status(): Promise<DatabaseStatus> {
    const freeBytes = await this.#driver.freeBytes()
    return this.asOwner(
      async (tx) => {
        const { rows } = await sql<{ version: string; fsync: boolean; size: number }>`
          select current_setting('server_version') as version, current_setting('fsync') = 'on' as fsync,
                 pg_database_size(current_database()) as size`.execute(tx)
        const { version, fsync, size } = rows[0]!
        return { version, fsync, sizeBytes: size, freeBytes, readOnly: this.#driver.isReadOnly() }
      },
      { readOnly: true },
    )
  }

  close(): Promise<void> {
    return this.#driver.close()
  }

  async dump(): Promise<Uint8Array> {
    assert(this.#driver instanceof EmbeddedDriver, 'only the embedded database is dumped as files')
    const connection = await this.#driver.connect()
    try {
      await connection.run('checkpoint', [])
      return await this.#driver.dump()
    } finally {
      connection.release()
    }
  }

  async runAlone(statement: string): Promise<void> {
    if (this.#driver.isReadOnly()) throw new DatabaseReadOnly(await this.#explainReadOnly())
    const connection = await this.#driver.connect()
    try {
      await connection.run(statement, [])
    } finally {
      connection.release()
    }
  }

  async #transact<T>(
    context: string,
    work: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    if (surrounding.getStore()?.open)
      throw new Error(
        'assertion failed: no transaction inside a transaction; use the tx at hand, or detached() for background work',
      )
    const connection = await this.#driver.connect()
    const isReadOnly = this.#driver.isReadOnly()
    const isolation = options.isolation ?? 'read committed'
    const access = options.readOnly || isReadOnly ? 'read only' : 'read write'
    const begin = `begin isolation level ${isolation} ${access}; ${context}`
    const scope = { open: true }
    try {
      return await surrounding.run(scope, () => this.#runGuarded(connection, begin, work))
    } catch (error) {
      if (isReadOnly && !options.readOnly && error instanceof SqlError && error.code === '25006')
        throw new DatabaseReadOnly(await this.#explainReadOnly(), { cause: error })
      throw error
    } finally {
      scope.open = false
    }
  }

  async #runGuarded<T>(connection: Connection, begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    let broken = false
    try {
      return await runTransaction(connection, begin, work)
    } catch (error) {
      broken = error instanceof DatabaseUnavailable
      throw error
    } finally {
      connection.release(broken)
    }
  }

  async #explainReadOnly(): Promise<string> {
    const free = Math.floor(((await this.#driver.freeBytes()) ?? 0) / 1024 / 1024)
    return `only ${free} MB are free where the data lies: reading goes on, writing waits for 576 MB`
  }
}
