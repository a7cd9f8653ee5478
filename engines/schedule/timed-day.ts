import { type TravelPoint, type TravelRules, travelMinutes } from '../kernel/travel.ts'

/** A stop with the minutes between which it must start. */
export interface TimedStop {
  readonly point: TravelPoint
  readonly serviceMinutes: number
  readonly opensMinute: number
  readonly closesMinute: number
}

export interface DayLimits {
  readonly home: TravelPoint
  readonly travel: TravelRules
  /** Nobody leaves home earlier, unless a window closes before it could be reached then. */
  readonly shiftStartMinute: number
}

export interface TimedDay {
  readonly leaveMinute: number
  readonly arriveMinutes: readonly number[]
  readonly returnMinute: number
  readonly travelMinutes: number
  readonly waitingMinutes: number
  /** From leaving home to returning. */
  readonly durationMinutes: number
  /** Stops (positions) that start after their window closed. */
  readonly late: readonly number[]
}

const LATEST = 24 * 60

/**
 * The shortest timing of stops in the given order: the day starts as late as that saves waiting and as early as the
 * shift otherwise. Windows that cannot be kept make a stop late; the rest follows without delay.
 */
export function timeDay(limits: DayLimits, stops: readonly TimedStop[]): TimedDay {
  const legs = legsOf(limits, stops)
  const travel = legs.reduce((sum, leg) => sum + leg, 0)
  const service = stops.reduce((sum, stop) => sum + stop.serviceMinutes, 0)
  if (stops.length === 0)
    return {
      leaveMinute: 0,
      arriveMinutes: [],
      returnMinute: 0,
      travelMinutes: 0,
      waitingMinutes: 0,
      durationMinutes: 0,
      late: [],
    }
  const whole = joinAll(limits, stops, legs)
  const leaveMinute = Math.min(
    Math.max(whole.earliest, limits.shiftStartMinute),
    Math.max(whole.latest, whole.earliest),
  )
  const arriveMinutes: number[] = []
  const late: number[] = []
  let now = leaveMinute
  stops.forEach((stop, index) => {
    now = Math.max(now + legs[index]!, stop.opensMinute)
    if (now > stop.closesMinute + 1e-6) late.push(index)
    arriveMinutes.push(now)
    now += stop.serviceMinutes
  })
  const returnMinute = now + legs[stops.length]!
  return {
    leaveMinute,
    arriveMinutes,
    returnMinute,
    travelMinutes: travel,
    waitingMinutes: Math.max(0, returnMinute - leaveMinute - travel - service),
    durationMinutes: returnMinute - leaveMinute,
    late,
  }
}

/** A piece of a tour: its duration, the earliest and latest useful start, and by how much windows are missed. */
interface Segment {
  readonly duration: number
  readonly earliest: number
  readonly latest: number
  readonly lateness: number
}

export interface Insertion {
  /** Number of stops before the new one. */
  readonly position: number
  readonly detourMinutes: number
  readonly durationMinutes: number
  /** Sum of minutes by which windows are missed; 0 = on time. */
  readonly latenessMinutes: number
}

/** All positions for one more stop, in order of position; constant time each after one pass over the day. */
export function listInsertions(limits: DayLimits, stops: readonly TimedStop[], stop: TimedStop): Insertion[] {
  const legs = legsOf(limits, stops)
  const end = stops.length
  const prefix: Segment[] = [homeStart(limits, [...stops, stop])]
  for (let index = 0; index < end; index++)
    prefix.push(join(prefix[index]!, node(stops[index]!), legs[index]!))
  const suffix: Segment[] = new Array(end + 1)
  suffix[end] = HOME_END
  for (let index = end - 1; index >= 0; index--)
    suffix[index] = join(node(stops[index]!), suffix[index + 1]!, legs[index + 1]!)
  const own = node(stop)
  return Array.from({ length: end + 1 }, (_, position) => {
    const to = travelMinutes(
      position === 0 ? limits.home : stops[position - 1]!.point,
      stop.point,
      limits.travel,
    )
    const on = travelMinutes(
      stop.point,
      position === end ? limits.home : stops[position]!.point,
      limits.travel,
    )
    const whole = join(join(prefix[position]!, own, to), suffix[position]!, on)
    return {
      position,
      detourMinutes: to + on - (end === 0 ? 0 : legs[position]!),
      durationMinutes: whole.duration,
      latenessMinutes: whole.lateness,
    }
  })
}

function legsOf(limits: DayLimits, stops: readonly TimedStop[]): number[] {
  const points = [limits.home, ...stops.map((stop) => stop.point), limits.home]
  return points.slice(1).map((point, index) => travelMinutes(points[index]!, point, limits.travel))
}

function joinAll(limits: DayLimits, stops: readonly TimedStop[], legs: readonly number[]): Segment {
  let whole = homeStart(limits, stops)
  stops.forEach((stop, index) => {
    whole = join(whole, node(stop), legs[index]!)
  })
  return join(whole, HOME_END, legs[stops.length]!)
}

function homeStart(limits: DayLimits, stops: readonly TimedStop[]): Segment {
  const mustHurry = stops.some(
    (stop) =>
      stop.closesMinute < limits.shiftStartMinute + travelMinutes(limits.home, stop.point, limits.travel),
  )
  return { duration: 0, earliest: mustHurry ? 0 : limits.shiftStartMinute, latest: LATEST, lateness: 0 }
}

const HOME_END: Segment = { duration: 0, earliest: 0, latest: 2 * LATEST, lateness: 0 }

function node(stop: TimedStop): Segment {
  return { duration: stop.serviceMinutes, earliest: stop.opensMinute, latest: stop.closesMinute, lateness: 0 }
}

/** Vidal and others 2013, with lateness (their "time warp") so that broken windows can be priced. */
function join(first: Segment, second: Segment, leg: number): Segment {
  const reach = first.duration - first.lateness + leg
  const wait = Math.max(second.earliest - reach - first.latest, 0)
  const late = Math.max(first.earliest + reach - second.latest, 0)
  return {
    duration: first.duration + second.duration + leg + wait,
    earliest: Math.max(second.earliest - reach, first.earliest) - wait,
    latest: Math.min(second.latest - reach, first.latest) + late,
    lateness: first.lateness + second.lateness + late,
  }
}
