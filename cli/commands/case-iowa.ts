import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { datesOfMonth, weekdayOf } from '../../engines/kernel/dates.ts'
import type { GeoPoint } from '../../engines/kernel/geometry.ts'
import { solveTerritories } from '../../engines/territory/index.ts'
import { formatCsvRow, readCsvRecords } from '../../platform/files/csv.ts'
import type { CommandResult } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { run as runImport } from './import.ts'
import { run as runPlan } from './plan.ts'
import { run as runPlanCheck } from './plan-check.ts'

export const usage = `
  case-iowa --input FOLDER --out FOLDER [--data FOLDER] [--managers 8] [--month 2022-05] [--skip-import]

  The whole way on real input (docs/case-iowa.md): imports the State of Iowa's stores, products and invoice lines into
  one company, counts the files itself and compares, draws territories, plans a month and checks it. FOLDER holds
  stores.csv.gz, products.csv.gz and order_lines/*.csv.gz.`

const COMPANY = ['--company', 'iowa', '--profile', 'iowa']

/** Everything of docs/case-iowa.md in one run; ends with 1 when a number differs or a rule is broken. */
export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      input: { type: 'string' },
      out: { type: 'string' },
      data: { type: 'string', default: './data' },
      managers: { type: 'string', default: '8' },
      month: { type: 'string', default: '2022-05' },
      'skip-import': { type: 'boolean', default: false },
    },
  })
  const { input, out, data, month } = values
  if (!input || !out) throw new UsageError('--input and --out are needed')
  await mkdir(out, { recursive: true })
  const imported = values['skip-import'] ? undefined : await importAll(input, out, data)
  const stores = await readStores(join(input, 'stores.csv.gz'))
  const territories = await writeCity(stores, await readActivity(input), Number(values.managers), month, out)
  const city = ['customers', 'managers', 'calendar', 'rules'].flatMap((name) => [
    `--${name}`,
    join(out, name === 'rules' ? 'rules.json' : `${name}.csv`),
  ])
  const plan = await runPlan([...city, '--month', month, '--out', out])
  const check = await runPlanCheck([...city, '--plan', join(out, 'plan.csv')])
  const isRight = (imported?.differences ?? []).length === 0 && check.exitCode === 0
  return {
    exitCode: isRight ? 0 : 1,
    summary: { imported, territories, plan: plan.summary, check: check.summary },
  }
}

async function importAll(input: string, out: string, data: string) {
  const lines = (await readdir(join(input, 'order_lines')))
    .filter((name) => name.endsWith('.csv.gz'))
    .sort()
    .map((name) => join(input, 'order_lines', name))
  const load = async (kind: string, files: readonly string[]) =>
    (
      await runImport([
        kind,
        ...files,
        ...COMPANY,
        '--data',
        data,
        '--errors',
        join(out, `${kind}-errors.xlsx`),
      ])
    ).summary as Readonly<Record<string, number>>
  const stores = await load('customers', [join(input, 'stores.csv.gz')])
  const goods = await load('goods', [join(input, 'products.csv.gz')])
  const orders = await load('orders', lines)
  const again = await load('orders', lines.slice(0, 2))
  const counted = await countLines(lines)
  const differences = [
    ['lines', orders.accepted, counted.lines],
    ['bottles', orders.quantity, counted.bottles],
    ['cents', orders.amountMinor, counted.cents],
    ['lines of the second import that changed something', again.accepted! - again.unchanged!, 0],
  ].filter(([, imported, expected]) => imported !== expected)
  return { stores, goods, orders, again, counted, differences }
}

/** The files counted by nothing but the CSV reader: what the database must agree with. */
async function countLines(files: readonly string[]) {
  let lines = 0
  let bottles = 0
  let cents = 0
  for (const file of files)
    for await (const { values } of readCsvRecords(file)) {
      lines++
      bottles += Number(values['Bottles Sold'])
      cents += Math.round(Number(values['Sale (Dollars)']) * 100)
    }
  return { lines, bottles, cents }
}

interface Store {
  readonly id: string
  readonly name: string
  readonly county: string
  readonly place: GeoPoint | null
}

async function readStores(file: string): Promise<Store[]> {
  const stores: Store[] = []
  for await (const { values } of readCsvRecords(file)) {
    const lat = Number(values.latitude || Number.NaN)
    const lon = Number(values.longitude || Number.NaN)
    stores.push({
      id: values.Store!,
      name: values.Name!,
      county: values['County (added)'] ?? '',
      place: Number.isFinite(lat) && Number.isFinite(lon) ? { lon, lat } : null,
    })
  }
  return stores
}

