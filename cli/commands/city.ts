import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  cityFiles,
  DEBITS_HEADER,
  DEFAULT_PLAN_RULES,
  debitRows,
  ORDERS_HEADER,
  orderText,
  SHORTAGES_HEADER,
  shortageRows,
} from '../../city/csv-files.ts'
import { type City, type CityOptions, generateCity, type PlanningPost } from '../../city/index.ts'
import { addMonths, isIsoMonth, monthOf } from '../../engines/kernel/dates.ts'
import { localDate, systemClock } from '../../platform/clock.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  --shops N          trading shops (required)
  --managers M       customer managers (required)
  --out DIR          folder to write to; made if need be (required)
  --seed S           default 1: the same options and seed give the same bytes
  --months K         months of order history, default 0 = no orders
  --end-month M      last month of the history YYYY-MM, default the last full month; 2020 to 2032
  --lines-scale F    lines per order against round(4 + 0.75 tier), default 0.33
  --posts LIST       posts of managers.csv, default general,market_manager (also brand, training, research)
  --threads N        accepted like everywhere; a city is made on one thread

  Writes customers.csv, managers.csv, calendar.csv, rules.json, products.csv, people.csv, delivery_lines.csv,
  schools.csv, truth.csv; with --months also orders.csv, debits.csv, shortages.csv; shops closed within the period
  and their orders in closed/.
`

const POSTS: readonly PlanningPost[] = [
  'general',
  'service',
  'brand',
  'training',
  'research',
  'market_manager',
]

export async function run(args: readonly string[]): Promise<{ exitCode: 0; summary: unknown }> {
  const started = performance.now()
  const { options, out, posts } = readOptions(args)
  const city = makeCity(options)
  report(`city of ${options.shops} shops made in ${seconds(started)} s`)
  const rows: Record<string, number> = {}
  for (const file of cityFiles(city, posts)) {
    const writer = await TextFile.create(join(out, file.name), file.header)
    for (const row of file.rows) await writer.add(row, 1)
    rows[file.name] = await writer.close()
  }
  const rules = await open(join(out, 'rules.json'), 'w')
  await rules.writeFile(`${JSON.stringify(DEFAULT_PLAN_RULES, null, 2)}\n`)
  await rules.close()
  const orders = options.months > 0 ? await writeOrders(city, out, rows) : undefined
  return {
    exitCode: 0,
    summary: {
      city: city.name,
      seed: options.seed,
      shops: city.tradingCount,
      closedShops: city.customers.length - city.tradingCount,
      managers: options.managers,
      people: city.people.length,
      products: city.products.length,
      departments: city.departments.length,
      visitsPerMonth: sumOf(city, (customer) => customer.visitsPerMonth),
      ...(orders ?? {}),
      endMonth: city.options.endMonth,
      files: rows,
      out,
      seconds: seconds(started),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  }
}

function readOptions(args: readonly string[]): {
  options: CityOptions
  out: string
  posts: readonly PlanningPost[]
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shops: { type: 'string' },
      managers: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      months: { type: 'string', default: '0' },
      'end-month': { type: 'string' },
      'lines-scale': { type: 'string', default: '0.33' },
      posts: { type: 'string', default: 'general,market_manager' },
      threads: { type: 'string' },
    },
  })
  const endMonth = values['end-month'] ?? addMonths(monthOf(localDate(systemClock)), -1)
  if (!isIsoMonth(endMonth)) {
    throw new UsageError('--end-month is not a month', { expected: 'YYYY-MM', found: endMonth })
  }
  const linesPerOrderScale = Number(values['lines-scale'])
  if (!(linesPerOrderScale > 0 && linesPerOrderScale <= 4)) {
    throw new UsageError('--lines-scale is out of range', {
      expected: 'a number above 0, at most 4',
      found: values['lines-scale'],
    })
  }
  if (values.out === undefined || values.out === '') {
    throw new UsageError('--out is missing', { expected: 'the folder to write the city to' })
  }
  const posts = values.posts.split(',').map((post) => {
    const known = POSTS.find((each) => each === post.trim())
    if (!known)
      throw new UsageError('--posts holds an unknown post', { expected: POSTS.join(', '), found: post })
    return known
  })
  return {
    options: {
      shops: wholeNumber('shops', values.shops, 1, 1_000_000),
      managers: wholeNumber('managers', values.managers, 1, 10_000),
      seed: values.seed,
      months: wholeNumber('months', values.months, 0, 156),
      endMonth,
      linesPerOrderScale,
    },
    out: values.out,
    posts,
  }
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number {
  const expected = `a whole number from ${least} to ${most}`
  if (text === undefined) throw new UsageError(`--${name} is missing`, { expected })
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} is out of range`, { expected, found: text })
  }
  return value
}

