import type { ParameterText } from './values.ts'

/** Rows as objects by column name, already parsed. */
export interface StatementResult {
  readonly rows: Record<string, unknown>[]
  /** Rows inserted, updated, deleted or selected; undefined for other commands. */
  readonly rowCount?: number
  /** The command tag's first word: SELECT, INSERT, COMMIT, ROLLBACK … */
  readonly command: string
}

/** One session of the database, used by one transaction at a time. */
export interface Connection {
  /** One statement; several, separated by semicolons, only without parameters (the last one's result counts). */
  run(sql: string, parameters: readonly ParameterText[]): Promise<StatementResult>
  /** Gives the session back; `broken` throws it away. */
  release(broken?: boolean): void
}

export interface Driver {
  readonly kind: 'pglite' | 'postgres'
  connect(): Promise<Connection>
  /** Whether writing is refused for want of space just now. */
  isReadOnly(): boolean
  /** Bytes free where the data lies, when that is on this machine. */
  freeBytes(): Promise<number | undefined>
  close(): Promise<void>
}
