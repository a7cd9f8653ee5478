import { addDays, type IsoDate } from '../engines/kernel/dates.ts'
import type { GeoPoint } from '../engines/kernel/geometry.ts'
import type { Random } from '../engines/kernel/random.ts'
import type { Areas } from './areas.ts'
import type { CustomerDraft } from './customers.ts'
import { type Geography, toGeo } from './geography.ts'
import { drawPersonName, drawPhone } from './names.ts'
import type { CityPerson, PersonPost, PlanningPost } from './types.ts'

const PLANNING_POSTS: Partial<Record<PersonPost, PlanningPost>> = {
  customer_manager: 'general',
  market_manager: 'market_manager',
  brand_manager: 'brand',
  trainer: 'training',
  market_researcher: 'research',
}

/** Shops of one monopoly officer. */
const CUSTOMERS_PER_OFFICER = 300

/** The company's people, the managers of the territories first; officers and phone agents are named in the drafts. */
export function makePeople(
  random: Random,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  areas: Areas,
  asOf: IsoDate,
): CityPerson[] {
  const people: CityPerson[] = []
  const hire = (
    personId: string,
    post: PersonPost,
    place: {
      readonly countyId?: string | null
      readonly departmentId?: string
      readonly teamId?: string
      readonly home: GeoPoint
    },
    grade: number,
  ) => {
    const isWoman = random.next() < 0.42
    people.push({
      personId,
      name: drawPersonName(random, isWoman),
      post,
      planningPost: PLANNING_POSTS[post] ?? null,
      grade,
      countyId: place.countyId ?? null,
      departmentId: place.departmentId ?? null,
      teamId: place.teamId ?? null,
      home: place.home,
      phone: drawPhone(random),
      hiredOn: addDays(asOf, -(400 + random.integer(7000))),
      isWoman,
    })
  }
  const seatOf = (countyId: string): GeoPoint =>
    geography.counties.find((county) => county.countyId === countyId)!.seat

  for (const territory of areas.territories) {
    hire(
      territory.managerId,
      'customer_manager',
      { ...territory, home: homeNear(random, geography, territory.members) },
      1 + random.weighted([8, 22, 38, 24, 8]),
    )
  }
  for (const team of areas.teams) {
    const members = areas.territories
      .filter((territory) => territory.teamId === team.teamId)
      .flatMap((territory) => territory.members)
    hire(
      team.leaderId,
      'market_manager',
      { countyId: team.countyId, teamId: team.teamId, home: homeNear(random, geography, members) },
      3 + random.integer(3),
    )
  }
  const centre = { home: geography.counties[0]!.seat }
  hire('CL01', 'company_leader', centre, 5)
  hire('CL02', 'company_leader', centre, 5)
  hire('SD01', 'service_director', centre, 5)
  hire('SD02', 'service_deputy', centre, 4)
  geography.counties.forEach((county, index) => {
    const number = String(index + 1).padStart(2, '0')
    const place = { countyId: county.countyId, home: seatOf(county.countyId) }
    hire(`BH${number}`, 'branch_head', place, 4)
    hire(`BM${number}`, 'brand_manager', place, 3 + random.integer(2))
    hire(`IC${number}`, 'info_clerk', place, 2 + random.integer(3))
    if (index % 2 === 0) {
      hire(`TR${number}`, 'trainer', place, 4)
      hire(`MR${number}`, 'market_researcher', place, 3 + random.integer(2))
    }
  })
  hirePhoneAgents(hire, drafts, centre)
  hireDeliverymen(hire, areas, centre)
  hireOfficers(hire, drafts, geography, areas)
  hire('IA01', 'internal_auditor', centre, 4)
  hire('IA02', 'internal_auditor', centre, 3)
  hire('SA01', 'system_administrator', centre, 3)
  return people
}

type Hire = (
  personId: string,
  post: PersonPost,
  place: { readonly countyId?: string | null; readonly home: GeoPoint },
  grade: number,
) => void

function hirePhoneAgents(hire: Hire, drafts: readonly CustomerDraft[], centre: { home: GeoPoint }): void {
  const count = Math.max(2, Math.ceil(drafts.length / 6000))
  for (let agent = 1; agent <= count; agent++)
    hire(`PA${String(agent).padStart(2, '0')}`, 'phone_agent', centre, 2)
  drafts.forEach((draft) => {
    const county = Number(draft.countyId.slice(1))
    draft.phoneAgentId = `PA${String(1 + (county % count)).padStart(2, '0')}`
  })
}

function hireDeliverymen(hire: Hire, areas: Areas, centre: { home: GeoPoint }): void {
  const ids = [...new Set(areas.deliveryLines.map((line) => line.deliverymanId))].sort()
  for (const id of ids) hire(id, 'deliveryman', centre, 2)
}

function hireOfficers(
  hire: Hire,
  drafts: readonly CustomerDraft[],
  geography: Geography,
  areas: Areas,
): void {
  let number = 0
  let left = 0
  let countyId = ''
  for (const territory of areas.territories) {
    if (territory.countyId !== countyId || left <= 0) {
      countyId = territory.countyId
      left = CUSTOMERS_PER_OFFICER
      const seat = geography.counties.find((county) => county.countyId === countyId)!.seat
      hire(`MO${String(++number).padStart(3, '0')}`, 'monopoly_officer', { countyId, home: seat }, 3)
    }
    for (const index of territory.members) drafts[index]!.officerId = `MO${String(number).padStart(3, '0')}`
    left -= territory.members.length
  }
}

/** A home in the town or seat nearest to the middle of the members. */
function homeNear(random: Random, geography: Geography, members: readonly number[]): GeoPoint {
  if (members.length === 0) return geography.counties[0]!.seat
  let x = 0
  let y = 0
  for (const index of members) {
    x += geography.sites[index]!.x / members.length
    y += geography.sites[index]!.y / members.length
  }
  let best = geography.settlements[0]!
  let bestKm = Number.POSITIVE_INFINITY
  for (const settlement of geography.settlements) {
    if (settlement.code !== '111' && settlement.code !== '121') continue
    const km = Math.hypot(settlement.x - x, settlement.y - y) / (1 + settlement.deviationKm)
    if (km < bestKm) {
      bestKm = km
      best = settlement
    }
  }
  // Inside a large core people live on the side of their customers.
  const pull = best.code === '111' ? 0.6 : 0
  const spread = 0.5 * best.deviationKm
  return toGeo(
    best.x + pull * (x - best.x) + spread * random.normal(),
    best.y + pull * (y - best.y) + spread * random.normal(),
  )
}
