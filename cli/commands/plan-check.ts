import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { monthOf } from '../../engines/kernel/dates.ts'
import { validatePlan } from '../../engines/schedule/index.ts'
import {
  mainPost,
  readCalendar,
  readCustomers,
  readManagers,
  readPlan,
  readRules,
  readUnplaced,
  toMonthProblem,
} from '../city-files.ts'
import { needOption } from '../plan-options.ts'

export const usage = `
  --customers F  --managers F  --calendar F  --plan F   the files of a city (required)
  --rules F       rules.json
  --unplaced F    visits the planner says it could not place; default: unplaced.csv beside the plan, if there
  --month M       default: the month of the plan

  Prints every broken rule as a line on stderr and in the summary; exit code 1 if there is any.
`

/** Times in plan.csv are whole minutes. */
const ROUNDING_MINUTES = 1.01
const MOST_LISTED = 1000

export async function run(args: readonly string[]): Promise<{ exitCode: 0 | 1; summary: unknown }> {
  const started = performance.now()
  const { values } = parseArgs({
    args: [...args],
    options: {
      customers: { type: 'string' },
      managers: { type: 'string' },
      calendar: { type: 'string' },
      rules: { type: 'string' },
      plan: { type: 'string' },
      unplaced: { type: 'string' },
      month: { type: 'string' },
      seed: { type: 'string' },
      threads: { type: 'string' },
    },
  })
  const planFile = needOption('plan', values.plan, 'plan.csv')
  const customers = await readCustomers(needOption('customers', values.customers, 'customers.csv'))
  const managers = await readManagers(needOption('managers', values.managers, 'managers.csv'))
  const visits = await readPlan(planFile, managers)
  const month = values.month ?? (visits[0] ? monthOf(visits[0].date) : undefined)
  const calendar = await readCalendar(needOption('calendar', values.calendar, 'calendar.csv'), month)
  const rules = await readRules(values.rules)
  const beside = join(dirname(planFile), 'unplaced.csv')
  const unplacedFile = values.unplaced ?? (existsSync(beside) ? beside : undefined)
  const unplaced = unplacedFile === undefined ? [] : await readUnplaced(unplacedFile, mainPost(managers))
  const problem = toMonthProblem({ customers, managers, calendar, rules })
  const violations = validatePlan(problem, { visits, unplaced }, { roundingMinutes: ROUNDING_MINUTES })
  for (const violation of violations.slice(0, MOST_LISTED)) process.stderr.write(`${describe(violation)}\n`)
  const counts: Record<string, number> = {}
  for (const { code } of violations) counts[code] = (counts[code] ?? 0) + 1
  return {
    exitCode: violations.length === 0 ? 0 : 1,
    summary: {
      month: calendar.month,
      visits: visits.length,
      unplaced: unplaced.reduce((sum, item) => sum + item.visits, 0),
      customers: customers.length,
      managers: managers.length,
      violationCount: violations.length,
      violationsByCode: counts,
      violations: violations.slice(0, 200),
      seconds: Math.round(performance.now() - started) / 1000,
    },
  }
}

function describe({
  code,
  date,
  managerId,
  customerId,
  post,
  numbers,
}: ReturnType<typeof validatePlan>[number]): string {
  const figures = Object.entries(numbers).map(([name, value]) => `${name}=${Math.round(value * 100) / 100}`)
  return [code, date, managerId, customerId, post, ...figures].filter((part) => part !== undefined).join(' ')
}
