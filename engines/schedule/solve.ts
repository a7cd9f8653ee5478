import type { MonthProblem } from './problem.ts'
import type { MonthPlan } from './solution.ts'

export interface PlanProgress {
  readonly stage: 'specialists' | 'owners' | 'certificates'
  readonly done: number
  readonly total: number
}

/**
 * What may be done elsewhere: one person's month, as plain data. `runTasks` answers in the order of the
 * tasks; results do not depend on how many workers share them.
 */
export type RunTasks<Task, Result> = (
  tasks: readonly Task[],
  onDone: (index: number) => void,
) => Promise<readonly Result[]>

export interface PlanOptions {
  readonly seed: number
  /** Ruin-and-recreate steps per person: the answer depends on nothing else. Default 3,000. */
  readonly iterations?: number
  /** Wall-clock budget instead of iterations; needs `clockMilliseconds`. */
  readonly seconds?: number
  readonly clockMilliseconds?: () => number
  readonly onProgress?: (progress: PlanProgress) => void
  readonly signal?: AbortSignal
}

/** Plans the month. Never breaks a hard rule: what does not fit is in `unplaced` with the rule in the way. */
export async function planMonth(_problem: MonthProblem, _options: PlanOptions): Promise<MonthPlan> {
  throw new Error('in the making')
}
