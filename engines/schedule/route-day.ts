import type { TravelPoint, TravelRules } from '../kernel/travel.ts'
import type { StartWindow } from './problem.ts'

export interface DayStop {
  readonly id: string
  readonly point: TravelPoint
  readonly serviceMinutes: number
  /** When the call must start; null = any time from the start of the shift. */
  readonly window: StartWindow | null
}

export interface DayRouteProblem {
  readonly home: TravelPoint
  readonly stops: readonly DayStop[]
  readonly rules: TravelRules
  /** Earliest leaving of home; an early window may force an earlier one. */
  readonly shiftStartMinute: number
  /** Latest start of calls without window; default 18:00. */
  readonly workingEndMinute?: number
}

export interface DayRoute {
  /** Stops in driving order. */
  readonly stops: readonly {
    readonly id: string
    readonly arriveMinute: number
    readonly departMinute: number
  }[]
  readonly leaveMinute: number
  readonly returnMinute: number
  readonly travelMinutes: number
  readonly waitingMinutes: number
  /** Proven: no order travels less (1-tree bound, or the exact optimum). */
  readonly travelBoundMinutes: number
  readonly isProvenOptimal: boolean
  /** Stops whose window no order could keep; their arrival may lie outside it. */
  readonly lateStopIds: readonly string[]
}

/** The best order of one day's stops: least travel within all windows; exact for small days, else with a proven gap. */
export function routeDay(_problem: DayRouteProblem): DayRoute {
  throw new Error('in the making')
}
