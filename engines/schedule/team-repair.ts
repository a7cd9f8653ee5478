import { travelMatrix } from '../kernel/travel.ts'
import { boundTour, solveTour } from '../routing/index.ts'
import type { PersonAnswer } from './assemble.ts'
import { countBits, gapDaysOf, isEvening, listBits } from './frame.ts'
import { DateChooser } from './person/dates.ts'
import type { PersonDay, PersonResult } from './person/task.ts'
import { type Decided, teamDatesOf } from './person-task.ts'
import { limitsOf, stopOf } from './plan-index.ts'
import type { Post } from './problem.ts'
import { windowsOf } from './route-day.ts'
import { type DayLimits, listInsertions, type TimedStop, timeDay } from './timed-day.ts'
import { commonStart } from './what-if.ts'

const WORKDAYS_PER_WEEK = 6
const SLACK_MINUTES = 0.02

/**
 * Mends team visits that lack somebody because a day had no room at the agreed time: all people of the team give the
 * visit up and look together for another date and start. Where none exists, one visit of each stays unplaced with the
 * reason `no-common-time`, and nobody goes alone to what should be a team visit. Changes `answers` in place.
 */
export function repairTeams(decided: Decided, answers: readonly PersonAnswer[]): void {
  const repair = new TeamRepair(decided, answers)
  decided.frame.teams.forEach((team, customer) => {
    if (team.length > 0) repair.mend(customer)
  })
  repair.finish()
}

/** One person's month while it is being mended: customers (indexes) of each date in driving order. */
interface Board {
  readonly answer: PersonAnswer
  readonly limits: DayLimits
  readonly days: Map<number, number[]>
  readonly minutes: Map<number, number>
  readonly changed: Set<number>
  readonly unplaced: Map<number, PersonResult['unplaced'][number]>
}

class TeamRepair {
  private readonly decided: Decided
  private readonly boards = new Map<number, Board>()
  private readonly answers: Map<number, PersonAnswer>

  constructor(decided: Decided, answers: readonly PersonAnswer[]) {
    this.decided = decided
    this.answers = new Map(answers.map((answer) => [answer.manager, answer]))
  }

  mend(customer: number): void {
    const { frame, teamDates, book } = this.decided
    const party = this.partyOf(customer)
    if (party.some(({ manager }) => manager < 0)) return
    const agreed = teamDates[customer]!
    const people = agreed >= 0 ? (book.get(customer, agreed)?.people ?? []) : []
    if (party.every(({ manager }) => people.includes(manager))) return
    for (const { manager } of party)
      for (const date of listBits(this.datesOf(manager, customer))) this.take(manager, customer, date)
    teamDates[customer] = -1
    const found = this.findDate(customer, party)
    if (found) {
      teamDates[customer] = found.date
      for (const { manager } of party) this.put(manager, customer, found.date, found.start)
    }
    for (const { manager, post } of party) {
      const wanted = frame.wanted[customer]!.get(post)!
      const missing = this.fill(manager, customer, found ? wanted : wanted - 1)
      this.note(manager, customer, missing + (found ? 0 : 1), found !== undefined)
    }
  }

  /** Writes the changed months back. */
  finish(): void {
    for (const board of this.boards.values()) {
      const { answer } = board
      for (const date of board.changed) this.putInTime(board, date)
      const days = answer.result.days.slice()
      for (const date of board.changed) days[answer.dates.indexOf(date)] = this.rebuild(board, date)
      const unplaced = [...board.unplaced.values()].sort((a, b) => a.customer - b.customer)
      answer.result = { ...answer.result, days, unplaced }
    }
  }

  private partyOf(customer: number): { manager: number; post: Post }[] {
    const { frame, holders } = this.decided
    return [frame.mainPost, ...frame.teams[customer]!].map((post) => ({
      post,
      manager: holders.get(post)?.[customer] ?? -1,
    }))
  }

  private boardOf(manager: number): Board {
    const known = this.boards.get(manager)
    if (known) return known
    const answer = this.answers.get(manager)!
    const { frame } = this.decided
    const board: Board = {
      answer,
      limits: limitsOf(frame, frame.managers[manager]!),
      days: new Map(),
      minutes: new Map(),
      changed: new Set(),
      unplaced: new Map(answer.result.unplaced.map((item) => [item.customer, item])),
    }
    answer.result.days.forEach((day, index) => {
      const date = answer.dates[index]!
      board.days.set(
        date,
        day.customers.map((number) => answer.customers[number - 1]!),
      )
      board.minutes.set(date, day.returnMinute - day.leaveMinute)
    })
    this.boards.set(manager, board)
    return board
  }

  /** A call within its window and, when it is pinned or others are there too, within the agreed time. */
  private stop(customer: number, date: number, manager: number): TimedStop {
    const { frame, book, pinnedTimes } = this.decided
    const call = book.get(customer, date)
    const withOthers = call?.people.some((other) => other !== manager)
    let opensMinute = withOthers ? call!.startMinute : -Infinity
    let closesMinute = withOthers ? call!.endMinute : Infinity
    const pinned = pinnedTimes.get(`${this.pair(manager, customer)}/${date}`)
    if (pinned !== undefined) {
      opensMinute = Math.max(opensMinute, pinned)
      closesMinute = Math.min(closesMinute, pinned + frame.problem.rules.jointToleranceMinutes)
    }
    return stopOf(frame, frame.customers[customer]!, { opensMinute, closesMinute })
  }

