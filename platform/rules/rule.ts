import { z } from 'zod'
import { assert } from '../refusal.ts'

/**
 * One parameter that a company may set: its name, its shape, the value the release ships, and the sentence that
 * tells what it means. Modules define theirs in code (`rules-of-the-module.ts`); values by date are in the database.
 */
export interface Rule<Value = unknown> {
  /** `module.name-in-kebab-case`, never reused for something else. */
  readonly id: string
  readonly schema: z.ZodType<Value>
  /** Ships with the release; pinned into the database when a company is set up, so a later release changes nothing. */
  readonly default: Value
  /** `hours`, `minutes`, `metres`, `%`, `cartons`; absent for lists and tables. */
  readonly unit?: string
  readonly title: Bilingual
  /** A sentence that a person agrees to, with the value in it. */
  readonly clause: { zh(value: Value): string; en(value: Value): string }
  /** Where the rule comes from: a row of the mission table, a standard, or `default` when it is ours. */
  readonly source: string
}

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** The number of a value of a rule that was not yet pinned: the release's own. */
export const DEFAULT_VERSION = 0

const book = new Map<string, Rule>()

/**
 * Registers a rule. Two rules of one id, a default that its schema refuses, or a strangely written id stop the
 * program while it loads.
 *
 *     export const hoursPerDay = defineRule({
 *       id: 'plans.hours-per-day', schema: z.number().min(1).max(12), default: 8, unit: 'hours', source: 'VIS-09',
 *       title: { zh: '每日工作时长', en: 'Hours of a working day' },
 *       clause: { zh: (hours) => `每个工作日从离家到回家不超过 ${hours} 小时。`,
 *                 en: (hours) => `No working day is longer than ${hours} hours from leaving home to returning.` },
 *     })
 */
export function defineRule<Value>(rule: Rule<Value>): Rule<Value> {
  assert(/^[a-z][a-z-]*\.[a-z0-9][a-z0-9-]*$/.test(rule.id), `a rule id is module.name: ${rule.id}`)
  assert(!book.has(rule.id), `rule ${rule.id} is defined once`)
  assert(rule.schema.safeParse(rule.default).success, `the default of rule ${rule.id} fits its schema`)
  book.set(rule.id, rule)
  return rule
}

export function findRule(id: string): Rule | undefined {
  return book.get(id)
}

/** All rules that were loaded, by id. */
export function ruleBook(): Rule[] {
  return [...book.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The shape of the value as JSON Schema (limits included): the editor of the rule book is made from it. */
export function describeValue(rule: Rule): Record<string, unknown> {
  return z.toJSONSchema(rule.schema, { unrepresentable: 'any', io: 'input' }) as Record<string, unknown>
}

/** A value of long ago that today's schema no longer takes is shown as it was written. */
export function clauseOf(rule: Rule, value: unknown): Bilingual {
  if (rule.schema.safeParse(value).success) return { zh: rule.clause.zh(value), en: rule.clause.en(value) }
  const text = JSON.stringify(value)
  return { zh: text, en: text }
}
