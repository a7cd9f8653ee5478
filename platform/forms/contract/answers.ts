import { z } from 'zod'
import { isIsoDate } from '../../../engines/kernel/dates.ts'
import type { Violation } from '../../refusal.ts'
import {
  type Comparison,
  type Condition,
  type FormDefinition,
  type Operand,
  type Question,
  questionsOf,
} from './definition.ts'

export const answerValue = z.union([z.string().max(5000), z.number(), z.array(z.string().max(200)).max(100)])
export type AnswerValue = z.infer<typeof answerValue>
/** By field id. A field without an answer is absent. */
export const answersSchema = z.record(z.string().max(40), answerValue)
export type Answers = Readonly<Record<string, AnswerValue>>

/**
 * What is wrong with the answers to a form; empty when they can be kept. Pure: the same on a tablet without a network
 * and on the server. Subjects are field ids.
 *
 * FORM-01 required and missing · FORM-02 not of the field's kind · FORM-03 outside its limits · FORM-04 not one of
 * the options · FORM-05 no such field · FORM-06 answered though hidden · FORM-07 too few or too many · FORM-08 a check
 * across fields does not hold (`values.check`).
 */
export function validateAnswers(definition: FormDefinition, answers: Answers): Violation[] {
  const violations: Violation[] = []
  const visible = visibleFields(definition, answers)
  const known = new Set<string>()
  for (const { question } of questionsOf(definition)) {
    known.add(question.id)
    const answer = given(answers[question.id])
    if (!visible.has(question.id)) {
      if (answer !== undefined) violations.push({ code: 'FORM-06', subject: question.id })
    } else if (answer === undefined) {
      if (isNeeded(question)) violations.push({ code: 'FORM-01', subject: question.id })
    } else {
      const violation = checkAnswer(question, answer)
      if (violation) violations.push({ subject: question.id, ...violation })
    }
  }
  for (const id of Object.keys(answers)) if (!known.has(id)) violations.push({ code: 'FORM-05', subject: id })
  if (violations.length > 0) return violations
  const seen = only(answers, visible)
  for (const { id, when, require } of definition.checks) {
    if (when && !holds(when, seen)) continue
    const isKept = 'left' in require ? compare(require, seen) : holds(require, seen)
    if (isKept === false) violations.push({ code: 'FORM-08', subject: id, values: { check: id } })
  }
  return violations
}

/** The fields that show with these answers. Conditions look back only, so one pass from the top is enough. */
export function visibleFields(definition: FormDefinition, answers: Answers): Set<string> {
  const visible = new Set<string>()
  const seen: Record<string, AnswerValue> = {}
  for (const { question, section } of questionsOf(definition)) {
    if (section?.visibleWhen && !holds(section.visibleWhen, seen)) continue
    if (question.visibleWhen && !holds(question.visibleWhen, seen)) continue
    visible.add(question.id)
    const answer = given(answers[question.id])
    if (answer !== undefined) seen[question.id] = answer
  }
  return visible
}

/** Without what was typed into fields that are hidden now, and without empty answers. Nothing else is changed. */
export function cleanAnswers(definition: FormDefinition, answers: Answers): Answers {
  const hidden = new Set(questionsOf(definition).map(({ question }) => question.id))
  for (const id of visibleFields(definition, answers)) hidden.delete(id)
  return Object.fromEntries(
    Object.entries(answers).filter(([id, answer]) => !hidden.has(id) && given(answer) !== undefined),
  )
}

/** First answers from what the page knows: `{ 'customer.name': '…' }`. Values that do not fit are left out. */
export function prefillAnswers(
  definition: FormDefinition,
  known: Readonly<Record<string, AnswerValue | null | undefined>>,
): Answers {
  const answers: Record<string, AnswerValue> = {}
  for (const { question } of questionsOf(definition)) {
    const value = question.prefill === undefined ? undefined : given(known[question.prefill] ?? undefined)
    if (value !== undefined && !checkAnswer(question, value)) answers[question.id] = value
  }
  return cleanAnswers(definition, answers)
}

export function holds(rule: Condition, answers: Answers): boolean {
  if ('all' in rule) return rule.all.every((part) => holds(part, answers))
  if ('any' in rule) return rule.any.some((part) => holds(part, answers))
  if ('not' in rule) return !holds(rule.not, answers)
  const answer = own(answers, rule.field)
  if ('answered' in rule) return (answer !== undefined) === rule.answered
  if ('in' in rule) {
    if (Array.isArray(answer)) return answer.some((item) => rule.in.includes(item))
    return answer !== undefined && rule.in.includes(String(answer))
  }
  if (typeof answer !== 'number') return false
  return 'atLeast' in rule ? answer >= rule.atLeast : answer <= rule.atMost
}

