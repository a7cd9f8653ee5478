import { type Implementation, implement } from '../../platform/http/handler.ts'
import {
  addProduct,
  addScheme,
  changeLifeState,
  changeProduct,
  exportProductList,
  showOptions,
  showProduct,
  showProducts,
  showSchemes,
} from './actions.ts'
import * as contract from './contract.ts'

/** Plain paths before those with a parameter in the same place. */
export const routes: readonly Implementation[] = [
  implement(contract.listProducts, (context, { query }) => showProducts(context, query)),
  implement(contract.exportProducts, (context, { query }) => exportProductList(context, query)),
  implement(contract.goodsOptions, (context) => showOptions(context)),
  implement(contract.listPriceSchemes, (context) => showSchemes(context)),
  implement(contract.createPriceScheme, (context, { body }) => addScheme(context, body)),
  implement(contract.createProduct, (context, { body }) => addProduct(context, body)),
  implement(contract.getProduct, (context, { params }) => showProduct(context, params.productId)),
  implement(contract.updateProduct, (context, { params, body }) =>
    changeProduct(context, params.productId, body),
  ),
  implement(contract.setLifeState, (context, { params, body }) =>
    changeLifeState(context, params.productId, body),
  ),
]
