import { sql, type Tx } from '../../../platform/database/index.ts'
import { conflict, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { refuse } from '../../../platform/refusal.ts'
import { customerScope } from '../../people/index.ts'
import type { CustomerChanges, FieldValue } from '../contract/customer.ts'
import type { CustomerField } from '../contract/words.ts'
import { customerMasks } from '../masks.ts'
import { updateCustomers } from '../store/archive.ts'
import { maskField } from './page.ts'
import { provenanceOf } from './write.ts'

type State = 'open' | 'accepted' | 'declined'

export async function listProposals(
  context: RequestContext,
  query: { readonly page: number; readonly pageSize: number; readonly state?: readonly State[] },
) {
  return context.transaction(
    async (tx) => {
      const states = query.state ?? ['open']
      const where = sql`p.org_id = (select current_org()) and p.state = any(${states}::text[])
        and ${customerScope(context)}`
      const { rows } = await sql<{
        proposalId: string
        customerId: string
        code: string
        name: string
        fields: Record<string, [FieldValue, FieldValue]>
        note: string | null
        proposedByName: string | null
        proposedAt: Date
        state: State
      }>`
        select p.proposal_id as "proposalId", p.customer_id as "customerId", c.code, c.name, p.fields, p.note,
          coalesce(person.name, a.login) as "proposedByName", p.proposed_at as "proposedAt", p.state
        from customer_proposal p
        join customer c on c.org_id = p.org_id and c.customer_id = p.customer_id
        left join account a on a.org_id = p.org_id and a.account_id = p.proposed_by
        left join person on person.org_id = a.org_id and person.person_id = a.person_id
        where ${where} order by p.proposed_at desc, p.proposal_id
        limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`.execute(tx)
      const counted = await sql<{ total: number }>`
        select count(*) as total from customer_proposal p
        join customer c on c.org_id = p.org_id and c.customer_id = p.customer_id where ${where}`.execute(tx)
      const masks = customerMasks(context.principal.role)
      const show = (field: string, value: FieldValue) => maskField(field as CustomerField, value, masks).value
      return {
        rows: rows.map((row) => ({
          ...row,
          proposedAt: row.proposedAt.toISOString(),
          fields: Object.fromEntries(
            Object.entries(row.fields).map(([field, [before, after]]) => [
              field,
              { before: show(field, before), after: show(field, after) },
            ]),
          ),
        })),
        total: counted.rows[0]!.total,
      }
    },
    { readOnly: true },
  )
}

/**
 * Accepts or declines what somebody else proposed. The archive then names the proposer's change with source
 * `proposal`.
 */
export async function decideProposal(
  context: RequestContext,
  proposalId: string,
  body: { readonly decision: 'accepted' | 'declined'; readonly note?: string },
): Promise<{ changed: CustomerField[] }> {
  return context.transaction(async (tx) => {
    const proposal = await lockProposal(tx, proposalId)
    if (proposal.proposedBy === context.principal.accountId) refuse('CUS-10', proposalId)
    if (proposal.state !== 'open') throw conflict('CUS-11')
    let changed: CustomerField[] = []
    if (body.decision === 'accepted') {
      const fields = Object.fromEntries(
        Object.entries(proposal.fields).map(([field, [, after]]) => [field, after]),
      )
      const by = {
        ...provenanceOf(context, { source: 'proposal', note: body.note }),
        accountId: proposal.proposedBy,
      }
      const [change] = await updateCustomers(
        tx,
        [{ customerId: proposal.customerId, fields: fields as CustomerChanges }],
        by,
      )
      changed = Object.keys(change?.fields ?? {}) as CustomerField[]
    }
    await sql`update customer_proposal set state = ${body.decision}, decided_by = ${context.principal.accountId},
        decided_at = ${context.clock.now()}, decision_note = ${body.note ?? null}
      where org_id = (select current_org()) and proposal_id = ${proposalId}`.execute(tx)
    await context.record(tx, {
      kind: `customer.proposal-${body.decision}`,
      objectKind: 'customer',
      objectId: proposal.customerId,
      detail: { proposalId, fields: changed },
    })
    return { changed }
  })
}

interface StoredProposal {
  readonly customerId: string
  readonly proposedBy: string | null
  readonly state: State
  readonly fields: Record<string, [FieldValue, FieldValue]>
}

async function lockProposal(tx: Tx, proposalId: string): Promise<StoredProposal> {
  const { rows } = await sql<StoredProposal>`
    select customer_id as "customerId", proposed_by as "proposedBy", state, fields from customer_proposal
    where org_id = (select current_org()) and proposal_id = ${proposalId} for update`.execute(tx)
  if (!rows[0]) throw notFound()
  return rows[0]
}
