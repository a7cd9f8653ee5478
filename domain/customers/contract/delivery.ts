import { z } from 'zod'
import { dateSchema, idSchema } from './customer.ts'

export const deliveryLineSchema = z.strictObject({
  lineId: idSchema,
  code: z.string(),
  name: z.string(),
  unitId: idSchema.nullable(),
  warehouse: z.string().nullable(),
  orderWeekdays: z.array(z.int().min(1).max(7)),
  deliverymanId: idSchema.nullable(),
  deliverymanName: z.string().nullable(),
  monopolyOfficerId: idSchema.nullable(),
  monopolyOfficerName: z.string().nullable(),
  phoneAgentId: idSchema.nullable(),
  phoneAgentName: z.string().nullable(),
  customers: z.int(),
  /** Cartons of the mean month of the last three. */
  quantity: z.number(),
  /** Middle of its located customers. */
  lon: z.number().nullable(),
  lat: z.number().nullable(),
})

export const deliveryLineDraftSchema = z.strictObject({
  code: z.string().trim().min(1).max(30),
  name: z.string().trim().min(1).max(60),
  unitId: idSchema.nullable().optional(),
  warehouse: z.string().trim().max(60).nullable().optional(),
  orderWeekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  deliverymanId: idSchema.nullable().optional(),
  monopolyOfficerId: idSchema.nullable().optional(),
  phoneAgentId: idSchema.nullable().optional(),
})

export const lineLoadSchema = z.strictObject({
  lineId: idSchema,
  name: z.string(),
  weekday: z.int(),
  customersBefore: z.int(),
  customersAfter: z.int(),
  quantityBefore: z.number(),
  quantityAfter: z.number(),
})

/** DAT-07: where moved customers should go, with the load of every line and day before and after. */
export const moveProposalSchema = z.strictObject({
  proposalId: idSchema,
  state: z.enum(['draft', 'approved', 'rejected', 'undone']),
  createdAt: z.iso.datetime(),
  createdByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedByName: z.string().nullable(),
  effectiveFrom: dateSchema,
  moves: z.array(
    z.strictObject({
      customerId: idSchema,
      code: z.string(),
      name: z.string(),
      lon: z.number().nullable(),
      lat: z.number().nullable(),
      lineBefore: idSchema.nullable(),
      lineAfter: idSchema.nullable(),
      weekdayBefore: z.int().nullable(),
      weekdayAfter: z.int().nullable(),
      /** Kilometres to the nearest stop of the proposed line. */
      distanceKm: z.number().nullable(),
      /** `nearest`, `nearest_with_room`, `no_position`, `by_hand`. */
      reason: z.string(),
    }),
  ),
  loads: z.array(lineLoadSchema),
})

export const debitRowSchema = z.strictObject({
  debitId: idSchema,
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  debitDate: dateSchema,
  amountFen: z.int(),
  result: z.enum(['paid', 'failed', 'reversed']),
  reason: z.string().nullable(),
})

/** DAT-09: customers that next month's plan should call at once more, with the reason. */
export const debitSignalSchema = z.strictObject({
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  managerId: idSchema.nullable(),
  failed: z.int(),
  lastFailedOn: dateSchema,
  reason: z.literal('DAT-09'),
})
