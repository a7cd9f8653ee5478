/**
 * How long it still takes, from what was done so far.
 *
 * The recent pace counts more than the old one (half weight after `halfLifeSeconds`): a job that is slow to start, or
 * gets slower, is told as it is now. Nothing is told before two seconds or two per cent: a guess that jumps about
 * is worse than none.
 */
export function createEstimate(startSeconds: number, halfLifeSeconds = 20) {
  let lastSeconds = startSeconds
  let lastDone = 0
  let weightedDone = 0
  let weightedSeconds = 0

  return {
    /** Seconds left at `nowSeconds` when `done` of `total` is done, or null while nothing can be said. */
    secondsLeft(nowSeconds: number, done: number, total: number | null): number | null {
      const elapsed = nowSeconds - lastSeconds
      if (elapsed > 0) {
        const fade = 0.5 ** (elapsed / halfLifeSeconds)
        weightedDone = weightedDone * fade + Math.max(0, done - lastDone)
        weightedSeconds = weightedSeconds * fade + elapsed
        lastSeconds = nowSeconds
        lastDone = done
      }
      if (total === null || total <= 0) return null
      if (done >= total) return 0
      const tooEarly = nowSeconds - startSeconds < 2 && done < total * 0.02
      if (tooEarly || weightedDone <= 0) return null
      return ((total - done) * weightedSeconds) / weightedDone
    },
  }
}
