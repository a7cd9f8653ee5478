import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Answers,
  type AnswerValue,
  type Condition,
  cleanAnswers,
  type FormDefinition,
  findDefinitionFaults,
  formDefinition,
  holds,
  type Question,
  questionsOf,
  scoreAnswers,
  validateAnswers,
  visibleFields,
} from './contract.ts'

const LABEL = { zh: '题', en: 'Question' }
const OPTIONS = ['a', 'b', 'c'].map((value, index) => ({ value, label: LABEL, points: index * 3 - 2 }))

/** Forms of up to eight questions in and out of sections, with conditions on earlier ones. */
const forms: fc.Arbitrary<FormDefinition> = fc
  .array(
    fc.record({
      type: fc.constantFrom('text', 'number', 'choice', 'multi', 'date', 'photo', 'scan'),
      required: fc.boolean(),
      isSection: fc.boolean(),
      look: fc.option(fc.record({ back: fc.nat(7), kind: fc.nat(5) }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((specs) => {
    const fields = specs.map(({ type, required, isSection, look }, index) => {
      const visibleWhen = look && index > 0 ? conditionOn(`q${look.back % index}`, look.kind) : undefined
      const question = { id: `q${index}`, label: LABEL, required, ...shapeOf(type) }
      if (!isSection) return { ...question, ...(visibleWhen ? { visibleWhen } : {}) }
      return {
        id: `s${index}`,
        type: 'section',
        label: LABEL,
        maxPoints: 10,
        startPoints: index,
        fields: [question],
        ...(visibleWhen ? { visibleWhen } : {}),
      }
    })
    return formDefinition.parse({ id: 'test.any', title: LABEL, subjectKind: 'customer', fields })
  })

/** Fits the question most of the time; the rest is whatever a client could send. */
const anyAnswer: fc.Arbitrary<AnswerValue> = fc.oneof(
  fc.constantFrom<AnswerValue>('a', 'b', '2026-03-01', 5, 12, ['a'], ['a', 'c'], ['photo-1'], ''),
  fc.string({ maxLength: 5 }),
  fc.double(),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }),
)
const anyAnswers: fc.Arbitrary<Answers> = fc.dictionary(
  fc.constantFrom('q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'other', 'constructor'),
  anyAnswer,
)

test('law: generated forms hold together', () => {
  fc.assert(fc.property(forms, (form) => assert.deepEqual(findDefinitionFaults(form), [])))
})

test('law: one pass from the top finds the same fields as the obvious repetition until nothing changes', () => {
  fc.assert(
    fc.property(forms, anyAnswers, (form, answers) => {
      assert.deepEqual([...visibleFields(form, answers)].sort(), [...visibleSlowly(form, answers)].sort())
    }),
    { numRuns: 300 },
  )
})

test('law: checking never throws, and a form filled in as it asks passes', () => {
  fc.assert(
    fc.property(forms, anyAnswers, fc.infiniteStream(fc.nat(2)), (form, answers, choices) => {
      validateAnswers(form, answers)
      const filled = fillIn(form, () => choices.next().value)
      assert.deepEqual(validateAnswers(form, filled), [])
    }),
    { numRuns: 300 },
  )
})

test('law: cleaning twice is cleaning once, hides nothing that shows, and leaves no answer to a hidden field', () => {
  fc.assert(
    fc.property(forms, anyAnswers, (form, answers) => {
      const clean = cleanAnswers(form, answers)
      assert.deepEqual(cleanAnswers(form, clean), clean)
      assert.deepEqual(visibleFields(form, clean), visibleFields(form, answers))
      assert.ok(validateAnswers(form, clean).every(({ code }) => code !== 'FORM-06'))
    }),
    { numRuns: 300 },
  )
})

test('law: taking away a required answer that nothing hangs on is told, for that field alone', () => {
  fc.assert(
    fc.property(forms, fc.infiniteStream(fc.nat(2)), fc.nat(7), (form, choices, pick) => {
      const filled = fillIn(form, () => choices.next().value)
      const placed = questionsOf(form)
      const { question } = placed[pick % placed.length]!
      if (!question.required || filled[question.id] === undefined) return
      const without = Object.fromEntries(Object.entries(filled).filter(([id]) => id !== question.id))
      if (visibleFields(form, without).symmetricDifference(visibleFields(form, filled)).size > 0) return
      assert.deepEqual(
        validateAnswers(form, cleanAnswers(form, without)).map(({ code, subject }) => [code, subject]),
        [['FORM-01', question.id]],
      )
    }),
    { numRuns: 300 },
  )
})

test('law: points of a limited section stay within 0 and its limit, and hidden answers are worth nothing', () => {
  fc.assert(
    fc.property(forms, anyAnswers, (form, answers) => {
      const score = scoreAnswers(form, answers)
      assert.deepEqual(scoreAnswers(form, cleanAnswers(form, answers)), score)
      for (const section of score?.sections ?? []) {
        assert.ok(section.points >= 0 && section.points <= 10)
        assert.ok(section.possible <= 10)
      }
    }),
    { numRuns: 300 },
  )
})

// ---- making forms and answers -----------------------------------------------------------------------------------

function shapeOf(type: string): object {
  if (type === 'choice' || type === 'multi') return { type, options: OPTIONS }
  if (type === 'number')
    return {
      type,
      min: 0,
      max: 20,
      decimals: 1,
      bands: [
        { from: 5, points: 2 },
        { from: 10, points: 6 },
      ],
    }
  return { type }
}

function conditionOn(field: string, kind: number): Condition {
  const simple: Condition[] = [
    { field, answered: true },
    { field, in: ['a', '5', '12'] },
    { field, atLeast: 6 },
    { field, atMost: 6 },
  ]
  if (kind === 4) return { not: simple[0]! }
  if (kind === 5) return { any: [simple[1]!, { all: [simple[0]!, simple[2]!] }] }
  return simple[kind]!
}

/** Answers whatever shows, from top to bottom, until nothing new shows. */
function fillIn(form: FormDefinition, choose: () => number): Answers {
  const answers: Record<string, AnswerValue> = {}
  for (const { question } of questionsOf(form))
    if (visibleFields(form, answers).has(question.id)) answers[question.id] = fitting(question, choose())
  return answers
}

function fitting(question: Question, choice: number): AnswerValue {
  switch (question.type) {
    case 'text':
    case 'scan':
      return ['x', 'a', '12'][choice]!
    case 'number':
      return [0, 5.5, 12][choice]!
    case 'date':
      return '2026-03-01'
    case 'choice':
      return OPTIONS[choice]!.value
    case 'multi':
      return OPTIONS.slice(choice).map(({ value }) => value)
    case 'photo':
      return ['photo-1']
  }
}

/** Starts with everything visible and hides what its condition refuses, again and again, until nothing changes. */
function visibleSlowly(form: FormDefinition, answers: Answers): Set<string> {
  let visible = new Set(questionsOf(form).map(({ question }) => question.id))
  for (;;) {
    const seen = Object.fromEntries(
      Object.entries(answers).filter(([id, value]) => visible.has(id) && !isEmpty(value)),
    )
    const next = new Set(
      questionsOf(form)
        .filter(
          ({ question, section }) =>
            (!section?.visibleWhen || holds(section.visibleWhen, seen)) &&
            (!question.visibleWhen || holds(question.visibleWhen, seen)),
        )
        .map(({ question }) => question.id),
    )
    if (next.size === visible.size && [...next].every((id) => visible.has(id))) return next
    visible = next
  }
}

function isEmpty(value: AnswerValue): boolean {
  return typeof value === 'number'
    ? false
    : value.length === 0 || (typeof value === 'string' && value.trim() === '')
}
