import { createRandom, type Random } from '../../kernel/random.ts'
import { improveOrder } from './order.ts'
import type { Placement } from './placement.ts'
import { type PersonModel, PersonState } from './state.ts'

export interface SearchBudget {
  readonly steps: number
  /** Milliseconds after which the search ends whatever the steps; needs `clock`. */
  readonly milliseconds?: number
  readonly clock?: () => number
}

/** An unplaced visit outweighs any travel. */
const UNPLACED_MINUTES = 400
/** Minutes; chosen on twelve owners of a city of 30,000 (README, measured results), as the sizes of ruin. */
const FIRST_TEMPERATURE = 6
/** When most customers have dates of an earlier plan, the search begins close to them. */
const WARM_TEMPERATURE = 0.5
const LAST_TEMPERATURE = 0.2
const MOST_RETRIES = 8
const MOST_NEIGHBOURS = 14
const LONGEST_STRING = 10

/**
 * Ruin and recreate under simulated annealing (Schrimpf and others 2000; Christiaens and Vanden Berghe, "Slack
 * induction by string removals", 2020): neighbouring customers lose their visits and get, one after the other, the
 * cheapest lawful set of days with its cheapest positions. Days and positions are thus decided together.
 * Changes `state` to the best month found and returns its unplaced customers and the number of steps.
 */
export function improveMonth(
  model: PersonModel,
  state: PersonState,
  placement: Placement,
  unplaced: readonly number[],
  budget: SearchBudget,
): { unplaced: number[]; steps: number } {
  const search = new MonthSearch(model, state, placement, unplaced)
  return search.run(budget)
}

class MonthSearch {
  private readonly model: PersonModel
  private readonly state: PersonState
  private readonly current: PersonState
  private readonly placement: Placement
  private readonly random: Random
  private readonly near: Int16Array
  private readonly nearCount: number
  private readonly customers: number[]
  private readonly evenings: number[]
  private readonly removed: number[] = []
  private readonly isRemoved: Uint8Array
  private readonly best: PersonState
  private touched = 0
  private waiting: number[]
  private currentWaiting: number[]
  private bestWaiting: number[]
  private cost: number
  private bestCost: number

  constructor(model: PersonModel, state: PersonState, placement: Placement, unplaced: readonly number[]) {
    this.model = model
    this.state = state
    this.placement = placement
    this.random = createRandom(model.task.seed)
    this.nearCount = Math.max(0, Math.min(30, model.size - 2))
    this.near = nearestCustomers(model, this.nearCount)
    this.customers = []
    for (let customer = 1; customer < model.size; customer++)
      if (model.task.visits[customer]! > 0) this.customers.push(customer)
    this.evenings = this.customers.filter((customer) => model.isEvening[customer] === 1)
    this.isRemoved = new Uint8Array(model.size)
    this.waiting = unplaced.slice()
    this.currentWaiting = unplaced.slice()
    this.bestWaiting = unplaced.slice()
    this.current = new PersonState(model)
    this.best = new PersonState(model)
    for (let day = 0; day < model.dayCount; day++) improveOrder(state, day)
    copyAll(state, this.current)
    copyAll(state, this.best)
    this.cost = this.totalCost()
    this.bestCost = this.cost
  }

  run({ steps, milliseconds, clock }: SearchBudget): { unplaced: number[]; steps: number } {
    const started = clock?.() ?? 0
    const known = this.customers.filter((customer) => this.model.task.previousDays[customer] !== 0).length
    const first = known > this.customers.length / 2 ? WARM_TEMPERATURE : FIRST_TEMPERATURE
    let progress = 0
    let step = 0
    if (this.customers.length > 0 && this.model.dayCount > 0) {
      for (; step < steps; step++) {
        if ((step & 31) === 0) {
          progress = step / steps
          if (milliseconds !== undefined && clock) {
            progress = Math.max(progress, (clock() - started) / milliseconds)
            if (progress >= 1) break
          }
        }
        this.step(first * (LAST_TEMPERATURE / first) ** progress)
      }
    }
    copyAll(this.best, this.state)
    return { unplaced: this.bestWaiting, steps: step }
  }

