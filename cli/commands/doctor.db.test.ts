import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Finding, openDatabase, sql } from '../../platform/database/index.ts'
import { makeTestFolder } from '../../test/test-folder.ts'
import type { CommandResult } from '../command.ts'
import { run as doctor } from './doctor.ts'
import { run as migrate } from './migrate.ts'

const badFindings = ({ summary }: CommandResult) =>
  (summary as { findings: Finding[] }).findings.filter(({ good }) => !good)

test('doctor and migrate on an empty folder, a migrated one, one in use and a spoilt one', async () => {
  const where = ['--data', makeTestFolder('doctor')]
  assert.equal((await doctor(where)).exitCode, 0)

  const migrated = (await migrate(where)).summary as { applied: string[] }
  assert.equal(migrated.applied[0], '0001-foundation')
  assert.deepEqual((await migrate(where)).summary, {
    database: 'pglite',
    applied: [],
    already: migrated.applied.length,
  })
  assert.equal((await doctor(where)).exitCode, 0)

  const database = await openDatabase({ folder: where[1] })
  const refused = await migrate(where)
  assert.equal(refused.exitCode, 1)
  assert.match((refused.summary as { error: string }).error, new RegExp(`in use by process ${process.pid} `))
  assert.equal((await doctor(where)).exitCode, 0)

  await database.asOwner((tx) => sql`create table stray (id int)`.execute(tx))
  await database.close()
  const spoilt = await doctor(where)
  assert.equal(spoilt.exitCode, 1)
  const [finding] = badFindings(spoilt)
  assert.equal(finding?.name, 'schema')
  assert.match(finding.value, /^table stray has no org_id/)
  assert.ok(finding.cure)
})
