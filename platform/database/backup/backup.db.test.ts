import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describeOnDatabases, describeOnEmptyDatabases, getEmptyImage } from '../../../test/database.ts'
import { makeTestFolder } from '../../../test/test-folder.ts'
import {
  BackupRefused,
  type Database,
  ensureMonthPartitions,
  findPendingMigrations,
  insertColumns,
  MIGRATIONS_FOLDER,
  migrate,
  openDatabase,
  restoreBackup,
  sql,
  writeBackup,
} from '../index.ts'

const folder = makeTestFolder('backup')
const migrations = join(folder, '.')
copyFileSync(join(MIGRATIONS_FOLDER, '0001-foundation.sql'), join(folder, '0001-foundation.sql'))
// The child stands before its parent in the alphabet, and refers to itself: order must not matter.
writeFileSync(
  join(folder, '0002-things.sql'),
  `create table whole (org_id uuid not null, id uuid not null, day date not null, name text, tags text[], extra jsonb,
     raw json, amount numeric(12, 2), ratio double precision, seen boolean, at timestamptz, bytes bytea, span time,
     primary key (org_id, id, day)) partition by range (day);
   create table child (org_id uuid not null, id uuid not null, parent uuid, whole_id uuid not null, day date not null,
     primary key (org_id, id), foreign key (org_id, parent) references child (org_id, id),
     foreign key (org_id, whole_id, day) references whole (org_id, id, day));
   select liuhui_protect('whole'), liuhui_protect('child')`,
)

async function fill(database: Database): Promise<void> {
  await ensureMonthPartitions(database, 'whole', ['2026-01', '2026-12'])
  for (const org of [randomUUID(), randomUUID()]) {
    const ids = Array.from({ length: 7000 }, () => randomUUID())
    await database.inOrg(org, async (tx) => {
      await insertColumns(tx, 'whole', {
        org_id: { type: 'uuid', values: ids.map(() => org) },
        id: { type: 'uuid', values: ids },
        day: { type: 'date', values: ids.map((_, index) => (index % 2 ? '2026-01-31' : '2026-12-31')) },
        name: {
          type: 'text',
          values: ids.map((_, index) => ['六会', null, '\u2028 "\\', '', '\n'][index % 5]),
        },
        tags: { type: 'text[]', values: ids.map((_, index) => (index % 3 ? ['a,b', 'NULL', '"'] : null)) },
        extra: { type: 'jsonb', values: ids.map((id) => ({ id, list: [1, null] })) },
        raw: { type: 'json', values: ids.map((id) => [id]) },
        amount: { type: 'numeric', values: ids.map((_, index) => index / 4) },
        ratio: { type: 'double precision', values: ids.map((_, index) => 1 / (index + 1)) },
        seen: { type: 'boolean', values: ids.map((_, index) => index % 2 === 0) },
        at: { type: 'timestamptz', values: ids.map((_, index) => new Date(index * 1234567)) },
        bytes: { type: 'bytea', values: ids.map((_, index) => new Uint8Array([index % 256, 0, 92])) },
        span: { type: 'time', values: ids.map(() => '08:30:00.25') },
      })
      await sql`
        insert into child select org_id, id, null, id, day from whole;
        update child set parent = id`.execute(tx)
    })
  }
}

describeOnDatabases(
  'backup',
  (open) => {
    const file = join(folder, `backup-${randomUUID()}`)
    let database: Database
    before(async () => {
      database = await open()
      await fill(database)
      await writeBackup(database, file)
    })

    test('comes back whole in the embedded database, and the same again from there', async () => {
      const restored = await openDatabase({ folder: ':memory:', image: await getEmptyImage() })
      const digests = await restoreBackup(restored, file, migrations)
      assert.deepEqual([digests.whole!.rows, digests.child!.rows], [14_000, 14_000])
      const again = `${file}-again`
      assert.deepEqual(await writeBackup(restored, again), digests)
      const keys = await restored.asOwner((tx) =>
        sql`select from pg_constraint where contype = 'f' and conparentid = 0`.execute(tx),
      )
      assert.equal(keys.rows.length, 2)
      const open = await restored.asOwner((tx) =>
        sql`select from pg_class where relrowsecurity and not relforcerowsecurity`.execute(tx),
      )
      assert.equal(open.rows.length, 0)
      await restored.close()
    })

    test('is refused by a database that has rows', async () => {
      await assert.rejects(restoreBackup(database, file, migrations), /has rows already/)
    })
  },
  { migrations },
)

describeOnEmptyDatabases('restoring', (open) => {
  const file = join(folder, `backup-${randomUUID()}`)
  before(async () => {
    const database = await openDatabase({ folder: ':memory:', image: await getEmptyImage() })
    await migrate(database, migrations)
    await fill(database)
    await writeBackup(database, file)
    await database.close()
  })

  test('runs the migrations that came later, over the restored rows', async () => {
    const later = makeTestFolder('later')
    for (const name of ['0001-foundation.sql', '0002-things.sql'])
      copyFileSync(join(folder, name), join(later, name))
    writeFileSync(
      join(later, '0003-later.sql'),
      "alter table child add note text; update child set note = 'new'",
    )
    const database = await open()
    await restoreBackup(database, file, later)
    assert.deepEqual(await findPendingMigrations(database, later), [])
    const { rows } = await database.asOwner((tx) =>
      sql`select note, count(*) as n from child group by note`.execute(tx),
    )
    assert.deepEqual(rows, [{ note: 'new', n: 14_000 }])
  })

  test('a damaged, shortened, foreign or tampered file changes nothing', async () => {
    const database = await open()
    const bytes = readFileSync(file)
    const text = gunzipSync(bytes).toString()
    const refuse = async (content: Buffer, reason: RegExp) => {
      const other = join(folder, randomUUID())
      writeFileSync(other, content)
      const work = restoreBackup(database, other, migrations)
      await assert.rejects(
        work,
        (error: Error) => error instanceof BackupRefused && reason.test(error.message),
      )
    }
    const flipped = Buffer.from(bytes)
    flipped[Math.floor(bytes.length / 2)]! ^= 1
    await refuse(flipped, /cannot be read|damaged|should have/)
    await refuse(bytes.subarray(0, bytes.length - 1000), /cannot be read/)
    await refuse(gzipSync(text.slice(0, text.lastIndexOf('\n{"end"') + 1)), /ends too early/)
    await refuse(gzipSync('{"other":1}\n'), /not a backup/)
    await refuse(Buffer.from('plain text'), /cannot be read/)
    await refuse(
      gzipSync(text.replace('"08:30:00.25"', '"09:30:00.25"')),
      /table whole should have 14000 rows/,
    )
    await refuse(
      gzipSync(text.replace("TO ('2026-02-01')", "TO ('2026-02-01'); drop table whole")),
      /not one of ours/,
    )
    await refuse(gzipSync(text.replace('"0002-things"', '"0009-newer"')), /newer/)
    await migrate(database, migrations)
    const { rows } = await database.asOwner((tx) =>
      sql`select org_id from whole union all select org_id from child`.execute(tx),
    )
    assert.equal(rows.length, 0)
  })
})

describe('a backup file', () => {
  test('appears whole or not at all', async () => {
    const database = await openDatabase({ folder: ':memory:', image: await getEmptyImage() })
    const file = join(folder, 'never')
    await assert.rejects(writeBackup(database, file), { code: '42P01' })
    assert.throws(() => readFileSync(file), { code: 'ENOENT' })
    assert.throws(() => readFileSync(`${file}.part`), { code: 'ENOENT' })
    await database.close()
  })
})
