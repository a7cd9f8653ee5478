import { isAdminRole, MANAGER_ROLES, type Post, ROLES, type Role } from '../domain/people/contract.ts'
import { createCompany, insertPersons, insertUnits } from '../domain/people/index.ts'
import { savePassword } from '../platform/auth/credentials.ts'
import { hashPassword } from '../platform/auth/password.ts'
import { startSession } from '../platform/auth/sessions.ts'
import { type Clock, newId } from '../platform/clock.ts'
import { type Database, sql, type Tx } from '../platform/database/index.ts'

/**
 * A small company for tests: a centre, two departments with a team each, and an account of every role. Market
 * manager and customer managers work in team one. Every text carries the company's marker, so that a leak shows.
 */
export interface TestCompany {
  readonly orgId: string
  readonly marker: string
  readonly units: Readonly<Record<'company' | 'centre' | 'east' | 'west' | 'eastTeam' | 'westTeam', string>>
  readonly accounts: ReadonlyMap<Role, TestAccount>
}

export interface TestAccount {
  readonly accountId: string
  readonly personId: string | undefined
  readonly login: string
}

const POST_OF: Readonly<Record<Exclude<Role, 'retailer'>, Post>> = {
  system_admin: 'admin',
  security_admin: 'admin',
  audit_admin: 'admin',
  centre_leader: 'leader',
  service_director: 'director',
  market_manager: 'market_manager',
  brand_manager: 'brand_manager',
  info_clerk: 'info_clerk',
  manager_general: 'general',
  manager_service: 'service',
  manager_brand: 'brand',
  manager_training: 'training',
  manager_research: 'research',
  supervisor: 'supervisor',
}

/** Of every test account; hashed once, since hashing is slow on purpose. */
export const TEST_PASSWORD = 'reed-otter-lantern'
const passwordHash = hashPassword(TEST_PASSWORD)

export async function createTestCompany(
  database: Database,
  clock: Clock,
  code: string,
): Promise<TestCompany> {
  const marker = `MARK${code.toUpperCase()}MARK`
  const { orgId, unitId } = await createCompany(database, clock, { code, name: code, nameEn: code })
  const units = {
    company: unitId,
    centre: newId(clock),
    east: newId(clock),
    west: newId(clock),
    eastTeam: newId(clock),
    westTeam: newId(clock),
  }
  const accounts = new Map<Role, TestAccount>()
  await database.inOrg(orgId, async (tx) => {
    const unit = (id: string, parentId: string, kind: 'centre' | 'department' | 'team', word: string) => ({
      unitId: id,
      parentId,
      kind,
      code: `${word}-${marker}`,
      name: `${word} ${marker}`,
      nameEn: `${word} ${marker}`,
    })
    const tree = [
      unit(units.centre, units.company, 'centre', 'centre'),
      unit(units.east, units.centre, 'department', 'east'),
      unit(units.west, units.centre, 'department', 'west'),
      unit(units.eastTeam, units.east, 'team', 'east-team'),
      unit(units.westTeam, units.west, 'team', 'west-team'),
    ]
    for (const one of tree) await insertUnits(tx, orgId, [one], clock)
    for (const role of ROLES) accounts.set(role, await addAccount(tx, clock, { orgId, marker, units }, role))
  })
  return { orgId, marker, units, accounts }
}

async function addAccount(
  tx: Tx,
  clock: Clock,
  company: Omit<TestCompany, 'accounts'>,
  role: Role,
): Promise<TestAccount> {
  const login = `${company.marker.toLowerCase()}.${role.replaceAll('_', '-')}`
  const person = role === 'retailer' ? undefined : await addPerson(tx, clock, company, role)
  const accountId = newId(clock)
  await sql`
    insert into account (org_id, account_id, person_id, customer_id, login, name, role, created_at, updated_at)
    values (${company.orgId}, ${accountId}, ${person ?? null}, ${person ? null : newId(clock)}, ${login},
      ${company.marker}, ${role}, ${clock.now()}, ${clock.now()})`.execute(tx)
  await savePassword(
    tx,
    { orgId: company.orgId, accountId, passwordHash: await passwordHash, mustChange: false },
    clock,
  )
  return { accountId, personId: person, login }
}

async function addPerson(
  tx: Tx,
  clock: Clock,
  { orgId, units, marker }: Omit<TestCompany, 'accounts'>,
  role: Exclude<Role, 'retailer'>,
): Promise<string> {
  const personId = newId(clock)
  const inTeam = role === 'market_manager' || (MANAGER_ROLES as readonly string[]).includes(role)
  const person = {
    personId,
    code: `${role}-${marker}`,
    name: `${role} ${marker}`,
    unitId: inTeam ? units.eastTeam : units.centre,
    post: POST_OF[role],
    grade: 3,
    homeLon: 120.1,
    homeLat: 30.2,
    phone: '11100001111',
  }
  await insertPersons(tx, orgId, [person], clock)
  return personId
}

/** A browser that is signed in: sends its cookie and what our own pages send. */
export interface TestClient {
  readonly cookie: string
  readonly csrfToken: string
  /** GET without a body, else the method given with JSON. */
  fetch(
    path: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>
}

export interface FetchApp {
  fetch(request: Request, env?: { address?: string }): Response | Promise<Response>
}

export const ORIGIN = 'http://liuhui.test'

/** Signs an account in without its password: sessions themselves are tested elsewhere. */
export async function signInTestClient(
  app: FetchApp,
  database: Database,
  clock: Clock,
  company: TestCompany,
  role: Role,
): Promise<TestClient> {
  const { accountId } = company.accounts.get(role)!
  const { token, view } = await database.inOrg(company.orgId, (tx) =>
    startSession(
      tx,
      {
        orgId: company.orgId,
        accountId,
        stage: 'complete',
        life: isAdminRole(role) ? 'admin' : 'user',
        client: { address: '127.0.0.1', userAgent: 'test' },
      },
      clock,
    ),
  )
  return createTestClient(app, `liuhui=${token}`, view.csrfToken)
}

export function createTestClient(app: FetchApp, cookie = '', csrfToken = ''): TestClient {
  return {
    cookie,
    csrfToken,
    async fetch(path, { method = 'GET', body, headers = {} } = {}) {
      const own: Record<string, string> = { cookie, host: 'liuhui.test' }
      if (method !== 'GET') Object.assign(own, { origin: ORIGIN, 'x-csrf-token': csrfToken })
      if (body !== undefined) own['content-type'] = 'application/json'
      return app.fetch(
        new Request(`${ORIGIN}${path}`, {
          method,
          headers: { ...own, ...headers },
          body: body === undefined ? undefined : JSON.stringify(body),
        }),
      )
    },
  }
}
