import type { UrbanRuralCode } from '../domain/customers/contract.ts'
import { EARTH_RADIUS_KM, type GeoPoint } from '../engines/kernel/geometry.ts'
import type { Random } from '../engines/kernel/random.ts'
import { COUNTY_NAMES, drawTownName, drawVillageName, streetName } from './names.ts'
import { apportion, URBAN_RURAL_CODES, URBAN_RURAL_PERCENT } from './tables.ts'
import type { CityCounty } from './types.ts'

/** Centre of the invented prefecture: somewhere in the great plain, of no particular town. WGS-84. */
export const CITY_CENTRE: GeoPoint = { lon: 115.23, lat: 33.37 }
/** Administrative codes begin with 9901: no Chinese place has a code from 90 on. */
export const ADMIN_PREFIX = '9901'

/** 15,020 shops on about 10,000 square kilometres. */
const SHOPS_PER_SQUARE_KM = 1.5

/** A built-up place with a street grid of its own. Kilometres east and north of the centre. */
export interface Settlement {
  readonly county: number
  readonly name: string
  readonly code: UrbanRuralCode
  readonly x: number
  readonly y: number
  /** Spread of the shops around it. */
  readonly deviationKm: number
  /** Shops at least this many deviations out: the fringe of a place. */
  readonly innerDeviations: number
  readonly streetSpacingKm: number
  readonly angle: number
  readonly firstStreet: number
}

export interface Site {
  readonly settlement: number
  readonly x: number
  readonly y: number
  readonly street: string
  readonly houseNumber: number
}

export interface Geography {
  readonly counties: readonly CityCounty[]
  readonly settlements: readonly Settlement[]
  /** One per shop, settlement by settlement. */
  readonly sites: readonly Site[]
}

