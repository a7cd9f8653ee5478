import { VALUE_CRITERIA, type ValueCriterion } from '../../contract/words.ts'
import type { ValueSettings } from '../rule-book.ts'
import { type CustomerFacts, clamp, growthPercent, regularityPercent, roundTo } from './facts.ts'
import type { Classification } from './template-lines.ts'

export const VALUE_CLASSES = ['high', 'middle', 'low'] as const

export type RowsKind = 'orders' | 'months' | 'debits' | 'anomalies' | 'visits' | 'field' | 'facts'

export interface ScoredFact {
  readonly fact: string
  readonly value: number | null
  /** 0..100; null = nothing known, takes no part. */
  readonly points: number | null
  readonly rowsKind: RowsKind
}

export interface ScoredCriterion {
  readonly criterion: ValueCriterion
  /** As the rule says; counts as nothing where the score is null. */
  readonly weight: number
  readonly score: number | null
  readonly facts: readonly ScoredFact[]
}

export interface ValueScore {
  readonly score: number | null
  readonly criteria: readonly ScoredCriterion[]
}

/** Shares in percent that other modules may put into customer_fact; each gives its own number of points. */
export const COOPERATION_FACTS = ['visitsKept', 'priceTagsRight', 'displayKept', 'surveysAnswered'] as const

/**
 * SEG-04: each criterion is the mean of its known facts, the score the weighted mean of the criteria that have any. What
 * is unknown lowers the weight, never the score: a shop is not punished for what nobody wrote down.
 */
export function scoreValue(facts: CustomerFacts, settings: ValueSettings): ValueScore {
  const criteria = VALUE_CRITERIA.map((criterion): ScoredCriterion => {
    const scored = FACTS[criterion](facts, settings)
    const known = scored.flatMap((fact) => (fact.points === null ? [] : [fact.points]))
    const score = known.length === 0 ? null : roundTo(known.reduce((sum, one) => sum + one, 0) / known.length)
    return { criterion, weight: settings.weights[criterion], score, facts: scored }
  })
  let [sum, weight] = [0, 0]
  for (const one of criteria) {
    if (one.score === null) continue
    sum += one.score * one.weight
    weight += one.weight
  }
  return { score: weight === 0 ? null : roundTo(sum / weight), criteria }
}

/** High, middle or low by the score; nothing for customers of whom nothing is known. */
export function classifyValue({ score }: ValueScore, settings: ValueSettings): Classification | null {
  if (score === null) return null
  const level = score >= settings.highFrom ? 'high' : score >= settings.middleFrom ? 'middle' : 'low'
  return { class: level, rule: `value-${level}`, reason: { score } }
}

const FACTS: Readonly<
  Record<ValueCriterion, (facts: CustomerFacts, settings: ValueSettings) => ScoredFact[]>
> = {
  loyalty: (facts) => [
    share('regularity', regularityPercent(facts), 'orders'),
    share(
      'orderMonths',
      facts.monthsPossible === 0 ? null : (facts.orderMonths / facts.monthsPossible) * 100,
      'months',
      facts.orderMonths,
    ),
  ],
  integrity: (facts, settings) => [
    {
      fact: 'creditGrade',
      value: facts.creditGrade && settings.creditPoints[facts.creditGrade],
      points: facts.creditGrade && settings.creditPoints[facts.creditGrade],
      rowsKind: 'field',
    },
    {
      fact: 'failedDebits',
      value: facts.debits === 0 ? null : facts.failedDebits,
      points:
        facts.debits === 0 ? null : clamp(100 - settings.failedDebitPoints * facts.failedDebits, 0, 100),
      rowsKind: 'debits',
    },
    {
      fact: 'anomalies',
      value: facts.orderMonths === 0 ? null : facts.anomalies,
      points: facts.orderMonths === 0 ? null : clamp(100 - settings.anomalyPoints * facts.anomalies, 0, 100),
      rowsKind: 'anomalies',
    },
  ],
  cooperation: (facts) => [
    {
      fact: 'functionalTerminal',
      value: facts.functionalTerminal === null ? null : Number(facts.functionalTerminal),
      points: facts.functionalTerminal === null ? null : facts.functionalTerminal ? 100 : 50,
      rowsKind: 'field',
    },
    ...COOPERATION_FACTS.map((fact) =>
      share(fact, facts.others[fact] ?? null, fact === 'visitsKept' ? 'visits' : 'facts'),
    ),
  ],
  growth: (facts, settings) => {
    const percent = growthPercent(facts)
    return [
      {
        fact: 'growthPercent',
        value: percent === null ? null : roundTo(percent),
        points:
          percent === null ? null : roundTo(clamp(50 + (percent / settings.growthFullPercent) * 50, 0, 100)),
        rowsKind: 'months',
      },
    ]
  },
  dependence: (facts, settings) => {
    const percent = facts.cigaretteSharePercent
    return [
      {
        fact: 'cigaretteSharePercent',
        value: percent,
        points:
          percent === null ? null : roundTo(clamp((percent / settings.dependenceFullPercent) * 100, 0, 100)),
        rowsKind: 'field',
      },
    ]
  },
}

function share(
  fact: string,
  percent: number | null,
  rowsKind: RowsKind,
  value: number | null = percent,
): ScoredFact {
  if (percent === null) return { fact, value: null, points: null, rowsKind }
  return { fact, value: roundTo(value ?? percent), points: roundTo(clamp(percent, 0, 100)), rowsKind }
}
