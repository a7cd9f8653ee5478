import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Database, Tx } from '../database/index.ts'
import { assert } from '../refusal.ts'

/** Work that outlives a request: planning a month, forecasting, importing, writing a large workbook. */
export interface Job<Input = unknown, Result = unknown> {
  /** `module.verb`: `plans.generate`. */
  readonly kind: string
  readonly title: { readonly zh: string; readonly en: string }
  readonly input: z.ZodType<Input>
  /**
   * Whether running it again after a crash or failure, from the beginning, does no harm. A job that writes must either
   * write everything with `context.complete`, or make its writes repeatable by its own ids.
   */
  readonly repeatable: boolean
  /** How often in all, when repeatable. Default 3. */
  readonly attempts?: number
  /** Waiting before the next attempt; the last one is used again. Default 10, 60, 300. */
  readonly backoffSeconds?: readonly number[]
  /** Put into the queue every day at this time of the company's zone; `input` is made on that day. */
  readonly daily?: { readonly at: string; readonly input: (date: string) => Input }
  run(context: JobContext<Result>, input: Input): Promise<Result>
}

export interface JobContext<Result = unknown> {
  readonly jobId: string
  readonly orgId: string
  /** 1 for the first run. */
  readonly attempt: number
  readonly database: Database
  readonly clock: Clock
  /** Aborted when somebody cancels, the process stops, or the lease was lost: stop soon, write nothing more. */
  readonly signal: AbortSignal
  /** Cheap: may be called thousands of times a second. `total` may grow. */
  progress(done: number, total?: number, note?: string): void
  /**
   * Marks the job as done inside the transaction of its last writes, so that both happen or neither, exactly once.
   * Throws when another worker has taken the job over meanwhile; the writes are then rolled back.
   */
  complete(tx: Tx, result: Result): Promise<void>
}

const kinds = new Map<string, Job>()

/**
 * Registers a kind of job.
 *
 *     export const generatePlans = defineJob({
 *       kind: 'plans.generate', title: { zh: '生成拜访计划', en: 'Generate visit plans' }, repeatable: true,
 *       input: z.strictObject({ month: z.string(), managerIds: z.array(z.uuid()) }),
 *       async run({ progress, signal, database, orgId, complete }, { month, managerIds }) { … },
 *     })
 */
export function defineJob<Input, Result>(job: Job<Input, Result>): Job<Input, Result> {
  assert(/^[a-z][a-z-]*\.[a-z][a-z-]*$/.test(job.kind), `a job kind is module.verb: ${job.kind}`)
  assert(!kinds.has(job.kind), `job ${job.kind} is defined once`)
  kinds.set(job.kind, job as unknown as Job)
  return job
}

export function findJob(kind: string): Job | undefined {
  return kinds.get(kind)
}

export function allJobs(): Job[] {
  return [...kinds.values()]
}