/** Counties, towns and villages for `customers` shops, and a site for each of them on some street. */
export function makeGeography(
  random: Random,
  size: { readonly customers: number; readonly counties: number },
): Geography {
  const sideKm = Math.sqrt(size.customers / SHOPS_PER_SQUARE_KM)
  const seats = placeSeats(random.fork('seats'), size.counties, sideKm)
  const counties: CityCounty[] = seats.map((seat, index) => ({
    countyId: `X${pad(index + 1, 2)}`,
    name: `${COUNTY_NAMES[index]!}${index === 0 ? '区' : '县'}`,
    kind: index === 0 ? 'district' : 'county',
    adminCode: `${ADMIN_PREFIX}${pad(index + 1, 2)}`,
    seat: toGeo(seat.x, seat.y),
  }))
  const settlements: Settlement[] = []
  const counts: number[] = []
  const byCode = apportion(
    size.customers,
    URBAN_RURAL_CODES.map((code) => URBAN_RURAL_PERCENT[code]),
  )
  const shopsOf = (code: UrbanRuralCode) => byCode[URBAN_RURAL_CODES.indexOf(code)]!
  const townRandom = random.fork('settlements')
  const takenNames = new Set<string>()
  // The city itself holds three times the core of a county seat.
  const coreWeights = seats.map((_, index) => (index === 0 ? 3 : 0.7 + 0.6 * townRandom.next()))
  const landWeights = seats.map((_, index) => (index === 0 ? 1 : 0.8 + 0.4 * townRandom.next()))
  const add = (settlement: Settlement, count: number) => {
    if (count <= 0) return
    settlements.push(settlement)
    counts.push(count)
  }
  const coreCounts = apportion(shopsOf('111'), coreWeights)
  const fringeCounts = apportion(shopsOf('112'), coreWeights)
  const specialCounts = apportion(shopsOf('123'), coreWeights)
  seats.forEach((seat, county) => {
    // Forty shops to the square kilometre, most of them within two deviations.
    const deviationKm = Math.max(0.5, Math.sqrt(coreCounts[county]! / 40 / (2 * Math.PI)))
    const core: Settlement = {
      county,
      name: '',
      code: '111',
      ...seat,
      deviationKm,
      innerDeviations: 0,
      streetSpacingKm: 0.32,
      angle: townRandom.next() * 0.5 - 0.25,
      firstStreet: county * 7,
    }
    add(core, coreCounts[county]!)
    add({ ...core, code: '112', innerDeviations: 2.1, streetSpacingKm: 0.7 }, fringeCounts[county]!)
    const bearing = townRandom.next() * 2 * Math.PI
    add(
      {
        ...core,
        name: '开发区',
        code: '123',
        x: seat.x + 3.4 * deviationKm * Math.cos(bearing),
        y: seat.y + 3.4 * deviationKm * Math.sin(bearing),
        deviationKm: 0.6,
        streetSpacingKm: 0.5,
      },
      specialCounts[county]!,
    )
  })
  const townCentres = apportion(shopsOf('121'), landWeights)
  const townFringes = apportion(shopsOf('122'), landWeights)
  const townships = apportion(shopsOf('210'), landWeights)
  const villages = apportion(shopsOf('220'), landWeights)
  seats.forEach((seat, county) => {
    const reachKm = reachOf(seats, county, sideKm)
    const towns = Math.max(1, Math.round((townCentres[county]! + townFringes[county]!) / 60))
    const places: { x: number; y: number; name: string }[] = []
    const place = (kind: string) => {
      const spot = drawSpot(townRandom, seat, places, { minimumKm: 0.3 * reachKm, maximumKm: reachKm })
      const found = { ...spot, name: drawTownName(townRandom, takenNames) + kind }
      places.push(found)
      return found
    }
    const townWeights = Array.from({ length: towns }, () => 0.6 + townRandom.next())
    const centres = apportion(townCentres[county]!, townWeights)
    const fringes = apportion(townFringes[county]!, townWeights)
    for (let town = 0; town < towns; town++) {
      const spot = place('镇')
      const base: Settlement = {
        county,
        ...spot,
        code: '121',
        deviationKm: 0.35 * Math.sqrt(Math.max(10, centres[town]!) / 35),
        innerDeviations: 0,
        streetSpacingKm: 0.3,
        angle: townRandom.next() * Math.PI,
        firstStreet: townRandom.integer(50),
      }
      add(base, centres[town]!)
      add({ ...base, code: '122', innerDeviations: 1.8, streetSpacingKm: 0.5 }, fringes[town]!)
    }
    const seatsOfTownships = Math.max(1, Math.round(townships[county]! / 22))
    apportion(townships[county]!, new Array(seatsOfTownships).fill(1)).forEach((count) => {
      add(
        {
          county,
          ...place('乡'),
          code: '210',
          deviationKm: 0.3,
          innerDeviations: 0,
          streetSpacingKm: 0.25,
          angle: townRandom.next() * Math.PI,
          firstStreet: townRandom.integer(50),
        },
        count,
      )
    })
    const villageCount = Math.max(1, Math.round(villages[county]! / 5))
    const villageWeights = Array.from({ length: villageCount }, () => 0.4 + townRandom.next())
    apportion(villages[county]!, villageWeights).forEach((count) => {
      const around = townRandom.pick(places)
      const bearing = townRandom.next() * 2 * Math.PI
      const distanceKm = 1.5 + 4.5 * Math.sqrt(townRandom.next())
      add(
        {
          county,
          name: `${around.name}${drawVillageName(townRandom)}`,
          code: '220',
          x: around.x + distanceKm * Math.cos(bearing),
          y: around.y + distanceKm * Math.sin(bearing),
          deviationKm: 0.22,
          innerDeviations: 0,
          streetSpacingKm: 0.2,
          angle: townRandom.next() * Math.PI,
          firstStreet: 0,
        },
        count,
      )
    })
  })
  const siteRandom = random.fork('sites')
  const sites: Site[] = []
  settlements.forEach((settlement, index) => {
    for (let count = counts[index]!; count > 0; count--) sites.push(drawSite(siteRandom, settlement, index))
  })
  return { counties, settlements, sites }
}

/** WGS-84 of a place in kilometres east and north of the centre, to a tenth of a metre. */
export function toGeo(x: number, y: number): GeoPoint {
  const kmPerDegree = (EARTH_RADIUS_KM * Math.PI) / 180
  const lon = CITY_CENTRE.lon + x / (kmPerDegree * Math.cos((CITY_CENTRE.lat * Math.PI) / 180))
  const lat = CITY_CENTRE.lat + y / kmPerDegree
  return { lon: Math.round(lon * 1e6) / 1e6, lat: Math.round(lat * 1e6) / 1e6 }
}

