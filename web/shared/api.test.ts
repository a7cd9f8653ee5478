import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { z } from 'zod'
import { defineRoute } from '../../platform/http/contract.ts'
import { listOf, pageOf, pageQuery } from '../../platform/http/paging.ts'
import { ApiProblem, addressOf, call, setCsrfToken } from './api.ts'
import { catalogue } from './text/catalogue.ts'
import { sayProblem } from './text/problems.ts'

const listShops = defineRoute({
  id: 'shops.list',
  method: 'GET',
  path: '/api/shops',
  summary: 'Shops',
  permit: 'signed-in',
  query: z.strictObject({ ...pageQuery, status: listOf(z.enum(['open', 'closed'])).optional() }),
  response: pageOf(z.object({ name: z.string() })),
})
const renameShop = defineRoute({
  id: 'shops.rename',
  method: 'POST',
  path: '/api/shops/:shopId/rename',
  summary: 'Rename',
  permit: 'signed-in',
  params: z.strictObject({ shopId: z.string() }),
  body: z.strictObject({ name: z.string() }),
  response: z.object({ name: z.string() }),
})

const realFetch = globalThis.fetch
afterEach(() => {
  globalThis.fetch = realFetch
  setCsrfToken(undefined)
})

/** Answers every request with one response and remembers what was asked. */
function answerWith(status: number, body: unknown): { address: string; init: RequestInit }[] {
  const asked: { address: string; init: RequestInit }[] = []
  globalThis.fetch = (async (address: string, init: RequestInit) => {
    asked.push({ address, init })
    return new Response(JSON.stringify(body), { status })
  }) as typeof fetch
  return asked
}

test('an address fills its parameters, joins lists by commas and leaves absent values out', () => {
  assert.equal(
    addressOf(listShops, { query: { page: 2, status: ['open', 'closed'], search: undefined, sort: '' } }),
    '/api/shops?page=2&status=open%2Cclosed',
  )
  assert.equal(addressOf(renameShop, { params: { shopId: 'a/b' } }), '/api/shops/a%2Fb/rename')
  assert.throws(() => addressOf(renameShop, { params: {} }), /no shopId/)
})

test('a call is typed by its contract, and changes carry the token of the session', async () => {
  const asked = answerWith(200, { rows: [{ name: '城东烟酒' }], total: 1 })
  setCsrfToken('secret')
  const page = await call(listShops, { query: { status: ['open'] } })
  assert.equal(page.rows[0]?.name, '城东烟酒')
  assert.equal(new Headers(asked[0]!.init.headers).get('X-CSRF-Token'), null)
  await call(renameShop, { params: { shopId: '1' }, body: { name: '新店' } })
  assert.equal(new Headers(asked[1]!.init.headers).get('X-CSRF-Token'), 'secret')
  assert.equal(asked[1]!.init.body, '{"name":"新店"}')
  // @ts-expect-error the body of the contract is asked for
  void (() => call(renameShop, { params: { shopId: '1' } }))
  // @ts-expect-error a status the contract does not know
  void (() => call(listShops, { query: { status: ['burnt'] } }))
})

test('a refusal becomes an ApiProblem with its violations, said in words where a catalogue knows them', async () => {
  catalogue(
    { 'violation.SHOP-01': '{subject} 已停业 {days} 天' },
    { 'violation.SHOP-01': '{subject} closed for {days} days' },
  )
  answerWith(422, {
    status: 422,
    code: 'SHOP-01',
    violations: [{ code: 'SHOP-01', subject: '城东烟酒', values: { days: 3 } }, { code: 'SHOP-99' }],
    requestId: 'r1',
  })
  const error = await call(renameShop, { params: { shopId: '1' }, body: { name: '' } }).catch(
    (problem) => problem,
  )
  assert.ok(error instanceof ApiProblem)
  assert.equal(error.requestId, 'r1')
  assert.equal(error.isTransient, false)
  assert.deepEqual(sayProblem(error).reasons, ['城东烟酒 已停业 3 天', '不符合规定 SHOP-99'])
})

test('no answer and an answer that is not ours are problems too', async () => {
  globalThis.fetch = (async () => Promise.reject(new TypeError('refused'))) as typeof fetch
  const offline = await call(listShops, {}).catch((problem) => problem)
  assert.equal(offline.code, 'OFFLINE')
  assert.equal(offline.isTransient, true)
  globalThis.fetch = (async () => new Response('<html>bad gateway</html>', { status: 502 })) as typeof fetch
  const gateway = await call(listShops, {}).catch((problem) => problem)
  assert.equal(gateway.code, 'INTERNAL')
})
