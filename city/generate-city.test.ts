import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { greatCircleKm } from '../engines/kernel/geometry.ts'
import { workloadMinutes } from './areas.ts'
import { cityFiles } from './csv-files.ts'
import { generateCity } from './generate-city.ts'
import {
  CREDIT_PERCENT,
  DISTRICT_PERCENT,
  FORMAT_PERCENT,
  FORTNIGHTLY_PERCENT,
  ORDER_DAY_PERCENT,
  TIER_BY_CODE,
  TIER_SHARE_PERCENT,
  URBAN_RURAL_PERCENT,
  VALUE_GROUP_PERCENT,
} from './tables.ts'
import type { City, CityCustomer, TruthKind } from './types.ts'

const options = { shops: 3000, managers: 14, seed: 7, months: 24, endMonth: '2026-10' } as const
const city = generateCity(options)
const trading = city.customers.slice(0, city.tradingCount)

function digest(made: City): string {
  const hash = createHash('sha256')
  for (const file of cityFiles(made, ['general', 'market_manager'])) {
    hash.update(file.header)
    for (const row of file.rows) hash.update(row)
  }
  return hash.digest('hex')
}

function numbered(percents: readonly number[]): Record<string, number> {
  return Object.fromEntries(percents.map((percent, index) => [String(index), percent]))
}

function assertShares(
  values: readonly string[],
  table: Readonly<Record<string, number>>,
  tolerancePoints: number,
): void {
  const total = Object.values(table).reduce((all, percent) => all + percent, 0)
  for (const [key, percent] of Object.entries(table)) {
    const share = (100 * values.filter((value) => value === key).length) / values.length
    const expected = (100 * percent) / total
    assert.ok(Math.abs(share - expected) <= tolerancePoints, `${key}: ${share.toFixed(2)} for ${expected}`)
  }
}

test('the same options give the same bytes, another seed gives others', () => {
  const small = { ...options, shops: 400, managers: 3 }
  assert.equal(digest(generateCity(small)), digest(generateCity(small)))
  assert.notEqual(digest(generateCity(small)), digest(generateCity({ ...small, seed: 8 })))
})

test('shares of the tables: tiers, areas, districts, credit, value groups, order days', () => {
  assert.equal(trading.length, 3000)
  assertShares(
    trading.map((each) => String(each.tier - 1)),
    numbered(TIER_SHARE_PERCENT),
    0.5,
  )
  assertShares(
    trading.map((each) => each.urbanRuralCode),
    URBAN_RURAL_PERCENT,
    0.5,
  )
  assertShares(
    trading.map((each) => each.districtType),
    DISTRICT_PERCENT,
    1.2,
  )
  assertShares(
    trading.map((each) => each.creditGrade),
    CREDIT_PERCENT,
    0.5,
  )
  assertShares(
    trading.map((each) => each.valueGroup),
    VALUE_GROUP_PERCENT,
    1,
  )
  const weekdays = trading.flatMap((each) =>
    each.orderWeekday === null ? [] : [String(each.orderWeekday - 1)],
  )
  assertShares(weekdays, numbered(ORDER_DAY_PERCENT), 0.7)
  for (const [code, percent] of Object.entries(FORTNIGHTLY_PERCENT)) {
    const members = trading.filter((each) => each.urbanRuralCode === code)
    const share = (100 * members.filter((each) => each.orderCycle.endsWith('_week')).length) / members.length
    if (members.length >= 100) assert.ok(Math.abs(share - percent) < 2.5, `${code}: ${share}`)
  }
})

test('SEG-01 every customer has one of seven formats in the shares of its market, and all seven occur', () => {
  for (const market of ['urban', 'rural'] as const) {
    const formats = trading.filter((each) => each.marketType === market).map((each) => each.format)
    assertShares(formats, FORMAT_PERCENT[market], 0.8)
  }
  assert.equal(new Set(trading.map((each) => each.format)).size, 7)
})

test('tiers rise from village to core as observed', () => {
  for (const code of ['111', '121', '122', '220'] as const) {
    const tiers = trading.filter((each) => each.urbanRuralCode === code).map((each) => each.tier)
    const mean = tiers.reduce((all, tier) => all + tier, 0) / tiers.length
    assert.ok(Math.abs(mean - TIER_BY_CODE[code][0]) < 1.2, `${code}: ${mean}`)
  }
})