/** Where a settlement is, in words: the county, the place. */
export function placeNameOf(geography: Geography, settlement: Settlement): string {
  return `${geography.counties[settlement.county]!.name}${settlement.name}`
}

/** The first seat in the middle, the others as far from one another as luck allows. */
function placeSeats(random: Random, count: number, sideKm: number): { x: number; y: number }[] {
  const seats = [{ x: 0, y: 0 }]
  while (seats.length < count) {
    let best = { x: 0, y: 0 }
    let bestDistance = -1
    for (let trial = 0; trial < 24; trial++) {
      const spot = { x: (random.next() - 0.5) * 0.8 * sideKm, y: (random.next() - 0.5) * 0.8 * sideKm }
      const nearest = Math.min(...seats.map((seat) => Math.hypot(seat.x - spot.x, seat.y - spot.y)))
      if (nearest > bestDistance) {
        bestDistance = nearest
        best = spot
      }
    }
    seats.push(best)
  }
  return seats
}

/** How far the towns of a county lie from its seat: half the way to the next seat and a little more. */
function reachOf(seats: readonly { x: number; y: number }[], county: number, sideKm: number): number {
  const seat = seats[county]!
  let nearest = sideKm * 0.9
  seats.forEach((other, index) => {
    if (index !== county) nearest = Math.min(nearest, Math.hypot(other.x - seat.x, other.y - seat.y))
  })
  return Math.max(3, nearest * 0.56)
}

function drawSpot(
  random: Random,
  seat: { x: number; y: number },
  taken: readonly { x: number; y: number }[],
  ring: { readonly minimumKm: number; readonly maximumKm: number },
): { x: number; y: number } {
  let best = { x: seat.x, y: seat.y }
  let bestDistance = -1
  for (let trial = 0; trial < 6; trial++) {
    const bearing = random.next() * 2 * Math.PI
    const distanceKm = ring.minimumKm + (ring.maximumKm - ring.minimumKm) * Math.sqrt(random.next())
    const spot = { x: seat.x + distanceKm * Math.cos(bearing), y: seat.y + distanceKm * Math.sin(bearing) }
    let nearest = Number.POSITIVE_INFINITY
    for (const other of taken) nearest = Math.min(nearest, Math.hypot(other.x - spot.x, other.y - spot.y))
    if (nearest > bestDistance) {
      bestDistance = nearest
      best = spot
    }
  }
  return best
}

/** A point of a round cloud (a ring, for a fringe), moved to the nearest street of the settlement's grid. */
function drawSite(random: Random, place: Settlement, settlement: number): Site {
  let east: number
  let north: number
  if (place.innerDeviations > 0) {
    const bearing = random.next() * 2 * Math.PI
    const radius = place.deviationKm * (place.innerDeviations + Math.abs(random.normal()) * 0.5)
    east = radius * Math.cos(bearing)
    north = radius * Math.sin(bearing)
  } else {
    east = place.deviationKm * Math.max(-2.4, Math.min(2.4, random.normal()))
    north = place.deviationKm * Math.max(-2.4, Math.min(2.4, random.normal()))
  }
  const spacing = place.streetSpacingKm
  const alongEast = random.next() < 0.5
  const line = Math.round((alongEast ? north : east) / spacing)
  const kerb = 0.008 + 0.006 * random.next()
  const offset = line * spacing + (random.next() < 0.5 ? kerb : -kerb)
  if (alongEast) north = offset
  else east = offset
  const x = place.x + east * Math.cos(place.angle) - north * Math.sin(place.angle)
  const y = place.y + east * Math.sin(place.angle) + north * Math.cos(place.angle)
  const along = alongEast ? east : north
  return {
    settlement,
    x,
    y,
    street: place.code === '220' ? '' : streetName(place.firstStreet + 2 * line + (alongEast ? 0 : 1)),
    houseNumber: 1 + Math.floor(Math.abs(along) * 50) * 2 + (random.next() < 0.5 ? 1 : 0),
  }
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
