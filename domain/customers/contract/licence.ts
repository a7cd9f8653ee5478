import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/paging.ts'
import { idSchema } from './customer.ts'
import { LICENCE_STATES } from './words.ts'

export const licenceRowSchema = z.strictObject({
  customerId: idSchema,
  code: z.string(),
  name: z.string(),
  managerId: idSchema.nullable(),
  managerName: z.string().nullable(),
  state: z.enum(LICENCE_STATES),
  licenceNo: z.string().nullable(),
  validTo: z.string().nullable(),
  daysLeft: z.int().nullable(),
  /** 60, 30 or 7 when a reminder of that step is due; null otherwise. */
  reminderDays: z.int().nullable(),
})

export const licenceListQuerySchema = z.strictObject({
  ...pageQuery,
  /** `due` = expiring within the first reminder step; `closed` = no supply allowed. */
  show: z.enum(['due', 'closed', 'all']).default('due'),
  managerId: idSchema.optional(),
})
export const licenceListSchema = pageOf(licenceRowSchema)
