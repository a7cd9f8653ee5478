import type { Weekday } from '../engines/kernel/dates.ts'
import type { Random } from '../engines/kernel/random.ts'
import type { CustomerDraft } from './customers.ts'
import type { Geography } from './geography.ts'
import { orderBySpace, partitionByWeight } from './partition.ts'
import { apportion, ORDER_DAY_PERCENT } from './tables.ts'
import type {
  CityDeliveryLine,
  CityDepartment,
  CityMutualAidGroup,
  CityTeam,
  CityWarehouse,
} from './types.ts'

/** Who and what a city is divided into. Manager, team and deliveryman ids are given here, people made from them later. */
export interface Areas {
  readonly departments: readonly CityDepartment[]
  readonly teams: readonly CityTeam[]
  readonly territories: readonly Territory[]
  readonly warehouses: readonly CityWarehouse[]
  readonly deliveryLines: readonly CityDeliveryLine[]
  readonly mutualAidGroups: readonly {
    readonly group: CityMutualAidGroup
    readonly members: readonly number[]
  }[]
}

export interface Territory {
  readonly managerId: string
  readonly departmentId: string
  readonly teamId: string
  readonly countyId: string
  /** Indexes of the customers' drafts. */
  readonly members: readonly number[]
}

/** Customer managers of one market manager's team at most (8 to 12 in the field; the smaller number is kinder). */
const MANAGERS_PER_TEAM = 8
/** Shops of a market department (the median of one city is 448). */
const CUSTOMERS_PER_DEPARTMENT = 450
const CUSTOMERS_PER_COUNTY = 2150

/** Counties that `customers` shops and `managers` managers are spread over. */
export function countyCountOf(customers: number, managers: number, most: number): number {
  const wanted = customers < 600 ? 1 : Math.max(2, Math.round(customers / CUSTOMERS_PER_COUNTY))
  return Math.max(1, Math.min(wanted, managers, most))
}

/** Divides the drafts and writes owner, department, order day, line and group into them. */
export function divideIntoAreas(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  managers: number,
): Areas {
  const points = {
    x: geography.sites.map((site) => site.x),
    y: geography.sites.map((site) => site.y),
    weight: drafts.map(workloadMinutes),
  }
  const countyMembers = geography.counties.map((county) =>
    drafts.flatMap((draft, index) => (draft.countyId === county.countyId ? [index] : [])),
  )
  const departmentCounts = apportionAtLeastOne(
    Math.min(
      managers,
      Math.max(geography.counties.length, Math.round(drafts.length / CUSTOMERS_PER_DEPARTMENT)),
    ),
    countyMembers.map((members) => members.length),
  )
  // Managers go to counties by work, to the departments of a county by size; a department's area follows its people.
  const managersOfCounty = apportionAtLeastOne(
    managers,
    countyMembers.map((members) => members.reduce((all, index) => all + points.weight[index]!, 0)),
    departmentCounts,
  )
  const cut = random.fork('departments')
  const managerCounts: number[] = []
  const departmentMembers: { county: number; members: number[] }[] = countyMembers.flatMap(
    (members, county) => {
      const sizes = Array.from({ length: departmentCounts[county]! }, () => Math.exp(0.25 * cut.normal()))
      const counts = apportionAtLeastOne(managersOfCounty[county]!, sizes)
      managerCounts.push(...counts)
      const targets = counts.map((count) => count * (1 + 0.12 * (cut.next() - 0.5)))
      return partitionByWeight(points, members, targets).map((part) => ({ county, members: part }))
    },
  )
  const { departments, teams } = nameDepartments(geography, departmentMembers, managerCounts)
  const territoryRandom = random.fork('territories')
  const territories: Territory[] = []
  departmentMembers.forEach(({ members }, departmentIndex) => {
    const department = departments[departmentIndex]!
    const count = managerCounts[departmentIndex]!
    // Shares that history left: a tenth above or below an even load.
    const shares = Array.from({ length: count }, () => 1 + 0.2 * (territoryRandom.next() - 0.5))
    const parts = partitionByWeight(points, members, shares)
    exchangeBorderCustomers(territoryRandom, points, parts)
    for (const part of parts) {
      const managerId = `M${String(territories.length + 1).padStart(3, '0')}`
      for (const index of part) {
        drafts[index]!.managerId = managerId
        drafts[index]!.departmentId = department.departmentId
      }
      territories.push({
        managerId,
        departmentId: department.departmentId,
        teamId: department.teamId,
        countyId: department.countyId,
        members: part.sort((a, b) => a - b),
      })
    }
  })
  const warehouses = placeWarehouses(geography, drafts.length)
  const deliveryLines = drawLines(drafts, points, departmentMembers, geography, warehouses)
  const mutualAidGroups = drawGroups(random.fork('groups'), drafts, points, countyMembers)
  return { departments, teams, territories, warehouses, deliveryLines, mutualAidGroups }
}

