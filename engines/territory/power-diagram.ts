import type { Units } from './units.ts'

/** Nearest centres looked at per unit. */
const CANDIDATES = 10

/**
 * Territories as a power diagram: a unit goes to the centre with the least squared distance plus price. Prices
 * rise where too much workload gathers (dual ascent); for fixed centres their dual value bounds the cost of every
 * assignment within the tolerance from below. (Aurenhammer, Hoffmann, Aronov, "Minkowski-type theorems and
 * least-squares clustering", 1998; balanced districting: Cohen-Addad, Klein, Young 2018.)
 */
export class PowerDiagram {
  readonly units: Units
  readonly owners: Int32Array
  readonly centreX: Float64Array
  readonly centreY: Float64Array
  readonly price: Float64Array
  readonly load: Float64Array
  /** Target workloads scaled to the units present, so that they can be met exactly. */
  private readonly target: Float64Array
  /** Squared distance between the centres around each unit: the scale on which its choice is smoothed. */
  private readonly scale: Float64Array
  private apart: Float64Array
  private candidates: Int32Array
  /** Cost of each candidate at the present centres. */
  private candidateCosts: Float64Array
  readonly candidateCount: number

  constructor(units: Units, owners: Int32Array) {
    this.units = units
    this.owners = owners
    const count = units.managerCount
    this.centreX = new Float64Array(count)
    this.centreY = new Float64Array(count)
    this.price = new Float64Array(count)
    this.load = new Float64Array(count)
    this.scale = new Float64Array(units.count)
    this.target = scaledTarget(units)
    this.apart = new Float64Array(count).fill(1)
    this.candidateCount = Math.min(CANDIDATES, count)
    this.candidates = new Int32Array(0)
    this.candidateCosts = new Float64Array(0)
    this.recentre()
    this.refreshCandidates()
    this.countLoads()
  }

  /** Squared distance, with the price of changing the owner in it. Infinity for forbidden pairs. */
  cost(unit: number, manager: number): number {
    const { units } = this
    const squared =
      (units.x[unit]! - this.centreX[manager]!) ** 2 + (units.y[unit]! - this.centreY[manager]!) ** 2
    const banned = units.forbidden[unit]
    if (banned?.has(manager)) return Infinity
    if (units.changePriceKm === 0 || units.present[unit] === -1 || units.present[unit] === manager)
      return squared
    return (Math.sqrt(squared) + units.changePriceKm) ** 2
  }

  /** Total cost of the present owners to the present centres. */
  totalCost(): number {
    let total = 0
    for (let unit = 0; unit < this.units.count; unit++)
      total += this.units.workload[unit]! * this.cost(unit, this.owners[unit]!) + this.units.inertia[unit]!
    return total
  }

  candidate(unit: number, rank: number): number {
    return this.candidates[unit * this.candidateCount + rank]!
  }

  /** Gives every free unit to its cheapest centre under the prices; returns the dual value (a lower bound). */
  assign(): number {
    const { units, owners, price } = this
    const count = this.candidateCount
    let dual = 0
    for (let unit = 0; unit < units.count; unit++) {
      if (units.locked[unit]! >= 0) {
        const manager = units.locked[unit]!
        dual += units.workload[unit]! * (this.cost(unit, manager) + price[manager]!) + units.inertia[unit]!
        continue
      }
      let least = Infinity
      let chosen = owners[unit]!
      for (let rank = 0; rank < count; rank++) {
        const manager = this.candidates[unit * count + rank]!
        const value = this.candidateCosts[unit * count + rank]! + price[manager]!
        if (value < least) {
          least = value
          chosen = manager
        }
      }
      owners[unit] = chosen
      dual += units.workload[unit]! * least + units.inertia[unit]!
    }
    this.countLoads()
    return dual - this.priceOfLimits()
  }

  /** The dual value over all centres, not only the candidates: a proven lower bound for these centres. */
  fullDual(): number {
    const { units, price } = this
    let dual = 0
    for (let unit = 0; unit < units.count; unit++) {
      let least = Infinity
      if (units.locked[unit]! >= 0) least = this.cost(unit, units.locked[unit]!) + price[units.locked[unit]!]!
      else
        for (let manager = 0; manager < units.managerCount; manager++)
          least = Math.min(least, this.cost(unit, manager) + price[manager]!)
      if (least < Infinity) dual += units.workload[unit]! * least + units.inertia[unit]!
    }
    return dual - this.priceOfLimits()
  }

  private priceOfLimits(): number {
    const { units, price } = this
    let total = 0
    for (let manager = 0; manager < units.managerCount; manager++) {
      const limit = units.target[manager]! * (price[manager]! > 0 ? 1 + units.tolerance : 1 - units.tolerance)
      total += price[manager]! * limit
    }
    return total
  }

