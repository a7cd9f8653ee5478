import { addDays, type IsoDate } from '../engines/kernel/dates.ts'
import { greatCircleKm } from '../engines/kernel/geometry.ts'
import type { Random } from '../engines/kernel/random.ts'
import type { CustomerDraft } from './customers.ts'
import { type Geography, placeNameOf, toGeo } from './geography.ts'
import { KINDERGARTEN_WORDS, SCHOOL_WORDS } from './names.ts'
import type { CityDemolitionArea, CitySchool } from './types.ts'

/** Shops put on purpose within 50 m of a school (default 0.2 percent); all other schools keep 60 m away. */
const SCHOOL_NEARBY_SHARE = 0.002
const KEEP_AWAY_KM = 0.06
const REPORTED_METERS = 300

/** Schools and kindergartens; writes each customer's distance to the nearest one. */
export function placeSchools(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
): CitySchool[] {
  const near = indexByCell(geography)
  const spots: { x: number; y: number; settlement: number }[] = []
  const town = (index: number) => ['111', '121'].includes(drafts[index]!.urbanRuralCode)
  const candidates = random.shuffle(drafts.map((_, index) => index).filter(town))
  for (const index of candidates.slice(0, Math.max(2, Math.round(drafts.length * SCHOOL_NEARBY_SHARE)))) {
    const site = geography.sites[index]!
    const bearing = random.next() * 2 * Math.PI
    const km = 0.022 + 0.024 * random.next()
    spots.push({
      x: site.x + km * Math.cos(bearing),
      y: site.y + km * Math.sin(bearing),
      settlement: site.settlement,
    })
  }
  const wanted = spots.length + Math.max(2, Math.round(drafts.length / 130))
  const homes = geography.settlements.flatMap((settlement, index) =>
    settlement.code === '220' || settlement.code === '112' ? [] : [index],
  )
  const weights = homes.map((index) => geography.settlements[index]!.deviationKm ** 2)
  while (spots.length < wanted) {
    const settlement = homes[random.weighted(weights)]!
    const place = geography.settlements[settlement]!
    let spot = { x: place.x, y: place.y }
    for (let trial = 0; trial < 30; trial++) {
      spot = {
        x: place.x + place.deviationKm * 1.3 * random.normal(),
        y: place.y + place.deviationKm * 1.3 * random.normal(),
      }
      if (near(spot.x, spot.y, KEEP_AWAY_KM).length === 0) break
    }
    spots.push({ ...spot, settlement })
  }
  const schools = spots.map((spot, index): CitySchool => {
    const isSchool = random.next() < 0.42
    const place = placeNameOf(geography, geography.settlements[spot.settlement]!)
    const at = toGeo(spot.x, spot.y)
    return {
      schoolId: `S${String(index + 1).padStart(4, '0')}`,
      name: place + random.pick(isSchool ? SCHOOL_WORDS : KINDERGARTEN_WORDS),
      kind: isSchool ? 'school' : 'kindergarten',
      lon: at.lon,
      lat: at.lat,
    }
  })
  schools.forEach((school, index) => {
    for (const member of near(spots[index]!.x, spots[index]!.y, (REPORTED_METERS + 5) / 1000)) {
      const draft = drafts[member]!
      const meters = Math.round(greatCircleKm(school, draft) * 10_000) / 10
      if (meters <= REPORTED_METERS && meters < (draft.schoolDistanceMeters ?? Number.POSITIVE_INFINITY)) {
        draft.schoolDistanceMeters = meters
      }
    }
  })
  return schools
}

/** Quarters to be cleared: circles around some thirty shops of the old town or its fringe. */
export function placeDemolitionAreas(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  asOf: IsoDate,
): CityDemolitionArea[] {
  const areas: CityDemolitionArea[] = []
  const near = indexByCell(geography)
  const count = drafts.length < 100 ? 0 : Math.max(1, Math.round(drafts.length / 4000))
  const old = drafts.map((_, index) => index).filter((index) => drafts[index]!.urbanRuralCode === '111')
  for (let number = 1; number <= count; number++) {
    const middle = geography.sites[random.pick(old)]!
    const distances = near(middle.x, middle.y, 0.9)
      .map((index) => ({
        index,
        km: Math.hypot(geography.sites[index]!.x - middle.x, geography.sites[index]!.y - middle.y),
      }))
      .sort((a, b) => a.km - b.km)
    const inside = distances.slice(0, 30)
    const areaId = `A${String(number).padStart(2, '0')}`
    for (const { index } of inside) drafts[index]!.demolitionAreaId ??= areaId
    areas.push({
      areaId,
      name: `${placeNameOf(geography, geography.settlements[middle.settlement]!)}${middle.street}片区`,
      centre: toGeo(middle.x, middle.y),
      radiusMeters: Math.ceil((inside.at(-1)?.km ?? 0.1) * 1000) + 1,
      from: addDays(asOf, 30 + random.integer(40)),
    })
  }
  return areas
}

/** Finds the sites within some kilometres of a place, by cells of 300 m. */
function indexByCell(geography: Geography): (x: number, y: number, km: number) => number[] {
  const cellKm = 0.3
  const cells = new Map<number, number[]>()
  const key = (column: number, row: number) => (column + 30_000) * 100_000 + (row + 30_000)
  geography.sites.forEach((site, index) => {
    const cell = key(Math.floor(site.x / cellKm), Math.floor(site.y / cellKm))
    const members = cells.get(cell)
    if (members) members.push(index)
    else cells.set(cell, [index])
  })
  return (x, y, km) => {
    const found: number[] = []
    for (let column = Math.floor((x - km) / cellKm); column <= Math.floor((x + km) / cellKm); column++) {
      for (let row = Math.floor((y - km) / cellKm); row <= Math.floor((y + km) / cellKm); row++) {
        for (const index of cells.get(key(column, row)) ?? []) {
          const site = geography.sites[index]!
          if (Math.hypot(site.x - x, site.y - y) <= km) found.push(index)
        }
      }
    }
    return found
  }
}
