/**
 * How values travel, the same for both databases: parameters go out as PostgreSQL text literals, results come back
 * as text and are parsed by type. Neither driver's own conversions are used, so a query cannot mean one thing on
 * the embedded database and another on the server.
 */

/** Text of one parameter; null stands for SQL NULL. */
export type ParameterText = string | null

/**
 * Date -> UTC timestamp, bytes -> hex, array -> PostgreSQL array, plain object -> JSON. A JSON *array* must be passed
 * as `${JSON.stringify(list)}::jsonb`, since a JavaScript array is taken for a PostgreSQL array.
 */
export function writeParameter(value: unknown): ParameterText {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    case 'object':
      if (Array.isArray(value)) return writeArray(value)
      if (value instanceof Date) return value.toISOString()
      if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
      return JSON.stringify(value)
    default:
      throw new TypeError(`a ${typeof value} cannot be a query parameter`)
  }
}

/** A PostgreSQL array literal: `{1,2,NULL}`, text quoted and escaped. */
export function writeArray(values: readonly unknown[]): string {
  const parts = new Array<string>(values.length)
  for (let index = 0; index < values.length; index++) parts[index] = writeElement(values[index])
  return `{${parts.join(',')}}`
}

const PLAIN_ELEMENT = /^[A-Za-z0-9_:.+-]+$/

function writeElement(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return writeArray(value)
  const text = writeParameter(value)
  if (text === null) return 'NULL'
  if (PLAIN_ELEMENT.test(text) && !(text.length === 4 && text.toUpperCase() === 'NULL')) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

type Parse = (text: string) => unknown

/** Parsers by type oid of `pg_type`; a type not listed stays text (uuid, text, date, time, interval, enums …). */
const PARSERS = new Map<number, Parse>([
  [16, (text) => text === 't'],
  [17, readBytes],
  [20, readInteger],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1700, readNumeric],
  [1184, readTimestamp],
  [114, JSON.parse],
  [3802, JSON.parse],
])

/** Array type oid -> element type oid. */
const ARRAYS: Record<number, number> = {
  1000: 16,
  1001: 17,
  1005: 21,
  1007: 23,
  1016: 20,
  1028: 26,
  1021: 700,
  1022: 701,
  1231: 1700,
  1185: 1184,
  199: 114,
  3807: 3802,
  1009: 25,
  1015: 1043,
  1002: 18,
  1014: 1042,
  1003: 19,
  2951: 2950,
  1182: 1082,
  1183: 1083,
  1115: 1114,
  1187: 1186,
}
for (const [array, element] of Object.entries(ARRAYS)) {
  const parse = PARSERS.get(element)
  PARSERS.set(Number(array), (text) => readArray(text, parse))
}

const keepText: Parse = (text) => text

/**
 * The parser of a type. int8 and numeric become numbers and throw RangeError beyond the safe integers;
 * date stays 'YYYY-MM-DD'; timestamptz becomes a Date; json and jsonb are parsed; bytea becomes a Uint8Array.
 */
export function getParser(typeOid: number): (text: string) => unknown {
  return PARSERS.get(typeOid) ?? keepText
}

function readInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the integers a number can hold`)
  return value
}

/** Decimals keep a number's precision; a whole number must be exact. */
function readNumeric(text: string): number {
  return text.includes('.') || !/\d/.test(text) ? Number(text) : readInteger(text)
}

/** `2026-11-02 03:04:05.678+00`; both drivers' sessions are set to UTC and ISO. */
function readTimestamp(text: string): Date {
  const date = new Date(text.endsWith('+00') ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text)
  if (Number.isNaN(date.getTime())) throw new RangeError(`${text} is not a time a Date can hold`)
  return date
}

function readBytes(text: string): Uint8Array {
  if (!text.startsWith('\\x')) throw new RangeError('bytea_output must be hex')
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'))
}

/** Reads `{1,"a \"b\"",NULL,{2}}`. Elements go through `parse`. */
function readArray(text: string, parse: Parse = keepText): unknown[] {
  let at = text.indexOf('{')
  const readList = (): unknown[] => {
    const list: unknown[] = []
    at++
    while (text[at] !== '}') {
      if (text[at] === ',') at++
      else if (text[at] === '{') list.push(readList())
      else if (text[at] === '"') list.push(parse(readQuoted()))
      else list.push(readPlain())
      if (at >= text.length) throw new RangeError('an array from the database ends too early')
    }
    at++
    return list
  }
  const readQuoted = (): string => {
    let value = ''
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') at++
      value += text[at]
    }
    at++
    return value
  }
  const readPlain = (): unknown => {
    const start = at
    while (text[at] !== ',' && text[at] !== '}') at++
    const value = text.slice(start, at)
    return value === 'NULL' ? null : parse(value)
  }
  return readList()
}
