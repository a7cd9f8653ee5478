import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { UsageError } from '../usage-error.ts'
import { run } from './city.ts'

const root = mkdtempSync(join(tmpdir(), 'liuhui-city-'))
after(() => rmSync(root, { recursive: true, force: true }))

function table(folder: string, file: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(join(root, folder, file), 'utf8')
    .trimEnd()
    .split('\n')
  const names = header!.split(',')
  return rows.map((row) => {
    const cells = row.split(',')
    assert.equal(cells.length, names.length, row)
    return Object.fromEntries(names.map((name, index) => [name, cells[index]!]))
  })
}

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)))
  }
  return hash.digest('hex')
}

const args = (folder: string, ...more: string[]) =>
  [
    '--shops',
    '300',
    '--managers',
    '2',
    '--end-month',
    '2026-10',
    '--out',
    join(root, folder),
    ...more,
  ] as const

test('city writes the files of the contract, their columns first', async () => {
  const { exitCode, summary } = await run(args('a', '--months', '3', '--seed', '5'))
  assert.equal(exitCode, 0)
  const columns = (file: string) => Object.keys(table('a', file)[0]!)
  assert.deepEqual(
    columns('customers.csv').slice(0, 14),
    'customer_id,name,lon,lat,format,value_group,market_type,tier,visits_per_month,service_minutes,window_start,window_end,order_weekday,manager_id'.split(
      ',',
    ),
  )
  for (const column of [
    'visits_service',
    'visits_brand',
    'visits_training',
    'visits_research',
    'team_visit',
  ]) {
    assert.ok(columns('customers.csv').includes(column), column)
  }
  assert.deepEqual(
    columns('managers.csv').slice(0, 7),
    'manager_id,name,post,home_lon,home_lat,grade,team_id'.split(','),
  )
  assert.deepEqual(columns('calendar.csv').slice(0, 3), ['date', 'working', 'manager_id'])
  assert.ok(JSON.parse(readFileSync(join(root, 'a', 'rules.json'), 'utf8')).hoursPerDay === 8)
  const { files } = summary as { files: Record<string, number> }
  for (const [file, rows] of Object.entries(files)) {
    if (!file.startsWith('closed')) assert.equal(table('a', file).length, rows, file)
  }
  assert.equal(files['customers.csv'], 300)
})

test('orders name only customers and products of the files beside them; the summary sums them', async () => {
  const { summary } = await run(args('b', '--months', '2'))
  const customers = new Set(table('b', 'customers.csv').map((row) => row.customer_id))
  const products = new Set(table('b', 'products.csv').map((row) => row.product_id))
  const managers = new Set(table('b', 'managers.csv').map((row) => row.manager_id))
  for (const row of table('b', 'customers.csv')) assert.ok(managers.has(row.manager_id!))
  const orders = table('b', 'orders.csv')
  let cartons = 0
  let amountFen = 0
  for (const row of orders) {
    assert.ok(customers.has(row.customer_id!) && products.has(row.product_id!))
    cartons += Number(row.quantity_cartons)
    amountFen += Number(row.amount_fen)
  }
  const totals = summary as { cartons: number; amountFen: number; orderLines: number; orders: number }
  assert.deepEqual(
    [totals.cartons, totals.amountFen, totals.orderLines, totals.orders],
    [cartons, amountFen, orders.length, new Set(orders.map((row) => row.order_id)).size],
  )
})

test('calendar.csv covers the year before and after with holidays, make-up days and personal days off', async () => {
  await run(args('c'))
  const calendar = table('c', 'calendar.csv')
  const working = (date: string) =>
    calendar.find((row) => row.date === date && row.manager_id === '')!.working
  assert.deepEqual(['2026-10-05', '2026-10-09', '2026-10-10', '2027-12-31'].map(working), [
    '0',
    '1',
    '1',
    '1',
  ])
  assert.ok(calendar.some((row) => row.manager_id === 'M001' && row.working === '0'))
})

test('the same options and seed write the same bytes', async () => {
  await run(args('d', '--months', '2', '--seed', '3'))
  await run(args('e', '--months', '2', '--seed', '3'))
  await run(args('f', '--months', '2', '--seed', '4'))
  assert.equal(digestOf('d'), digestOf('e'))
  assert.notEqual(digestOf('d'), digestOf('f'))
})

test('other posts join managers.csv when asked for', async () => {
  await run(args('g', '--posts', 'general,market_manager,brand,training'))
  const posts = new Set(table('g', 'managers.csv').map((row) => row.post))
  assert.deepEqual([...posts].sort(), ['brand', 'general', 'market_manager', 'training'])
})

test('bad usage names the option and what was expected', async () => {
  const refuse = (given: string[], pattern: RegExp) =>
    assert.rejects(run(given), (error) => error instanceof UsageError && pattern.test(error.message))
  await refuse(['--managers', '2', '--out', root], /--shops is missing/)
  await refuse(['--shops=-3', '--managers', '2', '--out', root], /--shops/)
  await refuse(['--shops', '3.5', '--managers', '2', '--out', root], /--shops is out of range/)
  await refuse(['--shops', '10', '--managers', '2'], /--out is missing/)
  await refuse([...args('x', '--end-month', '2026-1')], /--end-month/)
  await refuse([...args('x', '--posts', 'king')], /unknown post/)
  await refuse([...args('x', '--months', '100')], /2020 to 2032/)
})

test('through the program: one JSON object on stdout, nothing else', () => {
  const out = execFileSync(
    process.execPath,
    [new URL('../main.ts', import.meta.url).pathname, 'city', ...args('h', '--months', '1')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  assert.equal(out.trimEnd().split('\n').length, 1)
  assert.equal(JSON.parse(out).shops, 300)
})
