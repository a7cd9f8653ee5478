import type { IsoDate, IsoMonth, Weekday } from '../kernel/dates.ts'
import type { Post } from './problem.ts'

/** One person's call at one customer. Everyone who takes part in a joint visit has a row of their own. */
export interface PlannedVisit {
  /** Opaque and unique in the plan; the planner writes `date/manager/customer`. */
  readonly id: string
  readonly date: IsoDate
  readonly managerId: string
  readonly post: Post
  readonly customerId: string
  /** 1 = first call of the person's day. */
  readonly sequence: number
  /** Minutes after midnight, with fractions. */
  readonly arriveMinute: number
  readonly departMinute: number
  readonly kind: 'solo' | 'joint'
  /** The other people of a joint visit. */
  readonly jointWith: readonly string[]
}

export type UnplacedCode =
  /** Nobody of that post works here, or the customer has no owner. */
  | 'no-manager'
  /** Fewer working dates than visits. */
  | 'too-few-dates'
  /** No set of dates keeps the minimum gap between visits. */
  | 'min-gap'
  /** The way there and back alone is longer than a day. */
  | 'too-far'
  /** The window cannot be reached within a working day. */
  | 'window'
  /** Evening customers need more late days than a week may have. */
  | 'evenings-per-week'
  /** The days are full. */
  | 'hours-per-day'
  /** The days have room but the weeks are full. */
  | 'hours-per-week'
  /** The people of a team visit have no common time. */
  | 'no-common-time'
  /** A visit of the customer that is pinned leaves no lawful dates for the rest. */
  | 'pinned'

export interface UnplacedVisits {
  readonly customerId: string
  readonly post: Post
  readonly visits: number
  readonly reason: {
    readonly code: UnplacedCode
    /** Who would have had to go, when known. */
    readonly managerId: string | null
    /** Minutes missing for the cheapest placement, or another figure of the rule in the way. */
    readonly numbers: Readonly<Record<string, number>>
  }
}

/** One working day of one person. */
export interface PlannedDay {
  readonly managerId: string
  readonly date: IsoDate
  readonly leaveMinute: number
  readonly returnMinute: number
  readonly travelMinutes: number
  readonly waitingMinutes: number
  readonly visits: number
  /** No order of this day's visits travels less (1-tree bound, windows ignored). */
  readonly travelBoundMinutes: number
}

export interface MonthPlan {
  readonly month: IsoMonth
  /** Sorted by manager, date, sequence. */
  readonly visits: readonly PlannedVisit[]
  readonly unplaced: readonly UnplacedVisits[]
  /** Sorted by manager, date. */
  readonly days: readonly PlannedDay[]
  /** Who holds which customer for which post, as used: also the posts the planner filled. */
  readonly holders: ReadonlyMap<string, Partial<Record<Post, string>>>
}

export type ViolationCode =
  | 'unknown-customer'
  | 'unknown-manager'
  | 'out-of-month'
  | 'visit-count'
  | 'post-not-asked'
  | 'min-gap'
  | 'second-call'
  | 'joint-start'
  | 'joint-alone'
  | 'market-manager-alone'
  | 'team-visit-missing'
  | 'pinned-moved'
  | 'not-working'
  | 'window'
  | 'service-time'
  | 'unreachable'
  | 'day-hours'
  | 'week-hours'
  | 'rest-day'
  | 'evenings-per-week'

/** A broken rule, without prose. `date` of a weekly rule is the Monday. */
export interface PlanViolation {
  readonly code: ViolationCode
  readonly customerId?: string
  readonly managerId?: string
  readonly date?: IsoDate
  readonly post?: Post
  readonly numbers: Readonly<Record<string, number>>
}

/** What another date would cost, everything in minutes; `violations` empty = allowed. */
export interface MoveEvaluation {
  readonly isFeasible: boolean
  readonly violations: readonly PlanViolation[]
  readonly travelDeltaMinutes: number
  /** Change of the longest day of all people concerned. */
  readonly longestDayDeltaMinutes: number
  /** Every changed day, old date and new, in its new order with its new times. */
  readonly days: readonly MovedDay[]
}

export interface MovedDay {
  readonly managerId: string
  readonly date: IsoDate
  readonly visits: readonly PlannedVisit[]
  readonly travelMinutes: number
  readonly durationMinutes: number
}

export type VisitRhythm = 'once' | 'weekly' | 'every-second-week' | 'same-weekday' | 'spread'

/** Why a visit lies where it lies: codes and numbers for the screens to put into words. */
export interface VisitReason {
  readonly rhythm: VisitRhythm
  /** Dates of all visits of this post at this customer. */
  readonly dates: readonly IsoDate[]
  readonly weekday: Weekday
  /** The customers before and after on the way, with the travel minutes between. */
  readonly neighbours: readonly { readonly customerId: string; readonly travelMinutes: number }[]
  /** Minutes the day would save without this visit (travel only). */
  readonly detourMinutes: number
  /** Days from the visit to the customer's next order day; null without order day. */
  readonly daysToOrder: number | null
  readonly isEvening: boolean
  readonly window: { readonly startMinute: number; readonly endMinute: number } | null
  readonly jointWith: readonly string[]
  readonly isPinned: boolean
  /** The best other dates of the month, cheapest first, at most three; forbidden ones come last. */
  readonly alternatives: readonly VisitAlternative[]
}

export interface VisitAlternative {
  readonly date: IsoDate
  readonly travelDeltaMinutes: number
  readonly longestDayDeltaMinutes: number
  /** Minutes by which the day would leave the person's average day, new minus old. */
  readonly balanceDeltaMinutes: number
  readonly violations: readonly PlanViolation[]
}
