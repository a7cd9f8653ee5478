import { type TravelPoint, travelMatrix } from '../../kernel/travel.ts'
import { EVENING_MINUTE } from '../problem.ts'
import type { PersonTask } from './task.ts'

/** Rounding room, so that a plan recounted in double precision never ends a hair over a limit. */
const SLACK_MINUTES = 0.02
const LATEST_MINUTE = 24 * 60
/**
 * Price of squared minutes above the target: half of it costs 2 % more travel and evens days out to 18 minutes, twice
 * of it saves 3 % and leaves 36 minutes between the longest and the shortest day of a person.
 */
const BALANCE_PRICE = 1 / 80

/**
 * What stays the same while one person's month is searched: distances, windows, limits.
 * Numbers 0..size-1, 0 = home.
 */
export interface PersonModel {
  readonly task: PersonTask
  readonly size: number
  readonly dayCount: number
  readonly travel: Float32Array
  readonly service: Float64Array
  /** Start windows by [customer * dayCount + day]. */
  readonly windowStart: Float64Array
  readonly windowEnd: Float64Array
  /** 1 where the window can bind on a normal day, so that times must be computed. */
  readonly isBinding: Uint8Array
  readonly isEvening: Uint8Array
  readonly weeks: Int8Array
  readonly weekCount: number
  /** Most stops a day can hold. */
  readonly capacity: number
  readonly dayMinutes: number
  readonly weekMinutes: number
  /** 1 where a window closes before the customer could be reached from home after the start of the shift. */
  readonly isEarly: Uint8Array
  /** From this length on a day is charged for being longer than the others. */
  readonly targetMinutes: number
  readonly balancePrice: number
}

export function buildModel(task: PersonTask): PersonModel {
  const size = task.lons.length
  const dayCount = task.dayNumbers.length
  const points: TravelPoint[] = Array.from({ length: size }, (_, index) => ({
    location: Number.isNaN(task.lons[index]!) ? null : { lon: task.lons[index]!, lat: task.lats[index]! },
    isUrban: task.urban[index] === 1,
  }))
  const travel = travelMatrix(points, task.travel)
  const { limits } = task
  const shift = limits.shiftStartMinute
  const shiftEnd = shift + limits.dayMinutes
  const windowStart = new Float64Array(size * dayCount)
  const windowEnd = new Float64Array(size * dayCount)
  const isBinding = new Uint8Array(size * dayCount)
  const isEvening = new Uint8Array(size)
  const isEarly = new Uint8Array(size)
  for (let customer = 1; customer < size; customer++) {
    const asked = !Number.isNaN(task.windowStarts[customer]!)
    const start = asked ? task.windowStarts[customer]! : shift
    const end = asked ? task.windowEnds[customer]! : limits.workingEndMinute
    if (end < shift + travel[customer]!) isEarly[customer] = 1
    isEvening[customer] = asked && start >= EVENING_MINUTE ? 1 : 0
    for (let day = 0; day < dayCount; day++) {
      windowStart[customer * dayCount + day] = start
      windowEnd[customer * dayCount + day] = end
    }
  }
  for (const { customer, day, startMinute, endMinute } of task.appointments) {
    const index = customer * dayCount + day
    windowStart[index] = Math.max(windowStart[index]!, startMinute)
    windowEnd[index] = Math.min(windowEnd[index]!, endMinute)
    if (endMinute < shift + travel[customer]!) isEarly[customer] = 1
  }
  for (let index = 0; index < windowStart.length; index++)
    isBinding[index] = windowStart[index]! > shift || windowEnd[index]! < shiftEnd ? 1 : 0
  let shortest = Infinity
  let total = 0
  for (let customer = 1; customer < size; customer++) {
    shortest = Math.min(shortest, task.serviceMinutes[customer]!)
    total +=
      task.visits[customer]! * (task.serviceMinutes[customer]! + nearestMinutes(travel, size, customer))
  }
  const meanDay = total / Math.max(1, dayCount)
  return {
    task,
    size,
    dayCount,
    travel,
    service: task.serviceMinutes,
    windowStart,
    windowEnd,
    isBinding,
    isEvening,
    weeks: Int8Array.from(task.weeks),
    weekCount: task.weeks.reduce((most, week) => Math.max(most, week + 1), 0),
    capacity: Math.max(1, Math.min(size - 1, Math.floor(limits.dayMinutes / Math.max(0.25, shortest)))),
    dayMinutes: limits.dayMinutes - SLACK_MINUTES,
    weekMinutes: limits.weekMinutes - SLACK_MINUTES,
    isEarly,
    targetMinutes: Math.min(Math.max(0.92 * meanDay, task.shortDayMinutes), 0.97 * limits.dayMinutes),
    balancePrice: BALANCE_PRICE,
  }
}

