import { addMonths } from '../../../engines/kernel/dates.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import { ruleAt } from '../../../platform/rules/index.ts'
import { customerScope } from '../../people/index.ts'
import { type CustomerGroup, VALUE_GROUPS, type ValueGroup } from '../contract/words.ts'
import { applyGroups, readRun, todayOf } from './actions-refresh.ts'
import { inReach } from './actions-templates.ts'
import { groupRule, luwanRule, smallMediumTarget, valueRule } from './rule-book.ts'
import { describeGroup } from './rules/groups.ts'
import { type ScoredFact, scoreValue } from './rules/value-criteria.ts'
import { findCustomers, putFlags, readPoints, readScoredMonth } from './store/classes.ts'
import {
  lastDayOf,
  readFactRows,
  readFacts,
  readNewestMonth,
  readPresentMonths,
  threeMonths,
} from './store/facts.ts'
import {
  compareGroup,
  readMemberMoves,
  readMembers,
  readMonthsOf,
  sumMembersByMonth,
  sumMonth,
  sumSmallMedium,
} from './store/lists.ts'

/** SEG-04: the score of one customer with every fact and the ids of the raw rows behind it. */
export async function readValueScore(
  tx: Tx,
  context: RequestContext,
  customerId: string,
  asked: string | undefined,
) {
  if (!(await findCustomers(tx, [customerId], customerScope(context))).has(customerId)) throw notFound()
  const today = await todayOf(tx, context)
  const month = asked ?? (await readNewestMonth(tx, today))
  const [facts] = await readFacts(tx, month, { customerId })
  if (!facts) throw notFound()
  const rule = await ruleAt(tx, valueRule, lastDayOf(month))
  const { score, criteria } = scoreValue(facts, rule.value)
  const rows = await readFactRows(tx, customerId, month)
  const idsOf = ({ fact, rowsKind, value }: ScoredFact): string[] => {
    if (value === null) return []
    if (rowsKind === 'field') return [fact]
    if (rowsKind === 'facts' || rowsKind === 'visits') return [...(rows.others.get(fact) ?? [])]
    return rows[rowsKind]
  }
  return {
    customerId,
    month,
    score,
    ruleVersion: String(rule.version),
    criteria: criteria.map((criterion) => ({
      ...criterion,
      facts: criterion.facts.map((fact) => ({ ...fact, rowIds: idsOf(fact) })),
    })),
  }
}

/** SEG-05: the three numbers of everybody in reach, as the last run of the month left them. */
export async function readLuwanPoints(tx: Tx, context: RequestContext, asked: string | undefined) {
  const today = await todayOf(tx, context)
  const month = asked ?? (await readScoredMonth(tx)) ?? (await readNewestMonth(tx, today))
  const points = await readPoints(tx, month, customerScope(context))
  const { value: cuts } = await ruleAt(tx, luwanRule, today)
  return {
    month,
    count: points.length,
    ids: points.map((one) => one.id).join(''),
    // Stored as four-byte numbers: back to the one decimal that was stored.
    value: points.map((one) => Math.round(one.value * 10) / 10),
    loyalty: points.map((one) => Math.round(one.loyalty * 10) / 10),
    contribution: points.map((one) => Math.round(one.contribution * 10) / 10),
    group: points.map((one) => VALUE_GROUPS.indexOf(one.group as ValueGroup)),
    groups: [...VALUE_GROUPS],
    cuts: { value: cuts.valueCut, loyalty: cuts.loyaltyCut },
  }
}

interface PageAsked {
  readonly page: number
  readonly pageSize: number
  readonly sort?: string | undefined
  readonly search?: string | undefined
}

const COLUMNS = ['code', 'name', 'tier', 'since'] as const

