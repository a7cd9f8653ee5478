import type { IsoDate } from '../kernel/dates.ts'
import type { TravelPoint } from '../kernel/travel.ts'
import { buildFrame, type MonthFrame } from './frame.ts'
import type { MonthProblem, PlanCustomer, PlanManager } from './problem.ts'
import type { PlannedVisit } from './solution.ts'
import type { DayLimits, TimedStop } from './timed-day.ts'

/** A plan made quick to ask: by id, by person and date, by customer. Kept as long as the list of visits lives. */
export interface PlanIndex {
  readonly frame: MonthFrame
  readonly byId: ReadonlyMap<string, PlannedVisit>
  /** In driving order. */
  readonly byDay: ReadonlyMap<string, readonly PlannedVisit[]>
  readonly byCustomer: ReadonlyMap<string, readonly PlannedVisit[]>
  readonly datesOfManager: ReadonlyMap<string, readonly IsoDate[]>
}

const frames = new WeakMap<MonthProblem, MonthFrame>()
const indexes = new WeakMap<readonly PlannedVisit[], PlanIndex>()

export function frameOf(problem: MonthProblem): MonthFrame {
  let frame = frames.get(problem)
  if (!frame) {
    frame = buildFrame(problem)
    frames.set(problem, frame)
  }
  return frame
}

export function indexOf(problem: MonthProblem, visits: readonly PlannedVisit[]): PlanIndex {
  const known = indexes.get(visits)
  if (known && known.frame.problem === problem) return known
  const byId = new Map<string, PlannedVisit>()
  const byDay = new Map<string, PlannedVisit[]>()
  const byCustomer = new Map<string, PlannedVisit[]>()
  const datesOfManager = new Map<string, IsoDate[]>()
  for (const visit of visits) {
    byId.set(visit.id, visit)
    const key = dayKey(visit.managerId, visit.date)
    const day = byDay.get(key)
    if (day) day.push(visit)
    else {
      byDay.set(key, [visit])
      const dates = datesOfManager.get(visit.managerId)
      if (dates) dates.push(visit.date)
      else datesOfManager.set(visit.managerId, [visit.date])
    }
    const same = byCustomer.get(visit.customerId)
    if (same) same.push(visit)
    else byCustomer.set(visit.customerId, [visit])
  }
  for (const day of byDay.values()) day.sort((a, b) => a.sequence - b.sequence)
  for (const dates of datesOfManager.values()) dates.sort()
  const index = { frame: frameOf(problem), byId, byDay, byCustomer, datesOfManager }
  indexes.set(visits, index)
  return index
}

export function dayKey(managerId: string, date: IsoDate): string {
  return `${managerId}\n${date}`
}

export function getCustomer(frame: MonthFrame, id: string): PlanCustomer {
  const index = frame.customerIndex.get(id)
  if (index === undefined) throw new RangeError(`no customer ${id} in the problem`)
  return frame.customers[index]!
}

export function getManager(frame: MonthFrame, id: string): PlanManager {
  const index = frame.managerIndex.get(id)
  if (index === undefined) throw new RangeError(`no manager ${id} in the problem`)
  return frame.managers[index]!
}

export function pointOf(customer: PlanCustomer): TravelPoint {
  return { location: customer.location, isUrban: customer.isUrban }
}

export function limitsOf(frame: MonthFrame, manager: PlanManager): DayLimits {
  const { rules } = frame.problem
  return {
    home: { location: manager.home, isUrban: true },
    travel: rules,
    shiftStartMinute: rules.shiftStartMinute,
  }
}

/** A customer as a stop within its window, narrowed by what others at a joint visit leave open. */
export function stopOf(
  frame: MonthFrame,
  customer: PlanCustomer,
  narrowed?: { readonly opensMinute: number; readonly closesMinute: number },
): TimedStop {
  const { rules } = frame.problem
  const opens = customer.window?.startMinute ?? rules.shiftStartMinute
  const closes =
    customer.window?.endMinute ??
    Math.max(rules.workingEndMinute, rules.shiftStartMinute + rules.hoursPerDay * 60)
  return {
    point: pointOf(customer),
    serviceMinutes: customer.serviceMinutes,
    opensMinute: Math.max(opens, narrowed?.opensMinute ?? -Infinity),
    closesMinute: Math.min(closes, narrowed?.closesMinute ?? Infinity),
  }
}

/**
 * What the others of a joint visit leave open for one of its people; undefined for a solo visit. When others of
 * them are being moved at the same time (`movers`), everybody keeps to half of the slack.
 */
export function narrowedBy(
  index: PlanIndex,
  visit: PlannedVisit,
  movers?: ReadonlySet<string>,
): { opensMinute: number; closesMinute: number } | undefined {
  const others = index.byCustomer
    .get(visit.customerId)!
    .filter((other) => other.date === visit.date && other.managerId !== visit.managerId)
  if (others.length === 0) return undefined
  const starts = others.map((other) => other.arriveMinute)
  const latest = Math.max(...starts)
  const earliest = Math.min(...starts)
  const tolerance = index.frame.problem.rules.jointToleranceMinutes
  if (movers === undefined || !others.some((other) => movers.has(other.managerId)))
    return { opensMinute: latest - tolerance, closesMinute: earliest + tolerance }
  const apart = Math.max(latest, visit.arriveMinute) - Math.min(earliest, visit.arriveMinute)
  const slack = Math.max(0, tolerance - apart) / 2
  return { opensMinute: visit.arriveMinute - slack, closesMinute: visit.arriveMinute + slack }
}
