import { countBits, listBits } from '../frame.ts'
import type { Placement } from './placement.ts'
import type { PersonModel, PersonState } from './state.ts'

/**
 * The plan a careful person would make: the area is cut into one sector for each weekday, the sectors into parts
 * for the weeks, and every customer goes to the days of its sector where rules allow. Evening customers first,
 * on the same few weekdays everywhere. Returns the customers that found no place.
 */
export function startFromSectors(model: PersonModel, state: PersonState, placement: Placement): number[] {
  const { task, dayCount } = model
  placement.bias = new Float64Array(model.size * dayCount)
  const customers = Array.from({ length: model.size - 1 }, (_, index) => index + 1).filter(
    (customer) => task.visits[customer]! > 0,
  )
  biasToSectors(model, placement.bias, customers)
  placeAppointments(model, state)
  const order = customers.slice().sort((a, b) => urgency(model, b) - urgency(model, a) || a - b)
  const unplaced = order.filter(
    (customer) => !placement.place(state, customer, task.visits[customer]!, task.gapDays[customer]!, 0),
  )
  placement.bias = null
  return unplaced.filter((customer) => {
    if (placement.place(state, customer, task.visits[customer]!, task.gapDays[customer]!, 0)) return false
    for (const day of listBits(state.days[customer]!)) state.remove(customer, day)
    return true
  })
}

/**
 * Calls that others count on stand first, in the order of their times: one after the other at the end of the day they
 * fit as they did when they were agreed, while a search for the cheapest place might block a later one.
 */
function placeAppointments(model: PersonModel, state: PersonState): void {
  const { task, dayCount } = model
  const calls: { customer: number; day: number; start: number }[] = []
  for (let customer = 1; customer < model.size; customer++)
    for (let rest = task.requiredDays[customer]!; rest !== 0; rest &= rest - 1) {
      const day = 31 - Math.clz32(rest & -rest)
      calls.push({ customer, day, start: model.windowEnd[customer * dayCount + day]! })
    }
  calls.sort((a, b) => a.day - b.day || a.start - b.start || a.customer - b.customer)
  for (const { customer, day } of calls)
    if (state.evaluate(customer, day) < Infinity) state.insert(customer, day, state.position[day]!)
}

/** What can go to few places goes first. */
function urgency(model: PersonModel, customer: number): number {
  const { task } = model
  const required = task.requiredDays[customer] === 0 ? 0 : 100
  return required + model.isEvening[customer]! * 50 + task.visits[customer]!
}

/** A start from an earlier plan keeps its dates whatever the detour; the search then moves what pays. */
const OTHER_DATE_MINUTES = 200
const OTHER_WEEK_MINUTES = 12
const OTHER_WEEKDAY_MINUTES = 30

function biasToSectors(model: PersonModel, bias: Float64Array, customers: readonly number[]): void {
  const { task, dayCount } = model
  // A weekday that comes once or twice (a working Saturday before a holiday) has no sector of its own.
  const weekdays = [1, 2, 3, 4, 5, 6, 7]
    .map((weekday) => ({ weekday, days: daysOf(model, weekday) }))
    .filter(({ days }) => days.length >= Math.min(3, Math.ceil(dayCount / 7)))
  if (weekdays.length === 0) return
  const evenings = new Set(eveningDays(task.weeks, task.weekdays, task.limits.eveningsPerWeek))
  const normal = customers.filter((customer) => model.isEvening[customer] === 0)
  const sectors = splitByWorkload(
    model,
    normal,
    weekdays.map(({ days }) => days.length),
  )
  for (const [index, members] of sectors.entries()) {
    const { weekday, days } = weekdays[index]!
    const parts = splitByWorkload(
      model,
      members,
      days.map(() => 1),
    )
    for (const [part, group] of parts.entries()) {
      for (const customer of group) {
        const wanted = idealDays(days, task.visits[customer]!, part)
        for (let day = 0; day < dayCount; day++) {
          const away = Math.abs(task.weekdays[day]! - weekday)
          bias[customer * dayCount + day] =
            away > 0 ? OTHER_WEEKDAY_MINUTES + 2 * away : (wanted >>> day) & 1 ? 0 : OTHER_WEEK_MINUTES
        }
      }
    }
  }
  for (const customer of customers) {
    if (model.isEvening[customer] === 0) continue
    for (let day = 0; day < dayCount; day++)
      bias[customer * dayCount + day] = evenings.has(day) ? 0 : OTHER_WEEKDAY_MINUTES
  }
  for (const customer of customers) {
    const previous = task.previousDays[customer]!
    if (previous === 0) continue
    for (let day = 0; day < dayCount; day++)
      bias[customer * dayCount + day] = (previous >>> day) & 1 ? 0 : OTHER_DATE_MINUTES
  }
}

