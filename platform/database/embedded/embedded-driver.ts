import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Connection, Driver, StatementResult } from '../connection.ts'
import { DatabaseUnavailable } from '../errors.ts'
import type { ParameterText } from '../values.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { FreeSpaceGuard } from './free-space.ts'
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts'
import { readReply, type Statement, writeScript, writeStatement } from './protocol.ts'
import { StatementCache } from './statement-cache.ts'

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

/**
 * PGlite in a worker thread: one session, handed out first come, first served, a transaction at a time. So between
 * the batches of a long import everybody who waits gets a turn.
 */
export class EmbeddedDriver implements Driver {
  readonly kind = 'pglite'
  readonly #lock: FolderLock | undefined
  readonly #space: FreeSpaceGuard | undefined
  readonly #cache = new StatementCache()
  readonly #worker: Worker
  readonly #answers: ((message: FromWorker) => void)[] = []
  #turn: Promise<void> = Promise.resolve()
  #dead: Error | undefined

  private constructor(worker: Worker, lock: FolderLock | undefined, space: FreeSpaceGuard | undefined) {
    this.#worker = worker
    this.#lock = lock
    this.#space = space
  }

  /** @throws DatabaseLocked when another process has the folder, DatabaseUnavailable when it cannot be opened. */
  static async open({ folder, image, readFreeBytes }: EmbeddedOptions): Promise<EmbeddedDriver> {
    const lock = folder === undefined ? undefined : lockFolder(folder)
    const space = folder === undefined ? undefined : await FreeSpaceGuard.start(folder, readFreeBytes)
    const files = folder === undefined ? undefined : join(folder, FILES_FOLDER)
    const isNew = files === undefined || !existsSync(join(files, 'PG_VERSION'))
    const workerData: WorkerStart = { folder: files, image: isNew ? image : undefined }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv: [] })
    const driver = new EmbeddedDriver(worker, lock, space)
    try {
      await driver.#start(files !== undefined)
      return driver
    } catch (error) {
      await driver.#end()
      throw error
    }
  }

  async connect(): Promise<Connection> {
    const before = this.#turn
    let release = () => {}
    this.#turn = new Promise((resolve) => {
      release = resolve
    })
    await before
    return { run: (sql, parameters) => this.#run(sql, parameters), release }
  }

  isReadOnly(): boolean {
    return this.#space?.isReadOnly() ?? false
  }

  async freeBytes(): Promise<number | undefined> {
    return this.#space?.measure()
  }

  /** The database's files as one tar; the caller holds the connection. */
  async dump(): Promise<Uint8Array> {
    const message = await this.#ask({ kind: 'dump' })
    if (message.kind !== 'dumped') throw this.#unexpected(message)
    return message.image
  }

  async close(): Promise<void> {
    const connection = await this.connect()
    if (!this.#dead) await this.#ask({ kind: 'close' }).catch(() => undefined)
    await this.#end()
    connection.release()
  }

  async #start(isDurable: boolean): Promise<void> {
    this.#worker.on('message', (message: FromWorker) => this.#answers.shift()?.(message))
    this.#worker.on('error', (error) => this.#die(error))
    this.#worker.on('exit', () => this.#die(new Error('its thread ended')))
    const message = await new Promise<FromWorker>((resolve) => this.#answers.push(resolve))
    if (message.kind !== 'ready') throw this.#unexpected(message)
    if (isDurable && message.syncsPerCommit < 1)
      throw new DatabaseUnavailable('a commit of the embedded database does not reach the disk (no fsync)')
    const { rows } = await this.#run(START_SETTINGS, [])
    if (isDurable && rows[0]?.fsync !== 'on') throw new DatabaseUnavailable('fsync is off')
  }

  async #run(sql: string, parameters: readonly ParameterText[]): Promise<StatementResult> {
    if (parameters.length === 0) {
      this.#cache.heedScript(sql)
      return this.#converse(writeScript(sql))
    }
    const { statement, closeNames } = this.#cache.take(sql)
    return this.#converse(writeStatement(statement, parameters, closeNames), statement)
  }

  async #converse(bytes: Uint8Array<ArrayBuffer>, statement?: Statement): Promise<StatementResult> {
    const message = await this.#ask({ kind: 'run', bytes }, [bytes.buffer])
    if (message.kind !== 'reply') throw this.#unexpected(message)
    const { result, error, parsed } = readReply(message.bytes)
    if (statement && parsed) this.#cache.keep(statement)
    if (error) throw Object.assign(error, { stack: new Error(error.message).stack })
    return result
  }

  #ask(message: ToWorker, transfer: ArrayBuffer[] = []): Promise<FromWorker> {
    if (this.#dead) return Promise.reject(this.#unavailable())
    return new Promise((resolve) => {
      this.#answers.push(resolve)
      this.#worker.postMessage(message, transfer)
    })
  }

  #die(error: Error): void {
    this.#dead ??= error
    const message: FromWorker = { kind: 'failed', message: error.message, stack: error.stack }
    for (const answer of this.#answers.splice(0)) answer(message)
  }

  #unavailable(): DatabaseUnavailable {
    return new DatabaseUnavailable(`the embedded database is closed: ${this.#dead?.message}`, {
      cause: this.#dead,
    })
  }

  #unexpected(message: FromWorker): DatabaseUnavailable {
    if (message.kind !== 'failed') return new DatabaseUnavailable(`unexpected answer ${message.kind}`)
    const cause = Object.assign(new Error(message.message), { stack: message.stack })
    return new DatabaseUnavailable(`the embedded database failed: ${message.message}`, { cause })
  }

  async #end(): Promise<void> {
    this.#dead ??= new Error('it was closed')
    this.#space?.stop()
    await this.#worker.terminate()
    this.#lock?.release()
  }
}

/** The session's settings our parsers rely on; the last result tells whether writes reach the disk. */
const START_SETTINGS =
  "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; show fsync"
