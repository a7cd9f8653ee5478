import { z } from 'zod'
import { defineRule } from '../../platform/rules/index.ts'

/** R1: what happens to an order line of a shop whose licence had ended or was stopped on the order date. */
export const licenceGate = defineRule<'reject' | 'flag'>({
  id: 'orders.licence-gate',
  schema: z.enum(['reject', 'flag']),
  default: 'reject',
  source: 'R1',
  title: { zh: '无有效许可证的订单', en: 'Orders without a valid licence' },
  clause: {
    zh: (value) =>
      value === 'reject'
        ? '订货日许可证已过期、停业或注销的订单不予导入，退回并注明原因。'
        : '订货日许可证已过期、停业或注销的订单照常导入，并列为异常订单。',
    en: (value) =>
      value === 'reject'
        ? 'Orders dated after the licence ended or was stopped are not imported and come back with the reason.'
        : 'Orders dated after the licence ended or was stopped are imported and listed as odd orders.',
  },
})
