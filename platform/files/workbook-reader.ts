import { Worker } from 'node:worker_threads'
import type { CsvRows } from './csv-scanner.ts'
import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { WorkbookFormat } from './workbook-guard.ts'
import type { PackedRows, WorkbookOrder, WorkbookReply } from './workbook-worker.ts'

/**
 * Reads a sheet in a thread of its own, with limits on its memory and time, batch by batch as they are taken.
 * Leaving the loop early ends the thread. Throws FileRefusal (FILE-19 too slow, FILE-20 too much memory, and what
 * the thread refuses).
 */
export class WorkbookReader {
  readonly #worker: Worker
  #waiting: { resolve: (reply: WorkbookReply) => void; reject: (error: unknown) => void } | undefined
  #ended: Error | undefined
  #millisecondsLeft: number
  readonly #limits: FileLimits

  constructor(bytes: Buffer, format: WorkbookFormat, sheet: string | undefined, limits: FileLimits) {
    this.#limits = limits
    this.#millisecondsLeft = limits.seconds * 1000
    // The thread gets a copy, so the caller's bytes stay whole and can be read again.
    const order: WorkbookOrder = { bytes: new Uint8Array(bytes), format, sheet, limits }
    this.#worker = new Worker(new URL('./workbook-worker.ts', import.meta.url), {
      workerData: order,
      transferList: [order.bytes.buffer as ArrayBuffer],
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMebibytes, maxYoungGenerationSizeMb: 32 },
      execArgv: [],
    })
    this.#worker.unref()
    this.#worker.on('message', (reply: WorkbookReply) => this.#waiting?.resolve(reply))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('the reading thread ended before its work')))
  }

  /** Names of the sheet that is read and of all that show. Call once, before `batches`. */
  async open(): Promise<{ sheet: string; sheets: readonly string[] }> {
    const reply = await this.#ask()
    if (reply.kind !== 'sheet') throw new Error(`the reading thread answered ${reply.kind} instead of sheet`)
    return reply
  }

  async *batches(): AsyncGenerator<CsvRows> {
    try {
      let reply = this.#ask()
      for (;;) {
        const current = await reply
        if (current.kind !== 'rows') return
        // The thread works on the next batch while the caller takes this one.
        reply = this.#ask()
        reply.catch(() => {})
        yield unpackRows(current.rows)
      }
    } finally {
      await this.close()
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  async #ask(): Promise<WorkbookReply> {
    if (this.#ended) throw this.#ended
    const asked = performance.now()
    const answer = new Promise<WorkbookReply>((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
    this.#worker.ref()
    const timer = setTimeout(() => this.#endWhenReallyLate(), this.#millisecondsLeft)
    this.#worker.postMessage('next')
    try {
      const reply = await answer
      if (reply.kind === 'refusal') throw new FileRefusal(reply.code, reply.where, reply.data)
      if (reply.kind === 'failure') throw new Error(`reading the workbook failed: ${reply.message}`)
      return reply
    } catch (error) {
      await this.close()
      throw error
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
      this.#worker.unref()
      this.#millisecondsLeft = Math.max(1, this.#millisecondsLeft - (performance.now() - asked))
    }
  }

  /** A caller that was busy itself finds the timer and the answer due at once; the answer then goes first. */
  #endWhenReallyLate(): void {
    const waiting = this.#waiting
    setTimeout(() => {
      if (this.#waiting === waiting)
        this.#end(new FileRefusal('FILE-19', {}, { limit: this.#limits.seconds }))
    }, 50)
  }

  #end(error: Error): void {
    const outOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    const reason = outOfMemory
      ? new FileRefusal('FILE-20', {}, { limit: this.#limits.memoryMebibytes }, error)
      : error
    this.#ended ??= reason
    this.#waiting?.reject(this.#ended)
  }
}

function unpackRows({ text, lengths, widths, lines }: PackedRows): CsvRows {
  const rows: string[][] = []
  let cell = 0
  let at = 0
  for (const width of widths) {
    const row: string[] = []
    for (let column = 0; column < width; column++) {
      const length = lengths[cell++]!
      row.push(length === 0 ? '' : text.slice(at, at + length))
      at += length
    }
    rows.push(row)
  }
  return { rows, lines: Array.from(lines) }
}
