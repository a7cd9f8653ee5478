import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareLoads, proposePlaces, signalStart } from './rules.ts'

const settings = { roomPercent: 100, detourKm: 3 }
const stops = [
  { lineId: 'north', weekday: 1, lon: 120, lat: 30.02 },
  { lineId: 'south', weekday: 2, lon: 120, lat: 30 },
  { lineId: 'far', weekday: 3, lon: 121, lat: 30 },
]
const mover = (customerId: string, at: { lon: number; lat: number } | null = { lon: 120, lat: 30.001 }) => ({
  customerId,
  at,
  lineBefore: 'far',
  weekdayBefore: 3,
})

test('DAT-07, DLV-01: the nearest place with room takes the customer, and fills up', () => {
  const places = [
    { lineId: 'north', weekday: 1, customers: 4 },
    { lineId: 'south', weekday: 2, customers: 4 },
    { lineId: 'far', weekday: 3, customers: 4 },
  ]
  // 12 and 3 customers in three places: five each.
  const proposed = proposePlaces([mover('a'), mover('b'), mover('c')], stops, places, settings)
  assert.deepEqual(
    proposed.map(({ lineAfter, weekdayAfter, reason }) => [lineAfter, weekdayAfter, reason]),
    [
      ['south', 2, 'nearest'],
      ['north', 1, 'nearest_with_room'],
      // Full within the detour; the far line with room is too far.
      ['south', 2, 'nearest'],
    ],
  )
  assert.equal(proposed[0]!.distanceKm, 0.11)
})

test('DLV-01: without a position a customer stays where it is', () => {
  const [stays] = proposePlaces(
    [mover('a', null)],
    stops,
    [{ lineId: 'south', weekday: 2, customers: 0 }],
    settings,
  )
  assert.deepEqual(
    [stays!.lineAfter, stays!.weekdayAfter, stays!.distanceKm, stays!.reason],
    ['far', 3, null, 'no_position'],
  )
})

test('DAT-07: loads before and after hold the same customers and cartons', () => {
  const loads = compareLoads(
    [{ lineId: 'south', weekday: 2, customers: 4, quantity: 40 }],
    [{ lineBefore: 'far', weekdayBefore: 3, lineAfter: 'south', weekdayAfter: 2, quantity: 7 }],
  )
  assert.deepEqual(loads, [
    {
      lineId: 'south',
      weekday: 2,
      customersBefore: 4,
      customersAfter: 5,
      quantityBefore: 40,
      quantityAfter: 47,
    },
    { lineId: 'far', weekday: 3, customersBefore: 1, customersAfter: 0, quantityBefore: 7, quantityAfter: 0 },
  ])
})

test('DAT-09: four weeks are 28 days with both ends', () => {
  assert.equal(signalStart('2026-11-28', { weeks: 4 }), '2026-11-01')
})
