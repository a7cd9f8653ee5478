import { type Implementation, implement } from '../../../platform/http/handler.ts'
import * as contract from '../contract/delivery-routes.ts'
import {
  addLine,
  changeLine,
  decideProposal,
  editProposal,
  makeProposal,
  showDebitSignals,
  showDebits,
  showLines,
  showProposal,
  showProposals,
} from './actions.ts'

export const deliveryRoutes: readonly Implementation[] = [
  implement(contract.listDeliveryLines, (context) => showLines(context)),
  implement(contract.createDeliveryLine, (context, { body }) => addLine(context, body)),
  implement(contract.proposeMoves, (context, { body }) => makeProposal(context, body)),
  implement(contract.listMoves, (context) => showProposals(context)),
  implement(contract.getMoves, (context, { params }) => showProposal(context, params.proposalId)),
  implement(contract.editMoves, (context, { params, body }) =>
    editProposal(context, params.proposalId, body.moves),
  ),
  implement(contract.decideMoves, (context, { params, body }) =>
    decideProposal(context, params.proposalId, body.decision),
  ),
  implement(contract.updateDeliveryLine, (context, { params, body }) =>
    changeLine(context, params.lineId, body),
  ),
  implement(contract.debitSignals, (context, { query }) => showDebitSignals(context, query.date)),
  implement(contract.listDebits, (context, { query }) => showDebits(context, query)),
]