  private pair(manager: number, customer: number): number {
    return manager * this.decided.frame.customers.length + customer
  }

  /** Dates (bits) on which the person must call at the customer: those it has, and those that are pinned. */
  private requiredDates(manager: number, customer: number): number {
    return this.datesOf(manager, customer) | (this.decided.pinned.get(this.pair(manager, customer)) ?? 0)
  }

  private stops(board: Board, date: number): TimedStop[] {
    return (board.days.get(date) ?? []).map((customer) => this.stop(customer, date, board.answer.manager))
  }

  /** Dates (bits) on which the person calls at the customer. */
  private datesOf(manager: number, customer: number): number {
    let mask = 0
    for (const [date, customers] of this.boardOf(manager).days)
      if (customers.includes(customer)) mask |= 1 << date
    return mask
  }

  private take(manager: number, customer: number, date: number): void {
    const board = this.boardOf(manager)
    const day = board.days.get(date)
    const position = day?.indexOf(customer) ?? -1
    if (position < 0) return
    day!.splice(position, 1)
    this.decided.book.leave(customer, date, manager)
    this.retime(board, date)
  }

  private retime(board: Board, date: number): void {
    board.changed.add(date)
    board.minutes.set(date, timeDay(board.limits, this.stops(board, date)).durationMinutes)
  }

  private put(manager: number, customer: number, date: number, start: number): void {
    const { book, frame } = this.decided
    const board = this.boardOf(manager)
    const fixed = { ...stopOf(frame, frame.customers[customer]!), opensMinute: start, closesMinute: start }
    const best = this.place(board, customer, date, fixed)!
    board.days.get(date)!.splice(best.position, 0, customer)
    book.enter(customer, date, manager, start, frame.problem.rules.jointToleranceMinutes)
    this.retime(board, date)
  }

  /** The cheapest lawful place of a stop in a day, or nothing. */
  private place(board: Board, customer: number, date: number, stop: TimedStop) {
    const { frame } = this.decided
    const { rules } = frame.problem
    const week = frame.weeks[date]!
    let weekMinutes = 0
    let weekDays = 0
    let evenings = 0
    let isLate = false
    for (const [other, customers] of board.days) {
      if (frame.weeks[other] !== week || customers.length === 0) continue
      weekDays++
      weekMinutes += board.minutes.get(other)!
      const late = customers.some((index) => isEvening(frame.customers[index]!))
      if (late) evenings++
      if (late && other === date) isLate = true
    }
    const day = board.days.get(date)!
    if (day.length === 0 && weekDays >= WORKDAYS_PER_WEEK) return undefined
    if (isEvening(frame.customers[customer]!) && !isLate && evenings >= rules.maxEveningsPerWeek)
      return undefined
    const limit = Math.min(
      rules.hoursPerDay * 60,
      rules.hoursPerWeek * 60 - weekMinutes + (board.minutes.get(date) ?? 0),
    )
    const options = listInsertions(board.limits, this.stops(board, date), stop).filter(
      (option) => option.latenessMinutes < 1e-6 && option.durationMinutes <= limit - SLACK_MINUTES,
    )
    return options.reduce<(typeof options)[number] | undefined>(
      (best, option) => (best === undefined || option.detourMinutes < best.detourMinutes ? option : best),
      undefined,
    )
  }

  private findDate(
    customer: number,
    party: readonly { manager: number; post: Post }[],
  ): { date: number; start: number } | undefined {
    const { frame, book } = this.decided
    let least = Infinity
    let best: { date: number; start: number } | undefined
    for (const date of listBits(teamDatesOf(this.decided, customer) & ~book.datesOf(customer))) {
      const suits = party.every(({ manager, post }) => this.hasGaps(manager, customer, post, date))
      if (!suits) continue
      const boards = party.map(({ manager }) => this.boardOf(manager))
      const windows = party.map(({ manager }) => this.stop(customer, date, manager))
      const stop = {
        ...windows[0]!,
        opensMinute: Math.max(...windows.map((window) => window.opensMinute)),
        closesMinute: Math.min(...windows.map((window) => window.closesMinute)),
      }
      if (stop.closesMinute < stop.opensMinute) continue
      const start = commonStart(
        boards.map((board) => board.limits),
        boards.map((board) => this.stops(board, date)),
        stop,
        frame.problem.rules.hoursPerDay * 60,
      )
      const fixed = { ...stop, opensMinute: start, closesMinute: start }
      const places = boards.map((board) => this.place(board, customer, date, fixed))
      if (places.some((place) => place === undefined)) continue
      const price = places.reduce((sum, place) => sum + place!.detourMinutes, 0)
      if (price < least) {
        least = price
        best = { date, start }
      }
    }
    return best
  }

