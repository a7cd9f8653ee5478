/** Running the rules over all customers: templates, scores and groups. */
import { type Clock, localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { type Acting, systemActing } from '../../../platform/ledger/index.ts'
import { type RuleVersions, rulesAt } from '../../../platform/rules/index.ts'
import { getCompany } from '../../people/index.ts'
import { CUSTOMER_GROUPS, type SegmentTemplate } from '../contract/words.ts'
import { groupRule, jinanLines, luwanRule, valueRule } from './rule-book.ts'
import type { CustomerFacts } from './rules/facts.ts'
import { GROUP_RULES } from './rules/groups.ts'
import { classifyLuwan, measureLuwan } from './rules/luwan.ts'
import { type Classification, classifyByLines } from './rules/template-lines.ts'
import { classifyValue, scoreValue } from './rules/value-criteria.ts'
import {
  deleteClasses,
  type MonthScore,
  putClasses,
  putScores,
  readClasses,
  replaceGroups,
  type StoredClass,
} from './store/classes.ts'
import { lastDayOf, readFacts, readHighClassShares, readNewestMonth } from './store/facts.ts'
import { readMerges } from './store/merges.ts'

/** Today in the company's own zone. */
export async function todayOf(tx: Tx, context: Pick<Acting, 'clock' | 'principal'>): Promise<string> {
  const { timeZone } = await getCompany(tx, context.principal.orgId)
  return localDate(context.clock, timeZone)
}

/** All that a run of any template may need: the facts, and the rules of today; scores go by the rule of their month. */
export async function readRun(tx: Tx, today: string, month: string) {
  const now = await rulesAt(tx, { jinanLines, luwanRule, groupRule }, today)
  const then = await rulesAt(tx, { valueRule }, lastDayOf(month))
  return {
    today,
    month,
    facts: await readFacts(tx, month),
    values: { ...now.values, ...then.values },
    versions: { ...now.versions, ...then.versions },
  }
}
export type Run = Awaited<ReturnType<typeof readRun>>

export interface Outcome {
  readonly ruleVersion: string
  readonly versions: RuleVersions
  readonly classes: ReadonlyMap<string, Classification>
  /** For the templates that measure something. */
  readonly scores?: readonly MonthScore[]
}

/** The class a template gives every customer; customers without one are not in the map. */
export async function judge(tx: Tx, run: Run, template: SegmentTemplate): Promise<Outcome> {
  const { values, versions, facts } = run
  const found = (list: readonly (Classification | null)[]) =>
    new Map(list.flatMap((one, index) => (one ? [[facts[index]!.customerId, one] as const] : [])))
  switch (template) {
    case 'merged': {
      const merge = (await readMerges(tx)).find((one) => one.active)
      const classOf = new Map(
        merge?.classes.flatMap((one) => one.formats.map((format) => [format, one.code] as const)),
      )
      const classes = facts.map(({ format }): Classification | null => {
        const code = format === null ? undefined : classOf.get(format)
        return code === undefined ? null : { class: code, rule: `merged-${code}`, reason: { format } }
      })
      return { ruleVersion: String(merge?.version ?? 0), versions: {}, classes: found(classes) }
    }
    case 'jinan':
      return {
        ...versionOf(versions, jinanLines.id),
        classes: found(facts.map((one) => classifyByLines(one, values.jinanLines))),
      }
    case 'luwan':
    case 'value': {
      const scores = measure(run)
      const classes = scores.map((score, index) =>
        template === 'luwan'
          ? classifyLuwan(score.luwan, facts[index]!.windowStart, values.luwanRule)
          : classifyValue(score.value, values.valueRule),
      )
      const rule = template === 'luwan' ? luwanRule : valueRule
      return { ...versionOf(versions, rule.id), classes: found(classes), scores }
    }
  }
}

function measure({ facts, values }: Run): MonthScore[] {
  const degrees = measureLuwan(facts, values.luwanRule)
  return facts.map((one, index) => ({
    customerId: one.customerId,
    value: scoreValue(one, values.valueRule),
    luwan: degrees[index]!,
    group: classifyLuwan(degrees[index]!, one.windowStart, values.luwanRule).class,
  }))
}

function versionOf(versions: RuleVersions, ruleId: string) {
  return { ruleVersion: String(versions[ruleId]), versions: { [ruleId]: versions[ruleId]! } }
}

export interface Difference {
  readonly customer: CustomerFacts
  readonly before: string | null
  readonly after: string | null
  readonly by: Classification | null
}

/** Who would be elsewhere than stored. Those set by hand stay where they were put. */
export function findDifferences(
  facts: readonly CustomerFacts[],
  stored: ReadonlyMap<string, StoredClass>,
  classes: ReadonlyMap<string, Classification>,
): Difference[] {
  return facts.flatMap((customer): Difference[] => {
    const before = stored.get(customer.customerId)
    const after = classes.get(customer.customerId) ?? null
    if (before?.byHand || (before?.class ?? null) === (after?.class ?? null)) return []
    return [{ customer, before: before?.class ?? null, after: after?.class ?? null, by: after }]
  })
}

/** Stores the outcome of a template, with its event. Answers with who changed. */
export async function applyTemplate(
  tx: Tx,
  acting: Acting,
  run: Run,
  template: SegmentTemplate,
): Promise<{ outcome: Outcome; stored: ReadonlyMap<string, StoredClass>; differences: Difference[] }> {
  const outcome = await judge(tx, run, template)
  const stored = await readClasses(tx, template)
  const differences = findDifferences(run.facts, stored, outcome.classes)
  const rows = [...outcome.classes].flatMap(([customerId, one]): StoredClass[] =>
    stored.get(customerId)?.byHand ? [] : [{ customerId, ...one, byHand: false }],
  )
  await putClasses(tx, template, rows, { ruleVersion: outcome.ruleVersion, since: run.today })
  const gone = [...stored.values()].filter((one) => !one.byHand && !outcome.classes.has(one.customerId))
  if (gone.length > 0)
    await deleteClasses(
      tx,
      template,
      gone.map((one) => one.customerId),
    )
  if (outcome.scores) await putScores(tx, run.month, outcome.scores, outcome.ruleVersion)
  await acting.record(tx, {
    kind: 'segments.applied',
    objectKind: 'segment-template',
    objectId: template,
    detail: { month: run.month, customers: run.facts.length, changed: differences.length },
    ruleVersions: outcome.versions,
  })
  return { outcome, stored, differences }
}

/** Recomputes weak, marginal and high-end by their rules. */
export async function applyGroups(
  tx: Tx,
  acting: Acting,
  run: Run,
): Promise<{ added: number; removed: number }> {
  const settings = run.values.groupRule
  const shares = await readHighClassShares(tx, run.month, settings.highEndPriceClassAtMost)
  const rows = run.facts.flatMap((customer) =>
    CUSTOMER_GROUPS.flatMap((group) => {
      const reason = GROUP_RULES[group](customer, settings, {
        highClassPercent: shares.get(customer.customerId) ?? null,
      })
      return reason ? [{ group, customerId: customer.customerId, reason }] : []
    }),
  )
  const version = run.versions[groupRule.id]!
  const changed = await replaceGroups(tx, rows, { ruleVersion: String(version), since: run.today })
  await acting.record(tx, {
    kind: 'segments.groups-refreshed',
    objectKind: 'customer-group',
    objectId: run.month,
    detail: { month: run.month, ...changed },
    ruleVersions: { [groupRule.id]: version },
  })
  return changed
}

/**
 * Jinan classes, Luwan groups, value classes, scores and the three groups of a whole company in one go, by the system
 * itself: after a first import, and for the demonstration.
 *
 * @param month `YYYY-MM`; absent: the last month that is over and has orders
 */
export async function refreshSegments(tx: Tx, orgId: string, clock: Clock, month?: string): Promise<void> {
  const acting = systemActing(orgId, clock)
  const today = await todayOf(tx, acting)
  const run = await readRun(tx, today, month ?? (await readNewestMonth(tx, today)))
  for (const template of ['merged', 'jinan', 'luwan', 'value'] as const)
    await applyTemplate(tx, acting, run, template)
  await applyGroups(tx, acting, run)
}
