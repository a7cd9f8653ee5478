/** Names of what roll-ups know by id only. */
import { sql, type Tx } from '../../../platform/database/index.ts'

export interface Names {
  readonly managers: ReadonlyMap<string, string>
  readonly products: ReadonlyMap<string, NamedProduct>
}

export interface NamedProduct {
  readonly name: string
  readonly brand: string | null
  readonly priceClass: number | null
}

type Id = string | null | undefined

export async function readNames(
  tx: Tx,
  managerIds: readonly Id[],
  productIds: readonly Id[],
): Promise<Names> {
  const managers = await sql<{ id: string; name: string }>`
    select person_id as id, name from person
    where org_id = (select current_org()) and person_id = any(${distinct(managerIds)}::uuid[])`.execute(tx)
  const products = await sql<NamedProduct & { id: string }>`
    select product_id as id, name, brand, price_class as "priceClass" from product
    where org_id = (select current_org()) and product_id = any(${distinct(productIds)}::uuid[])`.execute(tx)
  return {
    managers: new Map(managers.rows.map((row) => [row.id, row.name])),
    products: new Map(products.rows.map((row) => [row.id, row])),
  }
}

function distinct(ids: readonly Id[]): string[] {
  return [...new Set(ids.filter((id): id is string => Boolean(id)))]
}

export interface NamedManager {
  readonly managerId: string
  readonly name: string
  readonly unitId: string
  readonly unitName: string
  readonly unitNameEn: string
}

/** Everybody who may own customers, with the unit he works in; also those who left, for months of theirs. */
export async function readManagers(tx: Tx): Promise<Map<string, NamedManager>> {
  const { rows } = await sql<NamedManager>`
    select p.person_id as "managerId", p.name, u.unit_id as "unitId", u.name as "unitName", u.name_en as "unitNameEn"
    from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
    where p.org_id = (select current_org()) and p.post in ('general', 'service')`.execute(tx)
  return new Map(rows.map((row) => [row.managerId, row]))
}

export async function readUnitNames(
  tx: Tx,
  unitIds: readonly Id[],
): Promise<Map<string, { name: string; nameEn: string }>> {
  const { rows } = await sql<{ id: string; name: string; nameEn: string }>`
    select unit_id as id, name, coalesce(nullif(name_en, ''), name) as "nameEn" from org_unit
    where org_id = (select current_org()) and unit_id = any(${distinct(unitIds)}::uuid[])`.execute(tx)
  return new Map(rows.map(({ id, name, nameEn }) => [id, { name, nameEn }]))
}
