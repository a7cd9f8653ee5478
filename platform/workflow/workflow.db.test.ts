import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { weekdayOf } from '../../engines/kernel/dates.ts'
import { createRandom } from '../../engines/kernel/random.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { fixedClock, newId } from '../clock.ts'
import { type Database, SqlError, sql, type Tx } from '../database/index.ts'
import { Failure } from '../http/failure.ts'
import { type Acting, readEvents, systemActing } from '../ledger/index.ts'
import { Refusal } from '../refusal.ts'
import {
  advance,
  answerLine,
  defineWorkflow,
  doneTasks,
  findItem,
  itemHistory,
  openTasks,
  overdueItems,
  reassign,
  startItem,
  timeliness,
  type WorkingCalendar,
} from './index.ts'

const edit = { resource: 'visit-plans', action: 'update' } as const
const approve = { resource: 'visit-plans', action: 'approve' } as const

const plan = defineWorkflow({
  kind: 'test.plan',
  states: ['draft', 'submitted', 'returned', 'checked', 'approved'],
  start: 'draft',
  final: ['approved'],
  due: { submitted: { workingDays: 0 }, returned: { workingHours: 4 } },
  transitions: [
    { name: 'submit', from: ['draft', 'returned'], to: 'submitted', permit: edit, requiresAnswers: true },
    { name: 'return', from: ['submitted'], to: 'returned', permit: approve, requiresComment: true },
    { name: 'check', from: ['submitted'], to: 'checked', permit: approve },
    { name: 'approve', from: ['submitted', 'checked'], to: 'approved', permit: approve },
  ],
})

const calendar: WorkingCalendar = {
  timeZone: 'Asia/Shanghai',
  isWorking: (date) => weekdayOf(date) <= 5,
  hours: [{ from: 510, to: 1050 }],
}

/** Monday 30 March 2026, 16:00 in China. */
const MONDAY = '2026-03-30T08:00:00Z'
const TUESDAY = '2026-03-31T08:00:00Z'

