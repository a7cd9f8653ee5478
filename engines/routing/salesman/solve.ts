import { createRandom } from '../../kernel/random.ts'

export interface SalesmanProblem {
  readonly x: Float64Array
  readonly y: Float64Array
  /** Nearest-integer distances, as TSPLIB's EUC_2D. */
  readonly isRounded: boolean
}

export interface SalesmanOptions {
  readonly seed: number
  /** Kicks; with it the answer depends on nothing else. Default 200 per city. */
  readonly iterations?: number
  readonly seconds?: number
  readonly clockMilliseconds?: () => number
}

export interface SalesmanTour {
  readonly order: Int32Array
  readonly length: number
  readonly kicks: number
}

const NEAR = 10
/** A kick exchanges two neighbouring pieces of at most so many cities. */
const KICK_REACH = 50
const LONGEST_PIECE = 3

/**
 * A short closed tour through all points: greedy neighbours, then iterated local search with 2-opt and Or-opt over
 * ten nearest neighbours, work queue and local double-bridge kicks (Johnson and McGeoch 1997); a kick that makes the
 * tour longer is undone step by step.
 */
export function solveSalesman(problem: SalesmanProblem, options: SalesmanOptions): SalesmanTour {
  const count = problem.x.length
  if (count <= 3) {
    const order = Int32Array.from({ length: count }, (_, index) => index)
    return { order, length: lengthOf(problem, order), kicks: 0 }
  }
  return new SalesmanSearch(problem, options).run()
}

export function lengthOf(problem: SalesmanProblem, order: ArrayLike<number>): number {
  let length = 0
  for (let index = 0; index < order.length; index++)
    length += distanceOf(problem, order[index]!, order[(index + 1) % order.length]!)
  return length
}

function distanceOf({ x, y, isRounded }: SalesmanProblem, from: number, to: number): number {
  const dx = x[from]! - x[to]!
  const dy = y[from]! - y[to]!
  const way = Math.sqrt(dx * dx + dy * dy)
  return isRounded ? Math.floor(way + 0.5) : way
}

class SalesmanSearch {
  private readonly problem: SalesmanProblem
  private readonly options: SalesmanOptions
  private readonly count: number
  private readonly tour: Int32Array
  private readonly place: Int32Array
  private readonly near: Int32Array
  private readonly nearCount: number
  private readonly queue: Int32Array
  private readonly isQueued: Uint8Array
  private head = 0
  private queued = 0
  /** Reversals (first, last place) since the last kick, so that they can be undone. */
  private readonly done: number[] = []

  constructor(problem: SalesmanProblem, options: SalesmanOptions) {
    this.problem = problem
    this.options = options
    this.count = problem.x.length
    this.nearCount = Math.min(NEAR, this.count - 1)
    this.near = nearest(problem, this.nearCount)
    this.tour = greedyTour(problem, this.near, this.nearCount)
    this.place = new Int32Array(this.count)
    this.tour.forEach((city, index) => {
      this.place[city] = index
    })
    this.queue = new Int32Array(this.count)
    this.isQueued = new Uint8Array(this.count)
  }

  run(): SalesmanTour {
    const { options, count } = this
    const random = createRandom(options.seed)
    const clock = options.clockMilliseconds
    const isTimed = options.seconds !== undefined && clock !== undefined
    const end = isTimed ? clock() + options.seconds! * 1000 : 0
    for (const city of this.tour) this.enqueue(city)
    let length = lengthOf(this.problem, this.tour) - this.improve()
    const most = isTimed ? Number.MAX_SAFE_INTEGER : (options.iterations ?? 200 * count)
    let kick = 0
    if (count >= 8) {
      for (; kick < most; kick++) {
        if (isTimed && (kick & 63) === 0 && clock() >= end) break
        this.done.length = 0
        const added = this.kick(random.integer)
        const gained = this.improve()
        if (gained < added - 1e-9) this.undo()
        else length += added - gained
      }
    }
    return { order: this.tour.slice(), length, kicks: kick }
  }

  private distance(from: number, to: number): number {
    return distanceOf(this.problem, from, to)
  }

  private next(city: number): number {
    const place = this.place[city]! + 1
    return this.tour[place === this.count ? 0 : place]!
  }

  private previous(city: number): number {
    const place = this.place[city]!
    return this.tour[place === 0 ? this.count - 1 : place - 1]!
  }

  private enqueue(city: number): void {
    if (this.isQueued[city] === 1) return
    this.isQueued[city] = 1
    this.queue[(this.head + this.queued++) % this.count] = city
  }

  /** Works the queue off; returns the length saved. */
  private improve(): number {
    let saved = 0
    while (this.queued > 0) {
      const city = this.queue[this.head]!
      this.head = (this.head + 1) % this.count
      this.queued--
      this.isQueued[city] = 0
      for (let gain = this.improveCity(city); gain > 0; gain = this.improveCity(city)) saved += gain
    }
    return saved
  }

