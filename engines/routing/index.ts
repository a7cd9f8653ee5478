export { boundTour } from './tour/one-tree.ts'
export { solveTour } from './tour/solve-tour.ts'
export type { Tour, TourProblem, TourWindows } from './tour/tour.ts'