/** SEG-09, SEG-10, SEG-12: the members with the rule in numbers, and how they stand beside everybody else. */
export async function readGroup(
  tx: Tx,
  context: RequestContext,
  group: CustomerGroup,
  { page, pageSize, sort, search }: PageAsked,
) {
  const scope = customerScope(context)
  const today = await todayOf(tx, context)
  const month = await readNewestMonth(tx, today)
  const rule = await ruleAt(tx, groupRule, today)
  const sorted = parseSort(sort)
  const { rows, total } = await readMembers(
    tx,
    group,
    {
      limit: pageSize,
      offset: (page - 1) * pageSize,
      search,
      column: COLUMNS.find((column) => column === sorted?.column) ?? 'code',
      falling: sorted?.falling ?? false,
    },
    scope,
  )
  const months = await readMonthsOf(
    tx,
    rows.map((row) => row.customerId),
    month,
    12,
  )
  const present = await readPresentMonths(tx, threeMonths(month))
  const compared = await compareGroup(tx, group, present, scope)
  const side = (member: boolean) => {
    const one = compared.find((row) => row.member === member)
    const count = Math.max(1, present.length)
    return {
      customers: one?.customers ?? 0,
      quantity: (one?.quantity ?? 0) / count,
      amountFen: (one?.amountFen ?? 0) / count,
    }
  }
  const [members, others] = [side(true), side(false)]
  const mean = (one: typeof members) => (one.customers === 0 ? 0 : one.quantity / one.customers)
  return {
    group,
    rule: describeGroup(group, rule.value),
    ruleVersion: String(rule.version),
    rows: rows.map((row) => ({ ...row, group, months: months.get(row.customerId) ?? [] })),
    total,
    comparison: {
      members,
      others,
      memberMeanQuantity: mean(members),
      otherMeanQuantity: mean(others),
    },
  }
}

export async function refreshGroups(tx: Tx, context: RequestContext, asked: string | undefined) {
  const today = await todayOf(tx, context)
  return applyGroups(tx, context, await readRun(tx, today, asked ?? (await readNewestMonth(tx, today))))
}

/** A person's yes or no, which the rule does not overrule. */
export async function flagCustomers(
  tx: Tx,
  context: RequestContext,
  group: CustomerGroup,
  body: { readonly customerIds: readonly string[]; readonly member: boolean; readonly reason: string },
) {
  const customerIds = await inReach(tx, context, body.customerIds)
  const changed = await putFlags(tx, group, customerIds, {
    member: body.member,
    reason: { text: body.reason },
    since: await todayOf(tx, context),
  })
  await context.record(tx, {
    kind: 'segments.flagged',
    objectKind: 'customer-group',
    objectId: group,
    detail: { member: body.member, reason: body.reason, changed, customerIds: customerIds.slice(0, 200) },
  })
  return { changed }
}

const MOVERS = 10

/** SEG-12: one page about the high-end customers of a month. */
export async function readHighEndSummary(tx: Tx, context: RequestContext, asked: string | undefined) {
  const scope = customerScope(context)
  const month = asked ?? (await readNewestMonth(tx, await todayOf(tx, context)))
  const trend = await sumMembersByMonth(tx, 'high_end', month, scope)
  const at = (name: string) => trend.find((one) => one.month === name)
  const now = at(month)
  const all = await sumMonth(tx, month, scope)
  const against = (before: { amountFen: number } | undefined) =>
    now && before && before.amountFen > 0 ? (now.amountFen / before.amountFen - 1) * 100 : null
  const moves = await readMemberMoves(tx, 'high_end', month, scope)
  const compared = await compareGroup(tx, 'high_end', [], scope)
  return {
    month,
    customers: compared.find((row) => row.member)?.customers ?? 0,
    quantity: now?.quantity ?? 0,
    amountFen: now?.amountFen ?? 0,
    shareOfAmountPercent: all > 0 ? ((now?.amountFen ?? 0) / all) * 100 : null,
    againstLastMonthPercent: against(at(addMonths(month, -1))),
    againstLastYearPercent: against(at(addMonths(month, -12))),
    trend,
    risers: moves.filter((one) => one.percent > 0).slice(0, MOVERS),
    fallers: moves
      .filter((one) => one.percent < 0)
      .reverse()
      .slice(0, MOVERS),
  }
}

/** SEG-11: the share of small and medium customers. Visits and aid come from what their modules report. */
export async function readSmallMedium(tx: Tx, context: RequestContext, asked: string | undefined) {
  const today = await todayOf(tx, context)
  const month = asked ?? (await readNewestMonth(tx, today))
  const sums = await sumSmallMedium(tx, month, customerScope(context))
  const target = await ruleAt(tx, smallMediumTarget, today)
  return {
    month,
    targetPercent: target.value,
    rows: (['customers', 'quantity', 'orders', 'visits', 'aid', 'cultivated'] as const).map((measure) => {
      const [all, smallMedium] = sums[measure]
      return { measure, all, smallMedium, percent: all === 0 ? null : (smallMedium / all) * 100 }
    }),
  }
}
