import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { getEmptyImage } from '../../../test/database.ts'
import { makeTestFolder } from '../../../test/test-folder.ts'
import {
  type Database,
  DatabaseLocked,
  DatabaseReadOnly,
  DatabaseUnavailable,
  dumpEmbedded,
  findSchemaFaults,
  maintain,
  migrate,
  type OpenOptions,
  openDatabase,
  sql,
} from '../index.ts'
import { readMigrations } from '../migrate.ts'
import { TABLES_OUTSIDE_TENANCY } from '../schema-faults.ts'
import { DURABLE_START_PARAMETERS, START_PARAMETERS } from './durable-files.ts'
import { Engine } from './engine.ts'

const MB = 1024 * 1024
const root = makeTestFolder('embedded')
const opened: Database[] = []
const children: ChildProcess[] = []
after(async () => {
  for (const database of opened) await database.close()
  for (const child of children) child.kill('SIGKILL')
})

async function open(folder: string, options: OpenOptions = {}): Promise<Database> {
  const database = await openDatabase({ ...options, folder })
  opened.push(database)
  return database
}

/** A data folder with an empty table `written`; made once and copied. */
async function makeFolder(): Promise<string> {
  const template = join(root, 'template')
  if (!existsSync(template)) {
    const database = await openDatabase({ folder: template, image: await getEmptyImage() })
    await database.asOwner((tx) =>
      sql`create table written (number int, part int, filling text, primary key (number, part))`.execute(tx),
    )
    await database.close()
  }
  const folder = join(root, randomUUID())
  cpSync(template, folder, { recursive: true })
  return folder
}

/** Starts test-writer.ts and gathers its lines; resolves when it has opened the folder. */
async function startWriter(folder: string, ...words: string[]) {
  const program = join(import.meta.dirname, 'test-writer.ts')
  const child = spawn(process.execPath, [program, folder, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let output = ''
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.startsWith('open')) resolve()
    })
    child.on('exit', (code) => reject(new Error(`the writer ended with ${code}`)))
  })
  return {
    pid: child.pid!,
    kill: async (signal: NodeJS.Signals) => {
      child.kill(signal)
      if (signal === 'SIGKILL') await ended
    },
    /** Numbers whose commit was acknowledged; the last line may be cut in half. */
    acknowledged: () => output.slice(0, output.lastIndexOf('\n')).split('\n').slice(1).map(Number),
  }
}

const countWritten = (database: Database) =>
  database.asOwner(async (tx) => {
    const { rows } = await sql<{ number: number; parts: number }>`
      select number, count(*) as parts from written group by number`.execute(tx)
    return new Map(rows.map(({ number, parts }) => [number, parts]))
  })

describe('crashes of the embedded database', () => {
  test('kill -9 while writing: what was acknowledged is there, nothing is there by halves', async () => {
    const folder = await makeFolder()
    const acknowledged: number[] = []
    for (let cycle = 0; cycle < 3; cycle++) {
      const writer = await startWriter(folder, 'write', String(acknowledged.length * 10))
      // However slow the machine is: some commits are through, and the next is anywhere on its way.
      while (writer.acknowledged().length < 5) await sleep(20)
      await sleep(cycle * 37)
      await writer.kill('SIGKILL')
      acknowledged.push(...writer.acknowledged())
      const database = await openDatabase({ folder })
      const written = await countWritten(database)
      await database.close()
      const lost = acknowledged.filter((number) => written.get(number) !== 3)
      assert.deepEqual(lost, [])
      assert.ok([...written.values()].every((parts) => parts === 3))
    }
    assert.ok(acknowledged.length > 10, `only ${acknowledged.length} commits were tried`)
  })

  test('migrations killed at any moment run to their end afterwards', async () => {
    const folder = await makeFolder()
    for (const lifeMs of [15, 40, 120]) {
      const migrating = await startWriter(folder, 'migrate')
      await sleep(lifeMs)
      await migrating.kill('SIGKILL')
    }
    const database = await open(folder)
    const { applied, already } = await migrate(database)
    assert.equal(applied.length + already, (await readMigrations()).length)
    assert.deepEqual(await findSchemaFaults(database, [...TABLES_OUTSIDE_TENANCY, 'written']), [])
  })

  test('a database whose making was interrupted is made again', async () => {
    const folder = join(root, 'interrupted')
    mkdirSync(join(folder, 'database.new', 'base'), { recursive: true })
    writeFileSync(join(folder, 'database.new', 'PG_VERSION'), '18\n')
    const database = await open(folder, { image: await getEmptyImage() })
    assert.equal((await database.status()).fsync, true)
  })

  test('a statement that hangs is ended, and the next transaction finds all that was committed', async () => {
    const database = await open(await makeFolder(), { statementLimitMs: 300 })
    await database.asOwner((tx) => sql`insert into written values (1, 0, '')`.execute(tx))
    const hanging = database.asOwner((tx) => sql`do $$ begin loop end loop; end $$`.execute(tx))
    const waiting = countWritten(database)
    await assert.rejects(
      hanging,
      (error) => error instanceof DatabaseUnavailable && /too long/.test(error.message),
    )
    assert.deepEqual([...(await waiting)], [[1, 1]])
  })

  test('a commit reaches the disk: the file calls are counted at every start', async () => {
    const database = await open(await makeFolder())
    assert.equal((await database.status()).fsync, true)
    const folder = join(await makeFolder(), 'database')
    for (const startParameters of [[...DURABLE_START_PARAMETERS, '-F'], START_PARAMETERS])
      await assert.rejects(Engine.start({ folder, startParameters }), /would not reach the disk/)
  })
})

