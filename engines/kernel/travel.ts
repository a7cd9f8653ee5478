import { type GeoPoint, greatCircleKm } from './geometry.ts'

/** How long a way takes: `detourFactor` x great-circle distance / speed, urban if both ends are urban. */
export interface TravelRules {
  readonly speedKmhUrban: number
  readonly speedKmhRural: number
  readonly detourFactor: number
  /** Minutes assumed for a way of which one end has no coordinates. */
  readonly unknownLegMinutes: number
}

export interface TravelPoint {
  readonly location: GeoPoint | null
  readonly isUrban: boolean
}

export const DEFAULT_TRAVEL_RULES: TravelRules = {
  speedKmhUrban: 18,
  speedKmhRural: 32,
  detourFactor: 1.35,
  unknownLegMinutes: 10,
}

/** Minutes from one point to another; symmetric. A place nobody knows costs `unknownLegMinutes`. */
export function travelMinutes(from: TravelPoint, to: TravelPoint, rules: TravelRules): number {
  if (from === to) return 0
  if (from.location === null || to.location === null) return rules.unknownLegMinutes
  const speedKmh = from.isUrban && to.isUrban ? rules.speedKmhUrban : rules.speedKmhRural
  return (60 * rules.detourFactor * greatCircleKm(from.location, to.location)) / speedKmh
}

/** All travel minutes between `points`, row by row: entry `[i * points.length + j]`. */
export function travelMatrix(points: readonly TravelPoint[], rules: TravelRules): Float32Array {
  const size = points.length
  const matrix = new Float32Array(size * size)
  for (let from = 0; from < size; from++) {
    for (let to = from + 1; to < size; to++) {
      const minutes = travelMinutes(points[from]!, points[to]!, rules)
      matrix[from * size + to] = minutes
      matrix[to * size + from] = minutes
    }
  }
  return matrix
}