function daysOf(model: PersonModel, weekday: number): number[] {
  return model.task.weekdays.flatMap((other, day) => (other === weekday ? [day] : []))
}

/** Every n-th date of a weekday, beginning with the part's own. */
function idealDays(days: readonly number[], visits: number, part: number): number {
  const step = Math.max(1, Math.floor(days.length / Math.max(1, visits)))
  let mask = 0
  for (let visit = 0; visit < visits && visit * step < days.length; visit++)
    mask |= 1 << days[(part + visit * step) % days.length]!
  return visits >= days.length || countBits(mask) < visits
    ? days.reduce((all, day) => all | (1 << day), 0)
    : mask
}

/** Late days everybody prefers, so that people who go together find each other: Tuesday, Thursday, then the rest. */
const EVENING_WEEKDAYS = [2, 4, 3, 1, 5, 6, 7]

export function eveningDays(
  weeks: readonly number[],
  weekdays: readonly number[],
  eveningsPerWeek: number,
): number[] {
  const chosen: number[] = []
  for (const week of new Set(weeks)) {
    const days = weeks.flatMap((other, day) => (other === week ? [day] : []))
    days.sort((a, b) => EVENING_WEEKDAYS.indexOf(weekdays[a]!) - EVENING_WEEKDAYS.indexOf(weekdays[b]!))
    chosen.push(...days.slice(0, eveningsPerWeek))
  }
  return chosen.sort((a, b) => a - b)
}

/**
 * Cuts customers into compact groups whose workloads stand in the ratio of `shares`: halves them again and again
 * across their longer side.
 */
function splitByWorkload(
  model: PersonModel,
  customers: readonly number[],
  shares: readonly number[],
): number[][] {
  if (shares.length <= 1) return [customers.slice()]
  const half = shares.length >> 1
  const left = shares.slice(0, half)
  const right = shares.slice(half)
  const leftShare = sum(left) / (sum(left) + sum(right))
  const { lons, lats, serviceMinutes, visits } = model.task
  const scale = Math.cos(((lats[0] || 0) * Math.PI) / 180)
  let low = Infinity
  let high = -Infinity
  let south = Infinity
  let north = -Infinity
  for (const customer of customers) {
    if (Number.isNaN(lons[customer]!)) continue
    low = Math.min(low, lons[customer]! * scale)
    high = Math.max(high, lons[customer]! * scale)
    south = Math.min(south, lats[customer]!)
    north = Math.max(north, lats[customer]!)
  }
  const axis = high - low > north - south ? lons : lats
  const weight = (customer: number) => visits[customer]! * (serviceMinutes[customer]! + 4)
  const ordered = customers.slice().sort((a, b) => (axis[a]! || 0) - (axis[b]! || 0) || a - b)
  const total = ordered.reduce((all, customer) => all + weight(customer), 0)
  let passed = 0
  let cut = 0
  while (cut < ordered.length && passed + weight(ordered[cut]!) / 2 < leftShare * total)
    passed += weight(ordered[cut++]!)
  return [
    ...splitByWorkload(model, ordered.slice(0, cut), left),
    ...splitByWorkload(model, ordered.slice(cut), right),
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
