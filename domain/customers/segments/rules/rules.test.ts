import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupRule, jinanLines, luwanRule, potentialRule, ratingRule, valueRule } from '../rule-book.ts'
import { type CustomerFacts, percentileRanks } from './facts.ts'
import { GROUP_RULES } from './groups.ts'
import { classifyLuwan, measureLuwan } from './luwan.ts'
import { rankPotential } from './potential.ts'
import { rateScales, rateValueGroup } from './rerating.ts'
import { classifyByLines } from './template-lines.ts'
import { scoreValue } from './value-criteria.ts'

const plain: CustomerFacts = {
  customerId: 'a',
  code: '1',
  name: '王记食杂店',
  managerId: null,
  format: 'grocery',
  shopKind: null,
  chainName: null,
  marketType: 'urban',
  districtType: 'residential',
  scale: 'medium',
  tier: 10,
  valueGroup: 'regular',
  creditGrade: null,
  cigaretteSharePercent: null,
  functionalTerminal: null,
  windowStart: null,
  floorAreaM2: null,
  openedOn: null,
  orderCycle: 'weekly',
  quantity: 100,
  amountFen: 1_300_000,
  quantityYearBefore: null,
  amountYearBeforeFen: null,
  ordersRecent: 12,
  linesRecent: 120,
  orderMonths: 12,
  monthsPossible: 12,
  steadinessPercent: 100,
  turnsOrdered: 12,
  turnsExpected: 12,
  daysSilent: 3,
  debits: 0,
  failedDebits: 0,
  anomalies: 0,
  others: {},
}

test('SEG-03: 甲乙丙丁 by kind of shop, then by format, with the line that matched', () => {
  const classOf = (facts: Partial<CustomerFacts>) => {
    const found = classifyByLines({ ...plain, format: null, ...facts }, jinanLines.default)
    return found && `${found.class} ${found.rule}`
  }
  assert.equal(classOf({ shopKind: 'mall' }), 'jia jia-mall')
  assert.equal(classOf({ format: 'supermarket', chainName: '万家' }), 'jia jia-chain')
  assert.equal(classOf({ shopKind: 'restaurant', format: 'entertainment' }), 'yi yi-venue')
  assert.equal(classOf({ format: 'entertainment', scale: 'medium' }), 'yi yi-format')
  assert.equal(
    classOf({ shopKind: 'supermarket_small', format: 'supermarket', scale: 'large' }),
    'bing bing-shop',
  )
  assert.equal(classOf({ format: 'tobacco_liquor' }), 'bing bing-format')
  assert.equal(classOf({ shopKind: 'eatery', format: 'entertainment' }), 'ding ding-small')
  assert.equal(classOf({ format: 'grocery' }), 'ding ding-format')
  assert.equal(classOf({}), null, 'an empty shop is not classified by guessing')
})

test('SEG-03: a line needs all its conditions and says which facts it used', () => {
  const lines = [{ code: 'big', class: 'jia', when: { format: ['grocery' as const], floorAreaFromM2: 50 } }]
  assert.equal(classifyByLines({ ...plain, floorAreaM2: 49 }, lines), null)
  assert.equal(classifyByLines({ ...plain, floorAreaM2: null }, lines), null)
  assert.deepEqual(classifyByLines({ ...plain, floorAreaM2: 50 }, lines), {
    class: 'jia',
    rule: 'big',
    reason: { format: 'grocery', floorAreaM2: 50 },
  })
})

test('SEG-04: the score is the weighted mean of the five criteria', () => {
  const { score, criteria } = scoreValue(
    {
      ...plain,
      turnsOrdered: 9, // 75
      orderMonths: 12, // 100 -> loyalty 87.5
      creditGrade: 'A', // 80
      debits: 10,
      failedDebits: 2, // 100 - 2 * 25 = 50
      anomalies: 1, // 70 -> integrity 66.7
      functionalTerminal: true, // cooperation 100
      quantityYearBefore: 90.9090909, // +10 % of 20 -> growth 75
      cigaretteSharePercent: 30, // of 60 -> dependence 50
    },
    valueRule.default,
  )
  assert.deepEqual(
    criteria.map((one) => one.score),
    [87.5, 66.7, 100, 75, 50],
  )
  // 87.5 * 25 + 66.7 * 25 + 100 * 20 + 75 * 15 + 50 * 15, over 100
  assert.equal(score, 77.3)
})

test('SEG-04: what is unknown lowers the weight, not the score', () => {
  const known = scoreValue(plain, valueRule.default)
  assert.deepEqual(
    known.criteria.map((one) => one.score),
    [100, 100, null, null, null],
  )
  assert.equal(known.score, 100)
  const nothing = { ...plain, turnsExpected: 0, monthsPossible: 0, orderMonths: 0 }
  assert.equal(scoreValue(nothing, valueRule.default).score, null)
})

test('SEG-05: equal customers have equal ranks, the mean rank is 50', () => {
  assert.deepEqual(percentileRanks([5, 1, 5, 9]), [50, 12.5, 50, 87.5])
  const degrees = measureLuwan(
    [plain, { ...plain, amountFen: 2_600_000, turnsOrdered: 6 }],
    luwanRule.default,
  )
  // The second buys more money at a dearer carton, and orders less regularly.
  assert.deepEqual(degrees, [
    { value: 25, loyalty: 75, contribution: 37.5 },
    { value: 75, loyalty: 25, contribution: 62.5 },
  ])
})

