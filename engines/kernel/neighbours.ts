import { Delaunay } from 'd3-delaunay'

/** Neighbours of point i: `list[offsets[i]] .. list[offsets[i + 1] - 1]`; symmetric. */
export interface NeighbourGraph {
  readonly offsets: Int32Array
  readonly list: Int32Array
}

/**
 * The Delaunay graph of points in the plane: connected, about six neighbours each. Points on the same spot are
 * joined to one of them, which stands for all in the triangulation.
 */
export function delaunayNeighbours(xs: ArrayLike<number>, ys: ArrayLike<number>): NeighbourGraph {
  const count = xs.length
  const spots = new Map<string, number>()
  const distinct: number[] = []
  const edges: number[][] = Array.from({ length: count }, () => [])
  for (let point = 0; point < count; point++) {
    const key = `${xs[point]} ${ys[point]}`
    const first = spots.get(key)
    if (first === undefined) {
      spots.set(key, point)
      distinct.push(point)
    } else {
      edges[point]!.push(first)
      edges[first]!.push(point)
    }
  }
  const flat = new Float64Array(distinct.length * 2)
  distinct.forEach((point, index) => {
    flat[2 * index] = xs[point]!
    flat[2 * index + 1] = ys[point]!
  })
  if (distinct.length === 2) {
    edges[distinct[0]!]!.push(distinct[1]!)
    edges[distinct[1]!]!.push(distinct[0]!)
  } else if (distinct.length > 2) {
    const delaunay = new Delaunay(flat)
    for (let index = 0; index < distinct.length; index++)
      for (const other of delaunay.neighbors(index)) edges[distinct[index]!]!.push(distinct[other]!)
  }
  const offsets = new Int32Array(count + 1)
  for (let point = 0; point < count; point++) offsets[point + 1] = offsets[point]! + edges[point]!.length
  const list = new Int32Array(offsets[count]!)
  for (let point = 0; point < count; point++) list.set(edges[point]!, offsets[point]!)
  return { offsets, list }
}