test('visits: by value group, evening shops after 18:00, a tenth with a team', () => {
  const evening = trading.filter((each) => each.isEvening)
  assert.ok(Math.abs(evening.length / trading.length - 0.05) < 0.005)
  const expected = { core: 4, important: 2, regular: 1, night: 1 }
  for (const each of trading) {
    assert.equal(each.isEvening, each.windowStart >= '18:00')
    assert.equal(each.valueGroup === 'night', each.isEvening)
    assert.equal(each.visitsPerMonth, expected[each.valueGroup] + (each.isWeak ? 1 : 0))
    assert.ok(each.serviceMinutes >= 8 && each.serviceMinutes <= 15)
    assert.ok(each.windowStart < each.windowEnd || each.windowStart === '')
    // A team's posts are also asked for by name, else the joint visit would be nobody's duty.
    if (each.teamVisit.includes('brand')) assert.equal(each.visitsBrand, '1')
    if (each.teamVisit.includes('training')) assert.equal(each.visitsTraining, '1')
  }
  const teams = trading.filter((each) => each.teamVisit !== '')
  assert.ok(Math.abs(teams.length / trading.length - 0.1) < 0.01)
})

test('every licence number is 6 + 1 + 5 digits of a code space no place uses, and no two are alike', () => {
  const numbers = city.customers.flatMap((each) => each.licenceNumber ?? [])
  for (const number of numbers) assert.match(number, /^9901\d{2}[12]\d{5}$/)
  assert.equal(new Set(numbers).size, numbers.length)
  const asOf = city.options.asOf
  const state = (each: CityCustomer) =>
    each.licenceNumber === null ? 'missing' : each.licenceValidTo! < asOf ? 'expired' : 'valid'
  for (const each of trading) assert.equal(each.licenceState, state(each))
  const daysLeft = trading.flatMap((each) =>
    each.licenceValidTo === null ? [] : [(Date.parse(each.licenceValidTo) - Date.parse(asOf)) / 86_400_000],
  )
  const within = (from: number, to: number) => daysLeft.filter((days) => days >= from && days <= to).length
  assert.ok(within(1, 7) >= 5 && within(8, 30) >= 15 && within(31, 60) >= 20 && within(-200, -1) >= 15)
  assert.ok(trading.filter((each) => each.licenceNumber === null).length >= 5)
})

test('telephones and accounts are no real ones', () => {
  for (const each of city.customers) {
    assert.match(each.phone, /^111\d{8}$/)
    assert.match(each.bankAccount, /^0000\d{15}$/)
  }
  for (const each of city.people) assert.match(each.phone, /^111\d{8}$/)
})

test('DAT-06 every customer has an owner, a delivery line, and the linked posts, all of them on the payroll', () => {
  const posts = new Map(city.people.map((each) => [each.personId, each.post]))
  assert.equal(posts.size, city.people.length, 'person ids are unique')
  const lines = new Map(city.deliveryLines.map((line) => [line.lineId, line]))
  for (const each of city.customers) {
    assert.equal(posts.get(each.managerId), 'customer_manager')
    assert.equal(posts.get(each.phoneAgentId), 'phone_agent')
    assert.equal(posts.get(each.officerId), 'monopoly_officer')
    const line = lines.get(each.deliveryLineId)!
    assert.equal(posts.get(line.deliverymanId), 'deliveryman')
    if (each.orderWeekday !== null) assert.equal(line.deliveryWeekday, (each.orderWeekday % 5) + 1)
  }
  for (const team of city.teams) assert.equal(posts.get(team.leaderId), 'market_manager')
})

test('territories: departments and teams fit together, loads are near each other but not even', () => {
  const departments = new Map(city.departments.map((each) => [each.departmentId, each]))
  const managers = city.people.filter((each) => each.post === 'customer_manager')
  assert.equal(managers.length, 14)
  const loads = managers.map((manager) => {
    assert.equal(departments.get(manager.departmentId!)!.teamId, manager.teamId)
    const own = trading.filter((each) => each.managerId === manager.personId)
    for (const each of own) assert.equal(each.departmentId, manager.departmentId)
    // The owner lives within reach: no further from the middle of the customers than a town away.
    const middle = {
      lon: own.reduce((all, each) => all + each.lon, 0) / own.length,
      lat: own.reduce((all, each) => all + each.lat, 0) / own.length,
    }
    assert.ok(greatCircleKm(manager.home, middle) < 15)
    return own.reduce((all, each) => all + workloadMinutes(each), 0)
  })
  const mean = loads.reduce((all, load) => all + load, 0) / loads.length
  const spread = Math.max(...loads) / mean
  assert.ok(spread > 1.02 && spread < 1.35, `heaviest ${spread} of the mean`)
  // The shortest month, February 2026 with 16 working days, holds the heaviest load and an hour a day to get there and back.
  assert.ok(Math.max(...loads) < 16 * 7 * 60)
})

