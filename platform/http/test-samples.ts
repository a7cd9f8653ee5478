import { z } from 'zod'
import type { RouteContract } from './contract.ts'

type JsonSchema = Record<string, unknown>

/** Gives a value for a field by its name and schema, or nothing to let the generator choose. */
export type FieldSource = (name: string, schema: JsonSchema) => unknown

export interface SampleRequest {
  readonly params: Record<string, string>
  readonly query: Record<string, string>
  readonly body: unknown
}

/**
 * One request that fits a contract's schemas as far as JSON Schema can say (refinements may still refuse it):
 * required fields, and those optional ones the source has a value for.
 */
export function sampleRequest(contract: RouteContract, source: FieldSource = () => undefined): SampleRequest {
  const texts = (schema: z.ZodType | undefined) =>
    Object.fromEntries(
      Object.entries((schema ? sampleOf(schema, source) : {}) as Record<string, unknown>).map(
        ([name, value]) => [name, String(value)],
      ),
    )
  return {
    params: texts(contract.params),
    query: texts(contract.query),
    body: contract.body ? sampleOf(contract.body, source) : undefined,
  }
}

/** The path of a request with its parameters and query filled in. */
export function addressOfSample(contract: RouteContract, { params, query }: SampleRequest): string {
  const path = contract.path.replaceAll(/:([^/]+)/g, (_, name: string) =>
    encodeURIComponent((params[name] ?? '-').toWellFormed()),
  )
  const text = new URLSearchParams(query).toString()
  return text ? `${path}?${text}` : path
}

export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}

function sampleOf(schema: z.ZodType, source: FieldSource): unknown {
  const root = inputSchema(schema)
  return sampleValue('', root, source, root)
}

function sampleValue(name: string, schema: JsonSchema, source: FieldSource, root: JsonSchema): unknown {
  const given = name === '' ? undefined : source(name, schema)
  if (given !== undefined) return given
  if (typeof schema.$ref === 'string') return sampleValue(name, resolve(schema.$ref, root), source, root)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined
  if (choices) return sampleValue(name, choices[0]!, source, root)
  if (Array.isArray(schema.allOf))
    return sampleValue(name, Object.assign({}, ...(schema.allOf as JsonSchema[])), source, root)
  switch (schema.type) {
    case 'object':
      return sampleObject(schema, source, root)
    case 'array':
      return Array.from({ length: Math.max(1, (schema.minItems as number) ?? 1) }, () =>
        sampleValue(name, (schema.items as JsonSchema) ?? {}, source, root),
      )
    case 'string':
      return sampleText(schema)
    case 'integer':
    case 'number':
      return sampleNumber(schema)
    case 'boolean':
      return true
    default:
      return null
  }
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  let at: unknown = root
  for (const key of reference.replace(/^#\/?/, '').split('/'))
    if (key !== '') at = (at as Record<string, unknown>)?.[key]
  return (at as JsonSchema) ?? {}
}

function sampleObject(schema: JsonSchema, source: FieldSource, root: JsonSchema): Record<string, unknown> {
  const required = (schema.required as string[] | undefined) ?? []
  const properties = (schema.properties as Record<string, JsonSchema> | undefined) ?? {}
  const names = [...required]
  for (const [name, property] of Object.entries(properties))
    if (!required.includes(name) && source(name, property) !== undefined) names.push(name)
  return Object.fromEntries(
    names.map((name) => [name, sampleValue(name, properties[name] ?? {}, source, root)]),
  )
}

/** Plausible words; a pattern takes the first that fits it. */
const WORDS = [
  'sample',
  '2026-11',
  '2026-11-20',
  '123456',
  '08:30',
  '12345678901',
  '110101199001011234',
  'sample-1',
  'a.b',
  'A1',
  '1',
  '2026',
]

function sampleText(schema: JsonSchema): string {
  switch (schema.format) {
    case 'uuid':
      return '00000000-0000-7000-8000-00000000abcd'
    case 'date':
      return '2026-11-20'
    case 'date-time':
      return '2026-11-20T08:00:00.000Z'
  }
  const minimum = (schema.minLength as number | undefined) ?? 0
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : undefined
  const word = WORDS.find((candidate) => candidate.length >= minimum && (pattern?.test(candidate) ?? true))
  return word ?? 'x'.repeat(Math.max(1, minimum))
}

function sampleNumber(schema: JsonSchema): number {
  const low = (schema.minimum ?? schema.exclusiveMinimum ?? 0) as number
  const high = (schema.maximum ?? schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY) as number
  return Math.min(Math.max(1, low), high)
}
