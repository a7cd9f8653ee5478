import { z } from 'zod'
import { openTable } from '../../../platform/files/table.ts'
import { defineJob } from '../../../platform/jobs/index.ts'
import { systemActing } from '../../../platform/ledger/index.ts'
import { refuse } from '../../../platform/refusal.ts'
import type { ImportTotals } from '../contract.ts'
import { findProfile } from '../profiles/registry.ts'
import { runImport } from '../run-import.ts'
import { findRun, readFile, removeFile } from '../store/runs.ts'

/** Rows are found by their natural keys, so running it again after a crash does no harm. */
export const runImportJob = defineJob<{ importId: string; dryRun: boolean }, ImportTotals>({
  kind: 'imports.run',
  title: { zh: '导入数据', en: 'Import data' },
  repeatable: true,
  input: z.strictObject({ importId: z.uuid(), dryRun: z.boolean() }),
  async run({ database, orgId, clock, signal, progress }, { importId, dryRun }) {
    const { run, bytes } = await database.inOrg(
      orgId,
      async (tx) => ({ run: await findRun(tx, importId), bytes: await readFile(tx, importId) }),
      { readOnly: true },
    )
    if (!run || bytes.length === 0) refuse('IMP-31', importId)
    const table = (await openTable({ bytes, name: run.fileName })).withHeader(run.headerLine)
    const { totals } = await runImport(
      {
        database,
        by: systemActing(orgId, clock),
        accountId: run.createdBy,
        signal,
        onProgress: (rows) => progress(rows, run.expectedRows ?? undefined),
      },
      {
        kind: run.kind,
        profile: findProfile(run.profile)!,
        source: table,
        fileName: run.fileName,
        mapping: run.mapping ?? {},
        dryRun,
        importId,
      },
    )
    if (!dryRun) await database.inOrg(orgId, (tx) => removeFile(tx, importId))
    return totals
  },
})
