import { addMonths, monthOf, weekdayOf } from '../kernel/dates.ts'
import { createRandom } from '../kernel/random.ts'
import { travelMinutes } from '../kernel/travel.ts'
import type { AppointmentBook } from './appointments.ts'
import { countBits, gapDaysOf, isEvening, listBits, type MonthFrame } from './frame.ts'
import type { Holders } from './holders.ts'
import { DateChooser } from './person/dates.ts'
import { eveningDays } from './person/start.ts'
import type { PersonTask, Appointment as TaskAppointment } from './person/task.ts'
import type { Post } from './problem.ts'

/** More customers than this cannot be served by one person in a month anyway; the farthest are left out. */
const MOST_CUSTOMERS = 3000
const DAYS_PER_WEEK = 6
const SHORT_OWNER_DAY_MINUTES = 60
/** About what travel adds to a call. */
const TRAVEL_MINUTES = 4

/** A person's task with the way back: which customers and dates its numbers mean. */
export interface PreparedTask {
  readonly task: PersonTask
  readonly manager: number
  readonly post: Post
  /** Customer index by number - 1. */
  readonly customers: readonly number[]
  /** Date index by day. */
  readonly dates: readonly number[]
  /** Customers left out because they are too many. */
  readonly leftOut: readonly number[]
}

/** What has been decided before a person is planned. */
export interface Decided {
  readonly frame: MonthFrame
  readonly holders: Holders
  readonly book: AppointmentBook
  /** Date index of each customer's team visit; -1 = not decided. */
  readonly teamDates: Int8Array
  /** Dates (bits) on which a manager already has team visits. */
  readonly busyDates: Uint32Array
  readonly pinned: DatesByPair
  readonly pinnedTimes: ReadonlyMap<string, number>
  readonly previous: DatesByPair
}

/** Bits of dates by `manager index * customers + customer index`. */
export type DatesByPair = ReadonlyMap<number, number>

export interface SearchSize {
  readonly seed: number
  readonly iterations: number
}

/** Customers of whom a person owes visits this month. */
export function customersOf({ frame, holders }: Decided, manager: number): number[] {
  const post = frame.managers[manager]!.post
  const held = holders.get(post)
  const list: number[] = []
  held?.forEach((holder, customer) => {
    if (holder === manager && (frame.wanted[customer]!.get(post) ?? 0) > 0) list.push(customer)
  })
  return list
}

export function prepareTask(decided: Decided, manager: number, size: SearchSize): PreparedTask {
  const { frame, pinned, previous } = decided
  const { rules } = frame.problem
  const person = frame.managers[manager]!
  const post = person.post
  const all = customersOf(decided, manager)
  const customers = all.length > MOST_CUSTOMERS ? nearest(frame, manager, all) : all
  const kept = new Set(customers)
  const dates = listBits(frame.workdays[manager]!)
  const dayOfDate = new Map(dates.map((date, day) => [date, day]))
  const toDays = (mask: number) => {
    let days = 0
    for (const date of listBits(mask)) {
      const day = dayOfDate.get(date)
      if (day !== undefined) days |= 1 << day
    }
    return days
  }
  const count = customers.length + 1
  const lons = new Float64Array(count)
  const lats = new Float64Array(count)
  const urban = new Uint8Array(count)
  const serviceMinutes = new Float64Array(count)
  const visits = new Uint8Array(count)
  const gapDays = new Uint8Array(count)
  const windowStarts = new Float64Array(count).fill(Number.NaN)
  const windowEnds = new Float64Array(count).fill(Number.NaN)
  const allowedDays = new Uint32Array(count)
  const requiredDays = new Uint32Array(count)
  const previousDays = new Uint32Array(count)
  const appointments: TaskAppointment[] = []
  lons[0] = person.home?.lon ?? Number.NaN
  lats[0] = person.home?.lat ?? Number.NaN
  urban[0] = 1
  customers.forEach((index, position) => {
    const number = position + 1
    const customer = frame.customers[index]!
    const pair = manager * frame.customers.length + index
    lons[number] = customer.location?.lon ?? Number.NaN
    lats[number] = customer.location?.lat ?? Number.NaN
    urban[number] = customer.isUrban ? 1 : 0
    serviceMinutes[number] = customer.serviceMinutes
    visits[number] = frame.wanted[index]!.get(post)!
    gapDays[number] = gapDaysOf(frame, visits[number]!)
    if (customer.window !== null) {
      windowStarts[number] = customer.window.startMinute
      windowEnds[number] = customer.window.endMinute
    }
    const fixed = pinned.get(pair) ?? 0
    const { allowed, required } = datesFor(decided, manager, index, fixed)
    allowedDays[number] = toDays(allowed)
    requiredDays[number] = toDays(required)
    if (post !== frame.mainPost && frame.teams[index]!.length > 0) {
      // Everybody of the team must be able to come from home after the start of the shift.
      const opens = rules.shiftStartMinute + longestWay(decided, index)
      const own = customer.window?.startMinute ?? rules.shiftStartMinute
      const closes = customer.window?.endMinute ?? Math.max(rules.workingEndMinute, rules.shiftStartMinute)
      if (opens > own && opens <= closes) {
        windowStarts[number] = opens
        windowEnds[number] = closes
      }
    }
    // A required date on which the person is off cannot be kept: nothing may pretend it was.
    if (listBits(required).some((date) => !dayOfDate.has(date)))
      allowedDays[number] = requiredDays[number] = 0
    previousDays[number] = toDays(previous.get(pair) ?? 0)
    for (const date of listBits(decided.book.datesOf(index))) {
      const day = dayOfDate.get(date)
      const call = decided.book.get(index, date)!
      if (day !== undefined)
        appointments.push({ customer: number, day, startMinute: call.startMinute, endMinute: call.endMinute })
    }
    for (const date of listBits(fixed)) {
      const minute = decided.pinnedTimes.get(`${pair}/${date}`)
      const day = dayOfDate.get(date)
      if (minute !== undefined && day !== undefined && !decided.book.get(index, date))
        appointments.push({
          customer: number,
          day,
          startMinute: minute,
          endMinute: minute + rules.jointToleranceMinutes,
        })
    }
  })
  const task: PersonTask = {
    managerId: person.id,
    seed: String(
      createRandom(size.seed)
        .fork(person.id)
        .integer(2 ** 31),
    ),
    dayNumbers: dates.map((date) => frame.dayNumbers[date]!),
    weeks: dates.map((date) => frame.weeks[date]!),
    weekdays: dates.map((date) => frame.weekdays[date]!),
    lons,
    lats,
    urban,
    serviceMinutes,
    visits,
    gapDays,
    gapDaysByVisits: Array.from({ length: 32 }, (_, visitCount) => gapDaysOf(frame, visitCount)),
    windowStarts,
    windowEnds,
    allowedDays,
    requiredDays,
    previousDays,
    appointments,
    limits: {
      dayMinutes: rules.hoursPerDay * 60,
      weekMinutes: rules.hoursPerWeek * 60,
      daysPerWeek: DAYS_PER_WEEK,
      eveningsPerWeek: rules.maxEveningsPerWeek,
      shiftStartMinute: rules.shiftStartMinute,
      workingEndMinute: Math.max(rules.workingEndMinute, rules.shiftStartMinute + rules.hoursPerDay * 60),
    },
    travel: rules,
    movePenaltyMinutes: rules.movePenaltyMinutes,
    shortDayMinutes: shortDayOf(decided, manager, customers),
    iterations: size.iterations,
  }
  return { task, manager, post, customers, dates, leftOut: all.filter((index) => !kept.has(index)) }
}

