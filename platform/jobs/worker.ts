import { type Clock, newId } from '../clock.ts'
import type { Database } from '../database/index.ts'
import { assert, Refusal } from '../refusal.ts'
import { createEstimate } from './estimate.ts'
import { findJob, type Job, type JobContext } from './job.ts'
import {
  attemptsOf,
  type Claim,
  claimJob,
  finishJob,
  type JobFailure,
  type Outcome,
  renewLease,
} from './queue.ts'
import { enqueueDailyJobs } from './schedule.ts'

export interface Company {
  readonly orgId: string
  readonly timeZone: string
}

export interface WorkerOptions {
  readonly database: Database
  readonly clock: Clock
  /** Whose jobs to look for; asked again on every round, so a new company is found. */
  readonly companies: () => Promise<readonly Company[]>
  /** Jobs at once in this process. Default 1. */
  readonly parallel?: number
  /** A worker silent for so long has lost its job. Default 30. */
  readonly leaseSeconds?: number
  /** How often to look when there was nothing to do. Default 2. */
  readonly pollSeconds?: number
  /** Done once by this process for each company it meets, before the company's daily jobs. */
  readonly prepare?: (company: Company) => Promise<void>
  /** Heard for every attempt that ended badly; screens get only the code. */
  readonly onFailure?: (kind: string, failure: JobFailure, cause: unknown) => void
}

export interface Worker {
  /** Look now: called after an enqueue in the same process. */
  wake(): void
  /** Takes no more jobs; running ones are told to stop and go back to the queue when they can be repeated. */
  stop(): Promise<void>
}

/** Takes jobs of all companies one after the other, as many at once as `parallel`, until stopped. */
export function startWorker(options: WorkerOptions): Worker {
  const { database, clock, parallel = 1, leaseSeconds = 30, pollSeconds = 2 } = options
  const workerId = newId(clock)
  const stopping = new AbortController()
  const scheduled = new Map<string, string>()
  const resting = new Set<() => void>()
  const running = new Set<string>()
  const wakeAll = () => {
    for (const wake of resting) wake()
  }
  const lanes = [...Array.from({ length: parallel }, runLane), runScheduler()]

  return {
    wake: wakeAll,
    async stop() {
      stopping.abort(new Error('the process stops'))
      wakeAll()
      await Promise.all(lanes)
    },
  }

  async function runLane(): Promise<void> {
    while (!stopping.signal.aborted) {
      let worked = false
      await forEachCompany(async ({ orgId }) => {
        const claim = await database.inOrg(orgId, (tx) => claimJob(tx, workerId, leaseSeconds, [...running]))
        if (!claim) return
        worked = true
        running.add(claim.jobId)
        await runClaim(orgId, claim).finally(() => running.delete(claim.jobId))
      })
      if (!worked) await rest()
    }
  }

  /** Beside the lanes: a job of hours must not keep the nightly ones out of the queue. */
  async function runScheduler(): Promise<void> {
    const prepared = new Set<string>()
    while (!stopping.signal.aborted) {
      await forEachCompany(async (company) => {
        if (!prepared.has(company.orgId)) await options.prepare?.(company)
        prepared.add(company.orgId)
        if ((await enqueueDailyJobs(database, company, clock, scheduled)) > 0) wakeAll()
      })
      await rest()
    }
  }

  async function forEachCompany(work: (company: Company) => Promise<void>): Promise<void> {
    try {
      for (const company of await options.companies()) {
        if (stopping.signal.aborted) return
        await work(company)
      }
    } catch (cause) {
      options.onFailure?.('worker', { code: 'INTERNAL', message: String(cause) }, cause)
    }
  }

  async function runClaim(orgId: string, claim: Claim): Promise<void> {
    const job = findJob(claim.kind)
    assert(job, `a worker takes only jobs it knows: ${claim.kind}`)
    const cancelled = new AbortController()
    const signal = AbortSignal.any([stopping.signal, cancelled.signal])
    const progress = { done: 0, total: null as number | null, note: null as string | null }
    const seconds = () => performance.now() / 1000
    const estimate = createEstimate(seconds())
    let isComplete = false
    let isLost = false

    const beat = async () => {
      const secondsLeft = estimate.secondsLeft(seconds(), progress.done, progress.total)
      const held = await database.inOrg(orgId, (tx) =>
        renewLease(tx, claim, workerId, leaseSeconds, { ...progress, secondsLeft }),
      )
      if (isComplete || cancelled.signal.aborted) return
      isLost = !held
      if (!held) cancelled.abort(new Error('the lease was lost'))
      else if (held.cancelRequested) cancelled.abort(new Error('cancelled'))
    }
    const stopBeating = repeatEvery(Math.min(1, leaseSeconds / 3), beat, (cause) =>
      options.onFailure?.(claim.kind, { code: 'INTERNAL', message: `no heartbeat: ${cause}` }, cause),
    )

    const context: JobContext = {
      jobId: claim.jobId,
      orgId,
      attempt: claim.attempt,
      database,
      clock,
      signal,
      progress(done, total, note) {
        progress.done = done
        if (total !== undefined) progress.total = total
        if (note !== undefined) progress.note = note
      },
      async complete(tx, result) {
        const won = await finishJob(tx, claim, workerId, { state: 'done', result }, progress)
        assert(won, 'a job completes only while its worker holds it')
        isComplete = true
      },
    }

    let outcome: Outcome
    let cause: unknown
    try {
      const input = job.input.parse(claim.input)
      outcome = { state: 'done', result: await job.run(context, input) }
    } catch (error) {
      cause = error
      isComplete = false
      outcome = judge(job, claim, error, cancelled.signal.aborted, stopping.signal.aborted)
    }
    await stopBeating()
    if (isComplete || isLost) return
    await database.inOrg(orgId, (tx) => finishJob(tx, claim, workerId, outcome, progress))
    if ('failure' in outcome) options.onFailure?.(claim.kind, outcome.failure, cause)
  }

  function rest(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        resting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, pollSeconds * 1000)
      resting.add(wake)
    })
  }
}

/** What becomes of a job whose run threw. */
function judge(job: Job, claim: Claim, error: unknown, isCancelled: boolean, isStopping: boolean): Outcome {
  if (isCancelled) return { state: 'cancelled' }
  const failure = describe(error)
  if (error instanceof Refusal) return { state: 'failed', failure }
  if (isStopping && job.repeatable) return { state: 'queued', failure, waitSeconds: 0 }
  if (claim.attempt >= attemptsOf(job)) return { state: 'failed', failure }
  const backoff = job.backoffSeconds ?? [10, 60, 300]
  return { state: 'queued', failure, waitSeconds: backoff[Math.min(claim.attempt, backoff.length) - 1] ?? 0 }
}

function describe(error: unknown): JobFailure {
  if (error instanceof Refusal)
    return {
      code: error.violations[0]?.code ?? 'INTERNAL',
      violations: error.violations,
      message: error.message,
    }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'INTERNAL', message }
}

/** Calls `work` again and again, never two at once; the returned function waits for the last one. */
function repeatEvery(seconds: number, work: () => Promise<void>, onError: (cause: unknown) => void) {
  let isOver = false
  let wake: (() => void) | undefined
  const loop = async () => {
    while (!isOver) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      if (isOver) return
      await work().catch(onError)
    }
  }
  const running = loop()
  return async () => {
    isOver = true
    wake?.()
    await running
  }
}