/** A RangeError of the generator is bad usage: it names the option. */
function makeCity(options: CityOptions): City {
  try {
    return generateCity(options)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message)
    throw error
  }
}

async function writeOrders(city: City, out: string, rows: Record<string, number>) {
  const started = performance.now()
  const hasClosed = city.customers.length > city.tradingCount
  const trading = await TextFile.create(join(out, 'orders.csv'), ORDERS_HEADER)
  const closed = hasClosed ? await TextFile.create(join(out, 'closed/orders.csv'), ORDERS_HEADER) : undefined
  const debits = await TextFile.create(join(out, 'debits.csv'), DEBITS_HEADER)
  const shortages = await TextFile.create(join(out, 'shortages.csv'), SHORTAGES_HEADER)
  const totals = { orders: 0, orderLines: 0, cartons: 0, amountFen: 0 }
  for (const month of city.orderMonths()) {
    for (let order = 0; order < month.orderCount; order++) {
      if (month.orderCustomer[order]! >= city.tradingCount) continue
      totals.orders++
      totals.orderLines += month.lineStart[order + 1]! - month.lineStart[order]!
      totals.cartons += month.orderCartons[order]!
      totals.amountFen += month.orderAmountFen[order]!
    }
    for (const text of orderText(city, month, false)) await trading.add(text, 0)
    if (closed) for (const text of orderText(city, month, true)) await closed.add(text, 0)
    for (const row of debitRows(month)) await debits.add(row, 1)
    for (const row of shortageRows(month)) await shortages.add(row, 1)
    report(`${month.month}: ${month.orderCount} orders, ${month.lineCount} lines`)
  }
  await trading.close()
  rows['orders.csv'] = totals.orderLines
  if (closed) await closed.close()
  rows['debits.csv'] = await debits.close()
  rows['shortages.csv'] = await shortages.close()
  const linesPerSecond = Math.round(totals.orderLines / ((performance.now() - started) / 1000))
  return { months: city.options.months, ...totals, linesPerSecond }
}

/** Bytes a file gathers before they go to the disk; no piece of text may be longer than a third of it. */
const GATHERED_BYTES = 1 << 20

/** Writes text through one buffer that is used again and again: a long order history leaves no garbage behind. */
class TextFile {
  private used = 0
  private rows = 0
  private readonly file: FileHandle
  private readonly buffer = Buffer.allocUnsafe(GATHERED_BYTES)
  private constructor(file: FileHandle) {
    this.file = file
  }
  static async create(path: string, header: string): Promise<TextFile> {
    mkdirSync(dirname(path), { recursive: true })
    const created = new TextFile(await open(path, 'w'))
    await created.add(`${header}\n`, 0)
    return created
  }
  async add(text: string, rows: number): Promise<void> {
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    if (this.used + 3 * text.length > GATHERED_BYTES) await this.flush()
    assert(3 * text.length <= GATHERED_BYTES, 'a piece of text fits the buffer')
    this.used += this.buffer.write(text, this.used)
    this.rows += rows
  }
  async close(): Promise<number> {
    await this.flush()
    await this.file.close()
    return this.rows
  }
  private async flush(): Promise<void> {
    await this.file.appendFile(this.buffer.subarray(0, this.used))
    this.used = 0
  }
}

function sumOf(city: City, value: (customer: City['customers'][number]) => number): number {
  return city.customers.slice(0, city.tradingCount).reduce((all, customer) => all + value(customer), 0)
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 10) / 100
}

function report(text: string): void {
  process.stderr.write(`${text}\n`)
}
