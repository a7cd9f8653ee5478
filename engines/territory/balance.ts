import type { NeighbourGraph } from '../kernel/neighbours.ts'
import type { PowerDiagram } from './power-diagram.ts'

/**
 * Brings every workload within the tolerance by handing over border units along cheapest chains of territories
 * (successive shortest paths; arc price = cost change per workload, with the prices of the power diagram, so about
 * zero on a good border). Never tears a connected territory apart.
 */
export class Balancer {
  private readonly diagram: PowerDiagram
  private readonly graph: NeighbourGraph
  private readonly members: number[][]
  private readonly place: Int32Array
  private readonly seen: Int32Array
  private mark = 0
  /** The territory whose excess is being moved. */
  private source = -1

  constructor(diagram: PowerDiagram, graph: NeighbourGraph) {
    this.diagram = diagram
    this.graph = graph
    const { units, owners } = diagram
    this.members = Array.from({ length: units.managerCount }, () => [])
    this.place = new Int32Array(units.count)
    this.seen = new Int32Array(units.count)
    for (let unit = 0; unit < units.count; unit++) {
      const list = this.members[owners[unit]!]!
      this.place[unit] = list.length
      list.push(unit)
    }
  }

  /** Workload above (positive) or below (negative) the limits; 0 within. */
  private excess(manager: number): number {
    const { units, load } = this.diagram
    const over = load[manager]! - units.target[manager]! * (1 + units.tolerance)
    if (over > 1e-9) return over
    const under = load[manager]! - units.target[manager]! * (1 - units.tolerance)
    return under < -1e-9 ? under : 0
  }

  /** True when every workload is within its limits. */
  balance(): boolean {
    const count = this.diagram.units.managerCount
    const given = new Uint8Array(count)
    for (let round = 0; round < 60 * count + 400; round++) {
      let worst = -1
      let most = 0
      for (let manager = 0; manager < count; manager++) {
        const excess = Math.abs(this.excess(manager)) / Math.max(1e-9, this.diagram.units.target[manager]!)
        if (given[manager]! < 6 && excess > most) {
          most = excess
          worst = manager
        }
      }
      if (worst < 0) break
      if (!this.shift(worst) && !this.swap(worst)) given[worst]!++
    }
    for (let manager = 0; manager < count; manager++) if (this.excess(manager) !== 0) return false
    return true
  }

  /** Hands one unit on along the cheapest chain that ends where there is room. Only chains that lessen the total excess. */
  private shift(from: number): boolean {
    const { units, load } = this.diagram
    const count = units.managerCount
    const outward = this.excess(from) > 0
    const amount = Math.abs(this.excess(from))
    const distance = new Float64Array(count).fill(Infinity)
    const via = new Int32Array(count).fill(-1)
    const unitOf = new Int32Array(count).fill(-1)
    const done = new Uint8Array(count)
    distance[from] = 0
    this.source = from
    for (;;) {
      let node = -1
      for (let manager = 0; manager < count; manager++)
        if (
          done[manager] === 0 &&
          distance[manager]! < Infinity &&
          (node < 0 || distance[manager]! < distance[node]!)
        )
          node = manager
      if (node < 0) return false
      done[node] = 1
      if (node !== from) {
        const workload = units.workload[unitOf[node]!]!
        const after = load[node]! + (outward ? workload : -workload)
        const fits = outward
          ? after <= units.target[node]! * (1 + units.tolerance)
          : after >= units.target[node]! * (1 - units.tolerance)
        if (fits && this.follow(from, node, via, unitOf, outward)) return true
      }
      this.relax(node, outward, amount, distance, via, unitOf, done)
    }
  }

  private relax(
    node: number,
    outward: boolean,
    amount: number,
    distance: Float64Array,
    via: Int32Array,
    unitOf: Int32Array,
    done: Uint8Array,
  ): void {
    const { units, owners, price, load } = this.diagram
    const { offsets, list } = this.graph
    for (const inside of this.members[node]!) {
      for (let edge = offsets[inside]!; edge < offsets[inside + 1]!; edge++) {
        const outside = list[edge]!
        const other = owners[outside]!
        if (other === node || done[other] === 1) continue
        const unit = outward ? inside : outside
        const giver = outward ? node : other
        const taker = outward ? other : node
        if (units.locked[unit]! >= 0 || units.workload[unit] === 0) continue
        const workload = units.workload[unit]!
        // A territory on the way passes on about what it gets: it must itself stay within its limits.
        const passed = node === this.source ? 0 : units.workload[unitOf[node]!]!
        const after = load[node]! + (outward ? passed - workload : workload - passed)
        if (after < units.target[node]! * (1 - units.tolerance) - 1e-9 && (outward || node !== this.source))
          continue
        if (after > units.target[node]! * (1 + units.tolerance) + 1e-9 && (!outward || node !== this.source))
          continue
        const change =
          this.diagram.cost(unit, taker) + price[taker]! - this.diagram.cost(unit, giver) - price[giver]!
        if (change === Infinity) continue
        // A unit much larger than what is to move only carries the trouble on.
        const misfit = Math.max(0, workload - 1.3 * amount) + 0.1 * Math.max(0, amount - workload)
        const length = distance[node]! + Math.max(0, change) + 1e-3 * misfit + 1e-6
        if (length < distance[other]!) {
          distance[other] = length
          via[other] = node
          unitOf[other] = unit
        }
      }
    }
  }

