import { insertColumns, sql, type Tx } from '../../../platform/database/index.ts'
import type { ImportKind, ImportTotals, RowProblem } from '../contract.ts'
import type { RejectedRow } from '../loading/loader.ts'

export type ImportState = 'uploaded' | 'running' | 'checked' | 'done' | 'failed' | 'cancelled' | 'undone'

export interface StoredRun {
  readonly importId: string
  readonly kind: ImportKind
  readonly profile: string
  readonly fileName: string
  readonly state: ImportState
  readonly dryRun: boolean
  readonly header: readonly string[]
  readonly headerLine: number
  readonly expectedRows: number | null
  readonly mapping: Readonly<Record<string, string | null>> | null
  readonly totals: ImportTotals | null
  readonly notices: readonly { code: string; count: number }[]
  readonly touchedMonths: readonly string[]
  readonly jobId: string | null
  readonly createdBy: string | null
  readonly createdAt: Date
  readonly createdByName: string | null
  readonly finishedAt: Date | null
  readonly failure: string | null
}

const COLUMNS = sql`r.import_id as "importId", r.kind, r.profile, r.file_name as "fileName", r.state,
  r.dry_run as "dryRun", r.header, r.header_line as "headerLine", r.expected_rows as "expectedRows", r.mapping, r.totals, r.notices,
  r.touched_months as "touchedMonths", r.job_id as "jobId",
  r.created_by as "createdBy", r.created_at as "createdAt", p.name as "createdByName",
  r.finished_at as "finishedAt", r.failure`
const FROM = sql`import_run r
  left join account a on a.org_id = r.org_id and a.account_id = r.created_by
  left join person p on p.org_id = a.org_id and p.person_id = a.person_id`

export async function insertRun(
  tx: Tx,
  run: {
    readonly importId: string
    readonly kind: ImportKind
    readonly profile: string
    readonly fileName: string
    readonly state: ImportState
    readonly dryRun?: boolean
    readonly header?: readonly string[]
    readonly headerLine?: number
    readonly expectedRows?: number
    readonly mapping?: Readonly<Record<string, string | null>>
    readonly idempotencyKey?: string | null
    readonly createdBy: string | null
    readonly createdAt: Date
  },
): Promise<void> {
  await sql`
    insert into import_run (org_id, import_id, kind, profile, file_name, state, dry_run, header, header_line,
      expected_rows, mapping, idempotency_key, created_by, created_at)
    values (current_org(), ${run.importId}, ${run.kind}, ${run.profile}, ${run.fileName}, ${run.state},
      ${run.dryRun ?? false}, ${run.header ?? []}::text[], ${run.headerLine ?? 1}, ${run.expectedRows ?? null},
      ${JSON.stringify(run.mapping ?? {})}::jsonb, ${run.idempotencyKey ?? null}, ${run.createdBy},
      ${run.createdAt})`.execute(tx)
}

export async function findRun(tx: Tx, importId: string): Promise<StoredRun | undefined> {
  const { rows } = await sql<StoredRun>`
    select ${COLUMNS} from ${FROM} where r.org_id = (select current_org()) and r.import_id = ${importId}`.execute(
    tx,
  )
  return rows[0]
}

export async function findRunByKey(tx: Tx, idempotencyKey: string): Promise<StoredRun | undefined> {
  const { rows } = await sql<StoredRun>`
    select ${COLUMNS} from ${FROM}
    where r.org_id = (select current_org()) and r.idempotency_key = ${idempotencyKey}`.execute(tx)
  return rows[0]
}

