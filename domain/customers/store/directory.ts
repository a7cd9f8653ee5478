import type { Clock } from '../../../platform/clock.ts'
import { newId } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'

/** What an import of orders needs of every customer. */
export interface CustomerKey {
  readonly code: string
  readonly customerId: string
  readonly licenceValidTo: string | null
  /** The day a suspension or cancellation was written down; null while the licence is active. */
  readonly licenceStoppedOn: string | null
}

export async function readCustomerKeys(tx: Tx): Promise<CustomerKey[]> {
  const { rows } = await sql<CustomerKey>`
    select c.code, c.customer_id as "customerId", c.licence_valid_to as "licenceValidTo",
      case when c.licence_status <> 'active' then (
        select coalesce(max(h.changed_at), c.created_at)::date from customer_change h
        where h.org_id = c.org_id and h.customer_id = c.customer_id and h.fields ? 'licenceStatus' and not h.undone)
      end as "licenceStoppedOn"
    from customer c where c.org_id = (select current_org())`.execute(tx)
  return rows
}

/** Ids of the given codes that exist. */
export async function findCustomerIds(tx: Tx, codes: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ code: string; id: string }>`
    select code, customer_id as id from customer
    where org_id = (select current_org()) and code = any(${codes}::text[])`.execute(tx)
  return new Map(rows.map((row) => [row.code, row.id]))
}

export interface Directory {
  /** By code, else by a name that only one person has. */
  findPerson(word: string): { readonly personId: string; readonly post: string } | undefined
  findUnit(word: string): string | undefined
  findLine(word: string): string | undefined
}

/** People, units and delivery lines by the words a file uses for them. */
export async function readDirectory(tx: Tx): Promise<Directory> {
  const people = await sql<{ id: string; code: string; name: string; post: string }>`
    select person_id as id, code, name, post from person
    where org_id = (select current_org()) and status = 'active'`.execute(tx)
  const units = await sql<{ id: string; code: string; name: string }>`
    select unit_id as id, code, name from org_unit where org_id = (select current_org()) and status = 'active'`.execute(
    tx,
  )
  const lines = await sql<{ id: string; code: string; name: string }>`
    select line_id as id, code, name from delivery_line where org_id = (select current_org())`.execute(tx)
  const person = indexWords(people.rows)
  const unit = indexWords(units.rows)
  const line = indexWords(lines.rows)
  return {
    findPerson: (word) => {
      const found = person(word)
      return found && { personId: found.id, post: found.post }
    },
    findUnit: (word) => unit(word)?.id,
    findLine: (word) => line(word)?.id,
  }
}

function indexWords<Row extends { id: string; code: string; name: string }>(rows: readonly Row[]) {
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const byName = new Map<string, Row | undefined>()
  for (const row of rows) byName.set(row.name, byName.has(row.name) ? undefined : row)
  return (word: string): Row | undefined => byCode.get(word) ?? byName.get(word)
}

/** A line that files name but nobody has entered yet; its days are those of its customers' orders. */
export async function insertPlainLine(tx: Tx, code: string, clock: Clock): Promise<string> {
  const lineId = newId(clock)
  const { rows } = await sql<{ id: string }>`
    insert into delivery_line (org_id, line_id, code, name, order_weekdays)
    values (current_org(), ${lineId}, ${code}, ${code}, '{1,2,3,4,5}')
    on conflict (org_id, code) do update set code = excluded.code
    returning line_id as id`.execute(tx)
  return rows[0]!.id
}
