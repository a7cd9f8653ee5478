import { newId } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { badInput, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { assert, refuse } from '../../../platform/refusal.ts'
import { type Rule, ruleAt, rulesAt, setRule } from '../../../platform/rules/index.ts'
import { customerScope, getCompany } from '../../people/index.ts'
import type { MergeDraft, TemplateRule } from '../contract/segments.ts'
import {
  FORMAT_LETTER,
  FORMAT_TO_SIX,
  FORMATS,
  type Format,
  JINAN_CLASSES,
  SEGMENT_TEMPLATES,
  type SegmentTemplate,
  VALUE_CRITERIA,
  VALUE_GROUPS,
  type ValueCriterion,
} from '../contract/words.ts'
import { applyTemplate, findDifferences, judge, readRun, todayOf } from './actions-refresh.ts'
import { type FormatNames, formatNames, jinanLines, luwanRule, valueRule } from './rule-book.ts'
import { VALUE_CLASSES } from './rules/value-criteria.ts'
import {
  countClasses,
  countCustomers,
  findCustomers,
  putClasses,
  readClasses,
  readLastRuns,
  releaseClasses,
} from './store/classes.ts'
import { readNewestMonth, readPresentMonths, threeMonths } from './store/facts.ts'
import { type FormatAmount, insertMerge, readMerges, sumFormats } from './store/merges.ts'

/** SEG-01: mean months of every format; the total is the sum of the rows, so that nothing is lost on the way. */
export async function readFormatTable(tx: Tx, context: RequestContext) {
  const today = await todayOf(tx, context)
  const names = await ruleAt(tx, formatNames, today)
  const { months, amounts } = await readFormatMeans(tx, context, today)
  const byFormat = new Map(amounts.map((one) => [one.format, one]))
  const rows = [...FORMATS, ...(byFormat.has(null) ? [null] : [])].map((format) => ({
    format,
    letter: format === null ? '' : FORMAT_LETTER[format],
    name: format === null ? '' : names.value[format].name,
    nameEn: format === null ? '' : names.value[format].nameEn,
    six: format === null ? null : FORMAT_TO_SIX[format],
    ...amountOf(byFormat.get(format)),
  }))
  return { version: String(names.version), months, rows, total: addUp(rows) }
}

async function readFormatMeans(tx: Tx, context: RequestContext, today: string) {
  const months = await readPresentMonths(tx, threeMonths(await readNewestMonth(tx, today)))
  const count = Math.max(1, months.length)
  const sums = await sumFormats(tx, months, customerScope(context))
  const amounts = sums.map((one) => ({
    ...one,
    quantity: one.quantity / count,
    amountFen: one.amountFen / count,
  }))
  return { months, amounts }
}

interface Amount {
  readonly customers: number
  readonly quantity: number
  readonly amountFen: number
}

function amountOf(one: Amount | undefined): Amount {
  return { customers: one?.customers ?? 0, quantity: one?.quantity ?? 0, amountFen: one?.amountFen ?? 0 }
}

function addUp(list: readonly Amount[]): Amount {
  return list.reduce<Amount>(
    (sum, one) => ({
      customers: sum.customers + one.customers,
      quantity: sum.quantity + one.quantity,
      amountFen: sum.amountFen + one.amountFen,
    }),
    amountOf(undefined),
  )
}

export async function renameFormats(
  tx: Tx,
  context: RequestContext,
  { names, validFrom }: { readonly names: Partial<FormatNames>; readonly validFrom: string },
) {
  const before = await ruleAt(tx, formatNames, validFrom)
  return save(tx, context, formatNames, { ...before.value, ...names }, validFrom)
}

async function save<Value>(
  tx: Tx,
  context: RequestContext,
  rule: Rule<Value>,
  value: Value,
  validFrom: string,
): Promise<{ version: string }> {
  const { timeZone } = await getCompany(tx, context.principal.orgId)
  const change = { validFrom, value, reason: SAVED_BY_SCREEN, timeZone, language: context.language }
  const saved = await setRule(tx, rule, change, context)
  return { version: String(saved.version) }
}

/** Screens of segments ask for no reason of their own: what changed stands in the rule's history. */
const SAVED_BY_SCREEN = '客户分类'

export async function listMerges(tx: Tx) {
  return { versions: (await readMerges(tx)).map(sayMerge) }
}

function sayMerge(row: Awaited<ReturnType<typeof readMerges>>[number]) {
  return { ...row, createdAt: row.createdAt.toISOString() }
}

/** SEG-02: what the classes of a merge would count. Every customer is in exactly one class or outside. */
export async function previewMerge(tx: Tx, context: RequestContext, draft: MergeDraft) {
  checkMerge(draft)
  const { amounts } = await readFormatMeans(tx, context, await todayOf(tx, context))
  return countMerge(draft, amounts)
}

function countMerge(draft: MergeDraft, amounts: readonly FormatAmount[]) {
  const isIn = (one: FormatAmount, formats: readonly Format[]) =>
    one.format !== null && formats.includes(one.format)
  return {
    classes: draft.classes.map(({ code, name, formats }) => ({
      code,
      name,
      ...addUp(amounts.filter((one) => isIn(one, formats))),
    })),
    outside: addUp(
      amounts.filter(
        (one) =>
          !isIn(
            one,
            draft.classes.flatMap((each) => each.formats),
          ),
      ),
    ),
    total: addUp(amounts),
  }
}

/** A format in two classes, or two classes of one code, would count customers twice. */
function checkMerge({ classes }: MergeDraft): void {
  const formats = classes.flatMap((one) => one.formats)
  const twice = formats.find((format, index) => formats.indexOf(format) !== index)
  if (twice) refuse('SEG-02', twice)
  const codes = classes.map((one) => one.code)
  const double = codes.find((code, index) => codes.indexOf(code) !== index)
  if (double) refuse('SEG-02-CODE', double)
}

export async function saveMerge(
  tx: Tx,
  context: RequestContext,
  draft: MergeDraft,
  restoredFrom: number | null = null,
) {
  checkMerge(draft)
  const versionId = newId(context.clock)
  const { accountId } = context.principal
  await insertMerge(tx, {
    ...draft,
    versionId,
    restoredFrom,
    createdBy: accountId,
    createdAt: context.clock.now(),
  })
  const saved = (await readMerges(tx)).find((one) => one.versionId === versionId)
  assert(saved, 'the version just saved is there')
  await context.record(tx, {
    kind: restoredFrom === null ? 'format-merge.saved' : 'format-merge.restored',
    objectKind: 'format-merge',
    objectId: versionId,
    detail: { version: saved.version, classes: draft.classes.length, restoredFrom },
  })
  const today = await todayOf(tx, context)
  await applyTemplate(tx, context, await readRun(tx, today, await readNewestMonth(tx, today)), 'merged')
  return sayMerge(saved)
}

export async function restoreMerge(tx: Tx, context: RequestContext, versionId: string) {
  const old = (await readMerges(tx)).find((one) => one.versionId === versionId)
  if (!old) throw notFound()
  return saveMerge(tx, context, { name: old.name, classes: old.classes }, old.version)
}

/** All templates with the numbers they run by and what they gave in the reader's reach. */
export async function listTemplates(tx: Tx, context: RequestContext) {
  const scope = customerScope(context)
  const { values, versions } = await rulesAt(
    tx,
    { jinanLines, luwanRule, valueRule },
    await todayOf(tx, context),
  )
  const counts = await countClasses(tx, scope)
  const customers = await countCustomers(tx, scope)
  const runs = await readLastRuns(tx)
  const merge = (await readMerges(tx)).find((one) => one.active)
  const { weights, creditPoints, ...value } = values.valueRule
  const about: Record<
    SegmentTemplate,
    {
      readonly version: string
      readonly classes: readonly string[]
      readonly rules?: TemplateRule[]
      readonly parameters?: Record<string, number | string>
    }
  > = {
    merged: { version: String(merge?.version ?? 0), classes: merge?.classes.map((one) => one.code) ?? [] },
    jinan: {
      version: String(versions[jinanLines.id]),
      classes: classesOfLines(values.jinanLines),
      rules: [...values.jinanLines],
    },
    luwan: {
      version: String(versions[luwanRule.id]),
      classes: VALUE_GROUPS,
      parameters: { ...values.luwanRule },
    },
    value: {
      version: String(versions[valueRule.id]),
      classes: VALUE_CLASSES,
      parameters: {
        ...Object.fromEntries(VALUE_CRITERIA.map((criterion) => [`weight.${criterion}`, weights[criterion]])),
        ...Object.fromEntries(
          Object.entries(creditPoints).map(([grade, points]) => [`credit.${grade}`, points]),
        ),
        ...value,
      },
    },
  }
  return {
    templates: SEGMENT_TEMPLATES.map((template) => {
      const { version, classes, rules, parameters } = about[template]
      const own = new Map(
        counts.filter((one) => one.template === template).map((one) => [one.class, one.customers]),
      )
      const all = [...new Set([...classes, ...own.keys()])]
      return {
        template,
        version,
        classes: all.map((name) => ({ class: name, customers: own.get(name) ?? 0 })),
        unclassified: customers - [...own.values()].reduce((sum, count) => sum + count, 0),
        ...(rules ? { rules } : {}),
        ...(parameters ? { parameters } : {}),
        lastAppliedAt: runs.get(template)?.toISOString() ?? null,
      }
    }),
  }
}

function classesOfLines(lines: readonly TemplateRule[]): string[] {
  return [...new Set([...JINAN_CLASSES, ...lines.map((line) => line.class)])]
}

const EXAMPLES = 50

/** SEG-03, SEG-06: tries a template out, or stores what it says. */
export async function runTemplate(
  tx: Tx,
  context: RequestContext,
  template: SegmentTemplate,
  { apply, month }: { readonly apply: boolean; readonly month?: string | undefined },
) {
  const today = await todayOf(tx, context)
  const run = await readRun(tx, today, month ?? (await readNewestMonth(tx, today)))
  const { outcome, stored, differences } = apply
    ? await applyTemplate(tx, context, run, template)
    : await tryTemplate(tx, run, template)
  const classes = new Map<string, { customers: number; before: number }>()
  const at = (name: string) => {
    const found = classes.get(name) ?? { customers: 0, before: 0 }
    classes.set(name, found)
    return found
  }
  let unclassified = 0
  for (const { customerId } of run.facts) {
    const before = stored.get(customerId)
    const after = before?.byHand ? before.class : outcome.classes.get(customerId)?.class
    if (before) at(before.class).before++
    if (after === undefined) unclassified++
    else at(after).customers++
  }
  return {
    applied: apply,
    customers: run.facts.length,
    changed: differences.length,
    unclassified,
    classes: [...classes].sort().map(([name, counts]) => ({ class: name, ...counts })),
    examples: differences.slice(0, EXAMPLES).map(({ customer, before, after, by }) => ({
      customerId: customer.customerId,
      code: customer.code,
      name: customer.name,
      before,
      after,
      rule: by?.rule ?? '',
      reason: { ...by?.reason },
    })),
    undoToken: null,
  }
}

async function tryTemplate(tx: Tx, run: Awaited<ReturnType<typeof readRun>>, template: SegmentTemplate) {
  const outcome = await judge(tx, run, template)
  const stored = await readClasses(tx, template)
  return { outcome, stored, differences: findDifferences(run.facts, stored, outcome.classes) }
}

export interface TemplateChange {
  readonly validFrom: string
  readonly rules?: readonly TemplateRule[] | undefined
  readonly parameters?: Readonly<Record<string, number | string | boolean>> | undefined
  readonly weights?: Readonly<Partial<Record<ValueCriterion, number>>> | undefined
}

/**
 * New lines or numbers of a template from a date on.
 *
 * @throws Refusal SEG-04 weights that do not sum to 100, RULE-01..05 of the rule book
 */
export async function saveTemplate(
  tx: Tx,
  context: RequestContext,
  template: SegmentTemplate,
  change: TemplateChange,
) {
  const { validFrom, rules, parameters = {}, weights } = change
  switch (template) {
    case 'merged':
      throw badInput({ path: 'template', message: 'merged' })
    case 'jinan':
      if (!rules) throw badInput({ path: 'rules', message: 'required' })
      return save(tx, context, jinanLines, rules, validFrom)
    case 'luwan': {
      const before = await ruleAt(tx, luwanRule, validFrom)
      return save(
        tx,
        context,
        luwanRule,
        { ...before.value, ...parameters } as typeof before.value,
        validFrom,
      )
    }
    case 'value': {
      const { value } = await ruleAt(tx, valueRule, validFrom)
      const own = { ...value.weights, ...weights }
      const credit: Record<string, unknown> = { ...value.creditPoints }
      const rest: Record<string, unknown> = {}
      for (const [name, number] of Object.entries(parameters)) {
        if (name.startsWith('weight.')) Object.assign(own, { [name.slice(7)]: number })
        else if (name.startsWith('credit.')) credit[name.slice(7)] = number
        else rest[name] = number
      }
      const sum = Object.values(own).reduce((total, weight) => total + weight, 0)
      if (Math.abs(sum - 100) > 1e-6) refuse('SEG-04', 'weights', { sum })
      const after = { ...value, ...rest, weights: own, creditPoints: credit } as typeof value
      return save(tx, context, valueRule, after, validFrom)
    }
  }
}

/** Puts customers where a person wants them, whatever the rules say; null hands them back to the rules. */
export async function setSegmentByHand(
  tx: Tx,
  context: RequestContext,
  template: SegmentTemplate,
  body: { readonly customerIds: readonly string[]; readonly class: string | null; readonly reason: string },
) {
  const customerIds = await inReach(tx, context, body.customerIds)
  let changed: number
  if (body.class === null) changed = await releaseClasses(tx, template, customerIds)
  else {
    const name = body.class
    if (!(await classesOf(tx, context, template)).includes(name)) refuse('SEG-CLASS', name)
    const stored = await readClasses(tx, template)
    const moving = customerIds.filter((id) => {
      const before = stored.get(id)
      return !before?.byHand || before.class !== name
    })
    const rows = moving.map((customerId) => ({
      customerId,
      class: name,
      rule: 'by-hand',
      reason: { text: body.reason },
      byHand: true,
    }))
    await putClasses(tx, template, rows, { ruleVersion: '', since: await todayOf(tx, context) })
    changed = rows.length
  }
  await context.record(tx, {
    kind: 'segments.set-by-hand',
    objectKind: 'segment-template',
    objectId: template,
    detail: { class: body.class, reason: body.reason, changed, customerIds: customerIds.slice(0, 200) },
  })
  return { changed }
}

async function classesOf(
  tx: Tx,
  context: RequestContext,
  template: SegmentTemplate,
): Promise<readonly string[]> {
  switch (template) {
    case 'merged':
      return (await readMerges(tx)).find((one) => one.active)?.classes.map((one) => one.code) ?? []
    case 'jinan':
      return classesOfLines((await ruleAt(tx, jinanLines, await todayOf(tx, context))).value)
    case 'luwan':
      return VALUE_GROUPS
    case 'value':
      return VALUE_CLASSES
  }
}

/** The named customers without repetitions; one that is not there or out of reach stops everything. */
export async function inReach(
  tx: Tx,
  context: RequestContext,
  customerIds: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(customerIds)]
  const found = await findCustomers(tx, wanted, customerScope(context))
  if (found.size < wanted.length) throw notFound()
  return wanted
}
