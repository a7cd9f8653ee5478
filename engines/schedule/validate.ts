import { dayNumber, daysInMonth, type IsoDate, isIsoDate, mondayOf, monthOf } from '../kernel/dates.ts'
import { type TravelPoint, travelMinutes } from '../kernel/travel.ts'
import type { MonthProblem, PlanCustomer, PlanManager, Post } from './problem.ts'
import type { MonthPlan, PlannedVisit, PlanViolation } from './solution.ts'

export interface ValidationOptions {
  /** Times were written with so much rounding (1 = whole minutes); limits give way by no more. Default 0.05. */
  readonly roundingMinutes?: number
}

const EVENING = 18 * 60
const WORKDAYS_PER_WEEK = 6

/**
 * Every broken hard rule of a plan, recounted from the visits alone: this file shares no code with the planner but
 * the travel formula. Visits listed as unplaced count as asked for and not given. Empty = lawful.
 */
export function validatePlan(
  problem: MonthProblem,
  plan: Pick<MonthPlan, 'visits' | 'unplaced'>,
  options: ValidationOptions = {},
): PlanViolation[] {
  return new Recount(problem, plan, options.roundingMinutes ?? 0.05).run()
}

class Recount {
  private readonly problem: MonthProblem
  private readonly plan: Pick<MonthPlan, 'visits' | 'unplaced'>
  private readonly rounding: number
  private readonly customers: Map<string, PlanCustomer>
  private readonly managers: Map<string, PlanManager>
  private readonly posts: Set<Post>
  private readonly mainPost: Post
  private readonly found: PlanViolation[] = []

  constructor(problem: MonthProblem, plan: Pick<MonthPlan, 'visits' | 'unplaced'>, rounding: number) {
    this.problem = problem
    this.plan = plan
    this.rounding = rounding
    this.customers = new Map(problem.customers.map((customer) => [customer.id, customer]))
    this.managers = new Map(problem.managers.map((manager) => [manager.id, manager]))
    this.posts = new Set(problem.managers.map((manager) => manager.post))
    this.mainPost = this.posts.has('general') ? 'general' : 'service'
  }

  run(): PlanViolation[] {
    const visits = this.plan.visits.filter((visit) => this.isKnown(visit))
    const byCustomer = groupBy(visits, (visit) => visit.customerId)
    const unplaced = groupBy(this.plan.unplaced, (item) => item.customerId)
    for (const customer of this.problem.customers)
      this.checkCustomer(customer, byCustomer.get(customer.id) ?? [], unplaced.get(customer.id) ?? [])
    this.checkDays(groupBy(visits, (visit) => visit.managerId))
    this.checkPinned(visits)
    return this.found
  }

  private isKnown(visit: PlannedVisit): boolean {
    const { customerId, managerId } = visit
    const date = isIsoDate(visit.date) ? { date: visit.date } : {}
    if (!this.customers.has(customerId))
      this.add({ code: 'unknown-customer', customerId, ...date, numbers: {} })
    else if (!this.managers.has(managerId))
      this.add({ code: 'unknown-manager', managerId, ...date, numbers: {} })
    else if (!isIsoDate(visit.date) || monthOf(visit.date) !== this.problem.month)
      this.add({ code: 'out-of-month', customerId, managerId, ...date, numbers: {} })
    else return true
    return false
  }

  /** One customer on one date: one person, or several who start together and know of it. */
  private checkCall(people: readonly PlannedVisit[]): void {
    const { customerId, date, managerId } = people[0]!
    const place = { customerId, date, numbers: { people: people.length } }
    if (people.length === 1) {
      if (people[0]!.kind === 'joint') this.add({ code: 'joint-alone', managerId, ...place })
    } else if (people.some((visit) => visit.kind !== 'joint')) this.add({ code: 'second-call', ...place })
    else {
      const starts = people.map((visit) => visit.arriveMinute)
      const apart = Math.max(...starts) - Math.min(...starts)
      const limit = this.problem.rules.jointToleranceMinutes
      if (apart > limit + Math.min(this.rounding, 0.05))
        this.add({
          code: 'joint-start',
          customerId,
          date,
          numbers: { apartMinutes: apart, limitMinutes: limit },
        })
    }
    if (people.every((visit) => this.postOf(visit) === 'market_manager'))
      this.add({ code: 'market-manager-alone', managerId, ...place })
  }

