import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type MonthPlan, planMonth, validatePlan } from '../../engines/schedule/index.ts'
import { createTaskPool } from '../../platform/workers/task-pool.ts'
import {
  checkMonth,
  formatPlan,
  formatUnplaced,
  readCalendar,
  readCustomers,
  readManagers,
  readPrevious,
  readRules,
  toMonthProblem,
} from '../city-files.ts'
import { needOption, numberOption } from '../plan-options.ts'
import { summarizePlan } from '../plan-summary.ts'
import { createProgressPrinter } from '../progress.ts'

export const usage = `
  --customers F  --managers F  --calendar F   the files of a city (required)
  --out DIR       folder for plan.csv, unplaced.csv, summary.json (required)
  --month M       month YYYY-MM of the calendar to plan
  --rules F       rules.json
  --previous F    plan.csv of this month or the last: its dates are kept where that costs little
  --seed N        default 1
  --iterations N  search steps per person, default 6000: the plan depends on nothing else
  --seconds S     wall-clock budget instead
  --threads N     default all cores

  Customers without a present owner (manager_id) are divided first. Exit code 1 when visits stay unplaced.
`

/** Time to start the program, and to check, summarize and write a plan (measured, with room for a busy machine). */
const CLOSING_SECONDS = 0.3
const CLOSING_SECONDS_PER_CUSTOMER = 40e-6

export async function run(args: readonly string[]): Promise<{ exitCode: 0 | 1; summary: unknown }> {
  const started = performance.now()
  const { values } = parseArgs({
    args: [...args],
    options: {
      customers: { type: 'string' },
      managers: { type: 'string' },
      calendar: { type: 'string' },
      rules: { type: 'string' },
      previous: { type: 'string' },
      month: { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string' },
      iterations: { type: 'string' },
      seconds: { type: 'string' },
      threads: { type: 'string' },
    },
  })
  const out = needOption('out', values.out, 'the folder to write')
  const seed = numberOption('seed', values.seed, { least: 0, most: 2 ** 53, isWhole: true }) ?? 1
  const iterations = numberOption('iterations', values.iterations, { least: 0, most: 1e9, isWhole: true })
  const seconds = numberOption('seconds', values.seconds, { least: 0, most: 1e6 })
  const threads =
    numberOption('threads', values.threads, { least: 1, most: 256, isWhole: true }) ?? availableParallelism()
  const customers = await readCustomers(needOption('customers', values.customers, 'customers.csv'))
  const managers = await readManagers(needOption('managers', values.managers, 'managers.csv'))
  const calendar = await readCalendar(
    needOption('calendar', values.calendar, 'calendar.csv'),
    checkMonth(values.month),
  )
  const rules = await readRules(values.rules)
  const previous = values.previous === undefined ? undefined : await readPrevious(values.previous)
  const problem = toMonthProblem({ customers, managers, calendar, rules, previous })
  const closingSeconds = CLOSING_SECONDS + CLOSING_SECONDS_PER_CUSTOMER * customers.length
  const printer = createProgressPrinter()
  const pool = createTaskPool<never, never>(
    {
      module: new URL('../../engines/schedule/person/solve-person.ts', import.meta.url),
      name: 'solvePerson',
    },
    Math.min(threads, managers.length),
  )
  let plan: MonthPlan
  try {
    plan = await planMonth(problem, {
      seed,
      iterations: iterations ?? 6000,
      ...(seconds === undefined
        ? {}
        : {
            seconds: Math.max(0.01, seconds - closingSeconds - (performance.now() - started) / 1000),
            clockMilliseconds: () => performance.now(),
          }),
      runner: pool,
      onProgress: ({ stage, done, total }) =>
        printer.report({ step: `${stage} ${done}/${total}`, share: done / total }),
    })
  } finally {
    printer.done()
    await pool.close()
  }
  const violations = validatePlan(problem, plan)
  await mkdir(out, { recursive: true })
  const summary = {
    ...summarizePlan(problem, plan, rules.tolerance),
    violations: violations.slice(0, 100),
    seed,
    ...(seconds === undefined ? { iterations: iterations ?? 6000 } : { budgetSeconds: seconds }),
    threads,
    seconds: Math.round(performance.now() - started) / 1000,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  await Promise.all([
    writeFile(join(out, 'plan.csv'), formatPlan(plan)),
    writeFile(join(out, 'unplaced.csv'), formatUnplaced(plan)),
    writeFile(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`),
  ])
  return { exitCode: violations.length === 0 && plan.unplaced.length === 0 ? 0 : 1, summary }
}
