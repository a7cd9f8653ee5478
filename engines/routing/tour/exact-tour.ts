import { LATE_PRICE, type TourProblem } from './tour.ts'

/** Largest number of stops solved exactly by `solveExactly`. */
export const EXACT_STOPS = 11

/**
 * The best order by dynamic programming over sets of stops (Held and Karp 1962). With windows every state keeps
 * the labels (time, price) of which none is both later and dearer (Dumas and others 1995). O(2^n n^2) states.
 */
export function solveExactly(problem: TourProblem): number[] {
  return problem.windows ? solveTimed(problem) : solveFree(problem)
}

function solveFree({ size, travel }: TourProblem): number[] {
  const count = size - 1
  if (count <= 0) return []
  const full = 1 << count
  const best = new Float64Array(full * count).fill(Infinity)
  const from = new Int8Array(full * count).fill(-1)
  for (let last = 0; last < count; last++) best[(1 << last) * count + last] = travel[last + 1]!
  for (let set = 1; set < full; set++) {
    for (let last = 0; last < count; last++) {
      const here = best[set * count + last]!
      if (here === Infinity) continue
      for (let next = 0; next < count; next++) {
        if ((set >> next) & 1) continue
        const state = (set | (1 << next)) * count + next
        const price = here + travel[(last + 1) * size + next + 1]!
        if (price < best[state]!) {
          best[state] = price
          from[state] = last
        }
      }
    }
  }
  let least = Infinity
  let last = 0
  for (let end = 0; end < count; end++) {
    const price = best[(full - 1) * count + end]! + travel[(end + 1) * size]!
    if (price < least) {
      least = price
      last = end
    }
  }
  const order: number[] = []
  for (let set = full - 1; set !== 0; ) {
    order.push(last + 1)
    const before = from[set * count + last]!
    set &= ~(1 << last)
    last = before
  }
  return order.reverse()
}

interface Label {
  readonly time: number
  readonly price: number
  readonly stop: number
  readonly before: Label | null
}

function solveTimed(problem: TourProblem): number[] {
  const { size, travel } = problem
  const windows = problem.windows!
  const count = size - 1
  if (count <= 0) return []
  const start: Label = { time: windows.earliestLeave, price: 0, stop: 0, before: null }
  let layer = new Map<number, Label[]>([[0, [start]]])
  for (let depth = 0; depth < count; depth++) {
    const next = new Map<number, Label[]>()
    for (const [key, labels] of layer) {
      const set = key % (1 << count)
      for (const label of labels) {
        for (let stop = 1; stop < size; stop++) {
          if ((set >> (stop - 1)) & 1) continue
          const leg = travel[label.stop * size + stop]!
          let time = Math.max(label.time + leg, windows.opens[stop]!)
          let price = label.price + leg
          if (time > windows.closes[stop]!) {
            price += LATE_PRICE * (time - windows.closes[stop]!)
            time = windows.closes[stop]!
          }
          const reached = set | (1 << (stop - 1))
          add(next, stop * (1 << count) + reached, {
            time: time + windows.service[stop]!,
            price,
            stop,
            before: label,
          })
        }
      }
    }
    layer = next
  }
  let best: Label | null = null
  let least = Infinity
  for (const labels of layer.values()) {
    for (const label of labels) {
      const price = label.price + travel[label.stop * size]!
      if (price < least) {
        least = price
        best = label
      }
    }
  }
  const order: number[] = []
  for (let label = best; label && label.stop !== 0; label = label.before) order.push(label.stop)
  return order.reverse()
}

/** Keeps only labels that nothing beats in both time and price. */
function add(layer: Map<number, Label[]>, key: number, label: Label): void {
  const labels = layer.get(key)
  if (!labels) {
    layer.set(key, [label])
    return
  }
  for (const other of labels) if (other.time <= label.time && other.price <= label.price) return
  layer.set(key, [...labels.filter((other) => other.time < label.time || other.price < label.price), label])
}