/** Dollars of every store in its last twelve months, from the monthly table. */
async function readActivity(input: string): Promise<Map<string, number>> {
  const dollars = new Map<string, number>()
  for await (const { values } of readCsvRecords(join(input, 'store_month.csv.gz')))
    if (values.Month! >= '2021-05') {
      const store = values['Store Number']!
      dollars.set(store, (dollars.get(store) ?? 0) + Number(values['Sale (Dollars)']))
    }
  return dollars
}

/**
 * The stores as a city: one visit a month, two for the tenth that sells most. A store without coordinates stands at
 * the middle of its county's stores; what is assumed is said in docs/case-iowa.md.
 */
async function writeCity(
  stores: readonly Store[],
  dollars: ReadonlyMap<string, number>,
  managerCount: number,
  month: string,
  out: string,
) {
  const active = stores.filter((store) => dollars.has(store.id))
  const largest = [...active].sort((a, b) => dollars.get(b.id)! - dollars.get(a.id)!)
  const twice = new Set(largest.slice(0, Math.round(active.length / 10)).map((store) => store.id))
  const middles = middleOfCounties(active)
  const placed = active.map((store) => ({
    ...store,
    place: store.place ?? middles.get(store.county) ?? null,
  }))
  const everyone = placed.filter((store) => store.place !== null)
  const managers = Array.from({ length: managerCount }, (_, index) => ({ id: `M${index + 1}` }))
  const drawn = solveTerritories({
    customers: everyone.map((store) => ({
      id: store.id,
      location: store.place,
      workload: twice.has(store.id) ? 2 : 1,
    })),
    managers,
    tolerance: 0.01,
  })
  await writeFile(
    join(out, 'customers.csv'),
    toCsv(
      [
        'customer_id',
        'name',
        'lon',
        'lat',
        'format',
        'value_group',
        'market_type',
        'tier',
        'visits_per_month',
        'service_minutes',
        'window_start',
        'window_end',
        'order_weekday',
        'manager_id',
      ],
      everyone.map((store, index) => [
        store.id,
        store.name,
        store.place!.lon,
        store.place!.lat,
        'other',
        twice.has(store.id) ? 'core' : 'regular',
        'rural',
        15,
        twice.has(store.id) ? 2 : 1,
        20,
        '',
        '',
        '',
        drawn.managerIds[index],
      ]),
    ),
  )
  await writeFile(
    join(out, 'managers.csv'),
    toCsv(
      ['manager_id', 'name', 'post', 'home_lon', 'home_lat', 'grade', 'team_id'],
      drawn.territories.map((territory) => [
        territory.managerId,
        `Territory ${territory.managerId}`,
        'general',
        territory.centre?.lon,
        territory.centre?.lat,
        3,
        'T1',
      ]),
    ),
  )
  await writeFile(
    join(out, 'calendar.csv'),
    toCsv(
      ['date', 'working'],
      datesOfMonth(month).map((date) => [date, weekdayOf(date) <= 5 ? 1 : 0]),
    ),
  )
  // Roads of the plains: faster and straighter than a city's.
  await writeFile(
    join(out, 'rules.json'),
    JSON.stringify({ speedKmhRural: 75, speedKmhUrban: 75, detourFactor: 1.25 }, null, 2),
  )
  return {
    stores: stores.length,
    active: active.length,
    withoutCoordinates: active.filter((store) => store.place === null).length,
    visits: everyone.length + twice.size,
    maxDeviation: drawn.maxDeviation,
    maxOverMin: drawn.maxOverMin,
    gap: drawn.gap,
    strayCustomers: drawn.strayCustomers,
    territories: drawn.territories.map(({ managerId, customers, workload, meanDistanceKm }) => ({
      managerId,
      customers,
      workload,
      meanDistanceKm: Math.round(meanDistanceKm * 10) / 10,
    })),
  }
}

function middleOfCounties(stores: readonly Store[]): Map<string, GeoPoint> {
  const byCounty = Map.groupBy(
    stores.filter((store) => store.place !== null),
    (store) => store.county,
  )
  return new Map(
    [...byCounty].map(([county, members]) => [
      county,
      {
        lon: members.reduce((sum, store) => sum + store.place!.lon, 0) / members.length,
        lat: members.reduce((sum, store) => sum + store.place!.lat, 0) / members.length,
      },
    ]),
  )
}

function toCsv(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [header, ...rows].map((row) => `${formatCsvRow(row)}\n`).join('')
}
