import { localDate, newId } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import { badInput, conflict, Failure, forbidden, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { Refusal, refuse, type Violation } from '../../../platform/refusal.ts'
import { customerScope, grantFor } from '../../people/index.ts'
import type { CustomerChanges } from '../contract/customer.ts'
import { type BulkChange, customerFilterSchema } from '../contract/list.ts'
import { type CustomerField, PERSONAL_FIELDS, PHONE_FIELDS } from '../contract/words.ts'
import { insertCustomers, type Provenance, readFields, updateCustomers } from '../store/archive.ts'
import { assignCustomers } from '../store/assignments.ts'
import { findCustomerIds } from '../store/directory.ts'
import { listCustomerIds } from '../store/list.ts'
import { undoBatch } from '../store/undo.ts'
import { requireCustomer } from './page.ts'
import { readQuery } from './terms.ts'

/** New customer enters the network (DAT-08). The licence may follow; until then the gate stays closed. */
export async function createCustomer(
  context: RequestContext,
  body: {
    readonly code: string
    readonly fields: CustomerChanges & { readonly name: string }
    readonly managerId?: string
    readonly note?: string
  },
): Promise<{ customerId: string }> {
  checkContradictions(body.fields)
  const customerId = newId(context.clock)
  await context.transaction(async (tx) => {
    if ((await findCustomerIds(tx, [body.code])).has(body.code)) throw conflict('CUS-01')
    const by = provenanceOf(context, { source: 'desk', note: body.note })
    await insertCustomers(
      tx,
      [{ customerId, code: body.code, fields: { status: 'new', ...body.fields } }],
      by,
    )
    if (body.managerId) {
      await requirePerson(tx, body.managerId)
      await assignCustomers(
        tx,
        [{ customerId, personId: body.managerId }],
        { post: 'general', from: localDate(context.clock) },
        by,
      )
    }
    await context.record(tx, { kind: 'customer.created', objectKind: 'customer', objectId: customerId })
  })
  return { customerId }
}

/** Writes fields, or keeps a proposal where the policy grants no more than that. */
export async function updateCustomer(
  context: RequestContext,
  customerId: string,
  body: {
    readonly fields: CustomerChanges
    readonly version?: number
    readonly source: 'desk' | 'visit' | 'shop'
    readonly note?: string
  },
): Promise<{ version: number; changed: CustomerField[]; proposalId: string | null }> {
  checkContradictions(body.fields)
  checkPersonalFields(context, body.fields)
  return context.transaction(async (tx) => {
    const { version } = await requireCustomer(tx, context, customerId)
    if (body.version !== undefined && body.version !== version) throw conflict('CUS-02')
    if (context.masks.includes('proposal')) {
      const { proposalId, fields } = await insertProposal(tx, context, customerId, body)
      return { version, changed: fields, proposalId }
    }
    const by = provenanceOf(context, { source: body.source, note: body.note })
    const [change] = await updateCustomers(tx, [{ customerId, fields: body.fields }], by)
    const changed = Object.keys(change?.fields ?? {}) as CustomerField[]
    if (changed.length > 0)
      await context.record(tx, {
        kind: 'customer.changed',
        objectKind: 'customer',
        objectId: customerId,
        detail: { fields: changed, source: body.source },
      })
    return { version: change ? version + 1 : version, changed, proposalId: null }
  })
}

/** CUS-03, CUS-04: times and dates that contradict each other are refused together. */
function checkContradictions(fields: CustomerChanges): void {
  const violations: Violation[] = []
  if (fields.windowStart && fields.windowEnd && fields.windowStart >= fields.windowEnd)
    violations.push({
      code: 'CUS-03',
      subject: 'windowEnd',
      values: { from: fields.windowStart, to: fields.windowEnd },
    })
  if (fields.licenceValidFrom && fields.licenceValidTo && fields.licenceValidFrom > fields.licenceValidTo)
    violations.push({
      code: 'CUS-04',
      subject: 'licenceValidTo',
      values: { from: fields.licenceValidFrom, to: fields.licenceValidTo },
    })
  if (
    (fields.lon === null) !== (fields.lat === null) ||
    (fields.lon === undefined) !== (fields.lat === undefined)
  )
    violations.push({ code: 'CUS-05', subject: 'lon' })
  if (violations.length > 0) throw new Refusal(violations)
}

/** Whoever may not read phone or licence number may not write it either: the history would show it. */
function checkPersonalFields(context: RequestContext, fields: CustomerChanges): void {
  const { role } = context.principal
  const names = Object.keys(fields)
  const writesContact = names.some((name) => (PHONE_FIELDS as readonly string[]).includes(name))
  const writesIdentity = names.some((name) => (PERSONAL_FIELDS as readonly string[]).includes(name))
  const isProposal = context.masks.includes('proposal')
  if (writesContact && !grantFor(role, 'customer-contact', isProposal ? 'read' : 'update')) throw forbidden()
  if (writesIdentity && !grantFor(role, 'customer-identity', isProposal ? 'read' : 'update'))
    throw forbidden()
}

async function insertProposal(
  tx: Tx,
  context: RequestContext,
  customerId: string,
  body: { readonly fields: CustomerChanges; readonly source: string; readonly note?: string },
): Promise<{ proposalId: string | null; fields: CustomerField[] }> {
  const names = Object.keys(body.fields) as CustomerField[]
  const present = (await readFields(tx, [customerId], [...names, 'name'])).get(customerId)!
  const changed = names.filter(
    (name) =>
      JSON.stringify(present[name] ?? null) !==
      JSON.stringify((body.fields as Record<string, unknown>)[name] ?? null),
  )
  if (changed.length === 0) return { proposalId: null, fields: [] }
  const proposalId = newId(context.clock)
  const fields = Object.fromEntries(
    changed.map((name) => [
      name,
      [present[name] ?? null, (body.fields as Record<string, unknown>)[name] ?? null],
    ]),
  )
  await sql`
    insert into customer_proposal (org_id, proposal_id, customer_id, fields, source, note, proposed_by, proposed_at)
    values (current_org(), ${proposalId}, ${customerId}, ${JSON.stringify(fields)}::jsonb, ${body.source},
      ${body.note ?? null}, ${context.principal.accountId}, ${context.clock.now()})`.execute(tx)
  await context.record(tx, {
    kind: 'customer.proposed',
    objectKind: 'customer',
    objectId: customerId,
    detail: { proposalId, fields: changed },
  })
  return { proposalId, fields: changed }
}

const MOST_AT_ONCE = 50_000

/** One change to many customers. The answer's token takes everything back (`undoBulk`). */
export async function changeMany(
  context: RequestContext,
  body: {
    readonly selection:
      | { readonly customerIds: readonly string[] }
      | { readonly filter: Readonly<Record<string, string>> }
    readonly change: BulkChange
  },
): Promise<{ undoToken: string; selected: number; changed: number }> {
  // Where single changes wait for a yes, many at once are not open at all.
  if (context.masks.includes('proposal')) throw onlyProposals()
  const undoToken = newId(context.clock)
  return context.transaction(async (tx) => {
    const ids = await selectIds(tx, context, body.selection)
    const by = provenanceOf(context, { source: 'desk', batchId: undoToken })
    const changed = await applyChange(tx, context, ids, body.change, by)
    await context.record(tx, {
      kind: `customers.${body.change.kind.replaceAll('_', '-')}`,
      objectKind: 'customer_change',
      objectId: undoToken,
      detail: { selected: ids.length, changed, change: body.change },
    })
    return { undoToken, selected: ids.length, changed }
  })
}

async function selectIds(
  tx: Tx,
  context: RequestContext,
  selection:
    | { readonly customerIds: readonly string[] }
    | { readonly filter: Readonly<Record<string, string>> },
): Promise<string[]> {
  let filter = {}
  if ('filter' in selection) {
    const parsed = customerFilterSchema.safeParse(selection.filter)
    if (!parsed.success)
      throw badInput(
        ...parsed.error.issues.map((issue) => ({
          path: `selection.filter.${issue.path.join('.')}`,
          message: issue.message,
        })),
      )
    filter = parsed.data
  } else filter = { ids: selection.customerIds }
  const ids = await listCustomerIds(tx, await readQuery(tx, context, filter), MOST_AT_ONCE + 1)
  if (ids.length > MOST_AT_ONCE) refuse('CUS-06', undefined, { most: MOST_AT_ONCE })
  if ('customerIds' in selection && ids.length !== new Set(selection.customerIds).size) throw notFound()
  return ids
}

async function applyChange(
  tx: Tx,
  context: RequestContext,
  ids: readonly string[],
  change: BulkChange,
  by: Provenance,
): Promise<number> {
  const all = (fields: CustomerChanges) =>
    updateCustomers(
      tx,
      ids.map((customerId) => ({ customerId, fields })),
      by,
    )
  switch (change.kind) {
    case 'assign_manager': {
      if (!grantFor(context.principal.role, 'assignments', 'run')) refuse('CUS-ASSIGN')
      await requirePerson(tx, change.personId)
      const today = localDate(context.clock)
      if (change.from !== undefined && change.from < today)
        refuse('CUS-07', undefined, { from: change.from, today })
      const assignments = ids.map((customerId) => ({ customerId, personId: change.personId }))
      return (await assignCustomers(tx, assignments, { post: change.post, from: change.from ?? today }, by))
        .length
    }
    case 'add_tag':
    case 'remove_tag': {
      const present = await readFields(tx, ids, ['tags'])
      const updates = ids.map((customerId) => {
        const tags = (present.get(customerId)?.tags ?? []) as string[]
        const without = tags.filter((tag) => tag !== change.tag)
        return {
          customerId,
          fields: { tags: change.kind === 'add_tag' ? [...without, change.tag] : without },
        }
      })
      const differing = updates.filter(({ customerId, fields }) => {
        const tags = (present.get(customerId)?.tags ?? []) as string[]
        return tags.includes(change.tag) !== fields.tags.includes(change.tag)
      })
      return (await updateCustomers(tx, differing, by)).length
    }
    case 'set_value_group':
      return (await all({ valueGroup: change.valueGroup })).length
    case 'set_order_weekday':
      return (await all({ orderWeekday: change.orderWeekday })).length
    case 'set_delivery_line': {
      const { rows } = await sql`select from delivery_line
        where org_id = (select current_org()) and line_id = ${change.deliveryLineId} and active`.execute(tx)
      if (rows.length === 0) refuse('CUS-08', change.deliveryLineId)
      return (await all({ deliveryLineId: change.deliveryLineId })).length
    }
    case 'set_visits_per_month':
      return (await all({ visitsPerMonth: change.visitsPerMonth })).length
  }
}

/** Takes a bulk action back: one's own, or any for those who reach the whole organisation. */
export async function undoBulk(
  context: RequestContext,
  undoToken: string,
): Promise<{ restored: number; kept: number }> {
  if (context.masks.includes('proposal')) throw onlyProposals()
  return context.transaction(async (tx) => {
    const { rows } = await sql<{ own: boolean; reachable: boolean }>`
      select h.author_account_id = ${context.principal.accountId} as own, bool_and(${customerScope(context)}) as reachable
      from customer_change h join customer c on c.org_id = h.org_id and c.customer_id = h.customer_id
      where h.org_id = (select current_org()) and h.batch_id = ${undoToken} and not h.undone and h.source = 'desk'
      group by 1`.execute(tx)
    const found =
      rows.length > 0
        ? rows.every((row) => row.own || context.scope === 'organisation')
        : await isAssignmentBatch(tx, undoToken)
    if (!found) throw notFound()
    const result = await undoBatch(tx, undoToken, provenanceOf(context, { source: 'undo' }))
    await context.record(tx, {
      kind: 'customers.undone',
      objectKind: 'customer_change',
      objectId: undoToken,
      detail: { ...result },
    })
    return { restored: result.restored, kept: result.kept }
  })
}

/** Specialists' assignments leave no mark in the archive, only among the assignments. */
async function isAssignmentBatch(tx: Tx, batchId: string): Promise<boolean> {
  const { rows } = await sql`select from customer_assignment_change
    where org_id = (select current_org()) and batch_id = ${batchId} limit 1`.execute(tx)
  return rows.length > 0
}

async function requirePerson(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql`select from person
    where org_id = (select current_org()) and person_id = ${personId} and status = 'active'`.execute(tx)
  if (rows.length === 0) refuse('CUS-09', personId)
}

export function provenanceOf(
  context: RequestContext,
  more: { readonly source: Provenance['source']; readonly batchId?: string; readonly note?: string },
): Provenance {
  return { accountId: context.principal.accountId, clock: context.clock, ...more }
}

/** Who may only propose does not change many at once, nor takes changes back: one answer, which says so. */
function onlyProposals(): Failure {
  return new Failure(403, 'PROPOSAL-ONLY')
}
