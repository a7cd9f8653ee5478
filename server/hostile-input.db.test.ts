/**
 * Whatever is sent to whichever route: never a 5xx, never a stack or SQL in the answer, never another company's
 * data, and nothing kept of a request that was refused. Inputs are made from the schemas and then broken.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { grantFor, ROLES, type Role } from '../domain/people/contract.ts'
import { fixedClock } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'
import type { RouteContract } from '../platform/http/contract.ts'
import {
  addressOfSample,
  type FieldSource,
  inputSchema,
  sampleRequest,
} from '../platform/http/test-samples.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { MODULES } from './modules.ts'
import {
  createTestCompany,
  ORIGIN,
  signInTestClient,
  type TestClient,
  type TestCompany,
} from './test-company.ts'

const clock = fixedClock('2026-11-20T02:00:00Z')
/** Sign-in routes are slow by design and throttled; their inputs are tried in one request each all the same. */
const contracts = Object.values(MODULES)
  .flat()
  .map(({ contract }) => contract)

const NASTY_TEXTS = [
  '',
  '\u0000',
  '\ud800',
  "'; drop table person; --",
  '%_\\',
  '{{7*7}}<script>alert(1)</script>',
  '=cmd|calc!A1',
  '../../etc/passwd',
  '2026-02-30',
  '-1',
  '1e999',
  'NaN',
  '99999999999999999999',
  '𠮷'.repeat(300),
  '\u202e‮admin',
  '00000000-0000-0000-0000-000000000000',
]
const NASTY_VALUES: unknown[] = [
  null,
  -1,
  1.5,
  9e15,
  1e308,
  true,
  [],
  {},
  [[[]]],
  { $ne: null },
  'x'.repeat(100_000),
]