  private step(temperature: number): void {
    this.touched = 0
    this.removed.length = 0
    const ownBefore = this.ruin()
    const waitingBefore = this.waitingCost(this.currentWaiting)
    let before = 0
    this.recreate()
    let after = 0
    for (let rest = this.touched; rest !== 0; rest &= rest - 1) {
      const day = 31 - Math.clz32(rest & -rest)
      before += this.current.travelMinutes[day]! + this.current.penalty[day]!
      after += this.state.travelMinutes[day]! + this.state.penalty[day]!
    }
    const isLawful = this.keepsRules()
    let ownAfter = 0
    for (const customer of this.removed) {
      ownAfter += this.placement.dayPrice(customer, this.state.days[customer]!)
      this.isRemoved[customer] = 0
    }
    const delta = after + ownAfter + this.waitingCost(this.waiting) - before - ownBefore - waitingBefore
    if (!isLawful) this.reject()
    else if (delta <= 0 || delta < -temperature * Math.log(1 - this.random.next())) this.accept(delta)
    else this.reject()
  }

  private keepsRules(): boolean {
    for (let rest = this.touched; rest !== 0; rest &= rest - 1)
      if (!this.state.isLawful(31 - Math.clz32(rest & -rest))) return false
    return true
  }

  private accept(delta: number): void {
    const { state, current } = this
    let cost = this.cost + delta
    for (let rest = this.touched; rest !== 0; rest &= rest - 1) {
      const day = 31 - Math.clz32(rest & -rest)
      const before = state.travelMinutes[day]! + state.penalty[day]!
      if (state.bindingStops[day] === 0 || this.random.next() < 0.25)
        if (improveOrder(state, day)) cost += state.travelMinutes[day]! + state.penalty[day]! - before
      current.copyDay(state, day)
    }
    for (const customer of this.removed) current.days[customer] = state.days[customer]!
    this.currentWaiting = this.waiting.slice()
    this.cost = cost
    if (cost < this.bestCost - 1e-6) {
      this.bestCost = cost
      this.bestWaiting = this.waiting.slice()
      copyAll(current, this.best)
    }
  }

  private reject(): void {
    const { state, current } = this
    for (let rest = this.touched; rest !== 0; rest &= rest - 1)
      state.copyDay(current, 31 - Math.clz32(rest & -rest))
    for (const customer of this.removed) state.days[customer] = current.days[customer]!
    this.waiting = this.currentWaiting.slice()
  }

  /** Takes out visits; returns what the days of their customers cost by themselves before. */
  private ruin(): number {
    const dice = this.random.next()
    if (dice < 0.2) return this.ruinString()
    if (dice < 0.24 && this.evenings.length > 0) return this.ruinEvening()
    return this.ruinNeighbours()
  }

  /** Neighbouring customers lose all their visits. */
  private ruinNeighbours(): number {
    const seed = this.random.pick(this.customers)
    const wanted = 1 + this.random.integer(Math.min(MOST_NEIGHBOURS, this.customers.length))
    let own = this.take(seed, -1)
    let count = 1
    for (let rank = 0; rank < this.nearCount && count < wanted; rank++) {
      if (this.random.next() < 0.35) continue
      own += this.take(this.near[seed * this.nearCount + rank]!, -1)
      count++
    }
    return own
  }

  /** A piece of one day's tour loses only that day's visits. */
  private ruinString(): number {
    const day = this.random.integer(this.model.dayCount)
    const length = this.state.length[day]!
    if (length === 0) return this.ruinNeighbours()
    const count = 1 + this.random.integer(Math.min(LONGEST_STRING, length))
    const first = this.random.integer(length - count + 1) + 1
    const base = day * this.state.stride
    const piece = Array.from(this.state.stops.subarray(base + first, base + first + count))
    let own = 0
    for (const customer of piece) own += this.take(customer, day)
    return own
  }

  /** All evening customers of one late day lose their visits, so that the late day itself can move. */
  private ruinEvening(): number {
    const seed = this.random.pick(this.evenings)
    const days = this.state.days[seed]!
    if (days === 0) return this.take(seed, -1)
    const list: number[] = []
    for (let rest = days; rest !== 0; rest &= rest - 1) list.push(31 - Math.clz32(rest & -rest))
    const day = this.random.pick(list)
    let own = 0
    for (const customer of this.evenings)
      if ((this.state.days[customer]! >>> day) & 1)
        own += this.take(customer, this.random.next() < 0.5 ? day : -1)
    return own
  }

