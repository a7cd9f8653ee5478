import { countBits } from '../frame.ts'
import { DateChooser } from './dates.ts'
import type { PersonModel, PersonState } from './state.ts'

/**
 * Puts whole customers into a month: prices every day, then takes the cheapest lawful set of days.
 * Also keeps what a customer's set of days costs by itself: moves against an earlier plan and uneven spacing.
 */
export class Placement {
  private readonly model: PersonModel
  private readonly chooser: DateChooser
  private readonly costs: Float64Array
  /** Price of an interval of so many days, by visits in the month. */
  private readonly spacings: (Float64Array | null)[]
  /** Whether limits of the week can bind, so that two visits of one customer in a week must be checked together. */
  private readonly checksWeeks: boolean
  /** Days on which the next placements are not wanted, in minutes by [customer * dayCount + day]; for the start. */
  bias: Float64Array | null = null

  constructor(model: PersonModel, spacingPrice: number) {
    const { task } = model
    this.model = model
    const maxVisits = task.visits.reduce((most, visits) => Math.max(most, visits), 1)
    this.chooser = new DateChooser(task.dayNumbers, maxVisits)
    this.costs = new Float64Array(model.dayCount)
    const { limits } = task
    const largestWeek = Array.from({ length: model.weekCount }, (_, week) =>
      task.weeks.reduce((count, other) => count + (other === week ? 1 : 0), 0),
    ).reduce((most, count) => Math.max(most, count), 0)
    this.checksWeeks =
      largestWeek * limits.dayMinutes > limits.weekMinutes ||
      largestWeek > limits.daysPerWeek ||
      model.isEvening.includes(1)
    this.spacings = Array.from({ length: maxVisits + 1 }, (_, visits) =>
      visits < 2 || spacingPrice === 0 ? null : spacingTable(visits, spacingPrice, task.dayNumbers),
    )
  }

  /** What the customer's present days cost beside travel and balance. */
  dayPrice(customer: number, days: number): number {
    const { task } = this.model
    const previous = task.previousDays[customer]!
    let price = previous === 0 ? 0 : task.movePenaltyMinutes * countBits(days & ~previous)
    const spacing = this.spacings[countBits(days)]
    if (spacing) {
      let before = -1
      for (let rest = days; rest !== 0; rest &= rest - 1) {
        const number = task.dayNumbers[31 - Math.clz32(rest & -rest)]!
        if (before >= 0) price += spacing[number - before]!
        before = number
      }
    }
    return price
  }

  /**
   * Gives the customer the visits it lacks; visits it has stay. False when no lawful set of days was found; then
   * nothing is changed. `skip` = days left out this time (bits), so that the search does not always do the same.
   */
  place(state: PersonState, customer: number, visits: number, gapDays: number, skip: number): boolean {
    const { model, costs, chooser } = this
    const { task, dayCount } = model
    const kept = state.days[customer]!
    const required = task.requiredDays[customer]! | kept
    const allowed = (task.allowedDays[customer]! & ~skip) | required
    const previous = task.previousDays[customer]!
    const movePrice = previous === 0 ? 0 : task.movePenaltyMinutes
    for (let day = 0; day < dayCount; day++) {
      let cost = Infinity
      if ((kept >>> day) & 1) cost = 0
      else if ((allowed >>> day) & 1) {
        cost = state.evaluate(customer, day)
        if (this.bias !== null) cost += this.bias[customer * dayCount + day]!
        if (((previous >>> day) & 1) === 0) cost += movePrice
      }
      costs[day] = cost
    }
    if (chooser.choose(costs, visits, gapDays, required, this.spacings[visits] ?? null) === Infinity)
      return false
    for (let visit = 0; visit < visits; visit++) {
      const day = chooser.chosen[visit]!
      if ((kept >>> day) & 1) continue
      if (this.checksWeeks && state.evaluate(customer, day) === Infinity) {
        for (let undone = 0; undone < visit; undone++) {
          const earlier = chooser.chosen[undone]!
          if (((kept >>> earlier) & 1) === 0) state.remove(customer, earlier)
        }
        return false
      }
      state.insert(customer, day, state.position[day]!)
    }
    return true
  }
}

/** Even intervals are free up to a quarter more or less; beyond, each day costs. */
function spacingTable(visits: number, price: number, dayNumbers: readonly number[]): Float64Array {
  const span = dayNumbers.length > 0 ? dayNumbers.at(-1)! - dayNumbers[0]! + 1 : 1
  const ideal = Math.max(1, span / visits)
  return Float64Array.from({ length: span + 1 }, (_, interval) => {
    const over = Math.abs(interval - ideal) - Math.max(1, 0.25 * ideal)
    return over > 0 ? price * over : 0
  })
}
