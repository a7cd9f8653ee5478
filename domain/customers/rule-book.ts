import { z } from 'zod'
import { defineRule } from '../../platform/rules/index.ts'
import { CUSTOMER_FIELDS, type CustomerField } from './contract/words.ts'

/** DAT-08: days before a licence ends on which somebody is reminded. */
export const licenceReminders = defineRule<readonly number[]>({
  id: 'customers.licence-reminders',
  schema: z
    .array(z.int().min(1).max(365))
    .min(1)
    .max(6)
    .refine((days) => days.every((day, index) => index === 0 || day < days[index - 1]!)),
  default: [60, 30, 7],
  unit: 'days',
  source: 'DAT-08',
  title: { zh: '许可证到期提醒', en: 'Licence reminders' },
  clause: {
    zh: (days) => `许可证到期前 ${days.join('、')} 天各提醒一次。`,
    en: (days) => `Reminders go out ${days.join(', ')} days before a licence ends.`,
  },
})

/** DAT-01: which empty fields count as missing. `lon` stands for the position on the map. */
export const requiredFields = defineRule<readonly CustomerField[]>({
  id: 'customers.required-fields',
  schema: z.array(z.enum(CUSTOMER_FIELDS)).min(1),
  default: [
    'address',
    'lon',
    'contactName',
    'phone',
    'licenceNo',
    'licenceValidTo',
    'format',
    'marketType',
    'scale',
    'tier',
    'valueGroup',
    'managerId',
    'deliveryLineId',
    'orderWeekday',
    'visitsPerMonth',
    'serviceMinutes',
  ],
  source: 'DAT-01',
  title: { zh: '档案必填项', en: 'Required fields of the archive' },
  clause: {
    zh: (fields) => `客户档案共有 ${fields.length} 个必填项，空缺计入所属客户经理的待补清单。`,
    en: (fields) =>
      `The archive has ${fields.length} required fields; blanks are listed with the customer manager.`,
  },
})

/** DAT-02: what a customer must have before the month can be planned. */
export const planningFields = defineRule<readonly CustomerField[]>({
  id: 'customers.planning-fields',
  schema: z.array(z.enum(CUSTOMER_FIELDS)),
  default: ['format', 'valueGroup', 'visitsPerMonth'],
  source: 'DAT-02',
  title: { zh: '编制计划前必须完成的分类', en: 'Classification needed before planning' },
  clause: {
    zh: (fields) => `名下客户的 ${fields.length} 项分类信息齐全后，方可编制下月拜访计划。`,
    en: (fields) => `A month is planned only when all customers have these ${fields.length} fields.`,
  },
})
