export * from './problem.ts'
export * from './solution.ts'
export { assessTerritories, solveTerritories, type TerritoryOptions } from './solve.ts'
export { validateTerritories } from './validate.ts'
