import { createRandom } from '../../kernel/random.ts'
import { EXACT_STOPS, solveExactly } from './exact-tour.ts'
import { boundTour } from './one-tree.ts'
import { priceTour, type Tour, type TourProblem, totalPrice } from './tour.ts'

const LEAST_GAIN = 1e-7
const LONGEST_PIECE = 3
/** Kicks without a gain after which the search for larger days ends. */
const PATIENCE = 60

/**
 * The best order of a day's stops: exact up to `EXACT_STOPS`, otherwise iterated local search (2-opt, Or-opt, and
 * double-bridge kicks: Johnson and McGeoch 1997), stopped early when the 1-tree bound proves the order optimal.
 * `start` = an order to begin with. Depends on nothing but its arguments.
 */
export function solveTour(problem: TourProblem, start?: readonly number[]): Tour {
  const { size, travel } = problem
  if (size <= 1) return { order: [], travel: 0, lateness: 0, bound: 0, isOptimal: true }
  if (size - 1 <= EXACT_STOPS) {
    const order = solveExactly(problem)
    const price = priceTour(problem, order)
    return { order, ...price, bound: price.lateness === 0 ? price.travel : 0, isOptimal: true }
  }
  let best = improve(problem, start?.slice() ?? nearestFirst(problem))
  let least = totalPrice(priceTour(problem, best))
  const bound = boundTour(travel, size, priceTour(problem, best).travel)
  const random = createRandom(size)
  for (let idle = 0; idle < PATIENCE && least > bound + 1e-6; idle++) {
    const trial = improve(problem, kick(best, random.integer))
    const price = totalPrice(priceTour(problem, trial))
    if (price < least - LEAST_GAIN) {
      least = price
      best = trial
      idle = 0
    }
  }
  const price = priceTour(problem, best)
  return {
    order: best,
    ...price,
    bound: Math.min(bound, price.travel),
    isOptimal: price.travel <= bound + 1e-4,
  }
}

function nearestFirst({ size, travel, windows }: TourProblem): number[] {
  const order: number[] = []
  const used = new Uint8Array(size)
  let here = 0
  for (let count = 1; count < size; count++) {
    let next = -1
    let least = Infinity
    for (let stop = 1; stop < size; stop++) {
      if (used[stop] === 1) continue
      // With windows, what closes first comes first among what is near.
      const price = travel[here * size + stop]! + (windows ? 0.2 * windows.closes[stop]! : 0)
      if (price < least) {
        least = price
        next = stop
      }
    }
    used[next] = 1
    order.push(next)
    here = next
  }
  return order
}

/** Cuts the tour into four and exchanges the middle parts. */
function kick(order: readonly number[], integer: (bound: number) => number): number[] {
  const count = order.length
  const cuts = [1 + integer(count - 1), 1 + integer(count - 1), 1 + integer(count - 1)].sort((a, b) => a - b)
  const [first, second, third] = cuts as [number, number, number]
  return [
    ...order.slice(0, first),
    ...order.slice(second, third),
    ...order.slice(first, second),
    ...order.slice(third),
  ]
}

/** Turns parts round and moves pieces while that lowers the price. */
function improve(problem: TourProblem, start: number[]): number[] {
  let order = start
  let price = totalPrice(priceTour(problem, order))
  const { size, travel, windows } = problem
  const at = (index: number) => (index < 0 || index >= order.length ? 0 : order[index]!)
  const tryOrder = (next: number[]): boolean => {
    const nextPrice = totalPrice(priceTour(problem, next))
    if (nextPrice >= price - LEAST_GAIN) return false
    order = next
    price = nextPrice
    return true
  }
  for (let improved = true; improved; ) {
    improved = false
    // Without lateness only a shorter way can help: the difference of a few legs decides whether to look closer.
    const isLate = windows !== undefined && priceTour(problem, order).lateness > 0
    for (let first = 0; first < order.length - 1; first++) {
      for (let end = first + 1; end < order.length; end++) {
        const gain =
          travel[at(first - 1) * size + at(first)]! +
          travel[at(end) * size + at(end + 1)]! -
          travel[at(first - 1) * size + at(end)]! -
          travel[at(first) * size + at(end + 1)]!
        if (!isLate && gain <= LEAST_GAIN) continue
        const next = [
          ...order.slice(0, first),
          ...order.slice(first, end + 1).reverse(),
          ...order.slice(end + 1),
        ]
        if (tryOrder(next)) improved = true
      }
    }
    for (let count = 1; count <= LONGEST_PIECE; count++) {
      for (let first = 0; first + count <= order.length; first++) {
        const freed =
          travel[at(first - 1) * size + at(first)]! +
          travel[at(first + count - 1) * size + at(first + count)]! -
          travel[at(first - 1) * size + at(first + count)]!
        for (let to = 0; to <= order.length - count; to++) {
          if (to === first) continue
          const head = at(first)
          const tail = at(first + count - 1)
          const left = at(to < first ? to - 1 : to + count - 1)
          const right = at(to < first ? to : to + count)
          const between = travel[left * size + right]!
          const straight = freed + between - travel[left * size + head]! - travel[tail * size + right]!
          const back = freed + between - travel[left * size + tail]! - travel[head * size + right]!
          if (!isLate && Math.max(straight, back) <= LEAST_GAIN) continue
          const piece = order.slice(first, first + count)
          const rest = order.toSpliced(first, count)
          if (
            (back > straight && tryOrder(rest.toSpliced(to, 0, ...piece.toReversed()))) ||
            tryOrder(rest.toSpliced(to, 0, ...piece))
          ) {
            improved = true
            break
          }
        }
      }
    }
  }
  return order
}
