import { newId } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import type { Acting } from '../ledger/index.ts'
import type { Violation } from '../refusal.ts'
import { allJobs, findJob, type Job } from './job.ts'

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface JobFailure {
  /** First violation of a refusal, `JOB-01` worker lost, or `INTERNAL`. */
  readonly code: string
  readonly violations?: readonly Violation[]
  /** For the log and administrators, not for screens. */
  readonly message: string
}

export interface JobRecord {
  readonly jobId: string
  readonly kind: string
  readonly state: JobState
  readonly attempt: number
  readonly input: unknown
  readonly progressDone: number
  readonly progressTotal: number | null
  readonly progressNote: string | null
  readonly secondsLeft: number | null
  readonly cancelRequested: boolean
  readonly result: unknown
  readonly failure: JobFailure | null
  readonly createdBy: string | null
  readonly createdByName: string
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

export interface EnqueueOptions {
  /** While a job of this kind with the same word waits or runs, that one's id is returned instead of a new job. */
  readonly onlyOne?: string
  /** Not before this moment. */
  readonly runAfter?: Date
  /** Higher first. People's jobs 0, nightly ones -1. */
  readonly priority?: number
}

/** Puts a job into the queue in the caller's transaction: no commit, no job. Returns its id. */
export async function enqueue<Input>(
  tx: Tx,
  job: Job<Input, unknown>,
  input: Input,
  by: Acting,
  options: EnqueueOptions = {},
): Promise<string> {
  const jobId = newId(by.clock)
  const createdAt = by.clock.now()
  const { rows } = await sql<{ jobId: string }>`
    insert into job (org_id, job_id, kind, input, state, priority, run_after, only_one, created_by, created_by_name,
      created_at)
    values (current_org(), ${jobId}, ${job.kind}, ${JSON.stringify(job.input.parse(input))}::jsonb, 'queued',
      ${options.priority ?? 0}, coalesce(${options.runAfter ?? null}::timestamptz, now()), ${options.onlyOne ?? null},
      ${by.principal.accountId}, ${by.principal.name}, ${createdAt})
    on conflict (org_id, kind, only_one) where only_one is not null and state in ('queued', 'running')
    do update set kind = excluded.kind
    returning job_id as "jobId"`.execute(tx)
  return rows[0]!.jobId
}

export async function getJob(tx: Tx, jobId: string): Promise<JobRecord | undefined> {
  const { rows } = await sql<JobRecord>`select ${columns} from job where job_id = ${jobId}`.execute(tx)
  return rows[0]
}

export interface JobFilter {
  readonly createdBy?: string
  readonly kind?: string
  readonly states?: readonly JobState[]
  readonly limit?: number
  readonly offset?: number
}

/** Newest first. */
export async function listJobs(
  tx: Tx,
  filter: JobFilter,
): Promise<{ readonly rows: JobRecord[]; readonly total: number }> {
  const parts = [sql`true`]
  if (filter.createdBy !== undefined) parts.push(sql`created_by = ${filter.createdBy}`)
  if (filter.kind !== undefined) parts.push(sql`kind = ${filter.kind}`)
  if (filter.states?.length) parts.push(sql`state = any(${filter.states}::text[])`)
  const where = sql.join(parts, sql` and `)
  const { rows } = await sql<JobRecord>`
    select ${columns} from job where ${where} order by created_at desc, job_id desc
    limit ${filter.limit ?? 50} offset ${filter.offset ?? 0}`.execute(tx)
  const counted = await sql<{ total: number }>`select count(*) as total from job where ${where}`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

/** A waiting job ends at once; a running one is told and ends when it looks at its signal. False: it was over. */
export async function cancelJob(tx: Tx, jobId: string): Promise<boolean> {
  const { rows } = await sql`
    update job set cancel_requested = true,
      state = case when state = 'queued' then 'cancelled' else state end,
      finished_at = case when state = 'queued' then now() end
    where job_id = ${jobId} and state in ('queued', 'running') returning job_id`.execute(tx)
  return rows.length > 0
}

/** A failed or cancelled job goes back to the end of the queue with its attempts forgotten. */
export async function repeatJob(tx: Tx, jobId: string): Promise<boolean> {
  const { rows } = await sql`
    update job set state = 'queued', attempt = 0, cancel_requested = false, failure = null, finished_at = null,
      run_after = now(), progress_done = 0, progress_total = null, progress_note = null, seconds_left = null
    where job_id = ${jobId} and state in ('failed', 'cancelled') returning job_id`.execute(tx)
  return rows.length > 0
}

const columns = sql`job_id as "jobId", kind, state, attempt, input, progress_done as "progressDone",
  progress_total as "progressTotal", progress_note as "progressNote", seconds_left as "secondsLeft",
  cancel_requested as "cancelRequested", result, failure, created_by as "createdBy",
  created_by_name as "createdByName", created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt"`

// ---- the worker's side: times are the database's, so that machines with different clocks agree ----------------

export interface Claim {
  readonly jobId: string
  readonly kind: string
  readonly input: unknown
  readonly attempt: number
}

/**
 * Takes the next job whose time has come, or one whose worker let its lease run out, of the kinds this process knows
 * (while a release is rolled out, older workers leave newer jobs alone). SKIP LOCKED lets any number of
 * workers do this at once. A job that was taken before and must not be repeated is failed instead of taken.
 *
 * @param running jobs this very process is running: their leases may run out while the process could not renew them
 *   (a long statement on the one connection of the embedded database), but they are not lost
 */
export async function claimJob(
  tx: Tx,
  workerId: string,
  leaseSeconds: number,
  running: readonly string[] = [],
): Promise<Claim | undefined> {
  const { rows } = await sql<Claim & { readonly wasRunning: boolean; readonly cancelRequested: boolean }>`
    with next as (
      select org_id, job_id, state = 'running' as was_running from job
      where kind = any(${allJobs().map((job) => job.kind)}::text[]) and (
        (state = 'queued' and run_after <= clock_timestamp())
        or (state = 'running' and lease_until < clock_timestamp() and job_id <> all(${running}::uuid[])))
      order by priority desc, run_after, job_id limit 1 for update skip locked)
    update job set state = 'running', attempt = job.attempt + 1, worker_id = ${workerId},
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8),
      started_at = clock_timestamp(), progress_done = 0, progress_total = null, progress_note = null,
      seconds_left = null
    from next where job.org_id = next.org_id and job.job_id = next.job_id
    returning job.job_id as "jobId", kind, input, attempt, next.was_running as "wasRunning",
      cancel_requested as "cancelRequested"`.execute(tx)
  const claim = rows[0]
  if (!claim?.wasRunning) return claim
  const job = findJob(claim.kind)
  const mayRepeat = job?.repeatable && claim.attempt <= attemptsOf(job)
  if (mayRepeat && !claim.cancelRequested) return claim
  const message = 'the worker was lost and the job must not be repeated by itself'
  const failed = { state: 'failed', failure: { code: 'JOB-01', message } } as const
  await finishJob(tx, claim, workerId, claim.cancelRequested ? { state: 'cancelled' } : failed)
  return claimJob(tx, workerId, leaseSeconds, running)
}

export interface Progress {
  readonly done: number
  readonly total: number | null
  readonly note: string | null
  readonly secondsLeft: number | null
}

/** Renews the lease and tells progress. Nothing: the job is no longer this worker's. */
export async function renewLease(
  tx: Tx,
  claim: Claim,
  workerId: string,
  leaseSeconds: number,
  progress: Progress,
): Promise<{ readonly cancelRequested: boolean } | undefined> {
  const { rows } = await sql<{ cancelRequested: boolean }>`
    update job set lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8),
      progress_done = ${progress.done}, progress_total = ${progress.total}, progress_note = ${progress.note},
      seconds_left = ${progress.secondsLeft}
    where ${held(claim, workerId)} returning cancel_requested as "cancelRequested"`.execute(tx)
  return rows[0]
}

export type Outcome =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'failed'; readonly failure: JobFailure }
  | { readonly state: 'cancelled' }
  | { readonly state: 'queued'; readonly failure: JobFailure; readonly waitSeconds: number }

/** Ends this attempt. False: another worker has the job, nothing was written. */
export async function finishJob(
  tx: Tx,
  claim: Claim,
  workerId: string,
  outcome: Outcome,
  progress?: Pick<Progress, 'done' | 'total' | 'note'>,
): Promise<boolean> {
  const failure = 'failure' in outcome ? JSON.stringify(outcome.failure) : null
  const result = outcome.state === 'done' ? JSON.stringify(outcome.result ?? null) : null
  const done = outcome.state === 'done' ? (progress?.total ?? progress?.done) : progress?.done
  const waitSeconds = outcome.state === 'queued' ? outcome.waitSeconds : null
  const { rows } = await sql`
    update job set state = ${outcome.state}, result = ${result}::jsonb, failure = ${failure}::jsonb,
      lease_until = null, worker_id = null, seconds_left = null,
      progress_done = coalesce(${done ?? null}, progress_done),
      progress_total = coalesce(${progress?.total ?? null}, progress_total),
      progress_note = coalesce(${progress?.note ?? null}, progress_note),
      run_after = coalesce(clock_timestamp() + make_interval(secs => ${waitSeconds}::float8), run_after),
      finished_at = case when ${outcome.state} = 'queued' then null else clock_timestamp() end
    where ${held(claim, workerId)} returning job_id`.execute(tx)
  return rows.length > 0
}

/** Fencing: worker and attempt together name one run of one job. */
function held(claim: Claim, workerId: string) {
  return sql`job_id = ${claim.jobId} and state = 'running' and worker_id = ${workerId} and attempt = ${claim.attempt}`
}

export function attemptsOf(job: Pick<Job, 'repeatable' | 'attempts'>): number {
  return job.repeatable ? (job.attempts ?? 3) : 1
}
