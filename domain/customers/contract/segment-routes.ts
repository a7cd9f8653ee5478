import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { pageQuery } from '../../../platform/http/paging.ts'
import { idSchema, monthSchema } from './customer.ts'
import {
  formatNamesSchema,
  formatTableSchema,
  groupMembersSchema,
  highEndSummarySchema,
  luwanPointsSchema,
  mergeDraftSchema,
  mergePreviewSchema,
  mergeVersionSchema,
  potentialSchema,
  reratingListQuerySchema,
  reratingListSchema,
  smallMediumSchema,
  templateRuleSchema,
  templateRunSchema,
  templateSchema,
  valueScoreSchema,
} from './segments.ts'
import { CUSTOMER_GROUPS, SEGMENT_TEMPLATES, VALUE_CRITERIA } from './words.ts'

const readSegments = { resource: 'segments', action: 'read' } as const
const runSegments = { resource: 'segments', action: 'run' } as const
const configureSegments = { resource: 'segments', action: 'configure' } as const

export const formatTable = defineRoute({
  id: 'segments.formats',
  method: 'GET',
  path: '/api/segments/formats',
  summary: 'The seven formats: customers and monthly mean, summing to the totals (SEG-01)',
  permit: readSegments,
  response: formatTableSchema,
})

export const renameFormats = defineRoute({
  id: 'segments.renameFormats',
  method: 'PUT',
  path: '/api/segments/formats',
  summary: 'New names of the formats from a date on',
  permit: configureSegments,
  body: formatNamesSchema,
  response: z.strictObject({ version: z.string() }),
})

export const listMerges = defineRoute({
  id: 'segments.merges',
  method: 'GET',
  path: '/api/segments/merges',
  summary: 'All versions of the merge of formats into classes (SEG-02)',
  permit: readSegments,
  response: z.strictObject({ versions: z.array(mergeVersionSchema) }),
})

export const previewMerge = defineRoute({
  id: 'segments.previewMerge',
  method: 'POST',
  path: '/api/segments/merges/preview',
  summary: 'What a merge would count; saves nothing',
  permit: readSegments,
  body: mergeDraftSchema,
  response: mergePreviewSchema,
})

export const saveMerge = defineRoute({
  id: 'segments.saveMerge',
  method: 'POST',
  path: '/api/segments/merges',
  summary: 'Saves a merge as the new active version',
  permit: configureSegments,
  body: mergeDraftSchema,
  response: mergeVersionSchema,
})

export const restoreMerge = defineRoute({
  id: 'segments.restoreMerge',
  method: 'POST',
  path: '/api/segments/merges/:versionId/restore',
  summary: 'Makes an old version active again, as a new version',
  permit: configureSegments,
  params: z.strictObject({ versionId: idSchema }),
  response: mergeVersionSchema,
})

export const listTemplates = defineRoute({
  id: 'segments.templates',
  method: 'GET',
  path: '/api/segments/templates',
  summary: 'Templates with their rules and how many customers each class has',
  permit: readSegments,
  response: z.strictObject({ templates: z.array(templateSchema) }),
})

export const runTemplate = defineRoute({
  id: 'segments.runTemplate',
  method: 'POST',
  path: '/api/segments/templates/:template/run',
  summary: 'Previews or applies a template to all customers (SEG-03, SEG-06)',
  permit: runSegments,
  params: z.strictObject({ template: z.enum(SEGMENT_TEMPLATES) }),
  body: z.strictObject({ apply: z.boolean(), month: monthSchema.optional() }),
  response: templateRunSchema,
})

export const saveTemplateRules = defineRoute({
  id: 'segments.saveTemplate',
  method: 'PUT',
  path: '/api/segments/templates/:template',
  summary: 'New lines or numbers of a template from a date on',
  permit: configureSegments,
  params: z.strictObject({ template: z.enum(SEGMENT_TEMPLATES) }),
  body: z.strictObject({
    validFrom: z.iso.date(),
    rules: z.array(templateRuleSchema).max(100).optional(),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
    weights: z.partialRecord(z.enum(VALUE_CRITERIA), z.number().min(0).max(100)).optional(),
  }),
  response: z.strictObject({ version: z.string() }),
})

export const setSegmentByHand = defineRoute({
  id: 'segments.setByHand',
  method: 'POST',
  path: '/api/segments/templates/:template/members',
  summary: 'Puts customers into a class by hand, or back under the rules (class null)',
  permit: runSegments,
  params: z.strictObject({ template: z.enum(SEGMENT_TEMPLATES) }),
  body: z.strictObject({
    customerIds: z.array(idSchema).min(1).max(5_000),
    class: z.string().max(20).nullable(),
    reason: z.string().trim().min(1).max(200),
  }),
  response: z.strictObject({ changed: z.int() }),
})

