import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { exportQuery } from '../../../platform/http/paging.ts'
import { dateText } from '../../../platform/http/values.ts'
import { indicatorUnit, whereText } from '../../../platform/indicators/contract.ts'
import { permit } from '../../people/contract.ts'

export const month = z.string().regex(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/)
const indicatorId = z.string().regex(/^[a-z][a-z0-9_]*$/)
const nullableNumber = z.number().nullable()

/** 规范, 效率, 成本, 服务. */
export const QUADRANTS = ['standard', 'efficiency', 'cost', 'service'] as const
export type Quadrant = (typeof QUADRANTS)[number]

/** One number with what it is compared with. Null where the number is not known, which is not zero. */
export const figure = z.object({
  id: z.string(),
  unit: indicatorUnit,
  value: nullableNumber,
  previous: nullableNumber,
  lastYear: nullableNumber,
  /** Of the month: its parts, where it is a ratio. */
  numerator: z.number().optional(),
  denominator: z.number().optional(),
  /** One value per month of `months`; absent where no history is kept. */
  series: z.array(nullableNumber).optional(),
  /** Whether more is better, for the colour of a change. */
  better: z.enum(['more', 'less', 'neither']),
  /** First and last day it is asked for, to look it up with its rows. */
  from: z.iso.date(),
  to: z.iso.date(),
  hidden: z.boolean().optional(),
})
export type Figure = z.infer<typeof figure>

export const dashboardGroup = z.object({
  /** Id of the department or customer manager; null = nobody looks after them. */
  key: z.string().nullable(),
  name: z.string(),
  nameEn: z.string(),
  quantity: nullableNumber,
  previous: nullableNumber,
  lastYear: nullableNumber,
  amountFen: nullableNumber,
  orderingCustomers: nullableNumber,
  activeCustomers: z.number().int(),
  silentCustomers: z.number().int(),
  hidden: z.boolean().optional(),
})
export type DashboardGroup = z.infer<typeof dashboardGroup>

const mover = z.object({
  customerId: z.uuid(),
  code: z.string(),
  name: z.string(),
  managerName: z.string().nullable(),
  quantity: z.number(),
  previous: z.number(),
})
export type Mover = z.infer<typeof mover>

export const dashboardView = z.object({
  /** Null as long as there are no orders. */
  month: month.nullable(),
  isPartial: z.boolean(),
  latestOrderDate: z.iso.date().nullable(),
  today: z.iso.date(),
  months: z.array(month),
  /** How far the numbers reach, for the line under the title. */
  scope: z.string(),
  /** The newest month that has visit plans. */
  plannedMonth: month.nullable(),
  /** January and February compare badly month by month: when Spring Festival lay in each year. */
  festival: z.object({ thisYear: z.iso.date(), lastYear: z.iso.date(), months: z.array(month) }).nullable(),
  quadrants: z.record(z.enum(QUADRANTS), z.array(figure)),
  trend: z.object({
    quantity: z.array(nullableNumber),
    amountFen: z.array(nullableNumber),
    orderingCustomers: z.array(nullableNumber),
    /** Quantity twelve months before each month. */
    lastYear: z.array(nullableNumber),
  }),
  by: z.enum(['department', 'manager']),
  groups: z.array(dashboardGroup),
  priceClasses: z.array(
    z.object({
      priceClass: z.number().int().nullable(),
      quantity: z.number(),
      share: nullableNumber,
      shareLastYear: nullableNumber,
    }),
  ),
  classShare: figure,
  brandConcentration: figure,
  /** The largest brands of the month. */
  brands: z.array(
    z.object({ brand: z.string(), quantity: z.number(), previous: nullableNumber, share: nullableNumber }),
  ),
  movers: z.object({ falls: z.array(mover), rises: z.array(mover) }),
})
export type DashboardView = z.infer<typeof dashboardView>

export const getDashboard = defineRoute({
  id: 'insight.dashboard',
  method: 'GET',
  path: '/api/insight/dashboard',
  summary: 'Everything a dashboard shows for one month, within the reach of the person asking',
  permit: permit('brand-analysis', 'read'),
  query: z.strictObject({
    /** Absent: the last whole month. */
    month: month.optional(),
    by: z.enum(['department', 'manager']).optional(),
  }),
  response: dashboardView,
})

export const exportDashboard = defineRoute({
  id: 'insight.export',
  method: 'GET',
  path: '/api/insight/dashboard/export',
  summary: 'The dashboard as a workbook: numbers with their formulas, trend, groups, price classes, movers',
  permit: permit('brand-analysis', 'export'),
  query: z.strictObject({ month: month.optional(), by: z.enum(['department', 'manager']).optional() }),
  response: 'file',
})

const breakdownView = z.object({
  definitionVersion: z.number().int(),
  unit: indicatorUnit,
  rows: z.array(
    z.object({
      /** Id or code; null = none. */
      key: z.string().nullable(),
      name: z.string(),
      nameEn: z.string(),
      value: nullableNumber,
      previous: nullableNumber,
      lastYear: nullableNumber,
      numerator: z.number().optional(),
      denominator: z.number().optional(),
      hidden: z.boolean().optional(),
    }),
  ),
})
export type BreakdownView = z.infer<typeof breakdownView>

export const getBreakdown = defineRoute({
  id: 'insight.breakdown',
  method: 'GET',
  path: '/api/insight/indicators/:indicatorId/breakdown',
  summary: 'A number by one of its dimensions, with names and comparisons',
  permit: permit('brand-analysis', 'read'),
  params: z.strictObject({ indicatorId }),
  query: z.strictObject({
    from: dateText,
    to: dateText,
    by: z.string().regex(/^[a-z][a-zA-Z]*$/),
    where: whereText.optional(),
  }),
  response: breakdownView,
})

export const exportRows = defineRoute({
  id: 'insight.exportRows',
  method: 'GET',
  path: '/api/insight/indicators/:indicatorId/export',
  summary: 'The rows behind a number as a workbook or CSV',
  permit: permit('brand-analysis', 'export'),
  params: z.strictObject({ indicatorId }),
  query: z.strictObject({
    from: dateText,
    to: dateText,
    where: whereText.optional(),
    columns: exportQuery.columns,
    format: exportQuery.format,
  }),
  response: 'file',
})
