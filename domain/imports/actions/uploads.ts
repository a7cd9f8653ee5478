import type { z } from 'zod'
import { newId } from '../../../platform/clock.ts'
import { openTable, type TableSource } from '../../../platform/files/table.ts'
import { conflict, Failure, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext, Upload } from '../../../platform/http/handler.ts'
import { enqueue, getJob } from '../../../platform/jobs/index.ts'
import { refuse } from '../../../platform/refusal.ts'
import type { ImportKind, ImportProfileName, importPreviewSchema, importSchema } from '../contract.ts'
import { foldHeader, guessMapping } from '../profiles/field.ts'
import type { ImportProfile } from '../profiles/profile.ts'
import { findProfile } from '../profiles/registry.ts'
import { findMissingFields, layOutColumns, planColumns, readRow } from '../read-rows.ts'
import {
  findRun,
  insertRun,
  listRuns,
  putFile,
  readFile,
  readProblems,
  type StoredRun,
  updateRun,
} from '../store/runs.ts'
import { runImportJob } from './run-import-job.ts'

type ImportRow = z.output<typeof importSchema>
type Preview = z.output<typeof importPreviewSchema>

/** Larger files go through the command line, which reads from disk. */
const LARGEST_UPLOAD_BYTES = 64 << 20
const PREVIEW_ROWS = 50
const SAMPLES = 3

/** Takes a file in: what it is, where its header stands, what its columns mean, and its first rows. */
export async function uploadImport(
  context: RequestContext,
  kind: ImportKind,
  profileName: ImportProfileName,
  upload: Upload,
): Promise<Preview> {
  const profile = findProfile(profileName)!
  const bytes = await readUpload(upload)
  const table = findHeader(await openTable({ bytes, name: upload.name }), profile, kind)
  const mapping = guessMapping(table.header, profile.fields[kind])
  const expectedRows = await countRows(table)
  const importId = newId(context.clock)
  const run = await context.transaction(async (tx) => {
    await insertRun(tx, {
      importId,
      kind,
      profile: profile.name,
      fileName: upload.name.slice(0, 200),
      state: 'uploaded',
      header: table.header,
      headerLine: table.headerLine,
      expectedRows,
      mapping,
      createdBy: context.principal.accountId,
      createdAt: context.clock.now(),
    })
    await putFile(tx, importId, bytes)
    await context.record(tx, {
      kind: 'import.uploaded',
      objectKind: 'import_run',
      objectId: importId,
      detail: { kind, rows: expectedRows, bytes: bytes.length },
    })
    return (await findRun(tx, importId))!
  })
  return previewOf(run, table, profile, mapping)
}

/** The preview again, with another mapping or profile; both are kept for the run. */
export async function previewImport(
  context: RequestContext,
  importId: string,
  choice: { readonly mapping: Readonly<Record<string, string | null>>; readonly profile?: ImportProfileName },
): Promise<Preview> {
  const { run, table } = await openUpload(context, importId)
  const profile = findProfile(choice.profile ?? run.profile)!
  const mapping = { ...guessMapping(table.header, profile.fields[run.kind]), ...choice.mapping }
  // Told here already: a field of another kind, a column that is not in the file.
  const unknown = Object.values(mapping).find(
    (field) => field !== null && !profile.fields[run.kind].some((spec) => spec.field === field),
  )
  if (unknown) refuse('IMP-21', unknown, { field: unknown })
  await context.transaction((tx) => updateRun(tx, importId, { mapping, profile: profile.name }))
  return previewOf({ ...run, profile: profile.name }, table, profile, mapping)
}

export async function startImport(
  context: RequestContext,
  importId: string,
  dryRun: boolean,
): Promise<{ jobId: string }> {
  return context.transaction(async (tx) => {
    const run = await findRun(tx, importId)
    if (!run) throw notFound()
    if (run.state === 'running' || run.state === 'done' || run.state === 'undone') throw conflict('IMP-30')
    planColumns(run.header, run.mapping ?? {}, findProfile(run.profile)!.fields[run.kind])
    const jobId = await enqueue(tx, runImportJob, { importId, dryRun }, context, { onlyOne: importId })
    await updateRun(tx, importId, { jobId, dryRun })
    await context.record(tx, {
      kind: dryRun ? 'import.checking' : 'import.started',
      objectKind: 'import_run',
      objectId: importId,
    })
    return { jobId }
  })
}

