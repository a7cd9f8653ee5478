import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fixedClock, newId } from '../../../platform/clock.ts'
import { type Database, ensureMonthPartitions, sql } from '../../../platform/database/index.ts'
import { createServerApp } from '../../../server/app.ts'
import {
  createTestCompany,
  signInTestClient,
  type TestClient,
  type TestCompany,
} from '../../../server/test-company.ts'
import { describeOnDatabases } from '../../../test/database.ts'
import type { CustomerChanges } from '../contract/customer.ts'
import { insertCustomers, refreshSegments } from '../index.ts'
import { assignCustomers } from '../store/assignments.ts'

const clock = fixedClock('2026-11-20T02:00:00Z')
const MONTHS = ['2025-08', '2025-09', '2025-10', '2026-08', '2026-09', '2026-10']

/** Code, cartons a month this year and last, and what the archive says. */
const SHOPS: readonly [string, number, number, CustomerChanges][] = [
  ['S1', 900, 800, { format: 'supermarket', shopKind: 'mall', scale: 'large', tier: 28, valueGroup: 'core' }],
  ['S2', 400, 300, { format: 'convenience', scale: 'medium', tier: 20, valueGroup: 'regular' }],
  ['S3', 200, 200, { format: 'tobacco_liquor', scale: 'medium', tier: 15, valueGroup: 'regular' }],
  ['S4', 100, 100, { format: 'grocery', scale: 'small', tier: 9, valueGroup: 'regular' }],
  ['S5', 4, 10, { format: 'grocery', scale: 'small', tier: 4, valueGroup: 'regular' }],
  [
    'S6',
    300,
    300,
    {
      format: 'entertainment',
      shopKind: 'restaurant',
      scale: 'large',
      tier: 18,
      windowStart: '18:30',
      windowEnd: '21:00',
    },
  ],
  ['S7', 0, 0, { scale: 'small', tier: 6 }],
]

