import type { IsoDate } from '../kernel/dates.ts'
import type { MonthProblem } from './problem.ts'
import type { MonthPlan, MoveEvaluation, VisitReason } from './solution.ts'

/** What happens when a visit (with all who take part in it) goes to another date. Pure; answers in milliseconds. */
export function evaluateMove(
  _problem: MonthProblem,
  _plan: Pick<MonthPlan, 'visits'>,
  _visitId: string,
  _newDate: IsoDate,
): MoveEvaluation {
  throw new Error('in the making')
}

/** Why a visit lies where it lies, and what the best other dates would cost. */
export function explainVisit(
  _problem: MonthProblem,
  _plan: Pick<MonthPlan, 'visits'>,
  _visitId: string,
): VisitReason {
  throw new Error('in the making')
}
