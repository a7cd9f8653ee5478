/** Orders from another system over HTTP, as that system would send them. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { insertCustomers } from '../domain/customers/index.ts'
import type { ImportTotals, RowProblem } from '../domain/imports/contract.ts'
import { fixedClock, newId } from '../platform/clock.ts'
import { type Database, sql } from '../platform/database/index.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { createTestCompany, signInTestClient, type TestClient, type TestCompany } from './test-company.ts'

const clock = fixedClock('2026-11-22T02:00:00Z')

interface Answer {
  readonly totals: ImportTotals
  readonly repeated: boolean
  readonly problems: readonly RowProblem[]
}

describeOnDatabases('the order API', (open) => {
  let database: Database
  let company: TestCompany
  let clerk: TestClient
  let manager: TestClient
  before(async () => {
    database = await open()
    company = await createTestCompany(database, clock, 'orders')
    await database.inOrg(company.orgId, (tx) =>
      insertCustomers(
        tx,
        Array.from({ length: 50 }, (_, index) => ({
          customerId: newId(clock),
          code: `C${index}`,
          fields: { name: `烟店${index}` },
        })),
        { source: 'import', accountId: null, clock },
      ),
    )
    const app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => console.error(entry) })
    clerk = await signInTestClient(app, database, clock, company, 'info_clerk')
    manager = await signInTestClient(app, database, clock, company, 'manager_general')
  })

  const rows = Array.from({ length: 10_000 }, (_, index) => ({
    orderNo: `20261120${String(Math.floor(index / 10)).padStart(6, '0')}`,
    orderDate: '2026-11-20',
    customerCode: `C${Math.floor(index / 10) % 50}`,
    lineNo: index % 10,
    productCode: `P${index % 10}`,
    quantity: 2,
    amountFen: 2_000,
    channel: '网上',
    warehouse: '中心配送仓库',
    deviceId: `DEVICE-${String(index % 997).padStart(12, '0')}`,
    payerId: `PAYER-${String(index % 991).padStart(12, '0')}`,
  }))
  const send = (client: TestClient, body: unknown, key?: string) =>
    client.fetch('/api/imports/orders/rows', {
      method: 'POST',
      body,
      headers: key === undefined ? {} : { 'Idempotency-Key': key },
    })

  test('X-02: the same 10,000 orders twice with one key are 10,000 rows, and the second reply says 0 new', async () => {
    const first = await send(clerk, { rows }, 'platform-2026-11-20')
    assert.equal(first.status, 200)
    const one = (await first.json()) as Answer
    assert.deepEqual([one.totals.added, one.totals.rejected, one.repeated], [10_000, 0, false])
    const two = (await (await send(clerk, { rows }, 'platform-2026-11-20')).json()) as Answer
    assert.deepEqual([two.totals.added, two.totals.accepted, two.repeated], [0, 10_000, true])
    const three = (await (await send(clerk, { rows }, 'another key, the same orders')).json()) as Answer
    assert.deepEqual([three.totals.added, three.totals.unchanged, three.repeated], [0, 10_000, false])
    const counted = await database.inOrg(company.orgId, (tx) =>
      sql<{ lines: number; quantity: number }>`
        select count(*) as lines, sum(quantity) as quantity from order_line`.execute(tx),
    )
    assert.deepEqual(counted.rows[0], { lines: 10_000, quantity: 20_000 })
  })

  test('wrong lines come back by their place; the others are in', async () => {
    const response = await send(clerk, {
      rows: [
        { ...rows[0], orderNo: 'N1' },
        { ...rows[0], orderNo: 'N2', customerCode: 'nobody' },
      ],
    })
    const answer = (await response.json()) as Answer
    assert.deepEqual([answer.totals.added, answer.totals.rejected], [1, 1])
    assert.deepEqual(answer.problems, [{ row: 2, column: 'customerId', value: 'nobody', code: 'IMP-07' }])
  })

  test('DAT-04: a customer manager cannot add order lines, and who did is in the ledger', async () => {
    const response = await send(manager, { rows: rows.slice(0, 1) })
    assert.equal(response.status, 403)
    const { rows: events } = await database.inOrg(company.orgId, (tx) =>
      sql<{ account: string; added: number }>`
        select actor_account_id as account, (detail ->> 'added')::int as added from ledger_event
        where kind = 'import.done' order by day, sequence limit 1`.execute(tx),
    )
    assert.deepEqual(events[0], { account: company.accounts.get('info_clerk')!.accountId, added: 10_000 })
  })
})
