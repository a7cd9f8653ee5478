/**
 * Chooses the days of one customer: `visits` days with at least `gapDays` calendar days between neighbours, all
 * required days among them, at least cost. Exact over every lawful set of days (dynamic programme over the days,
 * O(visits x days^2)), so no list of patterns has to be made or cut short.
 */
export class DateChooser {
  private readonly dayNumbers: Int32Array
  private readonly best: Float64Array
  private readonly from: Int8Array
  readonly chosen: Int8Array
  private readonly dayCount: number

  constructor(dayNumbers: readonly number[], maxVisits: number) {
    this.dayNumbers = Int32Array.from(dayNumbers)
    this.dayCount = dayNumbers.length
    this.best = new Float64Array((maxVisits + 1) * this.dayCount)
    this.from = new Int8Array((maxVisits + 1) * this.dayCount)
    this.chosen = new Int8Array(maxVisits + 1)
  }

  /**
   * Fills `chosen[0..visits)` with ascending days and returns their cost, or Infinity when no lawful set exists.
   * `costs[d]` may be Infinity (day not possible). `spacing[days between]` is the price of an interval.
   */
  choose(
    costs: Float64Array,
    visits: number,
    gapDays: number,
    requiredDays: number,
    spacing: Float64Array | null,
  ): number {
    const { dayCount, dayNumbers, best, from, chosen } = this
    if (visits === 0) return requiredDays === 0 ? 0 : Infinity
    if (visits === 1) return this.chooseOne(costs, requiredDays)
    const firstRequired = requiredDays === 0 ? dayCount : 31 - Math.clz32(requiredDays & -requiredDays)
    const lastRequired = requiredDays === 0 ? -1 : 31 - Math.clz32(requiredDays)
    for (let day = 0; day < dayCount; day++) best[day] = day <= firstRequired ? costs[day]! : Infinity
    for (let visit = 1; visit < visits; visit++) {
      const row = visit * dayCount
      const before = row - dayCount
      // The nearest required day before the one looked at: a predecessor may not jump over it.
      let floor = 0
      for (let day = 0; day < dayCount; day++) {
        let least = Infinity
        let origin = -1
        const cost = costs[day]!
        if (cost < Infinity) {
          const number = dayNumbers[day]!
          for (let other = day - 1; other >= floor; other--) {
            const interval = number - dayNumbers[other]!
            if (interval < gapDays) continue
            const price =
              spacing === null ? best[before + other]! : best[before + other]! + spacing[interval]!
            if (price < least) {
              least = price
              origin = other
            }
          }
        }
        best[row + day] = least + cost
        from[row + day] = origin
        if ((requiredDays >>> day) & 1) floor = day
      }
    }
    const last = (visits - 1) * dayCount
    let least = Infinity
    let day = -1
    for (let end = Math.max(0, lastRequired); end < dayCount; end++) {
      if (best[last + end]! < least) {
        least = best[last + end]!
        day = end
      }
    }
    if (day < 0) return Infinity
    for (let visit = visits - 1; visit >= 0; visit--) {
      chosen[visit] = day
      day = from[visit * dayCount + day]!
    }
    return least
  }

  private chooseOne(costs: Float64Array, requiredDays: number): number {
    let least = Infinity
    for (let day = 0; day < this.dayCount; day++) {
      if (costs[day]! < least && (requiredDays & ~(1 << day)) === 0) {
        least = costs[day]!
        this.chosen[0] = day
      }
    }
    return least
  }
}
