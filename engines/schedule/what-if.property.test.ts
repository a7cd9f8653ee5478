import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../kernel/random.ts'
import { planMonth } from './solve.ts'
import { makeMonth } from './test-month.ts'
import { validatePlan } from './validate.ts'
import { evaluateMove, explainVisit } from './what-if.ts'

const problem = makeMonth({
  customers: 250,
  managers: 2,
  seed: 3,
  evening: 0.1,
  team: 0.2,
  rural: 0.2,
  specialists: { brand: 1, market_manager: 1 },
})
const plan = await planMonth(problem, { seed: 1, iterations: 300 })

test('a move said to be allowed passes the recount of the whole plan, one said to be forbidden does not', () => {
  const random = createRandom('moves')
  let allowed = 0
  let forbidden = 0
  for (let index = 0; index < 250; index++) {
    const visit = random.pick(plan.visits)
    const date = random.pick(problem.workingDates)
    if (date === visit.date) continue
    const move = evaluateMove(problem, plan, visit.id, date)
    const changed = new Set(move.days.map((day) => `${day.managerId} ${day.date}`))
    const isMoved = (other: typeof visit) =>
      other.customerId === visit.customerId && other.date === visit.date
    const visits = [
      ...plan.visits.filter((other) => !changed.has(`${other.managerId} ${other.date}`) && !isMoved(other)),
      ...move.days.flatMap((day) => day.visits),
    ]
    assert.equal(visits.length, plan.visits.length)
    const violations = validatePlan(problem, { visits, unplaced: plan.unplaced })
    assert.equal(
      violations.length === 0,
      move.isFeasible,
      `${visit.id} to ${date}: ${JSON.stringify([violations[0], move.violations[0]])}`,
    )
    if (move.isFeasible) allowed++
    else forbidden++
  }
  assert.ok(allowed > 30 && forbidden > 30, `${allowed} ${forbidden}`)
})

test('the travel of a move equals the recount of the changed days', () => {
  const visit = plan.visits.find((item) => item.kind === 'solo' && item.post === 'general')!
  const date = problem.workingDates.find((other) => other !== visit.date)!
  const move = evaluateMove(problem, plan, visit.id, date)
  const travelOf = (managerId: string, on: string) =>
    plan.days.find((day) => day.managerId === managerId && day.date === on)?.travelMinutes ?? 0
  const before = travelOf(visit.managerId, visit.date) + travelOf(visit.managerId, date)
  const after = move.days.reduce((sum, day) => sum + day.travelMinutes, 0)
  assert.ok(Math.abs(after - before - move.travelDeltaMinutes) < 0.05)
})

test('a reason names dates, neighbours and three other dates, lawful ones first and cheap ones before dear ones', () => {
  for (const visit of plan.visits.filter((_, index) => index % 29 === 0)) {
    const reason = explainVisit(problem, plan, visit.id)
    assert.ok(reason.dates.includes(visit.date))
    assert.equal(reason.alternatives.length, 3)
    const broken = reason.alternatives.map((option) => option.violations.length)
    assert.deepEqual(
      broken,
      broken.toSorted((a, b) => a - b),
    )
    assert.deepEqual(reason.jointWith, visit.jointWith)
  }
  assert.throws(() => explainVisit(problem, plan, 'nothing'), RangeError)
})

test('a question about a plan of 500 visits takes less than 50 ms', () => {
  const visits = plan.visits.filter((_, index) => index % 5 === 0)
  const started = performance.now()
  for (const visit of visits) explainVisit(problem, plan, visit.id)
  assert.ok((performance.now() - started) / visits.length < 50)
})
