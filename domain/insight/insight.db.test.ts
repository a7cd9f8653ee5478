import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { addMonths } from '../../engines/kernel/dates.ts'
import type { Scope } from '../../platform/auth/principal.ts'
import { fixedClock } from '../../platform/clock.ts'
import { type Database, maintain, sql, type Tx } from '../../platform/database/index.ts'
import { Failure } from '../../platform/http/failure.ts'
import { drillInto, type IndicatorQuery, measure, type Reader } from '../../platform/indicators/index.ts'
import type { Refusal } from '../../platform/refusal.ts'
import { fillDemonstration } from '../../server/demo.ts'
import { describeOnDatabases } from '../../test/database.ts'
import type { DashboardView, Figure } from './contract.ts'
import { readDashboard } from './dashboard/read-dashboard.ts'
import { periodOf } from './indicators/terms.ts'
import { drawSample, findAttention, findShop, findVisitDay } from './store/home.ts'
import './routes.ts'

const clock = fixedClock('2026-11-22T02:00:00Z')
const MONTH = '2026-10'
const EVERYTHING = { limit: 10_000, offset: 0 }

interface Who {
  readonly role: string
  readonly scope: Scope
  readonly personId?: string
  readonly unitId?: string
  readonly customerId?: string
  readonly masks?: readonly string[]
}

