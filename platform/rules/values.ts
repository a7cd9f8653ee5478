import { z } from 'zod'
import { dayNumber } from '../../engines/kernel/dates.ts'
import { localDate } from '../clock.ts'
import { sql, type Tx } from '../database/index.ts'
import { type Acting, canonicalJson, SYSTEM_ACTOR } from '../ledger/index.ts'
import { assert, Refusal, refuse, type Violation } from '../refusal.ts'
import { DEFAULT_VERSION, type Rule, ruleBook } from './rule.ts'

export interface RuleValue<Value> {
  readonly value: Value
  /** 0 = the release's default, not pinned. Store it with every decision. */
  readonly version: number
  readonly validFrom: string
}

/** What a decision stores: the version used of each rule, by rule id. */
export type RuleVersions = Readonly<Record<string, number>>

/** The value of one rule on a date `YYYY-MM-DD`. */
export async function ruleAt<Value>(tx: Tx, rule: Rule<Value>, date: string): Promise<RuleValue<Value>> {
  const found = await readValues(tx, [rule.id], date)
  return interpret(rule, found.get(rule.id))
}

/**
 * Several rules on one date in one query, and the versions to be stored with the decision.
 *
 *     const { values, versions } = await rulesAt(tx, { hoursPerDay, schoolRadius }, date)
 */
export async function rulesAt<Rules extends Record<string, Rule>>(
  tx: Tx,
  rules: Rules,
  date: string,
): Promise<{
  readonly values: { readonly [Name in keyof Rules]: Rules[Name] extends Rule<infer Value> ? Value : never }
  readonly versions: RuleVersions
}> {
  const list = Object.entries(rules)
  const found = await readValues(
    tx,
    list.map(([, rule]) => rule.id),
    date,
  )
  const values: Record<string, unknown> = {}
  const versions: Record<string, number> = {}
  for (const [name, rule] of list) {
    const { value, version } = interpret(rule, found.get(rule.id))
    values[name] = value
    versions[rule.id] = version
  }
  return { values: values as never, versions }
}

/** The value a decision used, by the version it stored: a score sheet recomputes itself with it. */
export async function ruleOfVersion<Value>(
  tx: Tx,
  rule: Rule<Value>,
  version: number,
): Promise<RuleValue<Value>> {
  if (version === DEFAULT_VERSION) return interpret(rule, undefined)
  const { rows } = await sql<StoredValue>`
    select rule_id as "ruleId", version, valid_from as "validFrom", value from rule_value
    where rule_id = ${rule.id} and version = ${version}`.execute(tx)
  assert(rows[0], `version ${version} of rule ${rule.id} exists`)
  return interpret(rule, rows[0])
}

export interface RuleChange<Value> {
  /** From this date on; earlier dates keep what they had. */
  readonly validFrom: string
  readonly value: Value
  readonly reason: string
  /**
   * True to set a date that is already past, because what stood there was wrong. Still refused where a closed
   * computation used the rule.
   */
  readonly correction?: boolean
  readonly timeZone?: string
  /** Of the messages about a value that does not fit. Default Chinese. */
  readonly language?: 'zh' | 'en'
}

const LOCALES = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError }

/**
 * Adds a value from a date on. Never changes a stored row.
 *
 * @throws Refusal RULE-01 value does not fit the schema, RULE-02 no reason, RULE-03 date in the past and not a
 *   correction, RULE-04 a closed computation used the rule at or after that date, RULE-05 nothing would change.
 */
export async function setRule<Value>(
  tx: Tx,
  rule: Rule<Value>,
  change: RuleChange<Value>,
  by: Acting,
): Promise<RuleValue<Value>> {
  const parsed = rule.schema.safeParse(change.value, { error: LOCALES[change.language ?? 'zh'] })
  if (!parsed.success) throw new Refusal(parsed.error.issues.map((issue) => unfit(rule.id, issue)))
  const reason = change.reason.trim()
  if (reason === '') refuse('RULE-02', rule.id)
  dayNumber(change.validFrom)
  const today = localDate(by.clock, change.timeZone)
  const isPast = change.validFrom < today
  if (isPast && !change.correction) refuse('RULE-03', rule.id, { validFrom: change.validFrom, today })

  await lockRule(tx, rule.id)
  const closedThrough = await findClosure(tx, rule.id)
  if (closedThrough !== undefined && change.validFrom <= closedThrough)
    refuse('RULE-04', rule.id, { validFrom: change.validFrom, closedThrough })
  const before = await ruleAt(tx, rule, change.validFrom)
  if (before.validFrom === change.validFrom && canonicalJson(before.value) === canonicalJson(parsed.data))
    refuse('RULE-05', rule.id)
  const version = await insertValue(tx, rule.id, {
    value: parsed.data,
    validFrom: change.validFrom,
    reason,
    correction: isPast,
    authorAccountId: by.principal.accountId,
    authorName: by.principal.name,
    recordedAt: by.clock.now(),
  })
  await by.record(tx, {
    kind: 'rule.set',
    objectKind: 'rule',
    objectId: rule.id,
    detail: {
      version,
      validFrom: change.validFrom,
      before: before.value,
      beforeVersion: before.version,
      after: parsed.data,
      reason,
      correction: isPast,
    },
  })
  return { value: parsed.data, version, validFrom: change.validFrom }
}

