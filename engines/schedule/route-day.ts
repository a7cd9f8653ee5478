import { type TravelPoint, type TravelRules, travelMatrix } from '../kernel/travel.ts'
import { boundTour, solveTour, type TourWindows } from '../routing/index.ts'
import { DEFAULT_PLAN_RULES, type StartWindow } from './problem.ts'
import { type DayLimits, type TimedStop, timeDay } from './timed-day.ts'

export interface DayStop {
  readonly id: string
  readonly point: TravelPoint
  readonly serviceMinutes: number
  /** When the call must start; null = within working hours. */
  readonly window: StartWindow | null
}

export interface DayRouteProblem {
  readonly home: TravelPoint
  readonly stops: readonly DayStop[]
  readonly rules: TravelRules
  /** Earliest leaving of home; a window that closes too early may force an earlier one. */
  readonly shiftStartMinute: number
  /** Latest start of calls without window; default 18:00. */
  readonly workingEndMinute?: number
}

export interface DayRoute {
  /** In driving order. */
  readonly stops: readonly {
    readonly id: string
    readonly arriveMinute: number
    readonly departMinute: number
  }[]
  readonly leaveMinute: number
  readonly returnMinute: number
  readonly travelMinutes: number
  readonly waitingMinutes: number
  /** No order travels less (windows ignored unless proven optimal). */
  readonly travelBoundMinutes: number
  readonly isProvenOptimal: boolean
  /** Stops that start after their window closed, because no order keeps all of them. */
  readonly lateStopIds: readonly string[]
}

/**
 * The best order of one day's stops: least travel within all windows; exact up to eleven stops, beyond with a proven
 * gap. Working times are those of the result: the caller judges whether the day is too long.
 */
export function routeDay(problem: DayRouteProblem): DayRoute {
  const { home, stops, rules, shiftStartMinute } = problem
  const limits: DayLimits = { home, travel: rules, shiftStartMinute }
  const timedStops = stops.map((stop): TimedStop => toTimedStop(problem, stop))
  const travel = travelMatrix([home, ...stops.map((stop) => stop.point)], rules)
  const size = stops.length + 1
  // Windows open all day cannot bind as long as the day ends before they close.
  const latest = shiftStartMinute + stops.reduce((sum, stop) => sum + stop.serviceMinutes, 0)
  const mayBind = timedStops.some(
    (stop) =>
      stop.opensMinute > shiftStartMinute || stop.closesMinute < latest + 2 * longestLeg(travel) * size,
  )
  const windows: TourWindows | undefined = mayBind ? windowsOf(limits, timedStops, travel) : undefined
  const tour = solveTour({ size, travel, windows })
  const order = tour.order.map((number) => number - 1)
  const bound = windows
    ? Math.max(tour.isOptimal && tour.lateness === 0 ? tour.travel : 0, boundTour(travel, size, tour.travel))
    : tour.bound
  return {
    ...timeInOrder(problem, order),
    travelBoundMinutes: Math.min(bound, tour.travel),
    isProvenOptimal: tour.isOptimal || tour.travel <= bound + 1e-4,
  }
}

/** The times of one day's stops in an order that a person chose: ids of all stops, each once. */
export function routeInOrder(problem: DayRouteProblem, ids: readonly string[]): DayRoute {
  const position = new Map(problem.stops.map((stop, index) => [stop.id, index]))
  const order = ids.map((id) => position.get(id)!)
  return { ...timeInOrder(problem, order), travelBoundMinutes: 0, isProvenOptimal: false }
}

function timeInOrder(
  problem: DayRouteProblem,
  order: readonly number[],
): Omit<DayRoute, 'travelBoundMinutes' | 'isProvenOptimal'> {
  const { home, stops, rules, shiftStartMinute } = problem
  const timed = timeDay(
    { home, travel: rules, shiftStartMinute },
    order.map((index) => toTimedStop(problem, stops[index]!)),
  )
  return {
    stops: order.map((index, position) => ({
      id: stops[index]!.id,
      arriveMinute: timed.arriveMinutes[position]!,
      departMinute: timed.arriveMinutes[position]! + stops[index]!.serviceMinutes,
    })),
    leaveMinute: timed.leaveMinute,
    returnMinute: timed.returnMinute,
    travelMinutes: timed.travelMinutes,
    waitingMinutes: timed.waitingMinutes,
    lateStopIds: timed.late.map((position) => stops[order[position]!]!.id),
  }
}

function toTimedStop(problem: DayRouteProblem, { point, serviceMinutes, window }: DayStop): TimedStop {
  return {
    point,
    serviceMinutes,
    opensMinute: window?.startMinute ?? problem.shiftStartMinute,
    closesMinute: window?.endMinute ?? problem.workingEndMinute ?? DEFAULT_PLAN_RULES.workingEndMinute,
  }
}

/** Windows of a day as the tour solver wants them; home at 0. */
export function windowsOf(
  limits: DayLimits,
  stops: readonly TimedStop[],
  travel: ArrayLike<number>,
): TourWindows {
  const mustHurry = stops.some(
    (stop, index) => stop.closesMinute < limits.shiftStartMinute + travel[index + 1]!,
  )
  return {
    service: [0, ...stops.map((stop) => stop.serviceMinutes)],
    opens: [0, ...stops.map((stop) => stop.opensMinute)],
    closes: [Infinity, ...stops.map((stop) => stop.closesMinute)],
    earliestLeave: mustHurry ? 0 : limits.shiftStartMinute,
  }
}

function longestLeg(travel: Float32Array): number {
  return travel.reduce((most, minutes) => Math.max(most, minutes), 0)
}
