import { createRandom, type Random } from '../../kernel/random.ts'
import type { FleetProblem, FleetSolution } from './problem.ts'
import { FleetState } from './state.ts'

export interface FleetOptions {
  readonly seed: number
  /** Steps of ruin and recreate; with it the answer depends on nothing else. */
  readonly iterations?: number
  readonly seconds?: number
  readonly clockMilliseconds?: () => number
  readonly onProgress?: (progress: {
    readonly share: number
    readonly cost: number
    readonly steps: number
  }) => void
}

const DEFAULT_ITERATIONS = 100_000
const NEAR = 60
const MEAN_REMOVED = 10
const LONGEST_STRING = 10
const BLINK = 0.01
/** Start and end temperature as shares of the mean leg. */
const FIRST_TEMPERATURE = 0.6
const LAST_TEMPERATURE = 0.006
/** Steps between two adjustments of the prices of overload and overtime. */
const PRICE_STEPS = 200
const WANTED_FEASIBLE = 0.4

/**
 * Ruin and recreate under simulated annealing (Schrimpf and others 2000): strings of neighbouring stops are taken
 * out of routes close to each other (slack induction by string removals: Christiaens and Vanden Berghe 2020), or
 * neighbouring customers lose all their visits; then each comes back with the option (days and depot) and the positions
 * that together cost least. Limited fleets are searched through overload at a price that adapts itself (Vidal and
 * others 2012). Returns the best feasible solution, or the least infeasible one.
 */
export function solveFleet(
  problem: FleetProblem,
  options: FleetOptions,
): FleetSolution & { readonly steps: number } {
  return new FleetSearch(problem, options).run()
}

class FleetSearch {
  private readonly problem: FleetProblem
  private readonly options: FleetOptions
  private readonly random: Random
  private readonly draw: () => number
  private readonly customers: number[] = []
  private readonly near: Int16Array
  private readonly nearCount: number
  private readonly isPeriodic: boolean
  private readonly isHard: boolean
  private readonly state: FleetState
  private readonly current: FleetState
  private readonly best: FleetState
  private readonly touched: Uint8Array
  private readonly touchedList: number[] = []
  private readonly isRemoved: Uint8Array
  private readonly removed: number[] = []
  private readonly prices: Float64Array
  private readonly slots: Int32Array
  private readonly positions: Int32Array
  private bestCost = Infinity
  private bestIsFeasible = false
  private cost = 0
  private feasibleCount = 0

  constructor(problem: FleetProblem, options: FleetOptions) {
    this.problem = problem
    this.options = options
    this.random = createRandom(options.seed)
    this.draw = this.random.next
    for (let node = problem.depotCount; node < problem.nodeCount; node++)
      if (problem.options[node]!.length > 0) this.customers.push(node)
    this.isPeriodic = problem.dayCount * problem.depotCount > 1
    this.isHard = problem.vehicles === Infinity
    const slotsPerBin = Number.isFinite(problem.vehicles) ? problem.vehicles : this.slotsNeeded()
    this.state = new FleetState(problem, slotsPerBin)
    this.current = new FleetState(problem, slotsPerBin)
    this.best = new FleetState(problem, slotsPerBin)
    this.touched = new Uint8Array(this.state.slotCount)
    this.isRemoved = new Uint8Array(problem.nodeCount)
    this.nearCount = Math.min(NEAR, this.customers.length - 1)
    this.near = this.findNear()
    const bins = problem.dayCount * problem.depotCount
    this.prices = new Float64Array(bins)
    this.slots = new Int32Array(bins)
    this.positions = new Int32Array(bins)
  }

  run(): FleetSolution & { steps: number } {
    const { options, state, current } = this
    const { clockMilliseconds: clock, seconds } = options
    const isTimed = seconds !== undefined && clock !== undefined
    const started = clock?.() ?? 0
    const most = isTimed ? Number.MAX_SAFE_INTEGER : (options.iterations ?? DEFAULT_ITERATIONS)
    this.start()
    const scale = this.cost / Math.max(1, this.visitCount())
    let step = 0
    let temperature = FIRST_TEMPERATURE * scale
    for (; step < most && this.customers.length > 0; step++) {
      if ((step & 127) === 0) {
        const share = isTimed ? (clock() - started) / (seconds * 1000) : step / most
        if (share >= 1) break
        temperature = FIRST_TEMPERATURE * scale * (LAST_TEMPERATURE / FIRST_TEMPERATURE) ** share
        if ((step & 16383) === 0) options.onProgress?.({ share, cost: this.bestCost, steps: step })
      }
      this.step(temperature)
      if (!this.isHard && step % PRICE_STEPS === PRICE_STEPS - 1) this.adaptPrices()
    }
    state.copyAll(this.best)
    current.copyAll(this.best)
    return { ...this.read(), steps: step }
  }

