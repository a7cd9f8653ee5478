import { dayNumber, type IsoDate, monthOf, weekdayOf } from '../kernel/dates.ts'
import { travelMinutes } from '../kernel/travel.ts'
import { gapDaysOf, isEvening } from './frame.ts'
import {
  dayKey,
  getCustomer,
  getManager,
  indexOf,
  limitsOf,
  narrowedBy,
  type PlanIndex,
  pointOf,
  stopOf,
} from './plan-index.ts'
import type { MonthProblem } from './problem.ts'
import type {
  MonthPlan,
  MovedDay,
  MoveEvaluation,
  PlannedVisit,
  PlanViolation,
  VisitAlternative,
  VisitReason,
  VisitRhythm,
} from './solution.ts'
import { type DayLimits, type Insertion, listInsertions, type TimedStop, timeDay } from './timed-day.ts'

type Visits = Pick<MonthPlan, 'visits'>

const WORKDAYS_PER_WEEK = 6
const MOST_ALTERNATIVES = 3
/** Positions tried per person when people of a joint visit look for a common start. */
const JOINT_POSITIONS = 6

/**
 * What happens when a visit, with all who take part in it, goes to another date: the other visits keep their order,
 * the moved one takes the place that costs least travel. Violations name every rule the move would break. Pure;
 * the first question about a plan costs a pass over it, further ones a millisecond.
 * Throws a RangeError on an unknown visit.
 */
export function evaluateMove(
  problem: MonthProblem,
  plan: Visits,
  visitId: string,
  newDate: IsoDate,
): MoveEvaluation {
  const index = indexOf(problem, plan.visits)
  const visit = getVisit(index, visitId)
  const party = partyOf(index, visit)
  const violations = dateViolations(index, party, newDate)
  const movers = new Set(party.map((member) => member.managerId))
  const oldDays = party.map((member) => dayWithout(index, member, movers))
  const newDays = insertTogether(index, party, newDate)
  violations.push(...dayViolations(index, party, newDate, newDays))
  for (const day of oldDays) violations.push(...timeViolations(index, day, visit.customerId))
  let travelDelta = 0
  let longestDelta = -Infinity
  const days: MovedDay[] = []
  party.forEach((member, position) => {
    const before = retime(
      index,
      member.managerId,
      member.date,
      visitsOf(index, member.managerId, member.date),
    )
    const target =
      member.date === newDate
        ? oldDays[position]!
        : retime(index, member.managerId, newDate, visitsOf(index, member.managerId, newDate))
    const left = oldDays[position]!
    const joined = newDays[position]!
    travelDelta += joined.travelMinutes - target.travelMinutes + left.travelMinutes - before.travelMinutes
    if (member.date !== newDate) days.push(left)
    days.push(joined)
    const lengths = lengthsOf(index, member.managerId)
    const longest = Math.max(...lengths.values())
    const after = new Map(lengths)
    after.set(member.date, left.durationMinutes)
    after.set(newDate, joined.durationMinutes)
    longestDelta = Math.max(longestDelta, Math.max(...after.values()) - longest)
  })
  return {
    isFeasible: violations.length === 0,
    violations,
    travelDeltaMinutes: travelDelta,
    longestDayDeltaMinutes: longestDelta,
    days,
  }
}

