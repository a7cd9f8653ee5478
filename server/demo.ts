import { generateCity } from '../city/index.ts'
import { refreshSegments } from '../domain/customers/index.ts'
import { createCompany, createDemoAccounts } from '../domain/people/index.ts'
import { planTeams, readPlanningPeople } from '../domain/plans/index.ts'
import { addMonths, monthOf } from '../engines/kernel/dates.ts'
import { type Clock, localDate } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'
import { SYSTEM_ACTOR } from '../platform/ledger/index.ts'
import { writeCustomers } from './demonstration/customers.ts'
import { writeGoods } from './demonstration/goods.ts'
import { writeOrderMonths } from './demonstration/orders.ts'
import { writeOrganisation } from './demonstration/organisation.ts'
import { assignSpecialists } from './demonstration/specialists.ts'

export interface DemonstrationProgress {
  /** What is being done now, in words. */
  readonly step: string
  /** 0 to 1 of the whole. */
  readonly share: number
}

export interface DemonstrationSize {
  readonly shops: number
  readonly managers: number
  readonly months: number
}

const DEFAULT_SIZE: DemonstrationSize = { shops: 1200, managers: 6, months: 24 }

/** Shares of the whole time, measured on two cores: orders take most of it. */
const STEPS = { people: 0.02, customers: 0.1, orders: 0.85, plans: 0.97 }

/** Fills an empty database with the demonstration city, plans next month, and makes the accounts. */
export async function fillDemonstration(
  database: Database,
  clock: Clock,
  onProgress: (progress: DemonstrationProgress) => void,
  size: DemonstrationSize = DEFAULT_SIZE,
): Promise<{ orgId: string }> {
  onProgress({ step: 'inventing a city', share: 0 })
  const today = localDate(clock)
  const city = generateCity({ ...size, seed: 1, endMonth: monthOf(today), asOf: today })
  const company = await createCompany(database, clock, {
    code: 'demo',
    name: city.companyName,
    nameEn: `${city.pinyin} Company (demonstration)`,
  })
  const { orgId } = company

  onProgress({ step: 'people and shops', share: STEPS.people })
  const ids = await database.inOrg(orgId, async (tx) => {
    const organisation = await writeOrganisation(tx, clock, city, company)
    return {
      organisation,
      customerIds: await writeCustomers(tx, clock, city, organisation),
      productIds: await writeGoods(tx, clock, city),
    }
  })

  await writeOrderMonths(database, clock, city, { orgId, ...ids }, (done, total) =>
    onProgress({
      step: `orders, month ${done} of ${total}`,
      share: STEPS.customers + ((STEPS.orders - STEPS.customers) * done) / total,
    }),
  )
  await database.inOrg(orgId, (tx) => refreshSegments(tx, orgId, clock))

  const shop = city.customers[0]
  await createDemoAccounts(database, clock, {
    orgId,
    customer: shop && { customerId: ids.customerIds.get(shop.customerId)!, name: shop.name },
  })

  onProgress({ step: 'planning next month', share: STEPS.orders })
  const people = await database.inOrg(orgId, (tx) => readPlanningPeople(tx), { readOnly: true })
  await planTeams(
    database,
    clock,
    {
      orgId,
      month: addMonths(monthOf(today), 1),
      managerIds: people.filter((person) => person.post === 'general').map((person) => person.personId),
      effort: 'quick',
      keepMinutes: 0,
      author: { accountId: orgId, name: SYSTEM_ACTOR.name },
    },
    (done, total) =>
      onProgress({
        step: 'planning next month',
        share: STEPS.orders + ((STEPS.plans - STEPS.orders) * done) / Math.max(1, total),
      }),
  )
  await database.inOrg(orgId, (tx) => assignSpecialists(tx, clock, city, ids.customerIds))
  onProgress({ step: 'done', share: 1 })
  return { orgId }
}
