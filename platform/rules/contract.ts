/** 规则手册: every number a company may set, from which day, and why. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { dateText } from '../http/values.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
const ruleId = z.string().regex(/^[a-z][a-z-]*\.[a-z0-9][a-z0-9-]*$/)
const ruleParams = z.strictObject({ ruleId })
const read = { resource: 'rule-book', action: 'read' } as const

/** One value with the sentence it makes. */
const valueView = z.object({
  version: z.number().int(),
  validFrom: z.iso.date(),
  value: z.unknown(),
  clause: bilingual,
})

export const ruleView = valueView.extend({
  ruleId,
  title: bilingual,
  unit: z.string().nullable(),
  source: z.string(),
  default: z.unknown(),
  isDefault: z.boolean(),
  /** The shape of the value as JSON Schema, limits included. */
  schema: z.record(z.string(), z.unknown()),
  /** The last day for which a finished computation holds the rule fast, or null. */
  closedThrough: z.iso.date().nullable(),
  /** Values already set for a later date. */
  coming: z.array(valueView),
})

export const listRules = defineRoute({
  id: 'rules.list',
  method: 'GET',
  path: '/api/rules',
  summary: 'The rule book on a date, today when none is given',
  permit: read,
  query: z.strictObject({ date: dateText.optional() }),
  response: z.array(ruleView),
})

export const ruleHistory = defineRoute({
  id: 'rules.history',
  method: 'GET',
  path: '/api/rules/:ruleId/history',
  summary: 'All values ever written for a rule, newest first',
  permit: read,
  params: ruleParams,
  response: z.array(
    valueView.extend({
      reason: z.string(),
      correction: z.boolean(),
      authorName: z.string(),
      recordedAt: z.iso.datetime(),
    }),
  ),
})

export const ruleDifferences = defineRoute({
  id: 'rules.differences',
  method: 'GET',
  path: '/api/rules/differences',
  summary: 'What differs between two dates, or from what the release ships',
  permit: read,
  query: z.strictObject({ date: dateText.optional(), from: dateText.optional() }),
  response: z.array(
    z.object({
      ruleId,
      title: bilingual,
      unit: z.string().nullable(),
      before: valueView,
      after: valueView,
    }),
  ),
})

export const setRule = defineRoute({
  id: 'rules.set',
  method: 'POST',
  path: '/api/rules/:ruleId/values',
  summary: 'Set a rule from a date on; earlier dates keep what they had',
  permit: { resource: 'rule-book', action: 'configure' },
  params: ruleParams,
  body: z.strictObject({
    validFrom: dateText,
    value: z.json(),
    reason: z.string().trim().min(1).max(500),
    /** True to set a date that is past, because what stood there was wrong. */
    correction: z.boolean().default(false),
  }),
  response: valueView,
})