/** Why a visit lies where it lies, and what the best other dates of the month would cost. */
export function explainVisit(problem: MonthProblem, plan: Visits, visitId: string): VisitReason {
  const index = indexOf(problem, plan.visits)
  const { frame } = index
  const visit = getVisit(index, visitId)
  const customer = getCustomer(frame, visit.customerId)
  const dates = (index.byCustomer.get(visit.customerId) ?? [])
    .filter((other) => other.post === visit.post)
    .map((other) => other.date)
    .sort()
  const day = visitsOf(index, visit.managerId, visit.date)
  const position = day.findIndex((other) => other.id === visit.id)
  const around = [day[position - 1], day[position + 1]].filter((other) => other !== undefined)
  const own = pointOf(customer)
  const without = dayWithout(index, visit)
  const present = retime(index, visit.managerId, visit.date, day)
  const weekday = weekdayOf(visit.date)
  return {
    rhythm: rhythmOf(dates),
    dates,
    weekday,
    neighbours: around.map((other) => ({
      customerId: other.customerId,
      travelMinutes: travelMinutes(own, pointOf(getCustomer(frame, other.customerId)), problem.rules),
    })),
    detourMinutes: present.travelMinutes - without.travelMinutes,
    daysToOrder: customer.orderWeekday === null ? null : (customer.orderWeekday - weekday + 7) % 7,
    isEvening: isEvening(customer),
    window: customer.window,
    jointWith: visit.jointWith,
    isPinned: isPinned(index, visit),
    alternatives: listAlternatives(problem, plan, index, visit, present.durationMinutes),
  }
}

function listAlternatives(
  problem: MonthProblem,
  plan: Visits,
  index: PlanIndex,
  visit: PlannedVisit,
  presentMinutes: number,
): VisitAlternative[] {
  const lengths = lengthsOf(index, visit.managerId)
  const mean = [...lengths.values()].reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.size)
  const off = new Set(getManager(index.frame, visit.managerId).daysOff)
  const options = index.frame.dates
    .filter((date) => date !== visit.date && !off.has(date))
    .map((date): VisitAlternative => {
      const move = evaluateMove(problem, plan, visit.id, date)
      const joined = move.days.find((day) => day.managerId === visit.managerId && day.date === date)!
      const before = lengths.get(date) ?? 0
      const left = move.days.find((day) => day.managerId === visit.managerId && day.date === visit.date)
      const unevenness =
        Math.abs(joined.durationMinutes - mean) +
        Math.abs((left?.durationMinutes ?? presentMinutes) - mean) -
        Math.abs(before - mean) -
        Math.abs(presentMinutes - mean)
      return {
        date,
        travelDeltaMinutes: move.travelDeltaMinutes,
        longestDayDeltaMinutes: move.longestDayDeltaMinutes,
        balanceDeltaMinutes: unevenness,
        violations: move.violations,
      }
    })
  const price = (option: VisitAlternative) => option.travelDeltaMinutes + 0.1 * option.balanceDeltaMinutes
  options.sort(
    (a, b) => a.violations.length - b.violations.length || price(a) - price(b) || (a.date < b.date ? -1 : 1),
  )
  return options.slice(0, MOST_ALTERNATIVES)
}

function getVisit(index: PlanIndex, id: string): PlannedVisit {
  const visit = index.byId.get(id)
  if (!visit) throw new RangeError(`no visit ${id} in the plan`)
  return visit
}

function visitsOf(index: PlanIndex, managerId: string, date: IsoDate): readonly PlannedVisit[] {
  return index.byDay.get(dayKey(managerId, date)) ?? []
}

/** Everybody who calls at the customer on the visit's date: they move together. */
function partyOf(index: PlanIndex, visit: PlannedVisit): PlannedVisit[] {
  return index.byCustomer.get(visit.customerId)!.filter((other) => other.date === visit.date)
}

function isPinned(index: PlanIndex, visit: PlannedVisit): boolean {
  return (index.frame.problem.pinned ?? []).some(
    (pin) =>
      pin.customerId === visit.customerId && pin.managerId === visit.managerId && pin.date === visit.date,
  )
}

