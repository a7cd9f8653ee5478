import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Scope } from '../../platform/auth/principal.ts'
import { fixedClock, newId } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import { createTestCompany, type TestCompany } from '../../server/test-company.ts'
import { describeOnDatabases } from '../../test/database.ts'
import type { Role } from './roles.ts'
import { customerScope, customerSumScope, maskPhone, personScope, type Reach, unitScope } from './scope.ts'
import { insertPersons } from './store/organisation.ts'

const clock = fixedClock('2026-11-20T02:00:00Z')

describeOnDatabases('scope', (open) => {
  let database: Database
  let home: TestCompany
  let foreign: TestCompany
  /** East: two managers under the market manager. West: one more, under nobody here. */
  const persons: Record<'eastOne' | 'eastTwo' | 'west', string> = { eastOne: '', eastTwo: '', west: '' }
  let customers: { customerId: string; owner: string }[]

  before(async () => {
    database = await open()
    home = await createTestCompany(database, clock, 'home')
    foreign = await createTestCompany(database, clock, 'foreign')
    await addPersons()
    // 40 customers: 12 + 8 in the east, 15 in the west, 5 that nobody looks after; and 20 of the other company.
    customers = await addCustomers(home, [
      [persons.eastOne, 12],
      [persons.eastTwo, 8],
      [persons.west, 15],
      ['', 5],
    ])
    await addCustomers(foreign, [[foreign.accounts.get('manager_general')!.personId!, 20]])
  })

  test('X-12: a market manager sees exactly the union of the customers of the managers below', async () => {
    const leader = reach('market_manager', 'team')
    const seen = await customersIn(leader)
    const union = await idsOf(sql`
      select a.customer_id as id from customer_assignment a join person p on p.person_id = a.person_id
      where a.valid_to is null and p.unit_id in (${home.units.east}, ${home.units.eastTeam})`)
    assert.deepEqual(seen, union)
    assert.deepEqual(seen, ownedBy(persons.eastOne, persons.eastTwo))
    assert.equal(seen.length, 20)
  })

  test('X-12: assignments that ended give nothing, and a transfer of a person moves the sight', async () => {
    await database.inOrg(home.orgId, async (tx) => {
      const [first] = ownedBy(persons.eastOne)
      await sql`update customer_assignment set valid_to = '2026-11-19' where customer_id = ${first}`.execute(
        tx,
      )
    })
    assert.equal((await customersIn(reach('market_manager', 'team'))).length, 19)
    await movePerson(persons.eastTwo, home.units.westTeam)
    assert.equal((await customersIn(reach('market_manager', 'team'))).length, 11)
    await movePerson(persons.eastTwo, home.units.eastTeam)
    await database.inOrg(home.orgId, async (tx) => {
      await sql`update customer_assignment set valid_to = null where valid_to = '2026-11-19'`.execute(tx)
    })
  })

  test('a customer manager sees the own customers, a shop itself, a brand manager all, an outsider none', async () => {
    const ofPerson = (personId: string): Reach => ({
      principal: { orgId: home.orgId, accountId: newId(clock), personId },
      scope: 'assigned',
    })
    assert.deepEqual(await customersIn(ofPerson(persons.eastOne)), ownedBy(persons.eastOne))
    assert.deepEqual(await customersIn({ ...ofPerson(persons.west), scope: 'own' }), ownedBy(persons.west))
    const { customerId } = customers[3]!
    const shop: Reach = {
      principal: { orgId: home.orgId, accountId: newId(clock), customerId },
      scope: 'shop',
    }
    assert.deepEqual(await customersIn(shop), [customerId])
    assert.deepEqual(await customersIn({ ...shop, scope: 'own' }), [customerId])
    assert.equal((await customersIn(reach('brand_manager', 'brand'))).length, 40)
    assert.equal((await customersIn(reach('service_director', 'organisation'))).length, 40)
    assert.deepEqual(await customersIn(reach('brand_manager', 'aggregate')), [])
    const outsider: Reach = { principal: { orgId: home.orgId, accountId: newId(clock) }, scope: 'assigned' }
    for (const scope of ['own', 'assigned', 'team', 'shop'] as const)
      assert.deepEqual(await customersIn({ ...outsider, scope }), [], scope)
  })

  test('sums may read what single rows may not, only for aggregates', async () => {
    const count = async (value: Reach) =>
      database.inOrg(home.orgId, async (tx) => {
        const { rows } = await sql<{ n: number }>`
          select count(*) as n from customer c where ${customerSumScope(value)}`.execute(tx)
        return rows[0]!.n
      })
    assert.equal(await count(reach('brand_manager', 'aggregate')), 40)
    assert.equal(await count(reach('market_manager', 'team')), 20)
  })

  test('persons and units: own, team with all below, organisation', async () => {
    const people = (value: Reach) =>
      database.inOrg(home.orgId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select person_id as id from person p where ${personScope(value)}`.execute(tx)
        return rows.map(({ id }) => id)
      })
    const units = (value: Reach) =>
      database.inOrg(home.orgId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select unit_id as id from org_unit u where ${unitScope(value)}`.execute(tx)
        return rows.map(({ id }) => id)
      })
    const leader = reach('market_manager', 'team')
    // The market manager, five accounts of customer managers, and the two added here; nobody of the west.
    assert.equal((await people(leader)).length, 8)
    assert.ok(!(await people(leader)).includes(persons.west))
    assert.deepEqual(await people(reach('manager_general', 'own')), [
      home.accounts.get('manager_general')!.personId,
    ])
    assert.deepEqual(await units(leader), [home.units.eastTeam])
    const department: Reach = { principal: { ...leader.principal, unitId: home.units.east }, scope: 'team' }
    assert.deepEqual(new Set(await units(department)), new Set([home.units.east, home.units.eastTeam]))
    assert.equal((await units(reach('service_director', 'organisation'))).length, 6)
    assert.deepEqual(await units({ ...leader, scope: 'aggregate' }), [])
  })

  test('masked phones keep three digits and four', () => {
    assert.equal(maskPhone('13800001234'), '138****1234')
    assert.equal(maskPhone('12345'), '*****')
  })

  // ---- helpers ----------------------------------------------------------------------------------------------

  function reach(role: Role, scope: Scope): Reach {
    const { accountId, personId } = home.accounts.get(role)!
    const unitId =
      role === 'market_manager' || role.startsWith('manager_') ? home.units.eastTeam : home.units.centre
    return { principal: { orgId: home.orgId, accountId, personId, unitId }, scope }
  }

  async function customersIn(value: Reach): Promise<string[]> {
    return idsOf(sql`select c.customer_id as id from customer c where ${customerScope(value)}`)
  }

  async function idsOf(query: ReturnType<typeof sql>): Promise<string[]> {
    return database.inOrg(home.orgId, async (tx) => {
      const { rows } = await query.execute(tx)
      return (rows as { id: string }[]).map(({ id }) => id).sort()
    })
  }

  function ownedBy(...owners: string[]): string[] {
    return customers
      .filter(({ owner }) => owners.includes(owner))
      .map(({ customerId }) => customerId)
      .sort()
  }

  async function movePerson(personId: string, unitId: string): Promise<void> {
    await database.inOrg(home.orgId, (tx) =>
      sql`update person set unit_id = ${unitId} where person_id = ${personId}`.execute(tx),
    )
  }

  async function addPersons(): Promise<void> {
    await database.inOrg(home.orgId, async (tx) => {
      for (const key of ['eastOne', 'eastTwo', 'west'] as const) {
        persons[key] = newId(clock)
        const place = { post: 'general' as const, grade: 1, homeLon: null, homeLat: null, phone: '' }
        const unitId = key === 'west' ? home.units.westTeam : home.units.eastTeam
        await insertPersons(
          tx,
          home.orgId,
          [{ personId: persons[key], code: key, name: key, unitId, ...place }],
          clock,
        )
      }
    })
  }

  async function addCustomers(company: TestCompany, plan: [owner: string, count: number][]) {
    const made: { customerId: string; owner: string }[] = []
    await database.inOrg(company.orgId, async (tx) => {
      for (const [owner, count] of plan)
        for (let index = 0; index < count; index++) {
          const customerId = newId(clock)
          const code = `${made.length}`
          await sql`insert into customer (org_id, customer_id, code, name, search_key, sort_key, created_at, changed_at)
            values (${company.orgId}, ${customerId}, ${code}, ${code}, ${code}, ${code}, ${clock.now()}, ${clock.now()})`.execute(
            tx,
          )
          if (owner !== '')
            await sql`insert into customer_assignment (org_id, customer_id, post, person_id, valid_from)
              values (${company.orgId}, ${customerId}, 'general', ${owner}, '2026-01-01')`.execute(tx)
          made.push({ customerId, owner })
        }
    })
    return made
  }
})
