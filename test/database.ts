/**
 * Databases for tests: every `*.db.test.ts` runs the same cases on PGlite and on PostgreSQL.
 *
 *     describeOnDatabases('orders', (open) => {
 *       let database: Database
 *       before(async () => { database = await open() })
 *       test('…', async () => { await database.inOrg(orgId, async (tx) => …) })
 *     })
 *
 * `open()` gives a fresh, migrated database; it is closed and removed with the group. One a file is usual: tests keep
 * apart by making companies of their own. `npm test -- path/to/file` runs one file on both databases;
 * `node --test path/to/file` alone on PGlite only.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe } from 'node:test'
import { type Database, dumpEmbedded, migrate, openDatabase } from '../platform/database/index.ts'
import { readMigrations } from '../platform/database/migrate.ts'
import { asAdministrator, changeUrl } from './test-postgres.ts'

export { startTestPostgres } from './test-postgres.ts'

export type OpenTestDatabase = () => Promise<Database>

interface TestDatabaseOptions {
  /** Another folder of migrations than the project's. */
  readonly migrations?: string
}

/** Defines the tests once for each database; the one that is not there says so and is skipped. */
export function describeOnDatabases(
  name: string,
  define: (open: OpenTestDatabase) => void,
  options: TestDatabaseOptions = {},
): void {
  describe(`${name} (PGlite)`, () => define(closeAfterwards(() => openTestPglite(options))))
  const url = process.env.LIUHUI_TEST_POSTGRES
  if (!url)
    console.error(`${name}: not run on PostgreSQL (LIUHUI_TEST_POSTGRES is not set; npm test sets it)`)
  describe(`${name} (PostgreSQL)`, { skip: url ? false : 'LIUHUI_TEST_POSTGRES is not set' }, () =>
    define(closeAfterwards(() => openTestPostgres(url!, options))),
  )
}

/** A database with nothing in it, not even migrations; for tests of the migrations themselves. */
export function describeOnEmptyDatabases(name: string, define: (open: OpenTestDatabase) => void): void {
  describeOnDatabases(name, define, { migrations: makeEmptyFolder() })
}

function makeEmptyFolder(): string {
  const folder = join(tmpdir(), 'liuhui-no-migrations')
  mkdirSync(folder, { recursive: true })
  return folder
}

interface TestDatabase {
  readonly database: Database
  remove(): Promise<void>
}

function closeAfterwards(open: () => Promise<TestDatabase>): OpenTestDatabase {
  const opened: TestDatabase[] = []
  after(async () => {
    for (const { remove } of opened) await remove()
  })
  return async () => {
    const one = await open()
    opened.push(one)
    return one.database
  }
}

/** In memory, from a tar of a migrated database that is made once for each state of the migrations. */
async function openTestPglite({ migrations }: TestDatabaseOptions): Promise<TestDatabase> {
  const database = await openDatabase({ folder: ':memory:', image: await getTemplate(migrations) })
  return { database, remove: () => database.close() }
}

/** A tar of an empty database's files, for tests that open folders of their own: spares them making one. */
export function getEmptyImage(): Promise<Uint8Array> {
  return getTemplate(makeEmptyFolder())
}

async function getTemplate(migrations?: string): Promise<Uint8Array> {
  const folder = join(tmpdir(), `liuhui-test-templates-${process.getuid?.() ?? 'user'}`)
  const file = join(folder, `${await describeMigrations(migrations)}.tar`)
  const found = readIfThere(file)
  if (found) return found
  mkdirSync(folder, { recursive: true })
  removeOldTemplates(folder)
  const image = await makeTemplate(migrations)
  // Written aside and renamed: other test files read here at the same time.
  const own = `${file}.${process.pid}`
  writeFileSync(own, image)
  renameSync(own, file)
  return image
}

/** Most of the time goes into making an empty database, so migrations start from a template of one. */
async function makeTemplate(migrations?: string): Promise<Uint8Array> {
  const empty = makeEmptyFolder()
  const image = migrations === empty ? undefined : await getTemplate(empty)
  const database = await openDatabase({ folder: ':memory:', image })
  try {
    await migrate(database, migrations)
    return await dumpEmbedded(database)
  } finally {
    await database.close()
  }
}

const TEMPLATE_AGE_MS = 24 * 60 * 60 * 1000

function removeOldTemplates(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN)
    if (age > TEMPLATE_AGE_MS) rmSync(path, { force: true })
  }
}

function readIfThere(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** As an ordinary role that owns the database, as in production; the superuser only makes and drops it. */
async function openTestPostgres(url: string, { migrations }: TestDatabaseOptions): Promise<TestDatabase> {
  const template = `liuhui_template_${(await describeMigrations(migrations)).slice(0, 24)}`
  const name = `liuhui_test_${randomUUID().replaceAll('-', '')}`
  await asAdministrator(url, async (run) => {
    // Test files run side by side: one makes the template, the others wait for it. Ends with the session.
    await run('select pg_advisory_lock(4711)')
    await run(MAKE_OWNER)
    const found = await run(`select from pg_database where datname = '${template}'`)
    if (found.length === 0) {
      await run(`create database ${name} owner ${OWNER}`)
      const database = await openDatabase({ url: changeUrl(url, OWNER, name), maximumConnections: 1 })
      await migrate(database, migrations).finally(() => database.close())
      await run(`alter database ${name} rename to ${template}`)
    }
    await run(`create database ${name} template ${template} owner ${OWNER}`)
  })
  const database = await openDatabase({ url: changeUrl(url, OWNER, name), maximumConnections: 4 })
  return {
    database,
    async remove() {
      await database.close()
      await asAdministrator(url, (run) => run(`drop database ${name} with (force)`))
    },
  }
}

const OWNER = 'liuhui_test_owner'
const MAKE_OWNER = `do $$ begin
  if not exists (select from pg_roles where rolname = '${OWNER}') then
    create role ${OWNER} login nosuperuser createrole;
  end if;
end $$`

/** One short text for all migrations: equal texts, equal schemas. */
async function describeMigrations(folder?: string): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, checksum } of await readMigrations(folder)) hash.update(`${name} ${checksum}\n`)
  return hash.digest('hex')
}
