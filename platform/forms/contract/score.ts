import { type Answers, visibleFields } from './answers.ts'
import { type FormDefinition, type Question, questionsOf } from './definition.ts'

export interface Score {
  readonly points: number
  /** The most these questions can give. */
  readonly possible: number
  readonly sections: readonly { readonly id: string; readonly points: number; readonly possible: number }[]
  /** Points by field id, before a section's limits. */
  readonly fields: Readonly<Record<string, number>>
}

/**
 * What the answers are worth: options, bands of numbers, sections within 0..maxPoints. Questions that are hidden count
 * neither in points nor in what is possible; a hidden section is left out altogether.
 * Null when the form gives no points at all.
 */
export function scoreAnswers(definition: FormDefinition, answers: Answers): Score | null {
  const visible = visibleFields(definition, answers)
  const fields: Record<string, number> = {}
  const groups = new Map<string, { points: number; possible: number; limit?: number }>()
  let hasPoints = false
  for (const { question, section } of questionsOf(definition)) {
    if (!visible.has(question.id)) continue
    const key = section?.id ?? ''
    const group = groups.get(key) ?? {
      points: section?.startPoints ?? 0,
      possible: section?.startPoints ?? 0,
      limit: section?.maxPoints,
    }
    groups.set(key, group)
    if (section?.maxPoints !== undefined) hasPoints = true
    if (!givesPoints(question)) continue
    hasPoints = true
    const points = pointsOf(question, answers)
    fields[question.id] = points
    group.points += points
    group.possible += Math.max(0, mostPointsOf(question))
  }
  if (!hasPoints) return null
  const scored = [...groups].map(([id, { points, possible, limit }]) => ({
    id,
    points: limit === undefined ? points : Math.min(limit, Math.max(0, points)),
    possible: limit === undefined ? possible : Math.min(limit, Math.max(0, possible)),
  }))
  return {
    points: scored.reduce((sum, group) => sum + group.points, 0),
    possible: scored.reduce((sum, group) => sum + group.possible, 0),
    sections: scored.filter((group) => group.id !== ''),
    fields,
  }
}

function givesPoints(question: Question): boolean {
  if (question.type === 'number') return question.bands !== undefined
  return 'options' in question && question.options.some((option) => option.points !== undefined)
}

function pointsOf(question: Question, answers: Answers): number {
  const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
  if (question.type === 'number')
    return typeof answer === 'number'
      ? (question.bands?.findLast((band) => answer >= band.from)?.points ?? 0)
      : 0
  if (!('options' in question) || answer === undefined) return 0
  const chosen = Array.isArray(answer) ? answer : [answer]
  return question.options
    .filter((option) => chosen.includes(option.value))
    .reduce((sum, option) => sum + (option.points ?? 0), 0)
}

function mostPointsOf(question: Question): number {
  if (question.type === 'number') return Math.max(0, ...(question.bands ?? []).map((band) => band.points))
  if (!('options' in question)) return 0
  const points = question.options.map((option) => option.points ?? 0)
  if (question.type === 'choice') return Math.max(...points)
  const best = points.filter((value) => value > 0).sort((a, b) => b - a)
  return best
    .slice(0, question.type === 'multi' ? question.max : undefined)
    .reduce((sum, value) => sum + value, 0)
}