/** Minutes a month of an owner for one customer: visits x (service + a guess of the way between neighbours). */
export function workloadMinutes(draft: {
  readonly visitsPerMonth: number
  readonly serviceMinutes: number
  readonly marketType: 'urban' | 'rural'
}): number {
  return draft.visitsPerMonth * (draft.serviceMinutes + (draft.marketType === 'urban' ? 3 : 7))
}

/** `apportion` with a least number each (1 if not given), taken from those that have most to spare. */
function apportionAtLeastOne(total: number, weights: readonly number[], least?: readonly number[]): number[] {
  const parts = apportion(total, weights)
  const spare = (index: number) => parts[index]! - (least?.[index] ?? 1)
  for (let index = 0; index < parts.length; index++) {
    while (spare(index) < 0) {
      let richest = 0
      for (let other = 1; other < parts.length; other++) if (spare(other) > spare(richest)) richest = other
      if (spare(richest) <= 0) break
      parts[richest]!--
      parts[index]!++
    }
  }
  return parts
}

const ORDINALS = '一二三四五六七八九十'

function nameDepartments(
  geography: Geography,
  departmentMembers: readonly { readonly county: number }[],
  managerCounts: readonly number[],
): { departments: CityDepartment[]; teams: CityTeam[] } {
  const departments: CityDepartment[] = []
  const teams: CityTeam[] = []
  geography.counties.forEach((county, countyIndex) => {
    let managersOfTeam = Number.POSITIVE_INFINITY
    let departmentOfCounty = 0
    let teamOfCounty = 0
    departmentMembers.forEach((department, index) => {
      if (department.county !== countyIndex) return
      if (managersOfTeam + managerCounts[index]! > MANAGERS_PER_TEAM) {
        managersOfTeam = 0
        const number = teams.length + 1
        teams.push({
          teamId: `T${String(number).padStart(2, '0')}`,
          name: `${county.name}市场${ordinal(teamOfCounty++)}组`,
          countyId: county.countyId,
          leaderId: `MM${String(number).padStart(2, '0')}`,
        })
      }
      managersOfTeam += managerCounts[index]!
      departments[index] = {
        departmentId: `D${String(index + 1).padStart(2, '0')}`,
        name: `${county.name}第${ordinal(departmentOfCounty++)}市场部`,
        countyId: county.countyId,
        teamId: teams.at(-1)!.teamId,
      }
    })
  })
  return { departments, teams }
}

function ordinal(index: number): string {
  return ORDINALS[index] ?? String(index + 1)
}

/** A few customers stay with the neighbour who once won them: borders in the field are not straight. */
function exchangeBorderCustomers(
  random: Random,
  points: { readonly x: readonly number[]; readonly y: readonly number[] },
  parts: number[][],
): void {
  if (parts.length < 2) return
  const centres = parts.map((part) => ({
    x: part.reduce((all, index) => all + points.x[index]!, 0) / Math.max(1, part.length),
    y: part.reduce((all, index) => all + points.y[index]!, 0) / Math.max(1, part.length),
  }))
  const distance = (index: number, part: number) =>
    Math.hypot(points.x[index]! - centres[part]!.x, points.y[index]! - centres[part]!.y)
  const kept: number[][] = parts.map(() => [])
  parts.forEach((members, part) => {
    for (const index of members) {
      const draw = random.next()
      let neighbour = -1
      for (let other = 0; other < parts.length; other++) {
        if (other === part) continue
        if (neighbour < 0 || distance(index, other) < distance(index, neighbour)) neighbour = other
      }
      const isNearBorder = distance(index, neighbour) < 1.35 * distance(index, part)
      kept[isNearBorder && draw < 0.12 ? neighbour : part]!.push(index)
    }
  })
  kept.forEach((members, part) => {
    parts[part] = members
  })
}

