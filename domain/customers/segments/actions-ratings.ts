import { monthOf } from '../../../engines/kernel/dates.ts'
import { newId } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import { refuse } from '../../../platform/refusal.ts'
import { ruleAt, rulesAt } from '../../../platform/rules/index.ts'
import { customerScope } from '../../people/index.ts'
import type { CustomerChanges } from '../contract/customer.ts'
import { updateCustomers } from '../store/archive.ts'
import { todayOf } from './actions-refresh.ts'
import { inReach } from './actions-templates.ts'
import { luwanRule, potentialRule, ratingRule } from './rule-book.ts'
import { rankPotential } from './rules/potential.ts'
import { proposeReratings as rate } from './rules/rerating.ts'
import { findCustomers } from './store/classes.ts'
import { lastDayOf, readFacts, readNewestMonth } from './store/facts.ts'
import {
  countProposals,
  countRatings,
  decideRatings,
  insertPicks,
  listRatings,
  type RatingFilter,
  readPersonNames,
  readPicks,
  replaceProposals,
} from './store/ratings.ts'

/**
 * SEG-07: the re-rating list of a month that is over, by the rules of its last day.
 *
 * @throws Refusal SEG-07 the month is not over
 */
export async function proposeReratings(tx: Tx, context: RequestContext, month: string) {
  const today = await todayOf(tx, context)
  if (month >= monthOf(today)) refuse('SEG-07', month, { month })
  const { values, versions } = await rulesAt(tx, { luwanRule, ratingRule }, lastDayOf(month))
  const found = rate(await readFacts(tx, month), { luwan: values.luwanRule, rating: values.ratingRule })
  await replaceProposals(
    tx,
    month,
    found.map((one) => ({ ...one, reratingId: newId(context.clock) })),
    Object.values(versions).join('.'),
  )
  const open = await countProposals(tx, month)
  const proposed = [...open.values()].reduce((sum, count) => sum + count, 0)
  const result = { proposed, up: open.get('up') ?? 0, down: open.get('down') ?? 0 }
  await context.record(tx, {
    kind: 'segments.reratings-proposed',
    objectKind: 'customer-rerating',
    objectId: month,
    detail: result,
    ruleVersions: versions,
  })
  return result
}

/** A shop reads its own label: what was decided, not what is being considered. */
export async function readReratings(
  tx: Tx,
  context: RequestContext,
  query: RatingFilter & {
    readonly page: number
    readonly pageSize: number
    readonly sort?: string | undefined
  },
) {
  const filter = context.scope === 'shop' ? { ...query, state: ['confirmed'] } : query
  const page = {
    limit: query.pageSize,
    offset: (query.page - 1) * query.pageSize,
    sort: parseSort(query.sort),
  }
  const { rows, total } = await listRatings(tx, filter, page, customerScope(context))
  return {
    rows: rows.map((row) => ({ ...row, decidedAt: row.decidedAt?.toISOString() ?? null })),
    total,
  }
}

/** Confirms or declines in bulk; confirmed ones go into the archive, and both values stay in the list. */
export async function decideReratings(
  tx: Tx,
  context: RequestContext,
  body: { readonly reratingIds: readonly string[]; readonly decision: 'confirmed' | 'declined' },
) {
  const wanted = [...new Set(body.reratingIds)]
  if ((await countRatings(tx, wanted)) < wanted.length) throw notFound()
  const { accountId } = context.principal
  const decided = await decideRatings(tx, wanted, {
    decision: body.decision,
    accountId,
    at: context.clock.now(),
  })
  const batchId = newId(context.clock)
  const changes = new Map<string, CustomerChanges>()
  if (body.decision === 'confirmed')
    for (const { customerId, kind, after } of decided) {
      const field = kind === 'scale' ? 'scale' : 'valueGroup'
      changes.set(customerId, { ...changes.get(customerId), [field]: after } as CustomerChanges)
    }
  const written = await updateCustomers(
    tx,
    [...changes].map(([customerId, fields]) => ({ customerId, fields })),
    { source: 'rule', accountId, clock: context.clock, batchId },
  )
  await context.record(tx, {
    kind: `segments.reratings-${body.decision}`,
    objectKind: 'customer-rerating',
    objectId: batchId,
    detail: { decided: decided.length, changed: written.length },
  })
  return { decided: decided.length, undoToken: written.length > 0 ? batchId : null }
}

/** SEG-08: candidates in reach, ranked among themselves; their peers are all customers of the company. */
export async function testPotential(
  tx: Tx,
  context: RequestContext,
  { month: asked, limit }: { readonly month?: string | undefined; readonly limit: number },
) {
  const today = await todayOf(tx, context)
  const month = asked ?? (await readNewestMonth(tx, today))
  const rule = await ruleAt(tx, potentialRule, today)
  // Who is worth cultivating is for the company to know, not for the shop.
  const ranked = context.scope === 'shop' ? [] : rankPotential(await readFacts(tx, month), rule.value)
  const seen = await findCustomers(
    tx,
    ranked.map(({ customer }) => customer.customerId),
    customerScope(context),
  )
  const rows = ranked.filter(({ customer }) => seen.has(customer.customerId)).slice(0, limit)
  const names = await readPersonNames(tx, [
    ...new Set(rows.flatMap(({ customer }) => customer.managerId ?? [])),
  ])
  const picks = await readPicks(tx, month)
  return {
    month,
    ruleVersion: String(rule.version),
    rows: rows.map(({ customer, score, parts }, index) => ({
      rank: index + 1,
      customerId: customer.customerId,
      code: customer.code,
      name: customer.name,
      managerName: names.get(customer.managerId ?? '') ?? null,
      score,
      parts: { ...parts },
      picked: picks.has(customer.customerId),
    })),
  }
}

/**
 * Takes candidates into the draft of the cultivation directory with the score they had; taken ones stay as they are.
 *
 * @throws Refusal SEG-08 a customer is no candidate of that month
 */
export async function pickPotential(
  tx: Tx,
  context: RequestContext,
  { month, customerIds: asked }: { readonly month: string; readonly customerIds: readonly string[] },
) {
  const customerIds = await inReach(tx, context, asked)
  const rule = await ruleAt(tx, potentialRule, await todayOf(tx, context))
  const candidates = new Map(
    rankPotential(await readFacts(tx, month), rule.value).map((one) => [one.customer.customerId, one]),
  )
  const picks = customerIds.map((customerId) => {
    const candidate = candidates.get(customerId)
    return candidate ? { customerId, ...candidate } : refuse('SEG-08', customerId, { month })
  })
  const by = { accountId: context.principal.accountId, at: context.clock.now() }
  const picked = await insertPicks(tx, month, picks, by)
  await context.record(tx, {
    kind: 'segments.potential-picked',
    objectKind: 'potential-pick',
    objectId: month,
    detail: { picked, customerIds },
    ruleVersions: { [potentialRule.id]: rule.version },
  })
  return { picked }
}
