import assert from 'node:assert/strict'
import { before, beforeEach, describe, test } from 'node:test'
import {
  createAdministrators,
  createCompany,
  createDemoAccounts,
  DEMO_PASSWORD,
  DEMO_TOTP_SECRET,
} from '../domain/people/index.ts'
import { tidyAuth } from '../platform/auth/tidy.ts'
import { fromBase32, totpCode } from '../platform/auth/totp.ts'
import { type Database, sql } from '../platform/database/index.ts'
import { Refusal } from '../platform/refusal.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import {
  createTestClient,
  createTestCompany,
  ORIGIN,
  signInTestClient,
  TEST_PASSWORD,
  type TestCompany,
} from './test-company.ts'

describeOnDatabases('signing in', (open) => {
  let database: Database
  let clock: TestClock
  let app: ReturnType<typeof createServerApp>
  let company: TestCompany
  let number = 0

  before(async () => {
    database = await open()
  })
  // A company of its own for every test: throttles and sessions of one must not touch the next.
  beforeEach(async () => {
    clock = createTestClock('2026-11-20T02:00:00Z')
    app = createServerApp({ database, clock, checkAnswers: true })
    company = await createTestCompany(database, clock, `c${++number}`)
  })

  describe('passwords', () => {
    test('the right password opens a session whose cookie scripts cannot read', async () => {
      const answer = await post('/api/auth/sign-in', signInBody('info_clerk'))
      assert.equal(answer.status, 200)
      assert.equal(answer.json.stage, 'complete')
      assert.match(
        answer.cookie!,
        /^liuhui=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/,
      )
      const me = await createTestClient(app, answer.cookie!.split(';')[0]).fetch('/api/me')
      assert.equal(me.status, 200)
      assert.equal((await me.json()).role, 'info_clerk')
    })

    test('over https the cookie is __Host- and Secure, and the answer asks for https from now on', async () => {
      const secure = createServerApp({ database, clock, publicOrigin: 'https://liuhui.example' })
      const response = await secure.fetch(
        new Request('http://inner/api/auth/sign-in', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'https://liuhui.example' },
          body: JSON.stringify(signInBody('info_clerk')),
        }),
      )
      assert.match(
        response.headers.get('set-cookie')!,
        /^__Host-liuhui=.*; Path=\/; HttpOnly; SameSite=Lax; Secure;/,
      )
      assert.match(response.headers.get('strict-transport-security')!, /max-age=31536000/)
    })

    test('a wrong password, an unknown name and an unknown company are answered alike', async () => {
      const { login } = company.accounts.get('info_clerk')!
      const code = `c${number}`
      for (const body of [
        { company: code, login, password: 'wrong-password' },
        { company: code, login: 'nobody', password: TEST_PASSWORD },
        { company: 'no-such-company', login, password: TEST_PASSWORD },
      ]) {
        const { status, json, cookie } = await post('/api/auth/sign-in', body)
        assert.deepEqual([status, json.code, cookie], [422, 'AUTH-01', null])
      }
    })

    test('a disabled account, an account without a role and one whose person has left do not open', async () => {
      for (const [role, change] of [
        ['info_clerk', sql`update account set status = 'disabled' where role = 'info_clerk'`],
        ['supervisor', sql`update account set role = null where role = 'supervisor'`],
        ['brand_manager', sql`update person set status = 'left' where post = 'brand_manager'`],
      ] as const) {
        const body = signInBody(role)
        const client = await signInTestClient(app, database, clock, company, role)
        await database.inOrg(company.orgId, (tx) => change.execute(tx))
        assert.equal((await post('/api/auth/sign-in', body)).json.code, 'AUTH-08')
        // And a session that was open is dead with the next request.
        assert.equal((await client.fetch('/api/me')).status, 401)
      }
    })

    test('every attempt leaves an event, without what was typed', async () => {
      await post('/api/auth/sign-in', signInBody('info_clerk'))
      await post('/api/auth/sign-in', { ...signInBody('info_clerk'), password: 'secret-typed' })
      await post('/api/auth/sign-in', { ...signInBody('info_clerk'), login: 'secret-login' })
      const events = await readEvents()
      assert.deepEqual(
        events.map(({ kind, success }) => [kind, success]),
        [
          ['session.signed-in', true],
          ['session.refused', false],
          ['session.refused', false],
        ],
      )
      assert.ok(!JSON.stringify(events).includes('secret'))
    })
  })

  describe('throttling', () => {
    test('ten failures in fifteen minutes, then 2, 4, 8 … seconds to wait, also with the right password', async () => {
      const wrong = { ...signInBody('info_clerk'), password: 'wrong' }
      for (let attempt = 0; attempt < 10; attempt++)
        assert.equal((await post('/api/auth/sign-in', wrong)).status, 422, `attempt ${attempt + 1}`)
      for (const delay of [2, 4, 8, 16]) {
        const early = await post('/api/auth/sign-in', signInBody('info_clerk'))
        assert.deepEqual([early.status, early.json.code, early.retryAfter], [429, 'AUTH-02', String(delay)])
        clock.pass(delay)
        assert.equal((await post('/api/auth/sign-in', wrong)).status, 422)
      }
      clock.pass(32)
      assert.equal((await post('/api/auth/sign-in', signInBody('info_clerk'))).status, 200)
      // Success begins the count anew.
      for (let attempt = 0; attempt < 10; attempt++)
        assert.equal((await post('/api/auth/sign-in', wrong)).status, 422)
    })

    test('the delay never outgrows the window: nobody is locked out for good', async () => {
      const wrong = { ...signInBody('info_clerk'), password: 'wrong' }
      for (let attempt = 0; attempt < 10; attempt++) await post('/api/auth/sign-in', wrong)
      for (let attempt = 0; attempt < 12; attempt++) {
        clock.pass(899)
        await post('/api/auth/sign-in', wrong)
      }
      clock.pass(900)
      assert.equal((await post('/api/auth/sign-in', signInBody('info_clerk'))).status, 200)
    })

    test('failures spread over hours do not add up', async () => {
      const wrong = { ...signInBody('info_clerk'), password: 'wrong' }
      for (let attempt = 0; attempt < 30; attempt++) {
        assert.equal((await post('/api/auth/sign-in', wrong)).status, 422, `attempt ${attempt + 1}`)
        clock.pass(120)
      }
    })

    test('attempts that arrive together are counted one by one', async () => {
      const wrong = { ...signInBody('info_clerk'), password: 'wrong' }
      const answers = await Promise.all(Array.from({ length: 16 }, () => post('/api/auth/sign-in', wrong)))
      assert.equal(answers.filter(({ status }) => status === 422).length, 10)
      assert.equal(answers.filter(({ status }) => status === 429).length, 6)
    })

    test('a hundred failures from one address, whatever the names; other addresses go on', async () => {
      // Set near the limit by hand: a hundred slow hashes would prove nothing more.
      await post(
        '/api/auth/sign-in',
        { ...signInBody('info_clerk'), password: 'wrong' },
        { address: '10.0.0.1' },
      )
      await database.inOrg(company.orgId, (tx) =>
        sql`update auth_throttle set attempts = 99 where kind = 'address' and key = '10.0.0.1'`.execute(tx),
      )
      const from = (address: string, login: string) =>
        post('/api/auth/sign-in', { ...signInBody('info_clerk'), login, password: 'wrong' }, { address })
      assert.equal((await from('10.0.0.1', 'one')).status, 422)
      const refused = await from('10.0.0.1', 'two')
      assert.deepEqual([refused.status, refused.retryAfter], [429, '900'])
      assert.equal((await from('10.0.0.2', 'two')).status, 422)
      clock.pass(900)
      assert.equal((await from('10.0.0.1', 'three')).status, 422)
    })
  })

  describe('sessions', () => {
    test('thirty idle minutes end a session, use keeps it, twelve hours end it all the same', async () => {
      const client = await signInTestClient(app, database, clock, company, 'info_clerk')
      const alive = async () => (await client.fetch('/api/me')).status === 200
      for (let hour = 0; hour < 24; hour++) {
        clock.pass(29 * 60)
        if (clock.now().getTime() < Date.parse('2026-11-20T14:00:00Z'))
          assert.ok(await alive(), `after ${hour} half hours`)
      }
      clock.pass(12 * 3600 - 24 * 29 * 60 - 1)
      assert.ok(await alive())
      clock.pass(1)
      assert.ok(!(await alive()))
      const other = await signInTestClient(app, database, clock, company, 'info_clerk')
      clock.pass(30 * 60)
      assert.equal((await other.fetch('/api/me')).status, 401)
    })

    test('administrators: fifteen minutes and eight hours', async () => {
      const client = await signInTestClient(app, database, clock, company, 'security_admin')
      clock.pass(14 * 60)
      assert.equal((await client.fetch('/api/me')).status, 200)
      clock.pass(15 * 60)
      assert.equal((await client.fetch('/api/me')).status, 401)
      const busy = await signInTestClient(app, database, clock, company, 'security_admin')
      for (let minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
        clock.pass(600)
        assert.equal((await busy.fetch('/api/me')).status, 200, `minute ${minutes}`)
      }
      clock.pass(600)
      assert.equal((await busy.fetch('/api/me')).status, 401)
    })

    test('signing out ends the session at once and takes the cookie back', async () => {
      const client = await signInTestClient(app, database, clock, company, 'info_clerk')
      const response = await client.fetch('/api/auth/sign-out', { method: 'POST' })
      assert.equal(response.status, 204)
      assert.match(response.headers.get('set-cookie')!, /^liuhui=; .*Max-Age=0$/)
      assert.equal((await client.fetch('/api/me')).status, 401)
    })

    test('H12: a changed role or a disabled account ends every session of that account at once', async () => {
      const security = await signInTestClient(app, database, clock, company, 'security_admin')
      const system = await signInTestClient(app, database, clock, company, 'system_admin')
      const clerk = await signInTestClient(app, database, clock, company, 'info_clerk')
      const tablet = await signInTestClient(app, database, clock, company, 'info_clerk')
      const { accountId } = company.accounts.get('info_clerk')!
      const role = await security.fetch(`/api/accounts/${accountId}/role`, {
        method: 'PUT',
        body: { role: 'supervisor' },
      })
      assert.equal(role.status, 204)
      assert.deepEqual(
        [(await clerk.fetch('/api/me')).status, (await tablet.fetch('/api/me')).status],
        [401, 401],
      )
      const again = await signInTestClient(app, database, clock, company, 'info_clerk')
      assert.equal((await (await again.fetch('/api/me')).json()).role, 'supervisor')
      await system.fetch(`/api/accounts/${accountId}/status`, { method: 'PUT', body: { status: 'disabled' } })
      assert.equal((await again.fetch('/api/me')).status, 401)
    })

    test('a new password ends the other sessions and keeps the one that set it', async () => {
      const desk = await signInTestClient(app, database, clock, company, 'info_clerk')
      const tablet = await signInTestClient(app, database, clock, company, 'info_clerk')
      const change = (current: string, password: string) =>
        desk.fetch('/api/me/password', { method: 'POST', body: { current, password } })
      assert.equal((await (await change('not it', 'willow bridge 88')).json()).code, 'AUTH-01')
      assert.equal((await (await change(TEST_PASSWORD, TEST_PASSWORD)).json()).code, 'AUTH-07')
      assert.equal((await (await change(TEST_PASSWORD, 'password1')).json()).code, 'AUTH-05')
      assert.equal((await change(TEST_PASSWORD, 'willow bridge 88')).status, 204)
      assert.deepEqual(
        [(await desk.fetch('/api/me')).status, (await tablet.fetch('/api/me')).status],
        [200, 401],
      )
      const signedIn = await post('/api/auth/sign-in', {
        ...signInBody('info_clerk'),
        password: 'willow bridge 88',
      })
      assert.equal(signedIn.status, 200)
    })

    test('sessions are listed and ended by their owner only', async () => {
      const desk = await signInTestClient(app, database, clock, company, 'info_clerk')
      const tablet = await signInTestClient(app, database, clock, company, 'info_clerk')
      const stranger = await signInTestClient(app, database, clock, company, 'supervisor')
      const listed = (await (await desk.fetch('/api/me/sessions')).json()) as {
        sessionId: string
        current: boolean
      }[]
      assert.equal(listed.length, 2)
      const other = listed.find(({ current }) => !current)!
      const end = { method: 'DELETE' }
      assert.equal((await stranger.fetch(`/api/me/sessions/${other.sessionId}`, end)).status, 404)
      assert.equal((await tablet.fetch('/api/me')).status, 200)
      assert.equal((await desk.fetch(`/api/me/sessions/${other.sessionId}`, end)).status, 204)
      assert.equal((await tablet.fetch('/api/me')).status, 401)
    })

    test('the nightly job removes what is long over and nothing that lives', async () => {
      await signInTestClient(app, database, clock, company, 'info_clerk')
      await post('/api/auth/sign-in', { ...signInBody('info_clerk'), password: 'wrong' })
      clock.pass(91 * 24 * 3600)
      const client = await signInTestClient(app, database, clock, company, 'info_clerk')
      const removed = await database.inOrg(company.orgId, (tx) => tidyAuth(tx, clock))
      assert.deepEqual(removed, { sessions: 1, counts: 2 })
      assert.equal((await client.fetch('/api/me')).status, 200)
    })

    test('tokens that are no tokens, and those of another company, open nothing', async () => {
      const client = await signInTestClient(app, database, clock, company, 'info_clerk')
      const [, token] = client.cookie.split('=') as [string, string]
      const other = await createTestCompany(database, clock, `x${number}`)
      const foreign = await signInTestClient(app, database, clock, other, 'info_clerk')
      const [, foreignToken] = foreign.cookie.split('=') as [string, string]
      const swapped = `${foreignToken.split('.')[0]}.${token.split('.')[1]}`
      for (const bad of [
        '',
        'x',
        token.slice(1),
        `${token}x`,
        token.replace('.', ''),
        swapped,
        `${token.split('.')[0]}.${'A'.repeat(43)}`,
      ])
        assert.equal((await createTestClient(app, `liuhui=${bad}`).fetch('/api/me')).status, 401, bad)
      assert.equal((await createTestClient(app, `other=1; liuhui=${token}`).fetch('/api/me')).status, 200)
    })
  })

  describe('second factor', () => {
    test('a first administrator: one-time password, own password, authenticator, then work', async () => {
      const { orgId, unitId } = await createCompany(database, clock, {
        code: `f${number}`,
        name: '新公司',
        nameEn: 'New',
      })
      const made = await createAdministrators(database, clock, { orgId, unitId })
      assert.deepEqual(
        made.map(({ role }) => role),
        ['system_admin', 'security_admin', 'audit_admin'],
      )
      const { login, initialPassword } = made[1]!
      const first = await post('/api/auth/sign-in', {
        company: `f${number}`,
        login,
        password: initialPassword,
      })
      assert.equal(first.json.stage, 'password')
      // A session that lacks a step may do nothing else.
      assert.equal((await as(first).fetch('/api/me')).status, 401)
      assert.equal((await as(first).fetch('/api/accounts')).status, 401)
      const weak = await post('/api/auth/first-password', { password: '12345678' }, { client: as(first) })
      assert.equal(weak.json.code, 'AUTH-05')
      const chosen = await post(
        '/api/auth/first-password',
        { password: 'harbour kite 714' },
        { client: as(first) },
      )
      assert.equal(chosen.json.stage, 'enrolment')
      const { json } = await post('/api/auth/enrolment', undefined, { client: as(chosen) })
      assert.match(json.link, /^otpauth:\/\/totp\//)
      const secret = fromBase32(json.secret)
      const wrong = await post('/api/auth/enrolment/confirm', { code: '000000' }, { client: as(chosen) })
      assert.equal(wrong.json.code, 'AUTH-03')
      const done = await post(
        '/api/auth/enrolment/confirm',
        { code: totpCode(secret, clock.now()) },
        { client: as(chosen) },
      )
      assert.equal(done.json.stage, 'complete')
      assert.equal((await as(done).fetch('/api/accounts')).status, 200)
      // The sessions of the steps are dead.
      assert.equal(
        (await post('/api/auth/first-password', { password: 'harbour kite 715' }, { client: as(first) }))
          .status,
        401,
      )
      // Next time the code is asked for, and the one used above is spent.
      const again = await post('/api/auth/sign-in', {
        company: `f${number}`,
        login,
        password: 'harbour kite 714',
      })
      assert.equal(again.json.stage, 'second-factor')
      const spent = await post(
        '/api/auth/second-factor',
        { code: totpCode(secret, clock.now()) },
        { client: as(again) },
      )
      assert.equal(spent.json.code, 'AUTH-03')
      clock.pass(30)
      const fresh = await post(
        '/api/auth/second-factor',
        { code: totpCode(secret, clock.now()) },
        { client: as(again) },
      )
      assert.equal(fresh.json.stage, 'complete')
    })

    test('two requests with one code: one passes', async () => {
      await enrol('audit_admin')
      const sessions = [await signIn('audit_admin'), await signIn('audit_admin')]
      const code = totpCode(fromBase32(DEMO_TOTP_SECRET), clock.now())
      const answers = await Promise.all(
        sessions.map((session) => post('/api/auth/second-factor', { code }, { client: as(session) })),
      )
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422])
    })

    test('guessing codes is throttled, and a session that lacks a step lives ten minutes', async () => {
      await enrol('audit_admin')
      const session = await signIn('audit_admin')
      const guess = () => post('/api/auth/second-factor', { code: '000000' }, { client: as(session) })
      for (let attempt = 0; attempt < 10; attempt++) assert.equal((await guess()).status, 422)
      assert.equal((await guess()).status, 429)
      clock.pass(600)
      assert.equal((await guess()).status, 401)
    })

    test('the security administrator makes a lost authenticator forgotten, not the own one', async () => {
      await enrol('audit_admin')
      const security = await signInTestClient(app, database, clock, company, 'security_admin')
      const reset = (role: 'audit_admin' | 'security_admin') =>
        security.fetch(`/api/accounts/${company.accounts.get(role)!.accountId}/reset-second-factor`, {
          method: 'POST',
        })
      assert.equal((await reset('audit_admin')).status, 204)
      assert.equal((await signIn('audit_admin')).json.stage, 'enrolment')
      assert.equal((await (await reset('security_admin')).json()).code, 'PEO-03')
    })

    async function enrol(role: 'audit_admin'): Promise<void> {
      const { accountId } = company.accounts.get(role)!
      await database.inOrg(company.orgId, (tx) =>
        sql`update auth_credential set totp_secret = ${fromBase32(DEMO_TOTP_SECRET)}, totp_confirmed_at = ${clock.now()}
          where account_id = ${accountId}`.execute(tx),
      )
    }

    function signIn(role: 'audit_admin') {
      return post('/api/auth/sign-in', signInBody(role))
    }
  })

  describe('demonstration', () => {
    test('PEO-05: demonstration accounts never stand in production or beside real accounts', async () => {
      const inProduction = createDemoAccounts(
        database,
        clock,
        { orgId: company.orgId },
        { NODE_ENV: 'production' },
      )
      await assert.rejects(inProduction, (error) => error instanceof Refusal && error.message === 'PEO-05')
      const besideOthers = createDemoAccounts(database, clock, { orgId: company.orgId }, {})
      await assert.rejects(besideOthers, (error) => error instanceof Refusal && error.message === 'PEO-05')
    })

    test('every role has an account; administrators are shown their code while it is a demonstration', async () => {
      const { orgId } = await createCompany(database, clock, {
        code: `d${number}`,
        name: '演示',
        nameEn: 'Demo',
      })
      const customer = { customerId: '01890000-0000-7000-8000-000000000001', name: '好邻居商店' }
      const accounts = await createDemoAccounts(database, clock, { orgId, customer }, {})
      assert.ok(accounts.some(({ role, name }) => role === 'retailer' && name === '好邻居商店'))
      const body = { company: `d${number}`, password: DEMO_PASSWORD }
      const director = await post('/api/auth/sign-in', { ...body, login: 'zhuren' })
      assert.equal(director.json.stage, 'complete')
      const admin = await post('/api/auth/sign-in', { ...body, login: 'anquan' })
      assert.equal(admin.json.stage, 'second-factor')
      const state = await (await as(admin).fetch('/api/auth/state')).json()
      assert.equal(state.demonstration, true)
      const done = await post(
        '/api/auth/second-factor',
        { code: state.demonstrationCode },
        { client: as(admin) },
      )
      assert.equal(done.json.stage, 'complete')
    })

    test('a real administrator is shown no code', async () => {
      const { accountId } = company.accounts.get('audit_admin')!
      await database.inOrg(company.orgId, (tx) =>
        sql`update auth_credential set totp_secret = ${fromBase32(DEMO_TOTP_SECRET)}, totp_confirmed_at = ${clock.now()}
          where account_id = ${accountId}`.execute(tx),
      )
      const session = await post('/api/auth/sign-in', signInBody('audit_admin'))
      const state = await (await as(session).fetch('/api/auth/state')).json()
      assert.deepEqual([state.stage, state.demonstrationCode], ['second-factor', undefined])
    })
  })

  // ---- helpers ----------------------------------------------------------------------------------------------

  function signInBody(role: Parameters<TestCompany['accounts']['get']>[0]) {
    return { company: `c${number}`, login: company.accounts.get(role)!.login, password: TEST_PASSWORD }
  }

  interface Answer {
    readonly status: number
    // biome-ignore lint/suspicious/noExplicitAny: answers of many routes are looked at here.
    readonly json: any
    readonly cookie: string | null
    readonly retryAfter: string | null
  }

  async function post(
    path: string,
    body: unknown,
    more: { address?: string; client?: ReturnType<typeof createTestClient> } = {},
  ): Promise<Answer> {
    const client = more.client ?? createTestClient(app)
    const headers: Record<string, string> = { host: 'liuhui.test', cookie: client.cookie, origin: ORIGIN }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const request = new Request(`${ORIGIN}${path}`, {
      method: 'POST',
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const response = await app.fetch(request, { address: more.address ?? '127.0.0.1' })
    const text = await response.text()
    return {
      status: response.status,
      json: text === '' ? undefined : JSON.parse(text),
      cookie: response.headers.get('set-cookie'),
      retryAfter: response.headers.get('retry-after'),
    }
  }

  function as({ cookie, json }: Answer) {
    return createTestClient(app, cookie!.split(';')[0], json.csrfToken)
  }

  async function readEvents() {
    return database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ kind: string; success: boolean; detail: unknown }>`
        select kind, success, detail, actor_name, object_id from ledger_event where kind like 'session.%'
        order by day, sequence`.execute(tx)
      return rows
    })
  }
})
