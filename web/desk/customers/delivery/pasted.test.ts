import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePasted } from './pasted.ts'

test('DAT-07 pasted customers: codes with and without a new position, a head line and repeats left out', () => {
  assert.deepEqual(
    parsePasted(
      '客户编码\t经度\t纬度\nC000123\t118.5\t31.25\nC000124\n\nC000125，118.6，31.3\nC000123, 118.7, 31.4',
    ),
    [
      { code: 'C000123', lon: 118.7, lat: 31.4 },
      { code: 'C000124' },
      { code: 'C000125', lon: 118.6, lat: 31.3 },
    ],
  )
})

test('a position outside the globe is no position', () => {
  assert.deepEqual(parsePasted('C1 500 31'), [{ code: 'C1' }])
})
