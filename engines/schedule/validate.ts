import type { MonthProblem } from './problem.ts'
import type { MonthPlan, PlanViolation } from './solution.ts'

/** Every broken hard rule of a plan, recounted from the visits alone; empty = lawful. */
export function validatePlan(
  _problem: MonthProblem,
  _plan: Pick<MonthPlan, 'visits' | 'unplaced'>,
): PlanViolation[] {
  throw new Error('in the making')
}
