export * from './problem.ts'
export * from './solution.ts'
export { solveTerritories, type TerritoryOptions } from './solve.ts'
