import { addMonths, type IsoMonth } from '../../../engines/kernel/dates.ts'
import type { Tx } from '../../../platform/database/index.ts'
import type { Reader } from '../../../platform/indicators/index.ts'
import { countBuyers, countOrdering, countReturning } from '../store/coverage.ts'
import type { CustomerCount } from '../store/customers.ts'
import { hasGoodsLimit } from '../store/reach.ts'
import type { MonthSum, ServiceCounts } from './figures.ts'

/** Customers who ordered and who could have, for the months compared, and those who came back. */
export async function readService(
  tx: Tx,
  reader: Reader,
  months: readonly IsoMonth[],
  known: {
    readonly history: ReadonlyMap<IsoMonth, MonthSum>
    /** With one count of `activeThen` per month. */
    readonly counts: readonly CustomerCount[]
  },
): Promise<ServiceCounts> {
  const ordering = hasGoodsLimit(reader)
    ? await countBuyersOfMonths(tx, reader, months)
    : await countOrdering(tx, reader, months)
  const month = months[0]!
  return {
    coverage: months.map((one, index) => {
      if (!known.history.has(one)) return undefined
      const active = known.counts.reduce((sum, { activeThen }) => sum + activeThen[index]!, 0)
      return [ordering.get(one) ?? 0, active]
    }),
    returning: hasGoodsLimit(reader)
      ? {
          now: ordering.get(month) ?? 0,
          before: await countBuyersOf(tx, reader, addMonths(month, -3), addMonths(month, -1)),
        }
      : await countReturning(tx, { month, reader }),
  }
}

async function countBuyersOfMonths(tx: Tx, reader: Reader, months: readonly IsoMonth[]) {
  const counted = new Map<IsoMonth, number>()
  for (const month of months) counted.set(month, await countBuyersOf(tx, reader, month, month))
  return counted
}

async function countBuyersOf(tx: Tx, reader: Reader, from: IsoMonth, to: IsoMonth): Promise<number> {
  const [count] = await countBuyers(tx, { from, to, by: [], reader })
  return count?.buyers ?? 0
}