  /** Enough vehicles for any packing the search may pass through. */
  private slotsNeeded(): number {
    const total = this.customers.reduce((sum, node) => sum + this.problem.demand[node]!, 0)
    const least = Math.ceil(total / Math.max(1e-9, this.problem.capacity[0]!))
    return Math.min(this.customers.length, Math.ceil(least * 1.3) + 8)
  }

  private findNear(): Int16Array {
    const { distance, nodeCount } = this.problem
    const near = new Int16Array(nodeCount * this.nearCount)
    for (const node of this.customers) {
      const others = this.customers.filter((other) => other !== node)
      others.sort((a, b) => distance[node * nodeCount + a]! - distance[node * nodeCount + b]! || a - b)
      for (let rank = 0; rank < this.nearCount; rank++) near[node * this.nearCount + rank] = others[rank]!
    }
    return near
  }

  private start(): void {
    const { state, problem, current } = this
    let longest = 0
    for (const value of problem.distance) longest = Math.max(longest, value)
    const meanDemand =
      this.customers.reduce((sum, node) => sum + problem.demand[node]!, 0) /
      Math.max(1, this.customers.length)
    state.loadPrice = meanDemand > 0 ? (0.5 * longest) / meanDemand : 1
    state.timePrice = 2
    const order = this.customers.slice()
    this.random.shuffle(order)
    order.sort((a, b) => problem.options[a]!.length - problem.options[b]!.length)
    for (const node of order) this.place(node, 0)
    this.copyPrices()
    current.copyAll(state)
    this.cost = this.totalCost(state)
    this.keepBest()
  }

  private visitCount(): number {
    return this.state.length.reduce((sum, length) => sum + length + (length > 0 ? 1 : 0), 0)
  }

  private copyPrices(): void {
    for (const other of [this.current, this.best]) {
      other.loadPrice = this.state.loadPrice
      other.timePrice = this.state.timePrice
    }
  }

  private totalCost(state: FleetState): number {
    let cost = 0
    for (let slot = 0; slot < state.slotCount; slot++) cost += state.costOf(slot)
    for (const node of this.customers) if (state.choice[node] === -1) cost += this.absencePrice(node)
    return cost
  }

  private absencePrice(node: number): number {
    return 1e4 + this.problem.demand[node]!
  }

  private step(temperature: number): void {
    const { state, current } = this
    if (this.isPeriodic && this.random.next() < 0.5) this.ruinCustomers()
    else this.ruinStrings()
    this.recreate()
    let delta = 0
    let infeasible = 0
    for (const slot of this.touchedList) delta += state.costOf(slot) - current.costOf(slot)
    for (const node of this.removed) {
      if (state.choice[node] === -1) delta += this.absencePrice(node)
      if (current.choice[node] === -1) delta -= this.absencePrice(node)
    }
    const isAccepted = delta <= 0 || delta < -temperature * Math.log(1 - this.random.next())
    if (isAccepted) {
      for (const slot of this.touchedList) current.copySlot(state, slot)
      this.copyVisits(state, current)
      this.cost += delta
      for (let slot = 0; slot < state.slotCount; slot++) if (!state.isFeasible(slot)) infeasible++
      if (infeasible === 0) this.feasibleCount++
      if (this.cost < this.bestCost - 1e-7 || !this.bestIsFeasible) {
        if (infeasible === 0) this.keepBest()
        else if (!this.bestIsFeasible && this.cost < this.bestCost) this.keepBest()
      }
    } else {
      for (const slot of this.touchedList) state.copySlot(current, slot)
      this.copyVisits(current, state)
      if (!this.isHard) this.feasibleCount += this.lastWasFeasible ? 1 : 0
    }
    if (isAccepted) this.lastWasFeasible = infeasible === 0
    for (const slot of this.touchedList) this.touched[slot] = 0
    for (const node of this.removed) this.isRemoved[node] = 0
    this.touchedList.length = 0
    this.removed.length = 0
  }

  private lastWasFeasible = true

  private copyVisits(from: FleetState, to: FleetState): void {
    const { nodeCount, dayCount, depotCount } = this.problem
    for (const node of this.removed) {
      to.choice[node] = from.choice[node]!
      for (let bin = 0; bin < dayCount * depotCount; bin++)
        to.slotOf[bin * nodeCount + node] = from.slotOf[bin * nodeCount + node]!
    }
  }

