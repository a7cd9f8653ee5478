import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { describeOnDatabases } from '../../test/database.ts'
import { fixedClock, newId } from '../clock.ts'
import { type Database, sql } from '../database/index.ts'
import { cleanJobs } from './clean.ts'
import type { JobContext } from './job.ts'

describeOnDatabases('removing finished jobs', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('finished jobs go after the days of the rule book; waiting ones and younger ones stay', async () => {
    const orgId = newId()
    const now = '2026-06-30T00:00:00Z'
    await database.inOrg(orgId, async (tx) => {
      for (const [state, finishedAt] of [
        ['done', '2026-03-31T00:00:00Z'],
        ['failed', '2026-04-02T00:00:00Z'],
        ['queued', null],
      ])
        await sql`insert into job (org_id, job_id, kind, input, state, run_after, created_by_name, created_at, finished_at)
          values (current_org(), ${newId()}, 'test.old', '{}', ${state}, now(), 'x', now(), ${finishedAt})`.execute(
          tx,
        )
    })
    const context = { database, orgId, clock: fixedClock(now) } as unknown as JobContext<{ removed: number }>
    assert.deepEqual(await cleanJobs.run(context, { date: '2026-06-30' }), { removed: 1 })
    const { rows } = await database.inOrg(orgId, (tx) =>
      sql`select state from job order by state`.execute(tx),
    )
    assert.deepEqual(rows, [{ state: 'failed' }, { state: 'queued' }])
  })
})
