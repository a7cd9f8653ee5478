import type { z } from 'zod'
import { SqlError } from '../../../platform/database/index.ts'
import { conflict } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import type { apiOrderLineSchema, ImportTotals, RowProblem } from '../contract.ts'
import { findProfile } from '../profiles/registry.ts'
import { type RowSource, runImport } from '../run-import.ts'
import { findRunByKey, readProblems, type StoredRun } from '../store/runs.ts'

type ApiLine = z.output<typeof apiOrderLineSchema>

const COLUMNS = [
  'orderNo',
  'orderDate',
  'customerId',
  'lineNo',
  'productCode',
  'quantity',
  'amountInFen',
  'channel',
  'warehouse',
  'deviceId',
  'payerId',
] as const

/**
 * Order lines from another system. Rows are told apart by order number, customer, date and line, so sending
 * them again adds nothing; a request with a key that was used before is not even looked at again.
 */
export async function importApiOrders(
  context: RequestContext,
  body: { readonly idempotencyKey?: string; readonly rows: readonly ApiLine[] },
): Promise<{ importId: string; totals: ImportTotals; repeated: boolean; problems: RowProblem[] }> {
  const key = body.idempotencyKey
  const earlier = key === undefined ? undefined : await findEarlier(context, key)
  if (earlier?.state === 'done') return repeat(context, earlier)
  if (earlier && earlier.state !== 'failed' && earlier.state !== 'cancelled') throw conflict('IMP-33')
  const { importId, totals } = await runImport(
    { database: context.database, by: context, signal: context.signal },
    {
      kind: 'orders',
      profile: findProfile('default')!,
      source: sourceOf(body.rows),
      fileName: 'API',
      origin: 'api',
      idempotencyKey: key,
      importId: earlier?.importId,
      mapping: Object.fromEntries(COLUMNS.map((column) => [column, column])),
    },
  ).catch((error) => {
    // The same key twice at the same moment: the other request does the work.
    if (error instanceof SqlError && error.code === '23505') throw conflict('IMP-33')
    throw error
  })
  return { importId, totals, repeated: false, problems: await readAll(context, importId) }
}

function findEarlier(context: RequestContext, key: string): Promise<StoredRun | undefined> {
  return context.transaction((tx) => findRunByKey(tx, key), { readOnly: true })
}

/** What the first request did, told again: nothing new. */
async function repeat(context: RequestContext, run: StoredRun) {
  const totals: ImportTotals = { ...run.totals!, added: 0, changed: 0, unchanged: run.totals!.accepted }
  return { importId: run.importId, totals, repeated: true, problems: await readAll(context, run.importId) }
}

async function readAll(context: RequestContext, importId: string): Promise<RowProblem[]> {
  const rows = await context.transaction((tx) => readProblems(tx, importId, { after: -1, limit: 1_000 }), {
    readOnly: true,
  })
  return rows.flatMap((row) => row.problems)
}

function sourceOf(lines: readonly ApiLine[]): RowSource {
  return {
    header: COLUMNS,
    *rows() {
      yield {
        rows: lines.map((line) => [
          line.orderNo,
          line.orderDate,
          line.customerCode,
          line.lineNo === undefined ? '' : String(line.lineNo),
          line.productCode,
          String(line.quantity),
          String(line.amountFen),
          line.channel ?? '',
          line.warehouse ?? '',
          line.deviceId ?? '',
          line.payerId ?? '',
        ]),
        lines: lines.map((_, index) => index + 1),
      }
    },
  }
}