/**
 * Below this length a day is not worth evening out. Owners go out every day; specialists rather have few full days than
 * many commutes, but a day of team visits at one owner's customers is that owner's day too and should be like its others.
 */
function shortDayOf(decided: Decided, manager: number, customers: readonly number[]): number {
  const { frame, holders } = decided
  const { post } = frame.managers[manager]!
  if (post === frame.mainPost) return SHORT_OWNER_DAY_MINUTES
  const halfDay = 30 * frame.problem.rules.hoursPerDay
  const joint = customers.filter((customer) => frame.teams[customer]!.includes(post))
  if (2 * joint.length < customers.length) return halfDay
  const owners = new Set(joint.map((customer) => holders.get(frame.mainPost)?.[customer] ?? -1))
  owners.delete(-1)
  let minutes = 0
  let days = 0
  frame.customers.forEach((customer, index) => {
    if (owners.has(holders.get(frame.mainPost)?.[index] ?? -1))
      minutes += (frame.wanted[index]!.get(frame.mainPost) ?? 0) * (customer.serviceMinutes + TRAVEL_MINUTES)
  })
  for (const owner of owners) days += countBits(frame.workdays[owner]!)
  return Math.min(halfDay, Math.max(SHORT_OWNER_DAY_MINUTES, minutes / Math.max(1, days)))
}

function nearest(frame: MonthFrame, manager: number, customers: readonly number[]): number[] {
  const home = frame.managers[manager]!.home
  const distance = (index: number) => {
    const place = frame.customers[index]!.location
    return place && home ? Math.hypot(place.lon - home.lon, place.lat - home.lat) : 0
  }
  return customers
    .slice()
    .sort((a, b) => distance(a) - distance(b) || a - b)
    .slice(0, MOST_CUSTOMERS)
    .sort((a, b) => a - b)
}

/** On which dates a person may and must call at a customer. */
function datesFor(
  decided: Decided,
  manager: number,
  customer: number,
  fixed: number,
): { allowed: number; required: number } {
  const { frame, book, teamDates } = decided
  const post = frame.managers[manager]!.post
  const inTeam =
    frame.teams[customer]!.length > 0 && (post === frame.mainPost || frame.teams[customer]!.includes(post))
  let allowed = frame.workdays[manager]!
  let required = fixed
  if (inTeam) {
    if (teamDates[customer]! >= 0) {
      required |= 1 << teamDates[customer]!
    } else if (post !== frame.mainPost) {
      allowed &= teamDatesOf(decided, customer)
      const quiet = allowed & ~busyPartners(decided, manager, customer)
      if (fits(decided, manager, customer, quiet, required, 3)) allowed = quiet
    }
  }
  // VIS-10: not twice on one day. Dates of others are left to them while enough others remain; else one goes along.
  const taken = book.datesOf(customer) & ~required
  if (taken !== 0 && fits(decided, manager, customer, allowed & ~taken, required, 0)) allowed &= ~taken
  return { allowed: allowed | required, required }
}

