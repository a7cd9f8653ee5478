import { z } from 'zod'
import { defineRule } from '../../platform/rules/index.ts'
import type { AnomalySettings } from './rules.ts'

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

const anomalySettingsSchema = z.strictObject({
  windowDays: z.int().min(7).max(120),
  surgePercent: z.int().min(110).max(1000),
  surgeMinimumCartons: z.int().min(0).max(10_000),
  tierSigmas: z.number().min(1).max(10),
  tierMinimumPeers: z.int().min(3).max(1000),
  missedCycles: z.int().min(1).max(12),
  weekdayToleranceDays: z.int().min(0).max(3),
  bulkCartons: z.int().min(1).max(100_000),
  bulkTimes: z.number().min(1).max(100),
})

/** Surge 200 % and the bulk rule (1,000 cartons, four times the mean) as practised; the rest are our proposals. */
export const anomalySettings = defineRule<AnomalySettings>({
  id: 'orders.anomalies',
  schema: anomalySettingsSchema,
  default: {
    windowDays: 35,
    surgePercent: 200,
    surgeMinimumCartons: 10,
    tierSigmas: 3,
    tierMinimumPeers: 10,
    missedCycles: 2,
    weekdayToleranceDays: 0,
    bulkCartons: 1000,
    bulkTimes: 4,
  },
  source: 'DEM-06',
  title: { zh: '异常订单的判定', en: 'When an order is odd' },
  clause: {
    zh: (v) =>
      `最近 ${v.windowDays} 天内：单品规订量达前三次均值的 ${v.surgePercent}% 且多出 ${v.surgeMinimumCartons} 条以上为激增；月订量偏离同档均值 ${v.tierSigmas} 倍标准差为离群；连续 ${v.missedCycles} 个订货周期无订单为断订；订货日偏差超过 ${v.weekdayToleranceDays} 天为非约定日订货；月订量超过 ${v.bulkCartons} 条且超过同类市场均值 ${v.bulkTimes} 倍为大户。`,
    en: (v) =>
      `Within the last ${v.windowDays} days: a product at ${v.surgePercent} % of the mean of the three orders before and ${v.surgeMinimumCartons} cartons more is a surge; a month beyond ${v.tierSigmas} standard deviations of its tier an outlier; ${v.missedCycles} order cycles without an order a gap; more than ${v.weekdayToleranceDays} days off the order day a wrong weekday; above ${v.bulkCartons} cartons and ${v.bulkTimes} times the mean of its market a bulk buyer.`,
  },
})

/** DAT-10: the named past year that guideline numbers start from; 0 = the last whole year with data. */
export const referenceYearRule = defineRule<number>({
  id: 'orders.reference-year',
  schema: z.int().refine((year) => year === 0 || (year >= 1990 && year <= 2100)),
  default: 0,
  source: 'DAT-10',
  title: { zh: '参考年份', en: 'Reference year' },
  clause: {
    zh: (year) => (year === 0 ? '指导数据以最近一个完整年度为参考。' : `指导数据以 ${year} 年为参考。`),
    en: (year) =>
      year === 0
        ? 'Guideline numbers start from the last whole year.'
        : `Guideline numbers start from the year ${year}.`,
  },
})
