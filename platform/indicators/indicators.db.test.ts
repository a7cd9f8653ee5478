import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { describeOnDatabases } from '../../test/database.ts'
import { newId } from '../clock.ts'
import { type Database, sql, type Tx } from '../database/index.ts'
import { Failure } from '../http/failure.ts'
import type { Refusal } from '../refusal.ts'
import {
  allIndicators,
  defineIndicator,
  drillInto,
  type IndicatorQuery,
  type IndicatorRow,
  indicatorAt,
  measure,
  type Reader,
} from './index.ts'

/**
 * Form answers stand in for orders here: the subject is a customer, its answers say which brand and how many cartons.
 * The mechanism has no business tables of its own.
 */
interface Order {
  readonly date: string
  readonly customer: string
  readonly brand: string
  readonly cartons: number
}

const lines = (query: IndicatorQuery) => sql`
  select subject_id as customer, answers->>'brand' as brand, (answers->>'cartons')::int as cartons,
    (answered_at at time zone 'UTC')::date as date
  from form_answer where (answered_at at time zone 'UTC')::date between ${query.from} and ${query.to}
    ${query.where.brand ? sql`and answers->>'brand' = any(${query.where.brand}::text[])` : sql``}`

const name = { zh: '测试', en: 'Test' }

defineIndicator({
  id: 'test_quantity',
  definitionVersion: 1,
  validFrom: '2026-01-01',
  name,
  formula: { zh: '订单行条数之和', en: 'Cartons of all order lines' },
  unit: 'cartons',
  source: 'usage',
  dimensions: ['brand'],
  total: 'sum',
  async value(tx, query) {
    const { rows } = await sql<{ brand: string; value: number; subjects: number }>`
      select ${query.by.includes('brand') ? sql`brand` : sql`null`} as brand, sum(cartons) as value,
        count(distinct customer) as subjects
      from (${lines(query)}) line group by 1 order by 1`.execute(tx)
    return rows.map(({ brand, value, subjects }): IndicatorRow => {
      return { group: query.by.includes('brand') ? { brand } : {}, value, subjects }
    })
  },
  async drill(tx, query, page) {
    const { rows } = await sql<{ customer: string; cartons: number; total: number }>`
      select customer, cartons, count(*) over () as total from (${lines(query)}) line
      order by cartons desc limit ${page.limit} offset ${page.offset}`.execute(tx)
    return {
      columns: [
        { key: 'customer', name },
        { key: 'cartons', name, unit: 'cartons' as const },
      ],
      rows: rows.map(({ customer, cartons }) => ({ customer, cartons })),
      total: rows[0]?.total ?? 0,
    }
  },
})

/** 铺货率: two definitions, the second from March on counts customers with at least two cartons. */
for (const [definitionVersion, validFrom, least] of [
  [1, '2026-01-01', 1],
  [2, '2026-03-01', 2],
] as const)
  defineIndicator({
    id: 'test_coverage',
    definitionVersion,
    validFrom,
    name,
    formula: {
      zh: `订货不少于 ${least} 条的户数 ÷ 10`,
      en: `Customers with at least ${least} cartons of 10`,
    },
    unit: 'share',
    source: 'usage',
    dimensions: ['brand'],
    total: 'ratio',
    async value(tx, query) {
      const { rows } = await sql<{ brand: string; count: number }>`
        select brand, count(*) as count from (
          select brand, customer from (${lines(query)}) line group by 1, 2 having sum(cartons) >= ${least}) ordering
        group by 1 order by 1`.execute(tx)
      return rows.map(({ brand, count }) => ({
        group: { brand },
        value: count / 10,
        numerator: count,
        denominator: 10,
      }))
    },
  })

