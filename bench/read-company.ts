/** What people wait for most: a page of customers, one customer's two years, the company's dashboard. */
import { generateCity } from '../city/index.ts'
import { createCompany, createDemoAccounts } from '../domain/people/index.ts'
import { monthOf } from '../engines/kernel/dates.ts'
import { startSession } from '../platform/auth/sessions.ts'
import { localDate, systemClock } from '../platform/clock.ts'
import { maintain, sql } from '../platform/database/index.ts'
import { createServerApp } from '../server/app.ts'
import { writeCustomers } from '../server/demonstration/customers.ts'
import { writeGoods } from '../server/demonstration/goods.ts'
import { writeOrderMonths } from '../server/demonstration/orders.ts'
import { writeOrganisation } from '../server/demonstration/organisation.ts'
import type { BenchDatabase } from './databases.ts'
import { judged, type Report, rounded } from './line.ts'
import { type Cost, measure, median } from './machine.ts'

/** Few lines an order: roll-ups have the same length, and filling takes minutes instead of an hour. */
const LINES_SCALE = 0.1
const RUNS = 15

export interface CompanySize {
  readonly shops: number
  readonly managers: number
  readonly months: number
}

/** A company with accounts and orders, by the writers that imports use. */
export async function fillCompany(
  { database }: BenchDatabase,
  size: CompanySize,
  onMonth: (done: number, total: number) => void,
): Promise<string> {
  const clock = systemClock
  const today = localDate(clock)
  const city = generateCity({
    ...size,
    seed: 1,
    endMonth: monthOf(today),
    asOf: today,
    linesPerOrderScale: LINES_SCALE,
  })
  const company = await createCompany(database, clock, { code: 'reading', name: '测量', nameEn: 'Reading' })
  const ids = await database.inOrg(company.orgId, async (tx) => {
    const organisation = await writeOrganisation(tx, clock, city, company)
    return {
      customerIds: await writeCustomers(tx, clock, city, organisation),
      productIds: await writeGoods(tx, clock, city),
    }
  })
  await writeOrderMonths(database, clock, city, { orgId: company.orgId, ...ids }, onMonth)
  await createDemoAccounts(database, clock, { orgId: company.orgId }, {})
  await maintain(database)
  return company.orgId
}

export async function benchReading(
  bench: BenchDatabase,
  orgId: string,
  size: CompanySize,
  report: Report,
): Promise<void> {
  const get = await signInLeader(bench, orgId)
  const { database, serverPid, kind } = bench
  const customerId = await database.inOrg(orgId, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from customer_month group by customer_id order by count(*) desc, 1 limit 1`.execute(
      tx,
    )
    return rows[0]!.id
  })
  const of = `${size.shops} customers x ${size.months} months`
  const questions = [
    { name: 'customer list, a page of 50', path: '/api/customers?page=3&sort=-quantity', target: 15 },
    { name: 'months of one customer', path: `/api/customers/${customerId}/months`, target: 10 },
    {
      name: 'company dashboard',
      path: '/api/insight/dashboard',
      target: kind === 'postgres' ? 200 : undefined,
    },
  ]
  for (const { name, path, target } of questions) {
    const costs: Cost[] = []
    let bytes = 0
    for (let run = 0; run < RUNS + 2; run++) {
      const { answer, cost } = await measure(serverPid, () => get(path))
      bytes = answer.length
      // The first two warm the caches.
      if (run >= 2) costs.push(cost)
    }
    // Ticks of a server's processor time are 10 ms: only their sum is fine enough.
    const cpu = (costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / costs.length) * 1000
    report(
      judged(
        {
          name,
          database: kind,
          value: rounded(cpu),
          unit: 'ms CPU (server and database)',
          target,
          detail: {
            of,
            'wall ms, median': rounded(median(costs.map(({ wallSeconds }) => wallSeconds * 1000))),
            runs: costs.length,
            'answer kB': rounded(bytes / 1000),
          },
        },
        'most',
      ),
    )
  }
}

/** The leader sees everything. Signed in without a password: signing in has measurements of its own. */
async function signInLeader(
  { database }: BenchDatabase,
  orgId: string,
): Promise<(path: string) => Promise<string>> {
  const token = await database.inOrg(orgId, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select account_id as id from account where role = 'centre_leader' limit 1`.execute(tx)
    const session = await startSession(
      tx,
      {
        orgId,
        accountId: rows[0]!.id,
        stage: 'complete',
        life: 'user',
        client: { address: '127.0.0.1', userAgent: 'bench' },
      },
      systemClock,
    )
    return session.token
  })
  const app = createServerApp({ database, clock: systemClock })
  return async (path) => {
    const answer = await app.fetch(
      new Request(`http://liuhui.bench${path}`, {
        headers: { cookie: `liuhui=${token}`, host: 'liuhui.bench' },
      }),
    )
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`)
    return text
  }
}
