import { localDate } from '../clock.ts'
import { notFound } from '../http/failure.ts'
import { type Implementation, implement } from '../http/handler.ts'
import { canonicalJson } from '../ledger/index.ts'
import * as contract from './contract.ts'
import {
  comingValues,
  differencesBetween,
  differencesFromDefault,
  type RuleDifference,
  ruleHistory,
} from './history.ts'
import { clauseOf, describeValue, findRule, type Rule, ruleBook } from './rule.ts'
import { findClosures, interpret, type RuleValue, readValues, setRule } from './values.ts'

export const routes: Implementation[] = [
  implement(contract.listRules, (context, { query }) =>
    context.transaction(
      async (tx) => {
        const date = query.date ?? localDate(context.clock)
        const rules = ruleBook()
        const stored = await readValues(
          tx,
          rules.map((rule) => rule.id),
          date,
        )
        const closures = await findClosures(tx)
        const coming = await comingValues(tx, date)
        return rules.map((rule) => {
          const now = interpret(rule, stored.get(rule.id))
          return {
            ...viewOf(rule, now),
            ruleId: rule.id,
            title: rule.title,
            unit: rule.unit ?? null,
            source: rule.source,
            default: rule.default,
            isDefault: canonicalJson(now.value) === canonicalJson(rule.default),
            schema: describeValue(rule),
            closedThrough: closures.get(rule.id) ?? null,
            coming: (coming.get(rule.id) ?? []).map((value) => viewOf(rule, value)),
          }
        })
      },
      { readOnly: true },
    ),
  ),
  implement(contract.ruleHistory, async (context, { params }) => {
    const rule = getRule(params.ruleId)
    const revisions = await context.transaction((tx) => ruleHistory(tx, rule), { readOnly: true })
    return revisions.map((revision) => ({ ...revision, recordedAt: revision.recordedAt.toISOString() }))
  }),
  implement(contract.ruleDifferences, async (context, { query }) => {
    const date = query.date ?? localDate(context.clock)
    const differences = await context.transaction(
      (tx) =>
        query.from === undefined
          ? differencesFromDefault(tx, date)
          : differencesBetween(tx, query.from, date),
      { readOnly: true },
    )
    return differences.map(differenceView)
  }),
  implement(contract.setRule, async (context, { params, body }) => {
    const rule = getRule(params.ruleId)
    return viewOf(
      rule,
      await context.transaction((tx) => setRule(tx, rule, { ...body, language: context.language }, context)),
    )
  }),
]

function getRule(id: string): Rule {
  const rule = findRule(id)
  if (!rule) throw notFound()
  return rule
}

function viewOf(rule: Rule, { version, validFrom, value }: RuleValue<unknown>) {
  return { version, validFrom, value, clause: clauseOf(rule, value) }
}

function differenceView({ rule, before, after }: RuleDifference) {
  return {
    ruleId: rule.id,
    title: rule.title,
    unit: rule.unit ?? null,
    before: viewOf(rule, before),
    after: viewOf(rule, after),
  }
}
