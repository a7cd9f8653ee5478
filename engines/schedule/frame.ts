import { dayNumber, type IsoDate, monthOf, weekdayOf } from '../kernel/dates.ts'
import { hashText } from '../kernel/random.ts'
import {
  isEveningWindow,
  type MonthProblem,
  mainPostOf,
  minGapDays,
  type PlanCustomer,
  type PlanManager,
  type Post,
} from './problem.ts'

/**
 * The month in numbers: dates, customers and managers by index, and how many visits of which post fall into
 * *this* month. Everything that plans or checks starts here, so the reading of a rule exists once.
 */
export interface MonthFrame {
  readonly problem: MonthProblem
  readonly mainPost: Post
  readonly posts: ReadonlySet<Post>
  readonly customers: readonly PlanCustomer[]
  readonly managers: readonly PlanManager[]
  readonly customerIndex: ReadonlyMap<string, number>
  readonly managerIndex: ReadonlyMap<string, number>
  readonly dates: readonly IsoDate[]
  readonly dateIndex: ReadonlyMap<IsoDate, number>
  readonly dayNumbers: readonly number[]
  /** Monday-to-Sunday week of each date, from 0. */
  readonly weeks: readonly number[]
  readonly weekdays: readonly number[]
  /** Bit d = the manager works on date d. */
  readonly workdays: readonly number[]
  /** Visits of this month by customer and post; team visits make at least one. */
  readonly wanted: readonly ReadonlyMap<Post, number>[]
  /** Posts that take part in the customer's team visit beside the main post; empty = none. */
  readonly teams: readonly (readonly Post[])[]
}

/** Throws a RangeError when the calendar does not belong to the month. */
export function buildFrame(problem: MonthProblem): MonthFrame {
  const { customers, managers, workingDates, month } = problem
  if (workingDates.length > 31 || workingDates.some((date) => monthOf(date) !== month))
    throw new RangeError(`working dates must lie in ${month}`)
  const dayNumbers = workingDates.map(dayNumber)
  const dateIndex = new Map(workingDates.map((date, index) => [date, index]))
  const weekOf = (number: number) => Math.floor((number + 3) / 7)
  const firstWeek = dayNumbers.length > 0 ? weekOf(dayNumbers[0]!) : 0
  const posts = new Set(managers.map((manager) => manager.post))
  const mainPost = mainPostOf(problem)
  const teams = customers.map((customer) => [
    ...new Set(customer.teamPosts.filter((post) => post !== mainPost && posts.has(post))),
  ])
  return {
    problem,
    mainPost,
    posts,
    customers,
    managers,
    customerIndex: new Map(customers.map((customer, index) => [customer.id, index])),
    managerIndex: new Map(managers.map((manager, index) => [manager.id, index])),
    dates: workingDates,
    dateIndex,
    dayNumbers,
    weeks: dayNumbers.map((number) => weekOf(number) - firstWeek),
    weekdays: workingDates.map(weekdayOf),
    workdays: managers.map((manager) => {
      const off = new Set(manager.daysOff)
      return workingDates.reduce((mask, date, index) => (off.has(date) ? mask : mask | (1 << index)), 0)
    }),
    wanted: customers.map((customer, index) => wantedVisits(customer, teams[index]!, posts, mainPost, month)),
    teams,
  }
}

function wantedVisits(
  customer: PlanCustomer,
  team: readonly Post[],
  posts: ReadonlySet<Post>,
  mainPost: Post,
  month: string,
): Map<Post, number> {
  const wanted = new Map<Post, number>()
  for (const [post, visits] of Object.entries(customer.visits) as [Post, number][]) {
    if (!posts.has(post) || post === 'market_manager' || !(visits > 0)) continue
    const count = visitsThisMonth(visits, customer.id, post, month)
    if (count > 0) wanted.set(post, count)
  }
  for (const post of team) if (!wanted.has(post)) wanted.set(post, 1)
  if (team.length > 0 && posts.has(mainPost) && !wanted.has(mainPost)) wanted.set(mainPost, 1)
  return wanted
}

/**
 * Visits of a month for a wish that may be a fraction: 1/3 is due every third month. Which third a customer
 * belongs to depends on its id and post alone, so month after month all are reached, a third each time.
 */
export function visitsThisMonth(visits: number, customerId: string, post: Post, month: string): number {
  if (visits >= 1) return Math.round(visits)
  const period = Math.max(2, Math.round(1 / visits))
  const monthNumber = +month.slice(0, 4) * 12 + +month.slice(5, 7) - 1
  return (hashText(`${customerId}/${post}`) + monthNumber) % period === 0 ? 1 : 0
}

export function gapDaysOf(frame: MonthFrame, visits: number): number {
  return minGapDays(frame.problem.rules, frame.problem.month, visits)
}

export function isEvening(customer: PlanCustomer): boolean {
  return isEveningWindow(customer.window)
}

export function countBits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Indexes of the set bits, ascending. */
export function listBits(mask: number): number[] {
  const list: number[] = []
  for (let rest = mask; rest !== 0; rest &= rest - 1) list.push(31 - Math.clz32(rest & -rest))
  return list
}
