/**
 * Vehicles that leave depots on the days of a period: the CVRP (one day, one depot), the periodic VRP and the
 * multi-depot periodic VRP in one form. Nodes 0..depots-1 are depots, the rest customers. A *bin* is the vehicles of
 * one depot on one day: bin = day x depots + depot.
 */
export interface FleetProblem {
  readonly depotCount: number
  readonly dayCount: number
  readonly nodeCount: number
  /** By [from * nodeCount + to], symmetric. */
  readonly distance: Float64Array
  readonly demand: Float64Array
  readonly serviceTime: Float64Array
  /**
   * Ways to serve each node: a list of bins, one for each visit (a day pattern from one depot). Depots and nodes that
   * need no visit have none.
   */
  readonly options: readonly (readonly (readonly number[])[])[]
  /** Vehicles of a bin; Infinity = as many as needed. */
  readonly vehicles: number
  /** By bin. */
  readonly capacity: Float64Array
  /** By bin; Infinity = no limit. Distance and service times together. */
  readonly maxDuration: Float64Array
  /** Distances are whole numbers: an improvement is at least one. */
  readonly isInteger: boolean
}

/** Routes (customers only) with the bin they belong to. */
export interface FleetSolution {
  readonly cost: number
  readonly routes: readonly { readonly bin: number; readonly stops: readonly number[] }[]
  readonly isFeasible: boolean
}

/** The cheapest feasible solution, or the cheapest of all when none is feasible. The list must not be empty. */
export function bestFleetSolution<T extends FleetSolution>(solutions: readonly T[]): T {
  const feasible = solutions.filter((solution) => solution.isFeasible)
  return (feasible.length > 0 ? feasible : solutions).reduce((best, solution) =>
    solution.cost < best.cost ? solution : best,
  )
}
