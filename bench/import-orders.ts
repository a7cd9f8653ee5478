/** Order lines from a CSV file into the database, end to end: parsing, checks, indexes, roll-ups, odd orders. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { run as writeCity } from '../cli/commands/city.ts'
import { bringUpToDate, findProfile, runImport } from '../domain/imports/index.ts'
import { createCompany } from '../domain/people/index.ts'
import { systemClock } from '../platform/clock.ts'
import { COMMAND_LINE_LIMITS } from '../platform/files/limits.ts'
import { openTable } from '../platform/files/table.ts'
import { systemActing } from '../platform/ledger/index.ts'
import type { BenchDatabase } from './databases.ts'
import { type BenchLine, judged, type Report, rounded } from './line.ts'
import { type Cost, measure } from './machine.ts'

/** Lines per second of processor time, ours and the database's together. */
const TARGETS = { postgres: 100_000, pglite: 60_000 } as const

export interface OrderFiles {
  readonly folder: string
  readonly lines: number
}

/** A synthetic city as the files people import. */
export async function writeOrderFiles(
  folder: string,
  size: { readonly shops: number; readonly months: number },
): Promise<OrderFiles> {
  const { summary } = await writeCity([
    '--shops',
    String(size.shops),
    '--managers',
    String(Math.max(2, Math.round(size.shops / 200))),
    '--months',
    String(size.months),
    '--out',
    folder,
  ])
  // The baseline is read by the server itself, which is another user.
  chmodSync(folder, 0o755)
  return { folder, lines: (summary as { orderLines: number }).orderLines }
}

export async function benchImport(bench: BenchDatabase, files: OrderFiles, report: Report): Promise<void> {
  const { database, kind } = bench
  const { orgId } = await createCompany(database, systemClock, {
    code: 'import',
    name: 'Import',
    nameEn: 'Import',
  })
  await importFile(bench, orgId, 'customers', join(files.folder, 'customers.csv'))
  await importFile(bench, orgId, 'goods', join(files.folder, 'products.csv'))
  const orders = await importFile(bench, orgId, 'orders', join(files.folder, 'orders.csv'))
  const followUp = await measure(bench.serverPid, () =>
    bringUpToDate(database, orgId, [orders.importId], systemClock),
  )
  const cpuSeconds = orders.cost.cpuSeconds + followUp.cost.cpuSeconds
  const baseline = await copyAlone(bench, files)
  report(
    judged(
      {
        name: 'import orders',
        database: kind,
        value: Math.round(files.lines / cpuSeconds),
        unit: 'lines per CPU-second',
        target: TARGETS[kind],
        ...(baseline ? { baseline: Math.round(files.lines / baseline.cpuSeconds) } : {}),
        detail: {
          lines: files.lines,
          accepted: orders.accepted,
          'CPU seconds reading, checking, writing': rounded(orders.cost.cpuSeconds, 2),
          'CPU seconds roll-ups and odd orders': rounded(followUp.cost.cpuSeconds, 2),
          'wall seconds': rounded(orders.cost.wallSeconds + followUp.cost.wallSeconds, 2),
          baseline: baseline ? 'the same file by COPY alone, no index, no check' : 'none on this database',
        },
      },
      'least',
    ) satisfies BenchLine,
  )
}

/** The same steps as `liuhui import`. */
async function importFile(
  { database, serverPid }: BenchDatabase,
  orgId: string,
  kind: 'customers' | 'goods' | 'orders',
  file: string,
): Promise<{ importId: string; accepted: number; cost: Cost }> {
  const profile = findProfile('default')!
  const by = systemActing(orgId, systemClock)
  const { answer, cost } = await measure(serverPid, async () => {
    const source = await openTable({ path: file }, { limits: COMMAND_LINE_LIMITS })
    return runImport({ database, by }, { kind, profile, source, fileName: kind, followUpLater: true })
  })
  return { importId: answer.importId, accepted: answer.totals.accepted, cost }
}

async function copyAlone(bench: BenchDatabase, files: OrderFiles): Promise<Cost | undefined> {
  const { asSuperuser, serverPid } = bench
  if (!asSuperuser) return undefined
  await asSuperuser(`create table bare_line (order_id text, date date, customer_id text, line_no integer,
    product_id text, quantity_cartons integer, amount_fen bigint, requested_cartons integer, channel text,
    warehouse_id text, device_id text, payer_id text)`)
  const file = join(files.folder, 'orders.csv').replaceAll("'", "''")
  const { cost } = await measure(serverPid, () => asSuperuser(`copy bare_line from '${file}' csv header`))
  await asSuperuser('drop table bare_line')
  return cost
}
