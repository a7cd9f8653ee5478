/** 订单: the nouns and routes of orders, channels, roll-ups and anomalies. Lines come in by import only (DAT-04). */
import { z } from 'zod'
import { defineRoute } from '../../platform/http/contract.ts'
import { exportQuery, listOf, pageOf, pageQuery } from '../../platform/http/paging.ts'

const id = z.uuid()
const date = z.iso.date()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** 网上, 电话, 自动分配, 手工补单. */
export const ORDER_CHANNELS = ['online', 'phone', 'auto', 'manual'] as const
export type OrderChannel = (typeof ORDER_CHANNELS)[number]

export const ANOMALY_KINDS = [
  'surge',
  'tier_outlier',
  'shared_device',
  'shared_payer',
  'no_order',
  'wrong_weekday',
  'closed_licence',
  'bulk_buyer',
] as const
export type AnomalyKind = (typeof ANOMALY_KINDS)[number]

export const ANOMALY_STATES = ['open', 'checking', 'explained', 'confirmed'] as const

export const orderRowSchema = z.strictObject({
  orderId: id,
  orderDate: date,
  orderNo: z.string(),
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  managerId: id.nullable(),
  channel: z.enum(ORDER_CHANNELS),
  warehouse: z.string().nullable(),
  lines: z.int(),
  quantity: z.int(),
  amountFen: z.int(),
  isReturn: z.boolean(),
})

const filterShape = {
  from: date.optional(),
  to: date.optional(),
  customerId: id.optional(),
  managerId: id.optional(),
  channel: listOf(z.enum(ORDER_CHANNELS)).optional(),
  warehouse: z.string().max(60).optional(),
  isReturn: z.stringbool().optional(),
}

const readOrders = { resource: 'orders', action: 'read' } as const

export const listOrders = defineRoute({
  id: 'orders.list',
  method: 'GET',
  path: '/api/orders',
  summary: 'Orders, newest first; without dates the last 31 days that have any',
  permit: readOrders,
  query: z.strictObject({ ...pageQuery, ...filterShape }),
  response: pageOf(orderRowSchema),
})

export const exportOrders = defineRoute({
  id: 'orders.export',
  method: 'GET',
  path: '/api/orders/export',
  summary: 'The list of orders as a workbook or CSV',
  permit: { resource: 'orders', action: 'export' },
  query: z.strictObject({ ...exportQuery, ...filterShape }),
  response: 'file',
})

export const getOrder = defineRoute({
  id: 'orders.get',
  method: 'GET',
  path: '/api/orders/:orderDate/:orderId',
  summary: 'One order with its lines; read-only for everybody (DAT-04)',
  permit: readOrders,
  params: z.strictObject({ orderDate: date, orderId: id }),
  response: z.strictObject({
    order: orderRowSchema.extend({
      importId: id.nullable(),
      importedAt: z.iso.datetime().nullable(),
      importedByName: z.string().nullable(),
    }),
    lines: z.array(
      z.strictObject({
        lineNo: z.int(),
        productId: id,
        productCode: z.string(),
        productName: z.string(),
        quantity: z.int(),
        amountFen: z.int(),
      }),
    ),
  }),
})

/** DAT-05: every order is in exactly one channel, so the rows sum to the total. */
export const channelReport = defineRoute({
  id: 'orders.channels',
  method: 'GET',
  path: '/api/orders/channels',
  summary: 'Orders, cartons and money by channel and warehouse, summing to the total',
  permit: readOrders,
  query: z.strictObject({ from: date, to: date }),
  response: z.strictObject({
    rows: z.array(
      z.strictObject({
        channel: z.enum(ORDER_CHANNELS),
        warehouse: z.string().nullable(),
        orders: z.int(),
        lines: z.int(),
        quantity: z.int(),
        amountFen: z.int(),
      }),
    ),
    total: z.strictObject({ orders: z.int(), lines: z.int(), quantity: z.int(), amountFen: z.int() }),
  }),
})

