import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRequestBudget } from './budget.ts'

test('a burst, then the steady pace; accounts do not take from each other', () => {
  let now = 0
  const budget = createRequestBudget({ now: () => new Date(now) }, { burst: 5, perSecond: 2 })
  const taken = Array.from({ length: 7 }, () => budget.take('a'))
  assert.deepEqual(taken, [0, 0, 0, 0, 0, 0.5, 0.5])
  assert.equal(budget.take('b'), 0)
  now = 500
  assert.deepEqual([budget.take('a'), budget.take('a')], [0, 0.5])
  now = 60_000
  assert.equal(Array.from({ length: 6 }, () => budget.take('a')).filter((wait) => wait === 0).length, 5)
  // A clock that steps back gives nothing and takes nothing.
  now = 0
  assert.equal(budget.take('a'), 0.5)
})
