import type { CustomerGroup } from '../../contract/words.ts'
import type { GroupSettings } from '../rule-book.ts'
import { type CustomerFacts, growthPercent, roundTo } from './facts.ts'
import type { Reason } from './template-lines.ts'

/** Why a customer is in a group, or null when it is not. */
export type GroupRule = (
  facts: CustomerFacts,
  settings: GroupSettings,
  more: { readonly highClassPercent: number | null },
) => Reason | null

/** SEG-10: a low tier and either a clear fall over the year or a very small month. */
const judgeWeak: GroupRule = (facts, settings) => {
  if (facts.tier === null || facts.tier > settings.weakTierAtMost) return null
  const growth = growthPercent(facts)
  const falls = growth !== null && roundTo(growth) <= -settings.weakFallPercent
  const isSmall = facts.quantity < settings.weakQuantityBelow
  if (!falls && !isSmall) return null
  return {
    tier: facts.tier,
    ...(falls ? { growthPercent: roundTo(growth) } : {}),
    ...(isSmall ? { quantity: roundTo(facts.quantity) } : {}),
  }
}

/** SEG-09: the lowest tiers, or no order for some cycles in a row. Shops that are not on an order cycle are never silent. */
const judgeMarginal: GroupRule = (facts, settings) => {
  const isLow = facts.tier !== null && facts.tier <= settings.marginalTierAtMost
  const cycleDays = facts.orderCycle === 'odd_week' || facts.orderCycle === 'even_week' ? 14 : 7
  const limit = settings.marginalCycles * cycleDays
  const isSilent = facts.turnsExpected > 0 && (facts.daysSilent === null || facts.daysSilent > limit)
  if (!isLow && !isSilent) return null
  return {
    ...(isLow ? { tier: facts.tier } : {}),
    ...(isSilent ? { cyclesWithoutOrder: settings.marginalCycles } : {}),
  }
}

/** SEG-12: much of the money in the highest price classes, and enough money. */
const judgeHighEnd: GroupRule = (facts, settings, { highClassPercent }) => {
  if (highClassPercent === null || highClassPercent < settings.highEndSharePercent) return null
  if (facts.amountFen < settings.highEndAmountFen) return null
  return { highClassPercent: roundTo(highClassPercent), amountFen: Math.round(facts.amountFen) }
}

export const GROUP_RULES: Readonly<Record<CustomerGroup, GroupRule>> = {
  weak: judgeWeak,
  marginal: judgeMarginal,
  high_end: judgeHighEnd,
}

/** The numbers of a group's rule as they stand above its list. */
export function describeGroup(group: CustomerGroup, settings: GroupSettings): Record<string, number> {
  switch (group) {
    case 'weak':
      return {
        tierAtMost: settings.weakTierAtMost,
        fallPercent: settings.weakFallPercent,
        quantityBelow: settings.weakQuantityBelow,
      }
    case 'marginal':
      return { tierAtMost: settings.marginalTierAtMost, cyclesWithoutOrder: settings.marginalCycles }
    case 'high_end':
      return {
        priceClassAtMost: settings.highEndPriceClassAtMost,
        sharePercentAtLeast: settings.highEndSharePercent,
        amountFenAtLeast: settings.highEndAmountFen,
      }
  }
}
