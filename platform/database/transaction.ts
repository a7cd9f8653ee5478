import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  type Driver as KyselyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type Transaction,
} from 'kysely'
import type { Connection } from './connection.ts'
import { SqlError } from './errors.ts'
import { writeParameter } from './values.ts'

/** Modules use ``sql`…`.execute(tx)`` or `tx.withTables<…>()`. */
export type Tx = Transaction<unknown>

/**
 * Runs `work` in one transaction on `connection`; `begin` is the text that opens it (one round trip, context and
 * all). Commits when `work` resolves, rolls back when it rejects. The connection stays the caller's to release.
 *
 * @throws SqlError 25P02 when `work` caught a database error and went on: PostgreSQL answers COMMIT with a silent
 * rollback then, and a change reported as done would be lost.
 */
export function runTransaction<T>(
  connection: Connection,
  begin: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const dialect = new OneConnectionDialect(connection, begin)
  return new Kysely<unknown>({ dialect }).transaction().execute(work)
}

/** Kysely as a query builder over a connection chosen before: queues and pools are ours. */
class OneConnectionDialect implements Dialect {
  readonly #connection: Connection
  readonly #begin: string

  constructor(connection: Connection, begin: string) {
    this.#connection = connection
    this.#begin = begin
  }

  createDriver(): KyselyDriver {
    const connection = this.#connection
    const begin = this.#begin
    return {
      init: async () => {},
      acquireConnection: async () => new KyselyConnection(connection),
      beginTransaction: async () => {
        await connection.run(begin, [])
      },
      commitTransaction: async () => {
        const { command } = await connection.run('commit', [])
        if (command === 'ROLLBACK') throw new SqlError(SWALLOWED_ERROR)
      },
      rollbackTransaction: async () => {
        // When even this fails the connection is gone, and the first error is the one worth telling.
        await connection.run('rollback', []).catch(() => undefined)
      },
      releaseConnection: async () => {},
      destroy: async () => {},
    }
  }

  createQueryCompiler() {
    return new PostgresQueryCompiler()
  }

  createAdapter() {
    return new PostgresAdapter()
  }

  createIntrospector(database: Kysely<unknown>) {
    return new PostgresIntrospector(database)
  }
}

const SWALLOWED_ERROR = {
  code: '25P02',
  message:
    'rolled back instead of committed: an earlier database error in this transaction was caught and passed over',
}

class KyselyConnection implements DatabaseConnection {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const result = await this.#connection.run(query.sql, query.parameters.map(writeParameter))
    const isCount = result.rowCount !== undefined && result.command !== 'SELECT'
    return {
      rows: result.rows as R[],
      numAffectedRows: isCount ? BigInt(result.rowCount ?? 0) : undefined,
    }
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for a generator; pages are read with LIMIT instead.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported: read in pages')
  }
}
