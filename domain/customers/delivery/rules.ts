import { addDays, type IsoDate } from '../../../engines/kernel/dates.ts'
import { type GeoPoint, greatCircleKm, toLocalKm } from '../../../engines/kernel/geometry.ts'

/** Pure decisions about delivery lines and debits. */
export interface RoomSettings {
  /** Customers of a line on a day, against the mean of all lines and days. */
  readonly roomPercent: number
  /** How much farther than the nearest line a customer may be taken to find room. */
  readonly detourKm: number
}

/** A line on one of its order days. */
export interface Place {
  readonly lineId: string
  readonly weekday: number
}

/** A customer of a line that does not move. */
export interface Stop extends Place, GeoPoint {}

export interface MovingCustomer {
  readonly customerId: string
  readonly at: GeoPoint | null
  readonly lineBefore: string | null
  readonly weekdayBefore: number | null
}

export interface ProposedPlace {
  readonly customerId: string
  readonly lineAfter: string | null
  readonly weekdayAfter: number | null
  /** To the nearest stop of the proposed line. */
  readonly distanceKm: number | null
  readonly reason: 'nearest' | 'nearest_with_room' | 'no_position'
}

/**
 * DLV-01: a customer goes to the line and day whose nearest stop is nearest to it, of those with room; if none within
 * the detour has room, to the nearest all the same. One after the other in the given order, each filling its place.
 * Customers without a position, and all while no stop has one, stay where they are.
 */
export function proposePlaces(
  moving: readonly MovingCustomer[],
  stops: readonly Stop[],
  places: readonly (Place & { readonly customers: number })[],
  settings: RoomSettings,
): ProposedPlace[] {
  const numbers = new Map(places.map((place, index) => [keyOf(place), index]))
  const loads = places.map((place) => place.customers)
  const total = loads.reduce((sum, load) => sum + load, 0) + moving.length
  const most = Math.ceil(((total / Math.max(1, places.length)) * settings.roomPercent) / 100)
  const origin = stops[0]
  const known = stops.flatMap((stop) => {
    const place = numbers.get(keyOf(stop))
    return place === undefined ? [] : [{ place, stop, ...toLocalKm(origin!, stop) }]
  })
  return moving.map(({ customerId, at, lineBefore, weekdayBefore }) => {
    if (!at || known.length === 0)
      return {
        customerId,
        lineAfter: lineBefore,
        weekdayAfter: weekdayBefore,
        distanceKm: null,
        reason: 'no_position',
      }
    const ranked = rankPlaces(toLocalKm(origin!, at), known, places.length)
    const nearest = ranked[0]!
    const withRoom = ranked.find(
      ({ place, km }) => loads[place]! < most && km <= nearest.km + settings.detourKm,
    )
    const { place } = withRoom ?? nearest
    loads[place]! += 1
    const { lineId, weekday } = places[place]!
    return {
      customerId,
      lineAfter: lineId,
      weekdayAfter: weekday,
      distanceKm: distanceToLine(at, lineId, stops),
      reason: place === nearest.place ? 'nearest' : 'nearest_with_room',
    }
  })
}

/** Places with a stop, by the distance of their nearest one. */
function rankPlaces(
  at: { readonly x: number; readonly y: number },
  stops: readonly { readonly place: number; readonly x: number; readonly y: number }[],
  count: number,
): { place: number; km: number }[] {
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  for (const { place, x, y } of stops) {
    const squared = (x - at.x) ** 2 + (y - at.y) ** 2
    if (squared < nearest[place]!) nearest[place] = squared
  }
  return [...nearest]
    .map((squared, place) => ({ place, km: Math.sqrt(squared) }))
    .filter(({ km }) => km < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.km - b.km || a.place - b.place)
}

/** Kilometres, to ten metres, to the nearest stop of a line; null when none is located. */
export function distanceToLine(at: GeoPoint, lineId: string, stops: readonly Stop[]): number | null {
  let nearest = Number.POSITIVE_INFINITY
  for (const stop of stops) if (stop.lineId === lineId) nearest = Math.min(nearest, greatCircleKm(at, stop))
  return nearest === Number.POSITIVE_INFINITY ? null : Math.round(nearest * 100) / 100
}

export interface PlaceLoad extends Place {
  readonly customers: number
  readonly quantity: number
}

export interface Moved {
  readonly lineBefore: string | null
  readonly weekdayBefore: number | null
  readonly lineAfter: string | null
  readonly weekdayAfter: number | null
  readonly quantity: number
}

export interface LoadChange extends Place {
  readonly customersBefore: number
  readonly customersAfter: number
  readonly quantityBefore: number
  readonly quantityAfter: number
}

/**
 * DAT-07: load of every line and day before and after, from the customers that stay and those that move. Whether the
 * archive has followed yet makes no difference, since the moving ones are counted apart.
 */
export function compareLoads(staying: readonly PlaceLoad[], moved: readonly Moved[]): LoadChange[] {
  const loads = new Map<string, { -readonly [Key in keyof LoadChange]: LoadChange[Key] }>()
  const at = (lineId: string, weekday: number) => {
    const key = keyOf({ lineId, weekday })
    const found = loads.get(key) ?? {
      lineId,
      weekday,
      customersBefore: 0,
      customersAfter: 0,
      quantityBefore: 0,
      quantityAfter: 0,
    }
    loads.set(key, found)
    return found
  }
  for (const { lineId, weekday, customers, quantity } of staying) {
    const load = at(lineId, weekday)
    load.customersBefore += customers
    load.customersAfter += customers
    load.quantityBefore += quantity
    load.quantityAfter += quantity
  }
  for (const { lineBefore, weekdayBefore, lineAfter, weekdayAfter, quantity } of moved) {
    if (lineBefore !== null && weekdayBefore !== null) {
      const load = at(lineBefore, weekdayBefore)
      load.customersBefore += 1
      load.quantityBefore += quantity
    }
    if (lineAfter !== null && weekdayAfter !== null) {
      const load = at(lineAfter, weekdayAfter)
      load.customersAfter += 1
      load.quantityAfter += quantity
    }
  }
  return [...loads.values()]
}

export interface DebitSettings {
  readonly failures: number
  readonly weeks: number
}

/** First day of the weeks that end on a date. */
export function signalStart(date: IsoDate, { weeks }: Pick<DebitSettings, 'weeks'>): IsoDate {
  return addDays(date, 1 - 7 * weeks)
}

function keyOf({ lineId, weekday }: Place): string {
  return `${lineId}/${weekday}`
}
