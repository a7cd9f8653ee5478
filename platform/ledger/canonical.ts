/**
 * One text for one value: keys sorted, no blanks, no undefined. Two processes that hash the same event get the same
 * hash. Differs from RFC 8785 only in refusing what JSON cannot hold instead of guessing.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(storableText(value))
    case 'boolean':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`not a finite number: ${value}`)
      return JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      if (value instanceof Date) return JSON.stringify(value.toISOString())
      if (Array.isArray(value))
        return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`
      return canonicalObject(value as Record<string, unknown>)
    default:
      throw new TypeError(`cannot be written as JSON: ${typeof value}`)
  }
}

/** PostgreSQL text holds neither NUL nor half of a surrogate pair: both become U+FFFD before hashing. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}

function canonicalObject(object: Record<string, unknown>): string {
  const parts: string[] = []
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined)
      parts.push(`${JSON.stringify(storableText(key))}:${canonicalJson(object[key])}`)
  }
  return `{${parts.join(',')}}`
}
