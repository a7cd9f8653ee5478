/**
 * Held and Karp's 1-tree bound: no closed tour through all points is shorter.
 * A minimum spanning tree of all points but the first, plus the two cheapest edges of the first; node prices found by
 * subgradient steps make the degrees two. (Held, Karp, "The traveling-salesman problem and minimum spanning
 * trees: part II", 1971; step lengths as in Helsgaun 2000.)
 *
 * `travel[from * size + to]` symmetric; `tour` = length of any tour, used for the step length; stops early
 * when the bound reaches it.
 */
export function boundTour(travel: ArrayLike<number>, size: number, tour: number, rounds = 120): number {
  if (size <= 1) return 0
  if (size === 2) return 2 * travel[1]!
  if (size === 3) return travel[1]! + travel[2]! + travel[size + 2]!
  const price = new Float64Array(size)
  const degree = new Int16Array(size)
  const lastDegree = new Int16Array(size)
  const nearest = new Float64Array(size)
  const parent = new Int16Array(size)
  const isIn = new Uint8Array(size)
  let best = 0
  let step = 1
  let idle = 0
  for (let round = 0; round < rounds; round++) {
    const length = oneTree(travel, size, price, degree, nearest, parent, isIn)
    let total = length
    for (let node = 0; node < size; node++) total -= 2 * price[node]!
    if (total > best + 1e-9) {
      best = total
      idle = 0
    } else if (++idle >= 8) {
      step *= 0.6
      idle = 0
    }
    if (best >= tour - 1e-6) return Math.min(best, tour)
    let norm = 0
    for (let node = 0; node < size; node++) {
      const off = degree[node]! - 2
      norm += off * off
    }
    if (norm === 0) return Math.min(best, tour)
    const move = (step * Math.max(tour - total, 1e-4 * tour)) / norm
    for (let node = 0; node < size; node++) {
      const off = degree[node]! - 2
      const before = round === 0 ? off : lastDegree[node]! - 2
      price[node]! += move * (0.7 * off + 0.3 * before)
      lastDegree[node] = degree[node]!
    }
  }
  return best
}

/** Length of the minimum 1-tree under `price`; fills `degree`. */
function oneTree(
  travel: ArrayLike<number>,
  size: number,
  price: Float64Array,
  degree: Int16Array,
  nearest: Float64Array,
  parent: Int16Array,
  isIn: Uint8Array,
): number {
  degree.fill(0)
  isIn.fill(0)
  nearest.fill(Infinity)
  let length = 0
  let node = 1
  isIn[1] = 1
  for (let count = 2; count < size; count++) {
    const row = node * size
    let least = Infinity
    let next = -1
    for (let other = 2; other < size; other++) {
      if (isIn[other] === 1) continue
      const reach = travel[row + other]! + price[node]! + price[other]!
      if (reach < nearest[other]!) {
        nearest[other] = reach
        parent[other] = node
      }
      if (nearest[other]! < least) {
        least = nearest[other]!
        next = other
      }
    }
    isIn[next] = 1
    length += least
    degree[next]!++
    degree[parent[next]!]!++
    node = next
  }
  let first = Infinity
  let second = Infinity
  let firstNode = -1
  let secondNode = -1
  for (let other = 1; other < size; other++) {
    const reach = travel[other]! + price[0]! + price[other]!
    if (reach < first) {
      second = first
      secondNode = firstNode
      first = reach
      firstNode = other
    } else if (reach < second) {
      second = reach
      secondNode = other
    }
  }
  degree[0]! += 2
  degree[firstNode]!++
  degree[secondNode]!++
  return length + first + second
}