  private keepBest(): void {
    const { state } = this
    let isFeasible = this.customers.every((node) => state.choice[node] !== -1)
    for (let slot = 0; slot < state.slotCount && isFeasible; slot++) isFeasible = state.isFeasible(slot)
    if (this.bestIsFeasible && !isFeasible) return
    this.best.copyAll(state)
    this.bestCost = this.cost
    this.bestIsFeasible = isFeasible
  }

  /** Overload becomes dearer while too few states are feasible, cheaper while too many are. */
  private adaptPrices(): void {
    const { state } = this
    const factor = this.feasibleCount / PRICE_STEPS < WANTED_FEASIBLE ? 1.15 : 0.88
    state.loadPrice = Math.min(1e6, Math.max(1e-3, state.loadPrice * factor))
    state.timePrice = Math.min(1e6, Math.max(1e-2, state.timePrice * factor))
    this.feasibleCount = 0
    this.copyPrices()
    this.cost = this.totalCost(state)
  }

  private touch(slot: number): void {
    if (this.touched[slot] === 1) return
    this.touched[slot] = 1
    this.touchedList.push(slot)
  }

  /** Neighbouring customers lose all their visits: days and depot are chosen anew. */
  private ruinCustomers(): void {
    const seed = this.random.pick(this.customers)
    const wanted = 1 + this.random.integer(Math.min(12, this.customers.length))
    this.takeAll(seed)
    for (let rank = 0, count = 1; rank < this.nearCount && count < wanted; rank++) {
      if (this.random.next() < 0.3) continue
      this.takeAll(this.near[seed * this.nearCount + rank]!)
      count++
    }
  }

  private takeAll(node: number): void {
    if (this.isRemoved[node] === 1) return
    this.isRemoved[node] = 1
    this.removed.push(node)
    const { state, problem } = this
    const choice = state.choice[node]!
    if (choice === -1) return
    for (const bin of problem.options[node]![choice]!) {
      const slot = state.slotOf[bin * problem.nodeCount + node]!
      this.touch(slot)
      state.remove(node, slot)
    }
    state.choice[node] = -1
  }

  /** Strings of stops leave some routes of one bin that pass near a customer. */
  private ruinStrings(): void {
    const { state, random, problem } = this
    const seed = random.pick(this.customers)
    const choice = state.choice[seed]!
    if (choice === -1) {
      this.ruinCustomers()
      return
    }
    const bin = random.pick(problem.options[seed]![choice]!)
    const routes = this.routesOf(bin)
    const meanLength = routes.visits / Math.max(1, routes.count)
    const longest = Math.min(LONGEST_STRING, meanLength)
    const most = (4 * MEAN_REMOVED) / (1 + longest) - 1
    const strings = Math.max(1, Math.floor(random.next() * (most + 1)) + (most < 1 ? 1 : 0))
    const ruined: number[] = []
    for (let rank = -1; rank < this.nearCount && ruined.length < strings; rank++) {
      const node = rank < 0 ? seed : this.near[seed * this.nearCount + rank]!
      const slot = state.slotOf[bin * problem.nodeCount + node]!
      if (slot === -1 || ruined.includes(slot)) continue
      ruined.push(slot)
      this.ruinString(slot, node, longest)
    }
  }

  private routesOf(bin: number): { count: number; visits: number } {
    let count = 0
    let visits = 0
    for (let slot = bin * this.state.slotsPerBin; slot < (bin + 1) * this.state.slotsPerBin; slot++) {
      if (this.state.length[slot] === 0) continue
      count++
      visits += this.state.length[slot]!
    }
    return { count, visits }
  }

  /** Removes a string around `node`, sometimes leaving a part of it in place (split string). */
  private ruinString(slot: number, node: number, longest: number): void {
    const { state, random } = this
    const base = slot * state.stride + 1
    const length = state.length[slot]!
    const wanted = Math.max(1, Math.floor(random.next() * Math.min(length, longest)) + 1)
    const count = Math.min(length, wanted)
    let kept = 0
    if (count > 1 && count < length && random.next() < 0.5)
      while (count + kept < length && random.next() > 0.01 && kept < 1 + random.integer(6)) kept++
    const span = count + kept
    let at = 0
    while (state.stops[base + at] !== node) at++
    const low = Math.max(0, at - span + 1)
    const high = Math.min(at, length - span)
    const first = low + random.integer(high - low + 1)
    const holeStart = kept > 0 ? first + 1 + random.integer(Math.max(1, count - 1)) : -1
    const taken: number[] = []
    for (let index = first; index < first + span; index++) {
      if (kept > 0 && index >= holeStart && index < holeStart + kept) continue
      taken.push(state.stops[base + index]!)
    }
    for (const stop of taken) this.takeFrom(stop, slot)
  }