  /**
   * Newton steps on the smoothed dual until no load is off by more than `evenness`: every unit is shared among near centres by a soft minimum whose width
   * is `softness` x the local distance of centres, so that dense and rural areas are treated alike; the change of
   * loads with prices is then a Laplacian, and one linear system moves all prices at once. (Kitagawa, Merigot,
   * Thibert, "Convergence of a Newton algorithm for semi-discrete optimal transport", 2019; smoothing as in
   * Cuturi 2013. Plain ascent was tried: excess only diffuses from neighbour to neighbour, far too slowly.)
   */
  settlePrices(softness: number, evenness: number, steps: number): void {
    const { units, price } = this
    const count = units.managerCount
    const matrix = new Float64Array(count * count)
    const soft = new Float64Array(count)
    const excess = new Float64Array(count)
    const trial = new Float64Array(count)
    for (let repeat = 0; repeat < steps; repeat++) {
      matrix.fill(0)
      const value = this.softDual(price, softness, soft, matrix)
      let worst = 0
      for (let manager = 0; manager < count; manager++) {
        excess[manager] = soft[manager]! - this.target[manager]!
        worst = Math.max(worst, Math.abs(excess[manager]!) / Math.max(this.target[manager]!, 1e-9))
        // Keeps the step finite where a territory has hardly any border left.
        matrix[manager * count + manager]! +=
          (0.01 * this.target[manager]!) / (softness * Math.max(this.apart[manager]!, 1e-9))
      }
      if (worst <= evenness) return
      const direction = solvePositive(matrix, excess, count)
      let slope = 0
      for (let manager = 0; manager < count; manager++) slope += direction[manager]! * excess[manager]!
      let step = 1
      for (; step > 0.01; step /= 2) {
        for (let manager = 0; manager < count; manager++)
          trial[manager] = price[manager]! + step * direction[manager]!
        if (this.softDual(trial, softness, soft, null) >= value + 1e-4 * step * slope) break
      }
      if (step <= 0.01) return
      // Only differences matter to the division; around their median the tolerance costs the bound least.
      const middle = trial.toSorted()[count >> 1]!
      for (let manager = 0; manager < count; manager++) price[manager] = trial[manager]! - middle
    }
  }

  /** Aims at the edge of the tolerance where a price says that this makes territories more compact. */
  leanOnTolerance(share: number): void {
    const { units, price } = this
    const fair = scaledTarget(units)
    let sum = 0
    let wanted = 0
    for (let manager = 0; manager < units.managerCount; manager++) {
      const pull = Math.max(-1, Math.min(1, price[manager]! / (0.02 * Math.max(this.apart[manager]!, 1e-9))))
      this.target[manager] = fair[manager]! * (1 + share * units.tolerance * pull)
      sum += fair[manager]!
      wanted += this.target[manager]!
    }
    for (let manager = 0; manager < units.managerCount; manager++)
      this.target[manager]! *= sum / Math.max(wanted, 1e-9)
  }

  /** Value of the smoothed dual at `price`; fills the soft loads and, if given, the matrix of their changes. */
  private softDual(
    price: Float64Array,
    softness: number,
    soft: Float64Array,
    matrix: Float64Array | null,
  ): number {
    const { units, candidateCount, candidates, candidateCosts, scale } = this
    const count = units.managerCount
    const share = new Float64Array(candidateCount)
    soft.fill(0)
    let dual = 0
    for (let manager = 0; manager < count; manager++) dual -= price[manager]! * this.target[manager]!
    for (let unit = 0; unit < units.count; unit++) {
      const workload = units.workload[unit]!
      const locked = units.locked[unit]!
      if (locked >= 0) {
        soft[locked]! += workload
        dual += workload * price[locked]!
        continue
      }
      if (workload === 0) continue
      const base = unit * candidateCount
      let least = Infinity
      for (let rank = 0; rank < candidateCount; rank++) {
        const value = candidateCosts[base + rank]! + price[candidates[base + rank]!]!
        share[rank] = value
        if (value < least) least = value
      }
      if (least === Infinity) continue
      const width = softness * scale[unit]!
      let sum = 0
      for (let rank = 0; rank < candidateCount; rank++) {
        const over = (share[rank]! - least) / width
        share[rank] = over < 16 ? Math.exp(-over) : 0
        sum += share[rank]!
      }
      dual += workload * (least - width * Math.log(sum))
      for (let rank = 0; rank < candidateCount; rank++) {
        if (share[rank] === 0) continue
        const part = share[rank]! / sum
        const manager = candidates[base + rank]!
        soft[manager]! += workload * part
        if (matrix === null || part > 0.999999) continue
        for (let other = 0; other < rank; other++) {
          if (share[other] === 0) continue
          const rate = (workload * part * share[other]!) / (sum * width)
          const partner = candidates[base + other]!
          if (partner === manager) continue
          matrix[manager * count + partner]! -= rate
          matrix[partner * count + manager]! -= rate
          matrix[manager * count + manager]! += rate
          matrix[partner * count + partner]! += rate
        }
      }
    }
    return dual
  }