  private checkCustomer(
    customer: PlanCustomer,
    visits: readonly PlannedVisit[],
    unplaced: MonthPlan['unplaced'],
  ): void {
    const calls = groupBy(visits, (visit) => visit.date)
    for (const people of calls.values()) this.checkCall(people)
    const missing = (post: Post) =>
      unplaced.reduce((sum, item) => sum + (item.post === post ? item.visits : 0), 0)
    for (const post of this.posts) {
      if (post === 'market_manager') continue
      const days = new Set<IsoDate>()
      for (const visit of visits) if (this.postOf(visit) === post) days.add(visit.date)
      this.checkCount(customer, post, days.size, missing(post))
      this.checkGaps(customer, post, [...days].sort())
    }
    const team = customer.teamPosts.filter((post) => this.posts.has(post) && post !== this.mainPost)
    if (team.length === 0 || missing(this.mainPost) > 0) return
    const isMet = [...calls.values()].some((people) => {
      const there = new Set(people.map((visit) => this.postOf(visit)))
      return there.has(this.mainPost) && team.every((post) => there.has(post))
    })
    if (!isMet)
      this.add({ code: 'team-visit-missing', customerId: customer.id, numbers: { people: team.length + 1 } })
  }

  private checkCount(customer: PlanCustomer, post: Post, placed: number, unplaced: number): void {
    const inTeam = customer.teamPosts.some((member) => this.posts.has(member) && member !== this.mainPost)
    const joins =
      (inTeam && post === this.mainPost) || (customer.teamPosts.includes(post) && post !== this.mainPost)
    const asked = customer.visits[post] ?? 0
    if (asked <= 0 && !joins) {
      if (placed > 0)
        this.add({ code: 'post-not-asked', customerId: customer.id, post, numbers: { visits: placed } })
      return
    }
    // Every second or third month: the planner chooses the month, so none or one is right.
    const right =
      asked > 0 && asked < 1 ? placed <= 1 : placed + unplaced === Math.max(Math.round(asked), joins ? 1 : 0)
    if (!right)
      this.add({
        code: 'visit-count',
        customerId: customer.id,
        post,
        numbers: { visits: placed, unplaced, asked: Math.max(asked, joins && asked === 0 ? 1 : 0) },
      })
  }

  private checkGaps(customer: PlanCustomer, post: Post, days: readonly IsoDate[]): void {
    const { rules, month } = this.problem
    if (days.length < 2) return
    const gap = rules.minGapDays[days.length] ?? Math.floor((0.6 * daysInMonth(month)) / days.length)
    for (let index = 1; index < days.length; index++) {
      const apart = dayNumber(days[index]!) - dayNumber(days[index - 1]!)
      if (apart < gap)
        this.add({
          code: 'min-gap',
          customerId: customer.id,
          post,
          date: days[index]!,
          numbers: { days: apart, limitDays: gap },
        })
    }
  }

  private checkDays(byManager: ReadonlyMap<string, PlannedVisit[]>): void {
    const { rules, workingDates } = this.problem
    const working = new Set(workingDates)
    for (const [managerId, visits] of byManager) {
      const { daysOff } = this.managers.get(managerId)!
      const weeks = new Map<IsoDate, { minutes: number; days: number; late: number }>()
      for (const [date, day] of groupBy(visits, (visit) => visit.date)) {
        if (!working.has(date) || daysOff.includes(date))
          this.add({ code: 'not-working', managerId, date, numbers: { visits: day.length } })
        day.sort((a, b) => a.sequence - b.sequence)
        const minutes = this.checkTimes(day)
        const limit = rules.hoursPerDay * 60
        if (minutes > limit + this.rounding)
          this.add({ code: 'day-hours', managerId, date, numbers: { minutes, limitMinutes: limit } })
        const monday = mondayOf(date)
        const week = weeks.get(monday) ?? { minutes: 0, days: 0, late: 0 }
        week.minutes += minutes
        week.days++
        if (day.some((visit) => (this.customers.get(visit.customerId)!.window?.startMinute ?? 0) >= EVENING))
          week.late++
        weeks.set(monday, week)
      }
      for (const [monday, week] of weeks) this.checkWeek(managerId, monday, week)
    }
  }