/** Whether the person's visits fit into these dates, with some to spare. */
function fits(
  { frame }: Decided,
  manager: number,
  customer: number,
  allowed: number,
  required: number,
  spare: number,
): boolean {
  const visits = frame.wanted[customer]!.get(frame.managers[manager]!.post)!
  if (listBits(allowed).length < visits + spare) return false
  return hasDates(frame, visits, allowed | required, required)
}

function hasDates(frame: MonthFrame, visits: number, allowed: number, required: number): boolean {
  const chooser = new DateChooser(frame.dayNumbers, visits)
  const costs = Float64Array.from(frame.dates, (_, date) => ((allowed >>> date) & 1 ? 0 : Infinity))
  return chooser.choose(costs, visits, gapDaysOf(frame, visits), required, null) < Infinity
}

/** Minutes from home of whoever of the team lives farthest. */
function longestWay({ frame, holders }: Decided, customer: number): number {
  const { rules } = frame.problem
  const { location, isUrban } = frame.customers[customer]!
  let longest = 0
  for (const post of [frame.mainPost, ...frame.teams[customer]!]) {
    const holder = holders.get(post)?.[customer] ?? -1
    if (holder < 0) continue
    const home = { location: frame.managers[holder]!.home, isUrban: true }
    longest = Math.max(longest, travelMinutes(home, { location, isUrban }, rules))
  }
  return longest
}

/** Dates on which everybody of a team visit can be there and that suit their other visits of the customer. */
export function teamDatesOf(decided: Decided, customer: number): number {
  const { frame, holders, pinned } = decided
  let common = -1
  for (const post of [frame.mainPost, ...frame.teams[customer]!]) {
    const holder = holders.get(post)?.[customer] ?? -1
    if (holder < 0) return 0
    const fixed = pinned.get(holder * frame.customers.length + customer) ?? 0
    common &= suitableDates(frame, frame.workdays[holder]!, frame.wanted[customer]!.get(post) ?? 1, fixed)
    if (isEvening(frame.customers[customer]!)) {
      const days = listBits(frame.workdays[holder]!)
      const late = eveningDays(
        days.map((date) => frame.weeks[date]!),
        days.map((date) => frame.weekdays[date]!),
        frame.problem.rules.maxEveningsPerWeek,
      ).reduce((mask, day) => mask | (1 << days[day]!), 0)
      if ((common & late) !== 0) common &= late
    }
  }
  return common
}

const suitableCache = new WeakMap<MonthFrame, Map<string, number>>()

/** Dates that belong to at least one lawful set of dates. */
function suitableDates(frame: MonthFrame, workdays: number, visits: number, fixed: number): number {
  if (!suitableCache.has(frame)) suitableCache.set(frame, new Map())
  const cache = suitableCache.get(frame)!
  const key = `${workdays}/${visits}/${fixed}`
  const known = cache.get(key)
  if (known !== undefined) return known
  let suitable = 0
  for (const date of listBits(workdays))
    if (hasDates(frame, visits, workdays | fixed, fixed | (1 << date))) suitable |= 1 << date
  cache.set(key, suitable)
  return suitable
}

function busyPartners({ frame, holders, busyDates }: Decided, manager: number, customer: number): number {
  let busy = 0
  for (const post of [frame.mainPost, ...frame.teams[customer]!]) {
    const holder = holders.get(post)?.[customer] ?? -1
    if (holder >= 0 && holder !== manager) busy |= busyDates[holder]!
  }
  return busy
}

/** Dates of an earlier plan: the same dates in a plan of this month, the same weekdays after last month's. */
export function readPrevious(frame: MonthFrame): DatesByPair {
  const { month, previous } = frame.problem
  const dates = new Map<number, number>()
  for (const visit of previous ?? []) {
    const manager = frame.managerIndex.get(visit.managerId)
    const customer = frame.customerIndex.get(visit.customerId)
    if (manager === undefined || customer === undefined) continue
    let mask = 0
    if (monthOf(visit.date) === month) {
      const date = frame.dateIndex.get(visit.date)
      if (date !== undefined) mask = 1 << date
    } else if (addMonths(monthOf(visit.date), 1) === month) {
      const weekday = weekdayOf(visit.date)
      frame.weekdays.forEach((other, date) => {
        if (other === weekday) mask |= 1 << date
      })
    }
    const pair = manager * frame.customers.length + customer
    if (mask !== 0) dates.set(pair, (dates.get(pair) ?? 0) | mask)
  }
  return dates
}
