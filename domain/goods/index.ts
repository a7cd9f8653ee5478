/** What other modules may use of goods besides the contract. */
export {
  goodsCondition,
  type OrderReach,
  reachableLines,
  readsOwnBrands,
  type SumReach,
  sumReachOf,
} from './reach.ts'
export { recentMonths } from './rules.ts'
export {
  insertProducts,
  type ProductDraft,
  type ProductFields,
  type ProductUpdate,
  readProductCodes,
  removeUnsoldProducts,
  updateProducts,
} from './store.ts'
