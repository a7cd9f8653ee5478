import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { fixedClock } from '../platform/clock.ts'
import { type Database, sql } from '../platform/database/index.ts'
import type { LogEntry } from '../platform/http/app.ts'
import { defineRoute } from '../platform/http/contract.ts'
import { type Implementation, implement } from '../platform/http/handler.ts'
import { refuse } from '../platform/refusal.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { createServer } from './server.ts'
import {
  createTestCompany,
  ORIGIN,
  signInTestClient,
  type TestClient,
  type TestCompany,
} from './test-company.ts'

const clock = fixedClock('2026-11-20T02:00:00Z')

/** Routes that do what real ones must not, to see how the app takes it. */
const route = (verb: string, more: object = {}) =>
  defineRoute({
    id: `trial.${verb}`,
    method: 'POST',
    path: `/api/trial/${verb}`,
    summary: verb,
    permit: 'signed-in',
    response: z.object({ done: z.boolean() }),
    ...more,
  })
const trials: Implementation[] = [
  implement(route('crash'), async () => {
    throw new Error('secret /etc/liuhui select password from account')
  }),
  implement(route('refuse'), async () => refuse('VIS-10', 'visit-1', { minutes: 7 })),
  implement(route('duplicate'), (context) =>
    context.transaction(async (tx) => {
      const { rows } = await sql`select * from org_unit limit 1`.execute(tx)
      const { org_id, unit_id, parent_id, kind, code, name, created_at } = rows[0] as Record<string, string>
      await sql`insert into org_unit (org_id, unit_id, parent_id, kind, code, name, created_at)
        values (${org_id}, ${unit_id}, ${parent_id}, ${kind}, ${code}, ${name}, ${created_at})`.execute(tx)
      return { done: true }
    }),
  ),
  implement(route('silent'), async () => ({ done: true })),
  implement(route('leak'), async () => ({ done: true, passwordHash: 'x' })),
  implement(route('peek', { permit: 'public' }), async (context) => ({
    done: context.principal.name !== '',
  })),
  implement(
    route('upload', { upload: true, response: z.object({ name: z.string(), bytes: z.number() }) }),
    async (_, { upload }) => {
      let bytes = 0
      for await (const chunk of upload!.stream) bytes += chunk.byteLength
      return { name: upload!.name, bytes } as never
    },
  ),
  implement(route('file', { method: 'GET', response: 'file' }), async () => ({
    name: '拜访计划 "十一月".csv',
    contentType: 'text/csv; charset=utf-8',
    body: new TextEncoder().encode('a,b\n'),
  })),
  implement(
    route('many', { method: 'GET', response: z.array(z.string()) }),
    async () => Array.from({ length: 2000 }, () => '同样的一行') as never,
  ),
]

