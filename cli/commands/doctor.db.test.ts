import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDatabase, sql } from '../../platform/database/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuhui-doctor-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function liuhui(...words: string[]) {
  const { DATABASE_URL: _, ...env } = process.env
  const main = join(import.meta.dirname, '../main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8', env })
  return { status, summary: JSON.parse(stdout.trim().split('\n').at(-1)!), stderr }
}

test('an empty folder, a migrated one, one in use and a spoilt one', async () => {
  assert.equal(liuhui('doctor', '--data', folder).status, 0)

  const migrated = liuhui('migrate', '--data', folder)
  assert.equal(migrated.status, 0)
  assert.equal(migrated.summary.applied[0], '0001-foundation')
  const again = liuhui('migrate', '--data', folder)
  assert.deepEqual(again.summary, {
    database: 'pglite',
    applied: [],
    already: migrated.summary.applied.length,
  })
  assert.deepEqual(liuhui('doctor', '--data', folder).summary.healthy, true)

  const database = await openDatabase({ folder })
  const refused = liuhui('migrate', '--data', folder)
  assert.equal(refused.status, 1)
  assert.match(refused.summary.error, new RegExp(`in use by process ${process.pid} `))
  const looked = liuhui('doctor', '--data', folder)
  assert.equal(looked.status, 0)
  assert.match(looked.stderr, /in use by process/)

  await database.asOwner((tx) => sql`create table stray (id int)`.execute(tx))
  await database.close()
  const spoilt = liuhui('doctor', '--data', folder)
  assert.equal(spoilt.status, 1)
  assert.match(spoilt.stderr, /BAD {3}schema {8}table stray has no org_id/)
})
