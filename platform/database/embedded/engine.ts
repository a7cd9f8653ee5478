import { Worker } from 'node:worker_threads'
import type { StatementResult } from '../connection.ts'
import { DatabaseUnavailable } from '../errors.ts'
import type { ParameterText } from '../values.ts'
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts'
import { readReply, type Statement, writeScript, writeStatement } from './protocol.ts'
import { StatementCache } from './statement-cache.ts'

/** One life of the embedded database: a thread that is started, asked, and ends once and for all. */
export class Engine {
  readonly #worker: Worker
  readonly #cache = new StatementCache()
  readonly #answers: ((message: FromWorker) => void)[] = []
  #death: Error | undefined
  /** When the thread last began on something: it is idle when nothing is awaited. */
  #busySince = 0

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (message: FromWorker) => this.#receive(message))
    worker.on('error', (error) => this.#die(error))
    worker.on('exit', () => this.#die(new Error('its thread ended')))
  }

  /** @throws DatabaseUnavailable when the files cannot be opened or a commit does not reach the disk. */
  static async start(workerData: WorkerStart): Promise<Engine> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv: [] })
    const engine = new Engine(worker)
    try {
      await engine.#checkStart(workerData.folder !== undefined)
      return engine
    } catch (error) {
      await engine.kill('it did not start')
      throw error
    }
  }

  /** Why it no longer answers; undefined while it lives. */
  get death(): Error | undefined {
    return this.#death
  }

  /** How long the thread has been at what it does now; 0 when idle. */
  busyMs(): number {
    return this.#answers.length === 0 ? 0 : performance.now() - this.#busySince
  }

  async run(sql: string, parameters: readonly ParameterText[]): Promise<StatementResult> {
    if (parameters.length === 0) {
      this.#cache.heedScript(sql)
      return this.#converse(writeScript(sql))
    }
    const { statement, closeNames } = this.#cache.take(sql)
    return this.#converse(writeStatement(statement, parameters, closeNames), statement)
  }

  /** The database's files as one tar. */
  async dump(): Promise<Uint8Array> {
    const message = await this.#ask({ kind: 'dump' })
    if (message.kind !== 'dumped') throw this.#explain(message)
    return message.image
  }

  /** Shuts the database down in order. */
  async close(): Promise<void> {
    if (!this.#death) await this.#ask({ kind: 'close' })
    await this.kill('it was closed')
  }

  /** Ends the thread at once, whatever it does; all that is awaited fails with `reason`. */
  async kill(reason: string): Promise<void> {
    this.#die(new Error(reason))
    await this.#worker.terminate()
  }

  async #checkStart(isDurable: boolean): Promise<void> {
    const message = await new Promise<FromWorker>((resolve) => this.#answers.push(resolve))
    if (message.kind !== 'ready') throw this.#explain(message)
    const { rows } = await this.run(START_SETTINGS, [])
    if (isDurable && (rows[0]?.fsync !== 'on' || message.syncsPerCommit < 1))
      throw new DatabaseUnavailable('a commit of the embedded database would not reach the disk (no fsync)')
  }

  async #converse(bytes: Uint8Array<ArrayBuffer>, statement?: Statement): Promise<StatementResult> {
    const message = await this.#ask({ kind: 'run', bytes }, [bytes.buffer])
    if (message.kind !== 'reply') throw this.#explain(message)
    const { result, error, parsed, complete } = readReply(message.bytes)
    if (statement && parsed) this.#cache.keep(statement)
    if (!complete) {
      // The WASM engine panicked: what it holds in memory is not to be trusted, only its log on disk is.
      await this.kill(error?.message ?? 'it broke off in the middle of an answer')
      throw new DatabaseUnavailable(`the embedded database broke down: ${this.#death?.message}`, {
        cause: error,
      })
    }
    if (error) throw error
    return result
  }

  #ask(message: ToWorker, transfer: ArrayBuffer[] = []): Promise<FromWorker> {
    if (this.#death) throw new DatabaseUnavailable(`the embedded database: ${this.#death.message}`)
    return new Promise((resolve) => {
      if (this.#answers.length === 0) this.#busySince = performance.now()
      this.#answers.push(resolve)
      this.#worker.postMessage(message, transfer)
    })
  }

  #receive(message: FromWorker): void {
    this.#busySince = performance.now()
    this.#answers.shift()?.(message)
  }

  #die(error: Error): void {
    this.#death ??= error
    const { message, stack } = this.#death
    for (const answer of this.#answers.splice(0)) answer({ kind: 'failed', message, stack })
  }

  #explain(message: FromWorker): DatabaseUnavailable {
    if (message.kind !== 'failed') return new DatabaseUnavailable(`unexpected answer ${message.kind}`)
    const cause = Object.assign(new Error(message.message), { stack: message.stack })
    return new DatabaseUnavailable(`the embedded database failed: ${message.message}`, { cause })
  }
}

/** The session's settings our parsers rely on; the last result tells whether writes reach the disk. */
const START_SETTINGS =
  "set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; show fsync"
