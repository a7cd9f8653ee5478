import { savePassword, saveTotpSecret, takeTotpStep } from '../../platform/auth/credentials.ts'
import { hashPassword } from '../../platform/auth/password.ts'
import { fromBase32 } from '../../platform/auth/totp.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { type Database, sql, type Tx } from '../../platform/database/index.ts'
import { appendEvent, SYSTEM_ACTOR } from '../../platform/ledger/index.ts'
import { refuse } from '../../platform/refusal.ts'
import { isAdminRole, type Post, type Role } from './roles.ts'
import { hasDemoAccounts, insertAccount } from './store/accounts.ts'
import { insertPersons } from './store/organisation.ts'

/** Printed at the start and known to everybody: which is why these accounts never stand beside real data (PEO-05). */
export const DEMO_PASSWORD = 'Liuhui-2026'
/** What the three administrators' authenticators hold in a demonstration. */
export const DEMO_TOTP_SECRET = 'LIUHUIDEMONSTRATIONSECRETXYZ2345'

export interface DemoAccount {
  readonly login: string
  readonly password: string
  readonly role: Role
  readonly name: string
  readonly unitName: string
}

interface DemoRole {
  readonly login: string
  readonly role: Role
  readonly post: Post
  /** Who it is when the city has nobody of that post. */
  readonly name: string
}

/** One account of every role; customer managers and market managers get more, numbered. */
const DEMO_ROLES: readonly DemoRole[] = [
  { login: 'zhongxin', role: 'centre_leader', post: 'leader', name: '钟鑫' },
  { login: 'zhuren', role: 'service_director', post: 'director', name: '朱任' },
  { login: 'pinpai', role: 'brand_manager', post: 'brand_manager', name: '品沛' },
  { login: 'xinxi', role: 'info_clerk', post: 'info_clerk', name: '辛熙' },
  { login: 'ducha', role: 'supervisor', post: 'supervisor', name: '杜察' },
  { login: 'fuwu', role: 'manager_service', post: 'service', name: '傅武' },
  { login: 'peiyu', role: 'manager_brand', post: 'brand', name: '裴玉' },
  { login: 'peixun', role: 'manager_training', post: 'training', name: '裴勋' },
  { login: 'diaoyan', role: 'manager_research', post: 'research', name: '刁言' },
  { login: 'xitong', role: 'system_admin', post: 'admin', name: '系统管理员' },
  { login: 'anquan', role: 'security_admin', post: 'admin', name: '安全管理员' },
  { login: 'shenji', role: 'audit_admin', post: 'admin', name: '审计管理员' },
]

/** Customer managers and market managers who get accounts: enough to act out a team, few enough to print. */
const MANAGER_COUNT = 6

export interface DemoCompany {
  readonly orgId: string
  /** The shop behind the account `lingshou`; without one there is no such account. */
  readonly customer?: { readonly customerId: string; readonly name: string }
}

/**
 * One account per role over the persons that stand in the database; posts nobody holds get an invented person.
 * `jingli1` works under `shichang1`, who leads most of the numbered customer managers.
 *
 * @throws Refusal PEO-05 in production, or where the company has accounts of its own already
 */