describeOnDatabases('the app', (open) => {
  let database: Database
  let app: ReturnType<typeof createServerApp>
  let company: TestCompany
  let client: TestClient
  const log: LogEntry[] = []

  before(async () => {
    database = await open()
    app = createServerApp({
      database,
      clock,
      implementations: trials,
      checkAnswers: true,
      log: (entry) => log.push(entry),
    })
    company = await createTestCompany(database, clock, 'app')
    client = await signInTestClient(app, database, clock, company, 'info_clerk')
  })
  const post = (verb: string) => client.fetch(`/api/trial/${verb}`, { method: 'POST' })

  describe('what is thrown', () => {
    test('our own fault says nothing but its number, and the log has the rest', async () => {
      const response = await post('crash')
      const problem = await response.json()
      assert.deepEqual(
        [response.status, Object.keys(problem).sort(), problem.code],
        [500, ['code', 'requestId', 'status'], 'INTERNAL'],
      )
      const entry = log.find(({ requestId }) => requestId === problem.requestId)!
      assert.match((entry.error as Error).message, /secret/)
      assert.equal(response.headers.get('x-request-id'), problem.requestId)
    })

    test('a refusal of the business is 422 with all its violations, and leaves an event', async () => {
      const response = await post('refuse')
      const problem = await response.json()
      assert.equal(response.status, 422)
      assert.deepEqual(problem.violations, [{ code: 'VIS-10', subject: 'visit-1', values: { minutes: 7 } }])
      assert.deepEqual(await eventsOf(problem.requestId), [{ kind: 'trial.refuse', success: false }])
    })

    test('a broken constraint is a conflict that names no row', async () => {
      const response = await post('duplicate')
      assert.deepEqual([response.status, (await response.json()).code], [409, 'CONFLICT'])
    })

    test('an answer with more than its contract, and a handler that asks who nobody is, are faults of ours', async () => {
      assert.equal((await post('leak')).status, 500)
      assert.match(String(log.at(-1)!.error), /passwordHash: not in the contract/)
      const nobody = new Request(`${ORIGIN}/api/trial/peek`, {
        method: 'POST',
        headers: { origin: ORIGIN, host: 'liuhui.test' },
      })
      assert.equal((await app.fetch(nobody)).status, 500)
    })

    test('a change that describes itself in no event gets a general one', async () => {
      const response = await post('silent')
      assert.equal(response.status, 200)
      assert.deepEqual(await eventsOf(response.headers.get('x-request-id')!), [
        { kind: 'trial.silent', success: true },
      ])
    })
  })

  describe('what is sent', () => {
    test('files arrive whole with their Chinese name, which is never a path', async () => {
      const response = await client.fetch('/api/trial/upload', {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          'x-file-name': encodeURIComponent('../../订单.csv'),
        },
      })
      assert.equal(response.status, 400, 'no file')
      const bytes = new Uint8Array(300_000)
      const send = (name: string) =>
        app.fetch(
          new Request(`${ORIGIN}/api/trial/upload`, {
            method: 'POST',
            headers: {
              cookie: client.cookie,
              host: 'liuhui.test',
              origin: ORIGIN,
              'x-csrf-token': client.csrfToken,
              'content-type': 'application/octet-stream',
              'x-file-name': encodeURIComponent(name),
            },
            body: bytes,
          }),
        )
      assert.deepEqual(await (await send('../../订单.csv')).json(), {
        name: '.._.._订单.csv',
        bytes: 300_000,
      })
      assert.equal((await send('')).status, 400)
    })

    test('bodies beyond the limit are refused while they arrive', async () => {
      const body = JSON.stringify({ login: 'x', password: 'y'.repeat(3_000_000) })
      const full = createServerApp({ database, clock })
      const response = await full.fetch(
        new Request(`${ORIGIN}/api/auth/sign-in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: ORIGIN, host: 'liuhui.test' },
          body,
        }),
      )
      assert.deepEqual([response.status, (await response.json()).code], [413, 'TOO-LARGE'])
    })
  })

  describe('what is answered', () => {
    test('every answer carries the same set of headers', async () => {
      const paths = ['/api/health', '/api/trial/many', '/api/trial/file', '/api/none', '/none']
      for (const path of paths) {
        const { headers } = await client.fetch(path)
        const policy = headers.get('content-security-policy')!
        assert.match(policy, /default-src 'self'; script-src 'self';/, path)
        assert.ok(!/script-src[^;]*unsafe/.test(policy), path)
        for (const directive of [
          "object-src 'none'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "worker-src 'self' blob:",
        ])
          assert.ok(policy.includes(directive), `${path} ${directive}`)
        assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
        assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', path)
        assert.ok(
          headers.get('referrer-policy') &&
            headers.get('permissions-policy') &&
            headers.get('x-frame-options'),
        )
        assert.equal(headers.get('access-control-allow-origin'), null, path)
        assert.equal(headers.get('strict-transport-security'), null, 'plain http promises nothing')
      }
      for (const path of paths.slice(0, 4))
        assert.equal((await client.fetch(path)).headers.get('cache-control'), 'no-store', path)
    })

    test('long answers are compressed for those who ask', async () => {
      const response = await client.fetch('/api/trial/many', { headers: { 'accept-encoding': 'gzip' } })
      assert.equal(response.headers.get('content-encoding'), 'gzip')
      const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
      assert.equal(JSON.parse(text).length, 2000)
      assert.equal((await client.fetch('/api/trial/many')).headers.get('content-encoding'), null)
    })

    test('downloads keep Chinese names and are never shown in the page', async () => {
      const { headers } = await client.fetch('/api/trial/file')
      assert.equal(
        headers.get('content-disposition'),
        `attachment; filename="_.csv"; filename*=UTF-8''${encodeURIComponent('拜访计划 "十一月".csv')}`,
      )
    })

    test('input errors say where and what, in the reader’s language', async () => {
      const full = createServerApp({ database, clock })
      const messages = async (language: string) => {
        const response = await full.fetch(
          new Request(`${ORIGIN}/api/auth/sign-in`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              origin: ORIGIN,
              host: 'liuhui.test',
              'accept-language': language,
            },
            body: JSON.stringify({ login: '', password: 5, extra: 1 }),
          }),
        )
        assert.equal(response.status, 400)
        return (await response.json()).fields as { path: string; message: string }[]
      }
      const zh = await messages('zh-CN')
      assert.deepEqual(zh.map(({ path }) => path).sort(), ['body', 'body.login', 'body.password'])
      assert.match(zh.find(({ path }) => path === 'body.password')!.message, /\p{Script=Han}/u)
      assert.ok((await messages('en')).every(({ message }) => !/\p{Script=Han}/u.test(message)))
    })

    test('OpenAPI describes every route to staff and nothing to shops', async () => {
      const response = await client.fetch('/api/openapi.json')
      const document = await response.json()
      assert.equal(document.openapi, '3.1.0')
      assert.ok(document.paths['/api/trial/upload'].post && document.paths['/api/health'].get)
      const shop = await signInTestClient(app, database, clock, company, 'retailer')
      assert.equal((await shop.fetch('/api/openapi.json')).status, 403)
    })
  })

  test('a list of routes that contradicts itself does not start', () => {
    assert.throws(
      () => createServerApp({ database, clock, implementations: [...trials, trials[0]!] }),
      /trial.crash/,
    )
  })

  test('over a real port: answers, finishes what is under way, then takes nothing more', async () => {
    const arrived = Promise.withResolvers<void>()
    const leave = Promise.withResolvers<void>()
    const slow = defineRoute({
      id: 'trial.slow',
      method: 'GET',
      path: '/api/trial/slow',
      summary: 'Waits until the test lets it go',
      permit: 'public',
      response: z.object({ done: z.boolean() }),
    })
    const waits = implement(slow, async () => {
      arrived.resolve()
      await leave.promise
      return { done: true }
    })
    const server = await createServer({ database, clock, port: 0, jobs: 0, implementations: [waits] })
    const health = await fetch(`${server.address}/api/health`)
    assert.deepEqual([health.status, (await health.json()).status], [200, 'ok'])
    const underWay = fetch(`${server.address}/api/trial/slow`)
    await arrived.promise
    const closed = server.close()
    await assert.rejects(fetch(`${server.address}/api/health`))
    leave.resolve()
    assert.deepEqual(await (await underWay).json(), { done: true })
    await closed
  })

  async function eventsOf(requestId: string) {
    return database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ kind: string; success: boolean }>`
        select kind, success from ledger_event where request_id = ${requestId}`.execute(tx)
      return rows
    })
  }
})
