import { type Clock, newId } from '../../../platform/clock.ts'
import { insertColumns, sql, type Tx } from '../../../platform/database/index.ts'
import { assert } from '../../../platform/refusal.ts'
import { makeNameKeys } from '../../../platform/text/name-keys.ts'
import type { CustomerChanges, FieldValue } from '../contract/customer.ts'
import { type ChangeSource, CUSTOMER_FIELDS, type CustomerField } from '../contract/words.ts'
import { COLUMNS, FIELD_DEFAULTS } from './columns.ts'

/** Who writes, from where, and as part of what. */
export interface Provenance {
  readonly source: ChangeSource
  readonly accountId: string | null
  readonly clock: Clock
  /** The import, bulk action or run; also the undo token. */
  readonly batchId?: string | null
  readonly note?: string | null
}

export interface NewCustomer {
  readonly customerId: string
  readonly code: string
  readonly fields: CustomerChanges & { readonly name: string }
}

const CHUNK = 2_000
const WRITABLE = CUSTOMER_FIELDS.filter((field) => field !== 'code' && field !== 'managerId')

/** Inserts customers with the record of who wrote every field. Codes must be new. */
export async function insertCustomers(tx: Tx, drafts: readonly NewCustomer[], by: Provenance): Promise<void> {
  for (let start = 0; start < drafts.length; start += CHUNK) {
    const chunk = drafts.slice(start, start + CHUNK)
    const now = by.clock.now().toISOString()
    const keys = chunk.map((draft) => makeNameKeys(draft.code, draft.fields.name, [draft.fields.address]))
    const columns: Record<string, { type: string; values: unknown[] }> = {
      org_id: { type: 'uuid', values: await ownOrg(tx, chunk.length) },
      customer_id: { type: 'uuid', values: chunk.map((draft) => draft.customerId) },
      code: { type: 'text', values: chunk.map((draft) => draft.code) },
      search_key: { type: 'text', values: keys.map((key) => key.searchKey) },
      sort_key: { type: 'text', values: keys.map((key) => key.sortKey) },
      created_at: { type: 'timestamptz', values: chunk.map(() => now) },
      changed_at: { type: 'timestamptz', values: chunk.map(() => now) },
    }
    for (const field of WRITABLE) {
      const { column, type } = COLUMNS[field]
      const fallback = FIELD_DEFAULTS[field] ?? null
      const values = chunk.map((draft) => (draft.fields as FieldRecord)[field] ?? fallback)
      if (values.some((value) => value !== null)) columns[column] = { type, values }
    }
    await insertColumns(tx, 'customer', columns)
    await insertChanges(
      tx,
      chunk.map(({ customerId, code, fields }) => {
        const written: ChangedFields = { code: [null, code] }
        for (const field of WRITABLE) {
          const value = (fields as FieldRecord)[field]
          if (value !== undefined && value !== null) written[field] = [null, value]
        }
        return { customerId, fields: written }
      }),
      by,
    )
  }
}

export interface CustomerUpdate {
  readonly customerId: string
  readonly fields: CustomerChanges & { readonly managerId?: string | null }
}

/** `{field: [before, after]}`, as stored. */
export type ChangedFields = Partial<Record<CustomerField, readonly [FieldValue, FieldValue]>>
type FieldRecord = Readonly<Partial<Record<CustomerField, FieldValue>>>

export interface WrittenChange {
  readonly customerId: string
  readonly fields: ChangedFields
}

/**
 * Writes what differs and leaves the rest alone: equal values make no change, no row of history, no new version.
 * Customers that are not there (any more) are passed over. Returns what was changed.
 */
export async function updateCustomers(
  tx: Tx,
  updates: readonly CustomerUpdate[],
  by: Provenance,
): Promise<WrittenChange[]> {
  const written: WrittenChange[] = []
  for (let start = 0; start < updates.length; start += CHUNK)
    written.push(...(await updateChunk(tx, updates.slice(start, start + CHUNK), by)))
  return written
}

async function updateChunk(
  tx: Tx,
  updates: readonly CustomerUpdate[],
  by: Provenance,
): Promise<WrittenChange[]> {
  const named = new Set<CustomerField>()
  for (const { fields } of updates)
    for (const field of Object.keys(fields) as CustomerField[])
      if ((fields as FieldRecord)[field] !== undefined) named.add(field)
  assert(!named.has('code'), 'a customer keeps its code')
  if (named.size === 0) return []
  const present = await readFields(
    tx,
    updates.map((update) => update.customerId),
    [...named, 'name', 'code', 'address'],
  )
  const changes: WrittenChange[] = []
  const touched = new Set<CustomerField>()
  for (const { customerId, fields } of updates) {
    const before = present.get(customerId)
    if (!before) continue
    const changed: ChangedFields = {}
    for (const field of named) {
      const after = (fields as FieldRecord)[field]
      if (after === undefined) continue
      const value = after === null ? ((FIELD_DEFAULTS[field] as FieldValue | undefined) ?? null) : after
      if (isSame(before[field] ?? null, value)) continue
      changed[field] = [before[field] ?? null, value]
      touched.add(field)
    }
    if (Object.keys(changed).length > 0) changes.push({ customerId, fields: changed })
  }
  if (changes.length === 0) return []
  await writeColumns(tx, changes, [...touched], present, by)
  await insertChanges(tx, changes, by)
  return changes
}

