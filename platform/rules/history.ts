import { sql, type Tx } from '../database/index.ts'
import { canonicalJson } from '../ledger/index.ts'
import { type Bilingual, clauseOf, type Rule, ruleBook } from './rule.ts'
import { interpret, type RuleValue, readValues, type StoredValue } from './values.ts'

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

/** Values that begin after a date, by rule, in the order in which they come into force. */
export async function comingValues(tx: Tx, date: string): Promise<Map<string, RuleValue<unknown>[]>> {
  const { rows } = await sql<StoredValue>`
    select distinct on (rule_id, valid_from) rule_id as "ruleId", version, valid_from as "validFrom", value
    from rule_value where valid_from > ${date}
    order by rule_id, valid_from, version desc`.execute(tx)
  return Map.groupBy(rows, (row) => row.ruleId)
}

export interface RuleDifference {
  readonly rule: Rule
  readonly before: RuleValue<unknown>
  readonly after: RuleValue<unknown>
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
    found.push({ rule, before, after })
  }
  return found
}

function idOf(rule: Rule): string {
  return rule.id
}
