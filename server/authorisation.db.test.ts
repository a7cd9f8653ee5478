/**
 * every route is tried by every role and by nobody, and the policy table says beforehand how each try ends.
 * Routes of modules added later are tried without a change here: requests are made from their schemas.
 */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { grantFor, ROLES, type Role } from '../domain/people/contract.ts'
import { insertPersons } from '../domain/people/index.ts'
import { fixedClock, newId } from '../platform/clock.ts'
import { type Database, sql } from '../platform/database/index.ts'
import type { RouteContract } from '../platform/http/contract.ts'
import { addressOfSample, type FieldSource, sampleRequest } from '../platform/http/test-samples.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { MODULES } from './modules.ts'
import { systemRoutes } from './system-routes.ts'
import {
  createTestClient,
  createTestCompany,
  signInTestClient,
  type TestClient,
  type TestCompany,
} from './test-company.ts'

/** Stands in every text of what the east must not see. */
const WEST = 'WESTONLY'

const clock = fixedClock('2026-11-20T02:00:00Z')
const implementations = Object.values(MODULES).flat()
const contracts: RouteContract[] = [...implementations, ...systemRoutes(implementations, 'test')].map(
  ({ contract }) => contract,
)
/** Routes that end the session they are called with are tried in their own tests. */
const ENDS_SESSION = new Set(['auth.signOut'])

