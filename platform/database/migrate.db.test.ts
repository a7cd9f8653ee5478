import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { describeOnDatabases, describeOnEmptyDatabases } from '../../test/database.ts'
import { type Database, findPendingMigrations, MIGRATIONS_FOLDER, migrate, sql } from './index.ts'
import { findSchemaFaults } from './schema-faults.ts'

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder with our foundation and the given files beside it. */
function makeMigrations(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'liuhui-migrations-'))
  folders.push(folder)
  copyFileSync(join(MIGRATIONS_FOLDER, '0001-foundation.sql'), join(folder, '0001-foundation.sql'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describeOnEmptyDatabases('migrations', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
  })

  const tables = async () => {
    const { rows } = await database.asOwner((tx) =>
      sql<{
        name: string
      }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(tx),
    )
    return rows.map(({ name }) => name)
  }

  test('run in order, once', async () => {
    const folder = makeMigrations({
      '0002-a.sql': 'create table a (id int)',
      '0003-b.sql': 'alter table a rename to b; -- the end',
    })
    const first = await migrate(database, folder)
    assert.deepEqual(first, { applied: ['0001-foundation', '0002-a', '0003-b'], already: 0 })
    assert.deepEqual(await migrate(database, folder), { applied: [], already: 3 })
    assert.deepEqual(await tables(), ['b', 'schema_migration'])
  })

  test('one that fails leaves nothing behind and runs again when mended', async () => {
    const folder = makeMigrations({ '0002-a.sql': 'create table a (id int); create table a (id int)' })
    await assert.rejects(migrate(database, folder), /migration 0002-a failed: relation "a" already exists/)
    assert.deepEqual(await tables(), ['schema_migration'])
    writeFileSync(join(folder, '0002-a.sql'), 'create table a (id int)')
    assert.deepEqual(await migrate(database, folder), { applied: ['0002-a'], already: 1 })
  })

  test('a file altered after it ran is refused by name; another way of ending lines is no change', async () => {
    const folder = makeMigrations({ '0002-a.sql': 'create table a (id int);\n' })
    await migrate(database, folder)
    writeFileSync(join(folder, '0002-a.sql'), 'create table a (id int);\r\n')
    await migrate(database, folder)
    writeFileSync(join(folder, '0002-a.sql'), 'create table a (id bigint);\n')
    await assert.rejects(migrate(database, folder), /migration 0002-a was altered/)
  })

  test('a database newer than the program is refused and not touched', async () => {
    await migrate(database, makeMigrations({ '0002-a.sql': 'create table a (id int)' }))
    const older = makeMigrations({ '0003-b.sql': 'create table b (id int)' })
    await assert.rejects(migrate(database, older), /the database is newer than this program: it has 0002-a/)
    await assert.rejects(findPendingMigrations(database, older), /newer/)
    assert.deepEqual(await tables(), ['a', 'schema_migration'])
  })

  test('a new file between applied ones is refused', async () => {
    const folder = makeMigrations({ '0003-b.sql': 'create table b (id int)' })
    await migrate(database, folder)
    writeFileSync(join(folder, '0002-a.sql'), 'create table a (id int)')
    await assert.rejects(migrate(database, folder), /0002-a is new, but its number lies before 0003-b/)
  })

  test('two files with one number, or another name, are refused', async () => {
    await assert.rejects(migrate(database, makeMigrations({ '0001-x.sql': '' })), /share a number/)
    await assert.rejects(migrate(database, makeMigrations({ '2-x.sql': '' })), /NNNN-name/)
  })

  test('several at once apply each file once', async () => {
    const folder = makeMigrations({
      '0002-a.sql': 'create table a (id int)',
      '0003-b.sql': 'create table b (id int)',
    })
    const results = await Promise.all([
      migrate(database, folder),
      migrate(database, folder),
      migrate(database, folder),
    ])
    const applied = results.flatMap((result) => result.applied).sort()
    assert.deepEqual(applied, ['0001-foundation', '0002-a', '0003-b'])
  })

  test('pending ones are told without applying them', async () => {
    const folder = makeMigrations({ '0002-a.sql': 'create table a (id int)' })
    assert.deepEqual(await findPendingMigrations(database, folder), ['0001-foundation', '0002-a'])
    assert.deepEqual(await tables(), [])
  })

  test('a migration changes the rows of all companies, as a plain owner too', async () => {
    const folder = makeMigrations({
      '0002-a.sql': `
        create table a (org_id uuid not null, n int not null, primary key (org_id, n));
        select liuhui_protect('a');
        insert into a values (gen_random_uuid(), 1), (gen_random_uuid(), 1);`,
      '0003-b.sql': 'update a set n = 2',
    })
    await migrate(database, folder)
    const { rows } = await database.asOwner((tx) => sql`select distinct n from a`.execute(tx))
    assert.deepEqual(rows, [{ n: 2 }])
  })
})

