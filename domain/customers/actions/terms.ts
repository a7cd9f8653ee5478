import { localDate } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { rulesAt } from '../../../platform/rules/index.ts'
import { customerScope } from '../../people/index.ts'
import type { CustomerFilter } from '../contract/list.ts'
import { licenceReminders, requiredFields } from '../rule-book.ts'
import type { FilterTerms } from '../store/conditions.ts'
import type { ListQuery } from '../store/list.ts'

export async function readTerms(tx: Tx, context: RequestContext): Promise<FilterTerms> {
  const today = localDate(context.clock)
  const { values } = await rulesAt(tx, { licenceReminders, requiredFields }, today)
  const { rows } = await sql<{ classes: { code: string; formats: string[] }[] }>`
    select classes from format_merge where org_id = (select current_org()) and active`.execute(tx)
  return {
    orgId: context.principal.orgId,
    today,
    reminderDays: values.licenceReminders,
    required: values.requiredFields,
    merge: new Map((rows[0]?.classes ?? []).map((one) => [one.code, one.formats])),
  }
}

/** A filter inside what the reader may reach. */
export async function readQuery(tx: Tx, context: RequestContext, filter: CustomerFilter): Promise<ListQuery> {
  return { filter, terms: await readTerms(tx, context), scope: customerScope(context) }
}
