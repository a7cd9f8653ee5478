/** What other modules and the server take from plans. */
export { generatePlansJob, proposeTerritoriesJob } from './jobs.ts'
export { type Effort, planTeams } from './plan-month.ts'
export { decisionDueAt } from './present.ts'
export { readPlanningPeople } from './sources.ts'
export { drawProposal, readTerritoryInput } from './territories.ts'