  private improveCity(city: number): number {
    for (let side = 0; side < 2; side++) {
      const gain = this.turn(city, side === 0)
      if (gain > 0) return gain
    }
    return this.movePiece(city)
  }

  /** 2-opt: the edge to the next (or previous) city goes, one to a near city comes. */
  private turn(city: number, isForward: boolean): number {
    const other = isForward ? this.next(city) : this.previous(city)
    const edge = this.distance(city, other)
    for (let rank = 0; rank < this.nearCount; rank++) {
      const near = this.near[city * this.nearCount + rank]!
      const way = this.distance(city, near)
      if (way >= edge) return 0
      const beyond = isForward ? this.next(near) : this.previous(near)
      if (near === other || beyond === city) continue
      const gain = edge + this.distance(near, beyond) - way - this.distance(other, beyond)
      if (gain <= 1e-9) continue
      if (isForward) this.reverse(this.place[other]!, this.place[near]!)
      else this.reverse(this.place[near]!, this.place[other]!)
      this.wake([city, other, near, beyond])
      return gain
    }
    return 0
  }

  /** Or-opt: a piece that begins or ends with the city goes between a near city and its neighbour. */
  private movePiece(city: number): number {
    for (let count = 1; count <= LONGEST_PIECE; count++) {
      for (let side = 0; side < 2; side++) {
        // `city` is the end of the piece that comes to stand beside `near`.
        let far = city
        for (let step = 1; step < count; step++) far = side === 0 ? this.next(far) : this.previous(far)
        const before = side === 0 ? this.previous(city) : this.next(city)
        const after = side === 0 ? this.next(far) : this.previous(far)
        if (before === after || before === far) continue
        const freed = this.distance(before, city) + this.distance(far, after) - this.distance(before, after)
        for (let rank = 0; rank < this.nearCount; rank++) {
          const near = this.near[city * this.nearCount + rank]!
          const way = this.distance(city, near)
          if (way >= freed) break
          if (this.isWithin(near, city, far, side === 0)) continue
          for (const beyond of [this.next(near), this.previous(near)]) {
            if (this.isWithin(beyond, city, far, side === 0)) continue
            const gain = freed + this.distance(near, beyond) - way - this.distance(far, beyond)
            if (gain <= 1e-9) continue
            this.carry(city, far, near, beyond, side === 0)
            this.wake([before, after, near, beyond, city, far])
            return gain
          }
        }
      }
    }
    return 0
  }

  private isWithin(city: number, first: number, last: number, isForward: boolean): boolean {
    const from = this.place[isForward ? first : last]!
    const to = this.place[isForward ? last : first]!
    const at = this.place[city]!
    return from <= to ? at >= from && at <= to : at >= from || at <= to
  }

  /**
   * Brings the piece between `near` and `beyond`, with `city` beside `near`: piece and gap are turned round together,
   * then the gap is turned back, then the piece if it lies the wrong way.
   */
  private carry(city: number, far: number, near: number, beyond: number, isForward: boolean): void {
    const first = isForward ? city : far
    const last = isForward ? far : city
    const left = this.next(near) === beyond ? near : beyond
    const right = left === near ? beyond : near
    const ahead = this.steps(this.place[last]!, this.place[left]!)
    const back = this.steps(this.place[right]!, this.place[first]!)
    if (ahead <= back) {
      const gapFirst = this.next(last)
      this.reverse(this.place[first]!, this.place[left]!)
      if (ahead > 1) this.reverseBetween(gapFirst, left)
    } else {
      const gapLast = this.previous(first)
      this.reverse(this.place[right]!, this.place[last]!)
      if (back > 1) this.reverseBetween(right, gapLast)
    }
    if (this.next(near) !== city && this.previous(near) !== city) this.reverseBetween(first, last)
  }

  private steps(from: number, to: number): number {
    return to >= from ? to - from : to - from + this.count
  }

  private wake(cities: readonly number[]): void {
    for (const city of cities) this.enqueue(city)
  }

  /** Reverses the places from..to (round the end if need be), or what lies outside when that is shorter. */
  private reverse(from: number, to: number): void {
    this.done.push(from, to)
    this.flip(from, to)
  }

  private flip(from: number, to: number): void {
    const { tour, place, count } = this
    let inside = to - from + 1
    if (inside <= 0) inside += count
    let low = from
    let high = to
    let swaps = inside >> 1
    if (2 * inside > count) {
      low = to + 1 === count ? 0 : to + 1
      high = from === 0 ? count - 1 : from - 1
      swaps = (count - inside) >> 1
    }
    for (; swaps > 0; swaps--) {
      const a = tour[low]!
      const b = tour[high]!
      tour[low] = b
      place[b] = low
      tour[high] = a
      place[a] = high
      low = low + 1 === count ? 0 : low + 1
      high = high === 0 ? count - 1 : high - 1
    }
  }

