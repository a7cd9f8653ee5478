export { bestFleetSolution, type FleetProblem, type FleetSolution } from './fleet/problem.ts'
export { type FleetOptions, solveFleet } from './fleet/solve.ts'
export { type FleetViolation, validateFleet } from './fleet/validate.ts'
export { type CordeauInstance, formatCordeauSolution, readCordeau } from './instances/cordeau.ts'
export {
  type CvrplibInstance,
  formatCvrpSolution,
  formatTspTour,
  InstanceError,
  readCvrplib,
  toFleetProblem,
} from './instances/cvrplib.ts'
export { lengthOf, type SalesmanProblem, type SalesmanTour, solveSalesman } from './salesman/solve.ts'
export { boundTour } from './tour/one-tree.ts'
export { solveTour } from './tour/solve-tour.ts'
export type { Tour, TourProblem, TourWindows } from './tour/tour.ts'
