import { readFile } from 'node:fs/promises'
import {
  isIsoDate,
  isIsoMonth,
  minuteOfDay,
  monthOf,
  timeOfMinute,
  type Weekday,
} from '../engines/kernel/dates.ts'
import type { GeoPoint } from '../engines/kernel/geometry.ts'
import {
  DEFAULT_PLAN_RULES,
  type MonthPlan,
  type MonthProblem,
  type PlanCustomer,
  type PlanManager,
  type PlannedVisit,
  type PlanRules,
  POSTS,
  type Post,
  type PreviousVisit,
  type UnplacedCode,
  type UnplacedVisits,
} from '../engines/schedule/index.ts'
import { formatCsvRow, readCsvRecords } from '../platform/files/csv.ts'
import { FileRefusal } from '../platform/files/refusal.ts'
import { UsageError } from './usage-error.ts'

/** The CSV files of a city (`customers.csv`, `managers.csv`, `calendar.csv`, `rules.json`, `plan.csv`) as engine problems. */

export interface CustomerRow {
  readonly id: string
  readonly location: GeoPoint | null
  readonly format: string
  readonly valueGroup: string
  readonly isUrban: boolean
  readonly tier: number | null
  /** Visits a month by post column; `main` is `visits_per_month`. */
  readonly visits: Partial<Record<'main' | Post, number>>
  readonly serviceMinutes: number
  readonly window: { readonly startMinute: number; readonly endMinute: number } | null
  readonly orderWeekday: Weekday | null
  readonly managerId: string | null
  readonly teamPosts: readonly Post[]
}

export interface ManagerRow {
  readonly id: string
  readonly name: string
  readonly post: Post
  readonly home: GeoPoint | null
  readonly grade: number | null
  readonly teamId: string | null
}

export interface CalendarFile {
  readonly workingDates: readonly string[]
  /** Personal days off by manager. */
  readonly daysOff: ReadonlyMap<string, readonly string[]>
}

const VISIT_COLUMNS = {
  service: 'visits_service',
  brand: 'visits_brand',
  training: 'visits_training',
  research: 'visits_research',
} as const

/** Throws a UsageError with file, line, column and what was expected at the first wrong cell. */
export async function readCustomers(file: string): Promise<CustomerRow[]> {
  const customers: CustomerRow[] = []
  const lines = new Map<string, number>()
  for await (const row of readTable(file, ['customer_id', 'visits_per_month', 'service_minutes'])) {
    const id = row.text('customer_id')
    if (id === '') row.fail('customer_id', 'a customer id')
    if (lines.has(id)) row.fail('customer_id', `an id that is not yet in line ${lines.get(id)}`)
    lines.set(id, row.line)
    const visits: CustomerRow['visits'] = { main: row.visits('visits_per_month') ?? 1 }
    for (const [post, column] of Object.entries(VISIT_COLUMNS)) {
      const count = row.visits(column)
      if (count !== null) visits[post as Post] = count
    }
    customers.push({
      id,
      location: row.place('lon', 'lat'),
      format: row.text('format'),
      valueGroup: row.text('value_group'),
      isUrban: row.text('market_type') !== 'rural',
      tier: row.number('tier', 'a number', 1, 1000),
      visits,
      serviceMinutes: row.number('service_minutes', 'minutes from 0 to 480', 0, 480) ?? 0,
      window: readWindow(row),
      orderWeekday: row.number('order_weekday', 'a weekday 1..7', 1, 7, true) as Weekday | null,
      managerId: row.text('manager_id') || null,
      teamPosts: row
        .text('team_visit')
        .split(/[;；]/)
        .map((post) => post.trim())
        .filter((post) => post !== '')
        .map((post) => row.post('team_visit', post)),
    })
  }
  return customers
}

export async function readManagers(file: string): Promise<ManagerRow[]> {
  const managers: ManagerRow[] = []
  const lines = new Map<string, number>()
  for await (const row of readTable(file, ['manager_id', 'post'])) {
    const id = row.text('manager_id')
    if (id === '') row.fail('manager_id', 'a manager id')
    if (lines.has(id)) row.fail('manager_id', `an id that is not yet in line ${lines.get(id)}`)
    lines.set(id, row.line)
    managers.push({
      id,
      name: row.text('name'),
      post: row.post('post', row.text('post')),
      home: row.place('home_lon', 'home_lat'),
      grade: row.number('grade', 'a grade', 0, 100),
      teamId: row.text('team_id') || null,
    })
  }
  if (managers.length === 0)
    throw new UsageError('there is nobody in it', { file, expected: 'one row per manager' })
  return managers
}

