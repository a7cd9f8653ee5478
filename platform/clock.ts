import { randomBytes } from 'node:crypto'
import { uuidV7 } from '../engines/kernel/ids.ts'

/** The only way code outside the entry points learns the time: tests pass a clock of their own. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

export function fixedClock(iso: string): Clock {
  return { now: () => new Date(iso) }
}

/** A new UUIDv7 of the clock's time. */
export function newId(clock: Clock = systemClock): string {
  return uuidV7(clock.now().getTime(), randomBytes(10))
}

/** The date `YYYY-MM-DD` that a clock on the wall of `timeZone` shows. */
export function localDate(clock: Clock, timeZone = 'Asia/Shanghai'): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(clock.now())
}