  private checkWeek(
    managerId: string,
    monday: IsoDate,
    { minutes, days, late }: { minutes: number; days: number; late: number },
  ): void {
    const { rules } = this.problem
    const place = { managerId, date: monday }
    const limit = rules.hoursPerWeek * 60
    if (minutes > limit + days * this.rounding)
      this.add({ code: 'week-hours', ...place, numbers: { minutes, limitMinutes: limit } })
    if (days > WORKDAYS_PER_WEEK)
      this.add({ code: 'rest-day', ...place, numbers: { days, limitDays: WORKDAYS_PER_WEEK } })
    if (late > rules.maxEveningsPerWeek)
      this.add({
        code: 'evenings-per-week',
        ...place,
        numbers: { evenings: late, limit: rules.maxEveningsPerWeek },
      })
  }

  /** Ways, service times and windows of one day; returns the minutes from leaving home to returning. */
  private checkTimes(day: readonly PlannedVisit[]): number {
    const { rules } = this.problem
    const home: TravelPoint = { location: this.managers.get(day[0]!.managerId)!.home, isUrban: true }
    const pointOf = (visit: PlannedVisit): TravelPoint => {
      const { location, isUrban } = this.customers.get(visit.customerId)!
      return { location, isUrban }
    }
    let before: PlannedVisit | undefined
    for (const visit of day) {
      const customer = this.customers.get(visit.customerId)!
      const place = { customerId: visit.customerId, managerId: visit.managerId, date: visit.date }
      if (before) {
        const earliest = before.departMinute + travelMinutes(pointOf(before), pointOf(visit), rules)
        if (visit.arriveMinute + this.rounding < earliest)
          this.add({
            code: 'unreachable',
            ...place,
            numbers: { arriveMinute: visit.arriveMinute, earliestMinute: earliest },
          })
      }
      const minutes = visit.departMinute - visit.arriveMinute
      if (minutes + this.rounding < customer.serviceMinutes)
        this.add({
          code: 'service-time',
          ...place,
          numbers: { minutes, limitMinutes: customer.serviceMinutes },
        })
      const { window } = customer
      if (
        window &&
        (visit.arriveMinute < window.startMinute - 0.05 || visit.arriveMinute > window.endMinute + 0.05)
      )
        this.add({
          code: 'window',
          ...place,
          numbers: {
            arriveMinute: visit.arriveMinute,
            startMinute: window.startMinute,
            endMinute: window.endMinute,
          },
        })
      before = visit
    }
    const out = travelMinutes(home, pointOf(day[0]!), rules)
    const back = travelMinutes(pointOf(before!), home, rules)
    return before!.departMinute + back - (day[0]!.arriveMinute - out)
  }

  private checkPinned(visits: readonly PlannedVisit[]): void {
    const kept = new Set(visits.map((visit) => `${visit.customerId}\n${visit.managerId}\n${visit.date}`))
    const missing = new Set(this.plan.unplaced.map((item) => `${item.customerId}\n${item.post}`))
    for (const { customerId, managerId, date } of this.problem.pinned ?? [])
      if (
        !kept.has(`${customerId}\n${managerId}\n${date}`) &&
        !missing.has(`${customerId}\n${this.managers.get(managerId)?.post}`)
      )
        this.add({ code: 'pinned-moved', customerId, managerId, date, numbers: {} })
  }

  private postOf(visit: PlannedVisit): Post {
    return this.managers.get(visit.managerId)!.post
  }

  private add(violation: PlanViolation): void {
    this.found.push(violation)
  }
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