export async function getImport(context: RequestContext, importId: string) {
  return context.transaction(
    async (tx) => {
      const run = await findRun(tx, importId)
      if (!run) throw notFound()
      const job = run.jobId && run.state !== 'done' ? await getJob(tx, run.jobId) : undefined
      const problems = await readProblems(tx, importId, { after: -1, limit: 100 })
      const progress = job &&
        (job.state === 'running' || job.state === 'queued') && {
          done: Math.round(job.progressDone),
          total: job.progressTotal === null ? run.expectedRows : Math.round(job.progressTotal),
          secondsLeft: job.secondsLeft,
        }
      return {
        ...describeRun(run),
        ...(job?.state === 'failed' ? { failure: job.failure?.code ?? 'INTERNAL' } : {}),
        progress: progress || null,
        problems: problems.flatMap((row) => row.problems).slice(0, 200),
      }
    },
    { readOnly: true },
  )
}

export async function listImports(
  context: RequestContext,
  query: { page: number; pageSize: number; kind?: readonly ImportKind[] },
) {
  return context.transaction(
    async (tx) => {
      const { rows, total } = await listRuns(tx, {
        kinds: query.kind,
        limit: query.pageSize,
        offset: (query.page - 1) * query.pageSize,
      })
      return { rows: rows.map(describeRun), total }
    },
    { readOnly: true },
  )
}

export function describeRun(run: StoredRun): ImportRow {
  return {
    importId: run.importId,
    kind: run.kind,
    profile: run.profile,
    fileName: run.fileName,
    state: run.state,
    dryRun: run.dryRun,
    totals: run.totals,
    notices: [...run.notices],
    jobId: run.jobId,
    createdAt: run.createdAt.toISOString(),
    createdByName: run.createdByName,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    failure: run.failure,
    hasErrors: (run.totals?.rejected ?? 0) > 0,
    mayUndo: run.state === 'done' && !run.dryRun,
  }
}

async function openUpload(
  context: RequestContext,
  importId: string,
): Promise<{ run: StoredRun; table: TableSource }> {
  const { run, bytes } = await context.transaction(
    async (tx) => {
      const found = await findRun(tx, importId)
      if (!found) throw notFound()
      if (found.state === 'running' || found.state === 'done' || found.state === 'undone')
        throw conflict('IMP-30')
      return { run: found, bytes: await readFile(tx, importId) }
    },
    { readOnly: true },
  )
  const table = await openTable({ bytes, name: run.fileName })
  return { run, table: table.withHeader(run.headerLine) }
}

async function readUpload(upload: Upload): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of upload.stream) {
    size += part.length
    if (size > LARGEST_UPLOAD_BYTES) throw new Failure(413, 'FILE-04')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Department workbooks begin with titles and notes: the header is the row that names most of our fields. */
export function findHeader(table: TableSource, profile: ImportProfile, kind: ImportKind): TableSource {
  const fields = profile.fields[kind]
  let best = { line: table.headerLine, found: 0 }
  for (const { line, cells } of table.preview(20)) {
    const names = cells.map((cell) => cell.replace(/[*＊]/g, ''))
    const found = Object.values(guessMapping(names, fields)).filter((field) => field !== null).length
    const isTable = cells.filter((cell) => foldHeader(cell) !== '').length > 1
    if (isTable && found > best.found) best = { line, found }
  }
  return best.line === table.headerLine ? table : table.withHeader(best.line)
}

async function countRows(table: TableSource): Promise<number> {
  let count = 0
  for await (const { rows } of table.rows()) count += rows.length
  return count
}

async function previewOf(
  run: StoredRun,
  table: TableSource,
  profile: ImportProfile,
  mapping: Readonly<Record<string, string | null>>,
): Promise<Preview> {
  const fields = profile.fields[run.kind]
  const plan = layOutColumns(table.header, mapping, fields)
  const below = table.preview(PREVIEW_ROWS + 20).filter(({ line }) => line > table.headerLine)
  return {
    import: describeRun(run),
    columns: table.header.map((header, index) => ({
      header,
      field: mapping[header] ?? null,
      samples: below
        .map(({ cells }) => cells[index] ?? '')
        .filter((cell) => cell !== '')
        .slice(0, SAMPLES),
    })),
    fields: fields.map(({ field, zh, en, aliases, required }) => ({
      field,
      required: required ?? false,
      aliases: [zh, en, ...aliases],
    })),
    missingFields: findMissingFields(plan, fields).map((spec) => spec.field),
    encoding: table.encoding ?? null,
    rows: below.slice(0, PREVIEW_ROWS).map(({ line, cells }) => {
      const { values, problems } = readRow(plan, cells, line)
      return { row: line, values: plainValues(values), problems: [...problems] }
    }),
  }
}

/** Lists and pairs are shown as text. */
function plainValues(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      value === null || ['string', 'number', 'boolean'].includes(typeof value)
        ? (value as string | number | boolean | null)
        : JSON.stringify(value),
    ]),
  )
}