function placeWarehouses(geography: Geography, customers: number): CityWarehouse[] {
  const seat = geography.counties[0]!.seat
  const warehouses: CityWarehouse[] = [{ warehouseId: 'W1', name: '市物流配送中心', place: seat }]
  const transfers = Math.min(geography.counties.length - 1, Math.floor(customers / 9000))
  for (let index = 0; index < transfers; index++) {
    const county = geography.counties[index + 1]!
    warehouses.push({ warehouseId: `W${index + 2}`, name: `${county.name}中转站`, place: county.seat })
  }
  return warehouses
}

/** Drops of a van on one day. */
const CUSTOMERS_PER_LINE = 75
const WEEKDAY_WORDS = '一二三四五六日'

/**
 * Order days by area: the whole city in one spatial order, cut where the shares of the weekdays say, so that a
 * department has one or two order days. Each department-day is cut into lines of one van.
 */
function drawLines(
  drafts: readonly CustomerDraft[],
  points: {
    readonly x: readonly number[]
    readonly y: readonly number[]
    readonly weight: readonly number[]
  },
  departmentMembers: readonly { readonly county: number; readonly members: readonly number[] }[],
  geography: Geography,
  warehouses: readonly CityWarehouse[],
): CityDeliveryLine[] {
  const inOrder = departmentMembers.map(({ members }) => orderBySpace(points, members))
  const counts = apportion(drafts.length, ORDER_DAY_PERCENT)
  const weekdayAt: number[] = counts.flatMap((count, index) => new Array<number>(count).fill(index + 1))
  const lines: CityDeliveryLine[] = []
  const driversOfWeekday = [0, 0, 0, 0, 0, 0]
  let place = 0
  inOrder.forEach((members, departmentIndex) => {
    const county = departmentMembers[departmentIndex]!.county
    const byDay = new Map<number, number[]>()
    for (const index of members) {
      const weekday = weekdayAt[place++]!
      byDay.set(weekday, [...(byDay.get(weekday) ?? []), index])
    }
    for (const [weekday, ofDay] of byDay) {
      const vans = Math.max(1, Math.round(ofDay.length / CUSTOMERS_PER_LINE))
      const parts = partitionByWeight(points, ofDay, new Array<number>(vans).fill(1))
      for (const part of parts) {
        if (part.length === 0) continue
        const deliveryWeekday = (weekday === 5 ? 1 : weekday + 1) as Weekday
        const lineId = `L${String(lines.length + 1).padStart(3, '0')}`
        // A deliveryman drives one line a day, each day another one.
        const driver = ++driversOfWeekday[deliveryWeekday]!
        const warehouse = county > 0 && county < warehouses.length ? warehouses[county]! : warehouses[0]!
        lines.push({
          lineId,
          name: `${geography.counties[county]!.name}周${WEEKDAY_WORDS[deliveryWeekday - 1]}${driver}线`,
          warehouseId: warehouse.warehouseId,
          deliverymanId: `DM${String(driver).padStart(3, '0')}`,
          deliveryWeekday,
        })
        orderBySpace(points, part).forEach((index, sequence) => {
          const draft = drafts[index]!
          draft.deliveryLineId = lineId
          draft.deliverySequence = sequence + 1
          if (draft.orderCycle !== 'none') draft.orderWeekday = weekday as Weekday
        })
      }
    }
  })
  return lines
}

/** Mutual-aid groups of neighbours: sizes near N(14, 3.5), 4 to 33 (observed). */
function drawGroups(
  random: Random,
  drafts: readonly CustomerDraft[],
  points: { readonly x: readonly number[]; readonly y: readonly number[] },
  countyMembers: readonly (readonly number[])[],
): { group: CityMutualAidGroup; members: number[] }[] {
  const groups: { group: CityMutualAidGroup; members: number[] }[] = []
  for (const members of countyMembers) {
    const inOrder = orderBySpace(points, members)
    for (let from = 0; from < inOrder.length; ) {
      let size = Math.max(4, Math.min(33, Math.round(14 + 3.5 * random.normal())))
      if (inOrder.length - from - size < 4) size = inOrder.length - from
      const part = inOrder.slice(from, from + size)
      from += size
      const groupId = `G${String(groups.length + 1).padStart(4, '0')}`
      const place = drafts[part[0]!]!.street || drafts[part[0]!]!.address.replace(/\d+号$/, '')
      for (const index of part) drafts[index]!.mutualAidGroupId = groupId
      groups.push({
        group: { groupId, name: `${place}诚信互助小组（${groups.length + 1}）`, customerIds: [] },
        members: part,
      })
    }
  }
  return groups
}
