import { type Clock, localDate, newId } from '../../platform/clock.ts'
import { insertColumns, sql, type Tx } from '../../platform/database/index.ts'
import { makeNameKeys } from '../../platform/text/name-keys.ts'
import type { LifeState, SupplyAttribute } from './contract.ts'
import {
  DEFAULT_BANDS,
  DEFAULT_CLASSES,
  levelOfPrice,
  lifeStateAt,
  type PriceLevel,
  type PriceScheme,
  schemeAt,
} from './rules.ts'

/** What may be written about a specification; absent leaves it alone, null empties it. */
export interface ProductFields {
  readonly name?: string
  readonly brand?: string | null
  readonly category?: string | null
  readonly manufacturer?: string | null
  readonly origin?: 'local' | 'other_province' | 'imported' | null
  readonly priceClass?: number | null
  readonly transferFen?: number | null
  readonly wholesaleFen?: number | null
  readonly retailFen?: number | null
  readonly supplyAttribute?: SupplyAttribute | null
  readonly marketState?: string | null
  readonly lifeState?: LifeState
  readonly unit?: string
  readonly unitsPerCase?: number | null
  readonly barcodePack?: string | null
  readonly barcodeCarton?: string | null
  readonly onSale?: boolean
  readonly unknownInPriceList?: boolean
}

export interface ProductDraft {
  readonly productId: string
  readonly code: string
  readonly fields: ProductFields & { readonly name: string }
}

interface Terms {
  readonly clock: Clock
  readonly accountId: string | null
  readonly importId?: string | null
}

const COLUMNS = {
  name: { column: 'name', type: 'text' },
  brand: { column: 'brand', type: 'text' },
  category: { column: 'category', type: 'text' },
  manufacturer: { column: 'manufacturer', type: 'text' },
  origin: { column: 'origin', type: 'text' },
  priceClass: { column: 'price_class', type: 'smallint' },
  transferFen: { column: 'transfer_fen', type: 'bigint' },
  wholesaleFen: { column: 'wholesale_fen', type: 'bigint' },
  retailFen: { column: 'retail_fen', type: 'bigint' },
  supplyAttribute: { column: 'supply_attribute', type: 'text' },
  marketState: { column: 'market_state', type: 'text' },
  lifeState: { column: 'life_state', type: 'text' },
  unit: { column: 'unit', type: 'text' },
  unitsPerCase: { column: 'units_per_case', type: 'integer' },
  barcodePack: { column: 'barcode_pack', type: 'text' },
  barcodeCarton: { column: 'barcode_carton', type: 'text' },
  onSale: { column: 'on_sale', type: 'boolean' },
  unknownInPriceList: { column: 'unknown_in_price_list', type: 'boolean' },
} as const satisfies Record<keyof ProductFields, { column: string; type: string }>

type FieldName = keyof typeof COLUMNS
const FIELD_NAMES = Object.keys(COLUMNS) as FieldName[]

