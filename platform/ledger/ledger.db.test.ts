import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import fc from 'fast-check'
import { describeOnDatabases } from '../../test/database.ts'
import { fixedClock, newId } from '../clock.ts'
import { type Database, SqlError, sql, type Tx } from '../database/index.ts'
import {
  appendEvent,
  appendEvents,
  type NewEvent,
  pruneLedger,
  readAnchors,
  readEvents,
  verifyLedger,
  writeAnchor,
} from './index.ts'

describeOnDatabases('ledger', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('an event is in the ledger when its transaction commits and nowhere when it does not', async () => {
    const orgId = newId()
    await database.inOrg(orgId, (tx) => appendEvent(tx, event(1)))
    await assert.rejects(
      database.inOrg(orgId, async (tx) => {
        await appendEvent(tx, event(2))
        throw new Error('the action failed')
      }),
    )
    await database.inOrg(orgId, (tx) => appendEvent(tx, event(3)))
    const events = await database.inOrg(orgId, (tx) => readEvents(tx, {}))
    assert.deepEqual(
      events.map(({ sequence, detail }) => ({ sequence, detail })),
      [
        { sequence: 2, detail: { number: 3 } },
        { sequence: 1, detail: { number: 1 } },
      ],
    )
    assert.deepEqual(await verifyLedger(database, orgId), { ok: true, events: 2, days: 1, faults: [] })
  })

  test('many at once give one chain without gaps', async () => {
    const orgId = newId()
    await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        database.inOrg(orgId, (tx) => appendEvent(tx, event(number, number < 20 ? 1 : 2))),
      ),
    )
    const report = await verifyLedger(database, orgId)
    assert.deepEqual(report.faults, [])
    assert.equal(report.events, 40)
  })

  test('whatever text and numbers an event holds, it verifies after storing', async () => {
    const orgId = newId()
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          objectId: fc.string({ unit: 'binary' }),
          detail: fc.dictionary(fc.string(), fc.jsonValue()),
        }),
        async (more) => {
          await database.inOrg(orgId, (tx) => appendEvent(tx, { ...event(0), ...more }))
        },
      ),
      { numRuns: 40 },
    )
    assert.deepEqual((await verifyLedger(database, orgId)).faults, [])
  })

  test('days are chained, and history finds a row, a person, a module and a page', async () => {
    const orgId = newId()
    const person = newId()
    await database.inOrg(orgId, (tx) =>
      appendEvents(
        tx,
        Array.from({ length: 30 }, (_, number) => ({
          ...event(number, 1 + Math.floor(number / 10)),
          kind: number % 2 ? 'plans.approve' : 'customer.correct',
          objectId: `row-${number % 3}`,
          ...(number % 5 === 0 ? { actor: { accountId: person, name: '王芳' } } : {}),
        })),
      ),
    )
    assert.deepEqual(await verifyLedger(database, orgId), { ok: true, events: 30, days: 3, faults: [] })
    const read = (filter: Parameters<typeof readEvents>[1]) =>
      database.inOrg(orgId, (tx) => readEvents(tx, filter), { readOnly: true })
    assert.equal((await read({ objectKind: 'customer', objectId: 'row-1' })).length, 10)
    assert.equal((await read({ actorAccountId: person })).length, 6)
    assert.equal((await read({ kinds: ['plans.*'] })).length, 15)
    assert.equal(
      (await read({ kinds: ['plans.*', 'customer.correct'], from: '2026-03-02', to: '2026-03-02' })).length,
      10,
    )
    const first = await read({ oldestFirst: true, limit: 12 })
    const second = await read({ oldestFirst: true, limit: 12, after: first.at(-1)! })
    assert.equal(second[0]?.detail.number, 12)
    assert.equal((await read({ limit: 12, after: second[0]! })).length, 12)
  })

  test('H5: the application can neither change nor remove an event', async () => {
    const orgId = newId()
    await database.inOrg(orgId, (tx) => appendEvent(tx, event(1)))
    const attempts = [
      sql`update ledger_event set actor_name = 'x'`,
      sql`delete from ledger_event`,
      sql`update ledger_day set head = 'x'`,
      sql`delete from ledger_day`,
      sql`delete from ledger_tip`,
      sql`truncate ledger_event`,
    ]
    for (const attempt of attempts)
      await assert.rejects(
        database.inOrg(orgId, (tx) => attempt.execute(tx)),
        (error) => error instanceof SqlError && error.code === '42501',
      )
  })

  test('another company sees nothing and has a chain of its own', async () => {
    const [first, second] = [newId(), newId()]
    await database.inOrg(first, (tx) => appendEvent(tx, event(1)))
    await database.inOrg(second, (tx) => appendEvent(tx, event(2)))
    const seen = await database.inOrg(second, (tx) => readEvents(tx, {}))
    assert.deepEqual(
      seen.map(({ sequence, detail }) => [sequence, detail.number]),
      [[1, 2]],
    )
    assert.equal((await verifyLedger(database, second)).events, 1)
  })

  test('G20: what an administrator of the database changes in the tables is found', async () => {
    const attempts: Record<string, (tx: Tx, orgId: string) => Promise<unknown>> = {
      altered: (tx, orgId) =>
        sql`update ledger_event set detail = '{"number":7}' where org_id = ${orgId} and sequence = 2`.execute(
          tx,
        ),
      missing: (tx, orgId) =>
        sql`delete from ledger_event where org_id = ${orgId} and day = '2026-03-01' and sequence = 3`.execute(
          tx,
        ),
      extra: (tx, orgId) =>
        sql`insert into ledger_event select org_id, day, sequence + 10, event_id, at, actor_account_id, actor_name,
          kind, object_kind, object_id, success, detail, rule_versions, request_id, hash
          from ledger_event where org_id = ${orgId} and day = '2026-03-02' and sequence = 1`.execute(tx),
      day: (tx, orgId) => sql`update ledger_day set events = 2 where org_id = ${orgId}`.execute(tx),
      tip: (tx, orgId) => sql`update ledger_tip set events = 9 where org_id = ${orgId}`.execute(tx),
    }
    for (const [fault, attempt] of Object.entries(attempts)) {
      const orgId = newId()
      await database.inOrg(orgId, (tx) =>
        appendEvents(
          tx,
          [1, 2, 3, 4, 5].map((number) => event(number, number < 4 ? 1 : 2)),
        ),
      )
      await database.asOwner((tx) => attempt(tx, orgId))
      const report = await verifyLedger(database, orgId)
      assert.ok(
        report.faults.some((found) => found.fault === fault),
        `${fault}: ${JSON.stringify(report.faults)}`,
      )
    }
  })

  test('a ledger removed altogether is found by its anchor, kept in a file elsewhere', async (t) => {
    const orgId = newId()
    const folder = await mkdtemp(join(tmpdir(), 'liuhui-anchors-'))
    t.after(() => rm(folder, { recursive: true }))
    const file = join(folder, 'deep', 'anchors.jsonl')
    assert.deepEqual(await readAnchors(file), [])
    assert.equal(await writeAnchor(database, orgId, file, new Date('2026-03-01T00:00:00Z')), undefined)
    await database.inOrg(orgId, (tx) => appendEvents(tx, [event(1), event(2)]))
    await writeAnchor(database, orgId, file, new Date('2026-03-01T15:00:00Z'))
    await database.inOrg(orgId, (tx) => appendEvent(tx, event(3, 2)))
    await writeAnchor(database, orgId, file, new Date('2026-03-02T15:00:00Z'))
    const anchors = await readAnchors(file)
    assert.equal(anchors.length, 2)
    assert.equal((await verifyLedger(database, orgId, { anchors })).ok, true)
    await database.asOwner(async (tx) => {
      for (const table of ['ledger_event', 'ledger_day', 'ledger_tip'])
        await sql`delete from ${sql.table(table)} where org_id = ${orgId}`.execute(tx)
    })
    assert.equal((await verifyLedger(database, orgId)).ok, true)
    assert.equal((await verifyLedger(database, orgId, { anchors })).ok, false)
    await writeFile(file, `${await readFile(file, 'utf8')}not an anchor\n`)
    await assert.rejects(readAnchors(file), /line 3: not an anchor/)
  })

  test('G20: old days go only after 183 days, the rest still verifies, and the removal is an event', async () => {
    const orgId = newId()
    await database.inOrg(orgId, (tx) => appendEvents(tx, [event(1, 1), event(2, 2), event(3, 3)]))
    const soon = { keepDays: 1, clock: fixedClock('2026-08-30T01:00:00Z') }
    assert.equal(await pruneLedger(database, orgId, soon), 0, '182 days after the first event')
    const later = { keepDays: 1, clock: fixedClock('2026-09-01T01:00:00Z') }
    assert.equal(await pruneLedger(database, orgId, later), 2, '183 days after the second day')
    assert.equal(await pruneLedger(database, orgId, later), 0)
    const events = await database.inOrg(orgId, (tx) => readEvents(tx, { oldestFirst: true }))
    assert.deepEqual(
      events.map(({ kind, detail }) => [kind, detail.number ?? detail.events]),
      [
        ['customer.correct', 3],
        ['ledger.prune', 2],
      ],
    )
    assert.deepEqual((await verifyLedger(database, orgId)).faults, [])
  })
})

/** On the given day of March 2026, at noon in China. */
function event(number: number, day = 1): NewEvent {
  return {
    actor: { accountId: '0190b8e0-0000-7000-8000-00000000000a', name: '李明' },
    kind: 'customer.correct',
    objectKind: 'customer',
    objectId: `customer-${number}`,
    success: true,
    detail: { number },
    at: new Date(`2026-03-${String(day).padStart(2, '0')}T04:00:00.123Z`),
  }
}