  private undo(): void {
    while (this.done.length > 0) {
      const to = this.done.pop()!
      const from = this.done.pop()!
      this.flip(from, to)
    }
  }

  /** Exchanges two neighbouring pieces at a random place; returns the length added. */
  private kick(integer: (bound: number) => number): number {
    const { count, tour } = this
    const reach = Math.min(KICK_REACH, Math.floor((count - 2) / 2))
    const start = integer(count)
    const firstCount = 1 + integer(reach)
    const secondCount = 1 + integer(reach)
    const at = (offset: number) => (start + offset) % count
    const before = tour[at(0)]!
    const first = tour[at(1)]!
    const firstEnd = tour[at(firstCount)]!
    const second = tour[at(firstCount + 1)]!
    const secondEnd = tour[at(firstCount + secondCount)]!
    const after = tour[at(firstCount + secondCount + 1)]!
    const added =
      this.distance(before, second) +
      this.distance(secondEnd, first) +
      this.distance(firstEnd, after) -
      this.distance(before, first) -
      this.distance(firstEnd, second) -
      this.distance(secondEnd, after)
    // Reversing both together and then each by itself exchanges them as they are.
    this.reverse(at(1), at(firstCount + secondCount))
    this.reverseBetween(secondEnd, second)
    this.reverseBetween(firstEnd, first)
    this.wake([before, first, firstEnd, second, secondEnd, after])
    return added
  }

  /** Reverses the piece between two cities, whichever way round the tour now runs. */
  private reverseBetween(one: number, other: number): void {
    const forward = this.steps(this.place[one]!, this.place[other]!)
    const backward = this.steps(this.place[other]!, this.place[one]!)
    if (forward <= backward) this.reverse(this.place[one]!, this.place[other]!)
    else this.reverse(this.place[other]!, this.place[one]!)
  }
}

/** The nearest other points of each, nearest first, found in a grid of about two points a cell. */
function nearest({ x, y }: SalesmanProblem, wanted: number): Int32Array {
  const count = x.length
  let west = Infinity
  let east = -Infinity
  let south = Infinity
  let north = -Infinity
  for (let index = 0; index < count; index++) {
    west = Math.min(west, x[index]!)
    east = Math.max(east, x[index]!)
    south = Math.min(south, y[index]!)
    north = Math.max(north, y[index]!)
  }
  const cell = Math.max(
    Math.sqrt(((east - west) * (north - south) * 2) / count),
    (east - west + north - south) / 2000,
    1e-9,
  )
  const columns = Math.floor((east - west) / cell) + 1
  const rows = Math.floor((north - south) / cell) + 1
  const cells: number[][] = Array.from({ length: columns * rows }, () => [])
  const columnOf = (index: number) => Math.floor((x[index]! - west) / cell)
  const rowOf = (index: number) => Math.floor((y[index]! - south) / cell)
  for (let index = 0; index < count; index++) cells[rowOf(index) * columns + columnOf(index)]!.push(index)
  const near = new Int32Array(count * wanted)
  for (let index = 0; index < count; index++) {
    const square = (other: number) => (x[other]! - x[index]!) ** 2 + (y[other]! - y[index]!) ** 2
    let found: number[] = []
    for (let ring = 1; ; ring++) {
      found = []
      const column = columnOf(index)
      const row = rowOf(index)
      for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++)
        for (let c = Math.max(0, column - ring); c <= Math.min(columns - 1, column + ring); c++)
          for (const other of cells[r * columns + c]!) if (other !== index) found.push(other)
      const within = found.filter((other) => square(other) <= (ring * cell) ** 2).length
      if (within >= wanted || ring >= Math.max(columns, rows)) break
    }
    found.sort((a, b) => square(a) - square(b) || a - b)
    near.set(found.slice(0, wanted), index * wanted)
  }
  return near
}

/** Goes to the nearest city not yet visited; when all near ones are, to the next in number. */
function greedyTour(problem: SalesmanProblem, near: Int32Array, nearCount: number): Int32Array {
  const count = problem.x.length
  const tour = new Int32Array(count)
  const used = new Uint8Array(count)
  let city = 0
  let rest = 1
  for (let index = 0; index < count; index++) {
    tour[index] = city
    used[city] = 1
    let next = -1
    for (let rank = 0; rank < nearCount && next < 0; rank++) {
      const other = near[city * nearCount + rank]!
      if (used[other] === 0) next = other
    }
    if (next < 0) {
      while (rest < count && used[rest] === 1) rest++
      next = rest
    }
    city = next
  }
  return tour
}