  private take(customer: number, onlyDay: number): number {
    if (this.isRemoved[customer] === 1) return 0
    const { state } = this
    const days = state.days[customer]!
    if (days === 0) return 0
    this.isRemoved[customer] = 1
    this.removed.push(customer)
    for (let rest = onlyDay < 0 ? days : 1 << onlyDay; rest !== 0; rest &= rest - 1) {
      const day = 31 - Math.clz32(rest & -rest)
      state.remove(customer, day)
      this.touched |= 1 << day
    }
    return this.placement.dayPrice(customer, days)
  }

  private recreate(): void {
    const { task } = this.model
    const { state, random } = this
    const list = this.removed.slice()
    this.arrange(list)
    const retried: number[] = []
    if (this.waiting.length > 0) {
      const start = random.integer(this.waiting.length)
      for (let index = 0; index < Math.min(MOST_RETRIES, this.waiting.length); index++)
        retried.push(this.waiting[(start + index) % this.waiting.length]!)
      if (random.next() < 0.5) list.unshift(...retried)
      else list.push(...retried)
    }
    const failed: number[] = []
    for (const customer of list) {
      const before = state.days[customer]!
      const skip = random.next() < 0.25 ? 1 << random.integer(this.model.dayCount) : 0
      if (this.placement.place(state, customer, task.visits[customer]!, task.gapDays[customer]!, skip))
        this.touched |= state.days[customer]! & ~before
      else {
        for (let rest = before; rest !== 0; rest &= rest - 1) {
          const day = 31 - Math.clz32(rest & -rest)
          state.remove(customer, day)
          this.touched |= 1 << day
        }
        failed.push(customer)
      }
    }
    if (retried.length > 0 || failed.length > 0) {
      for (const customer of retried) {
        if (this.isRemoved[customer] === 0) {
          this.isRemoved[customer] = 1
          this.removed.push(customer)
        }
      }
      const tried = new Set(list)
      this.waiting = this.waiting.filter((customer) => !tried.has(customer))
      this.waiting.push(...failed)
    }
  }

  /** The order of coming back: by chance, hard ones first, or far ones first. */
  private arrange(list: number[]): void {
    const { random, model } = this
    random.shuffle(list)
    const dice = random.next()
    if (dice < 0.4) list.sort((a, b) => model.task.visits[b]! - model.task.visits[a]!)
    else if (dice < 0.6) list.sort((a, b) => model.travel[b]! - model.travel[a]!)
    else if (dice < 0.7) list.sort((a, b) => model.travel[a]! - model.travel[b]!)
  }

  private waitingCost(list: readonly number[]): number {
    let visits = 0
    for (const customer of list) visits += this.model.task.visits[customer]!
    return visits * UNPLACED_MINUTES
  }

  private totalCost(): number {
    let cost = this.waitingCost(this.waiting)
    for (let day = 0; day < this.model.dayCount; day++)
      cost += this.state.travelMinutes[day]! + this.state.penalty[day]!
    for (const customer of this.customers)
      if (this.state.days[customer] !== 0)
        cost += this.placement.dayPrice(customer, this.state.days[customer]!)
    return cost
  }
}

function copyAll(from: PersonState, to: PersonState): void {
  for (let day = 0; day < from.model.dayCount; day++) to.copyDay(from, day)
  to.days.set(from.days)
}

/** The nearest other customers of each, nearest first, by [customer * count + rank]. */
function nearestCustomers(model: PersonModel, count: number): Int16Array {
  const { size, travel } = model
  const near = new Int16Array(size * count)
  const reach = new Float64Array(count)
  for (let customer = 1; customer < size; customer++) {
    const base = customer * count
    let found = 0
    for (let other = 1; other < size; other++) {
      if (other === customer) continue
      const minutes = travel[customer * size + other]!
      if (found === count && minutes >= reach[count - 1]!) continue
      let place = found < count ? found++ : count - 1
      while (place > 0 && reach[place - 1]! > minutes) {
        reach[place] = reach[place - 1]!
        near[base + place] = near[base + place - 1]!
        place--
      }
      reach[place] = minutes
      near[base + place] = other
    }
  }
  return near
}
