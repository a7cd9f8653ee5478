/** The routes of the mechanisms as people use them: real policy, real sessions, answers held to their contracts. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { z } from 'zod'
import type { Role } from '../domain/people/contract.ts'
import { createServerApp } from '../server/app.ts'
import {
  createTestCompany,
  signInTestClient,
  type TestClient,
  type TestCompany,
} from '../server/test-company.ts'
import { describeOnDatabases } from '../test/database.ts'
import { fixedClock, newId } from './clock.ts'
import { type Database, sql } from './database/index.ts'
import { defineForm } from './forms/index.ts'
import { defineIndicator } from './indicators/index.ts'
import { defineJob, enqueue } from './jobs/index.ts'
import { ANCHOR_FILE_VARIABLE } from './ledger/anchors.ts'
import { type Acting, systemActing, writeAnchor } from './ledger/index.ts'
import { prepareCompany } from './prepare-company.ts'
import { defineRule } from './rules/index.ts'
import { advance, defineWorkflow, startItem } from './workflow/index.ts'

const label = (zh: string) => ({ zh, en: zh })
const clock = fixedClock('2026-03-10T02:00:00Z')

const radius = defineRule({
  id: 'test-routes.school-radius',
  schema: z.number().int().min(0).max(500),
  default: 50,
  unit: 'metres',
  title: label('学校距离'),
  clause: {
    zh: (value) => `学校周边 ${value} 米内不得设置。`,
    en: (value) => `None within ${value} metres.`,
  },
  source: 'default',
})

const form = defineForm(1, {
  id: 'test-routes.note',
  title: label('记录'),
  subjectKind: 'customer',
  fields: [{ id: 'note', type: 'text', label: label('备注') }],
})

const job = defineJob({
  kind: 'test-routes.wait',
  title: label('等待'),
  repeatable: true,
  input: z.strictObject({}),
  run: async () => 'secret business result',
})

const flow = defineWorkflow({
  kind: 'test-routes.plan',
  states: ['draft', 'submitted', 'approved'],
  start: 'draft',
  final: ['approved'],
  transitions: [
    {
      name: 'submit',
      from: ['draft'],
      to: 'submitted',
      permit: { resource: 'visit-plans', action: 'update' },
    },
    {
      name: 'approve',
      from: ['submitted'],
      to: 'approved',
      permit: { resource: 'visit-plans', action: 'approve' },
    },
  ],
})

defineIndicator({
  id: 'test_routes_persons',
  definitionVersion: 1,
  validFrom: '2026-01-01',
  name: label('人数'),
  formula: label('在册人员数'),
  unit: 'count',
  source: 'usage',
  dimensions: ['post'],
  total: 'sum',
  async value(tx, query) {
    const { rows } = await sql<{ post: string; count: number }>`
      select post, count(*) as count from person
      where ${query.where.post ? sql`post = any(${query.where.post}::text[])` : sql`true`}
      group by post order by post`.execute(tx)
    return rows.map(({ post, count }) => ({ group: { post }, value: count, subjects: count }))
  },
})

describeOnDatabases('routes of the mechanisms', (open) => {
  let database: Database
  let company: TestCompany
  const clients = new Map<Role, TestClient>()

  before(async () => {
    database = await open()
    const app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => console.error(entry) })
    company = await createTestCompany(database, clock, 'routes')
    for (const role of company.accounts.keys())
      clients.set(role, await signInTestClient(app, database, clock, company, role))
    await prepareCompany(database, { orgId: company.orgId, timeZone: 'Asia/Shanghai' }, clock)
  })

  test('the rule book: read by all business roles, set by the director, with its sentence, history and difference', async () => {
    const set = await send('service_director', 'POST', `/api/rules/${radius.id}/values`, {
      validFrom: '2026-04-01',
      value: 100,
      reason: '市局通知',
    })
    assert.equal(set.status, 200, set.text)
    assert.deepEqual([set.json.version, set.json.clause.zh], [2, '学校周边 100 米内不得设置。'])
    const list = await send('manager_general', 'GET', '/api/rules')
    const rule = list.json.find((item: { ruleId: string }) => item.ruleId === radius.id)
    assert.deepEqual(
      [rule.value, rule.isDefault, rule.schema.maximum, rule.coming[0].value],
      [50, true, 500, 100],
    )
    const history = await send('supervisor', 'GET', `/api/rules/${radius.id}/history`)
    assert.deepEqual([history.json[0].reason, history.json[0].value], ['市局通知', 100])
    const differences = await send(
      'centre_leader',
      'GET',
      '/api/rules/differences?from=2026-03-31&date=2026-04-01',
    )
    assert.deepEqual(
      differences.json.map(
        (item: { ruleId: string; before: { value: number }; after: { value: number } }) => [
          item.ruleId,
          item.before.value,
          item.after.value,
        ],
      ),
      [[radius.id, 50, 100]],
    )
    assert.equal(
      (await send('centre_leader', 'GET', '/api/rules/differences?date=2026-04-01')).json.length,
      1,
    )
    const refused = await send('service_director', 'POST', `/api/rules/${radius.id}/values`, {
      validFrom: '2026-01-01',
      value: 9000,
      reason: 'x',
    })
    assert.deepEqual([refused.status, refused.json.code], [422, 'RULE-01'])
    assert.equal(
      (
        await send('manager_general', 'POST', `/api/rules/${radius.id}/values`, {
          validFrom: '2026-04-01',
          value: 9,
          reason: 'x',
        })
      ).status,
      403,
    )
    assert.equal((await send('service_director', 'GET', '/api/rules/no.rule/history')).status, 404)
  })

  test('forms: listed, read by version, published from a date', async () => {
    const list = await send('info_clerk', 'GET', '/api/forms')
    assert.ok(list.json.some((item: { formId: string }) => item.formId === form.definition.id))
    const url = `/api/forms/${form.definition.id}`
    const own = { ...form.definition, title: label('我的记录') }
    const published = await send('service_director', 'POST', `${url}/versions`, {
      validFrom: '2026-03-10',
      definition: own,
    })
    assert.deepEqual([published.status, published.json.version, published.json.isShipped], [200, 2, false])
    assert.equal((await send('retailer', 'GET', url)).json.title.zh, '我的记录')
    assert.equal((await send('retailer', 'GET', `${url}?version=1`)).json.title.zh, '记录')
    assert.equal((await send('info_clerk', 'GET', `${url}/versions`)).json.length, 2)
    const broken = { ...own, fields: [...own.fields, ...own.fields] }
    const refused = await send('info_clerk', 'POST', `${url}/versions`, {
      validFrom: '2026-03-11',
      definition: broken,
    })
    assert.deepEqual([refused.status, refused.json.code], [422, 'FORM-10'])
    assert.equal((await send('info_clerk', 'GET', '/api/forms/test.nothing')).status, 404)
  })

  test('jobs: mine with result, nobody else sees them, the administrator sees that they are but not what they found', async () => {
    const jobId = await database.inOrg(company.orgId, (tx) => enqueue(tx, job, {}, acting('info_clerk')))
    const mine = await send('info_clerk', 'GET', '/api/jobs')
    assert.deepEqual(
      mine.json.rows.map((row: { jobId: string }) => row.jobId),
      [jobId],
    )
    assert.equal((await send('info_clerk', 'GET', `/api/jobs/${jobId}`)).json.state, 'queued')
    assert.equal((await send('service_director', 'GET', `/api/jobs/${jobId}`)).status, 404)
    assert.equal((await send('service_director', 'POST', `/api/jobs/${jobId}/cancel`)).status, 404)
    await database.inOrg(company.orgId, (tx) =>
      sql`update job set state = 'done', result = '"secret business result"' where job_id = ${jobId}`.execute(
        tx,
      ),
    )
    assert.equal(
      (await send('info_clerk', 'GET', `/api/jobs/${jobId}`)).json.result,
      'secret business result',
    )
    const all = await send('system_admin', 'GET', '/api/system/jobs?states=done')
    assert.ok(all.json.total >= 1)
    assert.ok(!all.text.includes('secret'))
    const over = await send('info_clerk', 'POST', `/api/jobs/${jobId}/cancel`)
    assert.deepEqual([over.status, over.json.code], [409, 'JOB-03'])
    const waiting = await database.inOrg(company.orgId, (tx) => enqueue(tx, job, {}, acting('info_clerk')))
    assert.equal((await send('info_clerk', 'POST', `/api/jobs/${waiting}/cancel`)).json.state, 'cancelled')
    assert.equal(
      (await send('system_admin', 'POST', `/api/system/jobs/${waiting}/repeat`)).json.state,
      'queued',
    )
    assert.equal(
      (await send('system_admin', 'POST', `/api/system/jobs/${waiting}/cancel`)).json.state,
      'cancelled',
    )
  })

  test('tasks: to do, done, overdue and the chain, each within reach', async () => {
    const objectId = newId()
    const boss = company.accounts.get('market_manager')!
    await database.inOrg(company.orgId, async (tx) => {
      await startItem(
        tx,
        flow,
        { objectKind: 'visit_plan', objectId, title: '四月计划' },
        acting('manager_general'),
      )
      await advance(
        tx,
        flow,
        {
          objectId,
          transition: 'submit',
          version: 1,
          assignTo: { personId: boss.personId },
          dueAt: new Date('2026-03-09T16:00:00Z'),
        },
        acting('manager_general'),
      )
    })
    const open_ = await send('market_manager', 'GET', '/api/tasks')
    assert.deepEqual(
      [open_.json.total, open_.json.rows[0].title, open_.json.rows[0].isOverdue],
      [1, '四月计划', true],
    )
    const { itemId } = open_.json.rows[0]
    assert.equal((await send('manager_brand', 'GET', '/api/tasks')).json.total, 0)
    assert.equal((await send('manager_general', 'GET', '/api/tasks/done')).json.rows[0].transition, 'submit')
    assert.equal((await send('market_manager', 'GET', '/api/tasks/overdue')).json.length, 1)
    assert.equal((await send('manager_brand', 'GET', '/api/tasks/overdue')).json.length, 0)
    assert.equal((await send('centre_leader', 'GET', '/api/tasks/overdue')).json.length, 1)
    for (const [role, status] of [
      ['market_manager', 200],
      ['manager_general', 200],
      ['centre_leader', 200],
      ['manager_brand', 404],
    ] as const)
      assert.equal((await send(role, 'GET', `/api/tasks/${itemId}/history`)).status, status, role)
    const history = await send('market_manager', 'GET', `/api/tasks/${itemId}/history`)
    assert.deepEqual(
      history.json.steps.map((step: { transition: string }) => step.transition),
      ['start', 'submit'],
    )
  })

  test('indicators: what they mean, their value for a period, refusals for what they do not have', async () => {
    const list = await send('manager_general', 'GET', '/api/indicators')
    assert.ok(list.json.some((item: { id: string }) => item.id === 'test_routes_persons'))
    const url = '/api/indicators/test_routes_persons'
    assert.equal((await send('audit_admin', 'GET', url)).json[0].formula.zh, '在册人员数')
    const period = 'from=2026-03-01&to=2026-03-31'
    const value = await send(
      'centre_leader',
      'GET',
      `${url}/value?${period}&by=post&where=post:general|brand&compare=mom`,
    )
    assert.equal(value.status, 200, value.text)
    assert.deepEqual(
      value.json.rows.map((row: { group: { post: string } }) => row.group.post),
      ['brand', 'general'],
    )
    assert.equal(value.json.total.value, 2)
    assert.equal((await send('centre_leader', 'GET', `${url}/value?${period}&by=colour`)).json.code, 'IND-01')
    assert.equal(
      (await send('centre_leader', 'GET', `${url}/value?from=0000-01-01&to=2026-03-31`)).status,
      400,
    )
    assert.equal(
      (await send('centre_leader', 'GET', `${url}/rows?${period}`)).status,
      404,
      'nothing below it',
    )
    assert.equal(
      (await send('audit_admin', 'GET', `${url}/value?${period}`)).status,
      403,
      'H2: no business reads',
    )
  })

  test('X-06: the audit reader pages through events, reading is an event, and the check uses the anchors', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'liuhui-anchors-'))
    process.env[ANCHOR_FILE_VARIABLE] = join(folder, 'anchors.jsonl')
    t.after(async () => {
      delete process.env[ANCHOR_FILE_VARIABLE]
      await rm(folder, { recursive: true })
    })
    await writeAnchor(database, company.orgId, process.env[ANCHOR_FILE_VARIABLE]!, clock.now())
    const rules = await send('audit_admin', 'GET', `/api/ledger/events?objectKind=rule&objectId=${radius.id}`)
    assert.deepEqual(
      rules.json.rows.map((row: { kind: string; detail: { after: number } }) => [row.kind, row.detail.after]),
      [['rule.set', 100]],
    )
    const first = await send('audit_admin', 'GET', '/api/ledger/events?limit=2')
    assert.equal(first.json.rows.length, 2)
    const second = await send(
      'audit_admin',
      'GET',
      `/api/ledger/events?limit=2&after=${encodeURIComponent(first.json.next)}`,
    )
    assert.ok(second.json.rows[0].sequence < first.json.rows[1].sequence)
    const reads = await send('audit_admin', 'GET', '/api/ledger/events?kinds=ledger.read')
    assert.ok(reads.json.rows.length >= 3)
    const own = await send('manager_general', 'GET', '/api/ledger/events')
    assert.deepEqual([own.status, own.json.rows], [200, []], 'own sign-ins only, and there were none')
    assert.deepEqual(
      [
        (await send('supervisor', 'GET', '/api/ledger/events')).json.code,
        (await send('centre_leader', 'GET', '/api/ledger/events')).status,
      ],
      ['CASE-NEEDED', 403],
    )
    const check = await send('audit_admin', 'POST', '/api/ledger/check')
    assert.deepEqual([check.status, check.json.ok, check.json.anchors], [200, true, 1], check.text)
    await database.asOwner((tx) =>
      sql`update ledger_event set actor_name = 'nobody' where org_id = ${company.orgId} and kind = 'rule.set'`.execute(
        tx,
      ),
    )
    const tampered = await send('audit_admin', 'POST', '/api/ledger/check')
    assert.deepEqual([tampered.json.ok, tampered.json.faults[0].fault], [false, 'altered'])
  })

  async function send(role: Role, method: string, path: string, body?: unknown) {
    const response = await clients.get(role)!.fetch(path, { method, ...(body === undefined ? {} : { body }) })
    const text = await response.text()
    // Answers are held to their contracts by the app; here they are read as a script would.
    // biome-ignore lint/suspicious/noExplicitAny: the shape differs from route to route.
    return { status: response.status, text, json: (text === '' ? null : JSON.parse(text)) as any }
  }

  function acting(role: Role): Acting {
    const { accountId, personId } = company.accounts.get(role)!
    const system = systemActing(company.orgId, clock)
    return { ...system, principal: { ...system.principal, accountId, personId, role, name: role } }
  }
})