/** The working dates of one month, and who is off when. */
export async function readCalendar(file: string, month?: string): Promise<CalendarFile & { month: string }> {
  const working: string[] = []
  const off: { managerId: string; date: string }[] = []
  for await (const row of readTable(file, ['date', 'working'])) {
    const date = row.text('date')
    if (!isIsoDate(date)) row.fail('date', 'a date YYYY-MM-DD')
    const flag = row.text('working')
    if (flag !== '0' && flag !== '1') row.fail('working', '0 or 1')
    const managerId = row.text('manager_id')
    if (managerId === '') {
      if (flag === '1') working.push(date)
    } else if (flag === '0') off.push({ managerId, date })
  }
  const months = [...new Set(working.map(monthOf))].sort()
  const chosen = month ?? (months.length === 1 ? months[0]! : undefined)
  if (chosen === undefined)
    throw new UsageError('--month is missing', { file, expected: `one of ${months.slice(0, 24).join(', ')}` })
  if (!months.includes(chosen))
    throw new UsageError(`the calendar has no working date in ${chosen}`, {
      file,
      expected: months.join(', '),
    })
  const daysOff = new Map<string, string[]>()
  for (const { managerId, date } of off) {
    if (monthOf(date) !== chosen) continue
    if (!daysOff.has(managerId)) daysOff.set(managerId, [])
    daysOff.get(managerId)!.push(date)
  }
  const workingDates = [...new Set(working)].filter((date) => monthOf(date) === chosen).sort()
  return { month: chosen, workingDates, daysOff }
}

/** `rules.json` over the defaults. Unknown names are ignored, wrong values refused. */
export async function readRules(file: string | undefined): Promise<PlanRules & { tolerance: number }> {
  const rules = { ...DEFAULT_PLAN_RULES, tolerance: 0.01 }
  if (file === undefined) return rules
  let given: Record<string, unknown>
  try {
    given = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UsageError('cannot be read as JSON', {
      file,
      expected: 'an object of rules',
      found: String(error),
    })
  }
  const number = (name: string, least: number, most: number): number | undefined => {
    if (given[name] === undefined) return undefined
    const value = Number(given[name])
    if (!(value >= least && value <= most))
      throw new UsageError('is out of range', {
        file,
        column: name,
        expected: `a number from ${least} to ${most}`,
        found: String(given[name]),
      })
    return value
  }
  const gaps: Record<number, number> = {}
  for (const [visits, days] of Object.entries((given.minGapDays as object | undefined) ?? {})) {
    const value = Number(days)
    if (!(Number.isInteger(value) && value >= 0 && value <= 31))
      throw new UsageError('is not a gap in days', {
        file,
        column: 'minGapDays',
        expected: '0..31',
        found: String(days),
      })
    gaps[Number(visits)] = value
  }
  let { shiftStartMinute } = rules
  if (given.shiftStart !== undefined) {
    try {
      shiftStartMinute = minuteOfDay(String(given.shiftStart))
    } catch {
      throw new UsageError('is not a time', {
        file,
        column: 'shiftStart',
        expected: 'HH:MM',
        found: String(given.shiftStart),
      })
    }
  }
  return {
    ...rules,
    hoursPerDay: number('hoursPerDay', 0.5, 24) ?? rules.hoursPerDay,
    shiftStartMinute,
    speedKmhUrban: number('speedKmhUrban', 0.1, 500) ?? rules.speedKmhUrban,
    speedKmhRural: number('speedKmhRural', 0.1, 500) ?? rules.speedKmhRural,
    detourFactor: number('detourFactor', 0.1, 100) ?? rules.detourFactor,
    minGapDays: gaps,
    maxEveningsPerWeek: number('maxEveningsPerWeek', 0, 7) ?? rules.maxEveningsPerWeek,
    jointToleranceMinutes: number('jointToleranceMinutes', 0, 480) ?? rules.jointToleranceMinutes,
    tolerance: number('tolerance', 0, 10) ?? rules.tolerance,
    movePenaltyMinutes: number('movePenaltyMinutes', 0, 10_000) ?? rules.movePenaltyMinutes,
  }
}

