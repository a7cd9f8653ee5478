import { addMonths, type IsoMonth } from '../../../engines/kernel/dates.ts'
import { hideSmall } from '../../../platform/indicators/index.ts'
import type { DashboardGroup } from '../contract.ts'
import type { CustomerCount } from '../store/customers.ts'
import type { NamedManager } from '../store/names.ts'
import type { OrderSum } from '../store/sales.ts'

/** Departments or customer managers of a month, by name and not by rank: a table of people is no league. */
export function groupsOf(
  rows: readonly OrderSum[],
  counts: readonly CustomerCount[],
  managers: ReadonlyMap<string, NamedManager>,
  { month, by, isOpen }: { month: IsoMonth; by: 'department' | 'manager'; isOpen: boolean },
): DashboardGroup[] {
  const groups = new Map<string | null, DashboardGroup>()
  const groupOf = (managerId: string | null | undefined) => {
    const made = emptyGroup(managers.get(managerId ?? ''), by)
    const found = groups.get(made.key)
    if (found) return found
    groups.set(made.key, made)
    return made
  }
  for (const row of rows) {
    if (row.month === month) {
      const group = groupOf(row.managerId)
      group.quantity = (group.quantity ?? 0) + row.quantity
      group.amountFen = (group.amountFen ?? 0) + row.amountFen
      group.orderingCustomers = (group.orderingCustomers ?? 0) + row.orderingCustomers
    } else if (row.month === addMonths(month, -1)) {
      const group = groupOf(row.managerId)
      group.previous = (group.previous ?? 0) + row.quantity
    } else if (row.month === addMonths(month, -12)) {
      const group = groupOf(row.managerId)
      group.lastYear = (group.lastYear ?? 0) + row.quantity
    }
  }
  for (const count of counts) {
    if (count.active === 0) continue
    const group = groupOf(count.group.manager)
    group.activeCustomers += count.active
    group.silentCustomers += count.silent
  }
  const sorted = [...groups.values()].sort(
    (a, b) =>
      Number(a.key === null) - Number(b.key === null) ||
      a.name.localeCompare(b.name, 'zh-CN', { numeric: true }),
  )
  return isOpen ? sorted : hideGroups(sorted)
}

function emptyGroup(manager: NamedManager | undefined, by: 'department' | 'manager'): DashboardGroup {
  const named = !manager
    ? { key: null, name: '', nameEn: '' }
    : by === 'manager'
      ? { key: manager.managerId, name: manager.name, nameEn: manager.name }
      : { key: manager.unitId, name: manager.unitName, nameEn: manager.unitNameEn || manager.unitName }
  return {
    ...named,
    quantity: null,
    previous: null,
    lastYear: null,
    amountFen: null,
    orderingCustomers: null,
    activeCustomers: 0,
    silentCustomers: 0,
  }
}

/** As the cells of an indicator: none of fewer than five customers, nor one that could be worked out from the rest. */
function hideGroups(groups: readonly DashboardGroup[]): DashboardGroup[] {
  const answered = hideSmall(
    groups.map((group) => ({
      group: { key: group.key },
      value: group.quantity,
      subjects: Math.min(group.activeCustomers, group.orderingCustomers ?? 0),
    })),
  )
  return groups.map((group, index) => {
    if (!answered[index]!.hidden) return group
    const { key, name, nameEn } = group
    return { ...emptyGroup(undefined, 'department'), key, name, nameEn, hidden: true }
  })
}
