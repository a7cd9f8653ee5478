import type { Units } from './units.ts'

/**
 * First division: units and managers are halved together again and again across the longer side, so that each
 * half's workload fits its managers. Perfectly even but for one unit per cut; managers go to the half in which
 * they live. Returns the manager of every unit; locked units keep theirs. O(n log n log m).
 */
export function bisectUnits(units: Units): Int32Array {
  const owners = new Int32Array(units.count)
  const managers = Array.from({ length: units.managerCount }, (_, index) => index)
  const free: number[] = []
  const room = Float64Array.from(units.target)
  for (let unit = 0; unit < units.count; unit++) {
    if (units.locked[unit]! >= 0) {
      owners[unit] = units.locked[unit]!
      room[units.locked[unit]!] = Math.max(0, room[units.locked[unit]!]! - units.workload[unit]!)
    } else free.push(unit)
  }
  halve(units, free, managers, room, owners)
  return owners
}

function halve(
  units: Units,
  members: readonly number[],
  managers: readonly number[],
  room: Float64Array,
  owners: Int32Array,
): void {
  if (managers.length === 1) {
    for (const unit of members) owners[unit] = managers[0]!
    return
  }
  const along = longerSide(units, members)
  const values = along === 'x' ? units.x : units.y
  const anchors = along === 'x' ? units.anchorX : units.anchorY
  const order = managers.slice().sort((a, b) => (anchors[a]! || 0) - (anchors[b]! || 0) || a - b)
  const half = order.length >> 1
  const left = order.slice(0, half)
  const right = order.slice(half)
  const leftRoom = left.reduce((sum, manager) => sum + room[manager]!, 0)
  const allRoom = order.reduce((sum, manager) => sum + room[manager]!, 0)
  const share = allRoom > 0 ? leftRoom / allRoom : half / order.length
  const sorted = members.slice().sort((a, b) => values[a]! - values[b]! || a - b)
  const total = sorted.reduce((sum, unit) => sum + units.workload[unit]!, 0)
  let passed = 0
  let cut = 0
  while (cut < sorted.length && passed + units.workload[sorted[cut]!]! / 2 < share * total)
    passed += units.workload[sorted[cut++]!]!
  halve(units, sorted.slice(0, cut), left, room, owners)
  halve(units, sorted.slice(cut), right, room, owners)
}

function longerSide(units: Units, members: readonly number[]): 'x' | 'y' {
  let west = Infinity
  let east = -Infinity
  let south = Infinity
  let north = -Infinity
  for (const unit of members) {
    west = Math.min(west, units.x[unit]!)
    east = Math.max(east, units.x[unit]!)
    south = Math.min(south, units.y[unit]!)
    north = Math.max(north, units.y[unit]!)
  }
  return east - west >= north - south ? 'x' : 'y'
}
