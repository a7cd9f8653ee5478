import type { Tx } from '../../../platform/database/index.ts'
import type { RowProblem } from '../contract.ts'
import type { RowValues } from '../profiles/profile.ts'
import { readRow } from '../read-rows.ts'
import { type LoadContext, type Loader, writing } from './loader.ts'

/** A row that was read without problems. */
export interface LoadedRecord {
  readonly row: number
  readonly cells: readonly string[]
  readonly key: string
  readonly values: RowValues
}

/** What became of the records of a chunk, by key. */
export interface ChunkOutcome {
  readonly added: ReadonlySet<string>
  readonly changed: ReadonlySet<string>
  readonly rejected: ReadonlyMap<string, RowProblem>
}

const CHUNK = 2_000

/**
 * Loader of rows that stand for one thing each (a customer, a specification, a debit), told apart by a natural key.
 * A second row of the same key is counted as unchanged when it says the same, and rejected when it contradicts.
 */
export class RecordLoader implements Loader {
  readonly #context: LoadContext
  readonly #kind: RecordKind
  readonly #seen = new Map<string, string>()
  #chunk: LoadedRecord[] = []

  constructor(context: LoadContext, kind: RecordKind) {
    this.#context = context
    this.#kind = kind
  }

  async accept(rows: readonly (readonly string[])[], lines: readonly number[]): Promise<void> {
    const { report, plan } = this.#context
    for (let index = 0; index < rows.length; index++) {
      const cells = rows[index]!
      const row = lines[index]!
      report.rows++
      const { values, problems } = readRow(plan, cells, row)
      const more = problems.length === 0 ? this.#kind.check(values, row) : []
      if (problems.length + more.length > 0) {
        report.reject({ row, cells, problems: [...problems, ...more] })
        continue
      }
      const key = this.#kind.keyOf(values)
      const content = JSON.stringify(values)
      const before = this.#seen.get(key)
      if (before === undefined) {
        this.#seen.set(key, content)
        this.#chunk.push({ row, cells, key, values })
        if (this.#chunk.length >= CHUNK) await this.#flush()
      } else if (before === content) report.unchanged++
      else report.reject({ row, cells, problems: [{ row, column: null, value: key, code: 'IMP-08' }] })
    }
  }

  async finish(): Promise<void> {
    await this.#flush()
  }

  async #flush(): Promise<void> {
    const chunk = this.#chunk
    this.#chunk = []
    if (chunk.length === 0) return
    const { report } = this.#context
    const outcome = await writing(this.#context, (tx) => this.#kind.write(tx, chunk, this.#context))
    for (const record of chunk) {
      const problem = outcome.rejected.get(record.key)
      if (problem)
        report.reject({
          row: record.row,
          cells: record.cells,
          problems: [{ ...problem, row: record.row }],
        })
      else if (outcome.added.has(record.key)) report.added++
      else if (outcome.changed.has(record.key)) report.changed++
      else report.unchanged++
    }
  }
}

/** What differs between customers, goods and debits. */
export interface RecordKind {
  keyOf(values: RowValues): string
  /** Contradictions between cells of one row. */
  check(values: RowValues, row: number): RowProblem[]
  write(tx: Tx, records: readonly LoadedRecord[], context: LoadContext): Promise<ChunkOutcome>
}
