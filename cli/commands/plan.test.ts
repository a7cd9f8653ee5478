import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { timeOfMinute } from '../../engines/kernel/dates.ts'
import type { MonthProblem } from '../../engines/schedule/index.ts'
import { makeMonth } from '../../engines/schedule/test-month.ts'
import { UsageError } from '../usage-error.ts'
import { run as plan } from './plan.ts'
import { run as planCheck } from './plan-check.ts'
import { run as territory } from './territory.ts'

/** Writes a month as the files of a city; returns the options that name them. */
function writeCity(problem: MonthProblem): { folder: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'city-'))
  const table = (name: string, rows: (string | number)[][]) =>
    writeFileSync(join(folder, name), `${rows.map((row) => row.join(',')).join('\n')}\n`)
  const visits = (count: number | undefined) =>
    count === undefined ? '' : count >= 1 ? count : `1/${Math.round(1 / count)}`
  table('customers.csv', [
    'customer_id,lon,lat,market_type,visits_per_month,service_minutes,window_start,window_end,order_weekday,manager_id,visits_brand,team_visit'.split(
      ',',
    ),
    ...problem.customers.map((customer) => [
      customer.id,
      customer.location?.lon ?? '',
      customer.location?.lat ?? '',
      customer.isUrban ? 'urban' : 'rural',
      visits(customer.visits.general),
      customer.serviceMinutes,
      customer.window ? timeOfMinute(customer.window.startMinute) : '',
      customer.window ? timeOfMinute(customer.window.endMinute) : '',
      customer.orderWeekday ?? '',
      customer.holders.general ?? '',
      visits(customer.visits.brand),
      customer.teamPosts.join(';'),
    ]),
  ])
  table('managers.csv', [
    'manager_id,name,post,home_lon,home_lat,grade,team_id'.split(','),
    ...problem.managers.map((manager) => [
      manager.id,
      '王',
      manager.post,
      manager.home!.lon,
      manager.home!.lat,
      3,
      manager.teamId ?? '',
    ]),
  ])
  table('calendar.csv', [
    ['date', 'working', 'manager_id'],
    ...problem.workingDates.map((date) => [date, 1, '']),
    ...problem.managers.flatMap((manager) => manager.daysOff.map((date) => [date, 0, manager.id])),
  ])
  const files = ['customers', 'managers', 'calendar'].flatMap((name) => [
    `--${name}`,
    join(folder, `${name}.csv`),
  ])
  return { folder, files }
}

const problem = makeMonth({
  customers: 150,
  managers: 3,
  seed: 21,
  evening: 0.08,
  team: 0.15,
  fractions: 0.1,
  withoutPlace: 0.02,
  daysOff: 0.05,
  specialists: { brand: 1, market_manager: 1 },
})

test('one worker and two write the same plan, and the check finds nothing wrong with it', async () => {
  const { folder, files } = writeCity(problem)
  for (const threads of ['1', '2']) {
    const out = join(folder, threads)
    const result = await plan([
      ...files,
      '--month',
      '2026-06',
      '--iterations',
      '150',
      '--threads',
      threads,
      '--out',
      out,
    ])
    assert.equal(result.exitCode, 0)
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))
    assert.deepEqual(summary.violations, [])
    assert.equal(summary.visitsUnplaced, 0)
    const check = await planCheck([...files, '--plan', join(out, 'plan.csv')])
    assert.equal(check.exitCode, 0)
  }
  const bytes = (threads: string) => readFileSync(join(folder, threads, 'plan.csv'), 'utf8')
  assert.equal(bytes('1'), bytes('2'))

  const lines = bytes('1').split('\n')
  writeFileSync(join(folder, '1', 'plan.csv'), lines.toSpliced(5, 1).join('\n'))
  const broken = await planCheck([...files, '--plan', join(folder, '1', 'plan.csv')])
  assert.equal(broken.exitCode, 1)
  assert.ok((broken.summary as { violationCount: number }).violationCount > 0)
})

test('a plan that cannot hold everything says so: exit code 1 and unplaced.csv with reasons', async () => {
  const { folder, files } = writeCity(problem)
  const rules = join(folder, 'rules.json')
  writeFileSync(rules, JSON.stringify({ hoursPerDay: 1.5, maxEveningsPerWeek: 0 }))
  const out = join(folder, 'out')
  const result = await plan([...files, '--rules', rules, '--iterations', '30', '--out', out])
  assert.equal(result.exitCode, 1)
  const rows = readFileSync(join(out, 'unplaced.csv'), 'utf8').trim().split('\n').slice(1)
  assert.ok(rows.length > 0)
  for (const row of rows) assert.match(row, /^C\d+,(general|brand|market_manager),\d+,[a-z-]+,/)
  const check = await planCheck([...files, '--rules', rules, '--plan', join(out, 'plan.csv')])
  assert.equal(check.exitCode, 0)
})

test('a time budget is honoured', async () => {
  const { folder, files } = writeCity(problem)
  const started = performance.now()
  const result = await plan([...files, '--seconds', '2', '--threads', '2', '--out', join(folder, 'timed')])
  const seconds = (performance.now() - started) / 1000
  assert.equal(result.exitCode, 0)
  assert.ok(seconds > 1 && seconds < 2.7, String(seconds))
})

test('territory divides all customers within the tolerance', async () => {
  const { folder, files } = writeCity(makeMonth({ customers: 400, managers: 4, seed: 3 }))
  const out = join(folder, 'territories.csv')
  const result = await territory([...files.slice(0, 4), '--tolerance', '0.02', '--out', out])
  assert.equal(result.exitCode, 0)
  assert.equal(readFileSync(out, 'utf8').trim().split('\n').length, 401)
  assert.ok((result.summary as { maxDeviation: number }).maxDeviation <= 0.02)
})

test('wrong input names file, line, column and what was expected', async () => {
  const { folder, files } = writeCity(problem)
  const customers = join(folder, 'customers.csv')
  const text = readFileSync(customers, 'utf8')
  const place = async (change: (text: string) => string, more: string[] = []) => {
    writeFileSync(customers, change(text))
    try {
      await plan([...files, '--out', join(folder, 'out'), ...more])
    } catch (error) {
      assert.ok(error instanceof UsageError)
      return error.place
    }
    return assert.fail('nothing was refused')
  }
  const second = await place((all) =>
    all
      .split('\n')
      .map((line, index) =>
        index === 2 ? line.replace(/urban|rural/, '$&,many').replace(/,many,[^,]*/, ',many') : line,
      )
      .join('\n'),
  )
  assert.equal(second.line, 3)
  assert.equal(second.column, 'visits_per_month')
  assert.equal(second.file, customers)
  const missing = await place((all) => all.replace('service_minutes', 'minutes'))
  assert.match(missing.expected ?? '', /service_minutes/)
  await place((all) => all, ['--month', '2026-13'])
  await place((all) => all, ['--seconds', 'soon'])
})
