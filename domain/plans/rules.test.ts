import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weekdayOf } from '../../engines/kernel/dates.ts'
import { decisionDay, findSubmissionFaults, mayDecide, planningWindow, proposeMeasures } from './rules.ts'

const mondayToFriday = (date: string) => weekdayOf(date) <= 5

test('PLN-02: the plan of November is made on October 28th to 30th, that of March on the last three days of February', () => {
  assert.deepEqual(planningWindow('2026-11', '28-30', mondayToFriday), {
    from: '2026-10-28',
    until: '2026-10-30',
  })
  assert.deepEqual(planningWindow('2027-03', '28-30', mondayToFriday), {
    from: '2027-02-26',
    until: '2027-02-28',
  })
  assert.deepEqual(planningWindow('2024-03', '28-30', mondayToFriday), {
    from: '2024-02-27',
    until: '2024-02-29',
  })
})

test('PLN-10: the last two working days skip weekends', () => {
  // 31 October 2026 is a Saturday: the last two working days are Thursday 29 and Friday 30.
  assert.deepEqual(planningWindow('2026-11', 'last-two-working-days', mondayToFriday), {
    from: '2026-10-29',
    until: '2026-10-30',
  })
  // 28 February 2027 is a Sunday: Thursday 25 and Friday 26.
  assert.deepEqual(planningWindow('2027-03', 'last-two-working-days', mondayToFriday), {
    from: '2027-02-25',
    until: '2027-02-26',
  })
})

test('PLN-04: a plan handed in on a Sunday is decided on Monday, on a Friday the same day', () => {
  assert.equal(decisionDay('2026-11-29', mondayToFriday), '2026-11-30')
  assert.equal(decisionDay('2026-11-27', mondayToFriday), '2026-11-27')
})

const complete = {
  visits: [
    { visitId: 'v1', customerId: 'a', measures: ['demand' as const] },
    { visitId: 'v2', customerId: 'b', measures: ['relations' as const] },
  ],
  exceptionCustomerIds: new Set(['c']),
  customerIds: ['a', 'b', 'c'],
  openComments: 0,
  hardViolations: [],
}

test('PLN-12: a customer without a visit needs a named exception', () => {
  assert.deepEqual(findSubmissionFaults(complete), [])
  const [fault] = findSubmissionFaults({ ...complete, exceptionCustomerIds: new Set() })
  assert.deepEqual(fault, {
    code: 'PLN-12',
    subject: 'c',
    values: { missing: 1, customers: 3, coverage: 66.7 },
  })
})

test('PLN-07: a visit without a measure keeps the plan from being handed in', () => {
  const [fault] = findSubmissionFaults({
    ...complete,
    visits: [complete.visits[0]!, { visitId: 'v2', customerId: 'b', measures: [] }],
  })
  assert.equal(fault!.code, 'PLN-07')
  assert.equal(fault!.subject, 'v2')
})

test('H3: the author does not approve, and only submitted plans are decided', () => {
  const plan = { managerId: 'p1', submittedBy: 'a1', deciderPersonId: 'p2', deciderAccountId: 'a2' }
  assert.equal(mayDecide({ ...plan, state: 'submitted' }), true)
  assert.equal(mayDecide({ ...plan, state: 'draft' }), false)
  assert.equal(mayDecide({ ...plan, state: 'submitted', deciderPersonId: 'p1' }), false)
  assert.equal(mayDecide({ ...plan, state: 'submitted', deciderAccountId: 'a1' }), false)
})

test('PLN-05: proposed measures follow from the customer and are never empty', () => {
  const quiet = { weak: false, valueGroup: 'regular', missingFields: 0, orderFalling: false, visitOfMonth: 2 }
  assert.deepEqual(proposeMeasures(quiet), ['relations'])
  assert.deepEqual(
    proposeMeasures({
      weak: true,
      valueGroup: 'core',
      missingFields: 2,
      orderFalling: true,
      visitOfMonth: 1,
    }),
    ['demand', 'information', 'weakCare', 'coaching', 'brand'],
  )
})
