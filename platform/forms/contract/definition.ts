import { z } from 'zod'
import { isIsoDate } from '../../../engines/kernel/dates.ts'

/**
 * A form as data: what is asked, how answers are checked, when a field shows, what an answer is worth. The same
 * definition draws the form on desk, tablet and the retailer's page, checks answers without a network, and gives
 * the columns of the table of answers.
 */
const fieldId = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/)
const label = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })

/** True or false from the answers given so far. A field that is hidden or not answered satisfies nothing. */
export type Condition =
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly field: string; readonly atLeast: number }
  | { readonly field: string; readonly atMost: number }
  | { readonly field: string; readonly answered: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: fieldId, in: z.array(z.string()).min(1).max(100) }),
    z.strictObject({ field: fieldId, atLeast: z.number() }),
    z.strictObject({ field: fieldId, atMost: z.number() }),
    z.strictObject({ field: fieldId, answered: z.boolean() }),
    z.strictObject({ all: z.array(condition).min(1).max(20) }),
    z.strictObject({ any: z.array(condition).min(1).max(20) }),
    z.strictObject({ not: condition }),
  ]),
)

const operand = z.union([
  z.strictObject({ field: fieldId }),
  z.strictObject({ value: z.union([z.number(), z.string().max(100)]) }),
  z.strictObject({ sum: z.array(fieldId).min(1).max(50) }),
])
export type Operand = z.infer<typeof operand>

const comparison = z.strictObject({
  left: operand,
  is: z.enum(['<', '<=', '=', '>=', '>', '!=']),
  right: operand,
})
export type Comparison = z.infer<typeof comparison>

/** Something that must hold across fields. Skipped while one of its operands is not answered. */
const check = z.strictObject({
  id: fieldId,
  message: label,
  when: condition.optional(),
  require: z.union([comparison, condition]),
})
export type Check = z.infer<typeof check>

const points = z.number().min(-1000).max(1000)
const option = z.strictObject({ value: z.string().min(1).max(60), label, points: points.optional() })

const base = {
  id: fieldId,
  label,
  help: label.optional(),
  required: z.boolean().default(false),
  visibleWhen: condition.optional(),
  /** A key of what the page knows already, such as `customer.name`; the person may change it. */
  prefill: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/)
    .optional(),
}

const isoDate = z.string().refine(isIsoDate)

const question = z.discriminatedUnion('type', [
  z.strictObject({
    ...base,
    type: z.literal('text'),
    maxLength: z.number().int().min(1).max(5000).default(500),
    multiline: z.boolean().default(false),
  }),
  z.strictObject({
    ...base,
    type: z.literal('number'),
    unit: label.optional(),
    decimals: z.number().int().min(0).max(4).default(0),
    min: z.number().optional(),
    max: z.number().optional(),
    /** Points from this value upwards, rising; below the first none. */
    bands: z
      .array(z.strictObject({ from: z.number(), points }))
      .max(20)
      .optional(),
  }),
  z.strictObject({ ...base, type: z.literal('choice'), options: z.array(option).min(1).max(100) }),
  z.strictObject({
    ...base,
    type: z.literal('multi'),
    options: z.array(option).min(1).max(100),
    min: z.number().int().min(0).optional(),
    max: z.number().int().min(1).optional(),
  }),
  z.strictObject({
    ...base,
    type: z.literal('date'),
    earliest: isoDate.optional(),
    latest: isoDate.optional(),
  }),
  /** Answers are ids of stored pictures. */
  z.strictObject({
    ...base,
    type: z.literal('photo'),
    min: z.number().int().min(0).default(0),
    max: z.number().int().min(1).max(20).default(3),
  }),
  /** A code read by the camera, or typed. */
  z.strictObject({
    ...base,
    type: z.literal('scan'),
    maxLength: z.number().int().min(1).max(200).default(64),
  }),
])
export type Question = z.infer<typeof question>

/** Questions below a heading; with `maxPoints` their points are summed from `startPoints` and kept within 0..max. */
const section = z.strictObject({
  id: fieldId,
  type: z.literal('section'),
  label,
  visibleWhen: condition.optional(),
  startPoints: points.default(0),
  maxPoints: z.number().positive().optional(),
  fields: z.array(question).min(1).max(100),
})
export type Section = z.infer<typeof section>

