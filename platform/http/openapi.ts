import { z } from 'zod'
import type { RouteContract } from './contract.ts'
import { CSRF_HEADER } from './forgery.ts'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 document of a list of routes: made from the same contracts the server runs on. */
export function describeApi(contracts: readonly RouteContract[], version: string): Json {
  const paths: Record<string, Json> = {}
  for (const contract of contracts) {
    const path = contract.path.replaceAll(/:([^/]+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][contract.method.toLowerCase()] = describeRoute(contract)
  }
  return {
    openapi: '3.1.0',
    info: { title: '六会 Liuhui', version },
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: '__Host-liuhui' } },
    },
  }
}

function describeRoute(contract: RouteContract): Json {
  const { permit } = contract
  return {
    operationId: contract.id,
    summary: contract.summary,
    tags: [contract.id.split('.')[0]],
    security: permit === 'public' ? [] : [{ session: [] }],
    'x-permit': permit,
    parameters: [
      ...describeParameters(contract.params, 'path'),
      ...describeParameters(contract.query, 'query'),
      ...(contract.method === 'GET' || permit === 'public' ? [] : [headerParameter(CSRF_HEADER)]),
      ...(contract.upload ? [headerParameter('X-File-Name')] : []),
    ],
    ...describeRequestBody(contract),
    responses: {
      200: describeAnswer(contract),
      default: {
        description: 'refused or failed',
        content: jsonOf({ $ref: '#/components/schemas/Problem' }),
      },
    },
  }
}

function describeParameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = toSchema(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function headerParameter(name: string): Json {
  return { name, in: 'header', required: true, schema: { type: 'string' } }
}

function describeRequestBody(contract: RouteContract): Json {
  if (contract.upload) {
    const file = { schema: { type: 'string', format: 'binary' } }
    return { requestBody: { required: true, content: { 'application/octet-stream': file } } }
  }
  if (!contract.body) return {}
  return { requestBody: { required: true, content: jsonOf(toSchema(contract.body, 'input')) } }
}

function describeAnswer(contract: RouteContract): Json {
  if (contract.response === 'file') {
    const file = { schema: { type: 'string', format: 'binary' } }
    return { description: 'a file', content: { 'application/octet-stream': file } }
  }
  return { description: 'done', content: jsonOf(toSchema(contract.response, 'output')) }
}

function jsonOf(schema: Json): Json {
  return { 'application/json': { schema } }
}

/** What JSON Schema cannot say (a transform's result) is left open rather than refused. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    cycles: 'ref',
  }) as Json
  return rest
}

const PROBLEM: Json = {
  type: 'object',
  required: ['status', 'code', 'requestId'],
  properties: {
    status: { type: 'integer' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    violations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string' }, subject: { type: 'string' }, values: { type: 'object' } },
      },
    },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
