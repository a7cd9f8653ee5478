import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { badInput, Failure, type RejectedField } from './failure.ts'

/** Enough for every form and plan; files travel as uploads. */
export const MAX_JSON_BYTES = 2 * 1024 * 1024
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024

const LOCALES = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError }

/** Parses the path's parameters. A text that cannot be an id of ours gives 404, as an unknown id would. */
export function parseParams(
  contract: RouteContract,
  params: Record<string, string>,
  language: 'zh' | 'en',
): unknown {
  if (!contract.params) return undefined
  const result = contract.params.safeParse(params, { error: LOCALES[language] })
  if (!result.success || hasHostileText(params)) throw new Failure(404, 'NOT-FOUND')
  return result.data
}

/** Parses the query; a key given twice is refused, since readers disagree which of the two counts. */
export function parseQuery(contract: RouteContract, query: URLSearchParams, language: 'zh' | 'en'): unknown {
  const values: Record<string, string> = Object.create(null)
  for (const [key, value] of query) {
    if (key in values) throw badInput({ path: `query.${key}`, message: 'given twice' })
    values[key] = value
  }
  if (contract.query) return parse(contract.query, values, 'query', language)
  const unknown = Object.keys(values)
  if (unknown.length > 0)
    throw badInput(...unknown.map((key) => ({ path: `query.${key}`, message: 'unknown' })))
  return undefined
}

/** Reads and parses a JSON body. Without a schema only an empty body (or `{}`) passes. */
export async function parseBody(
  contract: RouteContract,
  request: Request,
  language: 'zh' | 'en',
): Promise<unknown> {
  const text = await readText(request, contract.maxBodyBytes ?? MAX_JSON_BYTES)
  let value: unknown
  try {
    value = text === '' ? undefined : JSON.parse(text)
  } catch {
    throw badInput({ path: 'body', message: language === 'zh' ? '不是有效的 JSON' : 'not valid JSON' })
  }
  if (contract.body) return parse(contract.body, value, 'body', language)
  const isEmpty = value === undefined || (isPlainObject(value) && Object.keys(value).length === 0)
  if (!isEmpty)
    throw badInput({ path: 'body', message: language === 'zh' ? '此请求不带内容' : 'no body expected' })
  return undefined
}

function parse(schema: z.ZodType, value: unknown, place: string, language: 'zh' | 'en'): unknown {
  if (hasHostileText(value)) {
    const message = language === 'zh' ? '含有不能保存的字符或嵌套过深' : 'holds what cannot be stored'
    throw badInput({ path: place, message })
  }
  const result = schema.safeParse(value, { error: LOCALES[language] })
  if (result.success) return result.data
  const fields: RejectedField[] = result.error.issues.slice(0, 100).map((issue) => ({
    path: [place, ...issue.path.map(String)].join('.').slice(0, 200),
    message: issue.message.slice(0, 500),
  }))
  throw badInput(...fields)
}

/** Deeper than any form of ours, shallow enough for every recursive reader of JSON. */
const MAX_DEPTH = 64

/** NUL and halves of surrogate pairs are legal in JSON and storable in no database text; endless nesting is neither. */
function hasHostileText(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  if (depth > MAX_DEPTH) return true
  if (Array.isArray(value)) return value.some((item) => hasHostileText(item, depth + 1))
  return Object.entries(value).some(([key, item]) => hasHostileText(key) || hasHostileText(item, depth + 1))
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Decoded strictly as UTF-8; stops reading at the limit, whatever the request said of its length. */
async function readText(request: Request, limit: number): Promise<string> {
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  for await (const chunk of limitStream(request.body, limit)) chunks.push(chunk)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw badInput({ path: 'body', message: 'not UTF-8' })
  }
}

/** Passes a stream on and fails with 413 as soon as it is longer than allowed. */
export function limitStream(stream: ReadableStream<Uint8Array>, limit: number): ReadableStream<Uint8Array> {
  let bytes = 0
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength
        if (bytes > limit) controller.error(new Failure(413, 'TOO-LARGE'))
        else controller.enqueue(chunk)
      },
    }),
  )
}
