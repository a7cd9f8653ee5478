import { hash } from 'node:crypto'
import { dayNumber } from '../../../engines/kernel/dates.ts'
import { uuidV7 } from '../../../engines/kernel/ids.ts'
import { insertColumns, sql, type Tx } from '../../../platform/database/index.ts'
import { ownOrg } from './archive.ts'

export interface DebitDraft {
  readonly customerId: string
  readonly debitDate: string
  readonly amountFen: number
  readonly result: 'paid' | 'failed' | 'reversed'
  readonly reason: string | null
  readonly reference: string
}

/** Made from customer, date and reference, so that importing twice finds the first. */
export function debitIdOf(debit: Pick<DebitDraft, 'customerId' | 'debitDate' | 'reference'>): string {
  const digest = hash('sha1', `${debit.customerId}\u0000${debit.debitDate}\u0000${debit.reference}`, 'buffer')
  return uuidV7(dayNumber(debit.debitDate) * 86_400_000, digest.subarray(0, 10))
}

/** Inserts new debits and corrects those that say something else now. Returns ids of both. */
export async function putDebits(
  tx: Tx,
  debits: readonly DebitDraft[],
  importId: string,
): Promise<{ readonly added: ReadonlySet<string>; readonly changed: ReadonlySet<string> }> {
  if (debits.length === 0) return { added: new Set(), changed: new Set() }
  const ids = debits.map(debitIdOf)
  const present = await sql<{ id: string; amountFen: number; result: string; reason: string | null }>`
    select d.debit_id as id, d.amount_fen as "amountFen", d.result, d.reason
    from unnest(${debits.map((debit) => debit.customerId)}::uuid[], ${debits.map((debit) => debit.debitDate)}::date[],
      ${ids}::uuid[]) as given (customer_id, debit_date, debit_id)
    join debit d on d.org_id = (select current_org()) and d.customer_id = given.customer_id
      and d.debit_date = given.debit_date and d.debit_id = given.debit_id`.execute(tx)
  const known = new Map(present.rows.map((row) => [row.id, row]))
  const differing = debits.filter((debit, index) => {
    const before = known.get(ids[index]!)
    return (
      !before ||
      before.amountFen !== debit.amountFen ||
      before.result !== debit.result ||
      before.reason !== debit.reason
    )
  })
  if (differing.length === 0) return { added: new Set(), changed: new Set() }
  await insertColumns(
    tx,
    'debit',
    {
      org_id: { type: 'uuid', values: await ownOrg(tx, differing.length) },
      customer_id: { type: 'uuid', values: differing.map((debit) => debit.customerId) },
      debit_date: { type: 'date', values: differing.map((debit) => debit.debitDate) },
      debit_id: { type: 'uuid', values: differing.map(debitIdOf) },
      reference: { type: 'text', values: differing.map((debit) => debit.reference) },
      amount_fen: { type: 'bigint', values: differing.map((debit) => debit.amountFen) },
      result: { type: 'text', values: differing.map((debit) => debit.result) },
      reason: { type: 'text', values: differing.map((debit) => debit.reason) },
      import_id: { type: 'uuid', values: differing.map(() => importId) },
    },
    {
      onConflict: sql`on conflict (org_id, customer_id, debit_date, debit_id) do update set
        amount_fen = excluded.amount_fen, result = excluded.result, reason = excluded.reason`,
    },
  )
  const touched = differing.map(debitIdOf)
  return {
    added: new Set(touched.filter((id) => !known.has(id))),
    changed: new Set(touched.filter((id) => known.has(id))),
  }
}
