/**
 * A team's month on one board: the planning problem, everybody's visits, and the customers behind them. Joint visits
 * tie the days of several people together, so a change of one plan is judged against the whole team's board.
 */
import type { IsoMonth } from '../../engines/kernel/dates.ts'
import { greatCircleKm } from '../../engines/kernel/geometry.ts'
import { type TravelPoint, travelMinutes } from '../../engines/kernel/travel.ts'
import {
  type PlannedVisit as EngineVisit,
  isEveningWindow,
  type MonthProblem,
  type PinnedVisit,
  type PlanRules,
  type PlanViolation,
  type Post,
  validatePlan,
} from '../../engines/schedule/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { RuleVersions } from '../../platform/rules/index.ts'
import type { Finding, PlanDay, PlanSummary } from './contract.ts'
import { readPlanRules } from './rule-book.ts'
import {
  type CalendarDay,
  type PlanningCustomer,
  type PlanningPerson,
  readCalendar,
  readDaysOff,
  readPlanningCustomers,
  readPlanningPeople,
  toPlanManager,
} from './sources.ts'
import { type JointRow, type PlanRow, readPlans, readVisits, type VisitRow } from './store.ts'

export interface Board {
  readonly month: IsoMonth
  readonly calendar: readonly CalendarDay[]
  readonly people: ReadonlyMap<string, PlanningPerson>
  readonly customers: ReadonlyMap<string, PlanningCustomer>
  readonly problem: MonthProblem
  readonly ruleVersions: RuleVersions
  /** Plans of the people of the board, by person. */
  readonly plans: ReadonlyMap<string, PlanRow>
  /** Visits by id, as stored. */
  readonly visits: ReadonlyMap<string, VisitRow>
}

/** Everything about the month of these units. */
export async function readBoard(tx: Tx, month: IsoMonth, unitIds: readonly string[]): Promise<Board> {
  const people = await readPlanningPeople(tx, unitIds)
  const personIds = people.map((person) => person.personId)
  const customers = await readPlanningCustomers(tx, personIds)
  const daysOff = await readDaysOff(tx, personIds, month)
  const calendar = await readCalendar(tx, month)
  const { rules, versions } = await readPlanRules(tx, `${month}-01`)
  const plans = await readPlans(tx, month, personIds)
  const visits = await readVisits(
    tx,
    plans.map((plan) => plan.planId),
  )
  return {
    month,
    calendar,
    people: new Map(people.map((person) => [person.personId, person])),
    customers: new Map(customers.map((customer) => [customer.id, customer])),
    problem: {
      month,
      workingDates: calendar.filter((day) => day.working).map((day) => day.date),
      managers: people.map((person) =>
        toPlanManager(
          person,
          (daysOff.get(person.personId) ?? []).map((row) => row.date),
        ),
      ),
      customers,
      rules,
      pinned: pinnedOf(plans, visits),
    },
    ruleVersions: versions,
    plans: new Map(plans.map((plan) => [plan.managerId, plan])),
    visits: new Map(visits.map((visit) => [visit.visitId, visit])),
  }
}

/** Visits a person fixed, in plans that may still change. */
function pinnedOf(plans: readonly PlanRow[], visits: readonly VisitRow[]): PinnedVisit[] {
  const managerOf = new Map(plans.map((plan) => [plan.planId, plan.managerId]))
  return visits
    .filter((visit) => visit.pinned)
    .map((visit) => ({
      customerId: visit.customerId,
      managerId: managerOf.get(visit.planId)!,
      date: visit.date,
    }))
}

/** The board's visits as the engine sees them: everybody who takes part in a joint visit has a row of his own. */
export function engineVisits(board: Board): EngineVisit[] {
  const managerOf = new Map([...board.plans.values()].map((plan) => [plan.planId, plan.managerId]))
  return [...board.visits.values()].flatMap((row) => toEngineVisits(board, row, managerOf.get(row.planId)!))
}

function toEngineVisits(board: Board, row: VisitRow, managerId: string): EngineVisit[] {
  const all = [managerId, ...row.joint.map((other) => other.personId)]
  const common = { date: row.date, customerId: row.customerId, kind: row.kind }
  const own: EngineVisit = {
    ...common,
    id: row.visitId,
    managerId,
    post: postOf(board, managerId),
    sequence: row.sequence,
    arriveMinute: row.arriveMinute,
    departMinute: row.departMinute,
    jointWith: all.slice(1),
  }
  const others = row.joint.map(
    (other): EngineVisit => ({
      ...common,
      id: `${row.visitId}/${other.personId}`,
      managerId: other.personId,
      post: postOf(board, other.personId),
      sequence: other.sequence,
      arriveMinute: other.arriveMinute,
      departMinute: other.departMinute,
      jointWith: all.filter((personId) => personId !== other.personId),
    }),
  )
  return [own, ...others]
}

function postOf(board: Board, personId: string): Post {
  return board.people.get(personId)?.post ?? 'general'
}

/** The owner of a joint visit is the one of the highest standing in this order; the others come along. */
const OWNER_ORDER: readonly Post[] = ['general', 'service', 'brand', 'training', 'research', 'market_manager']

/** Groups the engine's rows into stored visits: one for each owner, with the others of a joint visit inside. */
export function groupJointRows(
  rows: readonly EngineVisit[],
): { readonly own: EngineVisit; readonly joint: JointRow[] }[] {
  const groups = Map.groupBy(rows, (row) => `${row.date}/${row.customerId}`)
  return [...groups.values()].map((group) => {
    const ordered = [...group].sort((a, b) => OWNER_ORDER.indexOf(a.post) - OWNER_ORDER.indexOf(b.post))
    const [own, ...others] = ordered
    return {
      own: own!,
      joint: others.map((other) => ({
        personId: other.managerId,
        sequence: other.sequence,
        arriveMinute: other.arriveMinute,
        departMinute: other.departMinute,
      })),
    }
  })
}

