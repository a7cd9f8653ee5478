/** What other modules may use of orders besides the contract. */

export { readReferenceYear } from './actions.ts'
export { anomalySettings, licenceGate, referenceYearRule } from './rule-book.ts'
export { findAnomalies } from './store/anomalies.ts'
export { lineNumberOf, orderIdOf } from './store/order-id.ts'
export {
  NOBODY,
  readLatestOrderDate,
  refreshMonth,
  refreshRecent,
  refreshSalesMonth,
} from './store/roll-ups.ts'
export { type UndoneOrders, undoOrders } from './store/undo.ts'
export { type OrderBatch, recountOrders, type WrittenOrders, writeOrders } from './store/write-orders.ts'
