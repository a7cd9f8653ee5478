import { boundTour } from '../../routing/index.ts'
import { listBits } from '../frame.ts'
import { improveMonth, type SearchBudget } from './improve.ts'
import { improveOrder } from './order.ts'
import { Placement } from './placement.ts'
import { startFromSectors } from './start.ts'
import { buildModel, type PersonModel, PersonState } from './state.ts'
import type { PersonDay, PersonResult, PersonTask } from './task.ts'
import { findCause } from './unplaced.ts'

/** Minutes a day of unevenness between two visits costs: spreads them well and costs hardly any travel. */
const SPACING_MINUTES_PER_DAY = 1

/** Plans one person's month: start, search, certificates. Depends on nothing but the task (and the clock, when `seconds`). */
export function solvePerson(task: PersonTask, clockMilliseconds?: () => number): PersonResult {
  const model = buildModel(task)
  const state = new PersonState(model)
  const placement = new Placement(model, SPACING_MINUTES_PER_DAY)
  let waiting = startFromSectors(model, state, placement)
  waiting.push(...clearUnlawful(model, state))
  const budget: SearchBudget =
    task.seconds !== undefined && clockMilliseconds
      ? { steps: Number.MAX_SAFE_INTEGER, milliseconds: task.seconds * 1000, clock: clockMilliseconds }
      : { steps: task.iterations }
  const found = improveMonth(model, state, placement, waiting, budget)
  waiting = found.unplaced
  const unplaced: PersonResult['unplaced'][number][] = []
  for (const customer of waiting.sort((a, b) => a - b)) {
    const placed = placeSome(model, state, placement, customer)
    const missing = task.visits[customer]! - placed
    if (missing > 0)
      unplaced.push({ customer, visits: missing, ...findCause(model, state, customer, placed) })
  }
  for (let day = 0; day < model.dayCount; day++) improveOrder(state, day)
  return {
    days: Array.from({ length: model.dayCount }, (_, day) => readDay(model, state, day)),
    unplaced,
    steps: found.steps,
  }
}

/** Customers taken out again where the start left a day against a rule (see `isLawful`). */
function clearUnlawful(model: PersonModel, state: PersonState): number[] {
  const cleared: number[] = []
  for (let day = 0; day < model.dayCount; day++) {
    while (!state.isLawful(day)) {
      const customer = state.stops[day * state.stride + state.length[day]!]!
      for (const other of listBits(state.days[customer]!)) state.remove(customer, other)
      cleared.push(customer)
    }
  }
  return cleared
}

/** As many visits as fit when not all do; the gap must suit both the number asked for and the number placed. */
function placeSome(model: PersonModel, state: PersonState, placement: Placement, customer: number): number {
  const { task } = model
  for (let visits = task.visits[customer]!; visits > 0; visits--) {
    const gap = Math.max(task.gapDays[customer]!, task.gapDaysByVisits[visits] ?? 0)
    if (placement.place(state, customer, visits, gap, 0)) return visits
  }
  return 0
}

function readDay(model: PersonModel, state: PersonState, day: number): PersonDay {
  const base = day * state.stride
  const length = state.length[day]!
  const customers = Array.from(state.stops.subarray(base + 1, base + 1 + length))
  const isTimed = state.bindingStops[day]! > 0
  const leaveMinute = length === 0 ? 0 : state.leaveMinute(day)
  const arriveMinutes: number[] = []
  let now = leaveMinute
  for (let index = 0; index < length; index++) {
    now += state.legs[base + 1 + index]!
    if (isTimed) now = Math.max(now, model.windowStart[customers[index]! * model.dayCount + day]!)
    arriveMinutes.push(now)
    now += model.service[customers[index]!]!
  }
  const returnMinute = length === 0 ? 0 : now + state.legs[base + length + 1]!
  const travelMinutes = state.travelMinutes[day]!
  return {
    customers,
    arriveMinutes,
    leaveMinute,
    returnMinute,
    travelMinutes,
    waitingMinutes:
      length === 0 ? 0 : Math.max(0, returnMinute - leaveMinute - travelMinutes - state.serviceMinutes[day]!),
    travelBoundMinutes: length === 0 ? 0 : boundDay(model, customers, travelMinutes),
  }
}

function boundDay(model: PersonModel, customers: readonly number[], tour: number): number {
  const nodes = [0, ...customers]
  const size = nodes.length
  const travel = new Float32Array(size * size)
  for (let from = 0; from < size; from++)
    for (let to = 0; to < size; to++)
      travel[from * size + to] = model.travel[nodes[from]! * model.size + nodes[to]!]!
  return boundTour(travel, size, tour)
}
