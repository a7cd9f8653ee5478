import { z } from 'zod'
import { defineRoute } from '../../../platform/http/contract.ts'
import { permit } from '../policy.ts'

const isoDate = z.iso.date()
/** At most two years, so that one request stays small. */
const period = { from: isoDate, to: isoDate }

export const calendarDay = z.object({
  date: isoDate,
  /** What counts: the company's decision where there is one, else the national calendar. */
  working: z.boolean(),
  kind: z.enum(['workday', 'weekend', 'holiday', 'makeup']),
  /** The festival a holiday or make-up day belongs to. */
  name: z.object({ zh: z.string(), en: z.string() }).nullable(),
  /** The notice of this year is not out: the day may still turn round. */
  provisional: z.boolean(),
  /** The company's own decision. */
  override: z.object({ working: z.boolean(), reason: z.string() }).nullable(),
})
export type CalendarDay = z.infer<typeof calendarDay>

export const getCalendar = defineRoute({
  id: 'people.calendar',
  method: 'GET',
  path: '/api/calendar',
  summary: 'Working days of a period',
  permit: permit('calendar', 'read'),
  query: z.strictObject(period),
  response: z.array(calendarDay),
})

export const setCalendarDay = defineRoute({
  id: 'people.setCalendarDay',
  method: 'PUT',
  path: '/api/calendar/:date',
  summary: 'Decide that the company works on a day, or does not',
  permit: permit('calendar', 'configure'),
  params: z.object({ date: isoDate }),
  body: z.strictObject({ working: z.boolean(), reason: z.string().trim().max(200).default('') }),
  response: z.undefined(),
})

export const clearCalendarDay = defineRoute({
  id: 'people.clearCalendarDay',
  method: 'DELETE',
  path: '/api/calendar/:date',
  summary: "Withdraw the company's decision on a day",
  permit: permit('calendar', 'configure'),
  params: z.object({ date: isoDate }),
  response: z.undefined(),
})

// ---- personal days off --------------------------------------------------------------------------------------

export const DAY_OFF_KINDS = ['annual', 'sick', 'personal', 'training', 'duty', 'other'] as const

export const dayOff = z.object({
  personId: z.uuid(),
  personName: z.string(),
  date: isoDate,
  kind: z.enum(DAY_OFF_KINDS),
  note: z.string(),
})

export const listDaysOff = defineRoute({
  id: 'people.listDaysOff',
  method: 'GET',
  path: '/api/days-off',
  summary: 'Personal days off of a period, as far as the reader may see them',
  permit: permit('days-off', 'read'),
  query: z.strictObject({ ...period, personId: z.uuid().optional() }),
  response: z.array(dayOff),
})

export const addDaysOff = defineRoute({
  id: 'people.addDaysOff',
  method: 'POST',
  path: '/api/days-off',
  summary: 'Enter days off of a person; days entered before stay as they are',
  permit: permit('days-off', 'create'),
  body: z.strictObject({
    personId: z.uuid(),
    ...period,
    kind: z.enum(DAY_OFF_KINDS),
    note: z.string().trim().max(200).default(''),
  }),
  response: z.object({ added: z.number().int() }),
})

export const removeDayOff = defineRoute({
  id: 'people.removeDayOff',
  method: 'DELETE',
  path: '/api/days-off/:personId/:date',
  summary: 'Withdraw a day off',
  permit: permit('days-off', 'correct'),
  params: z.object({ personId: z.uuid(), date: isoDate }),
  response: z.undefined(),
})
