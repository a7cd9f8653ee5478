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
  /** How free bytes are learned; tests pass their own. */
  readonly readFreeBytes?: (folder: string) => Promise<number>
}

/** The sub-folder with PostgreSQL's own files. */
export const FILES_FOLDER = 'database'

/** A statement that runs longer is taken for hanging; there is no timer inside the WASM engine that could end it. */
const LONGEST_STATEMENT_MS = 30 * 60 * 1000
/** Much sooner when the disk is full: then the engine waits for ever for its next log segment. */
const LONGEST_STATEMENT_ON_FULL_DISK_MS = 10_000
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
  readonly #watchdog: NodeJS.Timeout
  #engine: Engine
  #turn: Promise<void> = Promise.resolve()
  #closed = false

  private constructor(files: string | undefined, engine: Engine, lock?: FolderLock, space?: FreeSpaceGuard) {
    this.#files = files
    this.#engine = engine
    this.#lock = lock
    this.#space = space
    this.#watchdog = setInterval(() => void this.#watch(), 1000)
    this.#watchdog.unref()
  }

  /** @throws DatabaseLocked when another process has the folder, DatabaseUnavailable when it cannot be opened. */
  static async open({ folder, image, readFreeBytes }: EmbeddedOptions): Promise<EmbeddedDriver> {
    if (folder === undefined) return new EmbeddedDriver(undefined, await Engine.start({ image }))
    const lock = lockFolder(folder)
    const space = await FreeSpaceGuard.start(folder, readFreeBytes)
    try {
      const files = join(folder, FILES_FOLDER)
      const engine = await Engine.start({ folder: files, image })
      return new EmbeddedDriver(files, engine, lock, space)
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
    const busyMs = this.#engine.busyMs()
    if (busyMs < LONGEST_STATEMENT_ON_FULL_DISK_MS) return
    const free = (await this.freeBytes()) ?? Number.POSITIVE_INFINITY
    if (free < FULL_DISK_BYTES) await this.#engine.kill('stopped: it hangs, because the disk is full')
    else if (busyMs > LONGEST_STATEMENT_MS) await this.#engine.kill('stopped: a statement ran too long')
  }
}
