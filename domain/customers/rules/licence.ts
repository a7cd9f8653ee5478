import { daysBetween, type IsoDate } from '../../../engines/kernel/dates.ts'
import type { Violation } from '../../../platform/refusal.ts'
import type { LicenceState, LicenceStatus } from '../contract/words.ts'

export interface Licence {
  readonly licenceNo: string | null
  readonly licenceStatus: LicenceStatus
  readonly licenceValidFrom: IsoDate | null
  readonly licenceValidTo: IsoDate | null
}

/** Twelve digits: six of the region, one of the ownership (1 individual, 2 enterprise or other), five of the serial. */
export const LICENCE_NUMBER = /^\d{6}[12]\d{5}$/

/** Days before the end on which somebody is reminded, largest first. */
export type ReminderDays = readonly number[]

/**
 * LIC-01..LIC-07 (R1): what a licence is worth on a day. The first fault counts, the gravest first: a shop without a
 * number has no licence, whatever else is written down.
 */
export function judgeLicence(licence: Licence, today: IsoDate, reminderDays: ReminderDays): LicenceState {
  if (licence.licenceNo === null || licence.licenceNo === '') return 'missing_number'
  if (!LICENCE_NUMBER.test(licence.licenceNo)) return 'malformed_number'
  if (licence.licenceStatus === 'cancelled') return 'cancelled'
  if (licence.licenceStatus === 'suspended') return 'suspended'
  if (licence.licenceValidTo === null) return 'missing_expiry'
  if (licence.licenceValidTo < today) return 'expired'
  if (licence.licenceValidFrom !== null && licence.licenceValidFrom > today) return 'not_yet_valid'
  return daysBetween(today, licence.licenceValidTo) <= (reminderDays[0] ?? 0) ? 'expiring' : 'valid'
}

/** Whether supply, quotas, orders and campaign stock may go to the shop. */
export function isOpen(state: LicenceState): boolean {
  return state === 'valid' || state === 'expiring'
}

const CODES: Readonly<Partial<Record<LicenceState, string>>> = {
  missing_number: 'LIC-01',
  malformed_number: 'LIC-02',
  missing_expiry: 'LIC-03',
  expired: 'LIC-04',
  suspended: 'LIC-05',
  cancelled: 'LIC-06',
  not_yet_valid: 'LIC-07',
}

/** The refusal of a licence that is not open, with the date a reader needs. */
export function licenceViolation(
  licence: Licence,
  state: LicenceState,
  subject: string,
): Violation | undefined {
  const code = CODES[state]
  return code === undefined
    ? undefined
    : { code, subject, values: { validTo: licence.licenceValidTo, licenceNo: null } }
}

/** The reminder step due on a day: the smallest of 60, 30, 7 that is not yet behind; nothing once it has ended. */
export function reminderStep(
  validTo: IsoDate | null,
  today: IsoDate,
  reminderDays: ReminderDays,
): number | null {
  if (validTo === null) return null
  const left = daysBetween(today, validTo)
  if (left < 0) return null
  const due = reminderDays.filter((days) => left <= days)
  return due.length === 0 ? null : Math.min(...due)
}
