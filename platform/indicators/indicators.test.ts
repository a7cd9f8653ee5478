import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWhere, writeWhere } from './contract.ts'
import { growth, previousPeriod, yearBefore } from './evaluate.ts'

test('the period before: whole months step by months, anything else by its own length', () => {
  assert.deepEqual(previousPeriod({ from: '2026-03-01', to: '2026-03-31' }), {
    from: '2026-02-01',
    to: '2026-02-28',
  })
  assert.deepEqual(previousPeriod({ from: '2026-01-01', to: '2026-03-31' }), {
    from: '2025-10-01',
    to: '2025-12-31',
  })
  assert.deepEqual(previousPeriod({ from: '2026-03-02', to: '2026-03-08' }), {
    from: '2026-02-23',
    to: '2026-03-01',
  })
})

test('the year before: whole months stay whole, 29 February becomes 28', () => {
  assert.deepEqual(yearBefore({ from: '2024-02-01', to: '2024-02-29' }), {
    from: '2023-02-01',
    to: '2023-02-28',
  })
  assert.deepEqual(yearBefore({ from: '2025-02-01', to: '2025-02-28' }), {
    from: '2024-02-01',
    to: '2024-02-29',
  })
  assert.deepEqual(yearBefore({ from: '2024-02-29', to: '2024-03-06' }), {
    from: '2023-02-28',
    to: '2023-03-06',
  })
})

test('growth is value over before less one, and nothing where there is nothing to divide by', () => {
  assert.equal(growth(120, 100), 0.19999999999999996)
  assert.equal(growth(120, 0), null)
  assert.equal(growth(null, 100), null)
  assert.equal(growth(100, null), null)
})

test('conditions in an address are read back as they were written', () => {
  const where = { brand: ['玉门 (硬)', 'a|b;c:d'], format: ['grocery'] }
  assert.deepEqual(readWhere(writeWhere(where)), where)
})
