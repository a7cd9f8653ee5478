import { AppointmentBook } from './appointments.ts'
import { assemblePlan, type PersonAnswer } from './assemble.ts'
import { buildFrame, type MonthFrame } from './frame.ts'
import { findHolders } from './holders.ts'
import { solvePerson } from './person/solve-person.ts'
import type { PersonResult, PersonTask } from './person/task.ts'
import { customersOf, type Decided, prepareTask, readPrevious } from './person-task.ts'
import type { MonthProblem, Post } from './problem.ts'
import type { MonthPlan } from './solution.ts'
import { repairTeams } from './team-repair.ts'

export interface PlanProgress {
  readonly stage: Post
  readonly done: number
  readonly total: number
}

/**
 * Where people's months are worked out: in this thread (default) or by workers. `prepare(index)` makes a task when
 * a lane is free, so that time can be shared out; `finish` takes the answers in any order. The plan does not depend
 * on the number of lanes.
 */
export interface TaskRunner {
  readonly lanes: number
  run(
    count: number,
    prepare: (index: number) => PersonTask,
    finish: (index: number, result: PersonResult) => void,
    signal?: AbortSignal,
  ): Promise<void>
}

export interface PlanOptions {
  readonly seed: number
  /** Ruin-and-recreate steps per person: with it the plan depends on problem and seed alone. Default 3,000. */
  readonly iterations?: number
  /** Wall-clock budget instead of iterations; needs `clockMilliseconds`. */
  readonly seconds?: number
  readonly clockMilliseconds?: () => number
  readonly runner?: TaskRunner
  readonly onProgress?: (progress: PlanProgress) => void
  readonly signal?: AbortSignal
}

const DEFAULT_ITERATIONS = 3000
/** Share of the time kept for putting the plan together. */
const CLOSING_SHARE = 0.04

/**
 * Plans the month of everybody. Never breaks a hard rule: what does not fit is in `unplaced` with the rule in the
 * way. Specialists go first, the fewest of a post first, since their days lead through many areas; those who follow
 * find the team visits as appointments on their way. Owners come last: each one's month is then a task of its own.
 * Throws a RangeError on a calendar of another month, and the signal's reason when aborted.
 */
export async function planMonth(problem: MonthProblem, options: PlanOptions): Promise<MonthPlan> {
  const frame = buildFrame(problem)
  const decided: Decided = {
    frame,
    holders: findHolders(frame),
    book: new AppointmentBook(),
    teamDates: new Int8Array(frame.customers.length).fill(-1),
    busyDates: new Uint32Array(frame.managers.length),
    ...readPinned(frame),
    previous: readPrevious(frame),
  }
  const clock = timer(decided, options)
  const answers: (PersonAnswer | undefined)[] = new Array(frame.managers.length)
  for (const post of postsInOrder(frame)) await planPost(decided, post, options, clock, answers)
  const done = answers.filter((answer) => answer !== undefined)
  repairTeams(decided, done)
  return assemblePlan(decided, done)
}

/** The fewest people first, the main post last. */
function postsInOrder(frame: MonthFrame): Post[] {
  const count = (post: Post) => frame.managers.filter((manager) => manager.post === post).length
  const specialists = [...frame.posts].filter((post) => post !== frame.mainPost)
  specialists.sort((a, b) => count(a) - count(b) || (a < b ? -1 : 1))
  return frame.posts.has(frame.mainPost) ? [...specialists, frame.mainPost] : specialists
}

async function planPost(
  decided: Decided,
  post: Post,
  options: PlanOptions,
  secondsFor: (manager: number, lanes: number) => number | undefined,
  answers: (PersonAnswer | undefined)[],
): Promise<void> {
  const { frame, book, teamDates, busyDates } = decided
  const runner = options.runner ?? inThisThread
  const people = frame.managers.flatMap((manager, index) => (manager.post === post ? [index] : []))
  const prepared = people.map((manager) =>
    prepareTask(decided, manager, {
      seed: options.seed,
      iterations: options.iterations ?? DEFAULT_ITERATIONS,
    }),
  )
  let done = 0
  await runner.run(
    people.length,
    (index) => {
      const seconds = secondsFor(people[index]!, runner.lanes)
      return seconds === undefined ? prepared[index]!.task : { ...prepared[index]!.task, seconds }
    },
    (index, result) => {
      answers[people[index]!] = { ...prepared[index]!, result }
      options.onProgress?.({ stage: post, done: ++done, total: people.length })
    },
    options.signal,
  )
  options.signal?.throwIfAborted()
  for (const manager of people) {
    const { result, customers, dates } = answers[manager]!
    result.days.forEach((day, index) => {
      day.customers.forEach((number, position) => {
        const customer = customers[number - 1]!
        const date = dates[index]!
        book.enter(
          customer,
          date,
          manager,
          day.arriveMinutes[position]!,
          frame.problem.rules.jointToleranceMinutes,
        )
        if (frame.teams[customer]!.includes(post) && teamDates[customer] === -1) {
          teamDates[customer] = date
          for (const member of [frame.mainPost, ...frame.teams[customer]!]) {
            const holder = decided.holders.get(member)![customer]!
            if (holder >= 0) busyDates[holder]! |= 1 << date
          }
        }
      })
    })
  }
}

function readPinned(frame: MonthFrame): Pick<Decided, 'pinned' | 'pinnedTimes'> {
  const pinned = new Map<number, number>()
  const pinnedTimes = new Map<string, number>()
  for (const visit of frame.problem.pinned ?? []) {
    const manager = frame.managerIndex.get(visit.managerId)
    const customer = frame.customerIndex.get(visit.customerId)
    const date = frame.dateIndex.get(visit.date)
    if (manager === undefined || customer === undefined || date === undefined) continue
    const pair = manager * frame.customers.length + customer
    pinned.set(pair, (pinned.get(pair) ?? 0) | (1 << date))
    if (visit.arriveMinute !== undefined) pinnedTimes.set(`${pair}/${date}`, visit.arriveMinute)
  }
  return { pinned, pinnedTimes }
}

/** Shares the remaining wall-clock time out by visits still to plan; undefined = count iterations. */
function timer(
  decided: Decided,
  options: PlanOptions,
): (manager: number, lanes: number) => number | undefined {
  const { seconds, clockMilliseconds } = options
  if (seconds === undefined || clockMilliseconds === undefined) return () => undefined
  const { frame } = decided
  const end = clockMilliseconds() + seconds * 1000 * (1 - CLOSING_SHARE)
  const weights = frame.managers.map((manager, index) =>
    customersOf(decided, index).reduce(
      (sum, customer) => sum + frame.wanted[customer]!.get(manager.post)!,
      1,
    ),
  )
  let rest = weights.reduce((sum, weight) => sum + weight, 0)
  return (manager, lanes) => {
    const weight = weights[manager]!
    const share = Math.min(1, (weight * lanes) / Math.max(rest, weight))
    rest -= weight
    return Math.max(0.001, ((end - clockMilliseconds()) / 1000) * share)
  }
}

const inThisThread: TaskRunner = {
  lanes: 1,
  async run(count, prepare, finish, signal) {
    for (let index = 0; index < count; index++) {
      signal?.throwIfAborted()
      finish(index, solvePerson(prepare(index)))
      // Lets a browser paint and a server answer between two people.
      await new Promise<void>((resolve) => setTimeout(resolve))
    }
  },
}