export const customerMonths = defineRoute({
  id: 'orders.customerMonths',
  method: 'GET',
  path: '/api/customers/:customerId/months',
  summary: 'Months of one customer, and its goods in them',
  permit: readOrders,
  params: z.strictObject({ customerId: id }),
  query: z.strictObject({ from: month.optional(), to: month.optional() }),
  response: z.strictObject({
    months: z.array(
      z.strictObject({ month, orders: z.int(), lines: z.int(), quantity: z.int(), amountFen: z.int() }),
    ),
    products: z.array(
      z.strictObject({
        productId: id,
        code: z.string(),
        name: z.string(),
        brand: z.string().nullable(),
        quantity: z.int(),
        amountFen: z.int(),
        lastOrderedOn: date,
      }),
    ),
  }),
})

export const monthlySales = defineRoute({
  id: 'orders.monthly',
  method: 'GET',
  path: '/api/orders/monthly',
  summary: 'Sales by month and one of manager, product, brand or price class, from the roll-up',
  permit: readOrders,
  query: z.strictObject({
    from: month,
    to: month,
    by: z.enum(['manager', 'product', 'brand', 'priceClass', 'none']).default('none'),
  }),
  response: z.strictObject({
    rows: z.array(
      z.strictObject({
        month,
        key: z.string(),
        name: z.string(),
        quantity: z.int(),
        amountFen: z.int(),
        lines: z.int(),
      }),
    ),
  }),
})

export const anomalySchema = z.strictObject({
  anomalyId: id,
  kind: z.enum(ANOMALY_KINDS),
  customerId: id,
  customerCode: z.string(),
  customerName: z.string(),
  managerId: id.nullable(),
  managerName: z.string().nullable(),
  /** First day of the cycle, month or day it is about. */
  date,
  productId: id.nullable(),
  productName: z.string().nullable(),
  /** Numbers that made the rule fire, and ids of the rows behind them. */
  evidence: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  ),
  ruleVersion: z.string(),
  state: z.enum(ANOMALY_STATES),
  note: z.string().nullable(),
  foundAt: z.iso.datetime(),
  handledAt: z.iso.datetime().nullable(),
  handledByName: z.string().nullable(),
})

export const listAnomalies = defineRoute({
  id: 'orders.anomalies',
  method: 'GET',
  path: '/api/orders/anomalies',
  summary: 'Odd orders with evidence and handling state (DEM-06)',
  permit: readOrders,
  query: z.strictObject({
    ...pageQuery,
    kind: listOf(z.enum(ANOMALY_KINDS)).optional(),
    state: listOf(z.enum(ANOMALY_STATES)).optional(),
    customerId: id.optional(),
    managerId: id.optional(),
    from: date.optional(),
    to: date.optional(),
  }),
  response: pageOf(anomalySchema),
})

export const handleAnomaly = defineRoute({
  id: 'orders.handleAnomaly',
  method: 'POST',
  path: '/api/orders/anomalies/:anomalyId',
  summary: 'Records what checking an odd order found',
  permit: { resource: 'imports', action: 'run' },
  params: z.strictObject({ anomalyId: id }),
  body: z.strictObject({
    state: z.enum(ANOMALY_STATES),
    note: z.string().trim().max(500).optional(),
  }),
  response: z.strictObject({ state: z.enum(ANOMALY_STATES) }),
})

export const referenceYear = defineRoute({
  id: 'orders.referenceYear',
  method: 'GET',
  path: '/api/orders/reference-year',
  summary: 'The year guideline numbers start from, and the years there is data for (DAT-10)',
  permit: readOrders,
  response: z.strictObject({
    year: z.int().nullable(),
    ruleVersion: z.string(),
    available: z.array(
      z.strictObject({ year: z.int(), months: z.int(), quantity: z.int(), amountFen: z.int() }),
    ),
  }),
})

export const setReferenceYear = defineRoute({
  id: 'orders.setReferenceYear',
  method: 'PUT',
  path: '/api/orders/reference-year',
  summary: 'Chooses the reference year',
  permit: { resource: 'segments', action: 'configure' },
  body: z.strictObject({ year: z.int().min(1990).max(2100) }),
  response: z.strictObject({ year: z.int() }),
})
