import type { Clock } from '../platform/clock.ts'

/** A clock that tests turn by hand. */
export interface TestClock extends Clock {
  pass(seconds: number): void
}

export function createTestClock(iso: string): TestClock {
  let now = new Date(iso).getTime()
  return {
    now: () => new Date(now),
    pass(seconds) {
      now += seconds * 1000
    },
  }
}
