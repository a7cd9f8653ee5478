import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fixedClock, newId } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import { openTable } from '../../platform/files/table.ts'
import { Failure } from '../../platform/http/failure.ts'
import type { RequestContext } from '../../platform/http/handler.ts'
import { systemActing } from '../../platform/ledger/index.ts'
import { Refusal } from '../../platform/refusal.ts'
import { describeOnDatabases } from '../../test/database.ts'
import { createCompany, insertPersons, insertUnits } from '../people/index.ts'
import { exportCustomers } from './actions/export.ts'
import { findLicenceViolations, listLicences } from './actions/licences.ts'
import { showList, showMap, showMissing, showOptions } from './actions/list.ts'
import { showFieldHistory, showPage, showTimeline } from './actions/page.ts'
import { findUnclassified } from './actions/planning.ts'
import { decideProposal, listProposals } from './actions/proposals.ts'
import { changeMany, createCustomer, undoBulk, updateCustomer } from './actions/write.ts'
import type { CustomerChanges } from './contract/customer.ts'
import { customerExportQuerySchema, customerListQuerySchema } from './contract/list.ts'
import { routes } from './routes.ts'
import { judgeLicence } from './rules/licence.ts'
import { insertCustomers } from './store/archive.ts'
import { assignCustomers, readAssignments } from './store/assignments.ts'
import { licenceState } from './store/conditions.ts'

const clock = fixedClock('2026-11-22T02:00:00Z')
/** What people do comes after what was imported. */
const later = fixedClock('2026-11-22T03:00:00Z')
const TODAY = '2026-11-22'

interface Company {
  readonly orgId: string
  readonly centreId: string
  readonly teams: readonly string[]
  /** Four general customer managers, two in each team, and a market manager in the first. */
  readonly managers: readonly string[]
  readonly customers: readonly string[]
}