describeOnDatabases('hostile input', (open) => {
  let database: Database
  let home: TestCompany
  let foreign: TestCompany
  let app: ReturnType<typeof createServerApp>
  const clients = new Map<Role, TestClient>()
  const unexpected: { route: string; error: unknown }[] = []

  before(async () => {
    database = await open()
    app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => unexpected.push(entry) })
    home = await createTestCompany(database, clock, 'home')
    foreign = await createTestCompany(database, clock, 'foreign')
    for (const role of ROLES) clients.set(role, await signInTestClient(app, database, clock, home, role))
  })

  describe('every route survives', () => {
    for (const contract of contracts) {
      test(contract.id, async () => {
        const role = ROLES.find((candidate) => isAllowed(contract, candidate))!
        let client = clients.get(role)!
        for (const attack of attacksOn(contract)) {
          let response = await send(contract, client, attack)
          if (response.status === 401 && contract.permit !== 'public') {
            // An earlier input ended the session; that is the route's purpose.
            client = await signInTestClient(app, database, clock, home, role)
            response = await send(contract, client, attack)
          }
          const text = await response.text()
          const says = `${contract.id} ${attack.what}: ${response.status} ${text.slice(0, 300)}\n${last()}`
          assert.ok(response.status < 500, says)
          assert.ok(!text.includes(foreign.marker), says)
          assert.ok(!/\bat .*\.ts:\d+|select .* from |insert into|node_modules/i.test(text), says)
          if (attack.mustRefuse) assert.ok(response.status >= 400, says)
        }
      })
    }
  })

  test('methods, paths and bodies that are no routes of ours are answered quietly', async () => {
    const client = clients.get('info_clerk')!
    for (const [method, path] of [
      ['POST', '/api/me'],
      ['PUT', '/api/health'],
      ['GET', '/api/'],
      ['GET', '/api/people/../accounts'],
      ['GET', '/api/people/%00'],
      ['GET', '/api/people/%E0%A4%A'],
      ['GET', '/api//people'],
      ['OPTIONS', '/api/people'],
      ['PATCH', `/api/people/${'x'.repeat(5000)}`],
      ['GET', '/.env'],
      ['GET', '/../../etc/passwd'],
    ] as const) {
      const response = await client.fetch(path, { method })
      const text = await response.text()
      assert.ok(
        [400, 403, 404, 415].includes(response.status),
        `${method} ${path.slice(0, 80)}: ${response.status} ${text}`,
      )
    }
  })

  interface Attack {
    readonly what: string
    readonly path: string
    readonly body: string | undefined
    readonly headers?: Record<string, string>
    readonly mustRefuse?: boolean
  }

  function send(contract: RouteContract, client: TestClient, attack: Attack): Promise<Response> {
    const headers: Record<string, string> = { cookie: client.cookie, host: 'liuhui.test' }
    if (contract.method !== 'GET')
      Object.assign(headers, { origin: ORIGIN, 'x-csrf-token': client.csrfToken })
    if (contract.body) headers['content-type'] = 'application/json'
    if (contract.upload)
      Object.assign(headers, { 'content-type': 'application/octet-stream', 'x-file-name': 'x.xlsx' })
    const body = contract.method === 'GET' ? undefined : attack.body
    return Promise.resolve(
      app.fetch(
        new Request(`${ORIGIN}${attack.path}`, {
          method: contract.method,
          headers: { ...headers, ...attack.headers },
          body,
        }),
      ),
    )
  }

  function* attacksOn(contract: RouteContract): Generator<Attack> {
    const sample = sampleRequest(contract)
    const good = { path: addressOfSample(contract, sample), body: asJson(sample.body) }
    yield { what: 'a plain sample', ...good }
    yield* attacksOnAddress(contract, good.body)
    if (contract.body) yield* attacksOnBody(contract, good.path, sample.body)
    if (contract.upload) {
      yield { what: 'an empty file', path: good.path, body: '' }
      yield { what: 'a file of noise', path: good.path, body: 'PK\u0003\u0004 not really a workbook' }
      yield { what: 'no file name', path: good.path, body: 'x', headers: { 'x-file-name': '%00' } }
    }
  }

  function* attacksOnAddress(contract: RouteContract, body: string | undefined): Generator<Attack> {
    for (const name of fieldsOf(contract.params))
      for (const text of NASTY_TEXTS) {
        const address = addressOfSample(contract, sampleRequest(contract, only(name, text)))
        yield { what: `parameter ${name} = ${JSON.stringify(text)}`, path: address, body }
      }
    const good = addressOfSample(contract, sampleRequest(contract))
    for (const name of fieldsOf(contract.query)) {
      for (const text of NASTY_TEXTS) {
        const address = addressOfSample(contract, sampleRequest(contract, only(name, text)))
        yield { what: `query ${name} = ${JSON.stringify(text)}`, path: address, body }
      }
      yield {
        what: `query ${name} twice`,
        path: `${good}${join(good)}${name}=1&${name}=2`,
        body,
        mustRefuse: true,
      }
    }
    yield { what: 'an unknown query', path: `${good}${join(good)}isAdmin=1`, body, mustRefuse: true }
    yield { what: 'a query of __proto__', path: `${good}${join(good)}__proto__=1`, body, mustRefuse: true }
  }

  function* attacksOnBody(contract: RouteContract, path: string, sample: unknown): Generator<Attack> {
    for (const name of fieldsOf(contract.body))
      for (const value of [...NASTY_TEXTS, ...NASTY_VALUES]) {
        const { body } = sampleRequest(contract, only(name, value))
        yield { what: `body ${name} = ${JSON.stringify(value)?.slice(0, 60)}`, path, body: asJson(body) }
      }
    const extra = { ...(sample as object), org_id: foreign.orgId, isAdmin: true }
    yield { what: 'extra fields', path, body: asJson(extra), mustRefuse: true }
    const text = asJson(sample)!
    yield { what: 'broken JSON', path, body: text.slice(0, -1) || '{', mustRefuse: true }
    yield { what: 'no body', path, body: '', mustRefuse: true }
    yield { what: 'not an object', path, body: '[1,2]', mustRefuse: true }
    yield { what: 'deep nesting', path, body: '['.repeat(20_000) + ']'.repeat(20_000), mustRefuse: true }
    yield { what: 'a form', path, body: 'a=1', headers: { 'content-type': 'text/plain' }, mustRefuse: true }
    yield {
      what: 'not UTF-8 by name',
      path,
      body: text,
      headers: { 'content-type': 'application/json; charset=gbk' },
    }
    yield { what: 'a polluted prototype', path, body: text.replace(/^\{/, '{"__proto__":{"isAdmin":true},') }
  }

  function last(): string {
    const entry = unexpected.at(-1)
    return entry?.error instanceof Error ? `${entry.route}: ${entry.error.stack}` : ''
  }
})

function isAllowed({ permit }: RouteContract, role: Role): boolean {
  return typeof permit === 'string' || grantFor(role, permit.resource, permit.action) !== undefined
}

function fieldsOf(schema: RouteContract['params']): string[] {
  return schema ? Object.keys((inputSchema(schema).properties as object | undefined) ?? {}) : []
}

function only(name: string, value: unknown): FieldSource {
  return (field) => (field === name ? value : undefined)
}

function asJson(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value)
}

function join(path: string): string {
  return path.includes('?') ? '&' : '?'
}