/** Rules that depend on the dates alone: calendar, gaps, a second call, pinned visits. */
function dateViolations(index: PlanIndex, party: readonly PlannedVisit[], newDate: IsoDate): PlanViolation[] {
  const { frame } = index
  const { month } = frame.problem
  const violations: PlanViolation[] = []
  const { customerId, date: oldDate } = party[0]!
  if (monthOf(newDate) !== month)
    violations.push({ code: 'out-of-month', customerId, date: newDate, numbers: {} })
  const others = index.byCustomer.get(customerId)!.filter((other) => other.date !== oldDate)
  if (newDate !== oldDate && others.some((other) => other.date === newDate))
    violations.push({ code: 'second-call', customerId, date: newDate, numbers: {} })
  for (const member of party) {
    const { managerId, post } = member
    if (!frame.dateIndex.has(newDate) || getManager(frame, managerId).daysOff.includes(newDate))
      violations.push({ code: 'not-working', managerId, date: newDate, numbers: {} })
    if (newDate !== oldDate && isPinned(index, member))
      violations.push({ code: 'pinned-moved', customerId, managerId, date: oldDate, numbers: {} })
    const dates = [
      ...others.filter((other) => other.post === post).map((other) => other.date),
      newDate,
    ].sort()
    const limitDays = gapDaysOf(frame, dates.length)
    for (let position = 1; position < dates.length; position++) {
      const days = dayNumber(dates[position]!) - dayNumber(dates[position - 1]!)
      if (days < limitDays && (dates[position] === newDate || dates[position - 1] === newDate) && days > 0)
        violations.push({
          code: 'min-gap',
          customerId,
          post,
          date: dates[position]!,
          numbers: { days, limitDays },
        })
    }
  }
  return violations
}

/** Rules of the new days: windows, hours of day and week, evenings, rest day. */
function dayViolations(
  index: PlanIndex,
  party: readonly PlannedVisit[],
  newDate: IsoDate,
  newDays: readonly MovedDay[],
): PlanViolation[] {
  const { frame } = index
  const { rules } = frame.problem
  const violations: PlanViolation[] = []
  party.forEach((member, position) => {
    const { managerId } = member
    const day = newDays[position]!
    violations.push(...timeViolations(index, day, member.customerId))
    const limitMinutes = rules.hoursPerDay * 60
    if (day.durationMinutes > limitMinutes + 0.01)
      violations.push({
        code: 'day-hours',
        managerId,
        date: newDate,
        numbers: { minutes: day.durationMinutes, limitMinutes },
      })
    violations.push(...weekViolations(index, member, newDate, day))
  })
  const starts = newDays.map(
    (day) => day.visits.find((visit) => visit.customerId === party[0]!.customerId)!.arriveMinute,
  )
  const apart = Math.max(...starts) - Math.min(...starts)
  if (apart > rules.jointToleranceMinutes + 0.01)
    violations.push({
      code: 'joint-start',
      customerId: party[0]!.customerId,
      date: newDate,
      numbers: { apartMinutes: apart, limitMinutes: rules.jointToleranceMinutes },
    })
  return violations
}

/** Windows and common starts of one changed day; `moved` is judged with all its people elsewhere. */
function timeViolations(
  index: PlanIndex,
  { managerId, date, visits }: MovedDay,
  moved: string,
): PlanViolation[] {
  const { frame } = index
  const violations: PlanViolation[] = []
  for (const visit of visits) {
    const { customerId, arriveMinute } = visit
    const { window } = getCustomer(frame, customerId)
    const place = { customerId, managerId, date }
    if (window && (arriveMinute < window.startMinute - 0.01 || arriveMinute > window.endMinute + 0.01)) {
      const numbers = { arriveMinute, startMinute: window.startMinute, endMinute: window.endMinute }
      violations.push({ code: 'window', ...place, numbers })
    } else if (visit.kind === 'joint' && customerId !== moved) {
      const open = narrowedBy(index, visit)
      if (open && (arriveMinute < open.opensMinute - 0.01 || arriveMinute > open.closesMinute + 0.01))
        violations.push({
          code: 'joint-start',
          ...place,
          numbers: { arriveMinute, closesMinute: open.closesMinute },
        })
    }
  }
  return violations
}

