import { localDate, newId } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import {
  ASSIGNMENT_POSTS,
  type AssignmentPost,
  CUSTOMER_FIELDS,
  type CustomerChanges,
} from '../../customers/contract.ts'
import {
  type Assignment,
  assignCustomers,
  type CustomerUpdate,
  type Directory,
  findCustomerIds,
  insertCustomers,
  insertPlainLine,
  type NewCustomer,
  readDirectory,
  updateCustomers,
} from '../../customers/index.ts'
import type { RowProblem } from '../contract.ts'
import type { RowValues } from '../profiles/profile.ts'
import type { LoadContext } from './loader.ts'
import type { ChunkOutcome, RecordKind } from './records.ts'

/** Fields that are copied as they are; managers, units, lines and order days are looked up first. */
const PLAIN_FIELDS = CUSTOMER_FIELDS.filter(
  (field) => !['code', 'managerId', 'unitId', 'deliveryLineId', 'orderWeekday'].includes(field),
)

/**
 * Customers by code. Empty cells leave the archive alone. The customer manager goes through an assignment of the
 * person's post from today on; managers and units that nobody has entered are noted, the row is taken without them.
 */
export const CUSTOMER_RECORDS: RecordKind = {
  keyOf: (values) => String(values.customerId),

  check(values, row): RowProblem[] {
    const problems: RowProblem[] = []
    const { lon, lat } = values as { lon?: number; lat?: number }
    if ((lon === undefined) !== (lat === undefined) || (lon === 0 && lat === 0))
      problems.push({ row, column: null, value: `${lon ?? ''}, ${lat ?? ''}`, code: 'IMP-11' })
    if (values.windowStart && values.windowEnd && String(values.windowStart) >= String(values.windowEnd))
      problems.push({ row, column: null, value: `${values.windowStart}-${values.windowEnd}`, code: 'IMP-12' })
    if (
      values.licenceValidFrom &&
      values.licenceValidTo &&
      String(values.licenceValidFrom) > String(values.licenceValidTo)
    )
      problems.push({
        row,
        column: null,
        value: `${values.licenceValidFrom} > ${values.licenceValidTo}`,
        code: 'IMP-12',
      })
    return problems
  },

  async write(tx, records, context): Promise<ChunkOutcome> {
    const directory = await readDirectory(tx)
    const present = await findCustomerIds(
      tx,
      records.map((record) => record.key),
    )
    const provenance = {
      source: context.source,
      accountId: context.accountId,
      clock: context.clock,
      batchId: context.importId,
    }
    const lines = new Map<string, string>()
    const drafts: NewCustomer[] = []
    const updates: CustomerUpdate[] = []
    const codeOf = new Map<string, string>()
    const assignments = new Map<AssignmentPost, Assignment[]>()
    for (const { key, values } of records) {
      const fields = await fieldsOf(tx, values, directory, lines, context)
      const known = present.get(key)
      const customerId = known ?? newId(context.clock)
      codeOf.set(customerId, key)
      if (known) updates.push({ customerId, fields })
      else drafts.push({ customerId, code: key, fields: { ...fields, name: fields.name ?? key } })
      if (values.manager !== undefined) {
        const person = directory.findPerson(String(values.manager))
        if (person) push(assignments, postOf(person.post), { customerId, personId: person.personId })
        else context.report.notice('IMP-43')
      }
    }
    await insertCustomers(tx, drafts, provenance)
    const changed = new Set(
      (await updateCustomers(tx, updates, provenance)).map((change) => codeOf.get(change.customerId)!),
    )
    for (const [post, given] of assignments) {
      const moved = await assignCustomers(tx, given, { post, from: localDate(context.clock) }, provenance)
      for (const customerId of moved) changed.add(codeOf.get(customerId)!)
    }
    const added = new Set(drafts.map((draft) => draft.code))
    return { added, changed, rejected: new Map() }
  },
}

async function fieldsOf(
  tx: Tx,
  values: RowValues,
  directory: Directory,
  lines: Map<string, string>,
  context: LoadContext,
): Promise<CustomerChanges> {
  const all: RowValues = { ...values }
  context.profile.deriveCustomer?.(all)
  const fields: RowValues = {}
  for (const field of PLAIN_FIELDS)
    if (all[field] !== undefined && all[field] !== null) fields[field] = all[field]
  const day = all.orderDay as { cycle: string; weekday: number | null } | undefined
  if (day) {
    if (day.weekday !== null) fields.orderWeekday = day.weekday
    if (fields.orderCycle === undefined) fields.orderCycle = day.cycle
  }
  if (all.unit !== undefined) {
    const unitId = directory.findUnit(String(all.unit))
    if (unitId) fields.unitId = unitId
    else context.report.notice('IMP-45')
  }
  if (all.deliveryLine !== undefined) {
    const word = String(all.deliveryLine)
    let lineId = directory.findLine(word) ?? lines.get(word)
    if (lineId === undefined) {
      lineId = await insertPlainLine(tx, word, context.clock)
      lines.set(word, lineId)
      context.report.notice('IMP-46')
    }
    fields.deliveryLineId = lineId
  }
  return fields as CustomerChanges
}

function postOf(post: string): AssignmentPost {
  return (ASSIGNMENT_POSTS as readonly string[]).includes(post) ? (post as AssignmentPost) : 'general'
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
