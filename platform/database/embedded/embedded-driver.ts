import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection, Driver } from '../connection.ts'
import { DatabaseUnavailable } from '../errors.ts'
import { Engine } from './engine.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { FreeSpaceGuard } from './free-space.ts'

export interface EmbeddedOptions {
  /** The data folder; absent for a database in memory. */
  readonly folder?: string
  /** A tar of database files to begin with. */
  readonly image?: Uint8Array
  /** A statement that runs longer is taken for hanging. Default 30 minutes. */
  readonly statementLimitMs?: number
  /** How free bytes are learned; tests pass their own. */
  readonly readFreeBytes?: (folder: string) => Promise<number>
}

/** The sub-folder with PostgreSQL's own files. */
const FILES_FOLDER = 'database'

/** Whether a data folder holds a database already. */
export function hasEmbeddedDatabase(folder: string): boolean {
  return existsSync(join(folder, FILES_FOLDER))
}

/** There is no timer inside the WASM engine that could end a statement. */
const STATEMENT_LIMIT_MS = 30 * 60 * 1000
/** Much shorter when the disk is full: then the engine waits for ever for its next log segment. */
const FULL_DISK_LIMIT_MS = 10_000
/** Less than two segments of the log. */
const FULL_DISK_BYTES = 32 * 1024 * 1024

/**
 * PGlite in a worker thread: one session, handed out first come, first served, a transaction at a time. So between
 * the batches of a long import everybody who waits gets a turn. A watchdog ends an engine that hangs, and the next
 * transaction starts a new one from what had reached the disk.
 */
export class EmbeddedDriver implements Driver {
  readonly kind = 'pglite'
  readonly #files: string | undefined
  readonly #lock: FolderLock | undefined
  readonly #space: FreeSpaceGuard | undefined
  readonly #statementLimitMs: number
  readonly #watchdog: NodeJS.Timeout
  #engine: Engine
  #turn: Promise<void> = Promise.resolve()
  #closed = false

  private constructor(engine: Engine, options: EmbeddedOptions, lock?: FolderLock, space?: FreeSpaceGuard) {
    this.#files = options.folder && join(options.folder, FILES_FOLDER)
    this.#engine = engine
    this.#lock = lock
    this.#space = space
    this.#statementLimitMs = options.statementLimitMs ?? STATEMENT_LIMIT_MS
    this.#watchdog = setInterval(() => void this.#watch(), Math.min(1000, this.#statementLimitMs))
    this.#watchdog.unref()
  }

  /** @throws DatabaseLocked when another process has the folder, DatabaseUnavailable when it cannot be opened. */
  static async open(options: EmbeddedOptions): Promise<EmbeddedDriver> {
    const { folder, image } = options
    if (folder === undefined) return new EmbeddedDriver(await Engine.start({ image }), options)
    const lock = lockFolder(folder)
    const space = await FreeSpaceGuard.start(folder, options.readFreeBytes)
    try {
      const engine = await Engine.start({ folder: join(folder, FILES_FOLDER), image })
      return new EmbeddedDriver(engine, options, lock, space)
    } catch (error) {
      space.stop()
      lock.release()
      throw error
    }
  }

  async connect(): Promise<Connection> {
    if (this.#closed) throw new DatabaseUnavailable('the database was closed')
    const release = await this.#takeTurn()
    try {
      const engine = await this.#getLivingEngine()
      return { run: (sql, parameters) => engine.run(sql, parameters), release }
    } catch (error) {
      release()
      throw error
    }
  }

  isReadOnly(): boolean {
    return this.#space?.isReadOnly() ?? false
  }

  async freeBytes(): Promise<number | undefined> {
    return this.#space?.measure()
  }

  /** The database's files as one tar; the caller holds the connection. */
  dump(): Promise<Uint8Array> {
    return this.#engine.dump()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const release = await this.#takeTurn()
    clearInterval(this.#watchdog)
    this.#space?.stop()
    await this.#engine.close().finally(() => {
      this.#lock?.release()
      release()
    })
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn
    let release = () => {}
    this.#turn = new Promise((resolve) => {
      release = resolve
    })
    await before
    return release
  }

  async #getLivingEngine(): Promise<Engine> {
    if (!this.#engine.death) return this.#engine
    if (this.#files === undefined)
      throw new DatabaseUnavailable('the database in memory is gone', { cause: this.#engine.death })
    const free = (await this.freeBytes()) ?? 0
    if (free < FULL_DISK_BYTES)
      throw new DatabaseUnavailable(
        `the disk is full (${free} bytes free): the database opens again when there is space`,
      )
    this.#engine = await Engine.start({ folder: this.#files })
    return this.#engine
  }

  async #watch(): Promise<void> {
    const engine = this.#engine
    const busyMs = engine.busyMs()
    if (busyMs > this.#statementLimitMs) return engine.kill('stopped: a statement ran too long')
    if (busyMs < FULL_DISK_LIMIT_MS) return
    const free = (await this.freeBytes()) ?? Number.POSITIVE_INFINITY
    if (free < FULL_DISK_BYTES) await engine.kill('stopped: it hangs, because the disk is full')
  }
}
