import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayKind, lunarOffsetWeeks } from '../engines/kernel/chinese-calendar.ts'
import { addDays, type IsoDate } from '../engines/kernel/dates.ts'
import { generateCity } from './generate-city.ts'
import { deviceIdOf, ordersOfMonth, payerIdOf } from './read-orders.ts'
import { seasonFactors } from './season.ts'
import { PRICE_BANDS } from './tables.ts'
import type { CityOrder, CityTruth, TruthKind } from './types.ts'

const options = { shops: 600, managers: 3, seed: 11, months: 24, endMonth: '2026-10' } as const
const city = generateCity(options)
const months = [...city.orderMonths()]
const orders: CityOrder[] = months.flatMap((month) => [...ordersOfMonth(city, month)])
const customers = new Map(city.customers.map((each) => [each.customerId, each]))
const products = new Map(city.products.map((each) => [each.productId, each]))

function ordersByCustomer(): Map<string, CityOrder[]> {
  return Map.groupBy(orders, (order) => order.customerId)
}
const byCustomer = ordersByCustomer()

function truthOf(kind: TruthKind): CityTruth[] {
  return city.truth.filter((each) => each.kind === kind)
}

test('the same city gives the same orders again, also month by month', () => {
  const again = generateCity(options)
  const walk = again.orderMonths()
  for (const month of months) {
    assert.deepEqual(walk.next().value, month)
  }
  assert.equal(walk.next().done, true)
})

test('24 months, sorted, with exact sums and different ids', () => {
  assert.equal(months.length, 24)
  assert.equal(months[0]!.month, '2024-11')
  assert.equal(new Set(orders.map((order) => order.orderId)).size, orders.length)
  let last = ''
  for (const order of orders) {
    const key = `${order.date} ${order.orderId}`
    assert.ok(key > last)
    last = key
    let cartons = 0
    let amountFen = 0
    for (const line of order.lines) {
      const product = products.get(line.productId)!
      assert.ok(line.quantityCartons >= 1 && line.requestedCartons >= line.quantityCartons)
      assert.equal(line.amountFen, line.quantityCartons * product.wholesalePriceFen)
      assert.ok(product.launchedOn <= order.date, 'nothing is sold before its launch')
      cartons += line.quantityCartons
      amountFen += line.amountFen
    }
    assert.equal(order.quantityCartons, cartons)
    assert.equal(order.amountFen, amountFen)
    assert.equal(new Set(order.lines.map((line) => line.productId)).size, order.lines.length)
  }
})

test('R1 nobody is supplied without a licence in date, before opening, after closing, or while paused', () => {
  for (const order of orders) {
    const customer = customers.get(order.customerId)!
    assert.notEqual(customer.licenceNumber, null)
    assert.ok(order.date <= customer.licenceValidTo!)
    assert.ok(order.date >= customer.openedOn)
    if (customer.closedOn) assert.ok(order.date <= customer.closedOn)
    assert.notEqual(customer.orderCycle, 'none')
  }
})