describeOnDatabases('authorisation', (open) => {
  let database: Database
  let home: TestCompany
  let foreign: TestCompany
  const clients = new Map<Role | 'nobody', TestClient>()
  const unexpected: unknown[] = []

  let app: ReturnType<typeof createServerApp>

  before(async () => {
    database = await open()
    app = createServerApp({
      database,
      clock,
      checkAnswers: true,
      log: (entry) => unexpected.push(entry),
    })
    home = await createTestCompany(database, clock, 'home')
    foreign = await createTestCompany(database, clock, 'foreign')
    for (const role of ROLES) clients.set(role, await signInTestClient(app, database, clock, home, role))
    clients.set('nobody', createTestClient(app))
  })

  async function send(contract: RouteContract, client: TestClient, source?: FieldSource) {
    const sample = sampleRequest(contract, source)
    const response = await client.fetch(addressOfSample(contract, sample), {
      method: contract.method,
      body: contract.upload ? undefined : sample.body,
      headers: contract.upload
        ? { 'content-type': 'application/octet-stream', 'x-file-name': 'sample.csv' }
        : {},
    })
    const text = await response.text()
    const requestId = response.headers.get('x-request-id')!
    const says = `${contract.id}: ${response.status} ${text.slice(0, 300)}\n${describeLast(unexpected)}`
    return { status: response.status, text, requestId, says }
  }

  describe('X-05: the matrix, cell by cell', () => {
    for (const contract of contracts) {
      if (ENDS_SESSION.has(contract.id)) continue
      test(`${contract.id} (${describePermit(contract)})`, async () => {
        for (const role of ROLES) {
          const { status, text, requestId, says } = await send(contract, clients.get(role)!)
          assert.ok(status < 500, `${role}: ${says}`)
          assert.ok(!text.includes(foreign.marker), `${role}: ${says}`)
          if (!isAllowed(contract, role)) {
            assert.equal(status, 403, `${role}: ${says}`)
            assert.equal(await countEvents(home, requestId), 1, `${role}: a refusal leaves one event`)
          } else if (contract.permit !== 'public') {
            assert.notEqual(status, 401, `${role}: ${says}`)
            // A restriction of the grant (an open case) may still close the door, but says so.
            if (status === 403) assert.ok(isRestricted(contract, role) && !text.includes('"FORBIDDEN"'), says)
          }
        }
        if (contract.permit !== 'public')
          assert.equal((await send(contract, clients.get('nobody')!)).status, 401)
      })
    }

    test('the number of forbidden cells that were tried', () => {
      const cells = contracts.flatMap((contract) => ROLES.map((role) => isAllowed(contract, role)))
      const forbidden = cells.filter((cell) => !cell).length
      console.log(
        `authorisation: ${contracts.length} routes x ${ROLES.length} roles, ${forbidden} cells forbidden`,
      )
      assert.ok(forbidden > 300)
    })
  })

  describe('X-12: what lies outside the reach of a role', () => {
    let west: Map<string, string>
    before(async () => {
      west = await addWest()
    })
    for (const contract of contracts) {
      const roles = ROLES.filter((role) => hasNarrowReach(contract, role))
      if (roles.length === 0) continue
      test(`${contract.id} as ${roles.join(', ')}`, async () => {
        for (const role of roles) {
          // As it is asked by itself, and asked for those rows by id.
          for (const source of [undefined, idFields(west)]) {
            const client = await signInTestClient(app, database, clock, home, role)
            const { status, text, says } = await send(contract, client, source)
            assert.ok(
              status < 500 && !text.includes(WEST) && !text.includes('11199999999'),
              `${role}: ${says}`,
            )
            const sample = sampleRequest(contract, source)
            const inPath = Object.values(sample.params).some((value) => [...west.values()].includes(value))
            const inBody = [...west.values()].some((id) => JSON.stringify(sample.body ?? {}).includes(id))
            if (inPath || inBody) assert.ok(status >= 400, `${role} reached the west: ${says}`)
          }
        }
      })
    }
  })

  describe('X-05 X-06: the other company at work', () => {
    // Its own people send every change that adds something, so that it has rows to be protected.
    test('every accepted change leaves an event', async () => {
      let accepted = 0
      for (const contract of contracts.filter(({ method }) => method === 'POST' || method === 'PUT')) {
        const role = ROLES.find((candidate) => isAllowed(contract, candidate))
        if (contract.permit === 'public' || contract.upload || !role) continue
        const client = await signInTestClient(app, database, clock, foreign, role)
        const answer = await send(contract, client, ownFields(foreign, await readIds(foreign)))
        assert.ok(answer.status < 500, answer.says)
        if (answer.status >= 300) continue
        accepted++
        assert.ok((await countEvents(foreign, answer.requestId)) >= 1, `no event: ${answer.says}`)
      }
      console.log(`authorisation: ${accepted} changes accepted, each with its event`)
      assert.ok(accepted >= 5)
    })

    for (const contract of contracts.filter(takesIds)) {
      if (contract.permit === 'public') continue
      test(`its ids open nothing: ${contract.id}`, async () => {
        const role = ROLES.find((candidate) => isAllowed(contract, candidate))
        assert.ok(role)
        const ids = await readIds(foreign)
        const before = await digestOf(foreign)
        // A fresh session: some of these routes end sessions.
        const client = await signInTestClient(app, database, clock, home, role)
        const answer = await send(contract, client, idFields(ids))
        assert.ok(answer.status < 500, answer.says)
        assert.ok(!answer.text.includes(foreign.marker), answer.says)
        const inPath = Object.values(sampleRequest(contract, idFields(ids)).params)
        if (inPath.some((value) => [...ids.values()].includes(value)))
          assert.ok([400, 403, 404, 409, 422].includes(answer.status), answer.says)
        assert.equal(await digestOf(foreign), before, `${contract.id} changed the other company`)
      })
    }
  })

  /** One id of every kind the company has, by column name: whatever tables there are. */
  async function readIds({ orgId }: TestCompany): Promise<Map<string, string>> {
    const ids = new Map<string, string>()
    await database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ table: string; column: string }>`
        select c.table_name as "table", c.column_name as "column" from information_schema.columns c
          join information_schema.columns o on o.table_name = c.table_name and o.column_name = 'org_id'
        where c.table_schema = 'public' and o.table_schema = 'public' and c.udt_name = 'uuid'
          and c.column_name like '%\\_id' and c.column_name <> 'org_id'
        order by 1, 2`.execute(tx)
      for (const { table, column } of rows) {
        if (ids.has(column)) continue
        const found = await sql<{ id: string }>`
          select ${sql.ref(column)} as id from ${sql.table(table)} where ${sql.ref(column)} is not null
          limit 1`.execute(tx)
        if (found.rows[0]) ids.set(column, found.rows[0].id)
      }
    })
    return ids
  }

  async function countEvents(company: TestCompany, requestId: string): Promise<number> {
    return database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ledger_event where request_id = ${requestId}`.execute(tx)
      return rows[0]!.count
    })
  }

  /** A text of everything people-related a company has: equal before and after, nothing was touched. */
  /**
   * A colleague in the west with an account and customers, none of which the east's people may see: every text of
   * theirs carries a marker.
   */
  async function addWest(): Promise<Map<string, string>> {
    const [personId, accountId] = [newId(clock), newId(clock)]
    const { orgId, units } = home
    let customerId = ''
    await database.inOrg(orgId, async (tx) => {
      const person = { personId, code: WEST, name: WEST, unitId: units.westTeam, post: 'general' as const }
      const more = { grade: 1, homeLon: null, homeLat: null, phone: '11199999999' }
      await insertPersons(tx, orgId, [{ ...person, ...more }], clock)
      await sql`
        insert into account (org_id, account_id, person_id, login, role, created_at, updated_at)
        values (${orgId}, ${accountId}, ${personId}, ${WEST.toLowerCase()}, 'manager_general', ${clock.now()},
          ${clock.now()})`.execute(tx)
      for (let index = 0; index < 3; index++) {
        customerId = newId(clock)
        const code = `${WEST}${index}`
        await sql`
          insert into customer (org_id, customer_id, code, name, search_key, sort_key, address, contact_name, phone,
            licence_no, manager_id, unit_id, created_at, changed_at)
          values (${orgId}, ${customerId}, ${code}, ${code}, ${code}, ${code}, ${code}, ${code}, '11199999999',
            ${code}, ${personId}, ${units.west}, ${clock.now()}, ${clock.now()})`.execute(tx)
        await sql`
          insert into customer_assignment (org_id, customer_id, post, person_id, valid_from)
          values (${orgId}, ${customerId}, 'general', ${personId}, '2026-01-01')`.execute(tx)
      }
    })
    return new Map([
      ['person_id', personId],
      ['manager_id', personId],
      ['account_id', accountId],
      ['customer_id', customerId],
      ['unit_id', units.westTeam],
    ])
  }

  async function digestOf({ orgId }: TestCompany): Promise<string> {
    return database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ digest: string }>`
        select md5(concat(
          (select string_agg(u::text, '' order by unit_id) from org_unit u),
          (select string_agg(p::text, '' order by person_id) from person p),
          (select string_agg(a::text, '' order by account_id) from account a),
          (select string_agg(d::text, '' order by person_id, date) from day_off d),
          (select count(*) from auth_session where ended_at is not null))) as digest`.execute(tx)
      return rows[0]!.digest
    })
  }
})

function isAllowed({ permit, id }: RouteContract, role: Role): boolean {
  // The one rule outside the table: the document of all interfaces is for staff.
  if (id === 'system.openapi') return role !== 'retailer'
  return typeof permit === 'string' || grantFor(role, permit.resource, permit.action) !== undefined
}

/** Whether the policy lets a role do this, but not everywhere. */
function hasNarrowReach({ permit }: RouteContract, role: Role): boolean {
  if (typeof permit === 'string') return false
  const scope = grantFor(role, permit.resource, permit.action)?.scope
  return scope !== undefined && ['own', 'shop', 'assigned', 'team'].includes(scope)
}

function isRestricted({ permit }: RouteContract, role: Role): boolean {
  return typeof permit === 'object' && (grantFor(role, permit.resource, permit.action)?.masks.length ?? 0) > 0
}

function describePermit({ permit }: RouteContract): string {
  return typeof permit === 'string' ? permit : `${permit.resource}:${permit.action}`
}

function describeLast(unexpected: readonly unknown[]): string {
  const last = unexpected.at(-1) as { error?: Error } | undefined
  return last?.error instanceof Error ? `${last.error.stack}\n${String(last.error.cause ?? '')}` : ''
}

function toColumn(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Whether a request can name rows by id at all. */
function takesIds(contract: RouteContract): boolean {
  let found = false
  sampleRequest(contract, (_, schema) => {
    if (isIdField(schema)) found = true
    return undefined
  })
  return found
}

function isIdField(schema: Record<string, unknown>): boolean {
  const choices = (schema.anyOf as Record<string, unknown>[] | undefined) ?? []
  const items = schema.items as Record<string, unknown> | undefined
  return schema.format === 'uuid' || choices.some(isIdField) || (items !== undefined && isIdField(items))
}

function idFields(ids: ReadonlyMap<string, string>): FieldSource {
  return (name, schema) => {
    if (!isIdField(schema)) return undefined
    const id = ids.get(toColumn(name))
    return id !== undefined && schema.type === 'array' ? [id] : id
  }
}

/** Ids the company has, and its marker in every free text. */
function ownFields(company: TestCompany, ids: ReadonlyMap<string, string>): FieldSource {
  const byId = idFields(ids)
  return (name, schema) => {
    const id = byId(name, schema)
    if (id !== undefined) return id
    const isFree = schema.type === 'string' && !schema.pattern && !schema.format && !schema.enum
    return isFree && ((schema.maxLength as number) ?? 100) >= 20 ? company.marker : undefined
  }
}
