import type { Finding, PlanHead } from '../../../domain/plans/contract.ts'
import { formatMinutes } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { sayViolation } from '../../shared/text/problems.ts'

/** `HH:MM` of minutes after midnight, to the nearest minute. */
export function clockOf(minute: number): string {
  const whole = Math.round(minute)
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}

/** A change in minutes with its sign: `+12 分`, `−5 分`, `不变`. */
export function sayDelta(minutes: number): string {
  const whole = Math.round(minutes)
  if (whole === 0) return '±0'
  return `${whole > 0 ? '+' : '−'}${formatMinutes(Math.abs(whole))}`
}

export function sayFinding(finding: Finding): string {
  return sayViolation(finding)
}

export const STATE_COLOURS: Readonly<Record<PlanHead['state'], string>> = {
  none: 'default',
  draft: 'default',
  submitted: 'processing',
  returned: 'warning',
  approved: 'success',
  frozen: 'success',
}

export function sayState(state: PlanHead['state']): string {
  return t(`state.${state}`)
}