/** One statement for all customers of the chunk: columns some of them do not change are written as they stand. */
async function writeColumns(
  tx: Tx,
  changes: readonly WrittenChange[],
  touched: readonly CustomerField[],
  present: ReadonlyMap<string, FieldRecord>,
  by: Provenance,
): Promise<void> {
  const after = (change: WrittenChange, field: CustomerField): FieldValue => {
    const changed = change.fields[field]
    return changed ? changed[1] : (present.get(change.customerId)![field] ?? null)
  }
  const names = touched.map((field) => COLUMNS[field].column)
  const types = touched.map((field) => COLUMNS[field].type)
  const values = touched.map((field) => changes.map((change) => after(change, field)))
  if (touched.includes('name') || touched.includes('address')) {
    const keys = changes.map((change) =>
      makeNameKeys(String(present.get(change.customerId)!.code), String(after(change, 'name')), [
        after(change, 'address') as string | null,
      ]),
    )
    names.push('search_key', 'sort_key')
    types.push('text', 'text')
    values.push(
      keys.map((key) => key.searchKey),
      keys.map((key) => key.sortKey),
    )
  }
  // Array columns travel as text: unnest would flatten them.
  const arrays = values.map((column, index) =>
    types[index]!.endsWith('[]')
      ? sql`${column.map((value) => writeTextArray(value as readonly string[]))}::text[]`
      : sql`${column}::${sql.raw(types[index]!)}[]`,
  )
  const sets = names.map(
    (name, index) =>
      sql`${sql.ref(name)} = ${sql.ref(`given.${name}`)}${
        types[index]!.endsWith('[]') ? sql`::${sql.raw(types[index]!)}` : sql``
      }`,
  )
  await sql`
    update customer c set ${sql.join(sets)}, version = c.version + 1, changed_at = ${by.clock.now()}
    from unnest(${changes.map((change) => change.customerId)}::uuid[], ${sql.join(arrays)})
      as given (customer_id, ${sql.join(names.map((name) => sql.ref(name)))})
    where c.org_id = (select current_org()) and c.customer_id = given.customer_id`.execute(tx)
}

function writeTextArray(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}

/** Present values of some fields. */
export async function readFields(
  tx: Tx,
  customerIds: readonly string[],
  fields: readonly CustomerField[],
): Promise<Map<string, FieldRecord>> {
  const wanted = [...new Set(fields)]
  const columns = wanted.map((field) => sql`${sql.ref(COLUMNS[field].column)} as ${sql.ref(field)}`)
  const { rows } = await sql<FieldRecord & { id: string }>`
    select customer_id as id, ${sql.join(columns)} from customer
    where org_id = (select current_org()) and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

export async function insertChanges(
  tx: Tx,
  changes: readonly WrittenChange[],
  by: Provenance,
): Promise<void> {
  const at = by.clock.now().toISOString()
  const same = <T>(value: T) => changes.map(() => value)
  await insertColumns(tx, 'customer_change', {
    org_id: { type: 'uuid', values: await ownOrg(tx, changes.length) },
    customer_id: { type: 'uuid', values: changes.map((change) => change.customerId) },
    change_id: { type: 'uuid', values: changes.map(() => newId(by.clock)) },
    changed_at: { type: 'timestamptz', values: same(at) },
    source: { type: 'text', values: same(by.source) },
    author_account_id: { type: 'uuid', values: same(by.accountId) },
    batch_id: { type: 'uuid', values: same(by.batchId ?? null) },
    note: { type: 'text', values: same(by.note ?? null) },
    fields: { type: 'jsonb', values: changes.map((change) => change.fields) },
  })
}

/** The company of the transaction, once for each row of a columnar insert. */
export async function ownOrg(tx: Tx, count: number): Promise<string[]> {
  const { rows } = await sql<{ org: string }>`select current_org() as org`.execute(tx)
  return new Array<string>(count).fill(rows[0]!.org)
}

function isSame(a: FieldValue, b: FieldValue): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => value === b[index])
  return a === b
}