export const formDefinition = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*\.[a-z0-9][a-z0-9-]*$/),
  title: label,
  purpose: label.optional(),
  /** What an answer is about: `customer`, `person`, `visit`. */
  subjectKind: z.string().regex(/^[a-z_]+$/),
  /** Nobody can tell who answered, the server included. */
  anonymous: z.boolean().default(false),
  fields: z
    .array(z.union([section, question]))
    .min(1)
    .max(100),
  checks: z.array(check).max(50).default([]),
})
export type FormDefinition = z.infer<typeof formDefinition>
export type FormDefinitionInput = z.input<typeof formDefinition>

/** A question with the section it stands in. */
export interface PlacedQuestion {
  readonly question: Question
  readonly section?: Section
}

/** All questions from top to bottom. */
export function questionsOf(definition: FormDefinition): PlacedQuestion[] {
  return definition.fields.flatMap((field): PlacedQuestion[] =>
    field.type === 'section'
      ? field.fields.map((inner) => ({ question: inner, section: field }))
      : [{ question: field }],
  )
}

/**
 * What a shape cannot say: ids twice, conditions that look at later fields (so there are no circles), limits the
 * wrong way round. Empty when the form holds together.
 */
export function findDefinitionFaults(definition: FormDefinition): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  const sections = new Set<string>()
  const numbers = new Set<string>()
  const lookBack = (place: string, names: readonly string[]) => {
    for (const name of names) if (!seen.has(name)) faults.push(`${place}: ${name} is not an earlier field`)
  }
  let openSection: Section | undefined
  for (const { question: field, section: parent } of questionsOf(definition)) {
    if (parent && parent !== openSection) {
      openSection = parent
      if (sections.has(parent.id)) faults.push(`${parent.id}: two sections of this id`)
      sections.add(parent.id)
      if (parent.visibleWhen) lookBack(parent.id, fieldsIn(parent.visibleWhen))
    }
    if (field.visibleWhen) lookBack(field.id, fieldsIn(field.visibleWhen))
    if (seen.has(field.id) || sections.has(field.id)) faults.push(`${field.id}: two fields of this id`)
    seen.add(field.id)
    if (field.type === 'number') numbers.add(field.id)
    faults.push(...findLimitFaults(field).map((fault) => `${field.id}: ${fault}`))
  }
  for (const { id, when, require } of definition.checks) {
    if (when) lookBack(id, fieldsIn(when))
    lookBack(
      id,
      'left' in require ? [require.left, require.right].flatMap(fieldsOfOperand) : fieldsIn(require),
    )
    if ('left' in require)
      for (const side of [require.left, require.right])
        if ('sum' in side)
          for (const name of side.sum) if (!numbers.has(name)) faults.push(`${id}: ${name} is not a number`)
  }
  return faults
}

function findLimitFaults(field: Question): string[] {
  const faults: string[] = []
  if ('options' in field) {
    const values = field.options.map((item) => item.value)
    if (new Set(values).size < values.length) faults.push('an option is listed twice')
  }
  if (
    'min' in field &&
    'max' in field &&
    field.min !== undefined &&
    field.max !== undefined &&
    field.min > field.max
  )
    faults.push('the least is more than the most')
  if (field.type === 'multi' && (field.min ?? 0) > field.options.length)
    faults.push('more options are asked for than there are')
  if (field.type === 'number' && field.bands)
    for (let index = 1; index < field.bands.length; index++)
      if (field.bands[index]!.from <= field.bands[index - 1]!.from) faults.push('bands do not rise')
  if (field.type === 'date' && field.earliest && field.latest && field.earliest > field.latest)
    faults.push('the earliest date lies after the latest')
  return faults
}

/** The fields a condition looks at. */
export function fieldsIn(rule: Condition): string[] {
  if ('all' in rule) return rule.all.flatMap(fieldsIn)
  if ('any' in rule) return rule.any.flatMap(fieldsIn)
  if ('not' in rule) return fieldsIn(rule.not)
  return [rule.field]
}

function fieldsOfOperand(side: Operand): string[] {
  if ('field' in side) return [side.field]
  return 'sum' in side ? side.sum : []
}
