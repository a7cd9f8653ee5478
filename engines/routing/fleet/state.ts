import type { FleetProblem } from './problem.ts'

/**
 * All routes while they are searched. Slot = one vehicle of one bin; its stops stand in a row of `stride` nodes from
 * depot to depot. Overload and overtime are allowed at a price, so that tight fleets can be searched through.
 */
export class FleetState {
  readonly problem: FleetProblem
  readonly slotsPerBin: number
  readonly slotCount: number
  readonly stride: number
  readonly stops: Int16Array
  readonly legs: Float64Array
  readonly length: Int16Array
  readonly load: Float64Array
  readonly way: Float64Array
  readonly service: Float64Array
  readonly capacity: Float64Array
  readonly maxDuration: Float64Array
  loadPrice = 1
  timePrice = 1
  /** Slot of each visit by [bin * nodeCount + node], -1 = none. */
  readonly slotOf: Int16Array
  /** Chosen option of each node, -1 = not served. */
  readonly choice: Int16Array
  /** Result of the last `evaluate`. */
  slot = -1
  position = -1

  constructor(problem: FleetProblem, slotsPerBin: number) {
    const { nodeCount, depotCount, dayCount } = problem
    const bins = depotCount * dayCount
    this.problem = problem
    this.slotsPerBin = slotsPerBin
    this.slotCount = bins * slotsPerBin
    this.stride = nodeCount - depotCount + 2
    this.stops = new Int16Array(this.slotCount * this.stride)
    this.legs = new Float64Array(this.slotCount * this.stride)
    this.length = new Int16Array(this.slotCount)
    this.load = new Float64Array(this.slotCount)
    this.way = new Float64Array(this.slotCount)
    this.service = new Float64Array(this.slotCount)
    this.capacity = new Float64Array(this.slotCount)
    this.maxDuration = new Float64Array(this.slotCount)
    this.slotOf = new Int16Array(bins * nodeCount).fill(-1)
    this.choice = new Int16Array(nodeCount).fill(-1)
    for (let slot = 0; slot < this.slotCount; slot++) {
      const bin = Math.floor(slot / slotsPerBin)
      this.capacity[slot] = problem.capacity[bin]!
      this.maxDuration[slot] = problem.maxDuration[bin]!
      this.stops[slot * this.stride] = bin % depotCount
      this.stops[slot * this.stride + 1] = bin % depotCount
    }
  }

  binOf(slot: number): number {
    return Math.floor(slot / this.slotsPerBin)
  }

  /** Distance of a slot plus the price of its overload and overtime. */
  costOf(slot: number): number {
    return this.way[slot]! + this.excessPrice(this.load[slot]!, this.way[slot]! + this.service[slot]!, slot)
  }

  isFeasible(slot: number): boolean {
    return (
      this.load[slot]! <= this.capacity[slot]! + 1e-9 &&
      this.way[slot]! + this.service[slot]! <= this.maxDuration[slot]! + 1e-9
    )
  }

  private excessPrice(load: number, duration: number, slot: number): number {
    const overload = load - this.capacity[slot]!
    const overtime = duration - this.maxDuration[slot]!
    return (overload > 0 ? overload * this.loadPrice : 0) + (overtime > 0 ? overtime * this.timePrice : 0)
  }

  /**
   * Least price of one more visit of `node` in `bin`; leaves the place in `slot` and `position`. `isHard` forbids
   * overload and overtime. Each vehicle is left out with probability `blink` (drawn from `draw`).
   */
  evaluate(node: number, bin: number, isHard: boolean, blink: number, draw: () => number): number {
    const { stops, legs, length, stride, problem } = this
    const { distance } = problem
    const row = node * problem.nodeCount
    const demand = problem.demand[node]!
    const service = problem.serviceTime[node]!
    const end = (bin + 1) * this.slotsPerBin
    let least = Infinity
    let triedEmpty = false
    this.slot = -1
    for (let slot = bin * this.slotsPerBin; slot < end; slot++) {
      const count = length[slot]!
      if (count === 0) {
        if (triedEmpty) continue
        triedEmpty = true
      }
      const load = this.load[slot]! + demand
      if (isHard && load > this.capacity[slot]! + 1e-9) continue
      if (draw() < blink) continue
      const first = slot * stride + 1
      let detour = Infinity
      let position = -1
      let before = distance[row + stops[first - 1]!]!
      for (let index = first; index <= first + count; index++) {
        const after = distance[row + stops[index]!]!
        const way = before + after - legs[index]!
        if (way < detour) {
          detour = way
          position = index
        }
        before = after
      }
      if (detour >= least) continue
      const way = this.way[slot]! + detour
      const time = way + this.service[slot]! + service
      if (isHard) {
        if (time > this.maxDuration[slot]! + 1e-9) continue
      } else
        detour +=
          this.excessPrice(load, time, slot) -
          this.excessPrice(this.load[slot]!, this.way[slot]! + this.service[slot]!, slot)
      if (detour < least) {
        least = detour
        this.slot = slot
        this.position = position - first + 1
      }
    }
    return least
  }

  insert(node: number, slot: number, position: number): void {
    const { stops, legs, problem } = this
    const { distance, nodeCount } = problem
    const here = slot * this.stride + position
    const end = slot * this.stride + this.length[slot]! + 1
    stops.copyWithin(here + 1, here, end + 1)
    legs.copyWithin(here + 1, here, end + 1)
    stops[here] = node
    const to = distance[stops[here - 1]! * nodeCount + node]!
    const on = distance[node * nodeCount + stops[here + 1]!]!
    this.way[slot]! += to + on - legs[here]!
    legs[here] = to
    legs[here + 1] = on
    this.length[slot]!++
    this.load[slot]! += problem.demand[node]!
    this.service[slot]! += problem.serviceTime[node]!
    this.slotOf[this.binOf(slot) * nodeCount + node] = slot
  }

  remove(node: number, slot: number): void {
    const { stops, legs, problem } = this
    const { distance, nodeCount } = problem
    const base = slot * this.stride
    let here = base + 1
    while (stops[here] !== node) here++
    const end = base + this.length[slot]! + 1
    const joined = distance[stops[here - 1]! * nodeCount + stops[here + 1]!]!
    this.way[slot]! -= legs[here]! + legs[here + 1]! - joined
    stops.copyWithin(here, here + 1, end + 1)
    legs.copyWithin(here, here + 1, end + 1)
    legs[here] = joined
    this.length[slot]!--
    this.load[slot]! -= problem.demand[node]!
    this.service[slot]! -= problem.serviceTime[node]!
    if (this.length[slot] === 0) {
      this.way[slot] = 0
      this.load[slot] = 0
      this.service[slot] = 0
    }
    this.slotOf[this.binOf(slot) * nodeCount + node] = -1
  }

  /** Makes a slot what it is in `other`; `slotOf` and `choice` are the caller's business. */
  copySlot(other: FleetState, slot: number): void {
    const base = slot * this.stride
    const end = base + Math.max(this.length[slot]!, other.length[slot]!) + 2
    this.stops.set(other.stops.subarray(base, end), base)
    this.legs.set(other.legs.subarray(base, end), base)
    this.length[slot] = other.length[slot]!
    this.load[slot] = other.load[slot]!
    this.way[slot] = other.way[slot]!
    this.service[slot] = other.service[slot]!
  }

  copyAll(other: FleetState): void {
    for (let slot = 0; slot < this.slotCount; slot++) this.copySlot(other, slot)
    this.slotOf.set(other.slotOf)
    this.choice.set(other.choice)
  }
}
