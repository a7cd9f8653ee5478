import type { Principal, Scope } from '../../platform/auth/principal.ts'
import { type RawBuilder, sql } from '../../platform/database/index.ts'
import { customerScope, personsBelow } from '../people/index.ts'

/** The part of a request's context that decides which orders it reads. */
export interface OrderReach {
  readonly principal: Principal
  readonly scope: Scope
  readonly masks: readonly string[]
}

/**
 * Where a reader's sums come from. `managers`: the roll-ups by owner at the month's end, as a condition on their
 * column. `customers`: the customers assigned now, for the posts beside the general one and for shops, who own no
 * rows in the roll-ups. Readers of goods under cultivation alone can use neither roll-up: their sums are `lines`.
 */
export type SumReach =
  | { readonly kind: 'managers'; readonly owns: (column: string) => RawBuilder<unknown> }
  | { readonly kind: 'customers' }

export function sumReachOf({ principal, scope }: OrderReach): SumReach {
  const { orgId, unitId, personId, role } = principal
  switch (scope) {
    case 'organisation':
    case 'brand':
      return { kind: 'managers', owns: () => sql`true` }
    case 'team':
      return {
        kind: 'managers',
        owns: (column) => (unitId ? sql`${sql.ref(column)} in (${personsBelow(orgId, unitId)})` : sql`false`),
      }
    case 'own':
    case 'assigned':
      return role === 'manager_general' && personId
        ? { kind: 'managers', owns: (column) => sql`${sql.ref(column)} = ${personId}` }
        : { kind: 'customers' }
    case 'shop':
      return { kind: 'customers' }
    case 'aggregate':
      return { kind: 'managers', owns: () => sql`false` }
  }
}

/** Brand cultivation reads the goods under cultivation, the new and the key ones, and of orders these lines alone. */
export function readsOwnBrands({ masks }: OrderReach): boolean {
  return masks.includes('own-brands')
}

/** Goods within reach, as a condition on alias `p` of the table product. */
export function goodsCondition(reach: OrderReach): RawBuilder<unknown> {
  return readsOwnBrands(reach) ? sql`p.life_state in ('new', 'key')` : sql`true`
}

/**
 * Lines of the customers within reach as a source `line` joined with product `p`, for those whose sums are in no
 * roll-up: a few hundred customers, whose lines stand together in the key.
 */
export function reachableLines(
  reach: OrderReach,
  dates: { readonly from: string; readonly before: string },
): RawBuilder<unknown> {
  return sql`
    order_line line join product p on p.org_id = line.org_id and p.product_id = line.product_id
    where line.org_id = (select current_org())
      and line.customer_id in (
        select c.customer_id from customer c where c.org_id = (select current_org()) and ${customerScope(reach, 'c')})
      and line.order_date >= ${dates.from}::date and line.order_date < ${dates.before}::date
      and ${goodsCondition(reach)}`
}
