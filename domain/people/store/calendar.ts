import type { IsoDate } from '../../../engines/kernel/dates.ts'
import type { Clock } from '../../../platform/clock.ts'
import { insertColumns, type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'

export interface CompanyDay {
  readonly date: IsoDate
  readonly working: boolean
  readonly reason: string
}

/** The company's own decisions on days of a period, both ends included. */
export async function listCompanyDays(tx: Tx, from: IsoDate, to: IsoDate): Promise<CompanyDay[]> {
  const { rows } = await sql<CompanyDay>`
    select date, working, reason from working_calendar where date between ${from} and ${to} order by date`.execute(
    tx,
  )
  return rows
}

export async function saveCompanyDay(
  tx: Tx,
  day: CompanyDay & { readonly orgId: string; readonly decidedBy: string | null },
  clock: Clock,
): Promise<void> {
  await sql`
    insert into working_calendar (org_id, date, working, reason, decided_by, decided_at)
    values (${day.orgId}, ${day.date}, ${day.working}, ${day.reason}, ${day.decidedBy}, ${clock.now()})
    on conflict (org_id, date) do update set working = excluded.working, reason = excluded.reason,
      decided_by = excluded.decided_by, decided_at = excluded.decided_at`.execute(tx)
}

export async function deleteCompanyDay(tx: Tx, date: IsoDate): Promise<boolean> {
  const result = await sql`delete from working_calendar where date = ${date}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) > 0
}

export interface StoredDayOff {
  readonly personId: string
  readonly date: IsoDate
  readonly kind: string
  readonly note: string
}

/** Days off of a period within a condition on alias `p` of person. */
export async function listDaysOff(
  tx: Tx,
  filter: {
    readonly scope: RawBuilder<boolean>
    readonly from: IsoDate
    readonly to: IsoDate
    readonly personId?: string
  },
): Promise<(StoredDayOff & { readonly personName: string })[]> {
  const { rows } = await sql<StoredDayOff & { personName: string }>`
    select d.person_id as "personId", p.name as "personName", d.date, d.kind, d.note
    from day_off d join person p on p.org_id = d.org_id and p.person_id = d.person_id
    where ${filter.scope} and d.date between ${filter.from} and ${filter.to}
      and ${filter.personId ? sql`d.person_id = ${filter.personId}` : sql`true`}
    order by d.date, p.code`.execute(tx)
  return rows
}

/** Days that are entered already stay as they are. Returns how many were new. */
export async function insertDaysOff(
  tx: Tx,
  orgId: string,
  days: readonly StoredDayOff[],
  enteredBy: string | null,
  clock: Clock,
): Promise<number> {
  const now = clock.now()
  return insertColumns(
    tx,
    'day_off',
    {
      org_id: { type: 'uuid', values: days.map(() => orgId) },
      person_id: { type: 'uuid', values: days.map((day) => day.personId) },
      date: { type: 'date', values: days.map((day) => day.date) },
      kind: { type: 'text', values: days.map((day) => day.kind) },
      note: { type: 'text', values: days.map((day) => day.note) },
      entered_by: { type: 'uuid', values: days.map(() => enteredBy) },
      entered_at: { type: 'timestamptz', values: days.map(() => now) },
    },
    { onConflict: sql`on conflict (org_id, person_id, date) do nothing` },
  )
}

export async function deleteDayOff(tx: Tx, personId: string, date: IsoDate): Promise<boolean> {
  const result = await sql`delete from day_off where person_id = ${personId} and date = ${date}`.execute(tx)
  return Number(result.numAffectedRows ?? 0) > 0
}

/** Whether a person is within a condition on alias `p`. */
export async function isPersonWithin(tx: Tx, personId: string, scope: RawBuilder<boolean>): Promise<boolean> {
  const { rows } = await sql`select 1 from person p where p.person_id = ${personId} and ${scope}`.execute(tx)
  return rows.length > 0
}
