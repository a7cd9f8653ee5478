import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, countCategories, gridStep, isInside, pointsOf } from './points.ts'

test('rows without a position are left out and points know their row', () => {
  const points = pointsOf(
    [
      { x: 1, y: 2 },
      { x: null, y: 3 },
      { x: 4, y: 5 },
    ],
    {
      lon: (row) => row.x,
      lat: (row) => row.y,
      category: (row) => row.y,
    },
  )
  assert.deepEqual(points, { lon: [1, 4], lat: [2, 5], category: [2, 5], index: [0, 2] })
})

test('one wrong coordinate among many does not make the city invisible', () => {
  const lon = Array.from({ length: 2000 }, (_, index) => 121 + (index % 100) / 1000)
  const lat = lon.map(() => 28.8)
  lon[17] = 0
  assert.deepEqual(boundsOf({ lon, lat }), [121, 28.8, 121.099, 28.8])
  assert.deepEqual(boundsOf({ lon: [120, 122], lat: [28, 29] }), [120, 28, 122, 29])
  assert.equal(boundsOf({ lon: [], lat: [] }), undefined)
})

test('points outside the known categories are counted as others', () => {
  assert.deepEqual(countCategories([0, 1, 1, -1, 9], 2, 5), [1, 2, 2])
  assert.deepEqual(countCategories(undefined, 1, 5), [5, 0])
})

test('a lasso with a bay leaves out what lies in the bay', () => {
  const bay = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 5, y: 3 },
    { x: 0, y: 10 },
  ]
  assert.equal(isInside({ x: 5, y: 2 }, bay), true)
  assert.equal(isInside({ x: 5, y: 6 }, bay), false)
  assert.equal(isInside({ x: 11, y: 2 }, bay), false)
})

test('grid lines stand at round distances', () => {
  for (const [span, step] of [
    [1, 0.2],
    [0.08, 0.01],
    [3.2, 0.5],
  ] as const)
    assert.ok(Math.abs(gridStep(span) - step) < 1e-12, `${span}: ${gridStep(span)}`)
})
