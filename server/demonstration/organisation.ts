import type { City, CityPerson, PersonPost } from '../../city/index.ts'
import {
  insertPersons,
  insertUnits,
  type Post,
  type StoredPerson,
  type StoredUnit,
} from '../../domain/people/index.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Posts of the synthetic city by the company's own words; people without an entry have none in the program. */
const POSTS: Partial<Record<PersonPost, Post>> = {
  customer_manager: 'general',
  market_manager: 'market_manager',
  brand_manager: 'brand_manager',
  trainer: 'training',
  market_researcher: 'research',
  info_clerk: 'info_clerk',
  service_director: 'director',
  service_deputy: 'director',
  company_leader: 'leader',
  branch_head: 'leader',
  internal_auditor: 'supervisor',
  deliveryman: 'deliveryman',
  monopoly_officer: 'monopoly_officer',
  phone_agent: 'phone_agent',
}

/** Ids in the database by ids in the city. */
export interface OrganisationIds {
  readonly centreId: string
  readonly unitOfDepartment: ReadonlyMap<string, string>
  readonly personIds: ReadonlyMap<string, string>
}

/**
 * The tree company, marketing centre, a department for each market manager, a team for each market department below;
 * and everybody who works there.
 */
export async function writeOrganisation(
  tx: Tx,
  clock: Clock,
  city: City,
  company: { readonly orgId: string; readonly unitId: string },
): Promise<OrganisationIds> {
  const centreId = newId(clock)
  const unitOfTeam = new Map(city.teams.map((team) => [team.teamId, newId(clock)]))
  const unitOfDepartment = new Map(
    city.departments.map((department) => [department.departmentId, newId(clock)]),
  )
  const units: StoredUnit[] = [
    {
      unitId: centreId,
      parentId: company.unitId,
      kind: 'centre',
      code: 'YX',
      name: '营销中心',
      nameEn: 'Marketing centre',
    },
    ...city.teams.map(
      (team): StoredUnit => ({
        unitId: unitOfTeam.get(team.teamId)!,
        parentId: centreId,
        kind: 'department',
        code: team.teamId,
        name: team.name,
        nameEn: `Market group ${team.teamId}`,
      }),
    ),
    ...city.departments.map(
      (department): StoredUnit => ({
        unitId: unitOfDepartment.get(department.departmentId)!,
        parentId: unitOfTeam.get(department.teamId)!,
        kind: 'team',
        code: department.departmentId,
        name: department.name,
        nameEn: `Market department ${department.departmentId}`,
      }),
    ),
  ]
  await insertUnits(tx, company.orgId, units, clock)

  const unitOf = (person: CityPerson) =>
    unitOfDepartment.get(person.departmentId ?? '') ?? unitOfTeam.get(person.teamId ?? '') ?? centreId
  const personIds = new Map<string, string>()
  const persons = city.people.flatMap((person): StoredPerson[] => {
    const post = POSTS[person.post]
    if (!post) return []
    const personId = newId(clock)
    personIds.set(person.personId, personId)
    return [
      {
        personId,
        code: person.personId,
        name: person.name,
        unitId: unitOf(person),
        post,
        grade: person.grade,
        homeLon: person.home.lon,
        homeLat: person.home.lat,
        phone: person.phone,
      },
    ]
  })
  await insertPersons(tx, company.orgId, persons, clock)
  return { centreId, unitOfDepartment, personIds }
}
