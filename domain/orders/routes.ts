import { type Implementation, implement } from '../../platform/http/handler.ts'
import {
  exportOrderList,
  putReferenceYear,
  setAnomalyState,
  showAnomalies,
  showChannels,
  showCustomerMonths,
  showMonthly,
  showOrder,
  showOrders,
  showReferenceYear,
} from './actions.ts'
import * as contract from './contract.ts'

/** DAT-04: nothing here writes an order line; they come in by imports alone. */
export const routes: readonly Implementation[] = [
  implement(contract.listOrders, (context, { query }) => showOrders(context, query)),
  implement(contract.exportOrders, (context, { query }) => exportOrderList(context, query)),
  implement(contract.channelReport, (context, { query }) => showChannels(context, query)),
  implement(contract.monthlySales, (context, { query }) => showMonthly(context, query)),
  implement(contract.listAnomalies, (context, { query }) => showAnomalies(context, query)),
  implement(contract.handleAnomaly, (context, { params, body }) =>
    setAnomalyState(context, params.anomalyId, body),
  ),
  implement(contract.referenceYear, (context) => showReferenceYear(context)),
  implement(contract.setReferenceYear, (context, { body }) => putReferenceYear(context, body.year)),
  implement(contract.customerMonths, (context, { params, query }) =>
    showCustomerMonths(context, params.customerId, query),
  ),
  implement(contract.getOrder, (context, { params }) => showOrder(context, params)),
]
