import type { FleetProblem, FleetSolution } from './fleet/problem.ts'
import { solveFleet } from './fleet/solve.ts'
import { type SalesmanProblem, type SalesmanTour, solveSalesman } from './salesman/solve.ts'

/** One search as plain data, for workers: several with different seeds share a budget and the best answer counts. */
export type RoutingTask =
  | { readonly kind: 'fleet'; readonly problem: FleetProblem; readonly budget: SearchBudget }
  | { readonly kind: 'salesman'; readonly problem: SalesmanProblem; readonly budget: SearchBudget }

export interface SearchBudget {
  readonly seed: number
  readonly iterations?: number
  readonly seconds?: number
}

export type RoutingResult =
  | { readonly kind: 'fleet'; readonly solution: FleetSolution; readonly steps: number }
  | { readonly kind: 'salesman'; readonly tour: SalesmanTour }

export function solveRoutingTask(task: RoutingTask, clockMilliseconds: () => number): RoutingResult {
  if (task.kind === 'salesman')
    return { kind: 'salesman', tour: solveSalesman(task.problem, { ...task.budget, clockMilliseconds }) }
  const { steps, ...solution } = solveFleet(task.problem, { ...task.budget, clockMilliseconds })
  return { kind: 'fleet', solution, steps }
}