test('SEG-06: core, important, regular, night; a night shop is in no other group', () => {
  const group = (value: number, loyalty: number, windowStart: string | null = null) =>
    classifyLuwan({ value, loyalty, contribution: 50 }, windowStart, luwanRule.default).class
  assert.equal(group(65, 60), 'core')
  assert.equal(group(65, 59.9), 'important')
  assert.equal(group(64.9, 100), 'regular')
  assert.equal(group(100, 100, '18:00'), 'night')
  assert.equal(group(100, 100, '17:59'), 'core')
})

test('SEG-10: weak is a low tier that falls or buys very little', () => {
  const judge = (facts: Partial<CustomerFacts>) =>
    GROUP_RULES.weak({ ...plain, ...facts }, groupRule.default, { highClassPercent: null })
  assert.deepEqual(judge({ tier: 5, quantity: 8, quantityYearBefore: 10 }), { tier: 5, growthPercent: -20 })
  assert.deepEqual(judge({ tier: 4, quantity: 4.9 }), { tier: 4, quantity: 4.9 })
  assert.equal(judge({ tier: 6, quantity: 1 }), null)
  assert.equal(judge({ tier: 5, quantity: 8.1, quantityYearBefore: 10 }), null)
})

test('SEG-09: marginal is tier 3 and below, or three cycles without an order', () => {
  const judge = (facts: Partial<CustomerFacts>) =>
    GROUP_RULES.marginal({ ...plain, ...facts }, groupRule.default, { highClassPercent: null })
  assert.deepEqual(judge({ tier: 3 }), { tier: 3 })
  assert.equal(judge({ daysSilent: 21 }), null)
  assert.deepEqual(judge({ daysSilent: 22 }), { cyclesWithoutOrder: 3 })
  assert.equal(judge({ daysSilent: 22, orderCycle: 'odd_week' }), null, 'their three cycles are six weeks')
  assert.deepEqual(judge({ daysSilent: null }), { cyclesWithoutOrder: 3 })
  assert.equal(judge({ daysSilent: null, turnsExpected: 0 }), null, 'who has no order day is never silent')
})

test('SEG-12: high-end is a high share of high price classes and enough money', () => {
  const judge = (percent: number | null, amountFen: number) =>
    GROUP_RULES.high_end({ ...plain, amountFen }, groupRule.default, { highClassPercent: percent })
  assert.deepEqual(judge(65, 2_000_000), { highClassPercent: 65, amountFen: 2_000_000 })
  assert.equal(judge(64.9, 2_000_000), null)
  assert.equal(judge(90, 1_999_999), null)
  assert.equal(judge(null, 5_000_000), null)
})

test('SEG-07: a move needs the margin past the line, and names its direction', () => {
  const settings = { luwan: luwanRule.default, rating: ratingRule.default }
  const rate = (valueGroup: CustomerFacts['valueGroup'], value: number, loyalty = 50) => {
    const found = rateValueGroup({ ...plain, valueGroup }, { value, loyalty, contribution: 0 }, settings)
    return found && `${found.move} ${found.after}`
  }
  assert.equal(rate('regular', 69), null, 'the line of 65 is passed by 4 of 5 points')
  assert.equal(rate('regular', 70), 'up important')
  assert.equal(rate('important', 61), null)
  assert.equal(rate('important', 59), 'down regular')
  assert.equal(rate('core', 80, 56), null)
  assert.equal(rate('core', 80, 54), 'down important')
  assert.equal(rate(null, 65), 'new important')
  assert.equal(rate('night', 10), 'side regular')
})

test('SEG-07: scale by the rank within the format, with the rank as the reason', () => {
  const members = Array.from({ length: 20 }, (_, index) => ({
    ...plain,
    customerId: String(index),
    quantity: index + 1,
    scale: 'medium' as const,
  }))
  const found = rateScales(members, ratingRule.default)
  // Ranks are 2.5, 7.5 … 97.5; medium stays between 45 and 90.
  assert.deepEqual(
    found.map((one) => [one.reason.rankPercent, one.move, one.after]),
    [
      ...[2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5, 42.5].map((rank) => [rank, 'down', 'small']),
      [92.5, 'up', 'large'],
      [97.5, 'up', 'large'],
    ],
  )
})

test('SEG-08: candidates are ranked, and the parts sum to the score', () => {
  const ranked = rankPotential(
    [
      plain,
      { ...plain, customerId: 'b', code: '2', quantity: 40, quantityYearBefore: 32 },
      { ...plain, customerId: 'c', code: '3', quantity: 0, ordersRecent: 0 },
    ],
    potentialRule.default,
  )
  assert.deepEqual(
    ranked.map((one) => one.customer.customerId),
    ['b', 'a'],
  )
  for (const { score, parts } of ranked)
    assert.ok(Math.abs(Object.values(parts).reduce((sum, part) => sum + part, 0) - score) < 1e-9)
  // +25 % over the year is full marks for growth.
  assert.equal(ranked[0]!.parts.growth, 30)
})
