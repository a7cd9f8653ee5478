import { insertColumns, sql, type Tx } from '../../../platform/database/index.ts'
import type { AssignmentPost } from '../contract/words.ts'
import { ownOrg, type Provenance, updateCustomers, type WrittenChange } from './archive.ts'

export interface Assignment {
  readonly customerId: string
  /** Null ends the assignment without a successor. */
  readonly personId: string | null
}

/**
 * Gives customers to people for one post from a date on, and keeps `customer.manager_id` in step: the owner is the
 * general customer manager, or the service one where nobody is general. The only code that does either.
 * Assignments that already say so are left alone. Returns the customers whose holder changed.
 */
export async function assignCustomers(
  tx: Tx,
  assignments: readonly Assignment[],
  terms: { readonly post: AssignmentPost; readonly from: string },
  by: Provenance,
): Promise<string[]> {
  const changed: string[] = []
  for (let start = 0; start < assignments.length; start += CHUNK)
    changed.push(...(await assignChunk(tx, assignments.slice(start, start + CHUNK), terms, by)))
  return changed
}

const CHUNK = 2_000

async function assignChunk(
  tx: Tx,
  assignments: readonly Assignment[],
  terms: { readonly post: AssignmentPost; readonly from: string },
  by: Provenance,
): Promise<string[]> {
  const ids = assignments.map((assignment) => assignment.customerId)
  const open = await sql<{ customerId: string; personId: string; validFrom: string }>`
    select customer_id as "customerId", person_id as "personId", valid_from as "validFrom" from customer_assignment
    where org_id = (select current_org()) and customer_id = any(${ids}::uuid[]) and post = ${terms.post} and valid_to is null
    `.execute(tx)
  const present = new Map(open.rows.map((row) => [row.customerId, row]))
  const changed = assignments.filter(
    ({ customerId, personId }) => (present.get(customerId)?.personId ?? null) !== personId,
  )
  if (changed.length === 0) return []
  const changedIds = changed.map((assignment) => assignment.customerId)
  if (by.batchId) await noteBefore(tx, changed, present, terms, by.batchId)
  // What began on this very day, or later, never held: it is replaced, not ended.
  await sql`
    delete from customer_assignment
    where org_id = (select current_org()) and customer_id = any(${changedIds}::uuid[]) and post = ${terms.post}
      and valid_from >= ${terms.from}`.execute(tx)
  await sql`
    update customer_assignment set valid_to = ${terms.from}
    where org_id = (select current_org()) and customer_id = any(${changedIds}::uuid[]) and post = ${terms.post}
      and valid_from < ${terms.from} and (valid_to is null or valid_to > ${terms.from})`.execute(tx)
  const given = changed.filter((assignment) => assignment.personId !== null)
  const reopened = await reopenPrevious(tx, given, terms)
  const fresh = given.filter((assignment) => !reopened.has(assignment.customerId))
  await insertColumns(tx, 'customer_assignment', {
    org_id: { type: 'uuid', values: await ownOrg(tx, fresh.length) },
    customer_id: { type: 'uuid', values: fresh.map((assignment) => assignment.customerId) },
    post: { type: 'text', values: fresh.map(() => terms.post) },
    person_id: { type: 'uuid', values: fresh.map((assignment) => assignment.personId) },
    valid_from: { type: 'date', values: fresh.map(() => terms.from) },
    batch_id: { type: 'uuid', values: fresh.map(() => by.batchId ?? null) },
  })
  if (terms.post === 'general' || terms.post === 'service') await followOwner(tx, changedIds, by)
  return changedIds
}

async function noteBefore(
  tx: Tx,
  changed: readonly Assignment[],
  present: ReadonlyMap<string, { readonly personId: string }>,
  terms: { readonly post: AssignmentPost; readonly from: string },
  batchId: string,
): Promise<void> {
  await insertColumns(
    tx,
    'customer_assignment_change',
    {
      org_id: { type: 'uuid', values: await ownOrg(tx, changed.length) },
      batch_id: { type: 'uuid', values: changed.map(() => batchId) },
      customer_id: { type: 'uuid', values: changed.map((assignment) => assignment.customerId) },
      post: { type: 'text', values: changed.map(() => terms.post) },
      valid_from: { type: 'date', values: changed.map(() => terms.from) },
      person_before: {
        type: 'uuid',
        values: changed.map((assignment) => present.get(assignment.customerId)?.personId ?? null),
      },
      person_after: { type: 'uuid', values: changed.map((assignment) => assignment.personId) },
    },
    {
      // The first word of a batch about a customer is what it goes back to.
      onConflict: sql`on conflict (org_id, batch_id, customer_id, post) do update
        set person_after = excluded.person_after`,
    },
  )
}

/** Somebody whose time ended on this very day and who gets the customer back has never been away. */
async function reopenPrevious(
  tx: Tx,
  given: readonly Assignment[],
  terms: { readonly post: AssignmentPost; readonly from: string },
): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    update customer_assignment a set valid_to = null
    from unnest(${given.map((assignment) => assignment.customerId)}::uuid[],
      ${given.map((assignment) => assignment.personId)}::uuid[]) as given (customer_id, person_id)
    where a.org_id = (select current_org()) and a.customer_id = given.customer_id and a.post = ${terms.post}
      and a.person_id = given.person_id and a.valid_to = ${terms.from}
    returning a.customer_id as id`.execute(tx)
  return new Set(rows.map((row) => row.id))
}

/** Writes the present owner into the customers, with history. */
async function followOwner(tx: Tx, customerIds: readonly string[], by: Provenance): Promise<WrittenChange[]> {
  const { rows } = await sql<{ customerId: string; personId: string }>`
    select customer_id as "customerId", (array_agg(person_id order by post))[1] as "personId"
    from customer_assignment
    where org_id = (select current_org()) and customer_id = any(${customerIds}::uuid[])
      and post in ('general', 'service') and valid_to is null
    group by customer_id`.execute(tx)
  const owner = new Map(rows.map((row) => [row.customerId, row.personId]))
  return updateCustomers(
    tx,
    customerIds.map((customerId) => ({ customerId, fields: { managerId: owner.get(customerId) ?? null } })),
    by,
  )
}

export interface AssignmentRow {
  readonly post: string
  readonly personId: string
  readonly name: string
  readonly validFrom: string
  readonly validTo: string | null
}

/** Newest first within each post. */
export async function readAssignments(tx: Tx, customerId: string): Promise<AssignmentRow[]> {
  const { rows } = await sql<AssignmentRow>`
    select a.post, a.person_id as "personId", p.name, a.valid_from as "validFrom", a.valid_to as "validTo"
    from customer_assignment a join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where a.org_id = (select current_org()) and a.customer_id = ${customerId}
    order by a.post, a.valid_from desc`.execute(tx)
  return rows
}
