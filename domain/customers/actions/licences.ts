import type { z } from 'zod'
import { daysBetween } from '../../../engines/kernel/dates.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import type { Violation } from '../../../platform/refusal.ts'
import { ruleAt } from '../../../platform/rules/index.ts'
import type { licenceListQuerySchema, licenceListSchema } from '../contract/licence.ts'
import type { LicenceState } from '../contract/words.ts'
import { customerMasks, showLicenceNo } from '../masks.ts'
import { licenceReminders } from '../rule-book.ts'
import { judgeLicence, type Licence, licenceViolation, reminderStep } from '../rules/licence.ts'
import { filterConditions, licenceState, whereAll } from '../store/conditions.ts'
import { readQuery } from './terms.ts'

const CLOSED: readonly LicenceState[] = [
  'expired',
  'not_yet_valid',
  'suspended',
  'cancelled',
  'missing_number',
  'malformed_number',
  'missing_expiry',
]

/** Licences to be renewed soon, or those that keep supply closed; the nearest end first. */
export async function listLicences(
  context: RequestContext,
  query: z.output<typeof licenceListQuerySchema>,
): Promise<z.output<typeof licenceListSchema>> {
  return context.transaction(
    async (tx) => {
      const listed = await readQuery(tx, context, {
        search: query.search,
        status: ['new', 'valid', 'paused'],
        ...(query.managerId ? { manager: [query.managerId] } : {}),
        ...(query.show === 'all'
          ? {}
          : { licence: query.show === 'due' ? ['expiring' as const, 'expired' as const] : [...CLOSED] }),
      })
      const where = whereAll([listed.scope, ...filterConditions(listed.filter, listed.terms)])
      const { rows } = await sql<{
        customerId: string
        code: string
        name: string
        managerId: string | null
        managerName: string | null
        state: LicenceState
        licenceNo: string | null
        validTo: string | null
      }>`
        select c.customer_id as "customerId", c.code, c.name, c.manager_id as "managerId", p.name as "managerName",
          ${licenceState(listed.terms)} as state, c.licence_no as "licenceNo", c.licence_valid_to as "validTo"
        from customer c left join person p on p.org_id = c.org_id and p.person_id = c.manager_id
        where ${where} order by c.licence_valid_to nulls first, c.code
        limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
      const counted = await sql<{
        total: number
      }>`select count(*) as total from customer c where ${where}`.execute(tx)
      const masks = customerMasks(context.principal.role)
      const { today, reminderDays } = listed.terms
      return {
        rows: rows.map((row) => ({
          ...row,
          licenceNo: showLicenceNo(row.licenceNo, masks),
          daysLeft: row.validTo === null ? null : daysBetween(today, row.validTo),
          reminderDays: reminderStep(row.validTo, today, reminderDays),
        })),
        total: counted.rows[0]!.total,
      }
    },
    { readOnly: true },
  )
}

/**
 * The licence gate (R1) for other modules: why supply, quotas and campaign stock may not go to these customers on a
 * date. Nothing for customers whose licence is open; unknown ids count as closed.
 */
export async function findLicenceViolations(
  tx: Tx,
  customerIds: readonly string[],
  date: string,
): Promise<Map<string, Violation>> {
  const { value: reminderDays } = await ruleAt(tx, licenceReminders, date)
  const { rows } = await sql<Licence & { id: string; code: string }>`
    select customer_id as id, code, licence_no as "licenceNo", licence_status as "licenceStatus",
      licence_valid_from as "licenceValidFrom", licence_valid_to as "licenceValidTo"
    from customer where org_id = (select current_org()) and customer_id = any(${customerIds}::uuid[])`.execute(
    tx,
  )
  const known = new Map(rows.map((row) => [row.id, row]))
  const found = new Map<string, Violation>()
  for (const id of customerIds) {
    const row = known.get(id)
    const violation = row
      ? licenceViolation(row, judgeLicence(row, date, reminderDays), row.code)
      : { code: 'LIC-01', subject: id }
    if (violation) found.set(id, violation)
  }
  return found
}