  /** Moves every centre to the middle of its workload. */
  recentre(): void {
    const { units, owners, centreX, centreY } = this
    const weight = new Float64Array(units.managerCount)
    const sumX = new Float64Array(units.managerCount)
    const sumY = new Float64Array(units.managerCount)
    for (let unit = 0; unit < units.count; unit++) {
      const manager = owners[unit]!
      const share = Math.max(units.workload[unit]!, 1e-9)
      weight[manager]! += share
      sumX[manager]! += share * units.x[unit]!
      sumY[manager]! += share * units.y[unit]!
    }
    for (let manager = 0; manager < units.managerCount; manager++) {
      if (weight[manager] === 0) {
        centreX[manager] = units.anchorX[manager]! || 0
        centreY[manager] = units.anchorY[manager]! || 0
      } else {
        centreX[manager] = sumX[manager]! / weight[manager]!
        centreY[manager] = sumY[manager]! / weight[manager]!
      }
    }
  }

  /** Finds again the nearest centres of every unit (by distance and price); the present owner is always one. */
  refreshCandidates(): void {
    const { units, owners, price } = this
    const count = this.candidateCount
    const apart = this.centreDistances()
    this.apart = apart
    if (this.candidates.length !== units.count * count) {
      this.candidates = new Int32Array(units.count * count)
      this.candidateCosts = new Float64Array(units.count * count)
    }
    const reach = new Float64Array(count)
    for (let unit = 0; unit < units.count; unit++) {
      const base = unit * count
      const x = units.x[unit]!
      const y = units.y[unit]!
      const banned = units.forbidden[unit]
      let found = 0
      for (let manager = 0; manager < units.managerCount; manager++) {
        const value = (x - this.centreX[manager]!) ** 2 + (y - this.centreY[manager]!) ** 2 + price[manager]!
        if (found === count && value >= reach[count - 1]!) continue
        if (banned?.has(manager)) continue
        let place = found < count ? found++ : count - 1
        while (place > 0 && reach[place - 1]! > value) {
          reach[place] = reach[place - 1]!
          this.candidates[base + place] = this.candidates[base + place - 1]!
          place--
        }
        reach[place] = value
        this.candidates[base + place] = manager
      }
      this.scale[unit] = found > 0 ? apart[this.candidates[base]!]! : 1
      // Fewer lawful centres than places: the first fills the rest; all forbidden: the present owner stays.
      for (let rank = found; rank < count; rank++)
        this.candidates[base + rank] = found > 0 ? this.candidates[base]! : owners[unit]!
      const keep = units.changePriceKm > 0 && units.present[unit]! >= 0 ? units.present[unit]! : owners[unit]!
      if (!banned?.has(keep) && !this.candidates.subarray(base, base + count).includes(keep))
        this.candidates[base + count - 1] = keep
    }
    this.refreshCosts()
  }

  /** Counts again what the candidates cost, after centres moved a little. */
  refreshCosts(): void {
    const { candidates, candidateCosts, candidateCount } = this
    for (let unit = 0; unit < this.units.count; unit++)
      for (let index = unit * candidateCount; index < (unit + 1) * candidateCount; index++)
        candidateCosts[index] = this.cost(unit, candidates[index]!)
  }

  /** Squared distance of each centre to the next one. */
  private centreDistances(): Float64Array {
    const count = this.units.managerCount
    const apart = new Float64Array(count).fill(Infinity)
    let mean = 0
    for (let manager = 0; manager < count; manager++) {
      for (let other = 0; other < count; other++) {
        if (other === manager) continue
        const square =
          (this.centreX[manager]! - this.centreX[other]!) ** 2 +
          (this.centreY[manager]! - this.centreY[other]!) ** 2
        if (square < apart[manager]!) apart[manager] = square
      }
      if (apart[manager]! < Infinity) mean += apart[manager]! / count
    }
    return apart.map((square) => (square < Infinity ? Math.max(square, 1e-4 * mean, 1e-9) : 1))
  }

  countLoads(): void {
    this.load.fill(0)
    for (let unit = 0; unit < this.units.count; unit++)
      this.load[this.owners[unit]!]! += this.units.workload[unit]!
  }
}

function scaledTarget(units: Units): Float64Array {
  const total = units.workload.reduce((sum, workload) => sum + workload, 0)
  const asked = units.target.reduce((sum, target) => sum + target, 0)
  return Float64Array.from(units.target, (target) => (asked > 0 ? (target * total) / asked : 0))
}

/** Solves a symmetric positive system by Cholesky; overwrites the matrix. */
function solvePositive(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let inner = 0; inner < column; inner++)
        sum -= matrix[row * size + inner]! * matrix[column * size + inner]!
      if (row === column) matrix[row * size + row] = Math.sqrt(Math.max(sum, 1e-12))
      else matrix[row * size + column] = sum / matrix[column * size + column]!
    }
  }
  const solution = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < row; inner++) solution[row]! -= matrix[row * size + inner]! * solution[inner]!
    solution[row]! /= matrix[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let inner = row + 1; inner < size; inner++)
      solution[row]! -= matrix[inner * size + row]! * solution[inner]!
    solution[row]! /= matrix[row * size + row]!
  }
  return solution
}