  /** Carries out a chain if that lessens the sum of all excesses and keeps territories connected. */
  private follow(from: number, end: number, via: Int32Array, unitOf: Int32Array, outward: boolean): boolean {
    const steps: { unit: number; giver: number; taker: number }[] = []
    for (let node = end; node !== from; node = via[node]!) {
      const unit = unitOf[node]!
      steps.push(
        outward ? { unit, giver: via[node]!, taker: node } : { unit, giver: node, taker: via[node]! },
      )
    }
    const before = this.excessSum(steps)
    const made: typeof steps = []
    let fine = true
    for (const step of steps) {
      if (!this.canLeave(step.unit)) {
        fine = false
        break
      }
      this.move(step.unit, step.taker)
      made.push(step)
    }
    if (fine && this.excessSum(steps) < before - 1e-9) return true
    for (const step of made.reverse()) this.move(step.unit, step.giver)
    return false
  }

  private excessSum(steps: readonly { giver: number; taker: number }[]): number {
    const concerned = new Set(steps.flatMap((step) => [step.giver, step.taker]))
    let sum = 0
    for (const manager of concerned) sum += Math.abs(this.excess(manager))
    return sum
  }

  /** Exchanges two border units, or moves one, with a neighbour so that the excess of both together shrinks most cheaply. */
  private swap(manager: number): boolean {
    const { units, owners } = this.diagram
    const { offsets, list } = this.graph
    const mine = new Map<number, Set<number>>()
    const theirs = new Map<number, Set<number>>()
    for (const inside of this.members[manager]!) {
      for (let edge = offsets[inside]!; edge < offsets[inside + 1]!; edge++) {
        const other = owners[list[edge]!]!
        if (other === manager) continue
        if (!mine.has(other)) {
          mine.set(other, new Set())
          theirs.set(other, new Set())
        }
        mine.get(other)!.add(inside)
        theirs.get(other)!.add(list[edge]!)
      }
    }
    const options: { unit: number; back: number; other: number; gain: number; price: number }[] = []
    for (const [other, giving] of mine) {
      const before = Math.abs(this.excess(manager)) + Math.abs(this.excess(other))
      for (const unit of [-1, ...giving]) {
        if (unit >= 0 && !this.isMovable(unit, other)) continue
        for (const back of [-1, ...theirs.get(other)!]) {
          if (back >= 0 && !this.isMovable(back, manager)) continue
          if (unit < 0 && back < 0) continue
          const moved = (unit >= 0 ? units.workload[unit]! : 0) - (back >= 0 ? units.workload[back]! : 0)
          const gain = before - this.excessWith(manager, -moved) - this.excessWith(other, moved)
          if (gain <= 1e-9) continue
          let price = 0
          if (unit >= 0)
            price +=
              units.workload[unit]! * (this.diagram.cost(unit, other) - this.diagram.cost(unit, manager))
          if (back >= 0)
            price +=
              units.workload[back]! * (this.diagram.cost(back, manager) - this.diagram.cost(back, other))
          options.push({ unit, back, other, gain, price })
        }
      }
    }
    options.sort((a, b) => b.gain - a.gain || a.price - b.price || a.unit - b.unit || a.back - b.back)
    for (const { unit, back, other } of options.slice(0, 40)) {
      if (unit >= 0 && !this.canLeave(unit)) continue
      if (unit >= 0) this.move(unit, other)
      if (back < 0) return true
      if (this.canLeave(back)) {
        this.move(back, manager)
        return true
      }
      if (unit >= 0) this.move(unit, manager)
    }
    return false
  }

  private isMovable(unit: number, taker: number): boolean {
    return this.diagram.units.locked[unit]! < 0 && this.diagram.cost(unit, taker) < Infinity
  }

  private excessWith(manager: number, change: number): number {
    const { units, load } = this.diagram
    const workload = load[manager]! + change
    const target = units.target[manager]!
    return Math.max(0, workload - target * (1 + units.tolerance), target * (1 - units.tolerance) - workload)
  }

