/** How far a reader's numbers reach, as conditions for the roll-ups. Orders say the same to their own lists. */
import { type RawBuilder, sql } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import { type SumReach, sumReachOf } from '../../goods/index.ts'
import { customerSumScope } from '../../people/index.ts'

export { goodsCondition as goodsOf, readsOwnBrands as hasGoodsLimit } from '../../goods/index.ts'

/** Sums of whole cells are for readers of aggregates too: the indicators hide the small ones. */
export function reachOf(reader: Reader): SumReach {
  return reader.scope === 'aggregate' ? { kind: 'managers', owns: () => sql`true` } : sumReachOf(reader)
}

/** Customers within reach, as a condition on alias `c` of the table customer. */
export function customersOf(reader: Reader): RawBuilder<unknown> {
  return customerSumScope(reader, 'c')
}

/** True where the condition on customers would be none. */
export function seesAll({ scope }: Reader): boolean {
  return scope === 'organisation' || scope === 'brand' || scope === 'aggregate'
}