/** Minutes to the second nearest other customer: about what one more stop adds to a tour. */
function nearestMinutes(travel: Float32Array, size: number, customer: number): number {
  let first = Infinity
  let second = Infinity
  for (let other = 1; other < size; other++) {
    if (other === customer) continue
    const minutes = travel[customer * size + other]!
    if (minutes < first) {
      second = first
      first = minutes
    } else if (minutes < second) second = minutes
  }
  return second < Infinity ? second : first < Infinity ? first : 2 * travel[customer]!
}

/**
 * One person's month while it is searched. Each day is a row of `stride` stops from home to home, so that
 * inserting is a short copy and every price of a position is one addition of two distances.
 *
 * Days with binding windows also keep, for every prefix and suffix of the tour, (duration, earliest, latest):
 * Vidal, Crainic, Gendreau, Prins, "A hybrid genetic algorithm with adaptive diversity management for a large
 * class of vehicle routing problems with time-windows", 2013: two pieces are joined in constant time.
 */
export class PersonState {
  readonly model: PersonModel
  readonly stride: number
  readonly stops: Int16Array
  readonly legs: Float32Array
  readonly length: Int16Array
  readonly travelMinutes: Float64Array
  readonly serviceMinutes: Float64Array
  readonly duration: Float64Array
  readonly penalty: Float64Array
  readonly bindingStops: Int16Array
  readonly eveningStops: Int16Array
  /** Early customers of the day: only they let anybody leave home before the shift. */
  readonly earlyStops: Int16Array
  readonly weekMinutes: Float64Array
  readonly weekDays: Int16Array
  readonly weekEvenings: Int16Array
  /** Bit d = visited on day d. */
  readonly days: Int32Array
  /** Where the last evaluation of a day would put the customer. */
  readonly position: Int16Array
  private readonly prefixDuration: Float64Array
  private readonly prefixEarliest: Float64Array
  private readonly prefixLatest: Float64Array
  /** When one can leave each stop at the earliest. */
  private readonly prefixReady: Float64Array
  private readonly suffixDuration: Float64Array
  private readonly suffixEarliest: Float64Array
  private readonly suffixLatest: Float64Array
  private readonly segmentsStale: Uint8Array
  private readonly detours: Float64Array

  constructor(model: PersonModel) {
    const { dayCount, weekCount, size } = model
    this.model = model
    this.stride = model.capacity + 2
    const cells = dayCount * this.stride
    this.stops = new Int16Array(cells)
    this.legs = new Float32Array(cells)
    this.length = new Int16Array(dayCount)
    this.travelMinutes = new Float64Array(dayCount)
    this.serviceMinutes = new Float64Array(dayCount)
    this.duration = new Float64Array(dayCount)
    this.penalty = new Float64Array(dayCount)
    this.bindingStops = new Int16Array(dayCount)
    this.eveningStops = new Int16Array(dayCount)
    this.earlyStops = new Int16Array(dayCount)
    this.weekMinutes = new Float64Array(weekCount)
    this.weekDays = new Int16Array(weekCount)
    this.weekEvenings = new Int16Array(weekCount)
    this.days = new Int32Array(size)
    this.position = new Int16Array(dayCount)
    this.prefixDuration = new Float64Array(cells)
    this.prefixEarliest = new Float64Array(cells)
    this.prefixLatest = new Float64Array(cells)
    this.prefixReady = new Float64Array(cells)
    this.suffixDuration = new Float64Array(cells)
    this.suffixEarliest = new Float64Array(cells)
    this.suffixLatest = new Float64Array(cells)
    this.segmentsStale = new Uint8Array(dayCount).fill(1)
    this.detours = new Float64Array(this.stride)
  }