describeOnDatabases('insight', (open) => {
  let database: Database
  let orgId: string
  let leader: Who
  let market: Who
  let manager: Who
  let shop: Who

  before(async () => {
    database = await open()
    orgId = (
      await fillDemonstration(database, clock, () => undefined, { shops: 90, managers: 6, months: 16 })
    ).orgId
    await prepare()
  })

  const inOrg = <T>(work: (tx: Tx) => Promise<T>) => database.inOrg(orgId, work)
  const readerOf = ({ role, scope, masks = [], ...ids }: Who): Reader => ({
    principal: { orgId, accountId: orgId, sessionId: 'test', name: 'test', role, ...ids },
    scope,
    masks,
  })
  const query = (who: Who, more: Partial<IndicatorQuery> = {}): IndicatorQuery => ({
    ...periodOf(MONTH),
    by: [],
    where: {},
    ...more,
    reader: readerOf(who),
  })
  const read = (who: Who, id: string, more: Partial<IndicatorQuery> = {}) =>
    inOrg((tx) => measure(tx, id, query(who, more)))
  const valueFor = async (who: Who, id: string, more: Partial<IndicatorQuery> = {}) =>
    (await read(who, id, more)).rows[0]?.value ?? null
  const dashboard = (who: Who, month?: string): Promise<DashboardView> =>
    inOrg((tx) => readDashboard(tx, { ...readerOf(who), clock }, { month }))

  /** Two customers made silent, one licence that ends soon, one archive with a gap, one team that is not all. */
  async function prepare() {
    await inOrg(async (tx) => {
      const people = await sql<{ personId: string; unitId: string; parentId: string }>`
        select p.person_id as "personId", p.unit_id as "unitId", u.parent_id as "parentId"
        from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
        where p.post = 'general' order by p.code`.execute(tx)
      const [first] = people.rows
      manager = { role: 'manager_general', scope: 'assigned', ...first! }
      market = { role: 'market_manager', scope: 'team', unitId: first!.parentId }
      leader = { role: 'centre_leader', scope: 'organisation', unitId: first!.unitId }
      const customers = await sql<{ customerId: string }>`
        select customer_id as "customerId" from customer where manager_id = ${first!.personId} and status = 'valid'
        order by code limit 5`.execute(tx)
      const [a, b, c, d, e] = customers.rows.map((row) => row.customerId)
      shop = { role: 'retailer', scope: 'shop', customerId: e! }
      await sql`update customer_recent set last_order_date = '2026-10-20' where customer_id in (${a}, ${b})`.execute(
        tx,
      )
      await sql`update customer set order_cycle = 'even_week' where customer_id = ${b}`.execute(tx)
      await sql`update customer set order_cycle = 'weekly' where customer_id = ${a}`.execute(tx)
      await sql`update customer set licence_valid_to = '2027-01-21' where customer_id = ${c}`.execute(tx)
      await sql`update customer set licence_valid_to = '2027-01-22' where customer_id = ${d}`.execute(tx)
      await sql`update customer set phone = null, address = null where customer_id = ${d}`.execute(tx)
      await sql`delete from order_anomaly`.execute(tx)
      await sql`insert into order_anomaly (org_id, anomaly_id, kind, customer_id, anomaly_date, evidence, rule_version,
          state, found_at)
        select ${orgId}, gen_random_uuid(), kind, ${a}, '2026-11-10', '{}', 'test@1', state, now()
        from (values ('surge', 'open'), ('surge', 'explained'), ('bulk_buyer', 'checking')) as given (kind, state)`.execute(
        tx,
      )
    })
    await maintain(database)
  }

  test('the roll-up of customer managers says what orders and the other roll-ups say', async () => {
    const rows = await inOrg(async (tx) => {
      const { rows: found } = await sql<Record<string, number | string>>`
        select month, sum(m.quantity) as quantity, sum(m.amount_fen) as amount, sum(m.ordering_customers) as customers,
          sum(m.orders) as orders, sum(m.lines) as lines,
          (select sum(quantity) from sales_month s where s.month = m.month) as "salesQuantity",
          (select sum(amount_fen) from order_line l where to_char(l.order_date, 'YYYY-MM') = m.month) as "lineAmount",
          (select count(*) from customer_month c where c.month = m.month and c.orders > 0) as "monthCustomers",
          (select count(*) from order_header h where to_char(h.order_date, 'YYYY-MM') = m.month and not h.is_return)
            as "headers",
          (select count(*) from order_header h where to_char(h.order_date, 'YYYY-MM') = m.month and h.channel = 'online')
            - sum(m.online_orders) as "onlineMissing",
          (select count(*) from order_line l where to_char(l.order_date, 'YYYY-MM') = m.month) as "lineCount"
        from manager_month m group by month order by month`.execute(tx)
      return found
    })
    assert.equal(rows.length, 16)
    for (const row of rows) {
      assert.equal(row.quantity, row.salesQuantity)
      assert.equal(row.amount, row.lineAmount)
      assert.equal(row.customers, row.monthCustomers)
      assert.equal(row.orders, row.headers)
      assert.equal(row.lines, row.lineCount)
      assert.equal(row.onlineMissing, 0)
    }
  })

  test('订货量 is the sum of its order lines, broken down in every way, and its rows add up to it', async () => {
    const raw = await inOrg(async (tx) => {
      const { rows } = await sql<{ quantity: number; amount: number }>`
        select sum(quantity) as quantity, sum(amount_fen) as amount from order_line
        where order_date >= '2026-10-01' and order_date < '2026-11-01'`.execute(tx)
      return rows[0]!
    })
    assert.equal(await valueFor(leader, 'order_quantity'), raw.quantity)
    assert.equal(await valueFor(leader, 'order_amount'), raw.amount)
    assert.equal(await valueFor(leader, 'average_price'), raw.amount / raw.quantity)
    for (const by of ['manager', 'department', 'product', 'brand', 'priceClass', 'month']) {
      const { rows, total } = await read(leader, 'order_quantity', { by: [by] })
      assert.equal(total?.value, raw.quantity, by)
      assert.ok(rows.every((row) => (row.subjects ?? 0) > 0))
    }
    const drilled = await inOrg((tx) => drillInto(tx, 'order_quantity', query(leader), EVERYTHING))
    assert.equal(
      drilled.rows.reduce((sum, row) => sum + (row.quantity as number), 0),
      raw.quantity,
    )
    assert.equal(drilled.total, drilled.rows.length)
    const twoMonths = await valueFor(leader, 'order_quantity', { from: '2026-09-01', to: '2026-10-31' })
    assert.equal(
      twoMonths,
      raw.quantity + ((await valueFor(leader, 'order_quantity', periodOf('2026-09'))) as number),
    )
  })

  test('环比 and 同比 are the quotients of two months', async () => {
    const now = (await valueFor(leader, 'order_quantity')) as number
    const before = (await valueFor(leader, 'order_quantity', periodOf('2026-09'))) as number
    const yearAgo = (await valueFor(leader, 'order_quantity', periodOf('2025-10'))) as number
    assert.equal(await valueFor(leader, 'quantity_mom'), now / before - 1)
    assert.equal(await valueFor(leader, 'quantity_yoy'), now / yearAgo - 1)
    const answer = await inOrg((tx) => measure(tx, 'order_quantity', query(leader), ['mom', 'yoy']))
    assert.equal(answer.rows[0]!.mom, now / before - 1)
    assert.equal(answer.rows[0]!.yoy, now / yearAgo - 1)
  })

  test('ANA-02: 铺货率 is shops with an order ÷ active shops, and leads to both lists', async () => {
    const { brand, buyers, active } = await inOrg(async (tx) => {
      const { rows } = await sql<{ brand: string; buyers: number; active: number }>`
        select p.brand, count(distinct l.customer_id) as buyers,
          (select count(*) from customer where status in ('new', 'valid') and opened_on <= '2026-10-31') +
          (select count(*) from customer where status = 'invalid' and closed_on > '2026-10-31') as active
        from order_line l join product p on p.org_id = l.org_id and p.product_id = l.product_id
        where l.order_date between '2026-10-01' and '2026-10-31' and l.quantity > 0
        group by 1 order by 2, 1 limit 1`.execute(tx)
      return rows[0]!
    })
    const where = { brand: [brand] }
    const { rows } = await read(leader, 'coverage_order', { where })
    assert.deepEqual(
      [rows[0]!.numerator, rows[0]!.denominator, rows[0]!.value],
      [buyers, active, buyers / active],
    )
    const byBrand = await read(leader, 'coverage_order', { by: ['brand'] })
    assert.equal(byBrand.rows.find((row) => row.group.brand === brand)?.value, buyers / active)
    const drilled = await inOrg((tx) => drillInto(tx, 'coverage_order', query(leader, { where }), EVERYTHING))
    const bought = drilled.rows.filter((row) => row.bought === '✓')
    assert.ok(bought.length === buyers && buyers < active, `${buyers} of ${active}`)
    assert.equal(drilled.rows.length, active)
  })

  test('ANA-03: 动销率 by YC/T 455.3 is this month’s customers ÷ those of the three months before', async () => {
    const { product, now, before } = await inOrg(async (tx) => {
      const { rows } = await sql<{ product: string; now: number; before: number }>`
        select product_id as product,
          count(distinct customer_id) filter (where order_date >= '2026-10-01') as now,
          count(distinct customer_id) filter (where order_date < '2026-10-01') as before
        from order_line where order_date between '2026-07-01' and '2026-10-31' and quantity > 0
        group by 1 having count(distinct customer_id) filter (where order_date >= '2026-10-01') > 0
        order by 2, 1 limit 1`.execute(tx)
      return rows[0]!
    })
    const { rows } = await read(leader, 'sell_through_rate', { where: { product: [product] } })
    assert.ok(Math.abs(rows[0]!.value! - now / before) < 0.0001)
    const all = await read(leader, 'sell_through_rate')
    const raw = await inOrg(async (tx) => {
      const { rows: found } = await sql<{ now: number; before: number }>`
        select count(distinct customer_id) filter (where order_date >= '2026-10-01') as now,
          count(distinct customer_id) filter (where order_date < '2026-10-01') as before
        from order_header where order_date between '2026-07-01' and '2026-10-31' and not is_return`.execute(
        tx,
      )
      return found[0]!
    })
    assert.deepEqual([all.rows[0]!.numerator, all.rows[0]!.denominator], [raw.now, raw.before])
  })

  test('价类占比 and 品牌集中度: shares of one whole', async () => {
    const classes = await read(leader, 'class_share', { by: ['priceClass'] })
    const sum = classes.rows.reduce((all, row) => all + row.value!, 0)
    assert.ok(Math.abs(sum - 1) < 1e-9)
    const upper = classes.rows.filter((row) => ['1', '2'].includes(row.group.priceClass!))
    assert.equal(
      await valueFor(leader, 'class_share'),
      upper.reduce((all, row) => all + row.numerator!, 0) / classes.rows[0]!.denominator!,
    )
    const brands = await read(leader, 'order_quantity', { by: ['brand'] })
    const largest = brands.rows.map((row) => row.value!).sort((x, y) => y - x)
    const share = largest.slice(0, 10).reduce((all, value) => all + value, 0) / brands.total!.value!
    assert.ok(Math.abs((await valueFor(leader, 'brand_concentration'))! - share) < 1e-9)
  })

  test('customers: silent for three of their own cycles, licences within 60 days, gaps in the archive', async () => {
    const today = { from: '2026-11-22', to: '2026-11-22' }
    // Newest order day 20 November; last order 20 October is 31 days before: late weekly, not late every second week.
    const silent = await inOrg((tx) => drillInto(tx, 'silent_customers', query(manager, today), EVERYTHING))
    assert.equal(silent.total, 1)
    assert.equal(await valueFor(manager, 'silent_customers', today), 1)
    const ending = await inOrg((tx) => drillInto(tx, 'licences_ending', query(manager, today), EVERYTHING))
    const dates = ending.rows.map((row) => row.licenceValidTo as string)
    assert.ok(dates.includes('2027-01-21') && !dates.includes('2027-01-22'), dates.join())
    const missing = await inOrg((tx) =>
      drillInto(tx, 'incomplete_archives', query(manager, today), EVERYTHING),
    )
    assert.deepEqual(
      missing.rows.map((row) => row.missing),
      ['phone, address'],
    )
    assert.equal(await valueFor(leader, 'open_anomalies', today), 2)
    const kinds = await read(leader, 'open_anomalies', { ...today, by: ['kind'] })
    assert.deepEqual(
      kinds.rows.map(({ group, value }) => [group.kind, value]),
      [
        ['bulk_buyer', 1],
        ['surge', 1],
      ],
    )
  })

  test('a customer manager reads his own numbers, a market manager the team’s, and nobody below them', async () => {
    const own = (await valueFor(manager, 'order_quantity'))!
    const team = (await valueFor(market, 'order_quantity'))!
    const all = (await valueFor(leader, 'order_quantity'))!
    assert.ok(own > 0 && own < team && team < all, `${own} ${team} ${all}`)
    const byManager = await read(leader, 'order_quantity', { by: ['manager'] })
    assert.equal(byManager.rows.find((row) => row.group.manager === manager.personId)?.value, own)
    const drilled = await inOrg((tx) => drillInto(tx, 'active_customers', query(manager), EVERYTHING))
    assert.equal(drilled.total, await valueFor(manager, 'active_customers'))
    const names = new Set(drilled.rows.map((row) => row.managerName))
    assert.equal(names.size, 1)
    // Somebody else's id in a filter opens nothing.
    const other = byManager.rows.find((row) => row.group.manager && row.group.manager !== manager.personId)!
    const asked = await read(manager, 'order_quantity', { where: { manager: [other.group.manager!] } })
    assert.deepEqual(asked.rows, [])
    const nobody: Who = { role: 'manager_general', scope: 'assigned' }
    assert.equal(await valueFor(nobody, 'active_customers'), 0)
    assert.equal(await valueFor(nobody, 'order_quantity'), null)
  })

  test('the posts beside the general one read the customers assigned to them now, a shop its own months', async () => {
    const specialist: Who = { ...manager, role: 'manager_training' }
    assert.equal(await valueFor(specialist, 'order_quantity'), await valueFor(manager, 'order_quantity'))
    const byClass = await read(specialist, 'order_quantity', { by: ['priceClass'] })
    assert.equal(byClass.total?.value, await valueFor(manager, 'order_quantity'))
    const { months } = (await inOrg((tx) => findShop(tx, shop.customerId!, '2026-11-22')))!
    assert.equal(
      await valueFor(shop, 'order_quantity'),
      months.find(({ month }) => month === MONTH)?.quantity,
    )
  })

  test('brand cultivation reads the goods under cultivation only', async () => {
    const who: Who = { ...manager, role: 'manager_brand', masks: ['own-brands'] }
    const raw = await inOrg(async (tx) => {
      const { rows } = await sql<{ quantity: number | null }>`
        select sum(l.quantity) as quantity from order_line l
          join product p on p.org_id = l.org_id and p.product_id = l.product_id
          join customer_assignment a on a.org_id = l.org_id and a.customer_id = l.customer_id and a.valid_to is null
        where p.life_state in ('new', 'key') and a.person_id = ${manager.personId}
          and l.order_date between '2026-10-01' and '2026-10-31'`.execute(tx)
      return rows[0]!.quantity
    })
    assert.ok(raw! > 0 && raw! < (await valueFor(manager, 'order_quantity'))!)
    assert.equal(await valueFor(who, 'order_quantity'), raw)
    const view = await dashboard(who)
    assert.equal(view.trend.quantity.at(-1), raw)
    assert.deepEqual(view.movers, { falls: [], rises: [] })
  })

  test('who may see aggregates only gets no cell of fewer than five customers and no rows', async () => {
    const aggregate: Who = { role: 'training', scope: 'aggregate' }
    const open = await read(leader, 'active_customers', { by: ['valueGroup', 'format'] })
    const hidden = await read(aggregate, 'active_customers', { by: ['valueGroup', 'format'] })
    const small = open.rows.filter((row) => (row.subjects ?? 0) < 5).length
    assert.ok(small > 0)
    assert.ok(hidden.rows.filter((row) => row.hidden).length >= small)
    assert.ok(hidden.rows.every((row) => row.hidden || (row.value ?? 0) >= 5))
    await assert.rejects(
      inOrg((tx) => drillInto(tx, 'active_customers', query(aggregate), EVERYTHING)),
      (error) => error instanceof Failure && error.status === 404,
    )
    const view = await dashboard(aggregate)
    assert.deepEqual(view.movers, { falls: [], rises: [] })
  })

  test('a period that is not whole months is refused where only months are known', async () => {
    await assert.rejects(
      read(leader, 'order_quantity', { from: '2026-10-05', to: '2026-10-31' }),
      (error) => (error as Refusal).violations[0]?.code === 'IND-03',
    )
    // Counts of customers are of a day.
    assert.ok((await valueFor(leader, 'active_customers', { from: '2026-10-05', to: '2026-10-05' }))! > 0)
  })

  test('a dashboard says the same numbers as the indicators, for every reach', async () => {
    for (const who of [leader, market, manager, shop]) {
      const view = await dashboard(who)
      assert.equal(view.month, MONTH)
      const figures: Figure[] = [
        ...Object.values(view.quadrants).flat(),
        view.classShare,
        view.brandConcentration,
      ]
      assert.ok(figures.length >= 15)
      for (const figure of figures) {
        const period = { from: figure.from, to: figure.to }
        assert.equal(figure.value, await valueFor(who, figure.id, period), `${who.role} ${figure.id}`)
        if (figure.previous !== null) {
          const earlier = periodOf(addMonths(MONTH, -1))
          assert.equal(
            figure.previous,
            await valueFor(who, figure.id, earlier),
            `${who.role} ${figure.id} before`,
          )
        }
      }
      const byMonth = await read(who, 'order_quantity', {
        from: `${view.months[0]}-01`,
        to: periodOf(MONTH).to,
        by: ['month'],
      })
      const quantities = new Map(byMonth.rows.map((row) => [row.group.month, row.value]))
      assert.deepEqual(
        view.trend.quantity,
        view.months.map((month) => quantities.get(month) ?? null),
      )
      const sum = view.groups.reduce((all, group) => all + (group.quantity ?? 0), 0)
      assert.equal(sum, view.trend.quantity.at(-1) ?? 0)
    }
  })

  test('the largest changes are of trading customers, and of these the largest', async () => {
    const { movers } = await dashboard(leader)
    const raw = await inOrg(async (tx) => {
      const { rows } = await sql<{ code: string; change: number }>`
        select c.code, coalesce(now.quantity, 0) - coalesce(past.quantity, 0) as change
        from customer c
          left join customer_month now on now.customer_id = c.customer_id and now.month = '2026-10'
          left join customer_month past on past.customer_id = c.customer_id and past.month = '2026-09'
        where c.status in ('new', 'valid') order by 2, 1`.execute(tx)
      return rows
    })
    assert.deepEqual(
      movers.falls.map(({ code, quantity, previous }) => [code, quantity - previous]),
      raw.slice(0, 8).map(({ code, change }) => [code, change]),
    )
    assert.equal(movers.rises.length, 8)
    assert.equal(movers.rises[0]!.quantity - movers.rises[0]!.previous, raw.at(-1)!.change)
  })

  test('an empty company has a dashboard too', async () => {
    const view = await database.inOrg('00000000-0000-7000-8000-000000000001', (tx) =>
      readDashboard(tx, { ...readerOf(leader), clock }, {}),
    )
    assert.equal(view.month, null)
    assert.equal(view.months.length, 24)
    assert.ok(view.trend.quantity.every((value) => value === null))
  })

  test('the first page: who needs a look, and why', async () => {
    const { rows, counts } = await inOrg((tx) =>
      findAttention(tx, { reader: readerOf(manager), today: '2026-11-22', month: MONTH, limit: 5 }),
    )
    assert.equal(counts.silent, 1)
    assert.equal(counts.missing, 1)
    assert.equal(counts.anomaly, 1)
    // Silent and odd at once: more pressing than anything with one reason.
    assert.ok(rows[0]!.silent && rows[0]!.anomaly)
    assert.ok(rows.every((row) => row.managerName === rows[0]!.managerName))
  })

  test('the first page: the next day that has visits, in the order of the day', async () => {
    const visits = await inOrg((tx) => findVisitDay(tx, manager.personId!, '2026-11-22'))
    assert.ok(visits.length > 0)
    assert.ok(visits.every(({ date }) => date === visits[0]!.date && date > '2026-11-22'))
    const times = visits.map(({ arriveMinute }) => arriveMinute)
    assert.deepEqual(
      times,
      [...times].sort((x, y) => x - y),
    )
    assert.deepEqual(await inOrg((tx) => findVisitDay(tx, orgId, '2026-11-22')), [])
  })

  test('the first page: a sample is drawn from a seed and is the same for everybody who repeats it', async () => {
    const draw = (seed: string) =>
      inOrg((tx) => drawSample(tx, { reader: readerOf(leader), seed, today: '2026-11-22', limit: 10 }))
    const first = await draw('2026-11-16')
    assert.deepEqual(await draw('2026-11-16'), first)
    assert.notDeepEqual(
      (await draw('2026-11-23')).rows.map(({ code }) => code),
      first.rows.map(({ code }) => code),
    )
    assert.equal(
      first.population,
      await valueFor(leader, 'active_customers', { from: '2026-11-22', to: '2026-11-22' }),
    )
  })
})