/**
 * Says that a finished computation (a score sheet, an agreed month) stands on these rules up to `throughDate`:
 * from now on nobody changes them for that time, not even as a correction.
 */
export async function closeRules(
  tx: Tx,
  rules: readonly Rule[],
  closure: {
    readonly closureId: string
    readonly throughDate: string
    readonly objectKind: string
    readonly objectId: string
    readonly at: Date
  },
): Promise<void> {
  for (const rule of rules)
    await sql`
      insert into rule_closure (org_id, closure_id, rule_id, through_date, object_kind, object_id, closed_at)
      values (current_org(), ${closure.closureId}, ${rule.id}, ${closure.throughDate}, ${closure.objectKind},
        ${closure.objectId}, ${closure.at})`.execute(tx)
}

/**
 * Writes the release's defaults, from the beginning on, for every rule that has none yet. Run when a company is set up
 * and at every start: a later release that ships another default then changes nothing for those already working.
 */
export async function pinRules(tx: Tx, at: Date): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select distinct rule_id as id from rule_value where valid_from <= ${BEGINNING}`.execute(tx)
  const known = new Set(rows.map((row) => row.id))
  const missing = ruleBook().filter((rule) => !known.has(rule.id))
  for (const rule of missing)
    await insertValue(tx, rule.id, {
      value: rule.default,
      validFrom: BEGINNING,
      reason: 'release',
      correction: false,
      authorAccountId: null,
      authorName: SYSTEM_ACTOR.name,
      recordedAt: at,
    })
  return missing.length
}

/** The date from which a pinned default holds. */
export const BEGINNING = '2000-01-01'

export interface StoredValue {
  readonly ruleId: string
  readonly version: number
  readonly validFrom: string
  readonly value: unknown
}

/** The rows in force on a date: greatest date not after it, and of those the last written. */
export async function readValues(
  tx: Tx,
  ruleIds: readonly string[],
  date: string,
): Promise<Map<string, StoredValue>> {
  if (ruleIds.length === 0) return new Map()
  const { rows } = await sql<StoredValue>`
    select distinct on (rule_id) rule_id as "ruleId", version, valid_from as "validFrom", value from rule_value
    where rule_id = any(${ruleIds}::text[]) and valid_from <= ${date}
    order by rule_id, valid_from desc, version desc`.execute(tx)
  return new Map(rows.map((row) => [row.ruleId, row]))
}

/** A stored value that a newer release no longer understands is our mistake: the release must migrate it. */
export function interpret<Value>(rule: Rule<Value>, stored: StoredValue | undefined): RuleValue<Value> {
  if (!stored) return { value: rule.default, version: DEFAULT_VERSION, validFrom: BEGINNING }
  const parsed = rule.schema.safeParse(stored.value)
  assert(parsed.success, `version ${stored.version} of rule ${rule.id} fits its schema`)
  return { value: parsed.data, version: stored.version, validFrom: stored.validFrom }
}

/** The last day for which each rule is held fast, by rule id. */
export async function findClosures(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; through: string }>`
    select rule_id as id, max(through_date) as through from rule_closure group by rule_id`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.through]))
}

async function findClosure(tx: Tx, ruleId: string): Promise<string | undefined> {
  const { rows } = await sql<{ through: string | null }>`
    select max(through_date) as through from rule_closure where rule_id = ${ruleId}`.execute(tx)
  return rows[0]?.through ?? undefined
}

/** Two people who set one rule at once get two versions, one after the other. */
async function lockRule(tx: Tx, ruleId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(current_org()::text || ${ruleId}, 17))`.execute(tx)
}

async function insertValue(
  tx: Tx,
  ruleId: string,
  row: {
    readonly value: unknown
    readonly validFrom: string
    readonly reason: string
    readonly correction: boolean
    readonly authorAccountId: string | null
    readonly authorName: string
    readonly recordedAt: Date
  },
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into rule_value (org_id, rule_id, version, valid_from, value, reason, correction, author_account_id,
      author_name, recorded_at)
    select current_org(), ${ruleId}, coalesce(max(version), 0) + 1, ${row.validFrom}::date,
      ${JSON.stringify(row.value)}::jsonb, ${row.reason}, ${row.correction}::boolean, ${row.authorAccountId}::uuid,
      ${row.authorName}, ${row.recordedAt}::timestamptz
    from rule_value where rule_id = ${ruleId}
    returning version`.execute(tx)
  return rows[0]!.version
}

function unfit(
  ruleId: string,
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
): Violation {
  return { code: 'RULE-01', subject: ruleId, values: { path: issue.path.join('.'), message: issue.message } }
}
