import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { fixedClock } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import { readCsvRecords } from '../../platform/files/csv.ts'
import { openTable } from '../../platform/files/table.ts'
import { systemActing } from '../../platform/ledger/index.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { createCompany } from '../people/index.ts'
import type { ImportKind } from './contract.ts'
import { findProfile } from './profiles/registry.ts'
import { runImport } from './run-import.ts'

const clock = fixedClock('2026-11-22T02:00:00Z')
const shared = process.env.LIUHUI_SHARED ?? join(import.meta.dirname, '../../../shared')
const folder = join(shared, 'data/iowa')

describeOnDatabases('a real wholesaler: the State of Iowa', (open) => {
  let database: Database
  let orgId: string
  before(async () => {
    database = await open()
    orgId = (await createCompany(database, clock, { code: 'iowa', name: 'Iowa', nameEn: 'Iowa' })).orgId
  })

  async function load(kind: ImportKind, path: string | Uint8Array) {
    const table = await openTable(typeof path === 'string' ? { path } : { bytes: path, name: 'made.csv' })
    return runImport(
      { database, by: systemActing(orgId, clock) },
      { kind, profile: findProfile('iowa')!, source: table, fileName: 'iowa' },
    )
  }

  function missing(context: TestContext): boolean {
    if (existsSync(folder)) return false
    console.log(`skipped: no data in ${folder} (set LIUHUI_SHARED)`)
    context.skip('the shared data is not here')
    return true
  }

  test('DAT-03 registers and invoice lines: counts, bottles and dollars equal the files to the unit', async (context) => {
    if (missing(context)) return
    const stores = await load('customers', join(folder, 'stores.csv.gz'))
    assert.deepEqual([stores.totals.added, stores.totals.rejected], [1143, 0])
    const products = await load('goods', join(folder, 'products.csv.gz'))
    assert.deepEqual([products.totals.added, products.totals.rejected], [6482, 0])
    const file = join(folder, 'order_lines/iowa_order_lines_2020-02.csv.gz')
    const { totals, notices } = await load('orders', file)
    let rows = 0
    let bottles = 0
    let cents = 0
    for await (const { values } of readCsvRecords(file)) {
      rows++
      bottles += Number(values['Bottles Sold'])
      cents += Math.round(Number(values['Sale (Dollars)']) * 100)
    }
    assert.deepEqual(
      [totals.rows, totals.accepted, totals.rejected, totals.quantity, totals.amountMinor],
      [rows, rows, 0, bottles, cents],
    )
    assert.ok(
      notices.some(({ code, count }) => code === 'IMP-41' && count > 0),
      'items of no price list come in',
    )
    const again = await load('orders', file)
    assert.deepEqual([again.totals.added, again.totals.changed, again.totals.unchanged], [0, 0, rows])
    const sums = await database.inOrg(orgId, (tx) =>
      sql<{ lines: number; quantity: number; amount: number; roll: number; located: number }>`
        select count(*) as lines, sum(quantity) as quantity, sum(amount_fen) as amount,
          (select sum(amount_fen) from sales_month) as roll,
          (select count(*) from customer where lon is null) as located
        from order_line`.execute(tx),
    )
    const { lines, quantity, amount, roll } = sums.rows[0]!
    assert.deepEqual([lines, quantity, amount, roll], [rows, bottles, cents, cents])
  })

  test('DAT-03 the four messy layouts: every row is accepted or returned, and twice changes nothing', async (context) => {
    if (missing(context)) return
    const expected: Record<string, number> = {
      'raw_official_2012-2015_10k.csv.gz': 10_000,
      'raw_renamed_columns_2014.csv.gz': 9_595,
      'raw_official_2019_sample.csv.gz': 562,
    }
    for (const name of Object.keys(expected)) {
      const first = await load('orders', join(folder, 'messy', name))
      assert.equal(first.totals.rows, expected[name], name)
      assert.equal(first.totals.accepted, expected[name], name)
      const again = await load('orders', join(folder, 'messy', name))
      assert.deepEqual([again.totals.added, again.totals.changed], [0, 0], name)
    }
    const semicolons = await load('orders', join(folder, 'messy/raw_semicolon_2012-2015_10k.csv.gz'))
    assert.deepEqual(
      [semicolons.totals.unchanged, semicolons.totals.rejected],
      [10_000, 0],
      'the same lines in another spelling',
    )
  })

  test('a made messy file: prices with $, embedded newlines, POINT and (lat, lon), returns, broken rows', async () => {
    const text = [
      ',Invoice/Item Number,Date,Store Number,Store Name,Address,City,Zip Code,Store Location,County,Category Name,Vendor Name,Item Number,Item Description,Pack,Bottle Volume (ml),State Bottle Cost,State Bottle Retail,Bottles Sold,Sale (Dollars)',
      '0,S90000100001,11/20/2015,999901,Testville Spirits,1 MAIN,TESTVILLE,52632,"1 MAIN\nTESTVILLE 52632\n(40.39978, -91.387531)",Lee,,Vendor,90001,"Made, ""old"" rye",6,750,$18.09,$27.14,6,$162.84',
      '1,S90000100002,11/20/2015,999901.0,Testville Spirits,1 MAIN,TESTVILLE,52632,POINT (-91.387531 40.39978),Lee,,Vendor,90001.0,Made old rye,6.0,750,$18.09,$27.14,6.0,"$1,162.84"',
      '2,RINV-90000200001,03/01/2016,999901,Testville Spirits,1 MAIN,TESTVILLE,52632,,Lee,,Vendor,90001,Made old rye,6,750,18.09,27.14,-2,-54.28',
      '3,S90000300001,02/30/2016,999901,Testville Spirits,1 MAIN,TESTVILLE,52632,,Lee,,Vendor,90001,Made old rye,6,750,18.09,27.14,1,27.14',
      '4,S90000300002,03/01/2016,999901,Testville Spirits,1 MAIN,TESTVILLE,52632,,Lee,,Vendor,,Made old rye,6,750,18.09,27.14,1.5,27.14',
    ].join('\n')
    const { totals } = await load('orders', new TextEncoder().encode(text))
    assert.deepEqual(
      [totals.rows, totals.accepted, totals.rejected, totals.quantity, totals.amountMinor],
      [5, 3, 2, 10, 16284 + 116284 - 5428],
    )
    const { rows } = await database.inOrg(orgId, (tx) =>
      sql<Record<string, unknown>>`
        select c.lon, c.lat, c.format, c.address, p.name, p.wholesale_fen as price, p.unknown_in_price_list as unknown,
          (select count(*) from order_header h where h.customer_id = c.customer_id and h.is_return) as returns
        from customer c, product p where c.code = '999901' and p.code = '90001'`.execute(tx),
    )
    assert.deepEqual(rows[0], {
      lon: -91.387531,
      lat: 40.39978,
      format: 'tobacco_liquor',
      address: '1 MAIN, TESTVILLE, 52632',
      name: 'Made, "old" rye 750 ml',
      price: 2714,
      unknown: true,
      returns: 1,
    })
  })
})
