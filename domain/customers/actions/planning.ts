import { localDate } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { ruleAt } from '../../../platform/rules/index.ts'
import { customerScope } from '../../people/index.ts'
import type { CustomerField } from '../contract/words.ts'
import { planningFields } from '../rule-book.ts'
import { COLUMNS } from '../store/columns.ts'
import { isMissing } from '../store/conditions.ts'

export interface Unclassified {
  readonly customerId: string
  readonly code: string
  readonly name: string
  readonly managerId: string | null
  readonly lacks: CustomerField[]
}

/**
 * DAT-02: customers that are not classified yet. While a customer manager has one, no new month is planned for them.
 * For the planning module, and as a list whose rows lead to the customers.
 */
export async function findUnclassified(
  tx: Tx,
  terms: {
    readonly managerIds?: readonly string[]
    readonly date: string
    readonly scope?: ReturnType<typeof customerScope>
  },
): Promise<Unclassified[]> {
  const { value: fields } = await ruleAt(tx, planningFields, terms.date)
  if (fields.length === 0) return []
  const lacks = fields.map((field) => sql`case when ${isMissing(field)} then ${field}::text end`)
  const { rows } = await sql<Unclassified>`
    select c.customer_id as "customerId", c.code, c.name, c.manager_id as "managerId",
      array_remove(array[${sql.join(lacks)}], null) as lacks
    from customer c
    where c.org_id = (select current_org()) and ${terms.scope ?? sql`true`}
      ${terms.managerIds ? sql`and c.manager_id = any(${terms.managerIds}::uuid[])` : sql``}
      and c.status in ('new', 'valid')
      and (${sql.join(
        fields.map((field) => sql`${sql.ref(`c.${COLUMNS[field].column}`)} is null`),
        sql` or `,
      )})
    order by c.code limit 1000`.execute(tx)
  return rows
}

export async function showUnclassified(context: RequestContext, managerId: string | undefined) {
  const rows = await context.transaction(
    (tx) =>
      findUnclassified(tx, {
        managerIds: managerId ? [managerId] : undefined,
        date: localDate(context.clock),
        scope: customerScope(context),
      }),
    { readOnly: true },
  )
  return { blocked: rows.length > 0, rows, total: rows.length }
}
