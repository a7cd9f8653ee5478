/**
 * One day's stops as numbers: 0 is home, 1..size-1 are stops. Times in minutes; a stop must *start* between
 * `opens` and `closes`. Without windows leave them out.
 */
export interface TourProblem {
  readonly size: number
  /** Travel minutes, symmetric, by [from * size + to]. */
  readonly travel: ArrayLike<number>
  readonly windows?: TourWindows
}

export interface TourWindows {
  readonly service: ArrayLike<number>
  readonly opens: ArrayLike<number>
  readonly closes: ArrayLike<number>
  /** Earliest leaving of home. */
  readonly earliestLeave: number
}

export interface Tour {
  /** Stops in driving order, without home. */
  readonly order: readonly number[]
  readonly travel: number
  /** Sum of minutes by which windows are missed; 0 = on time. */
  readonly lateness: number
  /** No order travels less (windows ignored unless `isOptimal`). */
  readonly bound: number
  readonly isOptimal: boolean
}

/** A minute of lateness outweighs any travel. */
export const LATE_PRICE = 1000

/** Price of an order: travel plus lateness; the twin in tests counts it again by brute force. */
export function priceTour(
  problem: TourProblem,
  order: ArrayLike<number>,
): { travel: number; lateness: number } {
  const { size, travel, windows } = problem
  let total = 0
  let lateness = 0
  let before = 0
  let now = windows?.earliestLeave ?? 0
  for (let index = 0; index < order.length; index++) {
    const stop = order[index]!
    const leg = travel[before * size + stop]!
    total += leg
    if (windows) {
      now = Math.max(now + leg, windows.opens[stop]!)
      // As if one could go back in time: a late stop does not make all later ones late too.
      if (now > windows.closes[stop]!) {
        lateness += now - windows.closes[stop]!
        now = windows.closes[stop]!
      }
      now += windows.service[stop]!
    }
    before = stop
  }
  return { travel: total + travel[before * size]!, lateness }
}

export function totalPrice({ travel, lateness }: { travel: number; lateness: number }): number {
  return travel + LATE_PRICE * lateness
}