  /**
   * Price in minutes of one more call at `customer` on `day` (travel and balance), Infinity when no position keeps
   * every hard rule. Leaves the position in `position[day]`.
   */
  evaluate(customer: number, day: number): number {
    const { model } = this
    const length = this.length[day]!
    const week = model.weeks[day]!
    if (length >= model.capacity) return Infinity
    if (length === 0 && this.weekDays[week]! >= model.task.limits.daysPerWeek) return Infinity
    if (
      model.isEvening[customer] === 1 &&
      this.eveningStops[day] === 0 &&
      this.weekEvenings[week]! >= model.task.limits.eveningsPerWeek
    )
      return Infinity
    if (this.bindingStops[day]! > 0 || model.isBinding[customer * model.dayCount + day] === 1)
      return this.evaluateTimed(customer, day)

    const { travel } = model
    const { stops, legs } = this
    const row = customer * model.size
    const first = day * this.stride + 1
    const end = first + length
    let least = Infinity
    let position = 0
    let before = travel[row]!
    for (let index = first; index <= end; index++) {
      const after = travel[row + stops[index]!]!
      const detour = before + after - legs[index]!
      if (detour < least) {
        least = detour
        position = index
      }
      before = after
    }
    this.position[day] = position - day * this.stride
    const added = least + model.service[customer]!
    const duration = this.duration[day]! + added
    if (duration > model.dayMinutes || this.weekMinutes[week]! + added > model.weekMinutes) return Infinity
    return least + this.penaltyOf(duration) - this.penalty[day]!
  }

  private evaluateTimed(customer: number, day: number): number {
    const { model, stops, legs } = this
    const { travel } = model
    this.refreshSegments(day)
    const base = day * this.stride
    const length = this.length[day]!
    const row = customer * model.size
    const cell = customer * model.dayCount + day
    const opens = model.windowStart[cell]!
    const closes = model.windowEnd[cell]!
    const service = model.service[customer]!
    const limit = Math.min(
      model.dayMinutes,
      model.weekMinutes - this.weekMinutes[model.weeks[day]!]! + this.duration[day]!,
    )
    // The first early customer of a day goes to its head: no later place could be reached in time anyway.
    const isFirstEarly = model.isEarly[customer] === 1 && this.earlyStops[day] === 0
    const last = isFirstEarly ? 1 : length + 1
    if (isFirstEarly) this.prefixEarliest[base] = 0
    const { detours, prefixReady, suffixLatest } = this
    if (isFirstEarly) prefixReady[base] = 0
    let nearest = 0
    detours[0] = Infinity
    let before = travel[row]!
    for (let index = 1; index <= last; index++) {
      const here = base + index
      const after = travel[row + stops[here]!]!
      const arrive = Math.max(prefixReady[here - 1]! + before, opens)
      let detour = Infinity
      if (arrive <= closes && arrive + service + after <= suffixLatest[here]!) {
        detour = before + after - legs[here]!
        if (detour < detours[nearest]!) nearest = index
      }
      detours[index] = detour
      before = after
    }
    if (isFirstEarly) prefixReady[base] = this.earliestLeave(day)
    // Places are tried from the least detour on; mostly the first is on time and nothing can beat it.
    const unwaited = this.travelMinutes[day]! + this.serviceMinutes[day]! + service
    const now = this.duration[day]!
    let least = Infinity
    let position = -1
    while (nearest > 0) {
      const index = nearest
      const here = base + index
      const detour = detours[index]!
      const floor = Math.max(now, unwaited + detour)
      if (floor > limit || detour + this.penaltyOf(floor) - this.penalty[day]! >= least) break
      detours[index] = Infinity
      const onTime = this.timedDuration(
        here,
        opens,
        closes,
        service,
        travel[row + stops[here - 1]!]!,
        travel[row + stops[here]!]!,
      )
      if (onTime <= limit) {
        const price = detour + this.penaltyOf(onTime) - this.penalty[day]!
        if (price < least) {
          least = price
          position = index
        }
        if (onTime <= floor + 1e-9) break
      }
      nearest = 0
      for (let other = 1; other <= last; other++) if (detours[other]! < detours[nearest]!) nearest = other
    }
    if (isFirstEarly) this.prefixEarliest[base] = this.earliestLeave(day)
    this.position[day] = position
    return least
  }

  /** Duration of the day with one more stop, known to be on time, before the one at `here`. */
  private timedDuration(
    here: number,
    opens: number,
    closes: number,
    service: number,
    to: number,
    on: number,
  ): number {
    const reach = this.prefixDuration[here - 1]! + to
    const latestBefore = this.prefixLatest[here - 1]!
    const wait = Math.max(opens - reach - latestBefore, 0)
    const onward = reach + wait + service + on
    const latest = Math.min(closes - reach, latestBefore)
    return onward + Math.max(this.suffixEarliest[here]! - onward - latest, 0) + this.suffixDuration[here]!
  }

  private earliestLeave(day: number): number {
    return this.earlyStops[day]! > 0 ? 0 : this.model.task.limits.shiftStartMinute
  }

