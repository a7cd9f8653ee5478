import type { Tx } from '../../../platform/database/index.ts'
import { type Implementation, implement, type RequestContext } from '../../../platform/http/handler.ts'
import * as contract from '../contract/segment-routes.ts'
import {
  flagCustomers,
  readGroup,
  readHighEndSummary,
  readLuwanPoints,
  readSmallMedium,
  readValueScore,
  refreshGroups,
} from './actions-groups.ts'
import {
  decideReratings,
  pickPotential,
  proposeReratings,
  readReratings,
  testPotential,
} from './actions-ratings.ts'
import {
  listMerges,
  listTemplates,
  previewMerge,
  readFormatTable,
  renameFormats,
  restoreMerge,
  runTemplate,
  saveMerge,
  saveTemplate,
  setSegmentByHand,
} from './actions-templates.ts'

function reading<Answer>(context: RequestContext, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  return context.transaction(work, { readOnly: true })
}

export const segmentRoutes: Implementation[] = [
  implement(contract.formatTable, (context) => reading(context, (tx) => readFormatTable(tx, context))),
  implement(contract.renameFormats, (context, { body }) =>
    context.transaction((tx) => renameFormats(tx, context, body)),
  ),
  implement(contract.listMerges, (context) => reading(context, listMerges)),
  implement(contract.previewMerge, (context, { body }) =>
    reading(context, (tx) => previewMerge(tx, context, body)),
  ),
  implement(contract.saveMerge, (context, { body }) =>
    context.transaction((tx) => saveMerge(tx, context, body)),
  ),
  implement(contract.restoreMerge, (context, { params }) =>
    context.transaction((tx) => restoreMerge(tx, context, params.versionId)),
  ),
  implement(contract.listTemplates, (context) => reading(context, (tx) => listTemplates(tx, context))),
  implement(contract.runTemplate, (context, { params, body }) =>
    context.transaction((tx) => runTemplate(tx, context, params.template, body)),
  ),
  implement(contract.saveTemplateRules, (context, { params, body }) =>
    context.transaction((tx) => saveTemplate(tx, context, params.template, body)),
  ),
  implement(contract.setSegmentByHand, (context, { params, body }) =>
    context.transaction((tx) => setSegmentByHand(tx, context, params.template, body)),
  ),
  implement(contract.valueScore, (context, { params, query }) =>
    reading(context, (tx) => readValueScore(tx, context, params.customerId, query.month)),
  ),
  implement(contract.luwanPoints, (context, { query }) =>
    reading(context, (tx) => readLuwanPoints(tx, context, query.month)),
  ),
  implement(contract.groupMembers, (context, { params, query }) =>
    reading(context, (tx) => readGroup(tx, context, params.group, query)),
  ),
  implement(contract.refreshGroups, (context, { body }) =>
    context.transaction((tx) => refreshGroups(tx, context, body.month)),
  ),
  implement(contract.flagCustomers, (context, { params, body }) =>
    context.transaction((tx) => flagCustomers(tx, context, params.group, body)),
  ),
  implement(contract.highEndSummary, (context, { query }) =>
    reading(context, (tx) => readHighEndSummary(tx, context, query.month)),
  ),
  implement(contract.listReratings, (context, { query }) =>
    reading(context, (tx) => readReratings(tx, context, query)),
  ),
  implement(contract.proposeReratings, (context, { body }) =>
    context.transaction((tx) => proposeReratings(tx, context, body.month)),
  ),
  implement(contract.decideReratings, (context, { body }) =>
    context.transaction((tx) => decideReratings(tx, context, body)),
  ),
  implement(contract.potentialTest, (context, { query }) =>
    reading(context, (tx) => testPotential(tx, context, query)),
  ),
  implement(contract.pickPotential, (context, { body }) =>
    context.transaction((tx) => pickPotential(tx, context, body)),
  ),
  implement(contract.smallMediumShare, (context, { query }) =>
    reading(context, (tx) => readSmallMedium(tx, context, query.month)),
  ),
]