/** Inserts specifications with their first life state and prices. Codes must be new. */
export async function insertProducts(tx: Tx, drafts: readonly ProductDraft[], terms: Terms): Promise<void> {
  if (drafts.length === 0) return
  const now = terms.clock.now().toISOString()
  const today = localDate(terms.clock)
  const schemes = await readSchemes(tx)
  const classes = schemeAt(schemes, 'class', today)
  const bands = schemeAt(schemes, 'band', today)
  const same = <T>(value: T) => drafts.map(() => value)
  const { rows } = await sql<{ org: string }>`select current_org() as org`.execute(tx)
  const org = same(rows[0]!.org)
  const keys = drafts.map((draft) => makeNameKeys(draft.code, draft.fields.name, [draft.fields.brand]))
  const values = (name: FieldName, fallback: unknown = null) =>
    drafts.map((draft) => draft.fields[name] ?? fallback)
  await insertColumns(tx, 'product', {
    org_id: { type: 'uuid', values: org },
    product_id: { type: 'uuid', values: drafts.map((draft) => draft.productId) },
    code: { type: 'text', values: drafts.map((draft) => draft.code) },
    search_key: { type: 'text', values: keys.map((key) => key.searchKey) },
    sort_key: { type: 'text', values: keys.map((key) => key.sortKey) },
    name: { type: 'text', values: values('name') },
    brand: { type: 'text', values: values('brand') },
    category: { type: 'text', values: values('category') },
    manufacturer: { type: 'text', values: values('manufacturer') },
    origin: { type: 'text', values: values('origin') },
    price_class: {
      type: 'smallint',
      values: drafts.map(({ fields }) => fields.priceClass ?? levelIn(classes, fields)),
    },
    price_band: { type: 'smallint', values: drafts.map(({ fields }) => levelIn(bands, fields)) },
    transfer_fen: { type: 'bigint', values: values('transferFen') },
    wholesale_fen: { type: 'bigint', values: values('wholesaleFen') },
    retail_fen: { type: 'bigint', values: values('retailFen') },
    supply_attribute: { type: 'text', values: values('supplyAttribute') },
    market_state: { type: 'text', values: values('marketState') },
    life_state: { type: 'text', values: values('lifeState', 'maintained') },
    life_state_from: { type: 'date', values: same(today) },
    unit: { type: 'text', values: values('unit', 'carton') },
    units_per_case: { type: 'integer', values: values('unitsPerCase') },
    barcode_pack: { type: 'text', values: values('barcodePack') },
    barcode_carton: { type: 'text', values: values('barcodeCarton') },
    on_sale: { type: 'boolean', values: values('onSale', true) },
    unknown_in_price_list: { type: 'boolean', values: values('unknownInPriceList', false) },
    import_id: { type: 'uuid', values: same(terms.importId ?? null) },
    created_at: { type: 'timestamptz', values: same(now) },
    changed_at: { type: 'timestamptz', values: same(now) },
  })
  await insertColumns(tx, 'product_state', {
    org_id: { type: 'uuid', values: org },
    product_id: { type: 'uuid', values: drafts.map((draft) => draft.productId) },
    valid_from: { type: 'date', values: same(today) },
    life_state: { type: 'text', values: values('lifeState', 'maintained') },
    changed_by: { type: 'uuid', values: same(terms.accountId) },
    changed_at: { type: 'timestamptz', values: same(now) },
  })
  await insertPrices(
    tx,
    drafts.filter(({ fields }) => hasPrice(fields)),
    today,
  )
}

export interface ProductUpdate {
  readonly productId: string
  readonly fields: ProductFields
}

/**
 * Writes what differs. Prices get a dated row, life states a dated state; price class and band follow the scheme in
 * force unless the class is given. Returns the ids that changed.
 */
export async function updateProducts(
  tx: Tx,
  updates: readonly ProductUpdate[],
  terms: Terms,
): Promise<string[]> {
  if (updates.length === 0) return []
  const today = localDate(terms.clock)
  const schemes = await readSchemes(tx)
  const present = await readProductFields(
    tx,
    updates.map((update) => update.productId),
  )
  const changed: string[] = []
  for (const { productId, fields } of updates) {
    const before = present.get(productId)
    if (!before) continue
    const differing = FIELD_NAMES.filter(
      (name) => fields[name] !== undefined && fields[name] !== before[name],
    )
    if (differing.length === 0) continue
    changed.push(productId)
    const after: ProductFields & { readonly name: string } = {
      ...before,
      ...withoutUndefined(fields),
      name: fields.name ?? before.name,
    }
    const sets = differing.map((name) => sql`${sql.ref(COLUMNS[name].column)} = ${fields[name]}`)
    const pricesChanged = differing.some((name) => name.endsWith('Fen'))
    if (pricesChanged) {
      if (fields.priceClass === undefined)
        sets.push(
          sql`price_class = ${levelIn(schemeAt(schemes, 'class', today), after) ?? before.priceClass ?? null}`,
        )
      sets.push(sql`price_band = ${levelIn(schemeAt(schemes, 'band', today), after)}`)
    }
    const keys = makeNameKeys(before.code, after.name, [after.brand])
    sets.push(sql`search_key = ${keys.searchKey}`, sql`sort_key = ${keys.sortKey}`)
    await sql`update product set ${sql.join(sets)}, changed_at = ${terms.clock.now()}
      where org_id = (select current_org()) and product_id = ${productId}`.execute(tx)
    if (differing.includes('lifeState'))
      await putState(tx, { productId, lifeState: fields.lifeState!, validFrom: today, note: null }, terms)
    if (pricesChanged) await insertPrices(tx, [{ productId, code: '', fields: after }], today)
  }
  return changed
}