/** The post that `visits_per_month` speaks of. */
export function mainPost(managers: readonly ManagerRow[]): Post {
  return managers.some((manager) => manager.post === 'general') ? 'general' : 'service'
}

export function toMonthProblem(parts: {
  readonly customers: readonly CustomerRow[]
  readonly managers: readonly ManagerRow[]
  readonly calendar: CalendarFile & { readonly month: string }
  readonly rules: PlanRules
  readonly previous?: readonly PreviousVisit[]
}): MonthProblem {
  const main = mainPost(parts.managers)
  const post = new Map(parts.managers.map((manager) => [manager.id, manager.post]))
  return {
    month: parts.calendar.month,
    workingDates: parts.calendar.workingDates,
    managers: parts.managers.map(
      (manager): PlanManager => ({
        id: manager.id,
        post: manager.post,
        home: manager.home,
        teamId: manager.teamId,
        daysOff: parts.calendar.daysOff.get(manager.id) ?? [],
      }),
    ),
    customers: parts.customers.map((customer): PlanCustomer => {
      const { main: mainVisits, ...others } = customer.visits
      const isOwned = customer.managerId !== null && post.get(customer.managerId) === main
      return {
        id: customer.id,
        location: customer.location,
        isUrban: customer.isUrban,
        serviceMinutes: customer.serviceMinutes,
        window: customer.window,
        orderWeekday: customer.orderWeekday,
        holders: isOwned ? { [main]: customer.managerId! } : {},
        visits: { [main]: mainVisits, ...others },
        teamPosts: customer.teamPosts,
      }
    }),
    rules: parts.rules,
    previous: parts.previous,
  }
}

/** The visits of a `plan.csv`; order and times are checked for form only. */
export async function readPlan(file: string, managers: readonly ManagerRow[]): Promise<PlannedVisit[]> {
  const post = new Map(managers.map((manager) => [manager.id, manager.post]))
  const visits: PlannedVisit[] = []
  for await (const row of readTable(file, [
    'date',
    'manager_id',
    'sequence',
    'customer_id',
    'arrive',
    'depart',
    'kind',
  ])) {
    const date = row.text('date')
    if (!isIsoDate(date)) row.fail('date', 'a date YYYY-MM-DD')
    const kind =
      row.text('kind') === 'solo'
        ? 'solo'
        : row.text('kind') === 'joint'
          ? 'joint'
          : row.fail('kind', 'solo or joint')
    const managerId = row.text('manager_id')
    const customerId = row.text('customer_id')
    visits.push({
      id: `${date}/${managerId}/${customerId}`,
      date,
      managerId,
      post: post.get(managerId) ?? 'general',
      customerId,
      sequence:
        row.number('sequence', 'a whole number from 1', 1, 100_000, true) ??
        row.fail('sequence', 'a whole number'),
      arriveMinute: row.time('arrive') ?? row.fail('arrive', 'a time HH:MM'),
      departMinute: row.time('depart') ?? row.fail('depart', 'a time HH:MM'),
      kind,
      jointWith: row
        .text('joint_with')
        .split(/[;；]/)
        .filter((id) => id !== ''),
    })
  }
  return visits
}

export async function readUnplaced(file: string, main: Post): Promise<UnplacedVisits[]> {
  const list: UnplacedVisits[] = []
  for await (const row of readTable(file, ['customer_id'])) {
    list.push({
      customerId: row.text('customer_id'),
      post: row.text('post') === '' ? main : row.post('post', row.text('post')),
      visits: row.number('visits', 'a whole number', 0, 1000, true) ?? 1,
      reason: { code: (row.text('reason') || 'hours-per-day') as UnplacedCode, managerId: null, numbers: {} },
    })
  }
  return list
}

export async function readPrevious(file: string): Promise<PreviousVisit[]> {
  const visits: PreviousVisit[] = []
  for await (const row of readTable(file, ['date', 'manager_id', 'customer_id'])) {
    const date = row.text('date')
    if (!isIsoDate(date)) row.fail('date', 'a date YYYY-MM-DD')
    visits.push({ date, managerId: row.text('manager_id'), customerId: row.text('customer_id') })
  }
  return visits
}

