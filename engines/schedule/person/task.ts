import type { TravelRules } from '../../kernel/travel.ts'

/**
 * One person's month as plain data: it crosses to a worker and back without losing anything.
 * Days are the person's own working days, numbered from 0; customers are numbered from 1, 0 is home.
 */
export interface PersonTask {
  readonly managerId: string
  readonly seed: string
  /** Day number (days since 1970) of each day, ascending; at most 31. */
  readonly dayNumbers: readonly number[]
  /** Week (Monday to Sunday) of each day, numbered from 0. */
  readonly weeks: readonly number[]
  /** Weekday 1..7 of each day. */
  readonly weekdays: readonly number[]
  /** Places by number, home first; NaN = unknown. */
  readonly lons: Float64Array
  readonly lats: Float64Array
  readonly urban: Uint8Array
  /** By number; 0 for home. */
  readonly serviceMinutes: Float64Array
  readonly visits: Uint8Array
  /** Smallest distance between neighbouring visits, by number. */
  readonly gapDays: Uint8Array
  /** The same by visits placed: it counts when only some of the visits fit. */
  readonly gapDaysByVisits: readonly number[]
  /** Start windows by number; NaN = working hours. */
  readonly windowStarts: Float64Array
  readonly windowEnds: Float64Array
  /** Bit d = the customer may be visited on day d. */
  readonly allowedDays: Uint32Array
  /** Bit d = the customer must be visited on day d. */
  readonly requiredDays: Uint32Array
  /** Bit d = an earlier plan has a visit here; 0 = new customer, moving it is free. */
  readonly previousDays: Uint32Array
  /** Windows that hold on one day only: appointments made with others, and pinned times. */
  readonly appointments: readonly Appointment[]
  readonly limits: PersonLimits
  readonly travel: TravelRules
  readonly movePenaltyMinutes: number
  /** Days shorter than this are not worth evening out. */
  readonly shortDayMinutes: number
  readonly iterations: number
  /** Wall-clock seconds instead of iterations. */
  readonly seconds?: number
}

export interface Appointment {
  readonly customer: number
  readonly day: number
  readonly startMinute: number
  readonly endMinute: number
}

export interface PersonLimits {
  readonly dayMinutes: number
  readonly weekMinutes: number
  readonly daysPerWeek: number
  readonly eveningsPerWeek: number
  readonly shiftStartMinute: number
  readonly workingEndMinute: number
}

export interface PersonResult {
  /** Customers (numbers) of each day in driving order. */
  readonly days: readonly PersonDay[]
  readonly unplaced: readonly {
    readonly customer: number
    readonly visits: number
    readonly code: UnplacedCause
    readonly missingMinutes: number
  }[]
  readonly steps: number
}

export type UnplacedCause =
  | 'too-few-dates'
  | 'min-gap'
  | 'too-far'
  | 'window'
  | 'evenings-per-week'
  | 'hours-per-day'
  | 'hours-per-week'
  | 'no-common-time'
  | 'pinned'

export interface PersonDay {
  readonly customers: readonly number[]
  readonly arriveMinutes: readonly number[]
  readonly leaveMinute: number
  readonly returnMinute: number
  readonly travelMinutes: number
  readonly waitingMinutes: number
  readonly travelBoundMinutes: number
}
