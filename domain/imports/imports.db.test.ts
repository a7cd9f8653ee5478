import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fixedClock, newId } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import { openTable } from '../../platform/files/table.ts'
import { writeXlsx } from '../../platform/files/workbook-writer.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { systemActing } from '../../platform/ledger/index.ts'
import { Refusal } from '../../platform/refusal.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { assignCustomers } from '../customers/index.ts'
import { NOBODY } from '../orders/index.ts'
import { createCompany, insertPersons } from '../people/index.ts'
import { importApiOrders } from './actions/api-orders.ts'
import { catchUpJob } from './actions/catch-up-job.ts'
import { runImportJob } from './actions/run-import-job.ts'
import { makeTemplate } from './actions/templates.ts'
import { undoImport } from './actions/undo.ts'
import {
  findHeader,
  getImport,
  listImports,
  previewImport,
  startImport,
  uploadImport,
} from './actions/uploads.ts'
import type { ImportKind } from './contract.ts'
import * as contract from './contract.ts'
import { makeErrorWorkbook } from './error-workbook.ts'
import { guessMapping } from './profiles/field.ts'
import { findProfile } from './profiles/registry.ts'
import { type ImportResult, runImport } from './run-import.ts'

const clock = fixedClock('2026-11-22T02:00:00Z')

/** 12 months of orders of 20 customers, every one of them with known totals. */
function madeOrders(change: (line: string[]) => string[] = (line) => line): string {
  const rows = ['订单号,订货日期,客户编码,品规编码,行号,数量,金额,订货方式,仓库']
  for (let month = 0; month < 12; month++)
    for (let customer = 1; customer <= 20; customer++)
      for (let line = 1; line <= 5; line++) {
        const year = month < 1 ? 2025 : 2026
        const number = ((month + 11) % 12) + 1
        const date = `${year}-${String(number).padStart(2, '0')}-${String((customer % 27) + 1).padStart(2, '0')}`
        rows.push(
          change([
            `${date.replaceAll('-', '')}${customer}`,
            date,
            `C${customer}`,
            `P${line}`,
            String(line),
            String(line),
            `${line * 11}.10`,
            customer % 3 === 0 ? '电话' : customer % 3 === 1 ? '网上' : '自动分配',
            customer % 2 === 0 ? '中心库' : '',
          ]).join(','),
        )
      }
  return rows.join('\n')
}
const ROWS = 12 * 20 * 5
const QUANTITY = 12 * 20 * (1 + 2 + 3 + 4 + 5)
const AMOUNT_FEN = 12 * 20 * (1110 + 2210 + 3310 + 4410 + 5510)