describeOnDatabases("the project's schema", (open) => {
  test('keeps companies apart: no faults in the catalogue', async () => {
    assert.deepEqual(await findSchemaFaults(await open()), [])
  })
})

const FAULTY = `
  create table no_org (id int primary key);
  create table good (org_id uuid not null, id uuid not null, other uuid, primary key (org_id, id));
  select liuhui_protect('good');
  create table good_twice (id uuid not null, org_id uuid not null, primary key (id, org_id));
  create table bad_key (org_id uuid not null, id uuid primary key, good_id uuid, unique (id, org_id),
    foreign key (org_id, good_id) references good (org_id, id) on delete set null,
    foreign key (good_id, org_id) references good_twice (id, org_id));
  select liuhui_protect('bad_key');
  create table loose (org_id uuid, id serial, primary key (id));
  create table open_door (org_id uuid not null, primary key (org_id));
  select liuhui_protect('open_door');
  create policy all_of_it on open_door to liuhui_app using (true);
  create table part (org_id uuid not null, day date not null, primary key (org_id, day)) partition by range (day);
  select liuhui_protect('part');
  create table part_1 partition of part for values from ('2026-01-01') to ('2026-02-01');
  grant select on part_1 to liuhui_app;
  create view plain_view as select * from good;
  create materialized view stored_view as select * from good;
  create function definer() returns int language sql security definer return 1;
  create function nothing() returns trigger language plpgsql as 'begin return null; end';
  create trigger on_good after insert on good execute function nothing();
  grant select on good to public;
  create table directory (id int primary key);
  grant select, insert on directory to liuhui_app;
`

describeOnDatabases('schema faults', (open) => {
  test('each kind is found and named', async () => {
    const database = await open()
    await database.asOwner((tx) => sql.raw(FAULTY).execute(tx))
    const faults = await findSchemaFaults(database, ['org', 'schema_migration', 'directory'])
    const expected = [
      /^table no_org has no org_id/,
      /^table directory lies outside tenancy, and requests may insert/,
      /^table loose: org_id must be uuid and not null/,
      /^index good_twice_pkey of good_twice is unique without org_id/,
      /^index bad_key_pkey of bad_key/,
      /^index bad_key_id_org_id_key of bad_key/,
      /^index loose_pkey of loose/,
      /^foreign key bad_key_good_id_org_id_fkey of bad_key does not begin with org_id/,
      /^foreign key bad_key_org_id_good_id_fkey of bad_key would empty org_id/,
      /^table good_twice: row-level security/,
      /^table loose: row-level security/,
      /^table loose has no policy/,
      /^policy all_of_it of open_door/,
      /^partition part_1 can be reached past its parent/,
      /^view plain_view/,
      /^materialised view stored_view/,
      /^trigger on_good on good/,
      /^sequence loose_id_seq/,
      /^function definer is security definer/,
      /^public has SELECT on good/,
    ]
    for (const pattern of expected)
      assert.ok(
        faults.some((fault) => pattern.test(fault)),
        `${pattern} is not among:\n${faults.join('\n')}`,
      )
  })
})
