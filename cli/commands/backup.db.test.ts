import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase, sql } from '../../platform/database/index.ts'
import { getEmptyImage } from '../../test/database.ts'
import { makeTestFolder } from '../../test/test-folder.ts'
import { UsageError } from '../usage-error.ts'
import { run as backup } from './backup.ts'
import { run as migrate } from './migrate.ts'
import { run as restore } from './restore.ts'

test('backup and restore from the command line: the rows come back, and only into an empty folder', async () => {
  const folder = makeTestFolder('backup-command')
  const [first, second, file] = ['first', 'second', 'backup.gz'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  // Spares the test the seconds that making an empty database takes.
  for (const empty of [first, second])
    await (await openDatabase({ folder: empty, image: await getEmptyImage() })).close()
  await migrate(['--data', first])
  const database = await openDatabase({ folder: first })
  await database.asOwner((tx) =>
    sql`insert into org (org_id, code, name, created_at) values (gen_random_uuid(), 'city', '六会市', now())`.execute(
      tx,
    ),
  )
  await database.close()

  const written = await backup([file, '--data', first])
  assert.equal(written.exitCode, 0)
  const { rows, verified } = written.summary as { rows: number; verified: boolean }
  assert.deepEqual([rows, verified], [1, true])
  assert.deepEqual(readdirSync(folder).sort(), ['backup.gz', 'first', 'second'])

  const restored = await restore([file, '--data', second])
  assert.equal((restored.summary as { rows: number }).rows, 1)
  const refused = await restore([file, '--data', first])
  assert.equal(refused.exitCode, 1)
  assert.match((refused.summary as { error: string }).error, /has rows already \(in org\)/)
})

test('bad usage is said before anything happens', async () => {
  await assert.rejects(backup([]), UsageError)
  await assert.rejects(restore(['/does/not/exist']), UsageError)
})
