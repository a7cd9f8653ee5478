/** What the server, the commands and the city use of imports besides the contract. */

export { makeErrorWorkbook, rejectedRows } from './error-workbook.ts'
export { bringUpToDate } from './follow-up.ts'
export { findProfile } from './profiles/registry.ts'
export {
  type ImportOrder,
  type ImportResult,
  type ImportTerms,
  type RowSource,
  runImport,
} from './run-import.ts'
export { readProblems, type StoredProblem } from './store/runs.ts'
