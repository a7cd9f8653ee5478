/**
 * Cuts points into compact parts of wanted weights by recursive bisection along the longer side.
 * Used for market departments, present territories, delivery lines and mutual-aid groups: work that people once
 * did with a pencil on a map.
 */
export function partitionByWeight(
  points: {
    readonly x: ArrayLike<number>
    readonly y: ArrayLike<number>
    readonly weight: ArrayLike<number>
  },
  members: readonly number[],
  targets: readonly number[],
): number[][] {
  if (targets.length <= 1) return [[...members]]
  const half = Math.ceil(targets.length / 2)
  const firstTarget = sum(targets.slice(0, half)) / sum(targets)
  const sorted = [...members].sort(alongLongerSide(points, members))
  let total = 0
  for (const member of sorted) total += points.weight[member]!
  let reached = 0
  let cut = 0
  while (cut < sorted.length && reached + points.weight[sorted[cut]!]! / 2 < total * firstTarget) {
    reached += points.weight[sorted[cut]!]!
    cut++
  }
  return [
    ...partitionByWeight(points, sorted.slice(0, cut), targets.slice(0, half)),
    ...partitionByWeight(points, sorted.slice(cut), targets.slice(half)),
  ]
}

/** The members in an order that keeps neighbours together: the leaves of a bisection down to single points. */
export function orderBySpace(
  points: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  members: readonly number[],
): number[] {
  if (members.length <= 2) return [...members]
  const sorted = [...members].sort(alongLongerSide(points, members))
  const half = sorted.length >> 1
  return [...orderBySpace(points, sorted.slice(0, half)), ...orderBySpace(points, sorted.slice(half))]
}

function alongLongerSide(
  points: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  members: readonly number[],
): (a: number, b: number) => number {
  let minX = Number.POSITIVE_INFINITY
  let maxX = Number.NEGATIVE_INFINITY
  let minY = Number.POSITIVE_INFINITY
  let maxY = Number.NEGATIVE_INFINITY
  for (const member of members) {
    minX = Math.min(minX, points.x[member]!)
    maxX = Math.max(maxX, points.x[member]!)
    minY = Math.min(minY, points.y[member]!)
    maxY = Math.max(maxY, points.y[member]!)
  }
  const along = maxX - minX >= maxY - minY ? points.x : points.y
  return (a, b) => along[a]! - along[b]! || a - b
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
