import { DateChooser } from './dates.ts'
import type { PersonModel, PersonState } from './state.ts'
import type { UnplacedCause } from './task.ts'

/**
 * Why visits found no place: rules are lifted one after the other, the first whose lifting would make room is
 * named. `placed` = visits the customer has nevertheless.
 */
export function findCause(
  model: PersonModel,
  state: PersonState,
  customer: number,
  placed: number,
): { code: UnplacedCause; missingMinutes: number } {
  const { task } = model
  const visits = task.visits[customer]!
  const gap = task.gapDays[customer]!
  const chooser = new DateChooser(task.dayNumbers, visits)
  const anyDay = new Float64Array(model.dayCount)
  const allowed = Float64Array.from(anyDay, (_, day) =>
    (task.allowedDays[customer]! >>> day) & 1 ? 0 : Infinity,
  )
  const required = task.requiredDays[customer]!
  if (model.dayCount < visits) return { code: 'too-few-dates', missingMinutes: 0 }
  if (chooser.choose(anyDay, visits, gap, 0, null) === Infinity) return { code: 'min-gap', missingMinutes: 0 }
  if (chooser.choose(allowed, visits, gap, 0, null) === Infinity)
    return { code: 'no-common-time', missingMinutes: 0 }
  if (chooser.choose(allowed, visits, gap, required, null) === Infinity)
    return { code: 'pinned', missingMinutes: 0 }
  const alone = 2 * model.travel[customer]! + model.service[customer]!
  if (alone > model.dayMinutes) return { code: 'too-far', missingMinutes: alone - model.dayMinutes }
  const { limits } = task
  if (model.isEvening[customer] === 1 && limits.eveningsPerWeek === 0)
    return { code: 'evenings-per-week', missingMinutes: 0 }
  let shortfall = Infinity
  let evenings = false
  let weeks = false
  for (let day = 0; day < model.dayCount; day++) {
    if (allowed[day] === Infinity || (state.days[customer]! >>> day) & 1) continue
    const week = model.weeks[day]!
    if (
      model.isEvening[customer] === 1 &&
      state.eveningStops[day] === 0 &&
      state.weekEvenings[week]! >= limits.eveningsPerWeek
    ) {
      evenings = true
      continue
    }
    const longer = state.duration[day]! + detour(model, state, customer, day) + model.service[customer]!
    const over = longer - model.dayMinutes
    const weekOver = state.weekMinutes[week]! + longer - state.duration[day]! - model.weekMinutes
    if (over <= 0 && weekOver > 0) weeks = true
    shortfall = Math.min(shortfall, Math.max(over, weekOver))
  }
  if (evenings && placed < visits && (shortfall === Infinity || shortfall > 0))
    return { code: 'evenings-per-week', missingMinutes: 0 }
  const isRestricted = model.isBinding
    .subarray(customer * model.dayCount, (customer + 1) * model.dayCount)
    .includes(1)
  if (shortfall <= 0 && isRestricted) return { code: 'window', missingMinutes: 0 }
  if (weeks) return { code: 'hours-per-week', missingMinutes: Math.max(0, shortfall) }
  return { code: 'hours-per-day', missingMinutes: shortfall === Infinity ? 0 : Math.max(0, shortfall) }
}

function detour(model: PersonModel, state: PersonState, customer: number, day: number): number {
  const row = customer * model.size
  const first = day * state.stride + 1
  let least = Infinity
  for (let index = first; index <= first + state.length[day]!; index++) {
    const price =
      model.travel[row + state.stops[index - 1]!]! +
      model.travel[row + state.stops[index]!]! -
      state.legs[index]!
    if (price < least) least = price
  }
  return least
}