export async function createDemoAccounts(
  database: Database,
  clock: Clock,
  company: DemoCompany,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DemoAccount[]> {
  if (env.NODE_ENV === 'production') refuse('PEO-05', 'NODE_ENV')
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  return database.inOrg(company.orgId, async (tx) => {
    if (await hasOwnAccounts(tx)) refuse('PEO-05', 'account')
    const top = await findTopUnit(tx)
    const made: DemoAccount[] = []
    const add = async (entry: { login: string; role: Role; person?: FoundPerson }) => {
      const { login, role, person } = entry
      const accountId = await insertAccount(
        tx,
        {
          orgId: company.orgId,
          personId: person?.personId ?? null,
          customerId: person ? null : (company.customer?.customerId ?? null),
          login,
          name: company.customer?.name,
          role,
          demo: true,
          createdBy: null,
        },
        clock,
      )
      await savePassword(tx, { orgId: company.orgId, accountId, passwordHash, mustChange: false }, clock)
      if (isAdminRole(role)) {
        await saveTotpSecret(tx, accountId, fromBase32(DEMO_TOTP_SECRET))
        await takeTotpStep(tx, accountId, 1, clock)
      }
      const name = person?.name ?? company.customer?.name ?? login
      made.push({ login, password: DEMO_PASSWORD, role, name, unitName: person?.unitName ?? '' })
    }
    for (const [index, person] of (await findLeaders(tx)).entries())
      await add({ login: `shichang${index + 1}`, role: 'market_manager', person })
    for (const [index, person] of (await findManagers(tx)).entries())
      await add({ login: `jingli${index + 1}`, role: 'manager_general', person })
    for (const demo of DEMO_ROLES) {
      const person =
        (demo.post === 'admin' ? undefined : await findFreePerson(tx, demo.post)) ??
        (await inventPerson(tx, company.orgId, top, demo, clock))
      await add({ login: demo.login, role: demo.role, person })
    }
    if (company.customer) await add({ login: 'lingshou', role: 'retailer' })
    await appendEvent(tx, {
      actor: SYSTEM_ACTOR,
      kind: 'account.demonstration-created',
      objectKind: 'org',
      objectId: company.orgId,
      success: true,
      detail: { accounts: made.length },
      at: clock.now(),
    })
    return made
  })
}

/** The accounts again, for printing at a later start; empty when there are none. */
export async function listDemoAccounts(database: Database): Promise<DemoAccount[]> {
  if (!(await hasDemoAccounts(database))) return []
  return database.asOwner(
    async (tx) => {
      const { rows } = await sql<Omit<DemoAccount, 'password'>>`
        select a.login, a.role, coalesce(p.name, nullif(a.name, ''), a.login) as name,
          coalesce(u.name, '') as "unitName"
        from account a left join person p on p.org_id = a.org_id and p.person_id = a.person_id
          left join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
        where a.demo and a.status = 'active' order by a.account_id`.execute(tx)
      return rows.map((row) => ({ ...row, password: DEMO_PASSWORD }))
    },
    { readOnly: true },
  )
}

interface FoundPerson {
  readonly personId: string
  readonly name: string
  readonly unitName: string
}

const PERSON = sql`
  select p.person_id as "personId", p.name, u.name as "unitName"
  from person p join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id`

async function hasOwnAccounts(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select 1 from account limit 1`.execute(tx)
  return rows.length > 0
}

async function findTopUnit(tx: Tx): Promise<{ unitId: string; name: string }> {
  const { rows } = await sql<{ unitId: string; name: string }>`
    select unit_id as "unitId", name from org_unit order by kind = 'centre' desc, kind = 'company' desc
    limit 1`.execute(tx)
  return rows[0]!
}

async function findLeaders(tx: Tx): Promise<FoundPerson[]> {
  const { rows } = await sql<FoundPerson>`
    ${PERSON} where p.post = 'market_manager' and p.status = 'active' order by p.code limit 2`.execute(tx)
  return rows
}

/** The general customer managers under the first market manager, then others. */
async function findManagers(tx: Tx): Promise<FoundPerson[]> {
  const { rows } = await sql<FoundPerson>`
    with recursive below as (
      (select unit_id from person where post = 'market_manager' and status = 'active' order by code limit 1)
      union
      select c.unit_id from org_unit c join below on c.parent_id = below.unit_id
    )
    ${PERSON} where p.post = 'general' and p.status = 'active'
    order by exists (select 1 from below where below.unit_id = p.unit_id) desc, p.code
    limit ${MANAGER_COUNT}`.execute(tx)
  return rows
}

async function findFreePerson(tx: Tx, post: Post): Promise<FoundPerson | undefined> {
  const { rows } = await sql<FoundPerson>`
    ${PERSON} where p.post = ${post} and p.status = 'active'
      and not exists (select 1 from account a where a.org_id = p.org_id and a.person_id = p.person_id)
    order by p.code limit 1`.execute(tx)
  return rows[0]
}

async function inventPerson(
  tx: Tx,
  orgId: string,
  unit: { readonly unitId: string; readonly name: string },
  { login, post, name }: DemoRole,
  clock: Clock,
): Promise<FoundPerson> {
  const personId = newId(clock)
  const place = { grade: null, homeLon: null, homeLat: null, phone: '' }
  await insertPersons(
    tx,
    orgId,
    [{ personId, code: `DEMO-${login}`, name, unitId: unit.unitId, post, ...place }],
    clock,
  )
  return { personId, name, unitName: unit.name }
}
