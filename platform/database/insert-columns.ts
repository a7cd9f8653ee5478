import { type RawBuilder, sql } from 'kysely'
import { assert } from '../refusal.ts'
import type { Tx } from './transaction.ts'
import { writeArray } from './values.ts'

export interface InsertColumn {
  /** The column's SQL type: 'uuid', 'text', 'date', 'bigint', 'jsonb', 'text[]' … */
  readonly type: string
  readonly values: readonly unknown[]
}

/**
 * Inserts rows given by column, in one statement through `unnest`: the fastest way both databases share.
 * Keep to about 5,000 rows a call. Values of json and array columns may be objects and arrays.
 *
 * @param onConflict such as ``sql`on conflict (org_id, order_id) do nothing` ``
 * @returns how many rows were inserted or updated
 */
export async function insertColumns(
  tx: Tx,
  table: string,
  columns: Readonly<Record<string, InsertColumn>>,
  options: { readonly onConflict?: RawBuilder<unknown> } = {},
): Promise<number> {
  const entries = Object.entries(columns)
  const rowCount = entries[0]?.[1].values.length ?? 0
  for (const [name, { type, values }] of entries) {
    assert(TYPE.test(type), `${table}.${name}: "${type}" is the name of a type`)
    assert(values.length === rowCount, `${table}.${name} has as many values as the first column`)
  }
  if (rowCount === 0) return 0
  const names = sql.join(entries.map(([name]) => sql.id(name)))
  const arrays = sql.join(
    entries.map(([, column]) => sql`${prepareValues(column)}::${sql.raw(carrier(column.type))}[]`),
  )
  const picks = sql.join(entries.map(([name, { type }]) => pick(name, type)))
  const result = await sql`
    insert into ${sql.table(table)} (${names})
    select ${picks} from unnest(${arrays}) as given (${names}) ${options.onConflict ?? sql``}`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

const TYPE = /^[a-z][a-z0-9_ ]*(\[\])?$/

/** unnest flattens arrays of arrays, so an array value travels as text and is cast on arrival. */
function carrier(type: string): string {
  return type.endsWith('[]') ? 'text' : type
}

function pick(name: string, type: string): RawBuilder<unknown> {
  return type.endsWith('[]') ? sql`${sql.id(name)}::${sql.raw(type)}` : sql.id(name)
}

function prepareValues({ type, values }: InsertColumn): readonly unknown[] {
  if (type.endsWith('[]')) return values.map((value) => (Array.isArray(value) ? writeArray(value) : value))
  if (type === 'json' || type === 'jsonb')
    return values.map((value) => (value === null || value === undefined ? null : JSON.stringify(value)))
  return values
}
