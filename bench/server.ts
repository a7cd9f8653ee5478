/** `bench server`: import, reading, starting, first load, on both databases. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchDatabase, openEmbedded, openPostgres } from './databases.ts'
import { benchFirstLoad } from './first-load.ts'
import { benchImport, writeOrderFiles } from './import-orders.ts'
import type { Report } from './line.ts'
import { benchReading, type CompanySize, fillCompany } from './read-company.ts'
import { benchStart } from './start-server.ts'

export interface ServerBenchSize {
  /** The city whose orders are imported. */
  readonly imported: { readonly shops: number; readonly months: number }
  /** The company that is read, on PostgreSQL and embedded. */
  readonly read: Readonly<Record<'postgres' | 'pglite', CompanySize>>
}

export async function benchServer(
  size: ServerBenchSize,
  databases: readonly ('postgres' | 'pglite')[],
  report: Report,
  say: (text: string) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'liuhui-bench-'))
  try {
    if (!benchFirstLoad(report)) say('first load: not measured, there is no built client (npm run build)')
    say(`orders of ${size.imported.shops} shops, ${size.imported.months} months`)
    const files = await writeOrderFiles(folder, size.imported)
    for (const kind of databases) {
      const bench = kind === 'postgres' ? await openPostgres() : await openEmbedded(folder)
      if (!bench) {
        say('PostgreSQL is not installed: not measured')
        continue
      }
      try {
        say(`${kind}: import`)
        await benchImport(bench, files, report)
        await readCompany(bench, size.read[kind], report, say)
      } finally {
        await bench.close()
      }
      if (kind === 'pglite') {
        say('pglite: start')
        await benchStart(join(folder, 'data'), report)
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readCompany(
  bench: BenchDatabase,
  size: CompanySize,
  report: Report,
  say: (text: string) => void,
): Promise<void> {
  const orgId = await fillCompany(bench, size, (done, total) =>
    say(`${bench.kind}: filling ${size.shops} shops, month ${done} of ${total}`),
  )
  say(`${bench.kind}: reading`)
  await benchReading(bench, orgId, size, report)
}