test('mutual-aid groups are neighbours, 4 to 33, about 14', () => {
  const sizes = city.mutualAidGroups.map((group) => group.customerIds.length)
  assert.ok(Math.min(...sizes) >= 4 && Math.max(...sizes) <= 36)
  assert.ok(Math.abs(sizes.reduce((all, size) => all + size, 0) / sizes.length - 14) < 1)
})

test('LAW-03 schools: the recorded distances are the true ones, and a few customers are inside 50 m', () => {
  let inside = 0
  for (const each of trading) {
    const nearest = Math.min(...city.schools.map((school) => greatCircleKm(school, each) * 1000))
    if (each.schoolDistanceMeters === null) assert.ok(nearest > 299)
    else assert.ok(Math.abs(nearest - each.schoolDistanceMeters) < 0.1)
    if (nearest < 50) inside++
  }
  const truth = new Set(
    city.truth.filter((each) => each.kind === 'school_nearby').map((each) => each.customerId),
  )
  assert.ok(inside >= 4 && inside < 30)
  assert.equal(truth.size, inside)
})

test('ground truth: every kind occurs, about as often as meant, and the archive shows what it should', () => {
  const kinds = Map.groupBy(city.truth, (each) => each.kind)
  const share = (kind: TruthKind) => (kinds.get(kind)?.length ?? 0) / trading.length
  const expected: Partial<Record<TruthKind, number>> = {
    diversion: 0.005,
    order_on_behalf: 0.005,
    bulk_buyer: 0.003,
    banquet: 0.015,
    chain: 0.015,
    growth: 0.02,
    decline: 0.02,
    debit_failure: 0.015,
    closure: 0.08,
    opening: 0.08,
    licence_expired: 0.008,
    licence_missing: 0.004,
  }
  for (const [kind, part] of Object.entries(expected)) {
    const found = share(kind as TruthKind)
    assert.ok(found > part * 0.7 && found < part * 1.5, `${kind}: ${found} for ${part}`)
  }
  const byId = new Map(city.customers.map((each) => [each.customerId, each]))
  for (const each of city.truth) {
    const customer = byId.get(each.customerId)!
    assert.ok(each.from <= each.to)
    if (each.kind === 'closure') assert.equal(customer.closedOn, each.from)
    if (each.kind === 'opening') assert.equal(customer.openedOn, each.from)
    if (each.kind === 'shared_phone') {
      assert.ok(city.customers.some((other) => other !== customer && other.phone === customer.phone))
    }
    if (each.kind === 'shared_bank_account') {
      assert.ok(
        city.customers.some((other) => other !== customer && other.bankAccount === customer.bankAccount),
      )
    }
    if (each.kind === 'demolition') assert.notEqual(customer.demolitionAreaId, null)
  }
})

test('sizes from one shop to many: no refusal, nothing outside its bounds', () => {
  for (const [shops, managers] of [
    [1, 1],
    [3, 6],
    [40, 2],
    [700, 5],
  ] as const) {
    const small = generateCity({ ...options, shops, managers, months: 3 })
    assert.equal(small.tradingCount, shops)
    for (const person of small.people) assert.ok(Number.isFinite(person.home.lon + person.home.lat))
    for (const each of small.customers) assert.ok(each.managerId !== '' && each.deliveryLineId !== '')
  }
  assert.throws(() => generateCity({ ...options, shops: 0 }), /shops must be a whole number/)
  assert.throws(() => generateCity({ ...options, endMonth: '2026-13' }), /endMonth/)
  assert.throws(() => generateCity({ ...options, endMonth: '2033-01' }), /2020 to 2032/)
  assert.throws(() => generateCity({ ...options, asOf: '2026-11-02' }), /asOf/)
})
