import type { TemplateRule } from '../../contract/segments.ts'
import type { CustomerFacts } from './facts.ts'

export type Reason = Readonly<Record<string, string | number | boolean | null>>

export interface Classification {
  readonly class: string
  /** Code of the line that matched. */
  readonly rule: string
  readonly reason: Reason
}

type Shop = Pick<CustomerFacts, 'name' | 'format' | 'shopKind' | 'scale' | 'chainName' | 'floorAreaM2'>

/** SEG-03: the first line whose conditions all hold gives the class; null when none fits. Empty fields fit nothing. */
export function classifyByLines(shop: Shop, lines: readonly TemplateRule[]): Classification | null {
  for (const line of lines) {
    const reason = matchLine(shop, line.when)
    if (reason) return { class: line.class, rule: line.code, reason }
  }
  return null
}

/** The facts that made a line fit, or undefined when it does not. */
function matchLine(shop: Shop, when: TemplateRule['when']): Reason | undefined {
  const reason: Record<string, string | number | boolean | null> = {}
  for (const field of ['shopKind', 'format', 'scale'] as const) {
    const wanted = when[field] as readonly string[] | undefined
    if (!wanted) continue
    const value = shop[field]
    if (value === null || !wanted.includes(value)) return undefined
    reason[field] = value
  }
  if (when.nameContains) {
    const word = when.nameContains.find((part) => shop.name.includes(part))
    if (word === undefined) return undefined
    reason.name = word
  }
  if (when.isChain !== undefined) {
    if ((shop.chainName !== null) !== when.isChain) return undefined
    reason.chainName = shop.chainName
  }
  const area = shop.floorAreaM2
  if (when.floorAreaFromM2 !== undefined && (area === null || area < when.floorAreaFromM2)) return undefined
  if (when.floorAreaBelowM2 !== undefined && (area === null || area >= when.floorAreaBelowM2))
    return undefined
  if (when.floorAreaFromM2 !== undefined || when.floorAreaBelowM2 !== undefined) reason.floorAreaM2 = area
  return reason
}