export async function listRuns(
  tx: Tx,
  filter: { readonly kinds?: readonly ImportKind[]; readonly limit: number; readonly offset: number },
): Promise<{ rows: StoredRun[]; total: number }> {
  const where = sql`r.org_id = (select current_org()) ${
    filter.kinds?.length ? sql`and r.kind = any(${filter.kinds}::text[])` : sql``
  }`
  const { rows } = await sql<StoredRun>`select ${COLUMNS} from ${FROM} where ${where}
    order by r.created_at desc, r.import_id desc limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`
    select count(*) as total from import_run r where ${where}`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

export interface RunChange {
  readonly state?: ImportState
  readonly dryRun?: boolean
  readonly profile?: string
  readonly mapping?: Readonly<Record<string, string | null>>
  readonly totals?: ImportTotals
  readonly notices?: readonly { code: string; count: number }[]
  readonly jobId?: string
  readonly finishedAt?: Date
  readonly failure?: string | null
}

export async function updateRun(tx: Tx, importId: string, change: RunChange): Promise<void> {
  const sets = []
  if (change.state !== undefined) sets.push(sql`state = ${change.state}`)
  if (change.dryRun !== undefined) sets.push(sql`dry_run = ${change.dryRun}`)
  if (change.profile !== undefined) sets.push(sql`profile = ${change.profile}`)
  if (change.mapping !== undefined) sets.push(sql`mapping = ${JSON.stringify(change.mapping)}::jsonb`)
  if (change.totals !== undefined) sets.push(sql`totals = ${JSON.stringify(change.totals)}::jsonb`)
  if (change.notices !== undefined) sets.push(sql`notices = ${JSON.stringify(change.notices)}::jsonb`)
  if (change.jobId !== undefined) sets.push(sql`job_id = ${change.jobId}`)
  if (change.finishedAt !== undefined) sets.push(sql`finished_at = ${change.finishedAt}`)
  if (change.failure !== undefined) sets.push(sql`failure = ${change.failure}`)
  if (sets.length === 0) return
  await sql`update import_run set ${sql.join(sets)}
    where org_id = (select current_org()) and import_id = ${importId}`.execute(tx)
}

/** Forgets what an earlier try of the same import rejected. */
export async function clearProblems(tx: Tx, importId: string): Promise<void> {
  await sql`delete from import_problem where org_id = (select current_org()) and import_id = ${importId}`.execute(
    tx,
  )
}

export async function insertProblems(
  tx: Tx,
  orgId: string,
  importId: string,
  rejected: readonly RejectedRow[],
): Promise<void> {
  for (let start = 0; start < rejected.length; start += 5_000) {
    const chunk = rejected.slice(start, start + 5_000)
    await insertColumns(tx, 'import_problem', {
      org_id: { type: 'uuid', values: chunk.map(() => orgId) },
      import_id: { type: 'uuid', values: chunk.map(() => importId) },
      row_no: { type: 'integer', values: chunk.map((row) => row.row) },
      cells: { type: 'jsonb', values: chunk.map((row) => row.cells.map(withoutNul)) },
      problems: { type: 'jsonb', values: chunk.map((row) => row.problems) },
    })
  }
}

/** PostgreSQL text holds no NUL. */
function withoutNul(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}

export interface StoredProblem {
  readonly row: number
  readonly cells: readonly string[]
  readonly problems: readonly RowProblem[]
}

/** Rejected rows in file order, page by page. */
export async function readProblems(
  tx: Tx,
  importId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<StoredProblem[]> {
  const { rows } = await sql<StoredProblem>`
    select row_no as row, cells, problems from import_problem
    where org_id = (select current_org()) and import_id = ${importId} and row_no > ${page.after}
    order by row_no limit ${page.limit}`.execute(tx)
  return rows
}

const PART_BYTES = 1 << 20

export async function putFile(tx: Tx, importId: string, bytes: Uint8Array): Promise<void> {
  for (let part = 0, start = 0; start < bytes.length; part++, start += PART_BYTES)
    await sql`insert into import_file (org_id, import_id, part, bytes)
      values (current_org(), ${importId}, ${part}, ${bytes.subarray(start, start + PART_BYTES)})`.execute(tx)
}

export async function readFile(tx: Tx, importId: string): Promise<Buffer> {
  const { rows } = await sql<{ bytes: Uint8Array }>`
    select bytes from import_file where org_id = (select current_org()) and import_id = ${importId} order by part`.execute(
    tx,
  )
  return Buffer.concat(rows.map((row) => row.bytes))
}

export async function removeFile(tx: Tx, importId: string): Promise<void> {
  await sql`delete from import_file where org_id = (select current_org()) and import_id = ${importId}`.execute(
    tx,
  )
}