describe('the lock of a data folder', () => {
  test('a second process, and a second opening, are refused with the holder and the cure', async () => {
    const folder = await makeFolder()
    const holder = await startWriter(folder, 'hold')
    const naming = (pid: number) => (error: Error) =>
      error instanceof DatabaseLocked &&
      error.message.includes(`process ${pid} on`) &&
      /--data/.test(error.message)
    await assert.rejects(openDatabase({ folder }), naming(holder.pid))
    await holder.kill('SIGSTOP')
    await assert.rejects(openDatabase({ folder }), naming(holder.pid))
    await holder.kill('SIGCONT')
    await holder.kill('SIGKILL')
    await open(folder)
    await assert.rejects(openDatabase({ folder }), naming(process.pid))
  })

  test('what a dead process left behind is no hindrance', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'liuhui.lock'), '')
    writeFileSync(join(folder, 'liuhui.lock.json'), `{"pid":${process.pid},"host":"elsewhere","since":"x"}`)
    const database = await open(folder)
    assert.equal((await countWritten(database)).size, 0)
  })

  test('of many that try at the same moment exactly one gets it', async () => {
    const folder = await makeFolder()
    const tries = await Promise.allSettled(Array.from({ length: 4 }, () => openDatabase({ folder })))
    const winners = tries.filter((result) => result.status === 'fulfilled')
    for (const { value } of winners) opened.push(value)
    assert.equal(winners.length, 1)
    for (const result of tries)
      if (result.status === 'rejected') assert.ok(result.reason instanceof DatabaseLocked)
  })
})

describe('little space on the disk', () => {
  test('writing stops and reading goes on; both are as before when there is space again', async () => {
    let free = 10_000 * MB
    const database = await open(await makeFolder(), { readFreeBytes: async () => free })
    const write = () => database.asOwner((tx) => sql`insert into written values (7, 7, '')`.execute(tx))
    await write()
    free = 511 * MB
    assert.equal((await database.status()).readOnly, true)
    await assert.rejects(
      () => database.asOwner((tx) => sql`delete from written`.execute(tx)),
      (error) => error instanceof DatabaseReadOnly && /only 511 MB are free/.test(error.message),
    )
    await assert.rejects(maintain(database), DatabaseReadOnly)
    assert.equal((await countWritten(database)).size, 1)
    free = 520 * MB
    assert.equal((await database.status()).readOnly, true)
    free = 600 * MB
    assert.equal((await database.status()).readOnly, false)
    await database.asOwner((tx) => sql`delete from written`.execute(tx))
  })
})

test('a dump begins another database with the same rows', async () => {
  const first = await open(':memory:', { image: await getEmptyImage() })
  await first.asOwner((tx) => sql`create table kept as select 42 as answer`.execute(tx))
  const folder = join(root, 'from-image')
  const second = await open(folder, { image: await dumpEmbedded(first) })
  const { rows } = await second.asOwner((tx) => sql`select answer from kept`.execute(tx))
  assert.deepEqual(rows, [{ answer: 42 }])
})