test('orders are held on working days, on the own weekday unless a holiday moved it', () => {
  let onOwnDay = 0
  for (const order of orders) {
    assert.ok(dayKind(order.date).working, order.date)
    const weekday = ((new Date(`${order.date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
    if (weekday === customers.get(order.customerId)!.orderWeekday) onOwnDay++
  }
  assert.ok(onOwnDay / orders.length > 0.93)
})

test('every second week: fortnightly customers order half as often and twice as much', () => {
  const perWeek = (id: string) => (byCustomer.get(id)?.length ?? 0) / 104
  const settled = city.customers.filter(
    (each) => each.status === 'valid' && each.licenceState === 'valid' && each.openedOn < '2024-11-01',
  )
  for (const each of settled) {
    const frequency = perWeek(each.customerId)
    if (each.orderCycle === 'weekly') assert.ok(frequency > 0.55 && frequency <= 1, `${frequency}`)
    if (each.orderCycle.endsWith('_week')) assert.ok(frequency > 0.25 && frequency <= 0.55, `${frequency}`)
  }
})

test('volume and price: the mean customer takes about 43 cartons a week at about 134 yuan', () => {
  const cartons = orders.reduce((all, order) => all + order.quantityCartons, 0)
  const amountFen = orders.reduce((all, order) => all + order.amountFen, 0)
  const weeks = 730 / 7
  // A small city has its luck with large customers and with openings.
  assert.ok(Math.abs(cartons / weeks / city.tradingCount - 43) < 4, `${cartons / weeks / city.tradingCount}`)
  assert.ok(Math.abs(amountFen / cartons - 13_400) < 600, `${amountFen / cartons}`)
  const lines = orders.reduce((all, order) => all + order.lines.length, 0)
  assert.ok(Math.abs(lines / orders.length - 5) < 0.5)
})

test('seasons: the weeks before Spring Festival stand out, the festival week is nearly empty, lulls follow', () => {
  const byWeek = new Map<number, { cartons: number; gift: number; days: Set<IsoDate> }>()
  for (const order of orders) {
    if (order.date < '2025-11-01' || order.date > '2026-05-31') continue
    const week = lunarOffsetWeeks(order.date)
    const known = byWeek.get(week) ?? { cartons: 0, gift: 0, days: new Set() }
    known.cartons += order.quantityCartons
    for (const line of order.lines) {
      if (products.get(line.productId)!.wholesalePriceFen >= 26_300) known.gift += line.quantityCartons
    }
    byWeek.set(week, known)
  }
  const plain = [5, 6, 8, 9].reduce((all, week) => all + byWeek.get(week)!.cartons, 0) / 4
  const plainGift = [5, 6, 8, 9].reduce((all, week) => all + byWeek.get(week)!.gift, 0) / 4
  const factor = (week: number) => (byWeek.get(week)?.cartons ?? 0) / plain
  assert.ok(factor(-2) > 1.3 && factor(-2) < 1.8, `week -2: ${factor(-2)}`)
  assert.ok(factor(0) < 0.2, `festival week: ${factor(0)}`)
  assert.ok(factor(2) < 0.95, `week 2: ${factor(2)}`)
  assert.ok(byWeek.get(-2)!.gift / plainGift > factor(-2), 'dear goods take more of the festival')
  // The factors themselves, by hand: two weeks before the Eve of 2026-02-16 are the days from 2026-02-02.
  assert.deepEqual(seasonFactors('2026-02-03'), { ordinary: 1.5, gift: 1 + 1.6 * 0.5 })
  assert.deepEqual(seasonFactors('2026-12-10'), { ordinary: 0.85, gift: 0.85 })
  assert.deepEqual(seasonFactors('2026-05-20'), { ordinary: 1, gift: 1 })
})

test('R5 caps of tight goods hold, and they bind often', () => {
  let tight = 0
  let cut = 0
  for (const order of orders) {
    const customer = customers.get(order.customerId)!
    const weeks = customer.orderCycle === 'weekly' ? 1 : 2
    for (const line of order.lines) {
      const caps = products.get(line.productId)!.weeklyCapByTier
      if (!caps) continue
      tight++
      if (line.requestedCartons > line.quantityCartons) cut++
      assert.ok(line.quantityCartons <= caps[customer.tier - 1]! * weeks)
    }
  }
  assert.ok(tight > 1000 && cut / tight > 0.3)
})

test('closures and openings show in the orders; growth and decline too', () => {
  for (const { customerId, from } of truthOf('closure')) {
    assert.ok((byCustomer.get(customerId) ?? []).every((order) => order.date <= from))
  }
  for (const kind of ['growth', 'decline'] as const) {
    const ratios = truthOf(kind).map(({ customerId }) => {
      const own = byCustomer.get(customerId) ?? []
      const sum = (from: IsoDate, to: IsoDate) =>
        own.reduce((all, each) => all + (each.date >= from && each.date < to ? each.quantityCartons : 0), 0)
      return sum('2025-11-01', '2026-11-01') / Math.max(1, sum('2024-11-01', '2025-11-01'))
    })
    const mean = ratios.reduce((all, ratio) => all + ratio, 0) / ratios.length
    if (kind === 'growth') assert.ok(mean > 1.3, `growth ${mean}`)
    else assert.ok(mean < 0.75, `decline ${mean}`)
  }
})

test('LAW-06 diversion and ordering on behalf: the surge is in scarce goods, from one device; a banquet is not', () => {
  const sought = (order: CityOrder) =>
    order.lines.reduce((all, line) => {
      const product = products.get(line.productId)!
      const isSought = product.supplyAttribute === 'tight' || product.wholesalePriceFen >= 15_800
      return all + (isSought ? line.requestedCartons : 0)
    }, 0)
  const rings = new Map<string, Set<string>>()
  for (const kind of ['diversion', 'order_on_behalf'] as const) {
    let during = 0
    let before = 0
    let weeksDuring = 0
    let weeksBefore = 0
    for (const { customerId, from, to, detail } of truthOf(kind)) {
      for (const order of byCustomer.get(customerId) ?? []) {
        const isDuring = order.date >= from && order.date <= to
        if (isDuring && detail.includes('ring')) {
          assert.equal(order.channel, 'online')
          const members = rings.get(order.deviceId) ?? new Set()
          rings.set(order.deviceId, members.add(customerId))
        }
        if (isDuring) {
          during += sought(order)
          weeksDuring++
        } else if (order.date >= addDays(from, -180) && order.date < from) {
          before += sought(order)
          weeksBefore++
        }
      }
    }
    const surge = during / weeksDuring / (before / weeksBefore)
    assert.ok(surge > 1.5, `${kind}: ${surge}`)
  }
  assert.ok(rings.size >= 1 && [...rings.values()].every((members) => members.size >= 2))
  for (const { customerId, from, to } of truthOf('banquet')) {
    const during = (byCustomer.get(customerId) ?? []).filter(
      (order) => order.date >= from && order.date <= to,
    )
    const index = city.customers.findIndex((each) => each.customerId === customerId)
    for (const order of during) assert.equal(order.payerId, payerIdOf(index + 1))
  }
})

test('a device or account serves one customer unless the truth says why', () => {
  const excused = new Set(
    city.truth
      .filter((each) => ['diversion', 'order_on_behalf', 'chain'].includes(each.kind))
      .map((each) => each.customerId),
  )
  const customersOf = new Map<string, Set<string>>()
  for (const order of orders) {
    for (const key of [order.channel === 'online' ? order.deviceId : '', order.payerId]) {
      if (key === '') continue
      customersOf.set(key, (customersOf.get(key) ?? new Set()).add(order.customerId))
    }
  }
  for (const [key, members] of customersOf) {
    if (members.size > 1) for (const id of members) assert.ok(excused.has(id), `${key}: ${id}`)
  }
  assert.equal(deviceIdOf(0), '')
})

test('DAT-05 channels: mostly online, some by phone and by themselves, and they sum to the total', () => {
  const count = (channel: string) => orders.filter((order) => order.channel === channel).length
  assert.equal(count('online') + count('phone') + count('auto'), orders.length)
  assert.ok(count('online') / orders.length > 0.9)
  assert.ok(count('phone') > 50 && count('auto') > 50)
})

test('DAT-09 debits fail now and then, and again and again for those the truth names', () => {
  const failures = months.flatMap((month) => month.debitFailures)
  const chronic = truthOf('debit_failure')
  assert.ok(chronic.length >= 3)
  for (const { customerId, from } of chronic) {
    const own = failures.filter((each) => each.customerId === customerId && each.date >= from)
    const repeats = own.some((each, index) => index > 0 && each.date <= addDays(own[index - 1]!.date, 28))
    assert.ok(own.length >= 2 && repeats, `${customerId}: ${own.length} failures`)
  }
  const chronicIds = new Set(chronic.map((each) => each.customerId))
  const others = failures.filter((each) => !chronicIds.has(each.customerId))
  const rate = others.length / (orders.length + others.length)
  assert.ok(rate > 0.008 && rate < 0.02, `${rate}`)
  // A failed debit costs the order day.
  for (const { customerId, date } of failures) {
    assert.ok(!byCustomer.get(customerId)!.some((order) => order.date === date))
  }
})

test('asOf cuts the last month short', () => {
  const cut = generateCity({ ...options, shops: 100, managers: 1, months: 2, asOf: '2026-10-12' })
  const dates = [...cut.orderMonths()]
    .flatMap((month) => [...ordersOfMonth(cut, month)])
    .map((each) => each.date)
  assert.equal(dates.at(-1), '2026-10-12')
})

test('the full length of orders leaves the volume as it is', () => {
  const small = { ...options, shops: 200, managers: 1, months: 6 }
  const volume = (linesPerOrderScale: number) => {
    let cartons = 0
    let lines = 0
    let count = 0
    for (const month of generateCity({ ...small, linesPerOrderScale }).orderMonths()) {
      lines += month.lineCount
      count += month.orderCount
      for (const of of month.orderCartons) cartons += of
    }
    return { cartons, length: lines / count }
  }
  const short = volume(0.33)
  const long = volume(1)
  assert.ok(long.length / short.length > 2.4, `${long.length} against ${short.length} lines`)
  assert.ok(Math.abs(long.cartons / short.cartons - 1) < 0.08, `${long.cartons / short.cartons}`)
})

test('3,000 customers: one month in memory at a time, and the volume by price band of the table', () => {
  const large = generateCity({ ...options, shops: 3000, managers: 12 })
  const bandOf = large.products.map(({ wholesalePriceFen }) =>
    PRICE_BANDS.findIndex((band) => wholesalePriceFen >= band.fromFen),
  )
  const volume = { village: PRICE_BANDS.map(() => 0), elsewhere: PRICE_BANDS.map(() => 0) }
  let lines = 0
  let mostBytes = 0
  for (const month of large.orderMonths()) {
    lines += month.lineCount
    const columns = Object.values(month).filter((column) => ArrayBuffer.isView(column))
    mostBytes = Math.max(
      mostBytes,
      columns.reduce((all, column) => all + column.buffer.byteLength, 0),
    )
    for (let order = 0; order < month.orderCount; order++) {
      const isVillage = large.customers[month.orderCustomer[order]!]!.urbanRuralCode === '220'
      const shares = isVillage ? volume.village : volume.elsewhere
      for (let line = month.lineStart[order]!; line < month.lineStart[order + 1]!; line++) {
        shares[bandOf[month.lineProduct[line]!]!]! += month.lineCartons[line]!
      }
    }
  }
  assert.ok(lines > 1_000_000 && lines < 1_700_000, `${lines}`)
  // 24 months of them would be 24 times as much; a month of 30,000 customers is ten times this.
  assert.ok(mostBytes < 2_500_000, `${mostBytes} bytes in one month`)
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  const total = sum(volume.village) + sum(volume.elsewhere)
  PRICE_BANDS.forEach(({ volumePercent }, band) => {
    const share = (100 * (volume.village[band]! + volume.elsewhere[band]!)) / total
    const tolerance = Math.max(0.4, 0.15 * volumePercent)
    assert.ok(Math.abs(share - volumePercent) < tolerance, `band ${band}: ${share} for ${volumePercent}`)
  })
  const dear = (shares: readonly number[]) => (100 * sum(shares.slice(0, 3))) / sum(shares)
  const gap = dear(volume.elsewhere) - dear(volume.village)
  assert.ok(gap > 15 && gap < 25, `villages buy ${gap} points less from 158 yuan up`)
})
