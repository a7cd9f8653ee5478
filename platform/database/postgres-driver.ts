import pg from 'pg'
import type { Connection, Driver, StatementResult } from './connection.ts'
import { DatabaseUnavailable, SqlError } from './errors.ts'
import { getParser, type ParameterText } from './values.ts'

/** A pool of sessions on a PostgreSQL server. */
export class PostgresDriver implements Driver {
  readonly kind = 'postgres'
  readonly #pool: pg.Pool

  constructor(url: string, maximumConnections = 10) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: maximumConnections,
      connectionTimeoutMillis: 15_000,
      application_name: 'liuhui',
      options: SESSION_SETTINGS,
      types: { getTypeParser: ((oid: number) => getParser(oid)) as never },
    })
    // A session that breaks while idle is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', () => undefined)
  }

  async connect(): Promise<Connection> {
    const client = await this.#pool.connect().catch((error) => {
      throw new DatabaseUnavailable(`cannot reach PostgreSQL: ${messageOf(error)}`, { cause: error })
    })
    const ignore = () => undefined
    client.on('error', ignore)
    return {
      run: (sql, parameters) => runStatement(client, sql, parameters),
      release(broken) {
        client.off('error', ignore)
        client.release(broken === true)
      },
    }
  }

  isReadOnly(): boolean {
    return false
  }

  async freeBytes(): Promise<undefined> {
    return undefined
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end()
  }
}

/** What our parsers rely on, for every session from its first moment. */
const SESSION_SETTINGS =
  '-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=iso_8601 -c bytea_output=hex -c idle_in_transaction_session_timeout=300000'

async function runStatement(
  client: pg.PoolClient,
  sql: string,
  parameters: readonly ParameterText[],
): Promise<StatementResult> {
  try {
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(sql, [...parameters])
    const last = Array.isArray(answer) ? answer.at(-1)! : answer
    return { rows: last.rows, rowCount: last.rowCount ?? undefined, command: last.command ?? '' }
  } catch (error) {
    throw translate(error)
  }
}

function translate(error: unknown): unknown {
  if (error instanceof pg.DatabaseError && error.code !== undefined)
    return new SqlError({ ...error, code: error.code, message: error.message }, { cause: error })
  if (error instanceof RangeError || error instanceof TypeError) return error
  return new DatabaseUnavailable(`PostgreSQL failed: ${messageOf(error)}`, { cause: error })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error)
}
