/** What the first page of each role shows besides the dashboard. */
import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { permit } from '../../people/contract.ts'
import { month } from './dashboard.ts'

const id = z.uuid()
const date = z.iso.date()

/** Why somebody should look at a customer. */
export const ATTENTION_REASONS = ['silent', 'expiring', 'expired', 'falling', 'missing', 'anomaly'] as const
export type AttentionReason = (typeof ATTENTION_REASONS)[number]

export const getAttention = defineRoute({
  id: 'insight.attention',
  method: 'GET',
  path: '/api/insight/attention',
  summary:
    'Customers in reach that need a look, the most pressing first, with the reasons and how many there are',
  permit: permit('customers', 'read'),
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(8) }),
  response: z.object({
    counts: z.record(z.enum(ATTENTION_REASONS), z.number().int()),
    customers: z.array(
      z.object({
        customerId: id,
        code: z.string(),
        name: z.string(),
        managerName: z.string().nullable(),
        reasons: z.array(
          z.object({
            reason: z.enum(ATTENTION_REASONS),
            /** Last order, end of the licence. */
            date: date.nullable(),
            /** Days without an order or to the end of the licence; cartons of the month as a share of the mean. */
            value: z.number().nullable(),
          }),
        ),
      }),
    ),
  }),
})

export const getVisitDay = defineRoute({
  id: 'insight.visitDay',
  method: 'GET',
  path: '/api/insight/visit-day',
  summary: 'The own visits of today, or of the next day that has any',
  permit: permit('visit-plans', 'read'),
  response: z.object({
    today: date,
    /** Null: no visit is planned from today on. */
    day: z
      .object({
        date,
        planId: id,
        planState: z.string(),
        visits: z.array(
          z.object({
            customerId: id,
            code: z.string(),
            name: z.string(),
            address: z.string().nullable(),
            arriveMinute: z.number(),
            departMinute: z.number(),
            joint: z.array(z.string()),
            measures: z.array(z.string()),
          }),
        ),
      })
      .nullable(),
  }),
})

export const getBrands = defineRoute({
  id: 'insight.brands',
  method: 'GET',
  path: '/api/insight/brands',
  summary: 'Brands of a month with quantity, change and coverage, and the goods that are new',
  permit: permit('brand-analysis', 'read'),
  query: z.strictObject({
    month: month.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(8),
  }),
  response: z.object({
    month: month.nullable(),
    activeCustomers: z.number().int(),
    brands: z.array(
      z.object({
        brand: z.string(),
        products: z.number().int(),
        quantity: z.number(),
        previous: z.number().nullable(),
        lastYear: z.number().nullable(),
        buyers: z.number().int(),
        coverage: z.number().nullable(),
      }),
    ),
    newProducts: z.array(
      z.object({
        productId: id,
        name: z.string(),
        brand: z.string().nullable(),
        since: date,
        quantity: z.number(),
        previous: z.number().nullable(),
        buyers: z.number().int(),
        coverage: z.number().nullable(),
      }),
    ),
  }),
})

export const getOwnShop = defineRoute({
  id: 'insight.ownShop',
  method: 'GET',
  path: '/api/insight/own-shop',
  summary: 'For a shop: its months of orders, who looks after it, how long its licence is valid',
  permit: permit('orders', 'read'),
  response: z.object({
    shop: z
      .object({
        code: z.string(),
        name: z.string(),
        managerName: z.string().nullable(),
        orderWeekday: z.number().int().nullable(),
        licenceNo: z.string().nullable(),
        licenceValidTo: date.nullable(),
        /** Negative: it has ended. */
        licenceDaysLeft: z.number().int().nullable(),
        lastOrderDate: date.nullable(),
        nextVisit: date.nullable(),
      })
      .nullable(),
    months: z.array(
      z.object({ month, orders: z.number().int(), quantity: z.number(), amountFen: z.number() }),
    ),
  }),
})

/** A fair sample: drawn from a seed that everybody can repeat, not chosen. */
export const getSample = defineRoute({
  id: 'insight.sample',
  method: 'GET',
  path: '/api/insight/sample',
  summary: 'Customers drawn for this week, with what the archive, the orders and the plan say of them',
  permit: permit('supervision', 'create'),
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(8) }),
  response: z.object({
    seed: z.string(),
    population: z.number().int(),
    customers: z.array(
      z.object({
        customerId: id,
        code: z.string(),
        name: z.string(),
        unitName: z.string().nullable(),
        managerName: z.string().nullable(),
        lastOrderDate: date.nullable(),
        nextVisit: date.nullable(),
        missing: z.number().int(),
        anomalies: z.number().int(),
      }),
    ),
  }),
})
