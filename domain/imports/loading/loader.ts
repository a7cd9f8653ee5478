import type { Clock } from '../../../platform/clock.ts'
import { type Database, sql, type Tx } from '../../../platform/database/index.ts'
import type { RowProblem } from '../contract.ts'
import type { ImportProfile } from '../profiles/profile.ts'
import type { ColumnPlan } from '../read-rows.ts'

/** One import under way. */
export interface LoadContext {
  readonly database: Database
  readonly orgId: string
  readonly importId: string
  readonly accountId: string | null
  readonly source: 'import' | 'api'
  readonly clock: Clock
  readonly profile: ImportProfile
  readonly plan: ColumnPlan
  /** Checks everything against the database and writes nothing. */
  readonly dryRun: boolean
  readonly report: ImportReport
}

/** Rows in, rows written; `finish` writes what is still held and brings everything that hangs on it up to date. */
export interface Loader {
  accept(rows: readonly (readonly string[])[], lines: readonly number[]): Promise<void>
  finish(): Promise<void>
}

export interface RejectedRow {
  readonly row: number
  readonly cells: readonly string[]
  readonly problems: readonly RowProblem[]
}

/** Counts of an import. accepted = added + changed + unchanged; accepted + rejected = rows. */
export class ImportReport {
  rows = 0
  added = 0
  changed = 0
  unchanged = 0
  quantity = 0
  amountMinor = 0
  rejectedCount = 0
  readonly notices = new Map<string, number>()
  #waiting: RejectedRow[] = []

  reject(row: RejectedRow): void {
    this.rejectedCount++
    this.#waiting.push(row)
  }

  notice(code: string, count = 1): void {
    this.notices.set(code, (this.notices.get(code) ?? 0) + count)
  }

  get waitingCount(): number {
    return this.#waiting.length
  }

  /** Rejected rows that were not yet kept; afterwards they are the caller's. */
  takeRejected(): RejectedRow[] {
    const taken = this.#waiting
    this.#waiting = []
    return taken
  }

  totals() {
    return {
      rows: this.rows,
      accepted: this.added + this.changed + this.unchanged,
      added: this.added,
      changed: this.changed,
      unchanged: this.unchanged,
      rejected: this.rejectedCount,
      quantity: this.quantity,
      amountMinor: this.amountMinor,
      amount: this.amountMinor / 100,
    }
  }
}

/** One transaction of the import; in a dry run everything is checked by the database and then taken back. */
export async function writing<T>(context: LoadContext, work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined
  try {
    return await context.database.inOrg(context.orgId, async (tx) => {
      // Batches are large and their plans simple: planning in parallel would only cost.
      await sql`set local max_parallel_workers_per_gather = 0; set local jit = off`.execute(tx)
      const value = await work(tx)
      if (!context.dryRun) return value
      result = { value }
      throw new TakenBack()
    })
  } catch (error) {
    if (error instanceof TakenBack && result) return result.value
    throw error
  }
}

class TakenBack extends Error {}
