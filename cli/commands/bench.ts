import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchLine } from '../../bench/line.ts'
import { describeMachine } from '../../bench/machine.ts'
import { benchPlanning, CITIES } from '../../bench/planning.ts'
import { benchServer, type ServerBenchSize } from '../../bench/server.ts'
import type { CommandResult } from '../command.ts'
import { numberOption } from '../plan-options.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  bench [server|territory|schedule|city|routing|forecast|allocation]

  server       import, reading, starting, first load (the default)
  territory    territories of synthetic cities; schedule: their visit months; city: both
  routing, forecast, allocation   not yet

  --quick             small sizes, a minute or two
  --shops N           shops of the company that is read on PostgreSQL, default 30000
  --months K          its months, default 24
  --database LIST     postgres,pglite (default both); DATABASE_URL, when set, must name an empty database

  Each line of the summary: name, value, unit, target, baseline, passed. Exit code 1 when a target is missed.
`

const TOPICS = ['server', 'territory', 'schedule', 'city', 'routing', 'forecast', 'allocation'] as const
type Topic = (typeof TOPICS)[number]
const NOT_YET: readonly Topic[] = ['routing', 'forecast', 'allocation']
const DATABASES = ['postgres', 'pglite'] as const

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      shops: { type: 'string' },
      months: { type: 'string' },
      database: { type: 'string', default: DATABASES.join(',') },
    },
  })
  const topic = topicOf(positionals)
  const lines: BenchLine[] = []
  const report = (line: BenchLine) => {
    lines.push(line)
    say(describe(line))
  }
  if (NOT_YET.includes(topic)) {
    say(`bench ${topic}: not yet`)
    return { exitCode: 0, summary: { bench: topic, state: 'not yet', lines } }
  }
  const machine = describeMachine()
  say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load}`)
  if (topic === 'server') await benchServer(sizeOf(values), databasesOf(values.database), report, say)
  else await planCities(topic, values.quick, report)
  const missed = lines.filter((line) => line.passed === false).map((line) => line.name)
  return { exitCode: missed.length === 0 ? 0 : 1, summary: { bench: topic, machine, missed, lines } }
}

function topicOf([topic = 'server', ...rest]: readonly string[]): Topic {
  const known = TOPICS.find((each) => each === topic)
  if (!known || rest.length > 0)
    throw new UsageError('what is to be measured?', {
      expected: TOPICS.join(', '),
      found: [topic, ...rest].join(' '),
    })
  return known
}

function sizeOf(values: { quick: boolean; shops?: string; months?: string }): ServerBenchSize {
  const whole = { least: 1, most: 200_000, isWhole: true }
  const shops = numberOption('shops', values.shops, whole) ?? (values.quick ? 300 : 30_000)
  const months = numberOption('months', values.months, { ...whole, most: 60 }) ?? (values.quick ? 4 : 24)
  const company = (count: number) => ({
    shops: count,
    managers: Math.max(2, Math.round(count / 750)),
    months,
  })
  return {
    imported: values.quick ? { shops: 300, months: 4 } : { shops: 1200, months: 24 },
    // Embedded is for one office: a city of 1,200 shops, unless a smaller one was asked for.
    read: { postgres: company(shops), pglite: company(Math.min(shops, 1200)) },
  }
}

function databasesOf(text: string): ('postgres' | 'pglite')[] {
  return text.split(',').map((name) => {
    const known = DATABASES.find((each) => each === name.trim())
    if (!known)
      throw new UsageError('--database holds an unknown name', { expected: DATABASES.join(','), found: name })
    return known
  })
}

async function planCities(topic: Topic, quick: boolean, report: (line: BenchLine) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'liuhui-bench-'))
  try {
    const what =
      topic === 'territory' || topic === 'schedule' ? [topic] : (['territory', 'schedule'] as const)
    await benchPlanning(folder, quick ? CITIES.slice(0, 1) : CITIES, what, report)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function describe({ name, database, value, unit, target, baseline, passed }: BenchLine): string {
  const where = database ? ` (${database})` : ''
  const wanted = target === undefined ? '' : `, target ${target}`
  const bare = baseline === undefined ? '' : `, baseline ${baseline}`
  return `${passed === false ? 'MISSED' : 'ok    '} ${name}${where}: ${value} ${unit}${wanted}${bare}`
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