function weekViolations(
  index: PlanIndex,
  member: PlannedVisit,
  newDate: IsoDate,
  day: MovedDay,
): PlanViolation[] {
  const { frame } = index
  const { rules } = frame.problem
  const { managerId } = member
  const week = weekNumber(newDate)
  const lengths = lengthsOf(index, managerId)
  const dates = new Set(
    (index.datesOfManager.get(managerId) ?? []).filter((date) => weekNumber(date) === week),
  )
  dates.add(newDate)
  let minutes = 0
  let evenings = 0
  let days = 0
  for (const date of dates) {
    const visits =
      date === newDate
        ? day.visits
        : visitsOf(index, managerId, date).filter((visit) => visit.id !== member.id)
    if (visits.length === 0) continue
    days++
    minutes +=
      date === newDate
        ? day.durationMinutes
        : date === member.date
          ? dayWithout(index, member).durationMinutes
          : lengths.get(date)!
    if (visits.some((visit) => isEvening(getCustomer(frame, visit.customerId)))) evenings++
  }
  const place = { managerId, date: newDate }
  const violations: PlanViolation[] = []
  if (minutes > rules.hoursPerWeek * 60 + 0.01)
    violations.push({
      code: 'week-hours',
      ...place,
      numbers: { minutes, limitMinutes: rules.hoursPerWeek * 60 },
    })
  if (days > WORKDAYS_PER_WEEK)
    violations.push({ code: 'rest-day', ...place, numbers: { days, limitDays: WORKDAYS_PER_WEEK } })
  if (evenings > rules.maxEveningsPerWeek && isEvening(getCustomer(frame, member.customerId)))
    violations.push({
      code: 'evenings-per-week',
      ...place,
      numbers: { evenings, limit: rules.maxEveningsPerWeek },
    })
  return violations
}

function weekNumber(date: IsoDate): number {
  return Math.floor((dayNumber(date) + 3) / 7)
}

const lengthCache = new WeakMap<PlanIndex, Map<string, Map<IsoDate, number>>>()

/** Minutes of each working day of a person, as planned. */
function lengthsOf(index: PlanIndex, managerId: string): Map<IsoDate, number> {
  let byManager = lengthCache.get(index)
  if (!byManager) {
    byManager = new Map()
    lengthCache.set(index, byManager)
  }
  let lengths = byManager.get(managerId)
  if (!lengths) {
    lengths = new Map(
      (index.datesOfManager.get(managerId) ?? []).map((date) => [
        date,
        retime(index, managerId, date, visitsOf(index, managerId, date)).durationMinutes,
      ]),
    )
    byManager.set(managerId, lengths)
  }
  return lengths
}

function dayWithout(index: PlanIndex, visit: PlannedVisit, movers?: ReadonlySet<string>): MovedDay {
  const rest = visitsOf(index, visit.managerId, visit.date).filter((other) => other.id !== visit.id)
  return retime(index, visit.managerId, visit.date, rest, stopsOf(index, rest, movers))
}

/** The day with exactly these visits in this order, timed anew. */
function retime(
  index: PlanIndex,
  managerId: string,
  date: IsoDate,
  visits: readonly PlannedVisit[],
  stops: readonly TimedStop[] = stopsOf(index, visits),
): MovedDay {
  const timed = timeDay(limitsOfManager(index, managerId), stops)
  return {
    managerId,
    date,
    travelMinutes: timed.travelMinutes,
    durationMinutes: timed.durationMinutes,
    visits: visits.map((visit, position) => ({
      ...visit,
      date,
      sequence: position + 1,
      arriveMinute: timed.arriveMinutes[position]!,
      departMinute: timed.arriveMinutes[position]! + stops[position]!.serviceMinutes,
    })),
  }
}

function limitsOfManager(index: PlanIndex, managerId: string): DayLimits {
  return limitsOf(index.frame, getManager(index.frame, managerId))
}

function stopsOf(
  index: PlanIndex,
  visits: readonly PlannedVisit[],
  movers?: ReadonlySet<string>,
): TimedStop[] {
  return visits.map((visit) =>
    stopOf(index.frame, getCustomer(index.frame, visit.customerId), narrowedBy(index, visit, movers)),
  )
}

