import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DEFAULT_BANDS,
  DEFAULT_CLASSES,
  findLevelFault,
  levelOfPrice,
  lifeStateAt,
  recentMonths,
  schemeAt,
} from './rules.ts'

test('GDS-01 price classes: 100.00 is class I, 99.99 class II, 16.49 class V; no price, no class', () => {
  const cases: [number | null, number | null][] = [
    [10_000, 1],
    [9_999, 2],
    [7_000, 2],
    [6_999, 3],
    [3_000, 3],
    [2_999, 4],
    [1_649, 5],
    [0, 5],
    [null, null],
  ]
  for (const [fen, level] of cases)
    assert.equal(levelOfPrice(fen, DEFAULT_CLASSES.levels), level, String(fen))
})

test('GDS-01 bands end at 109 yuan: a carton at 108 is in none', () => {
  assert.equal(levelOfPrice(60_000, DEFAULT_BANDS.levels), 1)
  assert.equal(levelOfPrice(26_300, DEFAULT_BANDS.levels), 4)
  assert.equal(levelOfPrice(10_800, DEFAULT_BANDS.levels), null)
})

test('GDS-02 a scheme counts from its date on and leaves the past alone', () => {
  const newer = { ...DEFAULT_CLASSES, validFrom: '2026-01-01' }
  const schemes = [newer, DEFAULT_CLASSES, DEFAULT_BANDS]
  assert.equal(schemeAt(schemes, 'class', '2025-12-31'), DEFAULT_CLASSES)
  assert.equal(schemeAt(schemes, 'class', '2026-01-01'), newer)
  assert.equal(schemeAt(schemes, 'class', '2009-04-30'), undefined)
})

test('GDS-03 limits must fall', () => {
  assert.equal(findLevelFault(DEFAULT_CLASSES.levels), undefined)
  assert.equal(findLevelFault([DEFAULT_CLASSES.levels[1]!, DEFAULT_CLASSES.levels[0]!]), 1)
})

test('GDS-04 life states by date', () => {
  const states = [
    { lifeState: 'new', validFrom: '2026-01-01' },
    { lifeState: 'key', validFrom: '2026-04-01' },
  ]
  assert.equal(lifeStateAt(states, '2026-03-31')?.lifeState, 'new')
  assert.equal(lifeStateAt(states, '2026-04-01')?.lifeState, 'key')
  assert.equal(lifeStateAt(states, '2025-12-31'), undefined)
})

test('"lately" means three whole months', () => {
  assert.deepEqual(recentMonths('2026-11-15'), ['2026-08', '2026-09', '2026-10'])
  assert.deepEqual(recentMonths('2026-11-27'), ['2026-09', '2026-10', '2026-11'])
  assert.deepEqual(recentMonths('2027-02-24'), ['2026-11', '2026-12', '2027-01'])
  assert.deepEqual(recentMonths('2027-02-25'), ['2026-12', '2027-01', '2027-02'])
})