describeOnDatabases('segments', (open) => {
  let database: Database
  let company: TestCompany
  let director: TestClient
  let manager: TestClient
  const ids = new Map<string, string>()

  before(async () => {
    database = await open()
    company = await createTestCompany(database, clock, 'segments')
    await ensureMonthPartitions(database, 'order_header', ['2026-08', '2026-09', '2026-10'])
    await ensureMonthPartitions(database, 'order_line', ['2026-08', '2026-09', '2026-10'])
    const by = { source: 'import', accountId: null, clock } as const
    for (const [code] of SHOPS) ids.set(code, newId(clock))
    await database.inOrg(company.orgId, async (tx) => {
      await insertCustomers(
        tx,
        SHOPS.map(([code, , , fields]) => ({
          customerId: ids.get(code)!,
          code,
          fields: { name: `shop ${code}`, orderCycle: 'weekly', ...fields },
        })),
        by,
      )
      const personId = company.accounts.get('manager_general')!.personId!
      await assignCustomers(
        tx,
        ['S1', 'S2'].map((code) => ({ customerId: ids.get(code)!, personId })),
        { post: 'general', from: '2026-01-01' },
        by,
      )
      for (const [code, now, lastYear] of SHOPS) {
        for (const month of MONTHS) {
          const quantity = month < '2026' ? lastYear : now
          if (quantity > 0)
            await sql`insert into customer_month (org_id, customer_id, month, orders, lines, quantity, amount_fen)
              values (current_org(), ${ids.get(code)}, ${month}, 4, 40, ${quantity}, ${quantity * 15_000})`.execute(
              tx,
            )
        }
        for (let week = 0; week < 12 && now > 0; week++)
          await sql`
            insert into order_header (org_id, order_date, order_id, customer_id, order_no, channel, line_count,
              quantity, amount_fen, import_id)
            values (current_org(), '2026-10-30'::date - ${week * 7}::int, ${newId(clock)}, ${ids.get(code)},
              ${`${code}-${week}`}, 'online', 10, 1, 1, ${newId(clock)})`.execute(tx)
      }
    })
    const app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => console.error(entry) })
    director = await signInTestClient(app, database, clock, company, 'service_director')
    manager = await signInTestClient(app, database, clock, company, 'manager_general')
  })

  // biome-ignore lint/suspicious/noExplicitAny: answers are checked against the contracts by the server itself.
  async function ask(client: TestClient, method: string, path: string, body?: unknown): Promise<any> {
    const response = await client.fetch(path, { method, body })
    const text = await response.text()
    assert.equal(response.status, 200, `${method} ${path}: ${response.status} ${text}`)
    return JSON.parse(text)
  }

  async function classesOf(template: string): Promise<Record<string, string>> {
    return database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ code: string; class: string }>`
        select c.code, s.class from customer_segment s join customer c using (org_id, customer_id)
        where s.template = ${template} order by 1`.execute(tx)
      return Object.fromEntries(rows.map((row) => [row.code, row.class]))
    })
  }

  test('SEG-01: formats sum to the totals, and names change from a date on', async () => {
    const table = await ask(director, 'GET', '/api/segments/formats')
    assert.deepEqual(table.months, ['2026-08', '2026-09', '2026-10'])
    assert.equal(table.total.customers, 7)
    assert.equal(table.total.quantity, 1904)
    assert.equal(
      table.rows.reduce((sum: number, row: { quantity: number }) => sum + row.quantity, 0),
      1904,
    )
    const names = { grocery: { name: '小店', nameEn: 'Corner shop' } }
    await ask(director, 'PUT', '/api/segments/formats', { names, validFrom: '2026-11-20' })
    const renamed = await ask(director, 'GET', '/api/segments/formats')
    assert.deepEqual(
      renamed.rows.map((row: { name: string }) => row.name),
      ['小店', '便利店', '超市', '商场', '烟酒商店', '娱乐服务类', '其他', ''],
    )
  })

  test('X-12: a customer manager sees sums of the own customers only', async () => {
    const table = await ask(manager, 'GET', '/api/segments/formats')
    assert.equal(table.total.customers, 2)
    const response = await manager.fetch(`/api/customers/${ids.get('S3')}/value-score`)
    assert.equal(response.status, 404)
  })

  test('SEG-02: a merge counts in the preview, is saved as a version, and an old one comes back', async () => {
    const draft = {
      name: 'four',
      classes: [
        { code: '1', name: 'big', formats: ['supermarket', 'department_store'] },
        { code: '2', name: 'small', formats: ['grocery', 'convenience'] },
        { code: '3', name: 'special', formats: ['tobacco_liquor'] },
        { code: '4', name: 'fun', formats: ['entertainment', 'other'] },
      ],
    }
    const preview = await ask(director, 'POST', '/api/segments/merges/preview', draft)
    assert.deepEqual(
      preview.classes.map((one: { customers: number }) => one.customers),
      [1, 3, 1, 1],
    )
    assert.equal(preview.outside.customers, 1)
    const first = await ask(director, 'POST', '/api/segments/merges', draft)
    const classes = draft.classes.slice(0, 2)
    await ask(director, 'POST', '/api/segments/merges', { name: 'two', classes })
    assert.deepEqual(await classesOf('merged'), { S1: '1', S2: '2', S4: '2', S5: '2' })
    const restored = await ask(director, 'POST', `/api/segments/merges/${first.versionId}/restore`)
    assert.deepEqual([restored.version, restored.restoredFrom, restored.active], [3, 1, true])
    assert.equal((await classesOf('merged')).S6, '4')
    const double = [draft.classes[0]!, { ...draft.classes[1]!, formats: ['supermarket'] }]
    const refused = await director.fetch('/api/segments/merges', {
      method: 'POST',
      body: { name: 'double', classes: double },
    })
    assert.equal(refused.status, 422)
  })

  test('SEG-03: the Jinan template gives each customer its class with the rule; by hand stays', async () => {
    const preview = await ask(director, 'POST', '/api/segments/templates/jinan/run', { apply: false })
    assert.deepEqual([preview.changed, preview.unclassified], [6, 1])
    assert.deepEqual(await classesOf('jinan'), {})
    await ask(director, 'POST', '/api/segments/templates/jinan/run', { apply: true })
    assert.deepEqual(await classesOf('jinan'), {
      S1: 'jia',
      S2: 'bing',
      S3: 'bing',
      S4: 'ding',
      S5: 'ding',
      S6: 'yi',
    })
    const byHand = { customerIds: [ids.get('S3')], class: 'jia', reason: 'flagship' }
    assert.deepEqual(await ask(director, 'POST', '/api/segments/templates/jinan/members', byHand), {
      changed: 1,
    })
    const again = await ask(director, 'POST', '/api/segments/templates/jinan/run', { apply: true })
    assert.equal(again.changed, 0)
    assert.equal((await classesOf('jinan')).S3, 'jia')
    await ask(director, 'POST', '/api/segments/templates/jinan/members', { ...byHand, class: null })
    const back = await ask(director, 'POST', '/api/segments/templates/jinan/run', { apply: true })
    assert.deepEqual([back.examples[0].rule, back.examples[0].after], ['bing-format', 'bing'])
  })

  test('SEG-04: weights are set, and a score opens down to the orders behind it', async () => {
    const score = await ask(director, 'GET', `/api/customers/${ids.get('S2')}/value-score`)
    assert.equal(score.month, '2026-10')
    const [loyalty] = score.criteria
    assert.equal(loyalty.facts[0].fact, 'regularity')
    assert.equal(loyalty.facts[0].rowIds.length, 12)
    assert.equal(score.criteria[3].facts[0].value, 33.3)
    const weights = { loyalty: 40, integrity: 30, cooperation: 10, growth: 10, dependence: 10 }
    const path = '/api/segments/templates/value'
    await ask(director, 'PUT', path, { validFrom: '2026-12-01', weights })
    const wrong = await director.fetch(path, {
      method: 'PUT',
      body: { validFrom: '2026-12-01', weights: { loyalty: 99 } },
    })
    assert.equal(wrong.status, 422)
  })

  test('SEG-05 SEG-06: three numbers and one of four groups each; the evening window stays', async () => {
    const run = await ask(director, 'POST', '/api/segments/templates/luwan/run', { apply: true })
    assert.equal(run.unclassified, 0)
    const classes = await classesOf('luwan')
    assert.equal(Object.keys(classes).length, 7)
    assert.deepEqual([classes.S6, classes.S7, classes.S5], ['night', 'regular', 'regular'])
    assert.ok(classes.S1 === 'core' || classes.S1 === 'important')
    const points = await ask(director, 'GET', '/api/segments/luwan/points')
    assert.deepEqual([points.count, points.ids.length, points.value.length], [7, 7 * 32, 7])
    assert.equal((await ask(manager, 'GET', '/api/segments/luwan/points')).count, 2)
    await database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql`select window_start as "from", window_end as "to" from customer
        where code = 'S6'`.execute(tx)
      assert.deepEqual(rows, [{ from: '18:30', to: '21:00' }])
    })
    const { templates } = await ask(director, 'GET', '/api/segments/templates')
    const luwan = templates.find((one: { template: string }) => one.template === 'luwan')
    assert.equal(luwan.lastAppliedAt, '2026-11-20T02:00:00.000Z')
  })

  test('SEG-09 SEG-10: groups by visible rules, compared with the others; a person overrules the rule', async () => {
    assert.deepEqual(await ask(director, 'POST', '/api/segments/groups/refresh', {}), {
      added: 2,
      removed: 0,
    })
    const weak = await ask(director, 'GET', '/api/segments/groups/weak')
    assert.deepEqual(
      weak.rows.map((row: { code: string; reason: unknown }) => [row.code, row.reason]),
      [['S5', { tier: 4, growthPercent: -60, quantity: 4 }]],
    )
    assert.equal(weak.rule.tierAtMost, 5)
    assert.deepEqual(
      [
        weak.comparison.members.customers,
        weak.comparison.others.customers,
        weak.comparison.memberMeanQuantity,
      ],
      [1, 6, 4],
    )
    const members = '/api/segments/groups/weak/members'
    await ask(director, 'POST', members, { customerIds: [ids.get('S5')], member: false, reason: 'seasonal' })
    await ask(director, 'POST', members, { customerIds: [ids.get('S4')], member: true, reason: 'ill keeper' })
    await ask(director, 'POST', '/api/segments/groups/refresh', {})
    const after = await ask(director, 'GET', '/api/segments/groups/weak')
    assert.deepEqual(
      after.rows.map((row: { code: string; byHand: boolean; reason: unknown }) => [
        row.code,
        row.byHand,
        row.reason,
      ]),
      [['S4', true, { text: 'ill keeper' }]],
    )
    assert.equal((await ask(director, 'GET', '/api/segments/groups/marginal')).rows[0].code, 'S7')
  })

  test('SEG-12: the summary of the high-end customers of a month', async () => {
    const flag = { customerIds: [ids.get('S1')], member: true, reason: 'flagship' }
    await ask(director, 'POST', '/api/segments/groups/high_end/members', flag)
    const summary = await ask(director, 'GET', '/api/segments/high-end/summary')
    assert.deepEqual([summary.month, summary.customers, summary.quantity], ['2026-10', 1, 900])
    assert.equal(Math.round(summary.shareOfAmountPercent * 10) / 10, 47.3)
    assert.equal(summary.againstLastYearPercent, 12.5)
    assert.equal(summary.trend.length, 4)
  })

  test('SEG-07: re-rating is proposed with a reason, confirmed in bulk, and shows both values', async () => {
    const made = await ask(director, 'POST', '/api/segments/reratings', { month: '2026-10' })
    assert.ok(made.proposed > 0)
    const list = await ask(director, 'GET', '/api/segments/reratings?month=2026-10&state=proposed')
    assert.equal(list.total, made.proposed)
    const night = list.rows.find((row: { after: string }) => row.after === 'night')
    assert.deepEqual([night.code, night.before, night.move], ['S6', null, 'new'])
    const reratingIds = list.rows.map((row: { reratingId: string }) => row.reratingId)
    const decided = await ask(director, 'POST', '/api/segments/reratings/decisions', {
      reratingIds,
      decision: 'confirmed',
    })
    assert.equal(decided.decided, made.proposed)
    assert.ok(decided.undoToken)
    const history = await ask(director, 'GET', `/api/segments/reratings?customerId=${ids.get('S6')}`)
    assert.ok(history.rows.every((row: { state: string }) => row.state === 'confirmed'))
    const again = await ask(director, 'POST', '/api/segments/reratings', { month: '2026-10' })
    assert.equal(again.proposed, 0, 'what was confirmed now stands in the archive')
    const open = await director.fetch('/api/segments/reratings', {
      method: 'POST',
      body: { month: '2026-11' },
    })
    assert.equal(open.status, 422)
  })

  test('SEG-08 SEG-11: candidates are ranked and picked; picks count as cultivated', async () => {
    const found = await ask(director, 'GET', '/api/segments/potential')
    assert.deepEqual(
      found.rows.map((row: { rank: number }) => row.rank),
      [1, 2, 3, 4, 5, 6],
    )
    assert.equal((await ask(manager, 'GET', '/api/segments/potential')).rows.length, 2)
    const body = { month: '2026-10', customerIds: [ids.get('S1'), ids.get('S4')] }
    assert.deepEqual(await ask(director, 'POST', '/api/segments/potential/picks', body), { picked: 2 })
    assert.deepEqual(await ask(director, 'POST', '/api/segments/potential/picks', body), { picked: 0 })
    const shares = await ask(director, 'GET', '/api/segments/small-medium')
    const cultivated = shares.rows.find((row: { measure: string }) => row.measure === 'cultivated')
    assert.deepEqual([cultivated.all, shares.targetPercent], [2, 60])
    assert.equal(shares.rows.find((row: { measure: string }) => row.measure === 'visits').percent, null)
  })

  test('all at once for a new company, twice without a change', async () => {
    await database.inOrg(company.orgId, (tx) => refreshSegments(tx, company.orgId, clock))
    const before = await classesOf('value')
    assert.ok(Object.keys(before).length >= 6)
    await database.inOrg(company.orgId, (tx) => refreshSegments(tx, company.orgId, clock))
    assert.deepEqual(await classesOf('value'), before)
  })
})
