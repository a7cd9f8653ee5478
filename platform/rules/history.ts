import { sql, type Tx } from '../database/index.ts'
import { canonicalJson } from '../ledger/index.ts'
import { type Bilingual, clauseOf, type Rule, ruleBook } from './rule.ts'
import { interpret, readValues } from './values.ts'

export interface RuleRevision {
  readonly version: number
  readonly validFrom: string
  readonly value: unknown
  readonly clause: Bilingual
  readonly reason: string
  readonly correction: boolean
  readonly authorName: string
  readonly recordedAt: Date
}

/** All values ever written for a rule, newest first. */
export async function ruleHistory(tx: Tx, rule: Rule): Promise<RuleRevision[]> {
  const { rows } = await sql<Omit<RuleRevision, 'clause'>>`
    select version, valid_from as "validFrom", value, reason, correction, author_name as "authorName",
      recorded_at as "recordedAt"
    from rule_value where rule_id = ${rule.id} order by version desc`.execute(tx)
  return rows.map((row) => ({ ...row, clause: clauseOf(rule, row.value) }))
}

export interface RuleDifference {
  readonly rule: Rule
  readonly before: { readonly version: number; readonly value: unknown; readonly clause: Bilingual }
  readonly after: { readonly version: number; readonly value: unknown; readonly clause: Bilingual }
}

/** Rules whose value on `date` is not what the release ships: what makes this company special. */
export async function differencesFromDefault(tx: Tx, date: string): Promise<RuleDifference[]> {
  const rules = ruleBook()
  const now = await readValues(tx, rules.map(idOf), date)
  return collect(
    rules,
    () => undefined,
    (rule) => now.get(rule.id),
  )
}

/** Rules whose value on two dates differs: what a change from a date brings. */
export async function differencesBetween(tx: Tx, from: string, to: string): Promise<RuleDifference[]> {
  const rules = ruleBook()
  const before = await readValues(tx, rules.map(idOf), from)
  const after = await readValues(tx, rules.map(idOf), to)
  return collect(
    rules,
    (rule) => before.get(rule.id),
    (rule) => after.get(rule.id),
  )
}

type Find = (rule: Rule) => Parameters<typeof interpret>[1]

function collect(rules: readonly Rule[], findBefore: Find, findAfter: Find): RuleDifference[] {
  const found: RuleDifference[] = []
  for (const rule of rules) {
    const before = interpret(rule, findBefore(rule))
    const after = interpret(rule, findAfter(rule))
    if (canonicalJson(before.value) === canonicalJson(after.value)) continue
    found.push({
      rule,
      before: { ...before, clause: clauseOf(rule, before.value) },
      after: { ...after, clause: clauseOf(rule, after.value) },
    })
  }
  return found
}

function idOf(rule: Rule): string {
  return rule.id
}