/** Puts the visit into everybody's new day; several people get a common start. */
function insertTogether(index: PlanIndex, party: readonly PlannedVisit[], newDate: IsoDate): MovedDay[] {
  const customer = getCustomer(index.frame, party[0]!.customerId)
  const stop = stopOf(index.frame, customer)
  const days = party.map((member) =>
    visitsOf(index, member.managerId, newDate).filter((other) => other.id !== member.id),
  )
  const movers = new Set(party.map((member) => member.managerId))
  const stops = days.map((day) => stopsOf(index, day, movers))
  const place = (position: number, at: number, window: TimedStop) => {
    const member = party[position]!
    const visits = days[position]!.toSpliced(at, 0, { ...member, date: newDate })
    return retime(index, member.managerId, newDate, visits, stops[position]!.toSpliced(at, 0, window))
  }
  const limits = party.map((member) => limitsOfManager(index, member.managerId))
  const dayMinutes = index.frame.problem.rules.hoursPerDay * 60
  if (party.length === 1)
    return [place(0, cheapest(listInsertions(limits[0]!, stops[0]!, stop), dayMinutes).position, stop)]
  const start = commonStart(limits, stops, stop, dayMinutes)
  return party.map((_, position) => {
    const fixed = { ...stop, opensMinute: start, closesMinute: start }
    return place(
      position,
      cheapest(listInsertions(limits[position]!, stops[position]!, fixed), dayMinutes).position,
      fixed,
    )
  })
}

/** On time and within the hours first, then least detour. */
function cheapest(insertions: readonly Insertion[], dayMinutes: number): Insertion {
  return insertions.reduce((best, option) =>
    priceOf(option, dayMinutes) < priceOf(best, dayMinutes) ? option : best,
  )
}

function priceOf({ detourMinutes, durationMinutes, latenessMinutes }: Insertion, dayMinutes: number): number {
  return (
    detourMinutes +
    1000 * latenessMinutes +
    100 * Math.max(0, durationMinutes - dayMinutes) +
    0.05 * durationMinutes
  )
}

/** The start that costs all people together least: tried are the natural arrivals at the best places of each. */
export function commonStart(
  limits: readonly DayLimits[],
  stops: readonly (readonly TimedStop[])[],
  stop: TimedStop,
  dayMinutes: number,
): number {
  const starts = new Set<number>()
  stops.forEach((day, person) => {
    const options = listInsertions(limits[person]!, day, stop)
      .toSorted((a, b) => priceOf(a, dayMinutes) - priceOf(b, dayMinutes))
      .slice(0, JOINT_POSITIONS)
    for (const { position } of options) {
      const timed = timeDay(limits[person]!, day.toSpliced(position, 0, stop))
      const arrive = timed.arriveMinutes[position]!
      // The day may also start later: the same place in the tour, an hour or two on.
      for (const later of [0, 30, 60, 120]) {
        const start = Math.round(arrive) + later
        if (start >= stop.opensMinute && start <= stop.closesMinute) starts.add(start)
      }
    }
  })
  if (starts.size === 0) starts.add(Math.ceil(stop.opensMinute))
  let least = Infinity
  let best = stop.opensMinute
  for (const start of [...starts].sort((a, b) => a - b)) {
    const fixed = { ...stop, opensMinute: start, closesMinute: start }
    let price = 0
    for (let person = 0; person < stops.length && price < least; person++)
      price += priceOf(
        cheapest(listInsertions(limits[person]!, stops[person]!, fixed), dayMinutes),
        dayMinutes,
      )
    if (price < least) {
      least = price
      best = start
    }
  }
  return best
}

function rhythmOf(dates: readonly IsoDate[]): VisitRhythm {
  if (dates.length < 2) return 'once'
  if (new Set(dates.map(weekdayOf)).size > 1) return 'spread'
  const steps = new Set(dates.slice(1).map((date, index) => dayNumber(date) - dayNumber(dates[index]!)))
  if (steps.size === 1 && steps.has(7)) return 'weekly'
  if (steps.size === 1 && steps.has(14)) return 'every-second-week'
  return 'same-weekday'
}
