import { type Implementation, implement } from '../../platform/http/handler.ts'
import { exportCustomers } from './actions/export.ts'
import { listLicences } from './actions/licences.ts'
import { showList, showMap, showMissing, showOptions } from './actions/list.ts'
import { requireCustomer, showFieldHistory, showPage, showTimeline } from './actions/page.ts'
import { showUnclassified } from './actions/planning.ts'
import { decideProposal, listProposals } from './actions/proposals.ts'
import { changeMany, createCustomer, undoBulk, updateCustomer } from './actions/write.ts'
import * as contract from './contract.ts'
import { readAssignments } from './store/assignments.ts'

export const routes: readonly Implementation[] = [
  implement(contract.listCustomers, (context, { query }) => showList(context, query)),
  implement(contract.mapCustomers, (context, { query }) => showMap(context, query)),
  implement(contract.exportCustomers, (context, { query }) => exportCustomers(context, query)),
  implement(contract.customerOptions, (context, { query }) => showOptions(context, query)),
  implement(contract.missingReport, (context, { query }) => showMissing(context, query)),
  implement(contract.unclassifiedCustomers, (context, { query }) =>
    showUnclassified(context, query.managerId),
  ),
  implement(contract.licenceList, (context, { query }) => listLicences(context, query)),
  implement(contract.getCustomer, (context, { params }) => showPage(context, params.customerId)),
  implement(contract.customerTimeline, (context, { params, query }) =>
    showTimeline(context, params.customerId, query),
  ),
  implement(contract.fieldHistory, (context, { params }) =>
    showFieldHistory(context, params.customerId, params.field),
  ),
  implement(contract.createCustomer, (context, { body }) => createCustomer(context, body)),
  implement(contract.updateCustomer, (context, { params, body }) =>
    updateCustomer(context, params.customerId, body),
  ),
  implement(contract.bulkCustomers, (context, { body }) => changeMany(context, body)),
  implement(contract.undoCustomers, (context, { params }) => undoBulk(context, params.undoToken)),
  implement(contract.listCustomerProposals, (context, { query }) => listProposals(context, query)),
  implement(contract.decideCustomerProposal, (context, { params, body }) =>
    decideProposal(context, params.proposalId, body),
  ),
  implement(contract.assignmentHistory, (context, { params }) =>
    context.transaction(
      async (tx) => {
        await requireCustomer(tx, context, params.customerId)
        return { rows: await readAssignments(tx, params.customerId) }
      },
      { readOnly: true },
    ),
  ),
]
