import { SCALES, type Scale, VALUE_GROUPS, type ValueGroup } from '../../contract/words.ts'
import type { LuwanSettings, RatingSettings } from '../rule-book.ts'
import { type CustomerFacts, percentileRanks, roundTo } from './facts.ts'
import { classifyLuwan, type LuwanDegrees, measureLuwan } from './luwan.ts'
import type { Reason } from './template-lines.ts'

export interface Rerating {
  readonly customerId: string
  readonly kind: 'value_group' | 'scale'
  readonly before: string | null
  readonly after: string
  readonly move: 'up' | 'down' | 'new' | 'side'
  readonly reason: Reason
}

/** SEG-07: who would stand elsewhere after this month, and why. Those without an order in the months stay. */
export function proposeReratings(
  customers: readonly CustomerFacts[],
  settings: { readonly luwan: LuwanSettings; readonly rating: RatingSettings },
): Rerating[] {
  const buying = customers.filter((one) => one.quantity > 0)
  const degrees = measureLuwan(buying, settings.luwan)
  const groups = buying.flatMap((one, index) => rateValueGroup(one, degrees[index]!, settings) ?? [])
  const scales = [...Map.groupBy(buying, (one) => one.format)]
    .filter(([format]) => format !== null)
    .flatMap(([, members]) => rateScales(members, settings.rating))
  return [...groups, ...scales]
}

export function rateValueGroup(
  facts: CustomerFacts,
  degrees: LuwanDegrees,
  { luwan, rating }: { readonly luwan: LuwanSettings; readonly rating: RatingSettings },
): Rerating | null {
  const before = facts.valueGroup
  // The line moves away from where the customer stands.
  const isHigh = before === 'core' || before === 'important'
  const shifted: LuwanSettings = {
    ...luwan,
    valueCut: luwan.valueCut + shift(before, isHigh, rating),
    loyaltyCut: luwan.loyaltyCut + (isHigh ? shift(before, before === 'core', rating) : 0),
  }
  const { class: after, reason } = classifyLuwan(degrees, facts.windowStart, shifted)
  if (after === before) return null
  return {
    customerId: facts.customerId,
    kind: 'value_group',
    before,
    after,
    move: moveOf(VALUE_GROUPS, before, after),
    reason: { ...reason, amountFen: Math.round(facts.amountFen) },
  }
}

/** Scale within one format, by the rank of the mean month. */
export function rateScales(members: readonly CustomerFacts[], settings: RatingSettings): Rerating[] {
  const ranks = percentileRanks(members.map((one) => one.quantity))
  const largeCut = 100 - settings.largePercent
  const mediumCut = largeCut - settings.mediumPercent
  return members.flatMap((one, index): Rerating[] => {
    const rank = ranks[index]!
    const before = one.scale
    const isLarge = rank >= largeCut + shift(before, before === 'large', settings)
    const isMedium = rank >= mediumCut + shift(before, before !== 'small', settings)
    const after: Scale = isLarge ? 'large' : isMedium ? 'medium' : 'small'
    if (after === before) return []
    const reason = { rankPercent: roundTo(rank), quantity: roundTo(one.quantity) }
    return [
      {
        customerId: one.customerId,
        kind: 'scale',
        before,
        after,
        move: moveOf(SCALES, before, after),
        reason,
      },
    ]
  })
}

function shift(before: string | null, isAbove: boolean, { marginPoints }: RatingSettings): number {
  if (before === null || before === 'night') return 0
  return isAbove ? -marginPoints : marginPoints
}

/** Lists run from the highest to the lowest; a night shop is beside the others, not above or below. */
function moveOf<Value extends ValueGroup | Scale>(
  order: readonly Value[],
  before: Value | null,
  after: Value,
): Rerating['move'] {
  if (before === null) return 'new'
  if (before === 'night' || after === 'night') return 'side'
  return order.indexOf(after) < order.indexOf(before) ? 'up' : 'down'
}
