import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { pageOf, pageQuery } from '../../../platform/http/paging.ts'
import { dateSchema, idSchema } from './customer.ts'
import {
  debitRowSchema,
  debitSignalSchema,
  deliveryLineDraftSchema,
  deliveryLineSchema,
  moveProposalSchema,
} from './delivery.ts'

const readCustomers = { resource: 'customers', action: 'read' } as const
const updateCustomers = { resource: 'customers', action: 'update' } as const
const byLine = z.strictObject({ lineId: idSchema })
const byProposal = z.strictObject({ proposalId: idSchema })

export const listDeliveryLines = defineRoute({
  id: 'delivery.lines',
  method: 'GET',
  path: '/api/delivery-lines',
  summary: 'Delivery lines with their people, order days and load (DAT-06, DAT-07)',
  permit: readCustomers,
  response: z.strictObject({ lines: z.array(deliveryLineSchema) }),
})

export const createDeliveryLine = defineRoute({
  id: 'delivery.createLine',
  method: 'POST',
  path: '/api/delivery-lines',
  summary: 'A new delivery line',
  permit: updateCustomers,
  body: deliveryLineDraftSchema,
  response: z.strictObject({ lineId: idSchema }),
})

export const updateDeliveryLine = defineRoute({
  id: 'delivery.updateLine',
  method: 'PATCH',
  path: '/api/delivery-lines/:lineId',
  summary: 'Changes a line; its customers have the new deliveryman at once',
  permit: updateCustomers,
  params: byLine,
  body: deliveryLineDraftSchema.partial(),
  response: z.strictObject({ lineId: idSchema }),
})

export const proposeMoves = defineRoute({
  id: 'delivery.proposeMoves',
  method: 'POST',
  path: '/api/delivery-lines/proposals',
  summary: 'Proposes line and order day for customers that moved; new positions may come along',
  permit: updateCustomers,
  body: z.strictObject({
    customers: z
      .array(
        z.strictObject({
          customerId: idSchema,
          lon: z.number().min(-180).max(180).optional(),
          lat: z.number().min(-90).max(90).optional(),
        }),
      )
      .min(1)
      .max(2_000),
    effectiveFrom: dateSchema,
  }),
  response: moveProposalSchema,
})

export const listMoves = defineRoute({
  id: 'delivery.proposals',
  method: 'GET',
  path: '/api/delivery-lines/proposals',
  summary: 'Proposals of moved customers, newest first',
  permit: readCustomers,
  response: z.strictObject({
    proposals: z.array(
      moveProposalSchema
        .pick({
          proposalId: true,
          state: true,
          createdAt: true,
          createdByName: true,
          decidedAt: true,
          effectiveFrom: true,
        })
        .extend({ customers: z.int() }),
    ),
  }),
})

export const getMoves = defineRoute({
  id: 'delivery.proposal',
  method: 'GET',
  path: '/api/delivery-lines/proposals/:proposalId',
  summary: 'One proposal with all loads before and after',
  permit: readCustomers,
  params: byProposal,
  response: moveProposalSchema,
})

export const editMoves = defineRoute({
  id: 'delivery.editProposal',
  method: 'PATCH',
  path: '/api/delivery-lines/proposals/:proposalId',
  summary: 'Sets line and day of customers in a draft by hand; loads come back recomputed',
  permit: updateCustomers,
  params: byProposal,
  body: z.strictObject({
    moves: z
      .array(z.strictObject({ customerId: idSchema, lineId: idSchema, weekday: z.int().min(1).max(7) }))
      .min(1)
      .max(2_000),
  }),
  response: moveProposalSchema,
})

export const decideMoves = defineRoute({
  id: 'delivery.decideProposal',
  method: 'POST',
  path: '/api/delivery-lines/proposals/:proposalId/decision',
  summary: 'Approves, rejects or takes back a proposal; on approval archives and plans follow',
  permit: { resource: 'segments', action: 'configure' },
  params: byProposal,
  body: z.strictObject({ decision: z.enum(['approve', 'reject', 'undo']) }),
  response: moveProposalSchema,
})

export const listDebits = defineRoute({
  id: 'delivery.debits',
  method: 'GET',
  path: '/api/debits',
  summary: 'Results of electronic debits',
  permit: { resource: 'orders', action: 'read' },
  query: z.strictObject({
    ...pageQuery,
    customerId: idSchema.optional(),
    from: dateSchema.optional(),
    to: dateSchema.optional(),
    result: z.enum(['paid', 'failed', 'reversed']).optional(),
  }),
  response: pageOf(debitRowSchema),
})

export const debitSignals = defineRoute({
  id: 'delivery.debitSignals',
  method: 'GET',
  path: '/api/debits/signals',
  summary: 'Customers with repeated failed debits, for next month’s extra visits (DAT-09)',
  permit: readCustomers,
  query: z.strictObject({ date: dateSchema.optional() }),
  response: z.strictObject({ rows: z.array(debitSignalSchema) }),
})
