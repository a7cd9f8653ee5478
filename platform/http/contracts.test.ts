import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { findResponseFault } from './answer-check.ts'
import { findContractFaults, sortBySpecificity } from './check-contracts.ts'
import { defineRoute, type RouteContract } from './contract.ts'
import type { Implementation } from './handler.ts'
import { describeApi } from './openapi.ts'
import { listOf } from './paging.ts'

const route = (change: Partial<RouteContract>): Implementation => ({
  contract: {
    id: 'x.read',
    method: 'GET',
    path: '/api/x',
    summary: '',
    permit: 'signed-in',
    response: z.object({}),
    ...change,
  },
  handle: async () => ({}),
})
const faults = (...list: Implementation[]) => findContractFaults(list, (resource) => resource === 'known')

test('a list that contradicts itself does not start', () => {
  assert.deepEqual(faults(route({}), route({ id: 'x.other', path: '/api/y' })), [])
  assert.match(faults(route({}), route({ path: '/api/y' }))[0]!, /two routes have the id x.read/)
  const one = route({ path: '/api/x/:id', params: z.object({ id: z.string() }) })
  const other = route({ id: 'x.other', path: '/api/x/:name', params: z.object({ name: z.string() }) })
  assert.match(faults(one, other)[0]!, /two routes answer GET/)
  assert.match(faults(route({ path: '/api/x/:id' }))[0]!, /has parameters/)
  assert.match(faults(route({ body: z.object({}) }))[0]!, /GET has no body/)
  assert.match(faults(route({ method: 'POST', upload: true, body: z.object({}) }))[0]!, /at once/)
  assert.match(
    faults(route({ permit: { resource: 'unknown', action: 'read' } }))[0]!,
    /lets nobody read unknown/,
  )
  assert.deepEqual(faults(route({ permit: { resource: 'known', action: 'read' } })), [])
})

test('fixed segments are asked before parameters', () => {
  const paths = ['/api/plans/:planId', '/api/plans/new', '/api/plans/:planId/days', '/api/plans'] as const
  const sorted = sortBySpecificity(paths.map((path) => route({ path }))).map(({ contract }) => contract.path)
  assert.ok(sorted.indexOf('/api/plans/new') < sorted.indexOf('/api/plans/:planId'))
})

test('an answer with a field its contract does not name is a fault', () => {
  const schema = z.object({ rows: z.array(z.object({ id: z.string(), note: z.string().optional() })) })
  assert.equal(findResponseFault(schema, '{"rows":[{"id":"a"}]}'), undefined)
  assert.match(findResponseFault(schema, '{"rows":[{"id":"a","phone":"138"}]}')!, /rows\.0\.phone/)
  assert.match(findResponseFault(schema, '{"rows":[{"id":1}]}')!, /rows\.0\.id/)
  assert.equal(findResponseFault(z.object({ any: z.unknown() }), '{"any":{"x":1}}'), undefined)
})

test('the OpenAPI document says what routes take and give', () => {
  const contract = defineRoute({
    id: 'visits.record',
    method: 'POST',
    path: '/api/visits/:visitId/record',
    summary: 'Record a visit',
    permit: { resource: 'visits', action: 'create' },
    params: z.object({ visitId: z.uuid() }),
    query: z.strictObject({
      page: z.coerce.number().default(1),
      status: listOf(z.enum(['a', 'b'])).optional(),
    }),
    body: z.strictObject({ minutes: z.number().int().min(1) }),
    response: z.object({ recordId: z.uuid() }),
  })
  const document = describeApi([contract as RouteContract], '1.2.3') as {
    openapi: string
    paths: Record<string, Record<string, Record<string, never>>>
  }
  assert.equal(document.openapi, '3.1.0')
  const operation = document.paths['/api/visits/{visitId}/record']!.post! as unknown as {
    operationId: string
    parameters: { name: string; in: string; required: boolean }[]
    requestBody: {
      content: Record<string, { schema: { required: string[]; additionalProperties: boolean } }>
    }
  }
  assert.equal(operation.operationId, 'visits.record')
  assert.deepEqual(
    operation.parameters.map(({ name, in: place, required }) => `${place} ${name} ${required}`),
    ['path visitId true', 'query page false', 'query status false', 'header X-CSRF-Token true'],
  )
  const { schema } = operation.requestBody.content['application/json']!
  assert.deepEqual(schema.required, ['minutes'])
  assert.equal(schema.additionalProperties, false)
})
