/** What other modules may use of customers besides the contract. */

export { findLicenceViolations } from './actions/licences.ts'
export { findUnclassified, type Unclassified } from './actions/planning.ts'
export type { CustomerChanges } from './contract/customer.ts'
export { findDebitSignals } from './delivery/actions.ts'
export { refreshSegments } from './segments/actions-refresh.ts'
export {
  type CustomerUpdate,
  insertCustomers,
  type NewCustomer,
  type Provenance,
  updateCustomers,
  type WrittenChange,
} from './store/archive.ts'
export { type Assignment, assignCustomers } from './store/assignments.ts'
export { type DebitDraft, debitIdOf, putDebits } from './store/debits.ts'
export { insertDeliveryLines, type NewDeliveryLine } from './store/delivery-lines.ts'
export {
  type CustomerKey,
  type Directory,
  findCustomerIds,
  insertPlainLine,
  readCustomerKeys,
  readDirectory,
} from './store/directory.ts'
export { type UndoResult, undoBatch } from './store/undo.ts'
