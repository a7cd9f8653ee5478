import { type Implementation, implement } from '../../platform/http/handler.ts'
import { readBreakdown } from './breakdown.ts'
import * as contract from './contract.ts'
import { readDashboard } from './dashboard/read-dashboard.ts'
import { exportDashboard, exportRows } from './export.ts'
import {
  readAccounts,
  readAttention,
  readBrands,
  readLedger,
  readOwnShop,
  readSample,
  readSystemState,
  readVisitDay,
} from './home.ts'
// Defining them puts them into the registry that the routes of platform/indicators read.
import './indicators/customers.ts'
import './indicators/sales.ts'
import './indicators/work.ts'

const READ = { readOnly: true }

export const routes: Implementation[] = [
  implement(contract.getDashboard, (context, { query }) =>
    context.transaction((tx) => readDashboard(tx, context, query), READ),
  ),
  implement(contract.exportDashboard, (context, { query }) => exportDashboard(context, query)),
  implement(contract.getBreakdown, (context, { params, query }) =>
    context.transaction((tx) => readBreakdown(tx, context, params.indicatorId, query), READ),
  ),
  implement(contract.exportRows, (context, { params, query }) =>
    exportRows(context, params.indicatorId, query),
  ),
  implement(contract.getAttention, (context, { query }) =>
    context.transaction((tx) => readAttention(tx, context, query.limit), READ),
  ),
  implement(contract.getVisitDay, (context) => context.transaction((tx) => readVisitDay(tx, context), READ)),
  implement(contract.getBrands, (context, { query }) =>
    context.transaction((tx) => readBrands(tx, context, query), READ),
  ),
  implement(contract.getOwnShop, (context) => context.transaction((tx) => readOwnShop(tx, context), READ)),
  implement(contract.getSample, (context, { query }) =>
    context.transaction((tx) => readSample(tx, context, query.limit), READ),
  ),
  implement(contract.getSystemState, (context) => readSystemState(context)),
  implement(contract.getAccountState, (context) =>
    context.transaction((tx) => readAccounts(tx, context), READ),
  ),
  implement(contract.getLedgerState, (context) => context.transaction((tx) => readLedger(tx, context), READ)),
]
