import type { TerritoryProblem } from './problem.ts'
import type { TerritoryViolation } from './solution.ts'

/**
 * Every broken limit of a division, recounted from the owners alone: known managers, locked owners, groups together,
 * forbidden pairs, workloads within the tolerance. `managerIds` in the order of the customers.
 */
export function validateTerritories(
  problem: TerritoryProblem,
  managerIds: readonly string[],
): TerritoryViolation[] {
  const violations: TerritoryViolation[] = []
  const shares = new Map(problem.managers.map((manager) => [manager.id, manager.capacityShare ?? 1]))
  const forbidden = new Set((problem.forbidden ?? []).map((pair) => `${pair.customerId}\n${pair.managerId}`))
  const workloads = new Map(problem.managers.map((manager) => [manager.id, 0]))
  const groups = new Map<string, string>()
  let total = 0
  problem.customers.forEach((customer, index) => {
    const managerId = managerIds[index]
    total += customer.workload
    const customerId = customer.id
    if (managerId === undefined || managerId === '') {
      violations.push({ code: 'no-owner', customerId, numbers: {} })
      return
    }
    if (!workloads.has(managerId)) {
      violations.push({ code: 'unknown-manager', customerId, managerId, numbers: {} })
      return
    }
    workloads.set(managerId, workloads.get(managerId)! + customer.workload)
    if (customer.isLocked && customer.presentManagerId && customer.presentManagerId !== managerId)
      violations.push({ code: 'locked-moved', customerId, managerId, numbers: {} })
    if (forbidden.has(`${customerId}\n${managerId}`))
      violations.push({ code: 'forbidden-pair', customerId, managerId, numbers: {} })
    if (customer.groupId) {
      const first = groups.get(customer.groupId)
      if (first === undefined) groups.set(customer.groupId, managerId)
      else if (first !== managerId)
        violations.push({
          code: 'group-split',
          customerId,
          managerId,
          groupId: customer.groupId,
          numbers: {},
        })
    }
  })
  const shareSum = [...shares.values()].reduce((sum, share) => sum + share, 0)
  for (const [managerId, workload] of workloads) {
    const fair = (shares.get(managerId)! / shareSum) * total
    if (Math.abs(workload - fair) > fair * problem.tolerance + 1e-6)
      violations.push({
        code: 'tolerance',
        managerId,
        numbers: { workload, fairWorkload: fair, deviation: fair > 0 ? workload / fair - 1 : 0 },
      })
  }
  return violations
}