  /** Puts `customer` before the stop now at `position` (1 = first) of `day`. The caller has evaluated it. */
  insert(customer: number, day: number, position: number): void {
    const { stops, legs, model } = this
    const { travel, size } = model
    const here = day * this.stride + position
    const end = day * this.stride + this.length[day]! + 1
    stops.copyWithin(here + 1, here, end + 1)
    legs.copyWithin(here + 1, here, end + 1)
    stops[here] = customer
    const detour =
      travel[stops[here - 1]! * size + customer]! + travel[customer * size + stops[here + 1]!]! - legs[here]!
    legs[here] = travel[stops[here - 1]! * size + customer]!
    legs[here + 1] = travel[customer * size + stops[here + 1]!]!
    this.length[day]!++
    this.count(customer, day, 1)
    this.travelMinutes[day]! += detour
    this.serviceMinutes[day]! += model.service[customer]!
    this.days[customer]! |= 1 << day
    this.refreshDay(day)
  }

  /** Takes `customer` out of `day`. */
  remove(customer: number, day: number): void {
    const { stops, legs, model } = this
    const { travel, size } = model
    const base = day * this.stride
    let here = base + 1
    while (stops[here] !== customer) here++
    const end = base + this.length[day]! + 1
    const joined = travel[stops[here - 1]! * size + stops[here + 1]!]!
    const detour = legs[here]! + legs[here + 1]! - joined
    stops.copyWithin(here, here + 1, end + 1)
    legs.copyWithin(here, here + 1, end + 1)
    legs[here] = joined
    this.length[day]!--
    this.count(customer, day, -1)
    this.travelMinutes[day]! -= detour
    this.serviceMinutes[day]! -= model.service[customer]!
    this.days[customer]! &= ~(1 << day)
    if (this.length[day] === 0) {
      this.travelMinutes[day] = 0
      this.serviceMinutes[day] = 0
      legs[base + 1] = 0
    }
    this.refreshDay(day)
  }

  /** Makes `day` what it is in `other`, of the same model; `days` of customers are the caller's business. */
  copyDay(other: PersonState, day: number): void {
    const base = day * this.stride
    const end = base + Math.max(this.length[day]!, other.length[day]!) + 2
    this.stops.set(other.stops.subarray(base, end), base)
    this.legs.set(other.legs.subarray(base, end), base)
    const week = this.model.weeks[day]!
    this.weekMinutes[week]! += other.duration[day]! - this.duration[day]!
    this.weekDays[week]! += (other.length[day]! > 0 ? 1 : 0) - (this.length[day]! > 0 ? 1 : 0)
    this.weekEvenings[week]! += (other.eveningStops[day]! > 0 ? 1 : 0) - (this.eveningStops[day]! > 0 ? 1 : 0)
    this.length[day] = other.length[day]!
    this.travelMinutes[day] = other.travelMinutes[day]!
    this.serviceMinutes[day] = other.serviceMinutes[day]!
    this.duration[day] = other.duration[day]!
    this.penalty[day] = other.penalty[day]!
    this.bindingStops[day] = other.bindingStops[day]!
    this.eveningStops[day] = other.eveningStops[day]!
    this.earlyStops[day] = other.earlyStops[day]!
    this.segmentsStale[day] = 1
  }

  /** Counters of evenings, windows and working days; call after `length` changed. */
  private count(customer: number, day: number, sign: 1 | -1): void {
    const { model } = this
    const week = model.weeks[day]!
    if (this.length[day] === (sign === 1 ? 1 : 0)) this.weekDays[week]! += sign
    if (model.isBinding[customer * model.dayCount + day] === 1) this.bindingStops[day]! += sign
    if (model.isEarly[customer] === 1) this.earlyStops[day]! += sign
    if (model.isEvening[customer] === 1) {
      this.eveningStops[day]! += sign
      if (this.eveningStops[day] === (sign === 1 ? 1 : 0)) this.weekEvenings[week]! += sign
    }
  }

  /** Duration, penalty and week total after the stops of a day changed. */
  refreshDay(day: number): void {
    this.segmentsStale[day] = 1
    const before = this.duration[day]!
    let duration = this.travelMinutes[day]! + this.serviceMinutes[day]!
    if (this.bindingStops[day]! > 0) {
      this.refreshSegments(day)
      duration = this.prefixDuration[day * this.stride + this.length[day]! + 1]!
    }
    this.duration[day] = duration
    this.weekMinutes[this.model.weeks[day]!]! += duration - before
    this.penalty[day] = this.penaltyOf(duration)
  }

