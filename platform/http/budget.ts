import type { Clock } from '../clock.ts'

/**
 * How many requests one account may send: a full bucket of `burst`, refilled `perSecond`. Held in this process only:
 * it keeps a runaway script from starving the others, and is no measure against attackers with many accounts.
 */
export interface RequestBudget {
  /** Seconds to wait; 0 when the request may be answered. */
  take(account: string): number
}

const FORGET_ABOVE = 10_000

export function createRequestBudget(
  clock: Clock,
  { burst = 600, perSecond = 20 }: { burst?: number; perSecond?: number } = {},
): RequestBudget {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(account) {
      const now = clock.now().getTime()
      const bucket = buckets.get(account) ?? { left: burst, at: now }
      const left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond)
      // Forgetting everybody refills all buckets: harmless, and the map stays small.
      if (buckets.size > FORGET_ABOVE) buckets.clear()
      buckets.set(account, { left: left >= 1 ? left - 1 : left, at: now })
      return left >= 1 ? 0 : (1 - left) / perSecond
    },
  }
}
