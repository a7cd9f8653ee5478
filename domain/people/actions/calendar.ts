import { dayKind } from '../../../engines/kernel/chinese-calendar.ts'
import { addDays, daysBetween, type IsoDate } from '../../../engines/kernel/dates.ts'
import { localDate } from '../../../platform/clock.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { Refusal, type Violation } from '../../../platform/refusal.ts'
import type { CalendarDay } from '../contract.ts'
import { findCalendarFaults, findPeriodFaults } from '../rules.ts'
import { personScope } from '../scope.ts'
import { getCompany } from '../store/accounts.ts'
import {
  deleteCompanyDay,
  deleteDayOff,
  insertDaysOff,
  isPersonWithin,
  listCompanyDays,
  listDaysOff as listStored,
  saveCompanyDay,
} from '../store/calendar.ts'

interface Period {
  readonly from: IsoDate
  readonly to: IsoDate
}

/** The national calendar under the company's own decisions. */
export async function getCalendar(context: RequestContext, { from, to }: Period): Promise<CalendarDay[]> {
  refuseFaults(checkPeriod({ from, to }))
  const decided = await context.transaction((tx) => listCompanyDays(tx, from, to), { readOnly: true })
  const byDate = new Map(decided.map((day) => [day.date, day]))
  return datesOf({ from, to }).map((date) => {
    const national = dayKind(date)
    const own = byDate.get(date)
    return {
      date,
      working: own?.working ?? national.working,
      kind: national.kind,
      name: national.name ? { zh: national.name.zh, en: national.name.en } : null,
      provisional: own === undefined && national.provisional,
      override: own ? { working: own.working, reason: own.reason } : null,
    }
  })
}

export async function setCalendarDay(
  context: RequestContext,
  date: IsoDate,
  decision: { readonly working: boolean; readonly reason: string },
): Promise<undefined> {
  const { orgId, accountId } = context.principal
  await context.transaction(async (tx) => {
    refuseFaults(findCalendarFaults(date, await today(tx, context)))
    await saveCompanyDay(tx, { orgId, date, ...decision, decidedBy: accountId }, context.clock)
    await context.record(tx, {
      kind: 'calendar.decided',
      objectKind: 'working_calendar',
      objectId: date,
      detail: { ...decision },
    })
  })
  return undefined
}

export async function clearCalendarDay(context: RequestContext, date: IsoDate): Promise<undefined> {
  await context.transaction(async (tx) => {
    refuseFaults(findCalendarFaults(date, await today(tx, context)))
    if (!(await deleteCompanyDay(tx, date))) throw notFound()
    await context.record(tx, { kind: 'calendar.withdrawn', objectKind: 'working_calendar', objectId: date })
  })
  return undefined
}

export async function listDaysOff(context: RequestContext, query: Period & { readonly personId?: string }) {
  refuseFaults(checkPeriod(query))
  return context.transaction((tx) => listStored(tx, { ...query, scope: personScope(context) }), {
    readOnly: true,
  }) as Promise<{ personId: string; personName: string; date: string; kind: 'annual'; note: string }[]>
}

export async function addDaysOff(
  context: RequestContext,
  input: Period & { readonly personId: string; readonly kind: string; readonly note: string },
): Promise<{ added: number }> {
  refuseFaults(checkPeriod(input))
  const { personId, kind, note } = input
  return context.transaction(async (tx) => {
    await requirePerson(tx, context, personId)
    const days = datesOf(input).map((date) => ({ personId, date, kind, note }))
    const { orgId, accountId } = context.principal
    const added = await insertDaysOff(tx, orgId, days, accountId, context.clock)
    await context.record(tx, {
      kind: 'day-off.entered',
      objectKind: 'person',
      objectId: personId,
      // The kind may be sickness: that it was entered is enough here.
      detail: { from: input.from, to: input.to, added },
    })
    return { added }
  })
}

export async function removeDayOff(
  context: RequestContext,
  personId: string,
  date: IsoDate,
): Promise<undefined> {
  await context.transaction(async (tx) => {
    await requirePerson(tx, context, personId)
    if (!(await deleteDayOff(tx, personId, date))) throw notFound()
    await context.record(tx, {
      kind: 'day-off.withdrawn',
      objectKind: 'person',
      objectId: personId,
      detail: { date },
    })
  })
  return undefined
}

/** Out of reach and unknown look the same. */
async function requirePerson(tx: Tx, context: RequestContext, personId: string): Promise<void> {
  if (!(await isPersonWithin(tx, personId, personScope(context)))) throw notFound()
}

async function today(tx: Tx, context: RequestContext): Promise<IsoDate> {
  const { timeZone } = await getCompany(tx, context.principal.orgId)
  return localDate(context.clock, timeZone)
}

function checkPeriod({ from, to }: Period): Violation[] {
  return findPeriodFaults(from, to, daysBetween(from, to))
}

function datesOf({ from, to }: Period): IsoDate[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index))
}

function refuseFaults(faults: readonly Violation[]): void {
  if (faults.length > 0) throw new Refusal(faults)
}
