import { daysInMonth, type IsoDate, type IsoMonth, type Weekday } from '../kernel/dates.ts'
import type { GeoPoint } from '../kernel/geometry.ts'
import { DEFAULT_TRAVEL_RULES, type TravelRules } from '../kernel/travel.ts'

/** The posts of the field. A market manager only joins visits of others. */
export const POSTS = ['general', 'service', 'brand', 'training', 'research', 'market_manager'] as const
export type Post = (typeof POSTS)[number]

/** Minutes after midnight between which a visit must *start*. */
export interface StartWindow {
  readonly startMinute: number
  readonly endMinute: number
}

export interface PlanCustomer {
  readonly id: string
  /** null = the place is not known: ways from and to it cost `rules.unknownLegMinutes`. */
  readonly location: GeoPoint | null
  readonly isUrban: boolean
  readonly serviceMinutes: number
  /** null = working hours. A window that opens at 18:00 or later makes an evening customer. */
  readonly window: StartWindow | null
  readonly orderWeekday: Weekday | null
  /** Who holds this customer, one manager per post. Posts left out are filled by the planner, except the main post. */
  readonly holders: Partial<Record<Post, string>>
  /**
   * Visits asked for in a month, per post: a whole number, or a fraction below one for "every second
   * month" (1/2) and the like. The main post is `mainPostOf(problem)`.
   */
  readonly visits: Partial<Record<Post, number>>
  /** Posts whose people join the owner at one visit of the month; empty = no team visit. */
  readonly teamPosts: readonly Post[]
}

export interface PlanManager {
  readonly id: string
  readonly post: Post
  readonly home: GeoPoint | null
  readonly teamId: string | null
  /** Working dates on which this person is off. */
  readonly daysOff: readonly IsoDate[]
}

export interface PlanRules extends TravelRules {
  readonly hoursPerDay: number
  /** Nobody leaves home earlier, unless a customer's window forces it. */
  readonly shiftStartMinute: number
  /** Customers without a window of their own are visited between shift start and this minute. */
  readonly workingEndMinute: number
  /** Smallest distance in calendar days between neighbouring visits, by visits in the month. */
  readonly minGapDays: Readonly<Record<number, number>>
  readonly maxEveningsPerWeek: number
  readonly hoursPerWeek: number
  readonly jointToleranceMinutes: number
  /** Price in minutes of a visit that leaves the date it had in `previous`. */
  readonly movePenaltyMinutes: number
}

export const DEFAULT_PLAN_RULES: PlanRules = {
  ...DEFAULT_TRAVEL_RULES,
  hoursPerDay: 8,
  shiftStartMinute: 8 * 60 + 30,
  workingEndMinute: 18 * 60,
  minGapDays: {},
  maxEveningsPerWeek: 2,
  hoursPerWeek: 44,
  jointToleranceMinutes: 10,
  movePenaltyMinutes: 3,
}

/** From this minute on a window makes an evening customer. */
export const EVENING_MINUTE = 18 * 60

/** An approved visit: it stays with this person on this date (and near this time, when one is given). */
export interface PinnedVisit {
  readonly customerId: string
  readonly managerId: string
  readonly date: IsoDate
  readonly arriveMinute?: number
}

/** A visit of an earlier plan, of this month or of the month before (then its weekday counts). */
export interface PreviousVisit {
  readonly customerId: string
  readonly managerId: string
  readonly date: IsoDate
}

/** One month of visits for everybody: who must be seen how often, by whom, and what limits the days. */
export interface MonthProblem {
  readonly month: IsoMonth
  /** Working dates of the month, ascending. */
  readonly workingDates: readonly IsoDate[]
  readonly managers: readonly PlanManager[]
  readonly customers: readonly PlanCustomer[]
  readonly rules: PlanRules
  readonly pinned?: readonly PinnedVisit[]
  readonly previous?: readonly PreviousVisit[]
}

/** The post that `visits_per_month` speaks of: general, or service where nobody is general. */
export function mainPostOf(problem: Pick<MonthProblem, 'managers'>): Post {
  return problem.managers.some((manager) => manager.post === 'general') ? 'general' : 'service'
}

export function isEveningWindow(window: StartWindow | null): boolean {
  return window !== null && window.startMinute >= EVENING_MINUTE
}

/** Calendar days that must lie between neighbouring visits: default floor(0.6 x days of the month / visits). */
export function minGapDays(rules: PlanRules, month: IsoMonth, visits: number): number {
  if (visits < 2) return 0
  return rules.minGapDays[visits] ?? Math.floor((0.6 * daysInMonth(month)) / visits)
}
