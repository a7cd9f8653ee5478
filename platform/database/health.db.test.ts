import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeOnDatabases, describeOnEmptyDatabases } from '../../test/database.ts'
import { examineDatabase } from './health.ts'
import { insertColumns, sql } from './index.ts'

const badNames = (findings: Awaited<ReturnType<typeof examineDatabase>>) =>
  findings.filter(({ good }) => !good).map(({ name }) => name)

describeOnDatabases('health', (open) => {
  // Test servers run without fsync, for speed; that they do is found every time.
  test('a migrated database is in order but for what we switched off', async () => {
    assert.deepEqual(
      badNames(await examineDatabase(await open())).filter((name) => name !== 'settings'),
      ['fsync'],
    )
  })

  test('a policy changed by hand is found, in the catalogue and by looking', async () => {
    const database = await open()
    await database.asOwner((tx) =>
      sql`
        create table leak (org_id uuid not null primary key);
        select liuhui_protect('leak');
        create policy hand_made on leak to liuhui_app using (true)`.execute(tx),
    )
    await database.asOwner((tx) =>
      insertColumns(tx, 'leak', { org_id: { type: 'uuid', values: [crypto.randomUUID()] } }),
    )
    const findings = await examineDatabase(database)
    assert.deepEqual(
      badNames(findings).filter((name) => name !== 'settings'),
      ['fsync', 'schema', 'default deny'],
    )
    assert.match(findings.at(-1)!.value, /leak/)
  })
})

describeOnEmptyDatabases('health of an empty database', (open) => {
  test('migrations wait', async () => {
    const findings = await examineDatabase(await open())
    const migrations = findings.find(({ name }) => name === 'migrations')!
    assert.equal(migrations.good, false)
    assert.match(migrations.value, /waiting: 0001-foundation/)
    assert.match(migrations.cure!, /liuhui migrate/)
  })
})