/** One person's day recounted from the stored rows: never from what the engine said of itself. */
export function measureDays(board: Board, managerId: string, visits: readonly EngineVisit[]): PlanDay[] {
  const manager = board.problem.managers.find((candidate) => candidate.id === managerId)
  const home: TravelPoint = { location: manager?.home ?? null, isUrban: true }
  const byDate = Map.groupBy(
    visits.filter((visit) => visit.managerId === managerId),
    (visit) => visit.date,
  )
  const daysOff = new Set(manager?.daysOff ?? [])
  return board.calendar.map((day) => {
    const stops = (byDate.get(day.date) ?? []).sort((a, b) => a.sequence - b.sequence)
    return {
      date: day.date,
      working: day.working && !daysOff.has(day.date),
      offReason: daysOff.has(day.date) ? 'dayOff' : day.working ? null : day.reason,
      offName: day.name?.zh ?? null,
      ...measureDay(board, home, stops),
    }
  })
}

function measureDay(board: Board, home: TravelPoint, stops: readonly EngineVisit[]) {
  const points = stops.map((stop) => pointOf(board, stop.customerId))
  let travel = 0
  let km = 0
  let evening = false
  const rules = board.problem.rules
  for (let index = 0; index <= stops.length && stops.length > 0; index++) {
    const from = index === 0 ? withMarketOf(home, points[0]!) : points[index - 1]!
    const to = index === stops.length ? withMarketOf(home, points[index - 1]!) : points[index]!
    travel += travelMinutes(from, to, rules)
    if (from.location && to.location) km += rules.detourFactor * greatCircleKm(from.location, to.location)
    const stop = stops[index]
    if (stop && isEveningWindow(board.customers.get(stop.customerId)?.window ?? null)) evening = true
  }
  const first = stops[0]
  const last = stops.at(-1)
  const span =
    first && last
      ? last.departMinute -
        first.arriveMinute +
        travelMinutes(withMarketOf(home, points[0]!), points[0]!, rules) +
        travelMinutes(points.at(-1)!, withMarketOf(home, points.at(-1)!), rules)
      : 0
  return {
    visits: stops.length,
    spanMinutes: Math.round(span * 10) / 10,
    travelMinutes: Math.round(travel * 10) / 10,
    travelKm: Math.round(km * 10) / 10,
    evening,
  }
}

/** The way from and to home is as fast as the market of the other end allows. */
function withMarketOf(home: TravelPoint, other: TravelPoint): TravelPoint {
  return { location: home.location, isUrban: other.isUrban }
}

function pointOf(board: Board, customerId: string): TravelPoint {
  const customer = board.customers.get(customerId)
  return { location: customer?.location ?? null, isUrban: customer?.isUrban ?? true }
}

/** The plan's numbers, from its days and visits. */
export function summarise(
  board: Board,
  managerId: string,
  days: readonly PlanDay[],
  visits: readonly EngineVisit[],
  unplaced: number,
  tourGap: number | null,
): PlanSummary {
  const own = visits.filter((visit) => visit.managerId === managerId)
  const busy = days.filter((day) => day.visits > 0)
  const spans = busy.map((day) => day.spanMinutes)
  const customers = customersOf(board, managerId)
  const covered = new Set(own.map((visit) => visit.customerId))
  return {
    visitsPlaced: own.length,
    visitsUnplaced: unplaced,
    customers: customers.length,
    customersCovered: customers.filter((customer) => covered.has(customer.id)).length,
    travelMinutesPerDay:
      busy.length === 0 ? 0 : round1(sum(busy.map((day) => day.travelMinutes)) / busy.length),
    heaviestDayMinutes: Math.max(0, ...spans),
    lightestDayMinutes: spans.length === 0 ? 0 : Math.min(...spans),
    tourGap,
    violations: 0,
  }
}

/** Customers this person looks after and must call on at least once a month. */
export function customersOf(board: Board, managerId: string): PlanningCustomer[] {
  return [...board.customers.values()].filter((customer) =>
    Object.entries(customer.holders).some(
      ([post, holder]) => holder === managerId && (customer.visits[post as Post] ?? 0) >= 1,
    ),
  )
}

/** Broken hard rules that concern this person. */
export function findPlanViolations(
  board: Board,
  managerId: string,
  visits: readonly EngineVisit[],
  exceptions: readonly { readonly customerId: string; readonly visits: number }[],
): Finding[] {
  const post = postOf(board, managerId)
  const own = new Set(customersOf(board, managerId).map((customer) => customer.id))
  const unplaced = exceptions.map((exception) => ({
    customerId: exception.customerId,
    post,
    visits: exception.visits,
    reason: { code: 'hours-per-day' as const, managerId, numbers: {} },
  }))
  return validatePlan(board.problem, { visits, unplaced })
    .filter((violation) =>
      violation.managerId ? violation.managerId === managerId : own.has(violation.customerId ?? ''),
    )
    .map(toFinding)
}

export function toFinding(violation: PlanViolation): Finding {
  return {
    code: violation.code,
    subject: violation.customerId ?? violation.managerId,
    values: { ...violation.numbers, ...(violation.date ? { date: violation.date } : {}) },
  }
}

export type { PlanRules }

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