export const valueScore = defineRoute({
  id: 'segments.valueScore',
  method: 'GET',
  path: '/api/customers/:customerId/value-score',
  summary: 'The five value criteria of a customer, opened down to raw rows (SEG-04)',
  permit: readSegments,
  params: z.strictObject({ customerId: idSchema }),
  query: z.strictObject({ month: monthSchema.optional() }),
  response: valueScoreSchema,
})

export const luwanPoints = defineRoute({
  id: 'segments.luwanPoints',
  method: 'GET',
  path: '/api/segments/luwan/points',
  summary: 'Value, loyalty and contribution of every customer as columns (SEG-05)',
  permit: readSegments,
  query: z.strictObject({ month: monthSchema.optional() }),
  response: luwanPointsSchema,
})

export const groupMembers = defineRoute({
  id: 'segments.group',
  method: 'GET',
  path: '/api/segments/groups/:group',
  summary: 'Weak, marginal or high-end customers with the rule and the comparison (SEG-09, SEG-10, SEG-12)',
  permit: readSegments,
  params: z.strictObject({ group: z.enum(CUSTOMER_GROUPS) }),
  query: z.strictObject({ ...pageQuery }),
  response: groupMembersSchema,
})

export const refreshGroups = defineRoute({
  id: 'segments.refreshGroups',
  method: 'POST',
  path: '/api/segments/groups/refresh',
  summary: 'Recomputes the three groups by their rules; flags set by hand stay',
  permit: runSegments,
  body: z.strictObject({ month: monthSchema.optional() }),
  response: z.strictObject({ added: z.int(), removed: z.int() }),
})

export const flagCustomers = defineRoute({
  id: 'segments.flag',
  method: 'POST',
  path: '/api/segments/groups/:group/members',
  summary: 'Puts customers into a group by hand or takes them out, with a reason',
  permit: runSegments,
  params: z.strictObject({ group: z.enum(CUSTOMER_GROUPS) }),
  body: z.strictObject({
    customerIds: z.array(idSchema).min(1).max(5_000),
    member: z.boolean(),
    reason: z.string().trim().min(1).max(200),
  }),
  response: z.strictObject({ changed: z.int() }),
})

export const highEndSummary = defineRoute({
  id: 'segments.highEndSummary',
  method: 'GET',
  path: '/api/segments/high-end/summary',
  summary: 'One page about the high-end customers of a month (SEG-12)',
  permit: readSegments,
  query: z.strictObject({ month: monthSchema.optional() }),
  response: highEndSummarySchema,
})

export const listReratings = defineRoute({
  id: 'segments.reratings',
  method: 'GET',
  path: '/api/segments/reratings',
  summary: 'The monthly re-rating list and its history (SEG-07)',
  permit: readSegments,
  query: reratingListQuerySchema,
  response: reratingListSchema,
})

export const proposeReratings = defineRoute({
  id: 'segments.proposeReratings',
  method: 'POST',
  path: '/api/segments/reratings',
  summary: 'Makes the re-rating list of a closed month; again replaces what is still open',
  permit: runSegments,
  body: z.strictObject({ month: monthSchema }),
  response: z.strictObject({ proposed: z.int(), up: z.int(), down: z.int() }),
})

export const decideReratings = defineRoute({
  id: 'segments.decideReratings',
  method: 'POST',
  path: '/api/segments/reratings/decisions',
  summary: 'Confirms or declines re-ratings in bulk',
  permit: runSegments,
  body: z.strictObject({
    reratingIds: z.array(idSchema).min(1).max(50_000),
    decision: z.enum(['confirmed', 'declined']),
  }),
  response: z.strictObject({ decided: z.int(), undoToken: idSchema.nullable() }),
})

export const potentialTest = defineRoute({
  id: 'segments.potential',
  method: 'GET',
  path: '/api/segments/potential',
  summary: 'Customers worth cultivating, ranked, with the parts of the score (SEG-08)',
  permit: readSegments,
  query: z.strictObject({
    month: monthSchema.optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  response: potentialSchema,
})

export const pickPotential = defineRoute({
  id: 'segments.pickPotential',
  method: 'POST',
  path: '/api/segments/potential/picks',
  summary: 'Takes candidates into the draft of the cultivation directory',
  permit: runSegments,
  body: z.strictObject({ month: monthSchema, customerIds: z.array(idSchema).min(1).max(500) }),
  response: z.strictObject({ picked: z.int() }),
})

export const smallMediumShare = defineRoute({
  id: 'segments.smallMedium',
  method: 'GET',
  path: '/api/segments/small-medium',
  summary: 'The share that small and medium customers have, with the target (SEG-11)',
  permit: readSegments,
  query: z.strictObject({ month: monthSchema.optional() }),
  response: smallMediumSchema,
})
