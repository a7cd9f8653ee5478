import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayIn } from './display.ts'

const points = { lon: [120.15], lat: [30.28], category: [2] }

test('on tiles of GCJ-02 points move by a few hundred metres, and back within centimetres', () => {
  const display = displayIn('gcj02')
  const moved = display.points(points)
  const metres = Math.hypot((moved.lon[0]! - 120.15) * 96_000, (moved.lat[0]! - 30.28) * 111_000)
  assert.ok(metres > 200 && metres < 800, `${metres}`)
  assert.deepEqual(moved.category, [2])
  const [west, south] = display.boundsBack([moved.lon[0]!, moved.lat[0]!, moved.lon[0]!, moved.lat[0]!])
  assert.ok(Math.abs(west - 120.15) * 96_000 < 0.05 && Math.abs(south - 30.28) * 111_000 < 0.05)
})

test('lines and areas move with their points; on WGS-84 nothing moves', () => {
  const display = displayIn('gcj02')
  const moved = display.points(points)
  const [line] = display.lines([{ id: 'l', coordinates: [[120.15, 30.28]] }])
  assert.deepEqual(line?.coordinates, [[moved.lon[0], moved.lat[0]]])
  const [area] = display.areas([{ id: 'a', ring: [[120.15, 30.28]] }])
  assert.deepEqual(area?.ring, [[moved.lon[0], moved.lat[0]]])
  assert.equal(displayIn('wgs84').points(points), points)
})
