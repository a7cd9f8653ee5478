/** What other modules may use of goods besides the contract. */
export {
  insertProducts,
  type ProductDraft,
  type ProductFields,
  type ProductUpdate,
  readProductCodes,
  removeUnsoldProducts,
  updateProducts,
} from './store.ts'