/** Undefined while an operand is missing or the two cannot be compared. */
function compare({ left, is, right }: Comparison, answers: Answers): boolean | undefined {
  const a = read(left, answers)
  const b = read(right, answers)
  if (a === undefined || b === undefined || typeof a !== typeof b) return undefined
  switch (is) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '=':
      return a === b
    case '>=':
      return a >= b
    case '>':
      return a > b
    case '!=':
      return a !== b
  }
}

/** A sum counts what is answered; nothing answered is no sum. */
function read(side: Operand, answers: Answers): string | number | undefined {
  if ('value' in side) return side.value
  if ('sum' in side) {
    const numbers = side.sum.map((id) => own(answers, id)).filter((value) => typeof value === 'number')
    return numbers.length === 0 ? undefined : roundOff(numbers.reduce((sum, value) => sum + value, 0))
  }
  const answer = own(answers, side.field)
  return Array.isArray(answer) ? answer.length : answer
}

/** 0.1 + 0.2 is 0.3 to the person who filled in the form; answers have at most four decimals. */
function roundOff(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function checkAnswer(question: Question, answer: AnswerValue): Omit<Violation, 'subject'> | undefined {
  switch (question.type) {
    case 'text':
    case 'scan':
      if (typeof answer !== 'string') return { code: 'FORM-02' }
      return answer.length <= question.maxLength
        ? undefined
        : { code: 'FORM-03', values: { max: question.maxLength } }
    case 'number':
      return checkNumber(question, answer)
    case 'date':
      if (typeof answer !== 'string' || !isIsoDate(answer)) return { code: 'FORM-02' }
      if (question.earliest && answer < question.earliest)
        return { code: 'FORM-03', values: { min: question.earliest } }
      return question.latest && answer > question.latest
        ? { code: 'FORM-03', values: { max: question.latest } }
        : undefined
    case 'choice':
      if (typeof answer !== 'string') return { code: 'FORM-02' }
      return question.options.some(({ value }) => value === answer) ? undefined : { code: 'FORM-04' }
    case 'multi':
      if (!isDistinctList(answer)) return { code: 'FORM-02' }
      if (!answer.every((item) => question.options.some(({ value }) => value === item)))
        return { code: 'FORM-04' }
      return checkCount(answer.length, question.min, question.max)
    case 'photo':
      if (!isDistinctList(answer)) return { code: 'FORM-02' }
      return checkCount(answer.length, question.min, question.max)
  }
}

function checkNumber(
  question: Question & { type: 'number' },
  answer: AnswerValue,
): Omit<Violation, 'subject'> | undefined {
  if (typeof answer !== 'number' || !Number.isFinite(answer)) return { code: 'FORM-02' }
  if (Number(answer.toFixed(question.decimals)) !== answer)
    return { code: 'FORM-02', values: { decimals: question.decimals } }
  const { min, max } = question
  if ((min !== undefined && answer < min) || (max !== undefined && answer > max))
    return { code: 'FORM-03', values: { min: min ?? null, max: max ?? null } }
  return undefined
}

function checkCount(count: number, min?: number, max?: number): Omit<Violation, 'subject'> | undefined {
  if (count >= (min ?? 0) && count <= (max ?? Number.POSITIVE_INFINITY)) return undefined
  return { code: 'FORM-07', values: { count, min: min ?? null, max: max ?? null } }
}

function isDistinctList(answer: AnswerValue): answer is string[] {
  return Array.isArray(answer) && new Set(answer).size === answer.length
}

/** Photos that must be taken are required whatever else is said. */
function isNeeded(question: Question): boolean {
  return question.required || (question.type === 'photo' && question.min > 0)
}

/** An empty text or list is no answer. */
function given(answer: AnswerValue | undefined): AnswerValue | undefined {
  if (typeof answer === 'string' && answer.trim() === '') return undefined
  return Array.isArray(answer) && answer.length === 0 ? undefined : answer
}

function only(answers: Answers, fields: ReadonlySet<string>): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([id, answer]) => fields.has(id) && given(answer) !== undefined),
  )
}

function own(answers: Answers, id: string): AnswerValue | undefined {
  return Object.hasOwn(answers, id) ? answers[id] : undefined
}