describeOnDatabases('indicators', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  test('a number, its parts and its total are what the rows add up to, and drilling shows those rows', async () => {
    const { read, inOrg, query } = await company([
      { date: '2026-03-02', customer: 'a', brand: 'Jade', cartons: 3 },
      { date: '2026-03-09', customer: 'b', brand: 'Jade', cartons: 4 },
      { date: '2026-03-09', customer: 'b', brand: 'Reed', cartons: 5 },
      { date: '2026-04-01', customer: 'b', brand: 'Reed', cartons: 9 },
    ])
    assert.deepEqual((await read('test_quantity')).rows, [{ group: {}, value: 12, subjects: 2 }])
    const byBrand = await read('test_quantity', { by: ['brand'] })
    assert.deepEqual(
      byBrand.rows.map(({ group, value }) => [group.brand, value]),
      [
        ['Jade', 7],
        ['Reed', 5],
      ],
    )
    assert.equal(byBrand.total?.value, 12)
    assert.equal((await read('test_quantity', { where: { brand: ['Reed'] } })).rows[0]?.value, 5)
    const rows = await inOrg((tx) => drillInto(tx, 'test_quantity', query({}), { limit: 2, offset: 0 }))
    assert.deepEqual(rows.rows, [
      { customer: 'b', cartons: 5 },
      { customer: 'b', cartons: 4 },
    ])
    assert.deepEqual([rows.total, rows.definitionVersion], [3, 1])
  })

  test('环比 and 同比 compare the same cell; a ratio is totalled by its parts', async () => {
    const { read } = await company([
      { date: '2025-03-05', customer: 'a', brand: 'Jade', cartons: 10 },
      { date: '2026-02-05', customer: 'a', brand: 'Jade', cartons: 8 },
      { date: '2026-03-05', customer: 'a', brand: 'Jade', cartons: 6 },
      { date: '2026-03-05', customer: 'a', brand: 'Reed', cartons: 2 },
      { date: '2026-03-06', customer: 'b', brand: 'Reed', cartons: 2 },
    ])
    const answer = await read('test_quantity', { by: ['brand'] }, ['mom', 'yoy'])
    assert.deepEqual(answer.rows[0], {
      group: { brand: 'Jade' },
      value: 6,
      subjects: 1,
      previous: 8,
      mom: -0.25,
      lastYear: 10,
      yoy: -0.4,
    })
    assert.deepEqual([answer.rows[1]?.previous, answer.rows[1]?.mom], [null, null])
    const coverage = await read('test_coverage', { by: ['brand'] })
    assert.deepEqual(coverage.total, { group: {}, value: 3 / 20, numerator: 3, denominator: 20 })
  })

  test('a period is measured by the definition in force at its end, and the answer says which', async () => {
    const { read } = await company([
      { date: '2026-02-05', customer: 'a', brand: 'Jade', cartons: 1 },
      { date: '2026-03-05', customer: 'a', brand: 'Jade', cartons: 1 },
    ])
    const february = await read('test_coverage', { from: '2026-02-01', to: '2026-02-28' })
    assert.deepEqual([february.definitionVersion, february.rows.length], [1, 1])
    const march = await read('test_coverage')
    assert.deepEqual([march.definitionVersion, march.rows.length], [2, 0])
    assert.equal(indicatorAt('test_coverage', '2020-01-01')?.definitionVersion, 1)
    assert.equal(allIndicators('2026-02-01').find(({ id }) => id === 'test_coverage')?.definitionVersion, 1)
  })

  test('H4: who may see aggregates only gets no cell below five, cannot work one out, and does not drill', async () => {
    const many = (brand: string, count: number, cartons: number) =>
      Array.from({ length: count }, (_, index) => ({
        date: '2026-03-05',
        customer: `${brand}${index}`,
        brand,
        cartons,
      }))
    const { read, inOrg, query, aggregateReader } = await company([
      ...many('Jade', 9, 1),
      ...many('Reed', 6, 2),
      ...many('Sand', 2, 3),
    ])
    const open = await read('test_quantity', { by: ['brand'] })
    assert.equal(open.rows.length, 3)
    const closed = await read('test_quantity', { by: ['brand'], reader: aggregateReader })
    assert.deepEqual(closed.rows, [
      { group: { brand: 'Jade' }, value: 9, subjects: 9 },
      { group: { brand: 'Reed' }, value: null, hidden: true },
      { group: { brand: 'Sand' }, value: null, hidden: true },
    ])
    assert.equal(closed.total?.value, 27)
    const small = await read('test_quantity', { where: { brand: ['Sand'] }, reader: aggregateReader })
    assert.deepEqual(small.rows, [{ group: {}, value: null, hidden: true }])
    assert.deepEqual(small.total, { group: {}, value: null, hidden: true })
    await assert.rejects(
      inOrg((tx) =>
        drillInto(tx, 'test_quantity', query({ reader: aggregateReader }), { limit: 9, offset: 0 }),
      ),
      (error) => error instanceof Failure && error.status === 404,
    )
  })

  test('unknown indicators, dimensions and periods the wrong way round are refused', async () => {
    const { read } = await company([])
    await assert.rejects(read('test_nothing'), (error) => error instanceof Failure && error.status === 404)
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => (error as Refusal).violations[0]!.code,
      )
    assert.equal(await codeOf(read('test_quantity', { by: ['colour'] })), 'IND-01')
    assert.equal(await codeOf(read('test_quantity', { where: { colour: ['x'] } })), 'IND-01')
    assert.equal(await codeOf(read('test_quantity', { from: '2026-03-02', to: '2026-03-01' })), 'IND-02')
  })

  async function company(orders: readonly Order[]) {
    const orgId = newId()
    const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.inOrg(orgId, work)
    await inOrg((tx) => store(tx, orders))
    const reader: Reader = {
      principal: { orgId, accountId: newId(), role: 'tester', name: 'tester', sessionId: 's' },
      scope: 'organisation',
      masks: [],
    }
    const query = (more: Partial<IndicatorQuery>): IndicatorQuery => ({
      from: '2026-03-01',
      to: '2026-03-31',
      by: [],
      where: {},
      reader,
      ...more,
    })
    const read = (id: string, more: Partial<IndicatorQuery> = {}, compare?: ('mom' | 'yoy')[]) =>
      inOrg((tx) => measure(tx, id, query(more), compare))
    return { inOrg, query, read, aggregateReader: { ...reader, scope: 'aggregate' } satisfies Reader }
  }
})

async function store(tx: Tx, orders: readonly Order[]): Promise<void> {
  await sql`insert into form_definition (org_id, form_id, version, definition, valid_from, author_name, recorded_at)
    values (current_org(), 'test.order', 1, '{}', '2000-01-01', 'test', now())`.execute(tx)
  for (const { date, customer, brand, cartons } of orders)
    await sql`insert into form_answer (org_id, answer_id, form_id, form_version, subject_kind, subject_id, answers,
        answered_at, received_at)
      values (current_org(), ${newId()}, 'test.order', 1, 'customer', ${customer}, ${{ brand, cartons }},
        ${`${date}T04:00:00Z`}, now())`.execute(tx)
}
