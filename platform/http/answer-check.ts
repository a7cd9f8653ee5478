import type { z } from 'zod'

/**
 * Why the JSON of an answer does not fit its contract, or nothing. A field the contract does not name is a fault
 * too: that is how a column meant for nobody reaches a screen.
 */
export function findResponseFault(schema: z.ZodType, json: string): string | undefined {
  const value = JSON.parse(json) as unknown
  const result = schema.safeParse(value)
  if (!result.success) {
    const [issue] = result.error.issues
    return `${issue?.path.join('.') || 'answer'}: ${issue?.message}`
  }
  const extra = findExtraField(value, result.data, '')
  return extra === undefined ? undefined : `${extra}: not in the contract`
}

/** The first field that parsing took away. */
function findExtraField(given: unknown, parsed: unknown, path: string): string | undefined {
  if (Array.isArray(given)) {
    if (!Array.isArray(parsed)) return undefined
    for (const [index, item] of given.entries()) {
      const found = findExtraField(item, parsed[index], `${path}.${index}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(given) || !isObject(parsed)) return undefined
  for (const [key, value] of Object.entries(given)) {
    if (!(key in parsed)) return `${path}.${key}`.slice(1)
    const found = findExtraField(value, parsed[key], `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
