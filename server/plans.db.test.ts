/** The first month, as people walk it: planned, changed, handed in, returned line by line, approved. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type {
  ChangeAnswer,
  MoveAnswer,
  PlanDetail,
  PlanHead,
  PlanWindow,
  TerritoryMap,
  VisitReason,
} from '../domain/plans/contract.ts'
import { startSession } from '../platform/auth/sessions.ts'
import { fixedClock } from '../platform/clock.ts'
import { type Database, sql } from '../platform/database/index.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { fillDemonstration } from './demo.ts'
import { createTestClient, type TestClient } from './test-company.ts'

const clock = fixedClock('2026-11-27T02:00:00Z')

describeOnDatabases('the first month', (open) => {
  let database: Database
  let orgId: string
  const clients = new Map<string, TestClient>()

  before(async () => {
    database = await open()
    ;({ orgId } = await fillDemonstration(database, clock, () => undefined, {
      shops: 600,
      managers: 6,
      months: 2,
    }))
    const app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => console.error(entry) })
    for (const login of ['jingli1', 'jingli2', 'shichang1', 'zhuren', 'zhongxin', 'ducha'])
      clients.set(login, await signIn(app, login))
  })

  async function signIn(app: ReturnType<typeof createServerApp>, login: string): Promise<TestClient> {
    const { token, csrfToken } = await database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ accountId: string }>`
        select account_id as "accountId" from account where login = ${login}`.execute(tx)
      const session = await startSession(
        tx,
        {
          orgId,
          accountId: rows[0]!.accountId,
          stage: 'complete',
          life: 'user',
          client: { address: '127.0.0.1', userAgent: 'test' },
        },
        clock,
      )
      return { token: session.token, csrfToken: session.view.csrfToken }
    })
    return createTestClient(app, `liuhui=${token}`, csrfToken)
  }

  async function get<T>(login: string, path: string): Promise<T> {
    const response = await clients.get(login)!.fetch(path)
    const text = await response.text()
    assert.equal(response.status, 200, `${login} ${path}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as T
  }

  async function post(login: string, path: string, body: unknown = {}) {
    const response = await clients.get(login)!.fetch(path, { method: 'POST', body })
    const answer = (await response.json()) as { code?: string; violations?: { code: string }[] }
    return {
      status: response.status,
      answer,
      codes: answer.violations?.map((violation) => violation.code) ?? [answer.code],
    }
  }

  async function change(login: string, path: string, body: unknown): Promise<ChangeAnswer> {
    const { status, answer } = await post(login, path, body)
    assert.equal(status, 200, `${path}: ${JSON.stringify(answer).slice(0, 500)}`)
    return answer as unknown as ChangeAnswer
  }

  const listOf = (login: string) =>
    get<{ month: string; window: PlanWindow; plans: PlanHead[] }>(login, '/api/plans')
  const planOf = async (login: string, index = 0) => {
    const { plans } = await listOf(login)
    return get<PlanDetail>(login, `/api/plans/${plans[index]!.planId}`)
  }

  test('PLN-02, PLN-10: both windows are shown; today lies before the one that counts', async () => {
    const { month, window, plans } = await listOf('jingli1')
    assert.equal(month, '2026-12')
    assert.deepEqual([window.from, window.until, window.state], ['2026-11-28', '2026-11-30', 'before'])
    assert.deepEqual([window.other.from, window.other.until], ['2026-11-27', '2026-11-30'])
    assert.equal(plans.length, 1, 'a customer manager sees his own plan only')
  })

  test('PLN-12: the month covers every customer, without a broken rule', async () => {
    const plan = await planOf('jingli1')
    assert.equal(plan.summary!.customersCovered, plan.summary!.customers)
    assert.deepEqual(plan.findings, [])
    assert.ok(plan.visits.length >= plan.summary!.customers)
    assert.ok(plan.visits.every((visit) => visit.measures.length > 0))
  })

  test('a market manager sees the team, a leader everybody, and neither another team than they may', async () => {
    const all = (await listOf('zhongxin')).plans.map((plan) => plan.managerId)
    const team = (await listOf('shichang1')).plans.map((plan) => plan.managerId)
    // The six who look after customers, and the specialists whose visits somebody asks for.
    assert.ok(all.length >= 6)
    assert.ok(team.length < all.length && team.every((personId) => all.includes(personId)))
    const own = await planOf('jingli1')
    const response = await clients.get('jingli2')!.fetch(`/api/plans/${own.planId}`)
    assert.equal(response.status, 404)
  })

  test('a visit says why it lies on its day, and moving it costs what was said', async () => {
    const plan = await planOf('jingli1')
    const { visit, reason } = await findMovable(plan)
    const to = reason.alternatives.find((alternative) => alternative.broken.length === 0)!
    const asked = await get<MoveAnswer>(
      'jingli1',
      `/api/plans/${plan.planId}/visits/${visit.visitId}/try?date=${to.date}`,
    )
    assert.equal(asked.feasible, true)
    const changed = await change('jingli1', `/api/plans/${plan.planId}/visits/${visit.visitId}/move`, {
      date: to.date,
      revision: plan.revision,
    })
    assert.equal(changed.visits.find((row) => row.visitId === visit.visitId)!.date, to.date)
    const after = await planOf('jingli1')
    assert.deepEqual(after.findings, [], 'the plan is lawful after the move')
    const travel = (detail: PlanDetail) => detail.days.reduce((total, day) => total + day.travelMinutes, 0)
    const difference = travel(after) - travel(plan)
    assert.ok(
      Math.abs(difference - asked.travelDeltaMinutes) < 1.5,
      `${difference} against ${asked.travelDeltaMinutes}`,
    )

    const back = await change('jingli1', `/api/plans/${plan.planId}/undo`, { revision: after.revision })
    assert.equal(back.visits.find((row) => row.visitId === visit.visitId)!.date, visit.date)
    const undone = await planOf('jingli1')
    assert.ok(Math.abs(travel(undone) - travel(plan)) < 0.5, 'undo brings every time back')
  })

  test('VIS-10: a day off and an old revision are refused with their reason, and nothing changes', async () => {
    const plan = await planOf('jingli1')
    const visit = plan.visits[0]!
    const weekend = plan.days.find((day) => !day.working)!
    const path = `/api/plans/${plan.planId}/visits/${visit.visitId}/move`
    const refused = await post('jingli1', path, { date: weekend.date, revision: plan.revision })
    assert.equal(refused.status, 422)
    assert.ok(refused.codes.includes('not-working'), refused.codes.join())
    const old = await post('jingli1', path, { date: weekend.date, revision: plan.revision - 1 })
    assert.deepEqual(old.codes, ['PLAN-REVISION'])
    assert.equal((await planOf('jingli1')).revision, plan.revision)
  })

  test('PLN-08: a day put into its shortest order keeps its stops and is not longer', async () => {
    const plan = await planOf('jingli1')
    const day = plan.days.find(
      (candidate) =>
        candidate.visits > 3 &&
        plan.visits.every((visit) => visit.date !== candidate.date || visit.kind === 'solo'),
    )!
    const ordered = await change('jingli1', `/api/plans/${plan.planId}/days/${day.date}/order`, {
      revision: plan.revision,
    })
    assert.equal(ordered.visits.length, day.visits)
    assert.ok(ordered.days[0]!.travelMinutes <= day.travelMinutes + 0.2)
    const turned = [...ordered.visits].reverse().map((visit) => visit.visitId)
    const byHand = await post('jingli1', `/api/plans/${plan.planId}/days/${day.date}/order`, {
      revision: ordered.revision,
      visitIds: turned,
    })
    if (byHand.status === 200)
      assert.deepEqual(
        (byHand.answer as unknown as ChangeAnswer).visits.map((visit) => visit.visitId),
        turned,
      )
    else assert.ok(byHand.codes.includes('window') || byHand.codes.includes('day-hours'), byHand.codes.join())
  })

  test('PLN-12: a visit taken out becomes a named exception, and the plan can still be handed in', async () => {
    const plan = await planOf('jingli1')
    const once = plan.visits.find(
      (visit) => plan.visits.filter((other) => other.customerId === visit.customerId).length === 1,
    )!
    const path = `/api/plans/${plan.planId}/visits/${once.visitId}/remove`
    assert.equal((await post('jingli1', path, { revision: plan.revision, remark: '' })).status, 400)
    await change('jingli1', path, { revision: plan.revision, remark: '店主住院停业' })
    const after = await planOf('jingli1')
    assert.equal(after.exceptions[0]!.remark, '店主住院停业')
    assert.deepEqual(after.findings, [])
  })

  test('PLN-07: a visit without measures keeps the plan from being handed in', async () => {
    const plan = await planOf('jingli1')
    const visitIds = plan.visits.slice(0, 2).map((visit) => visit.visitId)
    const cleared = await change('jingli1', `/api/plans/${plan.planId}/measures`, {
      revision: plan.revision,
      visitIds,
      measures: [],
    })
    const refused = await post('jingli1', `/api/plans/${plan.planId}/submit`, { revision: cleared.revision })
    assert.deepEqual(refused.codes, ['PLN-07'])
    await change('jingli1', `/api/plans/${plan.planId}/measures`, {
      revision: cleared.revision,
      visitIds,
      measures: ['demand', 'brand'],
    })
  })

  test('PLN-03, PLN-04: handed in, returned with a word on a line, changed, approved on the same day', async () => {
    let plan = await planOf('jingli1')
    const submit = (revision: number) => post('jingli1', `/api/plans/${plan.planId}/submit`, { revision })
    assert.equal((await submit(plan.revision)).status, 200)
    plan = await planOf('jingli1')
    assert.equal(plan.state, 'submitted')
    assert.equal(plan.decisionDue!.slice(0, 10), '2026-11-27', 'Friday: the same working day')
    const edit = await post('jingli1', `/api/plans/${plan.planId}/undo`, { revision: plan.revision })
    assert.deepEqual(edit.codes, ['PLAN-NOT-EDITABLE'])

    const decide = (login: string, body: object) =>
      post(login, `/api/plans/${plan.planId}/decide`, { revision: plan.revision, ...body })
    assert.equal(
      (await decide('jingli1', { decision: 'approve' })).status,
      403,
      'the author does not approve',
    )
    assert.equal((await decide('ducha', { decision: 'approve' })).status, 403)
    assert.deepEqual((await decide('shichang1', { decision: 'return' })).codes, ['PLAN-RETURN-REASON'])
    const line = { visitId: plan.visits[0]!.visitId, comment: '这户周一盘点，换一天' }
    assert.equal((await decide('shichang1', { decision: 'return', lines: [line] })).status, 200)

    plan = await planOf('jingli1')
    assert.equal(plan.state, 'returned')
    const commented = plan.visits.find((visit) => visit.visitId === line.visitId)!
    assert.equal(commented.comments[0]!.comment, line.comment)
    assert.deepEqual(
      (await submit(plan.revision)).codes,
      ['PLAN-COMMENTS'],
      'the word must be answered first',
    )

    const reason = await get<VisitReason>('jingli1', `/api/plans/${plan.planId}/visits/${line.visitId}`)
    const to = reason.alternatives.find((alternative) => alternative.broken.length === 0)
    if (to)
      await change('jingli1', `/api/plans/${plan.planId}/visits/${line.visitId}/move`, {
        date: to.date,
        revision: plan.revision,
      })
    else
      await change('jingli1', `/api/plans/${plan.planId}/measures`, {
        revision: plan.revision,
        visitIds: [line.visitId],
        measures: ['demand'],
      })
    plan = await planOf('jingli1')
    assert.equal((await submit(plan.revision)).status, 200)
    plan = await planOf('shichang1', 0)
    assert.equal(plan.mayDecide, true)
    assert.equal((await decide('shichang1', { decision: 'approve' })).status, 200)
    assert.equal((await planOf('jingli1')).state, 'approved')

    const { changes } = await get<{ changes: { kind: string }[] }>(
      'jingli1',
      `/api/plans/${plan.planId}/history`,
    )
    const kinds = changes.map((entry) => entry.kind)
    for (const kind of [
      'generate',
      'move',
      'undo',
      'order',
      'remove',
      'measures',
      'submit',
      'return',
      'approve',
    ])
      assert.ok(kinds.includes(kind), `${kind} in ${kinds.join()}`)
  })

  test('the plan leaves as a workbook', async () => {
    const plan = await planOf('jingli1')
    const response = await clients.get('jingli1')!.fetch(`/api/plans/${plan.planId}/export`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 2)], [0x50, 0x4b])
    const csv = await (
      await clients.get('jingli1')!.fetch(`/api/plans/${plan.planId}/export?format=csv`)
    ).text()
    assert.equal(csv.trimEnd().split('\r\n').length, plan.visits.length + 1)
  })

  test('X-03: drawn territories, a lasso, adoption by somebody else, and the way back', async () => {
    const map = await get<TerritoryMap>('zhuren', '/api/territories')
    assert.ok(map.customerIds.length >= 590)
    assert.ok(map.owner.every((owner) => owner >= 0))
    const proposalId = await propose()
    const drawn = await get<TerritoryMap>('zhuren', `/api/territories?proposalId=${proposalId}`)
    const shares = drawn.managers.map((manager) => manager.share)
    assert.ok(Math.max(...shares) / Math.min(...shares) < 1.06, shares.join())

    const target = drawn.managers[0]!.managerId
    const customerIds = drawn.customerIds.filter((_, index) => drawn.owner[index] === 1).slice(0, 10)
    const given = await post('zhuren', `/api/territories/proposals/${proposalId}/give`, {
      customerIds,
      managerId: target,
    })
    assert.equal((given.answer as unknown as { moved: number }).moved, 10)
    const own = await post('zhuren', `/api/territories/proposals/${proposalId}/adopt`)
    assert.equal(own.status, 403, 'whoever draws does not adopt')
    const adopted = await post('zhongxin', `/api/territories/proposals/${proposalId}/adopt`)
    assert.equal(adopted.status, 200, JSON.stringify(adopted.answer))
    const now = await get<TerritoryMap>('zhuren', '/api/territories')
    assert.equal(now.managers[0]!.customers, drawn.managers[0]!.customers + 10)
    assert.equal((await post('zhongxin', `/api/territories/proposals/${proposalId}/drop`)).status, 200)
    assert.deepEqual((await get<TerritoryMap>('zhuren', '/api/territories')).owner, map.owner)
  })

  /** The job's own code, without waiting for a worker. */
  async function propose(): Promise<string> {
    const { drawProposal, readTerritoryInput } = await import('../domain/plans/index.ts')
    const proposalId = '01900000-0000-7000-8000-000000000001'
    await database.inOrg(orgId, async (tx) => {
      const unit = await sql<{ unitId: string }>`
        select unit_id as "unitId" from org_unit where kind = 'company'`.execute(tx)
      const unitId = unit.rows[0]!.unitId
      const options = { unitId, tolerance: 0.02, keepMinutes: 0 }
      await drawProposal(tx, await readTerritoryInput(tx, unitId), options, {
        orgId,
        accountId: orgId,
        at: clock.now(),
        proposalId,
      })
    })
    return proposalId
  }

  async function findMovable(plan: PlanDetail) {
    for (const visit of plan.visits.filter((candidate) => candidate.kind === 'solo').slice(0, 20)) {
      const reason = await get<VisitReason>('jingli1', `/api/plans/${plan.planId}/visits/${visit.visitId}`)
      if (reason.alternatives.some((alternative) => alternative.broken.length === 0)) return { visit, reason }
    }
    throw new Error('no visit of the plan has another day')
  }

  test('DAT-02 an unclassified customer keeps its customer manager from a month, and is named', async () => {
    const { plans } = await listOf('zhongxin')
    const own = await planOf('jingli1')
    const customerId = own.visits[0]!.customerId
    const setGroup = (group: string | null) =>
      database.inOrg(orgId, (tx) =>
        sql`update customer set value_group = ${group} where customer_id = ${customerId}`.execute(tx),
      )
    await setGroup(null)
    const body = { month: '2027-01', effort: 'quick' }
    const alone = await post('jingli1', '/api/plans/generate', body)
    assert.deepEqual([alone.status, alone.codes], [422, ['CUS-12']])
    const blocking = await get<{ blocked: boolean; rows: { customerId: string; lacks: string[] }[] }>(
      'jingli1',
      '/api/customers/unclassified',
    )
    assert.deepEqual(
      [blocking.blocked, blocking.rows.map((row) => [row.customerId, row.lacks])],
      [true, [[customerId, ['valueGroup']]]],
    )
    const all = await post('shichang1', '/api/plans/generate', body)
    assert.equal(all.status, 200, 'the others of the team are planned')
    assert.deepEqual(
      (all.answer as unknown as { blocked: { managerId: string }[] }).blocked.map((row) => row.managerId),
      [own.managerId],
    )
    await setGroup('regular')
    assert.equal((await post('jingli1', '/api/plans/generate', body)).status, 200)
    assert.ok(plans.length > 1)
  })
})
