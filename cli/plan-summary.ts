import type { MonthPlan, MonthProblem } from '../engines/schedule/index.ts'
import { mainPostOf } from '../engines/schedule/index.ts'
import { assessTerritories } from '../engines/territory/index.ts'

/** The figures of `summary.json`; minutes and shares are rounded to three places. */
export function summarizePlan(problem: MonthProblem, plan: MonthPlan, tolerance: number) {
  const travel = plan.days.map((day) => day.travelMinutes)
  const lengths = plan.days.map((day) => day.returnMinute - day.leaveMinute)
  const bounds = plan.days.map((day) => day.travelBoundMinutes)
  const loads = new Map<string, number>()
  plan.days.forEach((day, index) => {
    loads.set(day.managerId, (loads.get(day.managerId) ?? 0) + lengths[index]!)
  })
  const main = mainPostOf(problem)
  const owners = problem.managers.filter((manager) => manager.post === main)
  const ownerLoads = owners.map((manager) => loads.get(manager.id) ?? 0)
  const reasons: Record<string, number> = {}
  for (const { visits, reason } of plan.unplaced) reasons[reason.code] = (reasons[reason.code] ?? 0) + visits
  const spreads = owners.map((manager) => {
    const own = plan.days.flatMap((day, index) => (day.managerId === manager.id ? [lengths[index]!] : []))
    return own.length > 0 ? Math.max(...own) - Math.min(...own) : 0
  })
  return {
    month: problem.month,
    customers: problem.customers.length,
    managers: problem.managers.length,
    visitsPlaced: plan.visits.length,
    visitsUnplaced: plan.unplaced.reduce((sum, item) => sum + item.visits, 0),
    unplacedByReason: reasons,
    jointVisits: new Set(
      plan.visits
        .filter((visit) => visit.kind === 'joint')
        .map((visit) => `${visit.customerId} ${visit.date}`),
    ).size,
    managerDays: plan.days.length,
    travelMinutesPerManagerDay: { mean: round(mean(travel)), max: round(maximum(travel)) },
    waitingMinutesPerManagerDay: round(mean(plan.days.map((day) => day.waitingMinutes))),
    heaviestDayMinutes: round(maximum(lengths)),
    lightestDayMinutes: round(lengths.length > 0 ? Math.min(...lengths) : 0),
    daySpreadMinutes: { mean: round(mean(spreads)), max: round(maximum(spreads)) },
    workload: {
      post: main,
      maxOverMean: round(maximum(ownerLoads) / Math.max(1e-9, mean(ownerLoads))),
      maxOverMin: round(maximum(ownerLoads) / Math.max(1e-9, Math.min(...ownerLoads))),
      variationCoefficient: round(deviation(ownerLoads) / Math.max(1e-9, mean(ownerLoads))),
    },
    ...territoryFigures(problem, plan, tolerance),
    dayRoutes: {
      travelMinutes: round(sum(travel)),
      travelBoundMinutes: round(sum(bounds)),
      gap: round(sum(bounds) > 0 ? sum(travel) / sum(bounds) - 1 : 0),
      provenOptimalDays: plan.days.filter(
        (day) => day.travelMinutes <= day.travelBoundMinutes * 1.00001 + 1e-4,
      ).length,
    },
    ...movedFigures(problem, plan),
  }
}

function territoryFigures(problem: MonthProblem, plan: MonthPlan, tolerance: number) {
  const main = mainPostOf(problem)
  const managers = problem.managers.filter((manager) => manager.post === main)
  const owned = problem.customers.filter((customer) => plan.holders.get(customer.id)?.[main] !== undefined)
  if (managers.length === 0 || owned.length === 0) return {}
  const assessed = assessTerritories(
    {
      customers: owned.map((customer) => ({
        id: customer.id,
        location: customer.location,
        workload: (customer.visits[main] ?? 0) * customer.serviceMinutes,
      })),
      managers: managers.map((manager) => ({ id: manager.id, home: manager.home })),
      tolerance,
    },
    owned.map((customer) => plan.holders.get(customer.id)![main]!),
  )
  const workload = sum(assessed.territories.map((territory) => territory.workload))
  return {
    compactness: {
      meanDistanceKm: round(
        sum(assessed.territories.map((territory) => territory.meanDistanceKm * territory.workload)) /
          Math.max(1e-9, workload),
      ),
      strayCustomers: assessed.strayCustomers,
    },
    territories: {
      cost: round(assessed.cost),
      costBound: round(assessed.costBound),
      gap: round(assessed.gap),
      maxDeviation: round(assessed.maxDeviation),
    },
  }
}

/** Visits of this plan that an earlier plan of the month has on another date or not at all. */
function movedFigures(problem: MonthProblem, plan: MonthPlan) {
  const { previous, month } = problem
  if (previous === undefined) return {}
  const kept = new Set(previous.map((visit) => `${visit.customerId} ${visit.managerId} ${visit.date}`))
  const known = new Set(previous.map((visit) => `${visit.customerId} ${visit.managerId}`))
  const isSameMonth = previous.some((visit) => visit.date.startsWith(month))
  const compared = plan.visits.filter((visit) => known.has(`${visit.customerId} ${visit.managerId}`))
  const moved = compared.filter(
    (visit) => !kept.has(`${visit.customerId} ${visit.managerId} ${visit.date}`),
  ).length
  return {
    previous: {
      isSameMonth,
      comparedVisits: compared.length,
      ...(isSameMonth ? { movedVisits: moved } : {}),
    },
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return values.length > 0 ? sum(values) / values.length : 0
}

function maximum(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
