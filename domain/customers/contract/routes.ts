import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { listOf, pageOf, pageQuery } from '../../../platform/http/paging.ts'
import {
  customerChangesSchema,
  customerPageSchema,
  dateSchema,
  fieldHistorySchema,
  idSchema,
  TIMELINE_KINDS,
  timelineSchema,
} from './customer.ts'
import { licenceListQuerySchema, licenceListSchema } from './licence.ts'
import {
  bulkChangeSchema,
  bulkResultSchema,
  customerExportQuerySchema,
  customerFilterSchema,
  customerListQuerySchema,
  customerListSchema,
  customerMapSchema,
  customerOptionsSchema,
  missingReportSchema,
  selectionSchema,
  unclassifiedSchema,
} from './list.ts'
import { CUSTOMER_FIELDS } from './words.ts'

const readCustomers = { resource: 'customers', action: 'read' } as const
const updateCustomers = { resource: 'customers', action: 'update' } as const
const byCustomer = z.strictObject({ customerId: idSchema })

export const listCustomers = defineRoute({
  id: 'customers.list',
  method: 'GET',
  path: '/api/customers',
  summary: 'One page of customers with the filters of the address line',
  permit: readCustomers,
  query: customerListQuerySchema,
  response: customerListSchema,
})

export const mapCustomers = defineRoute({
  id: 'customers.map',
  method: 'GET',
  path: '/api/customers/map',
  summary: 'All customers of the filter as compact columns for the map',
  permit: readCustomers,
  query: customerFilterSchema,
  response: customerMapSchema,
})

export const exportCustomers = defineRoute({
  id: 'customers.export',
  method: 'GET',
  path: '/api/customers/export',
  summary: 'The list as a workbook or CSV: same filters, order, columns and masks',
  permit: { resource: 'customers', action: 'export' },
  query: customerExportQuerySchema,
  response: 'file',
})

export const customerOptions = defineRoute({
  id: 'customers.options',
  method: 'GET',
  path: '/api/customers/options',
  summary: 'What the filters offer, with counts inside the present filter',
  permit: readCustomers,
  query: customerFilterSchema,
  response: customerOptionsSchema,
})

export const missingReport = defineRoute({
  id: 'customers.missing',
  method: 'GET',
  path: '/api/customers/missing',
  summary: 'Blank required fields by customer manager; totals count every blank once (DAT-01)',
  permit: readCustomers,
  query: customerFilterSchema,
  response: missingReportSchema,
})

export const unclassifiedCustomers = defineRoute({
  id: 'customers.unclassified',
  method: 'GET',
  path: '/api/customers/unclassified',
  summary: 'Customers that are not classified and so keep a month from being planned (DAT-02)',
  permit: readCustomers,
  query: z.strictObject({ managerId: idSchema.optional() }),
  response: unclassifiedSchema,
})

export const licenceList = defineRoute({
  id: 'customers.licences',
  method: 'GET',
  path: '/api/customers/licences',
  summary: 'Licences that end soon (60, 30, 7 days) or keep supply closed (DAT-08)',
  permit: readCustomers,
  query: licenceListQuerySchema,
  response: licenceListSchema,
})

export const getCustomer = defineRoute({
  id: 'customers.get',
  method: 'GET',
  path: '/api/customers/:customerId',
  summary: 'One customer: fields with source, author and time, people, segments with reasons, 24 months',
  permit: readCustomers,
  params: byCustomer,
  response: customerPageSchema,
})

