export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** As much of JSON Schema as zod writes for the shapes rules have. */
export interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly Json[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
}

export type ValueKind =
  | 'number'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'text'
  | 'object'
  | 'list'
  | 'record'
  | 'json'

/** Which editor a shape gets; whatever has none is written as JSON. */
export function kindOf(schema: JsonSchema): ValueKind {
  if (schema.anyOf || schema.prefixItems) return 'json'
  if (schema.enum) return 'choice'
  switch (schema.type) {
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'text'
    case 'array':
      if (!schema.items || kindOf(schema.items) === 'json') return 'json'
      return schema.items.enum ? 'choices' : 'list'
    case 'object':
      if (schema.properties)
        return Object.values(schema.properties).some((inner) => kindOf(inner) === 'json') ? 'json' : 'object'
      if (typeof schema.additionalProperties !== 'object' || kindOf(schema.additionalProperties) === 'json')
        return 'json'
      return schema.propertyNames?.enum ? 'object' : 'record'
    default:
      return 'json'
  }
}

/** A first value for a shape, for items that were just added. */
export function blankOf(schema: JsonSchema): Json {
  switch (kindOf(schema)) {
    case 'number':
      return schema.minimum ?? schema.exclusiveMinimum ?? 0
    case 'boolean':
      return false
    case 'choice':
      return schema.enum?.[0] ?? null
    case 'text':
      return ''
    case 'object':
      return Object.fromEntries(
        partsOf(schema)
          .filter(([name]) => schema.required?.includes(name) ?? true)
          .map(([name, inner]) => [name, blankOf(inner)]),
      )
    case 'list':
    case 'choices':
      return []
    case 'record':
      return {}
    default:
      return null
  }
}

/** The named parts of an object: its properties, or one for each of the keys a record may have. */
export function partsOf(schema: JsonSchema): readonly (readonly [name: string, inner: JsonSchema])[] {
  if (schema.properties) return Object.entries(schema.properties)
  const inner = schema.additionalProperties
  if (typeof inner !== 'object') return []
  return (schema.propertyNames?.enum ?? []).map((name) => [String(name), inner] as const)
}

/** Whether a shape is more than one field: it then stands below its name instead of beside it. */
export function isNested(schema: JsonSchema): boolean {
  return ['object', 'list', 'record', 'json'].includes(kindOf(schema))
}

/** An object with one part changed; an optional part that was emptied is left out. */
export function withPart(
  object: Readonly<Record<string, Json>>,
  name: string,
  value: Json,
  schema: JsonSchema,
): Record<string, Json> {
  const { [name]: _before, ...rest } = object
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (isEmpty && !schema.required?.includes(name)) return rest
  return { ...object, [name]: value }
}

export function addTo(list: readonly Json[], schema: JsonSchema): Json[] {
  return [...list, list.at(-1) ?? blankOf(schema.items ?? {})]
}

/** With one more entry under a key that is still free. */
export function addProperty(
  record: Readonly<Record<string, Json>>,
  schema: JsonSchema,
): Record<string, Json> {
  const inner = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  let number = 1
  while (String(number) in record) number++
  return { ...record, [String(number)]: blankOf(inner) }
}
