import type { TerritoryProblem } from './problem.ts'
import type { TerritoryPlan } from './solution.ts'

export interface TerritoryOptions {
  readonly seed: number
  /** Rounds of centroid and dual ascent; default 40. */
  readonly iterations?: number
}

/** Divides the customers among the managers: even workload, compact, connected. Always answers. */
export function solveTerritories(_problem: TerritoryProblem, _options: TerritoryOptions): TerritoryPlan {
  throw new Error('in the making')
}