export const customerTimeline = defineRoute({
  id: 'customers.timeline',
  method: 'GET',
  path: '/api/customers/:customerId/timeline',
  summary: 'Orders, changes, visits, calls and reminders in one stream, newest first',
  permit: readCustomers,
  params: byCustomer,
  query: z.strictObject({
    before: z.string().optional(),
    kinds: listOf(z.enum(TIMELINE_KINDS)).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: timelineSchema,
})

export const fieldHistory = defineRoute({
  id: 'customers.fieldHistory',
  method: 'GET',
  path: '/api/customers/:customerId/fields/:field',
  summary: 'All values a field has had',
  permit: readCustomers,
  params: z.strictObject({ customerId: idSchema, field: z.enum(CUSTOMER_FIELDS) }),
  response: fieldHistorySchema,
})

export const createCustomer = defineRoute({
  id: 'customers.create',
  method: 'POST',
  path: '/api/customers',
  summary: 'A new customer enters the network (新户入网)',
  permit: { resource: 'customers', action: 'create' },
  body: z.strictObject({
    code: z.string().trim().min(1).max(40),
    fields: customerChangesSchema.extend({ name: z.string().trim().min(1).max(120) }),
    managerId: idSchema.optional(),
    note: z.string().trim().max(200).optional(),
  }),
  response: z.strictObject({ customerId: idSchema }),
})

export const updateCustomer = defineRoute({
  id: 'customers.update',
  method: 'PATCH',
  path: '/api/customers/:customerId',
  summary: 'Writes fields; where the policy only allows proposing, a proposal for the clerk is kept instead',
  permit: updateCustomers,
  params: byCustomer,
  body: z.strictObject({
    fields: customerChangesSchema,
    /** The page's version; another version in the meantime answers 409 with CUS-02. */
    version: z.int().optional(),
    source: z.enum(['desk', 'visit', 'shop']).default('desk'),
    note: z.string().trim().max(200).optional(),
  }),
  response: z.strictObject({
    version: z.int(),
    changed: z.array(z.enum(CUSTOMER_FIELDS)),
    proposalId: idSchema.nullable(),
  }),
})

export const bulkCustomers = defineRoute({
  id: 'customers.bulk',
  method: 'POST',
  path: '/api/customers/bulk',
  summary: 'One change to many customers; the answer holds the token that takes it back',
  permit: updateCustomers,
  body: z.strictObject({ selection: selectionSchema, change: bulkChangeSchema }),
  response: bulkResultSchema,
})

export const undoCustomers = defineRoute({
  id: 'customers.undo',
  method: 'POST',
  path: '/api/customers/undo/:undoToken',
  summary: 'Puts back the values before a bulk action, where nobody has changed them since',
  permit: updateCustomers,
  params: z.strictObject({ undoToken: idSchema }),
  response: z.strictObject({ restored: z.int(), kept: z.int() }),
})

export const listCustomerProposals = defineRoute({
  id: 'customers.proposals',
  method: 'GET',
  path: '/api/customer-proposals',
  summary: 'Changes that customer managers and shops propose to the archive',
  permit: readCustomers,
  query: z.strictObject({ ...pageQuery, state: listOf(z.enum(['open', 'accepted', 'declined'])).optional() }),
  response: pageOf(
    z.strictObject({
      proposalId: idSchema,
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      fields: z.record(z.string(), z.strictObject({ before: z.unknown(), after: z.unknown() })),
      note: z.string().nullable(),
      proposedByName: z.string().nullable(),
      proposedAt: z.iso.datetime(),
      state: z.enum(['open', 'accepted', 'declined']),
    }),
  ),
})

export const decideCustomerProposal = defineRoute({
  id: 'customers.decideProposal',
  method: 'POST',
  path: '/api/customer-proposals/:proposalId',
  summary: 'Accepts or declines a proposed change; never one’s own',
  permit: { resource: 'customer-identity', action: 'update' },
  params: z.strictObject({ proposalId: idSchema }),
  body: z.strictObject({
    decision: z.enum(['accepted', 'declined']),
    note: z.string().trim().max(200).optional(),
  }),
  response: z.strictObject({ changed: z.array(z.enum(CUSTOMER_FIELDS)) }),
})

export const assignmentHistory = defineRoute({
  id: 'customers.assignments',
  method: 'GET',
  path: '/api/customers/:customerId/assignments',
  summary: 'Who looked after the customer, by post and date',
  permit: readCustomers,
  params: byCustomer,
  response: z.strictObject({
    rows: z.array(
      z.strictObject({
        post: z.string(),
        personId: idSchema,
        name: z.string(),
        validFrom: dateSchema,
        validTo: dateSchema.nullable(),
      }),
    ),
  }),
})
