import { type Clock, newId } from '../../../platform/clock.ts'
import { insertColumns, type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { Unit, UnitKind } from '../contract.ts'
import type { Post } from '../roles.ts'

export interface StoredUnit {
  readonly unitId: string
  readonly parentId: string | null
  readonly kind: UnitKind
  readonly code: string
  readonly name: string
  readonly nameEn: string
}

/** Units within a condition on alias `u`, parents before children, each with its people. */
export async function listUnits(tx: Tx, condition: RawBuilder<boolean>): Promise<Unit[]> {
  const { rows } = await sql<Unit>`
    with recursive tree as (
      select r.unit_id, 0 as depth from org_unit r where r.parent_id is null
      union all
      select c.unit_id, tree.depth + 1 from org_unit c join tree on c.parent_id = tree.unit_id
    )
    select u.unit_id as "unitId", u.parent_id as "parentId", u.kind, u.code, u.name, u.name_en as "nameEn", u.status,
      (select count(*) from person p where p.org_id = u.org_id and p.unit_id = u.unit_id and p.status = 'active') as people
    from org_unit u join tree on tree.unit_id = u.unit_id
    where ${condition} order by tree.depth, u.code`.execute(tx)
  return rows
}

/** One change of the tree or of accounts at a time: rules that look at all of them must not judge what is passing. */
export async function lockTree(tx: Tx): Promise<void> {
  await sql`select 1 from org_unit where kind = 'company' for update`.execute(tx)
}

export async function insertUnits(
  tx: Tx,
  orgId: string,
  units: readonly StoredUnit[],
  clock: Clock,
): Promise<void> {
  const now = clock.now()
  await insertColumns(tx, 'org_unit', {
    org_id: { type: 'uuid', values: units.map(() => orgId) },
    unit_id: { type: 'uuid', values: units.map((unit) => unit.unitId) },
    parent_id: { type: 'uuid', values: units.map((unit) => unit.parentId) },
    kind: { type: 'text', values: units.map((unit) => unit.kind) },
    code: { type: 'text', values: units.map((unit) => unit.code) },
    name: { type: 'text', values: units.map((unit) => unit.name) },
    name_en: { type: 'text', values: units.map((unit) => unit.nameEn) },
    created_at: { type: 'timestamptz', values: units.map(() => now) },
  })
}

export async function updateUnit(tx: Tx, unit: StoredUnit & { readonly status: string }): Promise<void> {
  await sql`
    update org_unit set parent_id = ${unit.parentId}, code = ${unit.code}, name = ${unit.name},
      name_en = ${unit.nameEn}, status = ${unit.status}
    where unit_id = ${unit.unitId}`.execute(tx)
}

// ---- proposals ----------------------------------------------------------------------------------------------

export interface StoredProposal {
  readonly proposalId: string
  readonly unitId: string | null
  readonly content: Record<string, unknown>
  readonly state: 'proposed' | 'approved' | 'rejected'
  readonly proposedBy: string
  readonly proposedByName: string
  readonly proposedAt: Date
}

const PROPOSAL = sql`
  select o.proposal_id as "proposalId", o.unit_id as "unitId", o.content, o.state, o.proposed_by as "proposedBy",
    coalesce(p.name, a.login) as "proposedByName", o.proposed_at as "proposedAt"
  from org_unit_proposal o
    left join account a on a.org_id = o.org_id and a.account_id = o.proposed_by
    left join person p on p.org_id = a.org_id and p.person_id = a.person_id`

export async function listProposals(tx: Tx): Promise<StoredProposal[]> {
  const { rows } = await sql<StoredProposal>`
    ${PROPOSAL} order by o.state = 'proposed' desc, o.proposed_at desc limit 200`.execute(tx)
  return rows
}

export async function lockProposal(tx: Tx, proposalId: string): Promise<StoredProposal | undefined> {
  await sql`select 1 from org_unit_proposal where proposal_id = ${proposalId} for update`.execute(tx)
  const { rows } = await sql<StoredProposal>`${PROPOSAL} where o.proposal_id = ${proposalId}`.execute(tx)
  return rows[0]
}

export async function insertProposal(
  tx: Tx,
  proposal: {
    readonly orgId: string
    readonly unitId: string | null
    readonly content: Record<string, unknown>
    readonly proposedBy: string
  },
  clock: Clock,
): Promise<string> {
  const proposalId = newId(clock)
  await sql`
    insert into org_unit_proposal (org_id, proposal_id, unit_id, content, state, proposed_by, proposed_at)
    values (${proposal.orgId}, ${proposalId}, ${proposal.unitId}, ${proposal.content}, 'proposed',
      ${proposal.proposedBy}, ${clock.now()})`.execute(tx)
  return proposalId
}

export async function decideProposal(
  tx: Tx,
  decision: {
    readonly proposalId: string
    readonly state: 'approved' | 'rejected'
    readonly decidedBy: string
  },
  clock: Clock,
): Promise<void> {
  await sql`
    update org_unit_proposal set state = ${decision.state}, decided_by = ${decision.decidedBy},
      decided_at = ${clock.now()}
    where proposal_id = ${decision.proposalId}`.execute(tx)
}

// ---- persons ------------------------------------------------------------------------------------------------

export interface StoredPerson {
  readonly personId: string
  readonly code: string
  readonly name: string
  readonly unitId: string
  readonly post: Post
  readonly grade: number | null
  readonly homeLon: number | null
  readonly homeLat: number | null
  readonly phone: string
}

export interface ListedPerson extends StoredPerson {
  readonly unitName: string
  readonly status: 'active' | 'left'
}

export interface PersonFilter {
  readonly scope: RawBuilder<boolean>
  readonly personId?: string
  readonly unitId?: string
  readonly posts?: readonly string[]
  readonly status?: string
  readonly search?: string
  readonly sort?: { readonly column: string; readonly falling: boolean }
  readonly limit: number
  readonly offset: number
}

const PERSON_ORDERS: Readonly<Record<string, RawBuilder<unknown>>> = {
  code: sql`p.code`,
  name: sql`p.name`,
  post: sql`p.post`,
  grade: sql`p.grade`,
  unitName: sql`u.name`,
}
export const PERSON_SORTS = Object.keys(PERSON_ORDERS)

export async function listPersons(
  tx: Tx,
  filter: PersonFilter,
): Promise<{ rows: ListedPerson[]; total: number }> {
  const conditions = [filter.scope]
  if (filter.personId) conditions.push(sql`p.person_id = ${filter.personId}`)
  if (filter.unitId) conditions.push(sql`p.unit_id = ${filter.unitId}`)
  if (filter.posts) conditions.push(sql`p.post = any(${filter.posts}::text[])`)
  if (filter.status) conditions.push(sql`p.status = ${filter.status}`)
  if (filter.search)
    conditions.push(
      sql`(strpos(p.name, ${filter.search}) > 0 or strpos(lower(p.code), lower(${filter.search})) > 0)`,
    )
  const from = sql`
    from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
    where ${sql.join(conditions, sql` and `)}`
  const order = PERSON_ORDERS[filter.sort?.column ?? 'code'] ?? PERSON_ORDERS.code!
  const { rows } = await sql<ListedPerson>`
    select p.person_id as "personId", p.code, p.name, p.unit_id as "unitId", u.name as "unitName", p.post, p.grade,
      p.home_lon as "homeLon", p.home_lat as "homeLat", p.phone, p.status
    ${from} order by ${order} ${filter.sort?.falling ? sql`desc nulls last` : sql`asc nulls first`}, p.person_id
    limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`select count(*) as total ${from}`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

export async function lockPerson(tx: Tx, personId: string): Promise<ListedPerson | undefined> {
  await sql`select 1 from person where person_id = ${personId} for update`.execute(tx)
  const { rows } = await listPersons(tx, { scope: sql<boolean>`true`, personId, limit: 1, offset: 0 })
  return rows[0]
}

export async function insertPersons(
  tx: Tx,
  orgId: string,
  persons: readonly StoredPerson[],
  clock: Clock,
): Promise<void> {
  const now = clock.now()
  const pick = <Key extends keyof StoredPerson>(key: Key) => persons.map((person) => person[key])
  await insertColumns(tx, 'person', {
    org_id: { type: 'uuid', values: persons.map(() => orgId) },
    person_id: { type: 'uuid', values: pick('personId') },
    code: { type: 'text', values: pick('code') },
    name: { type: 'text', values: pick('name') },
    unit_id: { type: 'uuid', values: pick('unitId') },
    post: { type: 'text', values: pick('post') },
    grade: { type: 'integer', values: pick('grade') },
    home_lon: { type: 'double precision', values: pick('homeLon') },
    home_lat: { type: 'double precision', values: pick('homeLat') },
    phone: { type: 'text', values: pick('phone') },
    created_at: { type: 'timestamptz', values: persons.map(() => now) },
    updated_at: { type: 'timestamptz', values: persons.map(() => now) },
  })
}

export async function updatePerson(
  tx: Tx,
  person: StoredPerson & { readonly status: 'active' | 'left' },
  clock: Clock,
): Promise<void> {
  await sql`
    update person set name = ${person.name}, unit_id = ${person.unitId}, post = ${person.post},
      grade = ${person.grade}, home_lon = ${person.homeLon}, home_lat = ${person.homeLat}, phone = ${person.phone},
      status = ${person.status}, updated_at = ${clock.now()}
    where person_id = ${person.personId}`.execute(tx)
}

export async function findUnit(tx: Tx, unitId: string): Promise<Unit | undefined> {
  return (await listUnits(tx, sql<boolean>`u.unit_id = ${unitId}`))[0]
}

export async function findAccountOfPerson(tx: Tx, personId: string): Promise<string | undefined> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id as "accountId" from account where person_id = ${personId}`.execute(tx)
  return rows[0]?.accountId
}
