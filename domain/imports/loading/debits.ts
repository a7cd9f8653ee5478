import { type DebitDraft, debitIdOf, findCustomerIds, putDebits } from '../../customers/index.ts'
import type { RowProblem } from '../contract.ts'
import type { RowValues } from '../profiles/profile.ts'
import type { ChunkOutcome, RecordKind } from './records.ts'

/** Results of electronic debits, by customer, date and reference (DAT-09). */
export const DEBIT_RECORDS: RecordKind = {
  keyOf: (values) => `${values.customerId} ${values.debitDate} ${values.reference ?? ''}`,
  check: () => [],

  async write(tx, records, context): Promise<ChunkOutcome> {
    const codes = records.map((record) => String(record.values.customerId))
    const customers = await findCustomerIds(tx, codes)
    const rejected = new Map<string, RowProblem>()
    const drafts: DebitDraft[] = []
    const keyOf = new Map<string, string>()
    for (const { key, values, row } of records) {
      const customerId = customers.get(String(values.customerId))
      if (!customerId) {
        rejected.set(key, { row, column: null, value: String(values.customerId), code: 'IMP-07' })
        continue
      }
      const draft = draftOf(values, customerId)
      keyOf.set(debitIdOf(draft), key)
      drafts.push(draft)
      context.report.amountMinor += draft.amountFen
    }
    const { added, changed } = await putDebits(tx, drafts, context.importId)
    const keys = (ids: ReadonlySet<string>) => new Set([...ids].map((id) => keyOf.get(id)!))
    return { added: keys(added), changed: keys(changed), rejected }
  },
}

function draftOf(values: RowValues, customerId: string): DebitDraft {
  return {
    customerId,
    debitDate: String(values.debitDate),
    amountFen: (values.amountFen as number | undefined) ?? 0,
    result: values.result as DebitDraft['result'],
    reason: (values.reason as string | undefined) ?? null,
    reference: (values.reference as string | undefined) ?? '',
  }
}
