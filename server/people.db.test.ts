import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Role } from '../domain/people/contract.ts'
import { type Database, sql } from '../platform/database/index.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { createTestCompany, signInTestClient, type TestClient, type TestCompany } from './test-company.ts'

describeOnDatabases('people over HTTP', (open) => {
  let database: Database
  let clock: TestClock
  let company: TestCompany
  let as: (role: Role) => Promise<TestClient>

  before(async () => {
    database = await open()
    clock = createTestClock('2026-11-20T02:00:00Z')
    const app = createServerApp({ database, clock, checkAnswers: true })
    company = await createTestCompany(database, clock, 'people')
    as = (role) => signInTestClient(app, database, clock, company, role)
  })

  // biome-ignore lint/suspicious/noExplicitAny: answers of many routes are looked at here.
  async function call(client: TestClient, method: string, path: string, body?: unknown): Promise<any> {
    const response = await client.fetch(path, { method, body })
    const text = await response.text()
    return { status: response.status, ...(text === '' ? {} : { json: JSON.parse(text) }) }
  }

  describe('organisation', () => {
    test('PEO-06: the director proposes, the centre leader decides, and then it is so', async () => {
      const director = await as('service_director')
      const leader = await as('centre_leader')
      const unit = { parentId: company.units.centre, kind: 'department', code: 'north', name: '北城市场部' }
      const proposed = await call(director, 'POST', '/api/units', unit)
      assert.deepEqual(proposed.json, { outcome: 'proposed', unitId: null })
      const list = async () =>
        ((await call(leader, 'GET', '/api/units')).json as { code: string }[]).map(({ code }) => code)
      assert.ok(!(await list()).includes('north'))
      const [proposal] = (await call(leader, 'GET', '/api/unit-proposals')).json
      const decision = `/api/unit-proposals/${proposal.proposalId}/decision`
      assert.equal((await call(director, 'POST', decision, { approve: true })).status, 403)
      const approved = await call(leader, 'POST', decision, { approve: true })
      assert.equal(approved.json.outcome, 'applied')
      assert.ok((await list()).includes('north'))
      assert.equal((await call(leader, 'POST', decision, { approve: true })).json.code, 'PEO-06')
      const renamed = await call(leader, 'PATCH', `/api/units/${approved.json.unitId}`, { name: '北市场部' })
      assert.equal(renamed.json.outcome, 'applied')
    })

    test('PEO-08: a proposal that no longer fits when it is decided is refused, and nothing happens', async () => {
      const director = await as('service_director')
      const leader = await as('centre_leader')
      const unit = { parentId: company.units.centre, kind: 'department', code: 'twice', name: '某部' }
      await call(director, 'POST', '/api/units', unit)
      assert.equal((await call(leader, 'POST', '/api/units', unit)).json.outcome, 'applied')
      const open = (await call(leader, 'GET', '/api/unit-proposals')).json.find(
        (proposal: { state: string }) => proposal.state === 'proposed',
      )
      const decided = await call(leader, 'POST', `/api/unit-proposals/${open.proposalId}/decision`, {
        approve: true,
      })
      assert.deepEqual([decided.status, decided.json.code], [422, 'PEO-08'])
      const still = (await call(leader, 'GET', '/api/unit-proposals')).json[0]
      assert.equal(still.state, 'proposed')
    })

    test('PEO-08: no circles, no closing of what people work in, the company stays', async () => {
      const leader = await as('centre_leader')
      const change = (unitId: string, body: unknown) => call(leader, 'PATCH', `/api/units/${unitId}`, body)
      const { units } = company
      assert.equal((await change(units.east, { parentId: units.eastTeam })).json.code, 'PEO-08')
      assert.equal((await change(units.eastTeam, { status: 'closed' })).json.code, 'PEO-08')
      assert.equal((await change(units.company, { status: 'closed' })).json.code, 'PEO-08')
      assert.equal((await change(units.westTeam, { status: 'closed' })).json.outcome, 'applied')
      assert.equal((await change(units.westTeam, { status: 'active' })).json.outcome, 'applied')
    })

    test('a market manager reads the own team, a customer manager too, a shop nothing', async () => {
      const units = async (role: Role) => (await call(await as(role), 'GET', '/api/units')).json.length
      assert.equal(await units('market_manager'), 1)
      assert.equal(await units('manager_general'), 1)
      assert.ok((await units('supervisor')) >= 6)
      assert.equal((await call(await as('retailer'), 'GET', '/api/units')).status, 403)
    })
  })

  describe('persons', () => {
    test('phones and homes are masked for who need not know them, never for oneself', async () => {
      const { personId } = company.accounts.get('manager_general')!
      const other = company.accounts.get('manager_service')!.personId
      const read = async (role: Role, id: string | undefined) =>
        (await call(await as(role), 'GET', `/api/people/${id}`)).json
      assert.equal((await read('service_director', personId)).phone, '11100001111')
      assert.deepEqual(pick(await read('supervisor', personId)), ['111****1111', null])
      assert.deepEqual(pick(await read('manager_general', other)), ['111****1111', null])
      assert.deepEqual(pick(await read('manager_general', personId)), ['11100001111', 120.1])
      assert.equal(
        (
          await call(
            await as('market_manager'),
            'GET',
            `/api/people/${company.accounts.get('supervisor')!.personId}`,
          )
        ).status,
        404,
      )
    })

    test('who leaves loses the account at the same moment', async () => {
      const director = await as('service_director')
      const officer = await as('manager_research')
      const { personId } = company.accounts.get('manager_research')!
      assert.equal((await call(director, 'PATCH', `/api/people/${personId}`, { status: 'left' })).status, 204)
      assert.equal((await call(officer, 'GET', '/api/me')).status, 401)
    })

    test('lists are searched, filtered, sorted and paged on the server', async () => {
      const director = await as('service_director')
      const page = (await call(director, 'GET', '/api/people?pageSize=3&page=2&sort=-code&status=active'))
        .json
      assert.equal(page.rows.length, 3)
      assert.ok(page.rows[0].code > page.rows[1].code)
      const found = (await call(director, 'GET', '/api/people?search=market_manager')).json
      assert.equal(found.total, 1)
      const posts = (await call(director, 'GET', '/api/people?post=general,service')).json
      assert.deepEqual(
        new Set(posts.rows.map(({ post }: { post: string }) => post)),
        new Set(['general', 'service']),
      )
      assert.equal((await call(director, 'GET', '/api/people?sort=phone')).status, 400)
      assert.equal((await call(director, 'GET', '/api/people?search=%25')).json.total, 0)
    })

    function pick({ phone, homeLon }: { phone: string; homeLon: number | null }) {
      return [phone, homeLon]
    }
  })

  describe('accounts', () => {
    test('an account is made without a role, gets one from somebody else, and begins with its own password', async () => {
      const director = await as('service_director')
      const system = await as('system_admin')
      const security = await as('security_admin')
      const person = { code: 'new-1', name: '新人', unitId: company.units.centre, post: 'info_clerk' }
      const { personId } = (await call(director, 'POST', '/api/people', person)).json
      const made = (await call(system, 'POST', '/api/accounts', { login: 'Xin.Ren', personId })).json
      assert.match(made.initialPassword, /^[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}$/)
      assert.equal(
        (await call(system, 'PUT', `/api/accounts/${made.accountId}/role`, { role: 'info_clerk' })).status,
        403,
      )
      assert.equal(
        (await call(security, 'PUT', `/api/accounts/${made.accountId}/role`, { role: 'info_clerk' })).status,
        204,
      )
      const again = await call(system, 'POST', '/api/accounts', { login: 'another', personId })
      assert.deepEqual([again.status, again.json.code], [422, 'PEO-10'])
      const listed = (await call(security, 'GET', '/api/accounts?search=xin.ren')).json
      assert.deepEqual(
        [listed.total, listed.rows[0].role, listed.rows[0].login],
        [1, 'info_clerk', 'xin.ren'],
      )
    })

    test('a name that is taken is a conflict that says nothing more', async () => {
      const director = await as('service_director')
      const system = await as('system_admin')
      const person = { code: 'new-2', name: '又一人', unitId: company.units.centre, post: 'info_clerk' }
      const { personId } = (await call(director, 'POST', '/api/people', person)).json
      const { login } = company.accounts.get('supervisor')!
      const taken = await call(system, 'POST', '/api/accounts', { login, personId })
      assert.deepEqual([taken.status, taken.json.code, Object.keys(taken.json).length], [409, 'CONFLICT', 3])
    })

    test('settings of the account stay with it', async () => {
      const clerk = await as('info_clerk')
      const changed = await call(clerk, 'PATCH', '/api/me/profile', { language: 'en', textSize: 'elder' })
      assert.deepEqual(changed.json, {
        language: 'en',
        textSize: 'elder',
        theme: 'system',
        density: 'comfortable',
      })
      const me = (await call(await as('info_clerk'), 'GET', '/api/me')).json
      assert.equal(me.profile.textSize, 'elder')
      assert.ok(me.permissions.includes('imports:run') && !me.permissions.includes('roles:configure'))
      assert.equal(me.unit.unitId, company.units.centre)
      await call(clerk, 'PATCH', '/api/me/profile', { language: 'zh' })
    })
  })

  describe('calendar', () => {
    test('the national calendar, and the company’s own decisions before it', async () => {
      const director = await as('service_director')
      const read = async () =>
        (await call(director, 'GET', '/api/calendar?from=2026-12-04&to=2026-12-06')).json
      assert.deepEqual(
        (await read()).map(({ working }: { working: boolean }) => working),
        [true, false, false],
      )
      const decided = await call(director, 'PUT', '/api/calendar/2026-12-05', {
        working: true,
        reason: '订货会',
      })
      assert.equal(decided.status, 204)
      const [, saturday] = await read()
      assert.deepEqual(
        [saturday.working, saturday.kind, saturday.override],
        [true, 'weekend', { working: true, reason: '订货会' }],
      )
      assert.equal((await call(director, 'DELETE', '/api/calendar/2026-12-05')).status, 204)
      assert.equal((await call(director, 'DELETE', '/api/calendar/2026-12-05')).status, 404)
      assert.equal(
        (await call(director, 'PUT', '/api/calendar/2026-11-19', { working: false })).json.code,
        'PEO-11',
      )
      assert.equal((await call(director, 'PUT', '/api/calendar/2026-02-30', { working: false })).status, 404)
      assert.equal(
        (await call(director, 'GET', '/api/calendar?from=2026-01-01&to=2030-01-01')).json.code,
        'PEO-12',
      )
      assert.equal(
        (await call(await as('manager_general'), 'PUT', '/api/calendar/2026-12-05', { working: true }))
          .status,
        403,
      )
    })

    test('years without a notice are marked provisional', async () => {
      const [day] = (await call(await as('retailer'), 'GET', '/api/calendar?from=2029-10-01&to=2029-10-01'))
        .json
      assert.equal(day.provisional, true)
    })

    test('days off: one’s own, the team’s by the market manager, nobody’s beyond', async () => {
      const manager = await as('manager_general')
      const { personId } = company.accounts.get('manager_general')!
      const colleague = company.accounts.get('manager_service')!.personId
      const outside = company.accounts.get('supervisor')!.personId
      const enter = (client: TestClient, id: string | undefined) =>
        call(client, 'POST', '/api/days-off', {
          personId: id,
          from: '2026-12-01',
          to: '2026-12-03',
          kind: 'annual',
        })
      assert.equal((await enter(manager, personId)).json.added, 3)
      assert.equal((await enter(manager, personId)).json.added, 0)
      assert.equal((await enter(manager, colleague)).status, 404)
      const market = await as('market_manager')
      assert.equal((await enter(market, colleague)).json.added, 3)
      assert.equal((await enter(market, outside)).status, 404)
      const list = async (client: TestClient) =>
        (await call(client, 'GET', '/api/days-off?from=2026-12-01&to=2026-12-31')).json.length
      assert.deepEqual([await list(manager), await list(market)], [3, 6])
      assert.equal((await call(manager, 'DELETE', `/api/days-off/${colleague}/2026-12-01`)).status, 404)
      assert.equal((await call(manager, 'DELETE', `/api/days-off/${personId}/2026-12-01`)).status, 204)
      assert.equal(await list(manager), 2)
    })
  })

  test('X-06: every change of people above has one event that names who, what and which request', async () => {
    const events = await database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ kind: string; actor: string | null; requestId: string | null }>`
        select kind, actor_account_id as actor, request_id as "requestId" from ledger_event
        where kind <> 'company.created'`.execute(tx)
      return rows
    })
    for (const kind of [
      'org-unit.proposed',
      'org-unit.created',
      'person.created',
      'person.changed',
      'account.created',
      'account.role-changed',
      'account.profile-changed',
      'calendar.decided',
      'day-off.entered',
      'day-off.withdrawn',
    ])
      assert.ok(
        events.some((event) => event.kind === kind),
        kind,
      )
    for (const { kind, actor, requestId } of events) assert.ok(actor && requestId, kind)
    const requests = events.map(({ requestId }) => requestId)
    assert.equal(new Set(requests).size, requests.length)
  })
})