  /** One visit goes; of periodic customers the others stay and the new option must keep them. */
  private takeFrom(node: number, slot: number): void {
    if (this.isRemoved[node] === 1) return
    const { state, problem } = this
    this.isRemoved[node] = 1
    this.removed.push(node)
    this.touch(slot)
    state.remove(node, slot)
    state.choice[node] = -1
    if (problem.options[node]!.length > 1 && this.random.next() < 0.1) {
      const bins = problem.dayCount * problem.depotCount
      for (let bin = 0; bin < bins; bin++) {
        const other = state.slotOf[bin * problem.nodeCount + node]!
        if (other === -1) continue
        this.touch(other)
        state.remove(node, other)
      }
    }
  }

  private recreate(): void {
    const { random, problem } = this
    const list = this.removed
    for (let index = list.length - 1; index > 0; index--) {
      const other = random.integer(index + 1)
      const kept = list[index]!
      list[index] = list[other]!
      list[other] = kept
    }
    const { distance, demand } = problem
    const dice = random.integer(11)
    if (dice < 4) list.sort((a, b) => demand[b]! - demand[a]!)
    else if (dice < 6) list.sort((a, b) => distance[b]! - distance[a]!)
    else if (dice < 7) list.sort((a, b) => distance[a]! - distance[b]!)
    else if (dice < 8 && this.isPeriodic)
      list.sort((a, b) => problem.options[a]!.length - problem.options[b]!.length)
    for (const node of list) this.place(node, BLINK)
    if (this.isHard) this.retryAbsent()
  }

  private retryAbsent(): void {
    if (this.absentCount() === 0) return
    for (const node of this.customers) {
      if (this.state.choice[node] !== -1 || this.isRemoved[node] === 1) continue
      this.isRemoved[node] = 1
      this.removed.push(node)
      this.place(node, 0)
    }
  }

  private absentCount(): number {
    return this.isHard && this.current.choice.includes(-1, this.problem.depotCount) ? 1 : 0
  }

  /** Gives a customer the cheapest option that keeps the visits it still has. */
  private place(node: number, blink: number): void {
    const { state, problem, prices, slots, positions } = this
    const { nodeCount } = problem
    const options = problem.options[node]!
    prices.fill(-1)
    let least = Infinity
    let chosen = -1
    for (let option = 0; option < options.length; option++) {
      const bins = options[option]!
      let price = 0
      for (let index = 0; index < bins.length && price < least; index++) {
        const bin = bins[index]!
        if (prices[bin] === -1) {
          if (state.slotOf[bin * nodeCount + node] !== -1) prices[bin] = 0
          else {
            prices[bin] = state.evaluate(node, bin, this.isHard, blink, this.draw)
            if (state.slot === -1 && blink > 0)
              prices[bin] = state.evaluate(node, bin, this.isHard, 0, this.draw)
            slots[bin] = state.slot
            positions[bin] = state.position
          }
        }
        price += prices[bin]!
      }
      if (price < least && this.keepsVisits(node, bins)) {
        least = price
        chosen = option
      }
    }
    if (chosen === -1) {
      for (let bin = 0; bin < problem.dayCount * problem.depotCount; bin++) {
        const slot = state.slotOf[bin * nodeCount + node]!
        if (slot === -1) continue
        this.touch(slot)
        state.remove(node, slot)
      }
      state.choice[node] = -1
      return
    }
    for (const bin of options[chosen]!) {
      if (state.slotOf[bin * nodeCount + node] !== -1) continue
      this.touch(slots[bin]!)
      state.insert(node, slots[bin]!, positions[bin]!)
    }
    state.choice[node] = chosen
  }

  private keepsVisits(node: number, bins: readonly number[]): boolean {
    if (!this.isPeriodic) return true
    const { state, problem } = this
    for (let bin = 0; bin < problem.dayCount * problem.depotCount; bin++)
      if (state.slotOf[bin * problem.nodeCount + node] !== -1 && !bins.includes(bin)) return false
    return true
  }

  private read(): FleetSolution {
    const { best } = this
    const routes: { bin: number; stops: number[] }[] = []
    let cost = 0
    for (let slot = 0; slot < best.slotCount; slot++) {
      const length = best.length[slot]!
      if (length === 0) continue
      const base = slot * best.stride + 1
      routes.push({ bin: best.binOf(slot), stops: Array.from(best.stops.subarray(base, base + length)) })
      for (let index = base; index <= base + length; index++) cost += best.legs[index]!
    }
    return { cost, routes, isFeasible: this.bestIsFeasible }
  }
}
