import type { z } from 'zod'
import { addDays, addMonths, monthOf } from '../../../engines/kernel/dates.ts'
import { localDate } from '../../../platform/clock.ts'
import { sql, type Tx } from '../../../platform/database/index.ts'
import { notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { ruleAt } from '../../../platform/rules/index.ts'
import { customerScope, getCompany, grantFor, maskPhone } from '../../people/index.ts'
import type {
  ArchiveField,
  CustomerPage,
  FieldValue,
  fieldHistorySchema,
  timelineSchema,
} from '../contract/customer.ts'
import {
  CUSTOMER_FIELDS,
  type CustomerField,
  FORMAT_LETTER,
  type Format,
  type Scale,
  TIMELINE_WINDOW,
} from '../contract/words.ts'
import { type CustomerMasks, customerMasks, showContact, showLicenceNo, showPhone } from '../masks.ts'
import { licenceReminders } from '../rule-book.ts'
import { isOpen, judgeLicence, licenceViolation } from '../rules/licence.ts'
import { readFields } from '../store/archive.ts'
import { readAssignments } from '../store/assignments.ts'
import { isMissing } from '../store/conditions.ts'
import {
  type ChangeRow,
  readChanges,
  readGroups,
  readLine,
  readMonths,
  readSegments,
  readSignals,
  readTimeline,
  type TimelineEntry,
} from '../store/page.ts'
import { readTerms } from './terms.ts'

type Fields = Readonly<Partial<Record<CustomerField, FieldValue>>>

/** @throws Failure 404 when there is no such customer within reach */
export async function requireCustomer(
  tx: Tx,
  context: Pick<RequestContext, 'principal' | 'scope'>,
  customerId: string,
): Promise<{ readonly version: number }> {
  const { rows } = await sql<{ version: number }>`
    select c.version from customer c
    where c.org_id = (select current_org()) and c.customer_id = ${customerId} and ${customerScope(context)}`.execute(
    tx,
  )
  if (!rows[0]) throw notFound()
  return rows[0]
}

export async function showPage(context: RequestContext, customerId: string): Promise<CustomerPage> {
  return context.transaction(
    async (tx) => {
      const { version } = await requireCustomer(tx, context, customerId)
      const terms = await readTerms(tx, context)
      const fields = (await readFields(tx, [customerId], CUSTOMER_FIELDS)).get(customerId)!
      const changes = await readChanges(tx, customerId)
      const line = await readLine(tx, customerId)
      const assignments = await readAssignments(tx, customerId)
      const signals = await readSignals(tx, customerId, addDays(terms.today, -28))
      const missing = await readMissingOf(tx, customerId, terms.required)
      const masks = customerMasks(context.principal.role)
      const shown = await readShownNames(tx, fields)
      const segments = await readSegments(tx, customerId)
      const merged = mergedClass(fields.format as string | null, terms.merge)
      return {
        customerId,
        code: fields.code as string,
        name: fields.name as string,
        status: fields.status as CustomerPage['status'],
        version,
        fields: CUSTOMER_FIELDS.map((field) =>
          describeField(field, { fields, changes, shown, masks, isMissing: missing.includes(field) }),
        ),
        missing,
        licence: licenceOf(fields, terms.today, terms.reminderDays),
        typeCode: typeCode(fields),
        linkedPosts: (line?.people ?? NO_LINKED_POSTS).map((person) => ({
          ...person,
          phone: showStaffPhone(person.phone, context.principal.role),
        })),
        deliveryLine: line
          ? { lineId: line.lineId, code: line.code, name: line.name, orderWeekdays: line.orderWeekdays }
          : null,
        assignments,
        segments: merged ? [merged, ...segments] : segments,
        groups: await readGroups(tx, customerId),
        months: await readTwoYears(tx, customerId, terms.today),
        debits: { failedInFourWeeks: signals.failed, lastFailedOn: signals.lastFailedOn },
        openAnomalies: signals.openAnomalies,
        mayUpdate: grantFor(context.principal.role, 'customers', 'update') !== undefined,
      }
    },
    { readOnly: true },
  )
}

const NO_LINKED_POSTS = (['phone_agent', 'deliveryman', 'monopoly_officer'] as const).map((post) => ({
  post,
  personId: null,
  name: null,
  phone: null,
}))

function licenceOf(fields: Fields, today: string, reminderDays: readonly number[]): CustomerPage['licence'] {
  const licence = {
    licenceNo: (fields.licenceNo ?? null) as string | null,
    licenceStatus: fields.licenceStatus as 'active' | 'suspended' | 'cancelled',
    licenceValidFrom: (fields.licenceValidFrom ?? null) as string | null,
    licenceValidTo: (fields.licenceValidTo ?? null) as string | null,
  }
  const state = judgeLicence(licence, today, reminderDays)
  return {
    state,
    open: isOpen(state),
    daysLeft:
      licence.licenceValidTo === null
        ? null
        : Math.round((Date.parse(licence.licenceValidTo) - Date.parse(today)) / 86_400_000),
    violation: licenceViolation(licence, state, String(fields.code))?.code ?? null,
  }
}

/** `CZ1`: market, format, scale. */
function typeCode(fields: Fields): string | null {
  const { marketType, format, scale } = fields
  if (!marketType || !format || !scale) return null
  const size: Readonly<Record<Scale, number>> = { large: 1, medium: 2, small: 3 }
  return `${marketType === 'urban' ? 'C' : 'X'}${FORMAT_LETTER[format as Format]}${size[scale as Scale]}`
}

function mergedClass(format: string | null, merge: ReadonlyMap<string, readonly string[]>) {
  if (format === null) return undefined
  for (const [code, formats] of merge)
    if (formats.includes(format))
      return {
        template: 'merged',
        class: code,
        rule: 'format',
        reason: { format },
        byHand: false,
        ruleVersion: 'format_merge',
        since: '2000-01-01',
      }
  return undefined
}

/** Twenty-four months to the present one, empty months included. */
async function readTwoYears(tx: Tx, customerId: string, today: string) {
  const from = addMonths(monthOf(today), 1 - TIMELINE_WINDOW)
  const known = new Map((await readMonths(tx, customerId, from)).map((row) => [row.month, row]))
  return Array.from({ length: TIMELINE_WINDOW }, (_, index) => {
    const month = addMonths(from, index)
    return known.get(month) ?? { month, orders: 0, lines: 0, quantity: 0, amountFen: 0 }
  })
}

async function readMissingOf(
  tx: Tx,
  customerId: string,
  required: readonly CustomerField[],
): Promise<CustomerField[]> {
  if (required.length === 0) return []
  const { rows } = await sql<{ missing: CustomerField[] }>`
    select array_remove(array[${sql.join(required.map((field) => sql`case when ${isMissing(field)} then ${field}::text end`))}],
      null) as missing
    from customer c where c.org_id = (select current_org()) and c.customer_id = ${customerId}`.execute(tx)
  return rows[0]!.missing
}

/** Names behind the ids of a page. */
async function readShownNames(tx: Tx, fields: Fields): Promise<Partial<Record<CustomerField, string>>> {
  const { rows } = await sql<{ manager: string | null; unit: string | null; line: string | null }>`
    select (select name from person where org_id = (select current_org()) and person_id = ${fields.managerId ?? null}::uuid) as manager,
      (select name from org_unit where org_id = (select current_org()) and unit_id = ${fields.unitId ?? null}::uuid) as unit,
      (select name from delivery_line where org_id = (select current_org()) and line_id = ${fields.deliveryLineId ?? null}::uuid) as line`.execute(
    tx,
  )
  const { manager, unit, line } = rows[0]!
  return {
    ...(manager ? { managerId: manager } : {}),
    ...(unit ? { unitId: unit } : {}),
    ...(line ? { deliveryLineId: line } : {}),
  }
}

function describeField(
  field: CustomerField,
  known: {
    readonly fields: Fields
    readonly changes: readonly ChangeRow[]
    readonly shown: Partial<Record<CustomerField, string>>
    readonly masks: CustomerMasks
    readonly isMissing: boolean
  },
): ArchiveField {
  const last = known.changes.find((change) => field in change.fields)
  const value = known.fields[field] ?? null
  const masked = maskField(field, value, known.masks)
  return {
    field,
    value: masked.value,
    shown: known.shown[field] ?? null,
    masked: masked.isMasked,
    source: last?.source ?? null,
    authorId: last?.authorId ?? null,
    authorName: last?.authorName ?? null,
    changedAt: last?.changedAt.toISOString() ?? null,
    importId: last?.source === 'import' || last?.source === 'api' ? last.batchId : null,
    missing: known.isMissing,
  }
}

/** The same masks for values of the page and of the history. */
export function maskField(
  field: CustomerField,
  value: FieldValue,
  masks: CustomerMasks,
): { readonly value: FieldValue; readonly isMasked: boolean } {
  const text = value as string | null
  switch (field) {
    case 'phone':
      return { value: showPhone(text, masks), isMasked: masks.contact !== 'open' && text !== null }
    case 'contactName':
      return { value: showContact(text, masks), isMasked: masks.contact !== 'open' && text !== null }
    case 'licenceNo':
    case 'paymentAccountTail':
      return { value: showLicenceNo(text, masks), isMasked: masks.identity !== 'open' && text !== null }
    default:
      return { value, isMasked: false }
  }
}

function showStaffPhone(phone: string | null, role: string): string | null {
  const grant = grantFor(role, 'people', 'read')
  if (phone === null || !grant) return null
  return grant.masks.includes('contact') ? maskPhone(phone) : phone
}

export async function showFieldHistory(
  context: RequestContext,
  customerId: string,
  field: CustomerField,
): Promise<z.output<typeof fieldHistorySchema>> {
  return context.transaction(
    async (tx) => {
      await requireCustomer(tx, context, customerId)
      const masks = customerMasks(context.principal.role)
      const rows = (await readChanges(tx, customerId)).filter((change) => field in change.fields)
      const shown = (value: FieldValue) => maskField(field, value, masks).value
      return {
        rows: rows.map((change) => {
          const [before, after] = change.fields[field]!
          return {
            changeId: change.changeId,
            changedAt: change.changedAt.toISOString(),
            source: change.source,
            authorName: change.authorName,
            before: shown(before),
            after: shown(after),
            note: change.note,
          }
        }),
        masked: rows.some((change) => maskField(field, change.fields[field]![1], masks).isMasked),
      }
    },
    { readOnly: true },
  )
}

const ALL_KINDS: readonly TimelineEntry['kind'][] = [
  'order',
  'change',
  'visit',
  'call',
  'reminder',
  'segment',
  'debit',
]

export async function showTimeline(
  context: RequestContext,
  customerId: string,
  query: {
    readonly before?: string
    readonly kinds?: readonly TimelineEntry['kind'][]
    readonly limit: number
  },
): Promise<z.output<typeof timelineSchema>> {
  return context.transaction(
    async (tx) => {
      await requireCustomer(tx, context, customerId)
      const { timeZone } = await getCompany(tx, context.principal.orgId)
      const { value: reminderDays } = await ruleAt(tx, licenceReminders, localDate(context.clock))
      // Plans and reminders of the future are not history yet.
      const before = query.before ? new Date(query.before) : context.clock.now()
      const rows = await readTimeline(tx, customerId, {
        before,
        kinds: query.kinds ?? ALL_KINDS,
        limit: query.limit,
        timeZone,
        reminderDays,
      })
      return {
        rows: rows.map((row) => ({
          kind: row.kind,
          id: row.id,
          at: row.at.toISOString(),
          text: `timeline.${row.kind}`,
          values: row.values,
        })),
        next: rows.length === query.limit ? rows.at(-1)!.at.toISOString() : null,
      }
    },
    { readOnly: true },
  )
}
