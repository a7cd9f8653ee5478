/** 指标: what each number means, its value, and the rows behind it. */
import { z } from 'zod'
import { defineRoute } from '../http/contract.ts'
import { listOf } from '../http/paging.ts'
import { dateText } from '../http/values.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
export const indicatorUnit = z.enum([
  'fen',
  'cartons',
  'customers',
  'visits',
  'share',
  'days',
  'count',
  'index',
  'hours',
  'km',
])

const indicatorParams = z.strictObject({ indicatorId: z.string().regex(/^[a-z][a-z0-9_]*$/) })
const dimension = z.string().regex(/^[a-z][a-zA-Z0-9]*$/)

/** `brand:Jade Gate|Blue Ridge;format:grocery`: any of the values, in every dimension named. Values are URI-encoded. */
export const whereText = z
  .string()
  .max(4000)
  .regex(/^[a-z][a-zA-Z0-9]*:[^:;]+(;[a-z][a-zA-Z0-9]*:[^:;]+)*$/)
  .refine((text) => {
    try {
      readWhere(text)
      return true
    } catch {
      return false
    }
  })

export function readWhere(text: string): Record<string, string[]> {
  const where: Record<string, string[]> = {}
  for (const part of text.split(';')) {
    const [name, values] = part.split(':') as [string, string]
    where[name] = values.split('|').map(decodeURIComponent)
  }
  return where
}

export function writeWhere(where: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(where)
    .map(([name, values]) => `${name}:${values.map(encodeURIComponent).join('|')}`)
    .join(';')
}

const period = {
  from: dateText,
  to: dateText,
  by: listOf(dimension).optional(),
  where: whereText.optional(),
}

export const definitionView = z.object({
  id: z.string(),
  definitionVersion: z.number().int(),
  validFrom: z.iso.date(),
  name: bilingual,
  formula: bilingual,
  unit: indicatorUnit,
  source: z.string(),
  dimensions: z.array(z.string()),
  hasDrill: z.boolean(),
})

export const listIndicators = defineRoute({
  id: 'indicators.list',
  method: 'GET',
  path: '/api/indicators',
  summary: 'All indicators with the definition in force on a date, today when none is given',
  permit: { resource: 'indicators', action: 'read' },
  query: z.strictObject({ date: dateText.optional() }),
  response: z.array(definitionView),
})

export const getDefinition = defineRoute({
  id: 'indicators.definition',
  method: 'GET',
  path: '/api/indicators/:indicatorId',
  summary: 'All versions of one indicator, the oldest first',
  permit: { resource: 'indicators', action: 'read' },
  params: indicatorParams,
  response: z.array(definitionView),
})

const row = z.object({
  group: z.record(z.string(), z.string().nullable()),
  value: z.number().nullable(),
  numerator: z.number().optional(),
  denominator: z.number().optional(),
  subjects: z.number().optional(),
  hidden: z.boolean().optional(),
  previous: z.number().nullable().optional(),
  lastYear: z.number().nullable().optional(),
  mom: z.number().nullable().optional(),
  yoy: z.number().nullable().optional(),
})

export const getValue = defineRoute({
  id: 'indicators.value',
  method: 'GET',
  path: '/api/indicators/:indicatorId/value',
  summary: 'The value for a period within the reach of the person asking, broken down and compared as asked',
  permit: { resource: 'brand-analysis', action: 'read' },
  params: indicatorParams,
  query: z.strictObject({ ...period, compare: listOf(z.enum(['mom', 'yoy'])).optional() }),
  response: z.object({
    id: z.string(),
    definitionVersion: z.number().int(),
    from: z.iso.date(),
    to: z.iso.date(),
    rows: z.array(row),
    total: row.optional(),
  }),
})

export const drillDown = defineRoute({
  id: 'indicators.drill',
  method: 'GET',
  path: '/api/indicators/:indicatorId/rows',
  summary: 'The rows a value is made of',
  permit: { resource: 'brand-analysis', action: 'read' },
  params: indicatorParams,
  query: z.strictObject({
    from: period.from,
    to: period.to,
    where: period.where,
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    pageSize: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    definitionVersion: z.number().int(),
    columns: z.array(z.object({ key: z.string(), name: bilingual, unit: indicatorUnit.optional() })),
    rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
    total: z.number().int(),
  }),
})
