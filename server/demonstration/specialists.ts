import type { City, CityCustomer } from '../../city/index.ts'
import type { AssignmentPost } from '../../domain/customers/contract.ts'
import { assignCustomers } from '../../domain/customers/index.ts'
import { type Clock, localDate, newId } from '../../platform/clock.ts'
import { sql, type Tx } from '../../platform/database/index.ts'

/** Which customers each post beside the general one looks after: those that ask for its visits. */
const ASKS: Readonly<Record<Exclude<AssignmentPost, 'general'>, (customer: CityCustomer) => boolean>> = {
  service: (customer) => customer.isWeak,
  brand: (customer) => customer.visitsBrand !== '',
  training: (customer) => customer.visitsTraining !== '',
  research: (customer) => customer.visitsResearch !== '',
}

/**
 * Gives the service, brand, training and research people their customers, in turn when there are several of a post.
 * From today on: their months begin with the first plan they are part of.
 */
export async function assignSpecialists(
  tx: Tx,
  clock: Clock,
  city: City,
  customerIds: ReadonlyMap<string, string>,
): Promise<void> {
  const by = { source: 'import', accountId: null, clock, batchId: newId(clock) } as const
  for (const [post, asks] of Object.entries(ASKS) as [
    Exclude<AssignmentPost, 'general'>,
    typeof ASKS.brand,
  ][]) {
    const { rows } = await sql<{ personId: string }>`
      select person_id as "personId" from person
      where org_id = (select current_org()) and post = ${post} and status = 'active' order by code`.execute(
      tx,
    )
    if (rows.length === 0) continue
    const asking = city.customers.filter((customer) => customer.status !== 'invalid' && asks(customer))
    await assignCustomers(
      tx,
      asking.map((customer, index) => ({
        customerId: customerIds.get(customer.customerId)!,
        personId: rows[index % rows.length]!.personId,
      })),
      { post, from: localDate(clock) },
      by,
    )
  }
}
