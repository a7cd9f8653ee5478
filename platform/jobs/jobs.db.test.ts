import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { describeOnDatabases } from '../../test/database.ts'
import { changeUrl } from '../../test/test-postgres.ts'
import { type Clock, fixedClock, newId, systemClock } from '../clock.ts'
import { type Database, sql, type Tx } from '../database/index.ts'
import { systemActing } from '../ledger/index.ts'
import { refuse } from '../refusal.ts'
import {
  cancelJob,
  defineJob,
  enqueue,
  getJob,
  type JobRecord,
  listJobs,
  startWorker,
  type Worker,
} from './index.ts'
import { enqueueDailyJobs } from './schedule.ts'

/** What the jobs of these tests did, by job id. */
const runs = new Map<string, number>()
const gates = new Map<string, () => void>()
const title = { zh: '测试', en: 'Test' }
const count = (jobId: string) => runs.set(jobId, (runs.get(jobId) ?? 0) + 1)

const add = defineJob({
  kind: 'test.add',
  title,
  repeatable: true,
  input: z.strictObject({ a: z.number(), b: z.number() }),
  async run({ jobId, progress }, { a, b }) {
    count(jobId)
    progress(1, 2, 'half')
    return { sum: a + b }
  },
})

const untilCancelled = defineJob({
  kind: 'test.until-cancelled',
  title,
  repeatable: true,
  input: z.strictObject({}),
  async run({ jobId, progress, signal }) {
    count(jobId)
    for (let done = 0; ; done++) {
      signal.throwIfAborted()
      progress(done, 10_000, `step ${done}`)
      await wait(5)
    }
  },
})

const gated = defineJob({
  kind: 'test.gated',
  title,
  repeatable: true,
  input: z.strictObject({ waits: z.boolean() }),
  async run({ jobId, attempt }, { waits }) {
    count(jobId)
    if (waits && attempt === 1) await new Promise<void>((resolve) => gates.set(jobId, resolve))
    return { attempt }
  },
})

const once_ = defineJob({
  kind: 'test.not-repeatable',
  title,
  repeatable: false,
  input: z.strictObject({}),
  async run({ jobId }) {
    count(jobId)
    await new Promise<void>((resolve) => gates.set(jobId, resolve))
  },
})

