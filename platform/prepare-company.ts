import { type Clock, localDate } from './clock.ts'
import type { Database } from './database/index.ts'
import { pinForms } from './forms/index.ts'
import type { Company } from './jobs/index.ts'
import { pinRules } from './rules/index.ts'

/**
 * Brings what the release ships into a company: values of new rules, new and changed forms. Does nothing when all is
 * there, so every server does it for every company it meets.
 */
export async function prepareCompany(
  database: Database,
  { orgId, timeZone }: Company,
  clock: Clock,
): Promise<void> {
  await database.inOrg(orgId, async (tx) => {
    await pinRules(tx, clock.now())
    await pinForms(tx, clock.now(), localDate(clock, timeZone))
  })
}
