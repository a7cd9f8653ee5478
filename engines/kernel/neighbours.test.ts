import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delaunayNeighbours } from './neighbours.ts'
import { createRandom } from './random.ts'

const reachable = (graph: ReturnType<typeof delaunayNeighbours>) => {
  const seen = new Set([0])
  const queue = [0]
  for (const point of queue) {
    for (let edge = graph.offsets[point]!; edge < graph.offsets[point + 1]!; edge++) {
      const next = graph.list[edge]!
      if (seen.has(next)) continue
      seen.add(next)
      queue.push(next)
    }
  }
  return seen.size
}

test('the graph is connected and symmetric, also with points on one spot and on one line', () => {
  const random = createRandom(1)
  const cases = [
    { xs: [0, 0, 0], ys: [0, 0, 0] },
    { xs: [0, 1], ys: [0, 0] },
    { xs: [0, 1, 2, 3], ys: [0, 1, 2, 3] },
    {
      xs: Array.from({ length: 200 }, () => random.integer(12)),
      ys: Array.from({ length: 200 }, () => random.integer(12)),
    },
  ]
  for (const { xs, ys } of cases) {
    const graph = delaunayNeighbours(xs, ys)
    assert.equal(reachable(graph), xs.length)
    const edges = new Set<string>()
    for (let point = 0; point < xs.length; point++)
      for (let edge = graph.offsets[point]!; edge < graph.offsets[point + 1]!; edge++)
        edges.add(`${point} ${graph.list[edge]}`)
    for (const edge of edges) assert.ok(edges.has(edge.split(' ').reverse().join(' ')))
  }
})

test('no points give an empty graph', () => {
  assert.deepEqual([...delaunayNeighbours([], []).offsets], [0])
})
