import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateChooser } from './dates.ts'

/** Every set of days, one by one. */
function bruteForce(
  numbers: readonly number[],
  costs: readonly number[],
  visits: number,
  gap: number,
  required: number,
): number {
  let least = Infinity
  for (let mask = 0; mask < 1 << numbers.length; mask++) {
    const days = numbers.flatMap((_, day) => ((mask >> day) & 1 ? [day] : []))
    if (days.length !== visits || (mask & required) !== required) continue
    if (days.some((day, index) => index > 0 && numbers[day]! - numbers[days[index - 1]!]! < gap)) continue
    least = Math.min(
      least,
      days.reduce((sum, day) => sum + costs[day]!, 0),
    )
  }
  return least
}

test('the chosen days are lawful and as cheap as the best of all sets', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 9 }),
      fc.array(fc.constantFrom(0, 1, 2, 5, 9, Infinity), { minLength: 9, maxLength: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 511 }),
      fc.boolean(),
      (steps, prices, visits, gap, bits, hasRequired) => {
        let number = 20_000
        const numbers = steps.map((step) => {
          number += step
          return number
        })
        const required = hasRequired ? bits & (bits >> 1) & ((1 << numbers.length) - 1) : 0
        const costs = prices.slice(0, numbers.length)
        const chooser = new DateChooser(numbers, visits)
        const cost = chooser.choose(Float64Array.from(costs), visits, gap, required, null)
        assert.equal(cost, bruteForce(numbers, costs, visits, gap, required))
        if (cost === Infinity) return
        const days = Array.from(chooser.chosen.subarray(0, visits))
        assert.equal(
          days.reduce((sum, day) => sum + costs[day]!, 0),
          cost,
        )
      },
    ),
    { numRuns: 300 },
  )
})