const flaky = defineJob({
  kind: 'test.flaky',
  title,
  repeatable: true,
  attempts: 3,
  backoffSeconds: [0.05],
  input: z.strictObject({ failures: z.number() }),
  async run({ jobId, attempt }, { failures }) {
    count(jobId)
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`)
    return attempt
  },
})

const refused = defineJob({
  kind: 'test.refused',
  title,
  repeatable: true,
  input: z.strictObject({}),
  async run({ jobId }) {
    count(jobId)
    return refuse('PLN-12', 'customer-7', { coverage: 0.93 })
  },
})

const writing = defineJob({
  kind: 'test.writing',
  title,
  repeatable: true,
  backoffSeconds: [0.05],
  input: z.strictObject({ note: z.string(), failFirst: z.boolean() }),
  async run({ jobId, orgId, database, attempt, complete }, { note, failFirst }) {
    count(jobId)
    await database.inOrg(orgId, async (tx) => {
      await sql`insert into job_schedule (org_id, name, last_date) values (current_org(), ${note}, '2026-01-01')`.execute(
        tx,
      )
      await complete(tx, 'written')
      if (failFirst && attempt === 1) throw new Error('after completing, before committing')
    })
    return 'written'
  },
})

const nightly = defineJob({
  kind: 'test.nightly',
  title,
  repeatable: true,
  daily: { at: '02:30', input: (date) => ({ date }) },
  input: z.strictObject({ date: z.string() }),
  run: async (_context, { date }) => date,
})

defineJob({
  kind: 'crash.hang',
  title,
  repeatable: true,
  input: z.strictObject({}),
  run: async ({ attempt }) => ({ finishedBy: 'the second process', attempt }),
})

describeOnDatabases('jobs', (open) => {
  let database: Database
  const workers: Worker[] = []
  before(async () => {
    database = await open()
  })
  after(async () => {
    for (const gate of gates.values()) gate()
    await Promise.all(workers.map((worker) => worker.stop()))
  })

  test('a job runs once, with its result and who asked for it', async () => {
    const { orgId, put, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, add, { a: 2, b: 3 }, by))
    start(orgId)
    const job = await finished(jobId)
    assert.deepEqual(
      [job.state, job.result, job.attempt, job.createdByName, job.progressDone, runs.get(jobId)],
      ['done', { sum: 5 }, 1, 'system', 2, 1],
    )
  })

  test('an enqueue that is rolled back leaves no job, and input that does not fit is refused', async () => {
    const { put, list } = company()
    await assert.rejects(
      put(async (tx, by) => {
        await enqueue(tx, add, { a: 1, b: 1 }, by)
        throw new Error('rolled back')
      }),
    )
    await assert.rejects(
      put((tx, by) => enqueue(tx, add, { a: 'one', b: 1 } as never, by)),
      z.ZodError,
    )
    assert.equal((await list()).total, 0)
  })

  test('many workers share many jobs and no job runs twice', async () => {
    const { orgId, put, list } = company()
    const ids = await put(async (tx, by) => {
      const made: string[] = []
      for (let number = 0; number < 60; number++) made.push(await enqueue(tx, add, { a: number, b: 1 }, by))
      return made
    })
    start(orgId, { parallel: 3 })
    start(orgId, { parallel: 3 })
    await until(async () => (await list(['done'])).total === 60)
    assert.ok(ids.every((id) => runs.get(id) === 1))
  })

  test('progress and time left are seen while it runs; cancelling stops it', async () => {
    const { orgId, put, read } = company()
    const jobId = await put((tx, by) => enqueue(tx, untilCancelled, {}, by))
    start(orgId)
    await until(async () => (await read(jobId))!.progressDone > 0)
    const running = (await read(jobId))!
    assert.equal(running.state, 'running')
    assert.equal(running.progressTotal, 10_000)
    assert.match(running.progressNote!, /^step \d+$/)
    await until(async () => ((await read(jobId))!.secondsLeft ?? 0) > 0)
    assert.equal(await put((tx) => cancelJob(tx, jobId)), true)
    await until(async () => (await read(jobId))!.state === 'cancelled')
    assert.equal(await put((tx) => cancelJob(tx, jobId)), false, 'it is over')
  })

  test('a waiting job that is cancelled never runs', async () => {
    const { orgId, put, read, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by))
    await put((tx) => cancelJob(tx, jobId))
    const other = await put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by))
    start(orgId)
    await finished(other)
    assert.equal((await read(jobId))!.state, 'cancelled')
    assert.equal(runs.has(jobId), false)
  })

  test('the job of a worker that died is taken again after its lease, and the dead one can no longer finish it', async () => {
    const { orgId, put, read, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, gated, { waits: true }, by))
    const dying = mortal(database)
    start(orgId, { database: dying.database })
    await until(async () => gates.has(jobId))
    dying.kill()
    const died = performance.now()
    start(orgId)
    const job = await finished(jobId)
    assert.ok(performance.now() - died < 5000)
    assert.deepEqual([job.state, job.attempt, job.result], ['done', 2, { attempt: 2 }])
    dying.revive()
    gates.get(jobId)!()
    await wait(300)
    assert.deepEqual((await read(jobId))!.result, { attempt: 2 })
    assert.equal(runs.get(jobId), 2)
  })

  test('a lost job that must not be repeated fails and says why', async () => {
    const { orgId, put, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, once_, {}, by))
    const dying = mortal(database)
    start(orgId, { database: dying.database })
    await until(async () => gates.has(jobId))
    dying.kill()
    start(orgId)
    const job = await finished(jobId)
    assert.deepEqual([job.state, job.failure?.code, runs.get(jobId)], ['failed', 'JOB-01', 1])
  })

  test('a job is not taken from a worker that is alive, however long it runs', async () => {
    const { orgId, put, read, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, gated, { waits: true }, by))
    start(orgId)
    await until(async () => gates.has(jobId))
    start(orgId)
    await wait(1500)
    assert.deepEqual([(await read(jobId))!.attempt, runs.get(jobId)], [1, 1])
    gates.get(jobId)!()
    assert.deepEqual((await finished(jobId)).result, { attempt: 1 })
  })

  test('failures are tried again as often as the job says, with waiting; then it failed', async () => {
    const { orgId, put, finished } = company()
    const lucky = await put((tx, by) => enqueue(tx, flaky, { failures: 2 }, by))
    const unlucky = await put((tx, by) => enqueue(tx, flaky, { failures: 9 }, by))
    start(orgId)
    assert.deepEqual([(await finished(lucky)).result, runs.get(lucky)], [3, 3])
    const job = await finished(unlucky)
    assert.deepEqual(
      [job.state, job.failure?.code, job.failure?.message, runs.get(unlucky)],
      ['failed', 'INTERNAL', 'attempt 3 failed', 3],
    )
  })

  test('a refusal is not tried again; its violations are kept for the screen', async () => {
    const { orgId, put, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, refused, {}, by))
    start(orgId)
    const job = await finished(jobId)
    assert.equal(runs.get(jobId), 1)
    assert.deepEqual(job.failure?.violations, [
      { code: 'PLN-12', subject: 'customer-7', values: { coverage: 0.93 } },
    ])
  })

  test('writes and completion happen together: a failure between them leaves neither', async () => {
    const { orgId, put, finished } = company()
    const jobId = await put((tx, by) => enqueue(tx, writing, { note: 'written-once', failFirst: true }, by))
    start(orgId)
    const job = await finished(jobId)
    assert.deepEqual([job.state, job.result, job.attempt, runs.get(jobId)], ['done', 'written', 2, 2])
    const { rows } = await database.inOrg(orgId, (tx) =>
      sql`select name from job_schedule where name = 'written-once'`.execute(tx),
    )
    assert.equal(rows.length, 1)
  })

  test('with a word that allows only one, a second request gets the first job', async () => {
    const { orgId, put, finished } = company()
    const options = { onlyOne: 'march' }
    const first = await put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by, options))
    assert.equal(await put((tx, by) => enqueue(tx, add, { a: 2, b: 2 }, by, options)), first)
    start(orgId)
    await finished(first)
    assert.notEqual(await put((tx, by) => enqueue(tx, add, { a: 3, b: 3 }, by, options)), first)
  })

  test('higher priority first; a job for later waits', async () => {
    const { orgId, put, read, finished } = company()
    const later = await put((tx, by) =>
      enqueue(tx, add, { a: 1, b: 1 }, by, { runAfter: new Date(Date.now() + 60_000), priority: 9 }),
    )
    const low = await put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by, { priority: -1 }))
    const high = await put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by, { priority: 1 }))
    start(orgId)
    const [lowJob, highJob] = [await finished(low), await finished(high)]
    assert.ok(highJob.startedAt! < lowJob.startedAt!)
    assert.equal((await read(later))!.state, 'queued')
  })

  test('a company is prepared once when a worker meets it, again only after it failed', async () => {
    const { orgId } = company()
    const seen: string[] = []
    start(orgId, {
      prepare: async (met) => {
        seen.push(met.orgId)
        if (seen.length === 1) throw new Error('not yet')
      },
    })
    await until(async () => seen.length === 2)
    await wait(150)
    assert.deepEqual(seen, [orgId, orgId])
  })

  test('a worker that is stopped gives its job back', async () => {
    const { orgId, put, read } = company()
    const jobId = await put((tx, by) => enqueue(tx, untilCancelled, {}, by))
    const worker = start(orgId)
    await until(async () => (await read(jobId))!.state === 'running')
    await worker.stop()
    assert.deepEqual([(await read(jobId))!.state, (await read(jobId))!.attempt], ['queued', 1])
    await put((tx) => cancelJob(tx, jobId))
  })

  test('another company sees no job and its worker takes none', async () => {
    const mine = company()
    const theirs = company()
    const jobId = await mine.put((tx, by) => enqueue(tx, add, { a: 1, b: 1 }, by))
    start(theirs.orgId)
    await wait(300)
    assert.equal((await mine.read(jobId))!.state, 'queued')
    assert.equal(await theirs.read(jobId), undefined)
  })

  test('a daily job is put into the queue once a day, from its time on, in the time of the company', async () => {
    const { orgId, list } = company()
    const at = (iso: string, timeZone = 'Asia/Shanghai') =>
      enqueueDailyJobs(database, { orgId, timeZone }, fixedClock(iso))
    assert.equal(await at('2026-03-01T18:29:00Z'), 0, '02:29 of 2 March in China')
    assert.equal(await at('2026-03-01T18:30:00Z'), 1, '02:30 of 2 March')
    assert.deepEqual(
      await Promise.all([at('2026-03-02T18:31:00Z'), at('2026-03-02T18:31:00Z')]).then((n) => n.sort()),
      [0, 1],
    )
    const jobs = await list()
    assert.deepEqual(jobs.rows.map(({ kind, input }) => [kind, input]).slice(0, 2), [
      [nightly.kind, { date: '2026-03-03' }],
      [nightly.kind, { date: '2026-03-02' }],
    ])
  })

  test('a process killed in the middle of a job: another process ends the job after the lease', async (t) => {
    if (database.kind === 'pglite') return t.skip('the embedded database has one process')
    const { orgId, put, read, finished } = company()
    const { rows } = await database.asOwner((tx) =>
      sql<{
        role: string
        name: string
      }>`select current_user::text as role, current_database()::text as name`.execute(tx),
    )
    const url = changeUrl(process.env.LIUHUI_TEST_POSTGRES!, rows[0]!.role, rows[0]!.name)
    const hang = { kind: 'crash.hang', input: z.strictObject({}) }
    const jobId = await put((tx, by) => enqueue(tx, hang as never, {}, by))
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'test-crash-worker.ts'), url, orgId, '1'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(child.stdout, 'data')
    await until(async () => (await read(jobId))!.progressNote === 'attempt 1')
    child.kill('SIGKILL')
    await once(child, 'exit')
    start(orgId)
    const job = await finished(jobId)
    assert.deepEqual(job.result, { finishedBy: 'the second process', attempt: 2 })
  })

  function start(orgId: string, more: Partial<Parameters<typeof startWorker>[0]> = {}): Worker {
    const worker = startWorker({
      database,
      // One in the morning in China: the daily jobs of these tests are not due yet.
      clock: fixedClock('2026-03-01T17:00:00Z'),
      companies: async () => [{ orgId, timeZone: 'Asia/Shanghai' }],
      leaseSeconds: 0.8,
      pollSeconds: 0.03,
      ...more,
    })
    workers.push(worker)
    return worker
  }

  function company(clock: Clock = systemClock) {
    const orgId = newId()
    const put = <T>(work: (tx: Tx, by: ReturnType<typeof systemActing>) => Promise<T>) =>
      database.inOrg(orgId, (tx) => work(tx, systemActing(orgId, clock)))
    const read = (jobId: string) => put((tx) => getJob(tx, jobId))
    const list = (states?: JobRecord['state'][]) => put((tx) => listJobs(tx, states ? { states } : {}))
    const finished = async (jobId: string): Promise<JobRecord> => {
      await until(async () => ['done', 'failed', 'cancelled'].includes((await read(jobId))!.state))
      return (await read(jobId))!
    }
    return { orgId, put, read, list, finished }
  }
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const start = performance.now(); !(await condition()); await wait(20))
    assert.ok(performance.now() - start < 15_000, 'waited for 15 seconds')
}

/** A database as a process sees it that can die: afterwards nothing of that process reaches it any more. */
function mortal(database: Database) {
  let isDead = false
  const guard = () => {
    if (isDead) throw new Error('this process is dead')
  }
  return {
    kill: () => {
      isDead = true
    },
    revive: () => {
      isDead = false
    },
    database: {
      kind: database.kind,
      inOrg: async (...args: Parameters<Database['inOrg']>) => {
        guard()
        return database.inOrg(...args)
      },
      asOwner: async (...args: Parameters<Database['asOwner']>) => {
        guard()
        return database.asOwner(...args)
      },
      status: () => database.status(),
      close: async () => {},
    } as Database,
  }
}
