import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_TRAVEL_RULES, travelMatrix, travelMinutes } from './travel.ts'

const north = (km: number) => ({ lon: 117, lat: 36 + km / ((Math.PI / 180) * 6371.0088) })

test('one kilometre in town: 60 x 1.35 x 1 / 18 = 4.5 minutes; to the country 60 x 1.35 / 32', () => {
  const home = { location: north(0), isUrban: true }
  const town = { location: north(1), isUrban: true }
  const village = { location: north(1), isUrban: false }
  assert.ok(Math.abs(travelMinutes(home, town, DEFAULT_TRAVEL_RULES) - 4.5) < 1e-6)
  assert.ok(Math.abs(travelMinutes(home, village, DEFAULT_TRAVEL_RULES) - (60 * 1.35) / 32) < 1e-6)
})

test('a way with an unknown end costs the assumed minutes, and the matrix is symmetric with a zero diagonal', () => {
  const points = [
    { location: north(0), isUrban: true },
    { location: null, isUrban: true },
    { location: north(2), isUrban: false },
  ]
  const matrix = travelMatrix(points, DEFAULT_TRAVEL_RULES)
  assert.equal(matrix[1], 10)
  assert.equal(matrix[3], 10)
  assert.equal(matrix[2], matrix[6])
  assert.equal(matrix[0], 0)
  assert.equal(matrix[4], 0)
})
