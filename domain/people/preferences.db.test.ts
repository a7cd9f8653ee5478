import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fixedClock, newId } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { Refusal } from '../../platform/refusal.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { listPreferences, putPreference } from './actions/preferences.ts'
import { createCompany, createDemoAccounts } from './index.ts'

const clock = fixedClock('2026-03-02T08:00:00Z')

describeOnDatabases('preferences', (open) => {
  let database: Database
  let orgId: string
  let accounts: string[]
  before(async () => {
    database = await open()
    const company = await createCompany(database, clock, {
      code: `p-${newId().slice(-8)}`,
      name: '甲市公司',
      nameEn: 'A',
    })
    orgId = company.orgId
    await createDemoAccounts(database, clock, { orgId })
    accounts = await database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ id: string }>`select account_id as id from account order by login`.execute(
        tx,
      )
      return rows.map((row) => row.id)
    })
  })

  /** As much of a request as these actions read. */
  function as(accountId: string): RequestContext {
    return {
      clock,
      principal: { orgId, accountId },
      transaction: (work: Parameters<RequestContext['transaction']>[0], options: object) =>
        database.inOrg(orgId, work, options),
    } as unknown as RequestContext
  }

  test('an account finds what it kept, changed, and not what others keep', async () => {
    const [first, second] = accounts as [string, string]
    await putPreference(as(first), 'table.customers', { columns: ['name'] })
    await putPreference(as(first), 'table.customers', { columns: ['name', 'tier'] })
    await putPreference(as(second), 'table.customers', 'other')
    assert.deepEqual(await listPreferences(as(first)), { 'table.customers': { columns: ['name', 'tier'] } })
    await putPreference(as(first), 'table.customers', null)
    assert.deepEqual(await listPreferences(as(first)), {})
    assert.deepEqual(await listPreferences(as(second)), { 'table.customers': 'other' })
  })

  test('preferences stay few and small', async () => {
    const context = as(accounts[2]!)
    await assert.rejects(putPreference(context, 'table.large', 'x'.repeat(33_000)), refusing('PREF-01'))
    for (let index = 0; index < 200; index++) await putPreference(context, `table.t${index}`, index)
    await assert.rejects(putPreference(context, 'table.one-more', 1), refusing('PREF-02'))
    assert.equal(Object.keys(await listPreferences(context)).length, 200)
  })
})

function refusing(code: string) {
  return (error: unknown) => error instanceof Refusal && error.violations[0]?.code === code
}