describeOnDatabases('customers', (open) => {
  let database: Database
  before(async () => {
    database = await open()
  })

  /** Forty customers, ten for each customer manager; every fourth lacks something. */
  async function makeCompany(): Promise<Company> {
    const code = `c${newId(clock).slice(-12)}`
    const { orgId, unitId } = await createCompany(database, clock, { code, name: code, nameEn: code })
    const teams = [newId(clock), newId(clock)]
    const managers = Array.from({ length: 4 }, () => newId(clock))
    const customers = Array.from({ length: 40 }, () => newId(clock))
    const by = { source: 'import' as const, accountId: null, clock, batchId: newId(clock) }
    await database.inOrg(orgId, async (tx) => {
      await insertUnits(
        tx,
        orgId,
        teams.map((team, index) => ({
          unitId: team,
          parentId: unitId,
          kind: 'department' as const,
          code: `T${index}`,
          name: `市场部${index}`,
          nameEn: `Department ${index}`,
        })),
        clock,
      )
      await insertPersons(
        tx,
        orgId,
        managers.map((personId, index) => ({
          personId,
          code: `M${index}`,
          name: `经理${index}`,
          unitId: teams[index < 2 ? 0 : 1]!,
          post: 'general' as const,
          grade: 3,
          phone: '11100000000',
          homeLon: null,
          homeLat: null,
        })),
        clock,
      )
      await insertCustomers(
        tx,
        customers.map((customerId, index) => ({
          customerId,
          code: `C${String(index).padStart(3, '0')}`,
          fields: fieldsOf(index, teams),
        })),
        by,
      )
      await assignCustomers(
        tx,
        customers.map((customerId, index) => ({ customerId, personId: managers[Math.floor(index / 10)]! })),
        { post: 'general', from: '2026-01-01' },
        by,
      )
    })
    return { orgId, centreId: unitId, teams, managers, customers }
  }

  function fieldsOf(index: number, teams: readonly string[]): CustomerChanges & { readonly name: string } {
    return {
      name: index === 7 ? '重庆红星烟店' : `兴旺食杂店${index}`,
      address: index % 4 === 0 ? null : `解放路${index}号`,
      lon: 117 + index / 100,
      lat: 36.5,
      contactName: '张三',
      phone: index % 8 === 0 ? null : `1380000${String(index).padStart(4, '0')}`,
      licenceNo: `3701021${String(index).padStart(5, '0')}`,
      licenceValidTo: index === 3 ? '2026-12-15' : index === 4 ? '2026-11-01' : '2028-06-30',
      format: index % 2 === 0 ? 'grocery' : 'convenience',
      marketType: 'urban',
      scale: 'small',
      tier: (index % 30) + 1,
      valueGroup: index === 9 ? null : 'regular',
      unitId: teams[index < 20 ? 0 : 1]!,
      orderWeekday: (index % 5) + 1,
      orderCycle: 'weekly',
      visitsPerMonth: '2',
      serviceMinutes: 12,
      tags: [],
    }
  }

  type Who = Partial<Pick<RequestContext, 'scope' | 'masks'>> & {
    role?: string
    personId?: string
    unitId?: string
    customerId?: string
    accountId?: string
  }

  function as(company: Company, who: Who = {}): RequestContext {
    const acting = systemActing(company.orgId, later)
    const { role = 'info_clerk', scope = 'organisation', masks = [], ...principal } = who
    return {
      ...acting,
      principal: { ...acting.principal, role, ...principal },
      scope,
      masks,
      database,
      requestId: 'test',
      language: 'zh',
      signal: new AbortController().signal,
      transaction: (work: Parameters<RequestContext['transaction']>[0], options: object) =>
        database.inOrg(company.orgId, work, options),
    } as unknown as RequestContext
  }

  const list = (context: RequestContext, query: Record<string, string> = {}) =>
    showList(context, customerListQuerySchema.parse(query))

  test('DAT-01 every field shows value, source, author and time; history holds both values', async () => {
    const company = await makeCompany()
    const customerId = company.customers[2]!
    const context = as(company)
    const changed = await updateCustomer(context, customerId, {
      fields: { format: 'supermarket', tier: 12 },
      source: 'visit',
      note: '走访核实',
    })
    assert.deepEqual(changed.changed.sort(), ['format', 'tier'])
    const page = await showPage(context, customerId)
    const field = (name: string) => page.fields.find((one) => one.field === name)!
    assert.equal(field('format').value, 'supermarket')
    assert.equal(field('format').source, 'visit')
    assert.equal(field('format').changedAt, later.now().toISOString())
    assert.equal(field('name').source, 'import')
    assert.equal(field('managerId').shown, '经理0')
    const history = await showFieldHistory(context, customerId, 'format')
    assert.deepEqual(
      history.rows.map(({ before: was, after, source, note }) => [was, after, source, note]),
      [
        ['grocery', 'supermarket', 'visit', '走访核实'],
        [null, 'grocery', 'import', null],
      ],
    )
    const again = await updateCustomer(context, customerId, {
      fields: { format: 'supermarket' },
      source: 'desk',
    })
    assert.deepEqual(again.changed, [], 'the same value is no change')
  })

  test('DAT-01 the list of missing fields totals the blanks exactly', async () => {
    const company = await makeCompany()
    const report = await showMissing(as(company), {})
    // Counted by hand: no delivery line anywhere; address of every 4th, phone of every 8th, one value group.
    assert.deepEqual(report.totals.byField.deliveryLineId, 40)
    assert.deepEqual(report.totals.byField.address, 10)
    assert.deepEqual(report.totals.byField.phone, 5)
    assert.deepEqual(report.totals.byField.valueGroup, 1)
    assert.equal(report.totals.blanks, 40 + 10 + 5 + 1)
    assert.equal(report.totals.customers, 40)
    assert.equal(report.managers.length, 4)
    assert.equal(
      report.managers.reduce((sum, row) => sum + row.blanks, 0),
      report.totals.blanks,
    )
    const rows = (await list(as(company), { pageSize: '200' })).rows
    assert.equal(
      rows.reduce((sum, row) => sum + row.missing.length, 0),
      report.totals.blanks,
      'the list says the same row by row',
    )
    assert.equal((await list(as(company), { missing: 'address' })).total, 10)
    assert.equal((await list(as(company), { missing: 'phone,valueGroup' })).total, 6)
  })

  test('DAT-02 unclassified customers are listed for their customer manager and keep the month from being planned', async () => {
    const company = await makeCompany()
    const found = await database.inOrg(company.orgId, (tx) =>
      findUnclassified(tx, { managerIds: [company.managers[0]!], date: TODAY }),
    )
    assert.deepEqual(
      found.map(({ code, lacks }) => [code, lacks]),
      [['C009', ['valueGroup']]],
    )
    await updateCustomer(as(company), company.customers[9]!, {
      fields: { valueGroup: 'core' },
      source: 'desk',
    })
    const left = await database.inOrg(company.orgId, (tx) => findUnclassified(tx, { date: TODAY }))
    assert.deepEqual(left, [])
  })

  test('DAT-08 the licence in SQL says what the rule says, for every combination', async () => {
    const company = await makeCompany()
    const dates = [null, '2026-11-21', TODAY, '2026-11-23', '2027-01-21', '2027-01-22']
    const cases: { no: string | null; status: string; from: string | null; to: string | null }[] = []
    for (const no of [null, '', '37010210000', '370102300001', '370102100001', '370102200001'])
      for (const status of ['active', 'suspended', 'cancelled'])
        for (const from of [null, TODAY, '2026-11-23'])
          for (const to of dates) cases.push({ no, status, from, to })
    await database.inOrg(company.orgId, async (tx) => {
      const { rows } = await sql<{ state: string }>`
        select ${licenceState({ today: TODAY, reminderDays: [60, 30, 7] })} as state
        from (select no as licence_no, status as licence_status, "from" as licence_valid_from, "to" as licence_valid_to,
            coalesce(no ~ '^[0-9]{6}[12][0-9]{5}$', false) as licence_formed, place
          from unnest(${cases.map((one) => one.no)}::text[], ${cases.map((one) => one.status)}::text[],
            ${cases.map((one) => one.from)}::date[], ${cases.map((one) => one.to)}::date[])
            with ordinality as given (no, status, "from", "to", place)) c order by place`.execute(tx)
      cases.forEach(({ no, status, from, to }, index) => {
        const licence = {
          licenceNo: no,
          licenceStatus: status as 'active',
          licenceValidFrom: from,
          licenceValidTo: to,
        }
        assert.equal(
          rows[index]!.state,
          judgeLicence(licence, TODAY, [60, 30, 7]),
          JSON.stringify(cases[index]),
        )
      })
    })
  })

  test('DAT-08 R1 supply is refused without a valid licence, with the reason; reminders list who is next', async () => {
    const company = await makeCompany()
    const [, , , soon, expired] = company.customers
    const found = await database.inOrg(company.orgId, (tx) =>
      findLicenceViolations(tx, company.customers.slice(0, 5), TODAY),
    )
    assert.deepEqual([...found.keys()], [expired])
    assert.equal(found.get(expired!)!.code, 'LIC-04')
    assert.equal(found.get(expired!)!.values!.validTo, '2026-11-01')
    const due = await listLicences(as(company), { show: 'due', page: 1, pageSize: 50 })
    assert.deepEqual(
      due.rows.map((row) => [row.customerId, row.state, row.daysLeft, row.reminderDays]),
      [
        [expired, 'expired', -21, null],
        [soon, 'expiring', 23, 30],
      ],
    )
  })

  test('filters, pinyin search, sorting and paging agree with the rows', async () => {
    const company = await makeCompany()
    const context = as(company)
    assert.equal((await list(context)).total, 40)
    assert.deepEqual(
      (await list(context, { search: 'cqhxyd' })).rows.map((row) => row.code),
      ['C007'],
    )
    assert.deepEqual(
      (await list(context, { search: 'chongqing' })).rows.map((row) => row.code),
      ['C007'],
    )
    assert.deepEqual(
      (await list(context, { search: '红星 c007' })).rows.map((row) => row.code),
      ['C007'],
    )
    assert.equal((await list(context, { search: '100%' })).total, 0, 'a percent sign is only a percent sign')
    assert.equal((await list(context, { format: 'grocery', orderWeekday: '1,2' })).total, 8)
    assert.equal((await list(context, { unit: company.teams[1]! })).total, 20)
    assert.equal((await list(context, { unit: company.centreId })).total, 40, 'a unit means all below it')
    assert.equal((await list(context, { manager: `${company.managers[1]}` })).total, 10)
    assert.equal((await list(context, { manager: 'none' })).total, 0)
    assert.equal((await list(context, { licence: 'expired,expiring' })).total, 2)
    assert.equal((await list(context, { tierFrom: '28', tierTo: '30' })).total, 3)
    assert.equal((await list(context, { bounds: '117,36,117.095,37' })).total, 10)
    const falling = await list(context, { sort: '-tier', pageSize: '5' })
    assert.deepEqual(
      falling.rows.map((row) => row.tier),
      [30, 29, 28, 27, 26],
    )
    const pages = [
      ...(await list(context, { page: '1', pageSize: '25' })).rows,
      ...(await list(context, { page: '2', pageSize: '25' })).rows,
    ]
    assert.deepEqual(
      pages.map((row) => row.code),
      Array.from({ length: 40 }, (_, index) => `C${String(index).padStart(3, '0')}`),
    )
    await assert.rejects(
      list(context, { sort: 'phone' }),
      (error) => error instanceof Failure && error.status === 400,
    )
    const options = await showOptions(context, {})
    assert.deepEqual(options.format, { grocery: 20, convenience: 20 })
    assert.equal(
      options.managers.reduce((sum, one) => sum + one.count, 0),
      40,
    )
    const map = await showMap(context, { format: ['grocery'] })
    assert.equal(map.count, 20)
    assert.equal(map.ids.length, 20 * 32)
    assert.ok(map.lonE5.every((lon) => lon >= 11_700_000 && lon <= 11_740_000))
  })

  test('X-12 a market manager sees exactly the union of his customer managers’ customers, by SQL', async () => {
    const company = await makeCompany()
    const context = as(company, { role: 'market_manager', scope: 'team', unitId: company.teams[0]! })
    const seen = (await list(context, { pageSize: '200' })).rows.map((row) => row.customerId).sort()
    const { rows } = await database.inOrg(company.orgId, (tx) =>
      sql<{ id: string }>`
        select distinct a.customer_id as id from customer_assignment a join person p on p.person_id = a.person_id
        where a.valid_to is null and p.unit_id = ${company.teams[0]!} order by 1`.execute(tx),
    )
    assert.deepEqual(
      seen,
      rows.map((row) => row.id),
    )
    assert.equal(seen.length, 20)
    const foreign = company.customers[35]!
    for (const attempt of [
      () => showPage(context, foreign),
      () => showTimeline(context, foreign, { limit: 10 }),
      () => showFieldHistory(context, foreign, 'phone'),
      () => updateCustomer(context, foreign, { fields: { tier: 3 }, source: 'desk' }),
      () =>
        changeMany(context, { selection: { customerIds: [foreign] }, change: { kind: 'add_tag', tag: 'x' } }),
    ])
      await assert.rejects(attempt, (error) => error instanceof Failure && error.status === 404)
    const own = as(company, { role: 'manager_general', scope: 'assigned', personId: company.managers[3]! })
    assert.equal((await list(own)).total, 10)
    assert.equal((await showMap(own, {})).count, 10)
    assert.equal((await showMissing(own, {})).totals.customers, 10)
    assert.equal((await showOptions(own, {})).total, 10)
  })

  test('phones and licence numbers obey the policy in list, page, history and export alike', async () => {
    const company = await makeCompany()
    const roles = {
      info_clerk: ['13800000005', '370102100005', '张三'],
      market_manager: ['13800000005', null, '张三'],
      centre_leader: ['138****0005', null, '张**'],
      brand_manager: [null, null, null],
      service_director: ['13800000005', '********0005', '张三'],
    } as const
    for (const [role, [phone, licenceNo, contact]] of Object.entries(roles)) {
      const context = as(company, { role })
      const row = (await list(context, { search: 'C005' })).rows[0]!
      assert.deepEqual([row.phone, row.licenceNo, row.contactName], [phone, licenceNo, contact], role)
      const page = await showPage(context, company.customers[5]!)
      const value = (field: string) => page.fields.find((one) => one.field === field)!.value
      assert.deepEqual([value('phone'), value('licenceNo')], [phone, licenceNo], role)
      const history = await showFieldHistory(context, company.customers[5]!, 'phone')
      assert.equal(history.rows[0]!.after, phone, role)
      const file = await exportCustomers(
        context,
        customerExportQuerySchema.parse({ search: 'C005', columns: 'name,phone,licenceNo' }),
      )
      const table = await openTable({ bytes: file.body as Uint8Array, name: 'x.xlsx' })
      const cells: string[] = []
      for await (const batch of table.rows()) cells.push(...batch.rows[0]!)
      assert.deepEqual(
        cells
          .slice(1, 3)
          .map((cell) => cell || null)
          .concat([null, null])
          .slice(0, 2),
        [phone, licenceNo],
        role,
      )
    }
  })

  test('X-11 the export holds the filters, order and columns of the screen', async () => {
    const company = await makeCompany()
    const query = customerExportQuerySchema.parse({
      format: 'grocery',
      sort: '-tier',
      columns: 'tier,name,format',
    })
    const file = await exportCustomers(as(company), query)
    const table = await openTable({ bytes: file.body as Uint8Array, name: file.name })
    assert.deepEqual(table.header, ['档位', '客户名称', '业态'])
    const rows: (readonly string[])[] = []
    for await (const batch of table.rows()) rows.push(...batch.rows)
    const screen = (await list(as(company), { format: 'grocery', sort: '-tier', pageSize: '200' })).rows
    assert.deepEqual(
      rows.map((row) => [Number(row[0]), row[1], row[2]]),
      screen.map((row) => [row.tier, row.name, '食杂店']),
    )
    const csv = await exportCustomers(as(company), { ...query, fileType: 'csv' })
    assert.match(new TextDecoder().decode(csv.body as Uint8Array), /^\uFEFF?档位,客户名称,业态\r\n/)
  })

  test('bulk changes: tags, groups, weekdays; the token puts the old values back, but not what changed since', async () => {
    const company = await makeCompany()
    const context = as(company)
    const before = await list(context, { pageSize: '200' })
    const weekday = await changeMany(context, {
      selection: { filter: { format: 'grocery' } },
      change: { kind: 'set_order_weekday', orderWeekday: 3 },
    })
    assert.deepEqual([weekday.selected, weekday.changed], [20, 16], 'four had Wednesday before')
    await updateCustomer(context, company.customers[0]!, { fields: { orderWeekday: 5 }, source: 'desk' })
    const undone = await undoBulk(context, weekday.undoToken)
    assert.deepEqual(undone, { restored: 15, kept: 1 })
    const after = await list(context, { pageSize: '200' })
    assert.deepEqual(
      after.rows.map((row) => row.orderWeekday),
      before.rows.map((row, index) => (index === 0 ? 5 : row.orderWeekday)),
    )
    const tagged = await changeMany(context, {
      selection: { customerIds: company.customers.slice(0, 3) },
      change: { kind: 'add_tag', tag: '样本户' },
    })
    assert.equal(tagged.changed, 3)
    assert.equal((await list(context, { tag: '样本户' })).total, 3)
    await undoBulk(context, tagged.undoToken)
    assert.equal((await list(context, { tag: '样本户' })).total, 0)
    await assert.rejects(
      undoBulk(context, tagged.undoToken),
      (error) => error instanceof Failure && error.status === 404,
    )
  })

  test('X-03 twenty customers given to another customer manager and taken back: owners and dates as before', async () => {
    const company = await makeCompany()
    const context = as(company, { role: 'service_director' })
    const moved = company.customers.slice(0, 10)
    const given = await changeMany(context, {
      selection: { customerIds: moved },
      change: { kind: 'assign_manager', personId: company.managers[3]!, post: 'general' },
    })
    assert.equal(given.changed, 10)
    assert.equal((await list(context, { manager: company.managers[3]! })).total, 20)
    const own = as(company, { role: 'manager_general', scope: 'assigned', personId: company.managers[0]! })
    assert.equal((await list(own)).total, 0, 'who loses an assignment loses the customer')
    const during = await database.inOrg(company.orgId, (tx) => readAssignments(tx, moved[0]!))
    assert.deepEqual(
      during.map(({ personId, validFrom, validTo }) => [personId, validFrom, validTo]),
      [
        [company.managers[3], TODAY, null],
        [company.managers[0], '2026-01-01', TODAY],
      ],
    )
    assert.deepEqual(await undoBulk(context, given.undoToken), { restored: 10, kept: 0 })
    const back = await database.inOrg(company.orgId, (tx) => readAssignments(tx, moved[0]!))
    assert.deepEqual(
      back.map(({ personId, validFrom, validTo }) => [personId, validFrom, validTo]),
      [[company.managers[0], '2026-01-01', null]],
    )
    assert.equal((await list(own)).total, 10)
    await assert.rejects(
      changeMany(as(company), {
        selection: { customerIds: moved },
        change: { kind: 'assign_manager', personId: company.managers[3]!, post: 'general' },
      }),
      (error) => error instanceof Refusal && error.violations[0]?.code === 'CUS-ASSIGN',
      'the clerk may not reassign',
    )
  })

  test('a customer manager proposes, the clerk accepts; nobody decides on his own', async () => {
    const company = await makeCompany()
    const accountId = newId(clock)
    const manager = as(company, {
      role: 'manager_general',
      scope: 'assigned',
      masks: ['proposal'],
      personId: company.managers[0]!,
      accountId,
    })
    const customerId = company.customers[1]!
    const proposed = await updateCustomer(manager, customerId, {
      fields: { address: '建设路1号', tier: 2 },
      source: 'visit',
    })
    assert.ok(proposed.proposalId)
    assert.deepEqual(proposed.changed, ['address'], 'the tier was 2 already')
    const page = await showPage(manager, customerId)
    assert.equal(
      page.fields.find((one) => one.field === 'address')!.value,
      '解放路1号',
      'nothing is written yet',
    )
    const open = await listProposals(as(company), { page: 1, pageSize: 10 })
    assert.deepEqual(open.rows[0]!.fields, { address: { before: '解放路1号', after: '建设路1号' } })
    await assert.rejects(
      decideProposal(as(company, { accountId }), proposed.proposalId!, { decision: 'accepted' }),
      (error) => error instanceof Refusal && error.violations[0]!.code === 'CUS-10',
    )
    const decided = await decideProposal(as(company), proposed.proposalId!, { decision: 'accepted' })
    assert.deepEqual(decided.changed, ['address'])
    const field = (await showPage(as(company), customerId)).fields.find((one) => one.field === 'address')!
    assert.deepEqual([field.value, field.source, field.authorId], ['建设路1号', 'proposal', accountId])
    assert.equal((await listProposals(as(company), { page: 1, pageSize: 10 })).total, 0)
  })

  test('two people at one customer: the second is told, nothing is overwritten unseen', async () => {
    const company = await makeCompany()
    const context = as(company)
    const { version } = await showPage(context, company.customers[1]!)
    await updateCustomer(context, company.customers[1]!, { fields: { tier: 9 }, version, source: 'desk' })
    await assert.rejects(
      updateCustomer(context, company.customers[1]!, { fields: { tier: 10 }, version, source: 'desk' }),
      (error) => error instanceof Failure && error.status === 409 && error.code === 'CUS-02',
    )
  })

  test('DAT-08 a new customer enters the network; contradictions are refused together', async () => {
    const company = await makeCompany()
    const { customerId } = await createCustomer(as(company), {
      code: 'N001',
      fields: { name: '新店' },
      managerId: company.managers[2]!,
    })
    const page = await showPage(as(company), customerId)
    assert.deepEqual([page.status, page.licence.open, page.licence.violation], ['new', false, 'LIC-01'])
    assert.equal(page.assignments[0]!.personId, company.managers[2])
    await assert.rejects(
      createCustomer(as(company), { code: 'N001', fields: { name: '又一店' } }),
      (error) => error instanceof Failure && error.code === 'CUS-01',
    )
    await assert.rejects(
      updateCustomer(as(company), customerId, {
        fields: {
          windowStart: '20:00',
          windowEnd: '18:00',
          lon: 117,
          licenceValidFrom: '2027-01-01',
          licenceValidTo: '2026-01-01',
        },
        source: 'desk',
      }),
      (error) =>
        error instanceof Refusal &&
        assert.deepEqual(
          error.violations.map((one) => one.code),
          ['CUS-03', 'CUS-04', 'CUS-05'],
        ) === undefined,
    )
  })

  test('the timeline mixes orders, changes and reminders, newest first, page by page', async () => {
    const company = await makeCompany()
    const customerId = company.customers[4]!
    await updateCustomer(as(company), customerId, { fields: { remark: '已提醒' }, source: 'visit' })
    const all = await showTimeline(
      { ...as(company), clock: fixedClock('2026-11-23T02:00:00Z') } as RequestContext,
      customerId,
      { limit: 50 },
    )
    assert.deepEqual([...new Set(all.rows.map((row) => row.kind))].sort(), ['change', 'reminder'])
    assert.deepEqual(
      all.rows.map((row) => row.at),
      all.rows
        .map((row) => row.at)
        .sort()
        .reverse(),
    )
    assert.equal(
      all.rows.filter((row) => row.kind === 'reminder').length,
      3,
      '60, 30 and 7 days before 1 November',
    )
    const paged = []
    for (let next: string | undefined = '2026-11-23T02:00:00Z'; next; ) {
      const page: Awaited<ReturnType<typeof showTimeline>> = await showTimeline(as(company), customerId, {
        before: next,
        limit: 1,
      })
      paged.push(...page.rows.map((row) => row.kind))
      next = page.next ?? undefined
    }
    assert.ok(paged.filter((kind) => kind === 'reminder').length === 3)
  })

  test('every answer holds to its contract, to the last field', async () => {
    const company = await makeCompany()
    const context = as(company)
    const customerId = company.customers[3]!
    await changeMany(context, {
      selection: { customerIds: [customerId] },
      change: { kind: 'set_value_group', valueGroup: 'core' },
    })
    const params: Record<string, string> = { customerId, field: 'tier' }
    let checked = 0
    for (const { contract, handle } of routes) {
      if (contract.method !== 'GET' || contract.response === 'file') continue
      const named = Object.fromEntries(
        [...contract.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, params[name!]!]),
      )
      const answer = await handle(context, {
        params: contract.params?.parse(named) as never,
        query: contract.query?.parse({}) as never,
        body: undefined as never,
      })
      const result = contract.response.safeParse(answer)
      assert.ok(result.success, `${contract.id}: ${JSON.stringify(result.error?.issues)}`)
      checked++
    }
    assert.ok(checked >= 10)
  })
})