/** `plan.csv`: times are cut to the minute, so that no window opens later than written. */
export function formatPlan(plan: MonthPlan): string {
  const lines = ['date,manager_id,sequence,customer_id,arrive,depart,kind,joint_with']
  for (const visit of plan.visits)
    lines.push(
      formatCsvRow([
        visit.date,
        visit.managerId,
        visit.sequence,
        visit.customerId,
        timeOfMinute(visit.arriveMinute),
        timeOfMinute(visit.departMinute),
        visit.kind,
        visit.jointWith.join(';'),
      ]),
    )
  return `${lines.join('\n')}\n`
}

export function formatUnplaced(plan: MonthPlan): string {
  const lines = ['customer_id,post,visits,reason,manager_id,missing_minutes']
  for (const { customerId, post, visits, reason } of plan.unplaced)
    lines.push(
      formatCsvRow([
        customerId,
        post,
        visits,
        reason.code,
        reason.managerId,
        reason.numbers.missingMinutes ? Math.ceil(reason.numbers.missingMinutes) : '',
      ]),
    )
  return `${lines.join('\n')}\n`
}

function readWindow(row: TableRow): CustomerRow['window'] {
  const start = row.time('window_start')
  const end = row.time('window_end')
  if (start === null && end === null) return null
  const window = { startMinute: start ?? 0, endMinute: end ?? 24 * 60 }
  if (window.endMinute < window.startMinute) row.fail('window_end', 'a time not before window_start')
  return window
}

/** One row with typed cells; every reader fails with file, line, column and what was expected. */
class TableRow {
  readonly line: number
  private readonly file: string
  private readonly values: Record<string, string>

  constructor(file: string, line: number, values: Record<string, string>) {
    this.file = file
    this.line = line
    this.values = values
  }

  text(column: string): string {
    return (this.values[column] ?? '').trim()
  }

  number(column: string, expected: string, least: number, most: number, isWhole = false): number | null {
    const text = this.text(column)
    if (text === '') return null
    const value = Number(text)
    if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
      this.fail(column, expected)
    return value
  }

  /** A whole number, or `1/n`. */
  visits(column: string): number | null {
    const text = this.text(column)
    if (text === '') return null
    const fraction = /^1\/(\d{1,2})$/.exec(text)
    if (fraction && +fraction[1]! >= 1) return 1 / +fraction[1]!
    if (!/^\d{1,2}$/.test(text)) this.fail(column, 'a whole number, 1/2 or 1/3')
    return +text
  }

  time(column: string): number | null {
    const text = this.text(column)
    if (text === '') return null
    try {
      return minuteOfDay(text)
    } catch {
      return this.fail(column, 'a time HH:MM')
    }
  }

  place(lonColumn: string, latColumn: string): GeoPoint | null {
    const lon = this.number(lonColumn, 'degrees from -180 to 180', -180, 180)
    const lat = this.number(latColumn, 'degrees from -90 to 90', -90, 90)
    return lon === null || lat === null ? null : { lon, lat }
  }

  post(column: string, text: string): Post {
    return POSTS.find((post) => post === text) ?? this.fail(column, POSTS.join(', '))
  }

  fail(column: string, expected: string): never {
    throw new UsageError('is wrong', {
      file: this.file,
      line: this.line,
      column,
      expected,
      found: this.text(column),
    })
  }
}

async function* readTable(file: string, required: readonly string[]): AsyncGenerator<TableRow> {
  try {
    let isFirst = true
    for await (const { line, values } of readCsvRecords(file)) {
      if (isFirst) {
        isFirst = false
        const missing = required.filter((column) => !Object.hasOwn(values, column))
        if (missing.length > 0)
          throw new UsageError(`columns are missing: ${missing.join(', ')}`, {
            file,
            line: 1,
            expected: required.join(', '),
          })
      }
      yield new TableRow(file, line, values)
    }
  } catch (error) {
    if (error instanceof FileRefusal)
      throw new UsageError(`cannot be read: ${error.message}`, { file, ...error.where })
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new UsageError('cannot be opened', { file, expected: 'a readable CSV file' })
    throw error
  }
}

export function checkMonth(month: string | undefined): string | undefined {
  if (month !== undefined && !isIsoMonth(month))
    throw new UsageError('--month is not a month', { expected: 'YYYY-MM', found: month })
  return month
}