/** Adds or replaces the state of a date, and brings `product.life_state` to what holds today. */
export async function putState(
  tx: Tx,
  state: { productId: string; lifeState: LifeState; validFrom: string; note: string | null },
  terms: Terms,
): Promise<LifeState> {
  await sql`
    insert into product_state (org_id, product_id, valid_from, life_state, note, changed_by, changed_at)
    values (current_org(), ${state.productId}, ${state.validFrom}, ${state.lifeState}, ${state.note},
      ${terms.accountId}, ${terms.clock.now()})
    on conflict (org_id, product_id, valid_from) do update set life_state = excluded.life_state,
      note = excluded.note, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(tx)
  const states = await readStates(tx, state.productId)
  const now = lifeStateAt(states, localDate(terms.clock)) ?? states.at(-1)!
  await sql`update product set life_state = ${now.lifeState}, life_state_from = ${now.validFrom},
      changed_at = ${terms.clock.now()}
    where org_id = (select current_org()) and product_id = ${state.productId}`.execute(tx)
  return now.lifeState
}

export interface StateRow {
  readonly lifeState: LifeState
  readonly validFrom: string
  readonly note: string | null
  readonly changedAt: Date
  readonly changedByName: string | null
}

/** Newest first. */
export async function readStates(tx: Tx, productId: string): Promise<StateRow[]> {
  const { rows } = await sql<StateRow>`
    select s.life_state as "lifeState", s.valid_from as "validFrom", s.note, s.changed_at as "changedAt",
      p.name as "changedByName"
    from product_state s
    left join account a on a.org_id = s.org_id and a.account_id = s.changed_by
    left join person p on p.org_id = a.org_id and p.person_id = a.person_id
    where s.org_id = (select current_org()) and s.product_id = ${productId} order by s.valid_from desc`.execute(
    tx,
  )
  return rows
}

/** Every product's code and id: what an import looks up. */
export async function readProductCodes(tx: Tx): Promise<{ code: string; productId: string }[]> {
  const { rows } = await sql<{ code: string; productId: string }>`
    select code, product_id as "productId" from product where org_id = (select current_org())`.execute(tx)
  return rows
}

export type StoredScheme = PriceScheme & {
  readonly schemeId: string | null
  readonly note: string | null
  readonly levels: readonly PriceLevel[]
}

/** The company's schemes; the shipped ones where it has none of a kind. Newest first. */
export async function readSchemes(tx: Tx): Promise<StoredScheme[]> {
  const { rows } = await sql<StoredScheme>`
    select scheme_id as "schemeId", kind, basis, valid_from as "validFrom", levels, note from price_scheme
    where org_id = (select current_org()) order by kind, valid_from desc`.execute(tx)
  const shipped = [DEFAULT_CLASSES, DEFAULT_BANDS].map((scheme) => ({
    ...scheme,
    schemeId: null,
    note: null,
  }))
  return [...rows, ...shipped]
}

export async function insertScheme(
  tx: Tx,
  scheme: PriceScheme & { note: string | null },
  clock: Clock,
): Promise<string> {
  const schemeId = newId(clock)
  await sql`
    insert into price_scheme (org_id, scheme_id, kind, basis, valid_from, levels, note, created_at)
    values (current_org(), ${schemeId}, ${scheme.kind}, ${scheme.basis}, ${scheme.validFrom},
      ${JSON.stringify(scheme.levels)}::jsonb, ${scheme.note}, ${clock.now()})`.execute(tx)
  return schemeId
}

/** Classes or bands of all priced products by a scheme; returns how many changed. */
export async function reclassProducts(tx: Tx, scheme: PriceScheme): Promise<number> {
  const column = scheme.kind === 'class' ? 'price_class' : 'price_band'
  const price = `${scheme.basis}_fen`
  const level = sql`case ${sql.join(
    scheme.levels.map(
      (one) => sql`when ${sql.ref(price)} >= ${one.fromFen}::bigint then ${one.level}::smallint`,
    ),
    sql` `,
  )} end`
  const result = await sql`update product set ${sql.ref(column)} = ${level}
    where org_id = (select current_org()) and ${sql.ref(price)} is not null
      and ${sql.ref(column)} is distinct from ${level}`.execute(tx)
  return Number(result.numAffectedRows ?? 0)
}

function levelIn(scheme: PriceScheme | undefined, fields: ProductFields): number | null {
  if (!scheme) return null
  return levelOfPrice(fields[`${scheme.basis}Fen`] ?? null, scheme.levels)
}

function hasPrice(fields: ProductFields): boolean {
  return [fields.transferFen, fields.wholesaleFen, fields.retailFen].some(
    (price) => typeof price === 'number',
  )
}

async function insertPrices(tx: Tx, drafts: readonly ProductDraft[], from: string): Promise<void> {
  if (drafts.length === 0) return
  const { rows } = await sql<{ org: string }>`select current_org() as org`.execute(tx)
  const values = (name: 'transferFen' | 'wholesaleFen' | 'retailFen') =>
    drafts.map(({ fields }) => fields[name] ?? null)
  await insertColumns(
    tx,
    'product_price',
    {
      org_id: { type: 'uuid', values: drafts.map(() => rows[0]!.org) },
      product_id: { type: 'uuid', values: drafts.map((draft) => draft.productId) },
      valid_from: { type: 'date', values: drafts.map(() => from) },
      transfer_fen: { type: 'bigint', values: values('transferFen') },
      wholesale_fen: { type: 'bigint', values: values('wholesaleFen') },
      retail_fen: { type: 'bigint', values: values('retailFen') },
    },
    {
      onConflict: sql`on conflict (org_id, product_id, valid_from) do update set
        transfer_fen = excluded.transfer_fen, wholesale_fen = excluded.wholesale_fen, retail_fen = excluded.retail_fen`,
    },
  )
}

async function readProductFields(
  tx: Tx,
  productIds: readonly string[],
): Promise<Map<string, ProductFields & { readonly code: string; readonly name: string }>> {
  const columns = FIELD_NAMES.map((name) => sql`${sql.ref(COLUMNS[name].column)} as ${sql.ref(name)}`)
  const { rows } = await sql<ProductFields & { id: string; code: string; name: string }>`
    select product_id as id, code, ${sql.join(columns)} from product
    where org_id = (select current_org()) and product_id = any(${productIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Takes back the goods an import created, where nobody has bought them. Prices it corrected stay. */
export async function removeUnsoldProducts(
  tx: Tx,
  importId: string,
): Promise<{ removed: number; kept: number }> {
  const created = await sql<{ count: number }>`
    select count(*) as count from product where org_id = (select current_org()) and import_id = ${importId}`.execute(
    tx,
  )
  const result = await sql`
    delete from product p where p.org_id = (select current_org()) and p.import_id = ${importId}
      and not exists (select from sales_month s where s.org_id = p.org_id and s.product_id = p.product_id)`.execute(
    tx,
  )
  const removed = Number(result.numAffectedRows ?? 0)
  return { removed, kept: created.rows[0]!.count - removed }
}
