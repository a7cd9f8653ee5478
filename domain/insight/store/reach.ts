/** How far a reader's numbers reach, as conditions for the roll-ups. */
import { type RawBuilder, sql } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import { customerSumScope, personsBelow } from '../../people/index.ts'

/**
 * `managers`: rows of the roll-ups by owner at the month's end, which keep a month as it was when customers change
 * hands. `customers`: rows of the customers assigned now, for those who own none in the roll-ups: the posts beside
 * the general one, and shops.
 */
export type Reach =
  | { readonly kind: 'managers'; readonly managers: (column: RawBuilder<unknown>) => RawBuilder<unknown> }
  | { readonly kind: 'customers' }

export function reachOf({ principal, scope }: Reader): Reach {
  switch (scope) {
    case 'organisation':
    case 'brand':
    case 'aggregate':
      return { kind: 'managers', managers: () => sql`true` }
    case 'team': {
      const { orgId, unitId } = principal
      return {
        kind: 'managers',
        managers: (column) => (unitId ? sql`${column} in (${personsBelow(orgId, unitId)})` : sql`false`),
      }
    }
    case 'own':
    case 'assigned': {
      const { personId } = principal
      return principal.role === 'manager_general' && personId
        ? { kind: 'managers', managers: (column) => sql`${column} = ${personId}` }
        : { kind: 'customers' }
    }
    case 'shop':
      return { kind: 'customers' }
  }
}

/** Customers within reach, as a condition on alias `c` of the table customer. */
export function customersOf(reader: Reader): RawBuilder<unknown> {
  return customerSumScope(reader, 'c')
}

/** True where the condition on customers would be none. */
export function seesAll({ scope }: Reader): boolean {
  return scope === 'organisation' || scope === 'brand' || scope === 'aggregate'
}

/**
 * Goods within reach, as a condition on alias `p` of the table product. Brand cultivation looks after the goods under
 * cultivation, the new and the key ones.
 */
export function goodsOf(reader: Reader): RawBuilder<unknown> {
  return reader.masks.includes('own-brands') ? sql`p.life_state in ('new', 'key')` : sql`true`
}

export function hasGoodsLimit(reader: Reader): boolean {
  return reader.masks.includes('own-brands')
}