  penaltyOf(duration: number): number {
    const over = duration - this.model.targetMinutes
    return over > 0 ? over * over * this.model.balancePrice : 0
  }

  /** Joins the day's stops from the front and from the back; infeasible joins cannot arise from evaluated inserts. */
  private refreshSegments(day: number): void {
    if (this.segmentsStale[day] === 0) return
    this.segmentsStale[day] = 0
    const { model, stops, legs } = this
    const { windowStart, windowEnd, service, dayCount } = model
    const base = day * this.stride
    const end = base + this.length[day]! + 1
    let duration = 0
    let earliest = this.earliestLeave(day)
    let latest = LATEST_MINUTE
    this.prefixDuration[base] = duration
    this.prefixEarliest[base] = earliest
    this.prefixLatest[base] = latest
    this.prefixReady[base] = earliest
    for (let index = base + 1; index <= end; index++) {
      const customer = stops[index]!
      const isHome = index === end
      const cell = customer * dayCount + day
      const opens = isHome ? 0 : windowStart[cell]!
      const closes = isHome ? 2 * LATEST_MINUTE : windowEnd[cell]!
      const reach = duration + legs[index]!
      const wait = Math.max(opens - reach - latest, 0)
      const late = Math.max(earliest + reach - closes, 0)
      duration = reach + wait + (isHome ? 0 : service[customer]!)
      earliest = Math.max(opens - reach, earliest) - wait
      latest = Math.min(closes - reach, latest) + late
      this.prefixDuration[index] = duration
      this.prefixEarliest[index] = earliest
      this.prefixLatest[index] = latest
      this.prefixReady[index] = earliest + duration
    }
    duration = 0
    earliest = 0
    latest = 2 * LATEST_MINUTE
    this.suffixDuration[end] = duration
    this.suffixEarliest[end] = earliest
    this.suffixLatest[end] = latest
    for (let index = end - 1; index > base; index--) {
      const customer = stops[index]!
      const cell = customer * dayCount + day
      const opens = windowStart[cell]!
      const closes = windowEnd[cell]!
      const reach = service[customer]! + legs[index + 1]!
      const wait = Math.max(earliest - reach - closes, 0)
      const late = Math.max(opens + reach - latest, 0)
      duration += reach + wait
      earliest = Math.max(earliest - reach, opens) - wait
      latest = Math.min(latest - reach, closes) + late
      this.suffixDuration[index] = duration
      this.suffixEarliest[index] = earliest
      this.suffixLatest[index] = latest
    }
  }

  /** Leaving time that makes the day shortest, no earlier than the shift where windows allow. */
  leaveMinute(day: number): number {
    const { model } = this
    if (this.bindingStops[day] === 0) return model.task.limits.shiftStartMinute
    this.refreshSegments(day)
    const end = day * this.stride + this.length[day]! + 1
    const shift = model.task.limits.shiftStartMinute
    return Math.min(Math.max(this.prefixEarliest[end]!, shift), this.prefixLatest[end]!)
  }

  /**
   * Whether a day keeps its windows and hours. Inserting sees to that, but taking a stop out can make the way longer:
   * town speed is slower than country speed, so the straight way is not always the quickest.
   */
  isLawful(day: number): boolean {
    const week = this.model.weeks[day]!
    if (this.weekMinutes[week]! > this.model.weekMinutes || this.duration[day]! > this.model.dayMinutes)
      return this.length[day] === 0
    return this.bindingStops[day] === 0 || this.probe(day) < Infinity
  }

  /** Duration of the day in its present order, Infinity when a window cannot be kept. Changes nothing. */
  probe(day: number): number {
    const { model, stops, legs } = this
    const { windowStart, windowEnd, service, dayCount } = model
    const base = day * this.stride
    const end = base + this.length[day]!
    let duration = 0
    let earliest = this.earliestLeave(day)
    let latest = LATEST_MINUTE
    for (let index = base + 1; index <= end; index++) {
      const customer = stops[index]!
      const cell = customer * dayCount + day
      const reach = duration + legs[index]!
      if (earliest + reach > windowEnd[cell]!) return Infinity
      const wait = Math.max(windowStart[cell]! - reach - latest, 0)
      duration = reach + wait + service[customer]!
      earliest = Math.max(windowStart[cell]! - reach, earliest) - wait
      latest = Math.min(windowEnd[cell]! - reach, latest)
    }
    return duration + legs[end + 1]!
  }
}
