/**
 * 三员分立 (PEO-01): no walk through the program, and no statement of the application's own database role, makes a
 * person hold two administrators' roles, or one and a business role.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { ADMIN_ROLES, ROLES, type Role } from '../domain/people/contract.ts'
import { canShareAPerson } from '../domain/people/rules.ts'
import { newId } from '../platform/clock.ts'
import { type Database, SqlError, sql } from '../platform/database/index.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { createTestCompany, signInTestClient, type TestClient, type TestCompany } from './test-company.ts'

test('PEO-01: of all 2^15 sets of roles only the 12 business roles may meet in one person', () => {
  let allowed = 0
  for (let bits = 0; bits < 2 ** ROLES.length; bits++) {
    const roles = ROLES.filter((_, index) => bits & (1 << index))
    const admins = roles.filter((role) => (ADMIN_ROLES as readonly Role[]).includes(role)).length
    const expected = roles.length <= 1 || admins === 0
    assert.equal(canShareAPerson(roles), expected, roles.join(' '))
    if (expected) allowed++
  }
  assert.equal(allowed, 2 ** 12 + ADMIN_ROLES.length)
})

describeOnDatabases('separation of administrators', (open) => {
  let database: Database
  let clock: TestClock
  let company: TestCompany
  let app: ReturnType<typeof createServerApp>

  before(async () => {
    database = await open()
    clock = createTestClock('2026-11-20T02:00:00Z')
    app = createServerApp({ database, clock })
    company = await createTestCompany(database, clock, 'walks')
  })

  test('PEO-01: random walks of account and role changes never join what must be apart', async () => {
    const persons = [...company.accounts.values()].flatMap(({ personId }) => personId ?? [])
    const accounts = [...company.accounts.values()].map(({ accountId }) => accountId)
    const step = fc.oneof(
      fc.record({
        does: fc.constant('role' as const),
        account: fc.nat(accounts.length - 1),
        role: fc.option(fc.constantFrom(...ROLES)),
      }),
      fc.record({
        does: fc.constant('status' as const),
        account: fc.nat(accounts.length - 1),
        status: fc.constantFrom('active', 'disabled'),
      }),
      fc.record({ does: fc.constant('create' as const), person: fc.nat(persons.length - 1) }),
    )
    let accepted = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (walk) => {
        for (const move of walk) {
          const response = await send(move, persons, accounts)
          assert.ok(response.status < 500)
          if (response.status < 300) accepted++
          else refused++
          await assertSeparated()
        }
      }),
      { numRuns: 20, seed: 20261120 },
    )
    console.log(`separation: ${accepted} changes accepted, ${refused} refused`)
    assert.ok(accepted > 20 && refused > 20)
  })

  test('PEO-09: two requests at once cannot remove the last two administrators of a kind', async () => {
    const pair = await createTestCompany(database, clock, 'pair')
    const ids = [pair.accounts.get('audit_admin')!.accountId, pair.accounts.get('supervisor')!.accountId]
    const client = await signInTestClient(app, database, clock, pair, 'security_admin')
    const give = (accountId: string | undefined, role: Role | null) =>
      client.fetch(`/api/accounts/${accountId}/role`, { method: 'PUT', body: { role } })
    for (let round = 0; round < 5; round++) {
      for (const id of ids) await give(id, 'audit_admin')
      const statuses = await Promise.all(ids.map(async (id) => (await give(id, null)).status))
      assert.deepEqual(statuses.sort(), [204, 422])
    }
  })

  test('PEO-01: the database itself refuses a second account of a person, whatever its role', async () => {
    const { personId } = company.accounts.get('audit_admin')!
    for (const role of [null, 'system_admin', 'info_clerk', 'audit_admin']) {
      const insertion = database.inOrg(company.orgId, (tx) =>
        sql`insert into account (org_id, account_id, person_id, login, role, created_at, updated_at)
          values (${company.orgId}, ${newId(clock)}, ${personId}, ${`second-${role}`}, ${role}, ${clock.now()},
            ${clock.now()})`.execute(tx),
      )
      await assert.rejects(insertion, (error) => error instanceof SqlError && error.code === '23505')
    }
    const { accountId } = company.accounts.get('info_clerk')!
    const takeover = database.inOrg(company.orgId, (tx) =>
      sql`update account set person_id = ${personId} where account_id = ${accountId}`.execute(tx),
    )
    await assert.rejects(takeover, (error) => error instanceof SqlError && error.code === '23505')
  })

  test('PEO-02: the database refuses an account of nobody, of two, and a shop with an office role', async () => {
    const insert = (personId: string | null, customerId: string | null, role: string | null) =>
      database.inOrg(company.orgId, (tx) =>
        sql`insert into account (org_id, account_id, person_id, customer_id, login, role, created_at, updated_at)
          values (${company.orgId}, ${newId(clock)}, ${personId}, ${customerId}, ${newId(clock)}, ${role},
            ${clock.now()}, ${clock.now()})`.execute(tx),
      )
    const isCheck = (error: unknown) => error instanceof SqlError && error.code === '23514'
    await assert.rejects(insert(null, null, 'retailer'), isCheck)
    await assert.rejects(insert(newId(clock), newId(clock), 'retailer'), isCheck)
    await assert.rejects(insert(null, newId(clock), 'info_clerk'), isCheck)
    await assert.rejects(insert(newId(clock), null, 'retailer'), isCheck)
  })

  type Move =
    | { does: 'role'; account: number; role: Role | null }
    | { does: 'status'; account: number; status: string }
    | { does: 'create'; person: number }

  let created = 0
  async function send(
    move: Move,
    persons: readonly string[],
    accounts: readonly string[],
  ): Promise<Response> {
    if (move.does === 'create') {
      const login = `walk-${++created}`
      const client = await clientOf('system_admin')
      return client.fetch('/api/accounts', {
        method: 'POST',
        body: { login, personId: persons[move.person] },
      })
    }
    const path = `/api/accounts/${accounts[move.account]}/${move.does}`
    const client = await clientOf(move.does === 'role' ? 'security_admin' : 'system_admin')
    return client.fetch(path, {
      method: 'PUT',
      body: move.does === 'role' ? { role: move.role } : { status: move.status },
    })
  }

  /** Roles wander during a walk: whoever holds the administrator's role now acts. There is always one (PEO-09). */
  async function clientOf(role: 'system_admin' | 'security_admin'): Promise<TestClient> {
    const accountId = await database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ accountId: string }>`
        select account_id as "accountId" from account where role = ${role} and status = 'active'
        order by account_id limit 1`.execute(tx)
      assert.ok(rows[0], `nobody is ${role} any more`)
      return rows[0].accountId
    })
    const holder = { ...company, accounts: new Map([[role, { accountId, personId: undefined, login: '' }]]) }
    return signInTestClient(app, database, clock, holder, role)
  }

  async function assertSeparated(): Promise<void> {
    await database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ personId: string; roles: Role[] }>`
        select person_id as "personId", array_agg(role) as roles from account
        where person_id is not null and role is not null group by person_id`.execute(tx)
      for (const { personId, roles } of rows) assert.ok(canShareAPerson(roles), `${personId}: ${roles}`)
      const admins = await sql<{ role: string }>`
        select distinct role from account where status = 'active' and role like '%\\_admin'`.execute(tx)
      assert.equal(admins.rows.length, 3)
    })
  }
})
