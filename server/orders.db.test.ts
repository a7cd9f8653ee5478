/** Goods, orders and delivery lines as their readers meet them, in a small demonstration company. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { channelReport, getOrder, listOrders } from '../domain/orders/contract.ts'
import { insertPersons } from '../domain/people/index.ts'
import { startSession } from '../platform/auth/sessions.ts'
import { fixedClock, newId } from '../platform/clock.ts'
import { type Database, sql } from '../platform/database/index.ts'
import type { ResponseOf } from '../platform/http/contract.ts'
import { describeOnDatabases } from '../test/database.ts'
import { createServerApp } from './app.ts'
import { fillDemonstration } from './demo.ts'
import { MODULES } from './modules.ts'
import { createTestClient, type TestClient } from './test-company.ts'

const clock = fixedClock('2026-11-27T02:00:00Z')

type Orders = ResponseOf<typeof listOrders>
type Order = ResponseOf<typeof getOrder>
type Channels = ResponseOf<typeof channelReport>
interface Line {
  lineId: string
  name: string
  deliverymanId: string | null
  deliverymanName: string | null
  orderWeekdays: number[]
  customers: number
}
interface Proposal {
  proposalId: string
  state: string
  moves: { customerId: string; lineBefore: string; lineAfter: string; weekdayAfter: number; reason: string }[]
  loads: {
    lineId: string
    weekday: number
    customersBefore: number
    customersAfter: number
    quantityBefore: number
    quantityAfter: number
  }[]
}

describeOnDatabases('goods, orders and delivery lines', (open) => {
  let database: Database
  let orgId: string
  const clients = new Map<string, TestClient>()

  before(async () => {
    database = await open()
    const size = { shops: 240, managers: 4, months: 2 }
    ;({ orgId } = await fillDemonstration(database, clock, () => undefined, size))
    const app = createServerApp({ database, clock, checkAnswers: true, log: (entry) => console.error(entry) })
    const { rows } = await database.inOrg(orgId, (tx) =>
      sql<{ accountId: string; login: string }>`select account_id as "accountId", login from account`.execute(
        tx,
      ),
    )
    for (const { accountId, login } of rows)
      clients.set(
        login,
        await database.inOrg(orgId, async (tx) => {
          const life = {
            stage: 'complete',
            life: 'user',
            client: { address: '127.0.0.1', userAgent: 'test' },
          } as const
          const { token, view } = await startSession(tx, { orgId, accountId, ...life }, clock)
          return createTestClient(app, `liuhui=${token}`, view.csrfToken)
        }),
      )
  })

  async function send(login: string, path: string, method = 'GET', body?: unknown) {
    const response = await clients.get(login)!.fetch(path, { method, body })
    const text = await response.text()
    return { status: response.status, text, answer: text.startsWith('{') ? JSON.parse(text) : undefined }
  }

  async function get<T>(login: string, path: string): Promise<T> {
    const { status, text, answer } = await send(login, path)
    assert.equal(status, 200, `${login} ${path}: ${text.slice(0, 500)}`)
    return answer as T
  }

  async function query<Row>(text: ReturnType<typeof sql<Row>>): Promise<Row[]> {
    return database.inOrg(orgId, async (tx) => (await text.execute(tx)).rows)
  }

  test('DAT-04: a customer manager reads the lines of an own order, and no route of anybody writes one', async () => {
    const { rows, total } = await get<Orders>('jingli1', '/api/orders')
    assert.ok(total > 0 && rows.length > 0)
    const one = rows[0]!
    const detail = await get<Order>('jingli1', `/api/orders/${one.orderDate}/${one.orderId}`)
    assert.equal(detail.lines.length, one.lines)
    assert.equal(
      detail.lines.reduce((sum, line) => sum + line.amountFen, 0),
      one.amountFen,
    )
    for (const method of ['PUT', 'PATCH', 'POST', 'DELETE'])
      for (const login of ['jingli1', 'zhuren', 'xinxi']) {
        const path = `/api/orders/${one.orderDate}/${one.orderId}`
        const { status } = await send(login, path, method, method === 'DELETE' ? undefined : { lines: [] })
        assert.ok([404, 405].includes(status), `${method} as ${login}: ${status}`)
      }
    const writing = Object.values(MODULES)
      .flat()
      .map(({ contract }) => contract)
      .filter(({ path, method }) => method !== 'GET' && path.startsWith('/api/orders'))
    for (const { id, permit } of writing)
      assert.ok(
        ['orders.handleAnomaly', 'orders.setReferenceYear'].includes(id),
        `${id} writes no line (${JSON.stringify(permit)})`,
      )
    const countRefusals = async () =>
      (
        await query(sql<{ count: number }>`select count(*) as count from ledger_event where success = false`)
      )[0]!.count
    const refusals = await countRefusals()
    const refused = await send('jingli1', '/api/imports/orders/rows', 'POST', {})
    assert.equal(refused.status, 403, refused.text)
    assert.equal(await countRefusals(), refusals + 1, 'the attempt stands in the log')
  })

  test('orders of others are not there', async () => {
    const mine = await get<Orders>('jingli1', '/api/orders?pageSize=200')
    const others = await get<Orders>('jingli2', '/api/orders?pageSize=200')
    const ids = new Set(mine.rows.map((row) => row.orderId))
    assert.ok(others.rows.length > 0 && others.rows.every((row) => !ids.has(row.orderId)))
    const other = others.rows[0]!
    assert.equal((await send('jingli1', `/api/orders/${other.orderDate}/${other.orderId}`)).status, 404)
    assert.equal((await send('jingli1', `/api/customers/${other.customerId}/months`)).status, 404)
    const all = await get<Orders>('zhongxin', '/api/orders')
    assert.ok(all.total > mine.total + others.total)
    const own = await get<Orders>('lingshou', '/api/orders?pageSize=200')
    assert.equal(new Set(own.rows.map((row) => row.customerId)).size, 1)
    const months = `/api/orders/monthly?from=2026-01&to=2026-12`
    const sum = async (login: string) =>
      (await get<{ rows: { quantity: number }[] }>(login, months)).rows.reduce(
        (all, row) => all + row.quantity,
        0,
      )
    assert.ok((await sum('jingli1')) > 0 && (await sum('jingli1')) < (await sum('zhongxin')))
    assert.ok((await sum('peiyu')) < (await sum('zhongxin')), 'own brands of own customers')
    assert.ok((await sum('lingshou')) > 0)
  })

  test('DAT-05: the rows of the report by channel sum to the total, and the total is all there is', async () => {
    const { rows, total } = await get<Channels>(
      'zhongxin',
      '/api/orders/channels?from=2020-01-01&to=2026-12-31',
    )
    assert.ok(rows.length > 1 && rows.every((row) => row.warehouse !== null))
    assert.ok(new Set(rows.map((row) => row.channel)).size > 1)
    for (const key of ['orders', 'lines', 'quantity', 'amountFen'] as const)
      assert.equal(
        rows.reduce((sum, row) => sum + row[key], 0),
        total[key],
        key,
      )
    const [lines] = await query(sql<{ lines: number; quantity: number; amountFen: number }>`
      select count(*) as lines, sum(quantity) as quantity, sum(amount_fen) as "amountFen" from order_line`)
    assert.deepEqual({ lines: total.lines, quantity: total.quantity, amountFen: total.amountFen }, lines)
    const empty = await get<Channels>('zhongxin', '/api/orders/channels?from=0000-01-01&to=1999-12-31')
    assert.deepEqual(empty, { rows: [], total: { orders: 0, lines: 0, quantity: 0, amountFen: 0 } })
  })

  test('DAT-10: a year with orders can be the reference, another is refused', async () => {
    interface Reference {
      year: number | null
      available: { year: number }[]
      ruleVersion: string
    }
    const before = await get<Reference>('zhuren', '/api/orders/reference-year')
    assert.ok(before.available.length > 0)
    const { year } = before.available.at(-1)!
    const refused = await send('zhuren', '/api/orders/reference-year', 'PUT', { year: 2011 })
    assert.equal(refused.status, 422)
    assert.equal(refused.answer.violations[0].code, 'ORD-07')
    assert.equal((await send('zhuren', '/api/orders/reference-year', 'PUT', { year })).status, 200)
    assert.equal(
      (await send('zhuren', '/api/orders/reference-year', 'PUT', { year })).status,
      200,
      'twice is once',
    )
    const after = await get<Reference>('jingli1', '/api/orders/reference-year')
    assert.equal(after.year, year)
    assert.notEqual(after.ruleVersion, before.ruleVersion)
    assert.equal((await send('jingli1', '/api/orders/reference-year', 'PUT', { year })).status, 403)
  })

  test('DEM-06: an odd order is handled by the clerk with a note, and a shop never hears of it', async () => {
    const [shop] = await query(sql<{ customerId: string }>`
      select customer_id as "customerId" from account where login = 'lingshou'`)
    const anomalyId = newId(clock)
    await query(sql`
      insert into order_anomaly (org_id, anomaly_id, kind, customer_id, anomaly_date, evidence, rule_version, found_at)
      values (${orgId}, ${anomalyId}, 'shared_device', ${shop!.customerId}, '2026-11-01',
        '{"shops": 2, "others": ["NOT-A-SHOP"]}'::jsonb, 'orders.anomalies@0', ${clock.now()})`)
    const body = { state: 'explained', note: '同一家庭经营' }
    assert.equal((await send('xinxi', `/api/orders/anomalies/${anomalyId}`, 'POST', body)).status, 200)
    type Anomalies = {
      rows: { anomalyId: string; state: string; note: string; handledByName: string }[]
      total: number
    }
    const [clerk] = await query(sql<{ name: string }>`
      select p.name from person p join account a on a.person_id = p.person_id where a.login = 'xinxi'`)
    const path = `/api/orders/anomalies?customerId=${shop!.customerId}&kind=shared_device&state=explained`
    const { rows } = await get<Anomalies>('zhongxin', path)
    assert.deepEqual(
      rows.map(({ state, note, handledByName }) => ({ state, note, handledByName })),
      [{ ...body, handledByName: clerk!.name }],
    )
    assert.equal((await get<Anomalies>('lingshou', '/api/orders/anomalies')).total, 0)
    const unknown = await send('xinxi', `/api/orders/anomalies/${newId(clock)}`, 'POST', body)
    assert.equal(unknown.status, 404)
  })

  test('GDS: sales stand beside the goods; states and schemes are dated; files hold the columns shown', async () => {
    type Goods = {
      rows: { productId: string; code: string; quantity: number; transferFen: number | null }[]
      total: number
    }
    const all = await get<Goods>('zhongxin', '/api/goods?sort=-quantity&pageSize=200')
    const own = await get<Goods>('jingli1', '/api/goods?sort=-quantity&pageSize=200')
    const sum = ({ rows }: Goods) => rows.reduce((total, row) => total + row.quantity, 0)
    assert.ok(sum(own) > 0 && sum(own) < sum(all))
    const shop = await get<Goods>('lingshou', '/api/goods?pageSize=200')
    assert.ok(shop.rows.every((row) => row.transferFen === null))

    const created = await send('xinxi', '/api/goods', 'POST', {
      code: 'T-1',
      name: '试销一号',
      transferFen: 8_000,
    })
    assert.equal(created.status, 200, created.text)
    assert.equal(
      (await send('xinxi', '/api/goods', 'POST', { code: 'T-1', name: '又一个' })).answer.code,
      'GDS-05',
    )
    const { productId } = created.answer
    const state = { lifeState: 'key', validFrom: '2027-01-01' }
    const set = await send('xinxi', `/api/goods/${productId}/states`, 'POST', state)
    assert.equal(set.answer.lifeState, 'new', 'a state of the future does not hold yet')
    const levels = [
      { level: 1, name: 'I', fromFen: 9_000 },
      { level: 2, name: 'II', fromFen: 0 },
    ]
    const scheme = { kind: 'class', basis: 'transfer', validFrom: '2026-11-27', levels, note: null }
    const rising = await send('xinxi', '/api/goods/price-schemes', 'POST', {
      ...scheme,
      levels: levels.toReversed(),
    })
    assert.equal(rising.answer.code, 'GDS-03')
    const added = await send('xinxi', '/api/goods/price-schemes', 'POST', scheme)
    assert.ok(added.answer.reclassed > 0, added.text)
    const detail = await get<{ product: { priceClass: number }; states: unknown[] }>(
      'jingli1',
      `/api/goods/${productId}`,
    )
    assert.equal(detail.product.priceClass, 2)
    assert.equal(detail.states.length, 2)
    await get('jingli1', '/api/goods/options')
    const file = await send('zhongxin', '/api/goods/export?format=csv&columns=name,code&search=T-1')
    assert.equal(file.text.replace('\uFEFF', ''), '品规,品规编码\r\n试销一号,T-1\r\n')
    const orders = await send('zhongxin', '/api/orders/export?format=csv&columns=orderNo')
    const { total } = await get<Orders>('zhongxin', '/api/orders')
    assert.equal(orders.text.trim().split('\r\n').length, total + 1)
  })

  test('DAT-06: a line with another deliveryman has him for all its customers at once', async () => {
    const { lines } = await get<{ lines: Line[] }>('zhuren', '/api/delivery-lines')
    const line = lines.find((one) => one.customers > 0)!
    const other = { personId: newId(clock), code: 'D-NEW', name: '新送货员', unitId: (await unitIds())[0]! }
    const more = {
      post: 'deliveryman',
      grade: null,
      homeLon: null,
      homeLat: null,
      phone: '11100002222',
    } as const
    await database.inOrg(orgId, (tx) => insertPersons(tx, orgId, [{ ...other, ...more }], clock))
    const path = `/api/delivery-lines/${line.lineId}`
    const body = { deliverymanId: other.personId }
    assert.equal((await send('jingli1', path, 'PATCH', body)).status, 403)
    const [person] = await query(sql<{ id: string }>`
      select person_id as id from person where post = 'general' limit 1`)
    const wrong = await send('zhuren', path, 'PATCH', { deliverymanId: person!.id })
    assert.equal(wrong.answer.code, 'DLV-04')
    assert.equal((await send('zhuren', path, 'PATCH', body)).status, 200)
    const after = (await get<{ lines: Line[] }>('zhuren', '/api/delivery-lines')).lines
    assert.equal(after.find((one) => one.lineId === line.lineId)!.deliverymanName, other.name)
    assert.equal(after.find((one) => one.lineId === line.lineId)!.customers, line.customers)
    const own = (await get<{ lines: Line[] }>('lingshou', '/api/delivery-lines')).lines
    assert.ok(own.length <= 1 && own.every((one) => one.customers === 1), 'a shop sees its line and itself')
  })

  async function unitIds(): Promise<string[]> {
    return (await query(sql<{ id: string }>`select unit_id as id from org_unit order by code`)).map(
      (row) => row.id,
    )
  }

  test('DAT-07: 50 moved customers get line and day, loads are shown, and approval writes them', async () => {
    const { lines } = await get<{ lines: (Line & { lon: number; lat: number })[] }>(
      'zhuren',
      '/api/delivery-lines',
    )
    const target = lines.find((line) => line.customers > 0 && line.lon !== null)!
    const chosen = await query(sql<{ customerId: string; lineId: string; weekday: number; lon: number }>`
      select customer_id as "customerId", delivery_line_id as "lineId", order_weekday as weekday, lon from customer
      where delivery_line_id <> ${target.lineId} and order_weekday is not null and status <> 'invalid'
      order by code limit 50`)
    assert.equal(chosen.length, 50)
    const asked = {
      customers: chosen.map(({ customerId }) => ({ customerId, lon: target.lon, lat: target.lat })),
      effectiveFrom: '2026-12-01',
    }
    const foreign = await send('jingli1', '/api/delivery-lines/proposals', 'POST', asked)
    assert.ok([403, 404].includes(foreign.status), 'others’ customers are not there')
    const made = await send('zhuren', '/api/delivery-lines/proposals', 'POST', asked)
    assert.equal(made.status, 200, made.text.slice(0, 500))
    const proposal = made.answer as Proposal
    assert.equal(proposal.moves.length, 50)
    assert.ok(proposal.moves.some((move) => move.lineAfter !== move.lineBefore))
    const days = new Map(lines.map((line) => [line.lineId, line.orderWeekdays]))
    assert.ok(proposal.moves.every((move) => days.get(move.lineAfter)!.includes(move.weekdayAfter)))
    checkLoads(proposal)

    const first = proposal.moves[0]!
    const wrongDay = [1, 2, 3, 4, 5, 6, 7].find((day) => !days.get(target.lineId)!.includes(day))!
    const path = `/api/delivery-lines/proposals/${proposal.proposalId}`
    const edit = (weekday: number) =>
      send('zhuren', path, 'PATCH', {
        moves: [{ customerId: first.customerId, lineId: target.lineId, weekday }],
      })
    assert.equal((await edit(wrongDay)).answer.code, 'DLV-02')
    const edited = await edit(target.orderWeekdays[0]!)
    assert.equal(
      edited.answer.moves.find((m: Proposal['moves'][0]) => m.customerId === first.customerId).reason,
      'by_hand',
    )
    checkLoads(edited.answer)

    assert.equal((await send('shichang1', `${path}/decision`, 'POST', { decision: 'approve' })).status, 403)
    const approved = await send('zhuren', `${path}/decision`, 'POST', { decision: 'approve' })
    assert.equal(approved.answer.state, 'approved', approved.text.slice(0, 300))
    assert.deepEqual(approved.answer.loads, edited.answer.loads, 'what was shown is what came')
    const stored = async () =>
      new Map(
        (
          await query(sql<{ id: string; lineId: string; weekday: number; lon: number }>`
            select customer_id as id, delivery_line_id as "lineId", order_weekday as weekday, lon from customer
            where customer_id = any(${chosen.map((one) => one.customerId)}::uuid[])`)
        ).map((row) => [row.id, row]),
      )
    const written = await stored()
    for (const move of approved.answer.moves as Proposal['moves'])
      assert.deepEqual(written.get(move.customerId), {
        id: move.customerId,
        lineId: move.lineAfter,
        weekday: move.weekdayAfter,
        lon: target.lon,
      })
    const now = (await get<{ lines: Line[] }>('zhuren', '/api/delivery-lines')).lines
    assert.ok(now.find((line) => line.lineId === target.lineId)!.customers > target.customers)
    assert.equal(
      (await send('zhuren', `${path}/decision`, 'POST', { decision: 'approve' })).answer.code,
      'DLV-03',
    )

    const undone = await send('zhuren', `${path}/decision`, 'POST', { decision: 'undo' })
    assert.equal(undone.answer.state, 'undone', undone.text.slice(0, 300))
    const back = await stored()
    for (const { customerId, lineId, weekday, lon } of chosen)
      assert.deepEqual(back.get(customerId), { id: customerId, lineId, weekday, lon })
    const { proposals } = await get<{ proposals: { customers: number; state: string }[] }>(
      'zhuren',
      '/api/delivery-lines/proposals',
    )
    assert.deepEqual(
      proposals.map(({ customers, state }) => ({ customers, state })),
      [{ customers: 50, state: 'undone' }],
    )
  })

  /** Nobody is lost or made on the way. */
  function checkLoads({ loads, moves }: Proposal): void {
    const sum = (key: 'customersBefore' | 'customersAfter' | 'quantityBefore' | 'quantityAfter') =>
      loads.reduce((total, load) => total + load[key], 0)
    assert.equal(sum('customersAfter'), sum('customersBefore'))
    assert.ok(Math.abs(sum('quantityAfter') - sum('quantityBefore')) < loads.length)
    const at = ({ lineAfter, weekdayAfter }: Proposal['moves'][0]) =>
      loads.find((load) => load.lineId === lineAfter && load.weekday === weekdayAfter)
    assert.ok(moves.every((move) => at(move)!.customersAfter > 0))
  }

  test('DAT-09: two failed debits within four weeks give a signal, one or an old one does not', async () => {
    const customers = await query(sql<{ id: string; managerId: string; personLogin: string }>`
      select c.customer_id as id, c.manager_id as "managerId", a.login as "personLogin" from customer c
      join account a on a.person_id = c.manager_id and a.login in ('jingli1', 'jingli2')
      where c.status <> 'invalid' order by a.login, c.code`)
    const mine = customers.filter((one) => one.personLogin === 'jingli1')
    const other = customers.find((one) => one.personLogin === 'jingli2')!
    const fail = async (customerId: string, date: string) =>
      query(sql`insert into debit (org_id, customer_id, debit_date, debit_id, amount_fen, result, reason)
        values (${orgId}, ${customerId}, ${date}, ${newId(clock)}, 100, 'failed', '余额不足')`)
    for (const date of ['2026-11-05', '2026-11-20']) {
      await fail(mine[0]!.id, date)
      await fail(other.id, date)
    }
    await fail(mine[1]!.id, '2026-11-20')
    await fail(mine[1]!.id, '2026-10-20')
    type Signals = { rows: { customerId: string; failed: number; lastFailedOn: string; reason: string }[] }
    const { rows } = await get<Signals>('jingli1', '/api/debits/signals')
    assert.deepEqual(
      rows.map(({ customerId, failed, lastFailedOn, reason }) => ({
        customerId,
        failed,
        lastFailedOn,
        reason,
      })),
      [{ customerId: mine[0]!.id, failed: 2, lastFailedOn: '2026-11-20', reason: 'DAT-09' }],
    )
    assert.equal((await get<Signals>('zhongxin', '/api/debits/signals')).rows.length, 2)
    assert.equal((await get<Signals>('zhongxin', '/api/debits/signals?date=2026-12-10')).rows.length, 0)
    assert.equal((await get<{ total: number }>('jingli1', '/api/debits?result=failed')).total, 4)
    assert.equal((await get<{ total: number }>('pinpai', '/api/debits')).total, 0)
  })
})