  /** Whether one more date leaves a lawful completion of the person's visits. */
  private hasGaps(manager: number, customer: number, post: Post, date: number): boolean {
    const { frame } = this.decided
    const wanted = frame.wanted[customer]!.get(post)!
    const required = this.requiredDates(manager, customer) | (1 << date)
    if (countBits(required) > wanted) return false
    const workdays = frame.workdays[manager]!
    const costs = Float64Array.from(frame.dates, (_, index) => ((workdays >>> index) & 1 ? 0 : Infinity))
    const chooser = new DateChooser(frame.dayNumbers, wanted)
    return chooser.choose(costs, wanted, gapDaysOf(frame, wanted), required, null) < Infinity
  }

  /** Adds solo visits until the person has `wanted`; returns how many stay missing. */
  private fill(manager: number, customer: number, wanted: number): number {
    const { frame, book } = this.decided
    const board = this.boardOf(manager)
    const present = this.datesOf(manager, customer)
    const most = frame.wanted[customer]!.get(board.answer.post)!
    for (let visits = wanted; visits > countBits(present); visits--) {
      const taken = book.datesOf(customer) & ~this.requiredDates(manager, customer)
      const costs = new Float64Array(frame.dates.length).fill(Infinity)
      for (const date of listBits(frame.workdays[manager]! & ~taken)) {
        if ((present >>> date) & 1) costs[date] = 0
        else
          costs[date] =
            this.place(board, customer, date, this.stop(customer, date, manager))?.detourMinutes ?? Infinity
      }
      const gap = Math.max(gapDaysOf(frame, visits), gapDaysOf(frame, most))
      const chooser = new DateChooser(frame.dayNumbers, visits)
      const required = this.requiredDates(manager, customer)
      const fixed = countBits(required) <= visits ? required : present
      if (chooser.choose(costs, visits, gap, fixed, null) === Infinity) continue
      for (const date of Array.from(chooser.chosen.subarray(0, visits))) {
        if ((present >>> date) & 1) continue
        const place = this.place(board, customer, date, this.stop(customer, date, manager))
        if (!place) continue
        board.days.get(date)!.splice(place.position, 0, customer)
        const timed = timeDay(board.limits, this.stops(board, date))
        const tolerance = frame.problem.rules.jointToleranceMinutes
        book.enter(customer, date, manager, timed.arriveMinutes[place.position]!, tolerance)
        this.retime(board, date)
      }
      break
    }
    return Math.max(0, wanted - countBits(this.datesOf(manager, customer)))
  }

  /**
   * Taking a visit out can make the others late where the straight way is the slower one: then the day gets a new
   * order, and if that does not help, gives up solo visits.
   */
  private putInTime(board: Board, date: number): void {
    const { frame, book } = this.decided
    const { manager } = board.answer
    const limit = frame.problem.rules.hoursPerDay * 60
    const isFine = () => {
      const timed = timeDay(board.limits, this.stops(board, date))
      return timed.late.length === 0 && timed.durationMinutes <= limit
    }
    if (isFine()) return
    const stops = this.stops(board, date)
    const travel = travelMatrix([board.limits.home, ...stops.map((stop) => stop.point)], board.limits.travel)
    const windows = windowsOf(board.limits, stops, travel)
    const { order } = solveTour({ size: stops.length + 1, travel, windows })
    const customers = board.days.get(date)!
    board.days.set(
      date,
      order.map((number) => customers[number - 1]!),
    )
    for (const rest = board.days.get(date)!.slice(); !isFine() && rest.length > 0; ) {
      const customer = rest.pop()!
      if ((book.get(customer, date)?.people.length ?? 1) > 1) continue
      this.take(manager, customer, date)
      const known = board.unplaced.get(board.answer.customers.indexOf(customer) + 1)
      this.note(manager, customer, (known?.visits ?? 0) + 1, true)
    }
  }

  private note(manager: number, customer: number, missing: number, hasTeam: boolean): void {
    const board = this.boardOf(manager)
    const number = board.answer.customers.indexOf(customer) + 1
    const known = board.unplaced.get(number)
    board.unplaced.delete(number)
    if (missing > 0)
      board.unplaced.set(number, {
        customer: number,
        visits: missing,
        code: hasTeam && known ? known.code : 'no-common-time',
        missingMinutes: known?.missingMinutes ?? 0,
      })
  }

  private rebuild(board: Board, date: number): PersonDay {
    const { answer } = board
    const customers = board.days.get(date)!
    const stops = this.stops(board, date)
    const timed = timeDay(board.limits, stops)
    const points = [board.limits.home, ...stops.map((stop) => stop.point)]
    const travel = travelMatrix(points, board.limits.travel)
    return {
      customers: customers.map((customer) => answer.customers.indexOf(customer) + 1),
      arriveMinutes: timed.arriveMinutes,
      leaveMinute: timed.leaveMinute,
      returnMinute: timed.returnMinute,
      travelMinutes: timed.travelMinutes,
      waitingMinutes: timed.waitingMinutes,
      travelBoundMinutes: customers.length === 0 ? 0 : boundTour(travel, points.length, timed.travelMinutes),
    }
  }
}
