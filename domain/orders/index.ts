/** What other modules may use of orders besides the contract. */

export { licenceGate } from './rule-book.ts'
export { lineNumberOf, orderIdOf } from './store/order-id.ts'
export {
  NOBODY,
  readLatestOrderDate,
  recentMonths,
  refreshMonth,
  refreshRecent,
  refreshSalesMonth,
} from './store/roll-ups.ts'
export { type OrderBatch, recountOrders, type WrittenOrders, writeOrders } from './store/write-orders.ts'