  /** Moves border units to nearer centres while everybody stays within the limits. */
  polish(): void {
    const { units, owners, load } = this.diagram
    const { offsets, list } = this.graph
    for (let round = 0; round < 6; round++) {
      let moves = 0
      for (let unit = 0; unit < units.count; unit++) {
        if (units.locked[unit]! >= 0) continue
        const giver = owners[unit]!
        const here = this.diagram.cost(unit, giver)
        let least = here - 1e-9
        let taker = -1
        for (let edge = offsets[unit]!; edge < offsets[unit + 1]!; edge++) {
          const other = owners[list[edge]!]!
          if (other === giver || other === taker) continue
          const there = this.diagram.cost(unit, other)
          if (there >= least) continue
          const workload = units.workload[unit]!
          if (load[giver]! - workload < units.target[giver]! * (1 - units.tolerance)) continue
          if (load[other]! + workload > units.target[other]! * (1 + units.tolerance)) continue
          least = there
          taker = other
        }
        if (taker >= 0 && this.canLeave(unit)) {
          this.move(unit, taker)
          moves++
        }
      }
      if (moves === 0) break
    }
  }

  /** Gives pieces that are not connected with the main part of their territory to a neighbour. Returns the units moved. */
  joinStrays(): number {
    const { units } = this.diagram
    let moved = 0
    for (let manager = 0; manager < units.managerCount; manager++) {
      const pieces = this.piecesOf(manager)
      for (const piece of pieces.slice(1)) {
        if (piece.some((unit) => units.locked[unit]! >= 0)) continue
        const taker = this.bestTaker(piece, manager)
        if (taker < 0) continue
        for (const unit of piece) this.move(unit, taker)
        moved += piece.length
      }
    }
    return moved
  }

  /** Customers' units outside the largest connected piece. */
  strays(manager: number): number[] {
    return this.piecesOf(manager).slice(1).flat()
  }

  private bestTaker(piece: readonly number[], manager: number): number {
    const { units, owners } = this.diagram
    const { offsets, list } = this.graph
    const takers = new Set<number>()
    for (const unit of piece)
      for (let edge = offsets[unit]!; edge < offsets[unit + 1]!; edge++)
        if (owners[list[edge]!] !== manager) takers.add(owners[list[edge]!]!)
    let least = Infinity
    let best = -1
    for (const taker of takers) {
      let price = 0
      for (const unit of piece)
        price +=
          Math.max(units.workload[unit]!, 1e-9) *
          (this.diagram.cost(unit, taker) + this.diagram.price[taker]!)
      if (price < least) {
        least = price
        best = taker
      }
    }
    return best
  }

  /** Connected pieces, the heaviest first. */
  private piecesOf(manager: number): number[][] {
    const mark = ++this.mark
    const { owners, units } = this.diagram
    const { offsets, list } = this.graph
    const pieces: { units: number[]; workload: number }[] = []
    for (const start of this.members[manager]!) {
      if (this.seen[start] === mark) continue
      this.seen[start] = mark
      const piece = [start]
      let workload = 0
      for (let index = 0; index < piece.length; index++) {
        workload += units.workload[piece[index]!]!
        for (let edge = offsets[piece[index]!]!; edge < offsets[piece[index]! + 1]!; edge++) {
          const next = list[edge]!
          if (owners[next] !== manager || this.seen[next] === mark) continue
          this.seen[next] = mark
          piece.push(next)
        }
      }
      pieces.push({ units: piece, workload })
    }
    return pieces
      .sort((a, b) => b.workload - a.workload || a.units[0]! - b.units[0]!)
      .map((piece) => piece.units)
  }

  /** Whether the owner's other units stay as connected as they are when `unit` goes. */
  private canLeave(unit: number): boolean {
    const { owners } = this.diagram
    const { offsets, list } = this.graph
    const owner = owners[unit]!
    if (this.members[owner]!.length <= 1) return false
    const around: number[] = []
    for (let edge = offsets[unit]!; edge < offsets[unit + 1]!; edge++)
      if (owners[list[edge]!] === owner) around.push(list[edge]!)
    if (around.length <= 1) return true
    const mark = ++this.mark
    this.seen[unit] = mark
    this.seen[around[0]!] = mark
    let missing = around.length - 1
    const queue = [around[0]!]
    for (let index = 0; index < queue.length && missing > 0; index++) {
      for (let edge = offsets[queue[index]!]!; edge < offsets[queue[index]! + 1]!; edge++) {
        const next = list[edge]!
        if (owners[next] !== owner || this.seen[next] === mark) continue
        this.seen[next] = mark
        queue.push(next)
        if (around.includes(next)) missing--
      }
    }
    return missing === 0
  }

  private move(unit: number, taker: number): void {
    const { owners, load, units } = this.diagram
    const giver = owners[unit]!
    const list = this.members[giver]!
    const last = list.pop()!
    if (last !== unit) {
      list[this.place[unit]!] = last
      this.place[last] = this.place[unit]!
    }
    owners[unit] = taker
    this.place[unit] = this.members[taker]!.length
    this.members[taker]!.push(unit)
    load[giver]! -= units.workload[unit]!
    load[taker]! += units.workload[unit]!
  }
}