describeOnDatabases('workflow', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('PLN-04: submitted, returned line by line, answered, submitted again and approved the same day', async () => {
    const { inOrg, manager, boss, begin } = company()
    const { objectId } = await begin()
    let item = await inOrg((tx) =>
      advance(
        tx,
        plan,
        { objectId, transition: 'submit', version: 1, calendar, assignTo: { personId: boss.personId } },
        manager.at(MONDAY),
      ),
    )
    assert.deepEqual(
      [item.state, item.version, item.dueAt?.toISOString()],
      ['submitted', 2, '2026-03-30T16:00:00.000Z'],
    )
    item = await inOrg((tx) =>
      advance(
        tx,
        plan,
        {
          objectId,
          transition: 'return',
          version: 2,
          calendar,
          lines: [
            { key: 'visit-1', comment: '与上月重复' },
            { key: 'visit-2', comment: '改到周三' },
          ],
          assignTo: { personId: manager.personId },
        },
        boss.at(MONDAY),
      ),
    )
    const submitAgain = () =>
      inOrg((tx) =>
        advance(tx, plan, { objectId, transition: 'submit', version: 3, calendar }, manager.at(MONDAY)),
      )
    assert.deepEqual(await codesOf(submitAgain()), ['WF-06 visit-1', 'WF-06 visit-2'])
    const { lines } = await inOrg((tx) => itemHistory(tx, item.itemId))
    for (const line of lines)
      assert.equal(await inOrg((tx) => answerLine(tx, line.lineId, '已改', manager.at(MONDAY))), true)
    assert.equal(await inOrg((tx) => answerLine(tx, lines[0]!.lineId, 'again', manager.at(MONDAY))), false)
    await submitAgain()
    item = await inOrg((tx) =>
      advance(tx, plan, { objectId, transition: 'approve', version: 4 }, boss.at(MONDAY)),
    )
    assert.deepEqual([item.state, item.closed, item.dueAt], ['approved', true, null])
    const { steps } = await inOrg((tx) => itemHistory(tx, item.itemId))
    assert.deepEqual(
      steps.map(({ transition, actorName, late }) => [transition, actorName, late]),
      [
        ['start', 'manager', false],
        ['submit', 'manager', false],
        ['return', 'boss', false],
        ['submit', 'manager', false],
        ['approve', 'boss', false],
      ],
    )
    const events = await inOrg((tx) => readEvents(tx, { objectId, oldestFirst: true }))
    assert.deepEqual(
      events.map(({ kind, detail }) => [kind, detail.from, detail.to]),
      [
        ['test.plan.submit', 'draft', 'submitted'],
        ['test.plan.return', 'submitted', 'returned'],
        ['test.plan.submit', 'returned', 'submitted'],
        ['test.plan.approve', 'submitted', 'approved'],
      ],
    )
  })

  test('H3: nobody approves their own work: not the author, not under another account, not the one before', async () => {
    const { inOrg, manager, boss, begin, actor } = company()
    const { objectId } = await begin()
    await inOrg((tx) =>
      advance(tx, plan, { objectId, transition: 'submit', version: 1, calendar }, manager.at(MONDAY)),
    )
    const tryAs = (who: Person, transition: 'approve' | 'check', version: number) =>
      inOrg((tx) => advance(tx, plan, { objectId, transition, version }, who.at(MONDAY)))
    assert.deepEqual(await codesOf(tryAs(manager, 'approve', 2)), [`WF-05 ${objectId}`])
    const secondAccount = actor('manager as supervisor', manager.personId)
    assert.deepEqual(await codesOf(tryAs(secondAccount, 'approve', 2)), [`WF-05 ${objectId}`])
    await tryAs(boss, 'check', 2)
    assert.deepEqual(await codesOf(tryAs(boss, 'approve', 3)), [`WF-05 ${objectId}`], 'checked it before')
    await tryAs(actor('leader'), 'approve', 3)
  })

  test('law: over random walks an item is never approved by its author or by whoever brought it there', async () => {
    const random = createRandom('walks')
    for (let walk = 0; walk < 12; walk++) {
      const { inOrg, actor } = company()
      const people = Array.from({ length: 3 }, (_, index) => actor(`person ${index}`))
      const author = random.pick(people)
      const objectId = newId()
      await inOrg((tx) =>
        startItem(tx, plan, { objectKind: 'plan', objectId, title: 'x' }, author.at(MONDAY)),
      )
      let lastInto = author
      for (let step = 0; step < 10; step++) {
        const who = random.pick(people)
        const transition = random.pick(plan.transitions)
        const item = (await inOrg((tx) => findItem(tx, plan, objectId)))!
        const isAllowed =
          (transition.from as readonly string[]).includes(item.state) &&
          (transition.permit.action !== 'approve' || (who !== author && who !== lastInto))
        const result = await codesOf(
          inOrg((tx) =>
            advance(
              tx,
              plan,
              { objectId, transition: transition.name, version: item.version, comment: 'c', calendar },
              who.at(MONDAY),
            ),
          ),
        )
        assert.equal(result === 'done', isAllowed, `${transition.name} from ${item.state}: ${result}`)
        if (result === 'done') lastInto = who
      }
    }
  })

  test('of two people who act on one version one is told that somebody was faster', async () => {
    const { inOrg, manager, boss, begin } = company()
    const { objectId } = await begin()
    await inOrg((tx) =>
      advance(tx, plan, { objectId, transition: 'submit', version: 1, calendar }, manager.at(MONDAY)),
    )
    const results = await Promise.all(
      (['approve', 'return'] as const).map((transition) =>
        codesOf(
          inOrg((tx) =>
            advance(tx, plan, { objectId, transition, version: 2, comment: 'c', calendar }, boss.at(MONDAY)),
          ),
        ),
      ),
    )
    assert.deepEqual(results.sort(), ['WF-02', 'done'])
  })

  test('wrong state, missing comment, missing permit, unknown object', async () => {
    const { inOrg, manager, boss, begin } = company()
    const { objectId } = await begin()
    const act = (transition: 'submit' | 'return' | 'approve', version: number, who: Person, more = {}) =>
      codesOf(
        inOrg((tx) =>
          advance(tx, plan, { objectId, transition, version, calendar, ...more }, who.at(MONDAY)),
        ),
      )
    assert.deepEqual(await act('approve', 1, boss), [`WF-03 ${objectId}`])
    assert.equal(await act('submit', 1, manager), 'done')
    assert.deepEqual(await act('return', 2, boss), ['WF-04 return'])
    assert.deepEqual(await act('approve', 2, boss, { may: () => false }), ['WF-07 approve'])
    const nowhere = inOrg((tx) =>
      advance(
        tx,
        plan,
        { objectId: newId(), transition: 'submit', version: 1, calendar },
        manager.at(MONDAY),
      ),
    )
    assert.equal(await codesOf(nowhere), 'NOT-FOUND')
    await assert.rejects(
      begin(objectId),
      (error) => error instanceof Failure && error.code === 'WF-01',
      'an object is started once',
    )
  })

  test('PLN-03: the to-do list has what waits for me, my role here or my unit, the most urgent first', async () => {
    const { inOrg, manager, boss, begin, actor } = company()
    const unitId = newId()
    const give = async (assignTo: object, dueAt: string | null) => {
      const { objectId } = await begin()
      await inOrg((tx) =>
        advance(
          tx,
          plan,
          { objectId, transition: 'submit', version: 1, assignTo, dueAt: dueAt ? new Date(dueAt) : null },
          manager.at(MONDAY),
        ),
      )
      return objectId
    }
    const mine = await give({ personId: boss.personId }, '2026-04-02T00:00:00Z')
    const roles = await give({ role: 'market_manager', unitId }, '2026-04-01T00:00:00Z')
    await give({ role: 'market_manager', unitId: newId() }, null)
    await give({ personId: newId() }, null)
    const units = await give({ unitId }, null)
    const principal = { ...boss.at(MONDAY).principal, role: 'market_manager', unitId }
    const list = await inOrg((tx) => openTasks(tx, principal))
    assert.deepEqual(
      list.rows.map((item) => item.objectId),
      [roles, mine, units],
    )
    assert.equal(list.total, 3)
    assert.equal((await inOrg((tx) => openTasks(tx, actor('nobody').at(MONDAY).principal))).total, 0)
    await inOrg((tx) =>
      advance(tx, plan, { objectId: mine, transition: 'approve', version: 2 }, boss.at(MONDAY)),
    )
    assert.equal((await inOrg((tx) => openTasks(tx, principal))).total, 2)
    const done = await inOrg((tx) => doneTasks(tx, boss.at(MONDAY).principal))
    assert.deepEqual(
      done.rows.map(({ objectId, transition, state }) => [objectId, transition, state]),
      [[mine, 'approve', 'approved']],
    )
  })

  test('PLN-04: what is not decided by 24:00 is overdue, and counts against the one who decides late', async () => {
    const { inOrg, manager, boss, begin } = company()
    const [inTime, late] = [await begin(), await begin()]
    for (const { objectId } of [inTime, late])
      await inOrg((tx) =>
        advance(
          tx,
          plan,
          { objectId, transition: 'submit', version: 1, calendar, assignTo: { personId: boss.personId } },
          manager.at(MONDAY),
        ),
      )
    const overdueAt = (iso: string, personIds = [boss.personId]) =>
      inOrg((tx) => overdueItems(tx, { at: new Date(iso), reach: { kind: 'persons', personIds } }))
    assert.equal((await overdueAt('2026-03-30T15:59:00Z')).length, 0)
    assert.equal((await overdueAt('2026-03-30T16:00:01Z')).length, 2)
    assert.equal((await overdueAt('2026-03-30T16:00:01Z', [newId()])).length, 0)
    await inOrg((tx) =>
      advance(tx, plan, { objectId: inTime.objectId, transition: 'approve', version: 2 }, boss.at(MONDAY)),
    )
    await inOrg((tx) =>
      advance(tx, plan, { objectId: late.objectId, transition: 'approve', version: 2 }, boss.at(TUESDAY)),
    )
    const rate = await inOrg((tx) =>
      timeliness(tx, {
        kind: plan.kind,
        transitions: ['approve', 'return'],
        from: new Date('2026-03-01T00:00:00Z'),
        to: new Date('2026-04-01T00:00:00Z'),
      }),
    )
    assert.deepEqual(
      rate.map(({ actorName, steps, late: lateSteps }) => [actorName, steps, lateSteps]),
      [['boss', 2, 1]],
    )
    assert.equal((await overdueAt(TUESDAY)).length, 0)
  })

  test('POS-13: a hand-over is a step of the chain; steps cannot be changed or removed', async () => {
    const { inOrg, manager, boss, begin } = company()
    const { objectId, itemId } = await begin()
    const item = await inOrg((tx) =>
      reassign(tx, plan, objectId, { personId: boss.personId }, '休假', manager.at(MONDAY)),
    )
    assert.deepEqual([item.version, item.assigned.personId, item.state], [2, boss.personId, 'draft'])
    const { steps } = await inOrg((tx) => itemHistory(tx, itemId))
    assert.deepEqual(
      steps.map(({ transition, assignedPersonId }) => [transition, assignedPersonId]),
      [
        ['start', null],
        ['reassign', boss.personId],
      ],
    )
    for (const attempt of [sql`delete from workflow_step`, sql`update workflow_step set late = false`])
      await assert.rejects(
        inOrg((tx) => attempt.execute(tx)),
        (error) => error instanceof SqlError && error.code === '42501',
      )
  })

  interface Person {
    readonly personId: string
    at(iso: string): Acting
  }

  function company() {
    const orgId = newId()
    const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.inOrg(orgId, work)
    const actor = (name: string, personId = newId()): Person => {
      const accountId = newId()
      return {
        personId,
        at(iso) {
          const acting = systemActing(orgId, fixedClock(iso))
          return { ...acting, principal: { ...acting.principal, accountId, personId, name, role: 'tester' } }
        },
      }
    }
    const manager = actor('manager')
    const boss = actor('boss')
    const begin = (objectId: string = newId()) =>
      inOrg((tx) =>
        startItem(
          tx,
          plan,
          { objectKind: 'visit_plan', objectId, title: '四月拜访计划' },
          manager.at(MONDAY),
        ),
      )
    return { orgId, inOrg, actor, manager, boss, begin }
  }
})

/** `done`, the code of a failure, or the codes of a refusal with their subjects. */
async function codesOf(work: Promise<unknown>): Promise<string | string[]> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.violations.map(({ code, subject }) => `${code} ${subject}`)
    if (error instanceof Failure) return error.code
    throw error
  }
}
