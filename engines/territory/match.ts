/**
 * Cheapest one-to-one assignment of rows to columns (Kuhn 1955, Munkres 1957, in the O(n^3) form with potentials).
 * `cost[row * size + column]`; returns the column of each row.
 */
export function matchCheapest(cost: ArrayLike<number>, size: number): Int32Array {
  const rowPrice = new Float64Array(size + 1)
  const columnPrice = new Float64Array(size + 1)
  const rowOf = new Int32Array(size + 1)
  const before = new Int32Array(size + 1)
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row
    let column = 0
    const least = new Float64Array(size + 1).fill(Infinity)
    const used = new Uint8Array(size + 1)
    do {
      used[column] = 1
      const current = rowOf[column]!
      let delta = Infinity
      let next = 0
      for (let other = 1; other <= size; other++) {
        if (used[other] === 1) continue
        const reduced = cost[(current - 1) * size + other - 1]! - rowPrice[current]! - columnPrice[other]!
        if (reduced < least[other]!) {
          least[other] = reduced
          before[other] = column
        }
        if (least[other]! < delta) {
          delta = least[other]!
          next = other
        }
      }
      for (let other = 0; other <= size; other++) {
        if (used[other] === 1) {
          rowPrice[rowOf[other]!]! += delta
          columnPrice[other]! -= delta
        } else least[other]! -= delta
      }
      column = next
    } while (rowOf[column] !== 0)
    do {
      const previous = before[column]!
      rowOf[column] = rowOf[previous]!
      column = previous
    } while (column !== 0)
  }
  const columns = new Int32Array(size)
  for (let column = 1; column <= size; column++) columns[rowOf[column]! - 1] = column - 1
  return columns
}
