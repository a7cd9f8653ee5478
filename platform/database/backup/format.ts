/**
 * A backup is gzipped lines of JSON: a header, then for each table its name and its rows (every value as PostgreSQL's
 * text, or null), then an end line with counts and digests. It belongs to no engine and no version of one, so it also
 * carries data from the embedded database to a server and back. It holds data only: restoring runs no SQL from it.
 */
import { hash } from 'node:crypto'

export const FORMAT_VERSION = 1

interface BackupColumn {
  readonly name: string
  /** SQL type without length, such as 'uuid' or 'text[]'. */
  readonly type: string
}

export interface BackupTable {
  readonly name: string
  readonly columns: readonly BackupColumn[]
}

/** A partition that was made while the program ran, not by a migration. */
export interface BackupPartition {
  readonly parent: string
  readonly name: string
  /** `FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')` */
  readonly bound: string
}

export interface BackupHeader {
  readonly liuhui: 'backup'
  readonly format: number
  /** ISO time of the one moment all rows are of. */
  readonly takenAt: string
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[]
  readonly partitions: readonly BackupPartition[]
  /** In the order they follow. */
  readonly tables: readonly BackupTable[]
}

export interface TableDigest {
  readonly rows: number
  /** Equal for equal rows in whatever order. */
  readonly digest: string
}

export type TableDigests = Readonly<Record<string, TableDigest>>

export type BackupRow = readonly (string | null)[]

/** A line that is no row: a table begins, or all has been said. */
export type BackupMark = { readonly table: string } | { readonly end: TableDigests }

/** The backup cannot be used, or not here; nothing was changed. */
export class BackupRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupRefused'
  }
}

/** Adds up the rows of a table: sums of parts of each row's SHA-256, so that their order does not matter. */
export class RowCounter {
  #rows = 0
  readonly #sums = new Uint32Array(4)

  /** @param line the row as JSON */
  add(line: string): void {
    const bytes = hash('sha256', line, 'buffer')
    for (let part = 0; part < 4; part++) this.#sums[part]! += bytes.readUInt32LE(part * 4)
    this.#rows++
  }

  finish(): TableDigest {
    return { rows: this.#rows, digest: Buffer.from(this.#sums.buffer).toString('hex') }
  }
}
