import { sql, type Tx } from '../../../platform/database/index.ts'
import type { CustomerChanges, FieldValue } from '../contract/customer.ts'
import { type AssignmentPost, CUSTOMER_FIELDS, type CustomerField } from '../contract/words.ts'
import { type ChangedFields, type Provenance, readFields, updateCustomers } from './archive.ts'
import { type Assignment, assignCustomers } from './assignments.ts'

export interface UndoResult {
  /** Customers brought back. */
  readonly restored: number
  /** Customers left as they are because somebody has changed the same fields since. */
  readonly kept: number
  /** Customers that the batch had created and that were removed again. */
  readonly removed: number
}

/**
 * Takes back everything a bulk action, run or import wrote: a field goes back to what stood there before, unless it
 * says something else by now; a post goes back to its former holder, unless somebody else has it by now. Customers
 * that the batch created go, unless something stands on them.
 */
export async function undoBatch(tx: Tx, batchId: string, by: Provenance): Promise<UndoResult> {
  const { rows } = await sql<{ customerId: string; fields: ChangedFields }>`
    select customer_id as "customerId", fields from customer_change
    where org_id = (select current_org()) and batch_id = ${batchId} and not undone and source <> 'undo'
    order by changed_at desc, change_id desc`.execute(tx)
  const created = rows.filter((row) => 'code' in row.fields).map((row) => row.customerId)
  const people = await undoAssignments(tx, batchId, by)
  const removed = await removeUnused(tx, created, batchId)
  const written = rows.filter((row) => !('code' in row.fields))
  const present = await readFields(
    tx,
    written.map((row) => row.customerId),
    CUSTOMER_FIELDS,
  )
  const kept = new Set(people.kept)
  const updates = new Map<string, Record<string, FieldValue>>()
  for (const { customerId, fields } of written) {
    const now = present.get(customerId)
    if (!now) continue
    for (const [field, [before, after]] of Object.entries(fields) as [
      CustomerField,
      [FieldValue, FieldValue],
    ][]) {
      // The owner follows the assignments.
      if (field === 'managerId') continue
      const pending = updates.get(customerId) ?? {}
      const current = field in pending ? pending[field]! : (now[field] ?? null)
      if (JSON.stringify(current) === JSON.stringify(after))
        updates.set(customerId, { ...pending, [field]: before })
      else kept.add(customerId)
    }
  }
  const restored = await updateCustomers(
    tx,
    [...updates].map(([customerId, fields]) => ({ customerId, fields: fields as CustomerChanges })),
    by,
  )
  await sql`update customer_change set undone = true
    where org_id = (select current_org()) and batch_id = ${batchId}`.execute(tx)
  const brought = new Set([...restored.map((change) => change.customerId), ...people.restored])
  for (const customerId of created) if (!removed.has(customerId)) kept.add(customerId)
  return { restored: brought.size, kept: kept.size, removed: removed.size }
}

async function undoAssignments(
  tx: Tx,
  batchId: string,
  by: Provenance,
): Promise<{ restored: string[]; kept: string[] }> {
  const { rows } = await sql<{
    customerId: string
    post: AssignmentPost
    validFrom: string
    before: string | null
    after: string | null
    now: string | null
  }>`
    select g.customer_id as "customerId", g.post, g.valid_from as "validFrom", g.person_before as before,
      g.person_after as after, a.person_id as now
    from customer_assignment_change g
    left join customer_assignment a on a.org_id = g.org_id and a.customer_id = g.customer_id and a.post = g.post
      and a.valid_to is null
    where g.org_id = (select current_org()) and g.batch_id = ${batchId}`.execute(tx)
  const restored: string[] = []
  const groups = Map.groupBy(
    rows.filter((row) => row.now === row.after),
    (row) => `${row.post}/${row.validFrom}`,
  )
  for (const group of groups.values()) {
    const back: Assignment[] = group.map((row) => ({ customerId: row.customerId, personId: row.before }))
    const { post, validFrom } = group[0]!
    restored.push(...(await assignCustomers(tx, back, { post, from: validFrom }, { ...by, batchId: null })))
  }
  await sql`delete from customer_assignment_change
    where org_id = (select current_org()) and batch_id = ${batchId}`.execute(tx)
  return { restored, kept: rows.filter((row) => row.now !== row.after).map((row) => row.customerId) }
}

/** Created customers on which nothing stands: no orders, no later change, no debit. */
async function removeUnused(tx: Tx, customerIds: readonly string[], batchId: string): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    delete from customer c
    where c.org_id = (select current_org()) and c.customer_id = any(${customerIds}::uuid[])
      and not exists (select from order_header h where h.org_id = c.org_id and h.customer_id = c.customer_id)
      and not exists (select from debit d where d.org_id = c.org_id and d.customer_id = c.customer_id)
      and not exists (
        select from customer_change h where h.org_id = c.org_id and h.customer_id = c.customer_id
          and h.batch_id is distinct from ${batchId} and h.source <> 'undo')
      and not exists (select from account a where a.org_id = c.org_id and a.customer_id = c.customer_id)
    returning c.customer_id as id`.execute(tx)
  return new Set(rows.map((row) => row.id))
}
