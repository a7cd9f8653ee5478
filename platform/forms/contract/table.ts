import type { Answers } from './answers.ts'
import { type FormDefinition, type Question, questionsOf } from './definition.ts'

/** A form's answers as a table: one column per question, in the order of the form. */
export interface AnswerColumn {
  readonly key: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly section?: { readonly zh: string; readonly en: string }
  readonly type: Question['type']
  /** Texts of the options of choices. */
  readonly options?: readonly {
    readonly value: string
    readonly label: { readonly zh: string; readonly en: string }
  }[]
}

export function columnsOf(definition: FormDefinition): AnswerColumn[] {
  return questionsOf(definition).map(({ question, section }) => ({
    key: question.id,
    label: question.label,
    type: question.type,
    ...(section ? { section: section.label } : {}),
    ...('options' in question
      ? { options: question.options.map(({ value, label }) => ({ value, label })) }
      : {}),
  }))
}

/** What many answers say about one question. */
export type QuestionSummary =
  | { readonly key: string; readonly answered: number; readonly counts: Readonly<Record<string, number>> }
  | {
      readonly key: string
      readonly answered: number
      readonly sum: number
      readonly mean: number
      readonly min: number
      readonly max: number
    }
  | { readonly key: string; readonly answered: number }

export function summarise(definition: FormDefinition, all: readonly Answers[]): QuestionSummary[] {
  return questionsOf(definition).map(({ question }): QuestionSummary => {
    const key = question.id
    const given = all.map((answers) => answers[key]).filter((answer) => answer !== undefined)
    const answered = given.length
    if ('options' in question) {
      const counts: Record<string, number> = Object.fromEntries(
        question.options.map(({ value }) => [value, 0]),
      )
      for (const value of given.flat()) if (Object.hasOwn(counts, value)) counts[String(value)]!++
      return { key, answered, counts }
    }
    const numbers = given.filter((answer) => typeof answer === 'number')
    if (question.type !== 'number' || numbers.length === 0) return { key, answered }
    const sum = numbers.reduce((total, value) => total + value, 0)
    return {
      key,
      answered,
      sum,
      mean: sum / numbers.length,
      min: numbers.reduce((least, value) => Math.min(least, value)),
      max: numbers.reduce((most, value) => Math.max(most, value)),
    }
  })
}
