import { localDate, newId } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Batch } from '../../platform/files/table.ts'
import { type Acting, SYSTEM_ACCOUNT_ID } from '../../platform/ledger/index.ts'
import { ruleAt } from '../../platform/rules/index.ts'
import { licenceGate } from '../orders/index.ts'
import type { ImportKind, ImportTotals } from './contract.ts'
import { bringUpToDate } from './follow-up.ts'
import { CUSTOMER_RECORDS } from './loading/customers.ts'
import { DEBIT_RECORDS } from './loading/debits.ts'
import { GOODS_RECORDS } from './loading/goods.ts'
import { ImportReport, type LoadContext, type Loader } from './loading/loader.ts'
import { OrderLoader } from './loading/orders.ts'
import { RecordLoader } from './loading/records.ts'
import { guessMapping } from './profiles/field.ts'
import type { ImportProfile } from './profiles/profile.ts'
import { planColumns } from './read-rows.ts'
import { clearProblems, findRun, insertProblems, insertRun, updateRun } from './store/runs.ts'

/** What an import reads: the table of a file, or rows made in memory. */
export interface RowSource {
  readonly header: readonly string[]
  readonly headerLine?: number
  rows(): AsyncIterable<Batch> | Iterable<Batch>
}

export interface ImportOrder {
  readonly kind: ImportKind
  readonly profile: ImportProfile
  readonly source: RowSource
  readonly fileName: string
  /** Column -> field; guessed from the header when missing. */
  readonly mapping?: Readonly<Record<string, string | null>>
  readonly dryRun?: boolean
  readonly origin?: 'import' | 'api'
  readonly idempotencyKey?: string
  /** Leaves the roll-ups to the caller, who calls `bringUpToDate` after the last of several files. */
  readonly followUpLater?: boolean
  /** The import_run of an upload; a new one is made when missing. */
  readonly importId?: string
}

export interface ImportResult {
  readonly importId: string
  readonly totals: ImportTotals
  readonly notices: readonly { code: string; count: number }[]
}

export interface ImportTerms {
  readonly database: Database
  readonly by: Acting
  /** Who the archive names as author; the acting account unless said otherwise (a job acts for its uploader). */
  readonly accountId?: string | null
  readonly signal?: AbortSignal
  /** Rows read so far. */
  readonly onProgress?: (rows: number) => void
}

const KEEP_REJECTED = 2_000

/**
 * Runs one import from beginning to end: reads, checks, writes, keeps what was rejected, and brings up to date what
 * hangs on it (roll-ups, recent months, odd orders). Doing it again after a crash, or with the same file, finds
 * everything by its natural key and changes nothing that is already right.
 *
 * @throws Refusal IMP-20 required columns missing; FileRefusal when the file cannot be read
 */
export async function runImport(terms: ImportTerms, order: ImportOrder): Promise<ImportResult> {
  const { database, by } = terms
  const { orgId } = by.principal
  const importId = order.importId ?? newId(by.clock)
  const fields = order.profile.fields[order.kind]
  const mapping = order.mapping ?? guessMapping(order.source.header, fields)
  const plan = planColumns(order.source.header, mapping, fields)
  const dryRun = order.dryRun ?? false
  await begin(terms, order, importId, mapping)
  const context: LoadContext = {
    database,
    orgId,
    importId,
    accountId: authorOf(terms),
    source: order.origin ?? 'import',
    clock: by.clock,
    profile: order.profile,
    plan,
    dryRun,
    report: new ImportReport(),
  }
  try {
    await load(context, order, terms)
  } catch (error) {
    await database.inOrg(orgId, (tx) =>
      updateRun(tx, importId, {
        state: terms.signal?.aborted ? 'cancelled' : 'failed',
        failure: error instanceof Error ? error.message.slice(0, 500) : String(error),
        totals: context.report.totals(),
        finishedAt: by.clock.now(),
      }),
    )
    throw error
  }
  return finish(terms, order, context)
}

async function begin(
  terms: ImportTerms,
  order: ImportOrder,
  importId: string,
  mapping: Readonly<Record<string, string | null>>,
): Promise<void> {
  const { by, database } = terms
  const dryRun = order.dryRun ?? false
  await database.inOrg(by.principal.orgId, async (tx) => {
    const known = order.importId === undefined ? undefined : await findRun(tx, importId)
    if (known) {
      await clearProblems(tx, importId)
      await updateRun(tx, importId, {
        state: 'running',
        dryRun,
        mapping,
        profile: order.profile.name,
        failure: null,
      })
    } else
      await insertRun(tx, {
        importId,
        kind: order.kind,
        profile: order.profile.name,
        fileName: order.fileName,
        state: 'running',
        dryRun,
        header: order.source.header,
        headerLine: order.source.headerLine ?? 1,
        mapping,
        idempotencyKey: order.idempotencyKey ?? null,
        createdBy: authorOf(terms),
        createdAt: by.clock.now(),
      })
  })
}

async function load(context: LoadContext, order: ImportOrder, terms: ImportTerms): Promise<void> {
  const { report, database, orgId, importId } = context
  const keep = async () => {
    const rejected = report.takeRejected()
    if (rejected.length > 0)
      await database.inOrg(orgId, (tx) => insertProblems(tx, orgId, importId, rejected))
  }
  const loader = await openLoader(context, order.kind)
  for await (const { rows, lines } of order.source.rows()) {
    terms.signal?.throwIfAborted()
    await loader.accept(rows, lines)
    if (report.waitingCount >= KEEP_REJECTED) await keep()
    terms.onProgress?.(report.rows)
  }
  await loader.finish()
  await keep()
  if (!context.dryRun && order.kind === 'orders' && !order.followUpLater)
    await bringUpToDate(database, orgId, [importId], context.clock)
}

async function openLoader(context: LoadContext, kind: ImportKind): Promise<Loader> {
  switch (kind) {
    case 'customers':
      return new RecordLoader(context, CUSTOMER_RECORDS)
    case 'goods':
      return new RecordLoader(context, GOODS_RECORDS)
    case 'debits':
      return new RecordLoader(context, DEBIT_RECORDS)
    case 'orders': {
      const today = localDate(context.clock)
      const gate = await context.database.inOrg(context.orgId, (tx) => ruleAt(tx, licenceGate, today))
      return OrderLoader.open(context, { gate: gate.value === 'reject' })
    }
  }
}

async function finish(terms: ImportTerms, order: ImportOrder, context: LoadContext): Promise<ImportResult> {
  const { report, importId, dryRun } = context
  const totals = report.totals()
  const notices = [...report.notices].map(([code, count]) => ({ code, count }))
  await terms.database.inOrg(context.orgId, async (tx) => {
    await updateRun(tx, importId, {
      state: dryRun ? 'checked' : 'done',
      totals,
      notices,
      finishedAt: context.clock.now(),
    })
    if (!dryRun)
      await terms.by.record(tx, {
        kind: 'import.done',
        objectKind: 'import_run',
        objectId: importId,
        detail: { kind: order.kind, profile: order.profile.name, ...totals },
      })
  })
  return { importId, totals, notices }
}

function authorOf({ accountId, by }: ImportTerms): string | null {
  if (accountId !== undefined) return accountId
  return by.principal.accountId === SYSTEM_ACCOUNT_ID ? null : by.principal.accountId
}