describeOnDatabases('imports', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  async function makeCompany(): Promise<string> {
    const code = `c${newId(clock).slice(-12)}`
    const { orgId } = await createCompany(database, clock, { code, name: code, nameEn: code })
    await load(orgId, 'customers', madeCustomers(20))
    return orgId
  }

  function madeCustomers(count: number): string {
    const rows = Array.from(
      { length: count },
      (_, index) => `C${index + 1},红星烟店${index + 1},食杂店,城镇,三十档,单周周四,117.${index},36.5`,
    )
    return ['客户编码,客户名称,业态,市场类型,档位,订货周期,经度,纬度', ...rows].join('\n')
  }

  async function load(
    orgId: string,
    kind: ImportKind,
    text: string | Uint8Array,
    options: { profile?: string; dryRun?: boolean } = {},
  ): Promise<ImportResult> {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
    return runImport(
      { database, by: systemActing(orgId, clock) },
      {
        kind,
        profile: findProfile(options.profile ?? 'default')!,
        source: await openTable({ bytes, name: `${kind}.csv` }),
        fileName: `${kind}.csv`,
        dryRun: options.dryRun ?? false,
      },
    )
  }

  /** Everything that an import of orders may change, as one text. */
  async function fingerprint(orgId: string): Promise<string> {
    return database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<Record<string, number>>`
        select (select count(*) from order_header) as headers, (select count(*) from order_line) as lines,
          (select sum(quantity) from order_line) as quantity, (select sum(amount_fen) from order_line) as amount,
          (select sum(quantity) from order_header) as "headerQuantity",
          (select sum(line_count) from order_header) as "headerLines",
          (select sum(quantity) from sales_month) as "salesQuantity",
          (select sum(amount_fen) from sales_month) as "salesAmount",
          (select sum(lines) from sales_month) as "salesLines",
          (select sum(orders) from customer_month) as orders,
          (select sum(amount_fen) from customer_month) as "monthAmount",
          (select count(*) from customer) as customers, (select count(*) from product) as products`.execute(
        tx,
      )
      return JSON.stringify(rows[0])
    })
  }

  test('DAT-03 twelve months of orders; again: 0 new rows, 0 changed totals', async () => {
    const orgId = await makeCompany()
    const first = await load(orgId, 'orders', madeOrders())
    assert.deepEqual(first.totals, {
      rows: ROWS,
      accepted: ROWS,
      added: ROWS,
      changed: 0,
      unchanged: 0,
      rejected: 0,
      quantity: QUANTITY,
      amountMinor: AMOUNT_FEN,
      amount: AMOUNT_FEN / 100,
    })
    const before = await fingerprint(orgId)
    const sums = JSON.parse(before) as Record<string, number>
    assert.equal(sums.quantity, QUANTITY)
    assert.equal(sums.headerQuantity, QUANTITY)
    assert.equal(sums.salesQuantity, QUANTITY)
    assert.equal(sums.salesAmount, AMOUNT_FEN)
    assert.equal(sums.monthAmount, AMOUNT_FEN)
    assert.equal(sums.orders, 12 * 20)
    assert.equal(sums.products, 5, 'goods of no price list come in as unknown')
    const second = await load(orgId, 'orders', madeOrders())
    assert.equal(second.totals.added, 0)
    assert.equal(second.totals.changed, 0)
    assert.equal(second.totals.unchanged, ROWS)
    assert.equal(await fingerprint(orgId), before)
  })

  test('DAT-03 the same lines in another order of rows are the same lines', async () => {
    const orgId = await makeCompany()
    await load(orgId, 'orders', madeOrders())
    const before = await fingerprint(orgId)
    const [header, ...rows] = madeOrders().split('\n')
    const again = await load(orgId, 'orders', [header, ...rows.reverse()].join('\n'))
    assert.equal(again.totals.unchanged, ROWS)
    assert.equal(await fingerprint(orgId), before)
  })

  test('DAT-03 wrong rows come back with row, column, value and reason; the others are taken', async () => {
    const orgId = await makeCompany()
    const text = [
      '订单号,订货日期,客户编码,品规编码,行号,数量,金额',
      'A1,2026-11-02,C1,P1,1,3,30.00',
      'A1,2026-02-30,C1,P1,2,3,30.00',
      'A1,2026-11-02,C999,P1,3,半条,30.00',
      'A1,2026-11-02,C1,,4,3,30.005',
      'A2,2026-11-02,C2,P2,1,-2,-20.00',
    ].join('\n')
    const { totals, importId } = await load(orgId, 'orders', text)
    assert.equal(totals.accepted + totals.rejected, totals.rows)
    assert.equal(totals.rejected, 3)
    assert.equal(totals.quantity, 1)
    assert.equal(totals.amountMinor, 1000)
    const workbook = await makeErrorWorkbook(
      database,
      orgId,
      [{ importId, header: text.split('\n')[0]!.split(','), fileName: 'x' }],
      'zh',
    )
    const table = await openTable({ bytes: workbook, name: 'errors.xlsx' })
    assert.deepEqual(table.header.slice(-4), ['行号', '列', '值', '原因'])
    const rows: (readonly string[])[] = []
    for await (const batch of table.rows()) rows.push(...batch.rows)
    assert.deepEqual(
      rows.map((row) => row.slice(7, 9)),
      [
        ['3', '订货日期'],
        ['4', '数量\n客户编码'],
        ['5', '品规编码\n金额'],
      ].map(([line, column]) => [line, column]),
    )
    assert.match(rows[0]![10]!, /2026-11-02/)
  })

  test('a reused order number of another shop or day is another order (natural key)', async () => {
    const orgId = await makeCompany()
    const text = [
      'order_no,order_date,customer_id,product_id,line_no,quantity,amount',
      'N1,2026-11-02,C1,P1,1,3,30.00',
      'N1,2026-11-02,C2,P1,1,3,30.00',
      'N1,2026-11-03,C1,P1,1,3,30.00',
    ].join('\n')
    assert.equal((await load(orgId, 'orders', text)).totals.added, 3)
    assert.equal((JSON.parse(await fingerprint(orgId)) as { headers: number }).headers, 3)
  })

  test('a corrected line changes the order and its months; undoing puts the old line back', async () => {
    const orgId = await makeCompany()
    await load(orgId, 'orders', madeOrders())
    const before = await fingerprint(orgId)
    const corrected = await load(
      orgId,
      'orders',
      madeOrders((line) =>
        line[3] === 'P5' && line[2] === 'C7' ? [...line.slice(0, 5), '50', ...line.slice(6)] : line,
      ),
    )
    assert.equal(corrected.totals.changed, 12)
    const after = JSON.parse(await fingerprint(orgId)) as Record<string, number>
    assert.equal(after.quantity, QUANTITY + 12 * 45)
    assert.equal(after.salesQuantity, QUANTITY + 12 * 45)
    assert.equal(after.headerQuantity, QUANTITY + 12 * 45)
    const undone = await undoImport(contextOf(orgId), corrected.importId)
    assert.deepEqual(undone, { removed: 0, restored: 12, kept: 0 })
    assert.equal(await fingerprint(orgId), before)
  })

  test('undoing a whole import leaves nothing of it; orders corrected since stay', async () => {
    const orgId = await makeCompany()
    const empty = await fingerprint(orgId)
    const first = await load(orgId, 'orders', madeOrders())
    await undoImport(contextOf(orgId), first.importId)
    assert.equal(await fingerprint(orgId), empty)
    const second = await load(orgId, 'orders', madeOrders())
    await load(
      orgId,
      'orders',
      madeOrders((line) => (line[2] === 'C7' ? [...line.slice(0, 5), '9', ...line.slice(6)] : line)),
    )
    const undone = await undoImport(contextOf(orgId), second.importId)
    assert.equal(undone.kept >= 12, true, 'the orders of C7 were corrected by somebody else')
    assert.equal((JSON.parse(await fingerprint(orgId)) as { headers: number }).headers, 12)
  })

  test('a dry run counts the same and writes nothing', async () => {
    const orgId = await makeCompany()
    const before = await fingerprint(orgId)
    const { totals } = await load(orgId, 'orders', madeOrders(), { dryRun: true })
    assert.equal(totals.added, ROWS)
    assert.equal(await fingerprint(orgId), before)
    const customers = await load(orgId, 'customers', madeCustomers(25), { dryRun: true })
    assert.deepEqual([customers.totals.added, customers.totals.unchanged], [5, 20])
    assert.equal(await fingerprint(orgId), before)
  })

  test('X-02 10,000 order lines twice with one key: the second reply says 0 new', async () => {
    const orgId = await makeCompany()
    const rows = Array.from({ length: 10_000 }, (_, index) => ({
      orderNo: `W${Math.floor(index / 10)}`,
      orderDate: `2026-11-${String((index % 20) + 1).padStart(2, '0')}`,
      customerCode: `C${(Math.floor(index / 10) % 20) + 1}`,
      lineNo: index % 10,
      productCode: `P${index % 10}`,
      quantity: 2,
      amountFen: 2_000,
    }))
    const body = { idempotencyKey: 'platform-2026-11-21', rows }
    const context = contextOf(orgId)
    const first = await importApiOrders(context, body)
    assert.equal(first.totals.added, 10_000)
    const before = await fingerprint(orgId)
    const second = await importApiOrders(context, body)
    assert.deepEqual([second.repeated, second.totals.added, second.totals.accepted], [true, 0, 10_000])
    const third = await importApiOrders(context, { rows })
    assert.deepEqual([third.repeated, third.totals.added, third.totals.unchanged], [false, 0, 10_000])
    assert.equal(await fingerprint(orgId), before)
  })

  test('R1 orders after the licence ended are rejected with the day; earlier ones are taken', async () => {
    const orgId = await makeCompany()
    await load(
      orgId,
      'customers',
      '客户编码,客户名称,许可证号,许可证有效期止\nL1,老店,370102100001,2026-10-31',
    )
    const { totals, importId } = await load(
      orgId,
      'orders',
      'order_no,order_date,customer_id,product_id,quantity,amount\n1,2026-10-31,L1,P1,1,10\n2,2026-11-01,L1,P1,1,10',
    )
    assert.deepEqual([totals.accepted, totals.rejected], [1, 1])
    const { rows } = await database.inOrg(orgId, (tx) =>
      sql<{ problems: { code: string; values: unknown }[] }>`
        select problems from import_problem where import_id = ${importId}`.execute(tx),
    )
    assert.equal(rows[0]!.problems[0]!.code, 'IMP-16')
    assert.deepEqual(rows[0]!.problems[0]!.values, { closedFrom: '2026-11-01' })
  })

  test('customers: the same file again changes nothing, a new value is one change with its history', async () => {
    const orgId = await makeCompany()
    const again = await load(orgId, 'customers', madeCustomers(20))
    assert.deepEqual([again.totals.unchanged, again.totals.changed, again.totals.added], [20, 0, 0])
    const changed = await load(
      orgId,
      'customers',
      madeCustomers(20).replace('C3,红星烟店3,食杂店', 'C3,红星烟店3,便利店'),
    )
    assert.deepEqual([changed.totals.unchanged, changed.totals.changed], [19, 1])
    const read = () =>
      database.inOrg(orgId, async (tx) => {
        const { rows } = await sql<{ format: string; tier: number; weekday: number; cycle: string }>`
          select format, tier, order_weekday as weekday, order_cycle as cycle from customer where code = 'C3'`.execute(
          tx,
        )
        return rows[0]
      })
    assert.deepEqual(await read(), { format: 'convenience', tier: 30, weekday: 4, cycle: 'odd_week' })
    await undoImport(contextOf(orgId), changed.importId)
    assert.equal((await read())!.format, 'grocery')
  })

  test('DAT-03 a department workbook: titles above the header, a mapping put right, dry run, run, errors, undo', async () => {
    const orgId = await makeCompany()
    const context = contextOf(orgId)
    const sheet = await writeXlsx({
      sheets: [
        {
          name: '订单',
          headings: ['城东市场部 11 月订单', '制表人：内务'],
          columns: [
            { key: 'date', title: '订货日期', kind: 'date' },
            { key: 'customer', title: '客户编码', kind: 'code' },
            { key: 'product', title: '烟的编号', kind: 'code' },
            { key: 'quantity', title: '数量', kind: 'integer' },
            { key: 'money', title: '金额', kind: 'yuan' },
          ],
          rows: [
            { date: '2026-11-02', customer: 'C1', product: 'P1', quantity: 2, money: 2220 },
            { date: '2026-11-03', customer: 'C2', product: 'P1', quantity: 1, money: 1110 },
            { date: '2026-11-03', customer: 'C404', product: 'P1', quantity: 1, money: 1110 },
          ],
        },
      ],
    })
    const stream = new Blob([new Uint8Array(sheet)]).stream()
    const uploaded = await uploadImport(context, 'orders', 'default', { name: '11月订单.xlsx', stream })
    check(contract.uploadImport, uploaded)
    assert.deepEqual(uploaded.missingFields, ['productCode'])
    assert.equal(uploaded.rows.length, 3)
    assert.deepEqual(
      uploaded.columns.map((column) => column.field),
      ['orderDate', 'customerId', null, 'quantity', 'amountFen'],
    )
    const { importId } = uploaded.import
    await assert.rejects(
      startImport(context, importId, true),
      (error) => error instanceof Refusal && error.violations[0]!.code === 'IMP-20',
    )
    const mapped = await previewImport(context, importId, { mapping: { 烟的编号: 'productCode' } })
    assert.deepEqual(mapped.missingFields, [])
    assert.deepEqual(mapped.rows[0]!.values, {
      orderDate: '2026-11-02',
      customerId: 'C1',
      productCode: 'P1',
      quantity: 2,
      amountFen: 2220,
    })
    const before = await fingerprint(orgId)
    const run = async (dryRun: boolean) => {
      const { jobId } = await startImport(context, importId, dryRun)
      await runImportJob.run(
        {
          jobId,
          orgId,
          attempt: 1,
          database,
          clock,
          signal: new AbortController().signal,
          progress: () => undefined,
          complete: async () => undefined,
        },
        { importId, dryRun },
      )
      await database.inOrg(orgId, (tx) =>
        sql`update job set state = 'done' where job_id = ${jobId}`.execute(tx),
      )
    }
    await run(true)
    assert.equal(await fingerprint(orgId), before)
    await run(false)
    const done = await getImport(context, importId)
    check(contract.getImport, done)
    assert.deepEqual([done.state, done.totals!.accepted, done.totals!.rejected], ['done', 2, 1])
    assert.deepEqual(done.problems[0], { row: 6, column: '客户编码', value: 'C404', code: 'IMP-07' })
    check(contract.listImports, await listImports(context, { page: 1, pageSize: 50 }))
    assert.equal((JSON.parse(await fingerprint(orgId)) as { amount: number }).amount, 3330)
    assert.deepEqual(
      await undoImport(context, importId),
      { removed: 3, restored: 0, kept: 0 },
      'two orders and one product',
    )
    assert.equal(await fingerprint(orgId), before)
  })

  test('sales of nobody go to the first customer manager a customer gets, the night after', async () => {
    const orgId = await makeCompany()
    await load(orgId, 'orders', madeOrders())
    const personId = newId(clock)
    const readOwners = () =>
      database.inOrg(orgId, async (tx) => {
        const { rows } = await sql<{ owner: string; quantity: number }>`
          select manager_id as owner, sum(quantity) as quantity from sales_month group by 1 order by 2`.execute(
          tx,
        )
        return rows
      })
    assert.deepEqual(await readOwners(), [{ owner: NOBODY, quantity: QUANTITY }])
    await database.inOrg(orgId, async (tx) => {
      const { rows } = await sql<{ unit: string; customer: string }>`
        select (select unit_id from org_unit limit 1) as unit, customer_id as customer from customer
        where code = 'C7'`.execute(tx)
      const { unit, customer } = rows[0]!
      const person = { personId, code: 'M1', name: '经理', unitId: unit, post: 'general' as const }
      await insertPersons(
        tx,
        orgId,
        [{ ...person, grade: 3, phone: '', homeLon: null, homeLat: null }],
        clock,
      )
      await assignCustomers(
        tx,
        [{ customerId: customer, personId }],
        { post: 'general', from: '2026-11-22' },
        { source: 'desk', accountId: null, clock },
      )
    })
    await catchUpJob.run(
      {
        jobId: newId(clock),
        orgId,
        attempt: 1,
        database,
        clock,
        signal: new AbortController().signal,
        progress: () => undefined,
        complete: async () => undefined,
      },
      { date: '2026-11-22' },
    )
    assert.deepEqual(await readOwners(), [
      { owner: personId, quantity: QUANTITY / 20 },
      { owner: NOBODY, quantity: (QUANTITY / 20) * 19 },
    ])
  })

  test('templates come back in as they are', async () => {
    for (const kind of ['customers', 'goods', 'orders', 'debits'] as const)
      for (const language of ['zh', 'en'] as const) {
        const file = await makeTemplate(kind, 'xlsx', language)
        const table = findHeader(
          await openTable({ bytes: file.body as Uint8Array, name: file.name }),
          findProfile('default')!,
          kind,
        )
        const fields = findProfile('default')!.fields[kind]
        const mapping = guessMapping(table.header, fields)
        assert.equal(Object.values(mapping).filter(Boolean).length, fields.length, `${kind} ${language}`)
      }
  })

  function check(route: { readonly id: string; readonly response: unknown }, answer: unknown): void {
    const result = (
      route.response as { safeParse(value: unknown): { success: boolean; error?: unknown } }
    ).safeParse(answer)
    assert.ok(result.success, `${route.id}: ${JSON.stringify(result.error)}`)
  }

  test('customers of another company are never seen or touched', async () => {
    const mine = await makeCompany()
    const other = await makeCompany()
    await load(mine, 'orders', madeOrders())
    assert.equal((JSON.parse(await fingerprint(other)) as { lines: number }).lines, 0)
  })

  function contextOf(orgId: string): RequestContext {
    const acting = systemActing(orgId, clock)
    return {
      ...acting,
      database,
      scope: 'organisation',
      masks: [],
      requestId: 'test',
      language: 'zh',
      signal: new AbortController().signal,
      transaction: (work: Parameters<RequestContext['transaction']>[0], options: object) =>
        database.inOrg(orgId, work, options),
    } as unknown as RequestContext
  }
})
