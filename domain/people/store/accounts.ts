import { type Clock, newId } from '../../../platform/clock.ts'
import { type Database, type RawBuilder, sql, type Tx } from '../../../platform/database/index.ts'
import type { Profile } from '../contract/profile.ts'
import type { Role } from '../roles.ts'
import type { AccountFacts } from '../rules.ts'

export interface Company {
  readonly orgId: string
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly timeZone: string
}

/** The companies of this installation, by code. Stands outside tenancy. */
export async function listCompanies(database: Database): Promise<Company[]> {
  return database.asOwner(
    async (tx) => {
      const { rows } = await sql<Company>`
        select org_id as "orgId", code, name, name_en as "nameEn", time_zone as "timeZone" from org
        order by code`.execute(tx)
      return rows
    },
    { readOnly: true },
  )
}

export async function getCompany(tx: Tx, orgId: string): Promise<Company> {
  const { rows } = await sql<Company>`
    select org_id as "orgId", code, name, name_en as "nameEn", time_zone as "timeZone" from org
    where org_id = ${orgId}`.execute(tx)
  return rows[0]!
}

/** An account with what a session needs to know of it. */
export interface Account extends AccountFacts {
  readonly login: string
  /** Of the person, or of the shop's account. */
  readonly name: string
  readonly unitId: string | null
  readonly personStatus: 'active' | 'left' | null
  readonly demo: boolean
  readonly profile: Profile
}

const ACCOUNT = sql`
  select a.account_id as "accountId", a.person_id as "personId", a.customer_id as "customerId", a.login, a.role,
    a.status, a.demo, coalesce(p.name, nullif(a.name, ''), a.login) as name, p.unit_id as "unitId",
    p.status as "personStatus",
    json_build_object('language', a.language, 'textSize', a.text_size, 'theme', a.theme,
      'density', a.density) as profile
  from account a left join person p on p.org_id = a.org_id and p.person_id = a.person_id`

export async function findAccount(tx: Tx, accountId: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`${ACCOUNT} where a.account_id = ${accountId}`.execute(tx)
  return rows[0]
}

export async function findAccountByLogin(tx: Tx, login: string): Promise<Account | undefined> {
  const { rows } = await sql<Account>`${ACCOUNT} where a.login = ${login}`.execute(tx)
  return rows[0]
}

/** The account, held until the transaction ends: two administrators decide one after the other. */
export async function lockAccount(tx: Tx, accountId: string): Promise<Account | undefined> {
  await sql`select 1 from account where account_id = ${accountId} for update`.execute(tx)
  return findAccount(tx, accountId)
}

/** Roles of the same person's other accounts. */
export async function findOtherRoles(tx: Tx, account: AccountFacts): Promise<Role[]> {
  if (account.personId === null) return []
  const { rows } = await sql<{ role: Role }>`
    select role from account
    where person_id = ${account.personId} and account_id <> ${account.accountId} and role is not null`.execute(
    tx,
  )
  return rows.map(({ role }) => role)
}

/** Active accounts with a role; call it under `lockTree`. */
export async function countHolders(tx: Tx, role: Role | null): Promise<number> {
  const { rows } = await sql<{ holders: number }>`
    select count(*) as holders from account where role = ${role} and status = 'active'`.execute(tx)
  return rows[0]!.holders
}

export interface AccountListRow {
  readonly accountId: string
  readonly login: string
  readonly role: Role | null
  readonly status: 'active' | 'disabled'
  readonly demo: boolean
  readonly personId: string | null
  readonly name: string
  readonly unitName: string | null
  readonly customerId: string | null
  readonly secondFactor: boolean
  readonly createdAt: Date
  readonly lastSignInAt: Date | null
}

export interface AccountFilter {
  /** Only this account. */
  readonly accountId?: string
  readonly roles?: readonly string[]
  readonly statuses?: readonly string[]
  readonly search?: string
  readonly sort?: { readonly column: string; readonly falling: boolean }
  readonly limit: number
  readonly offset: number
}

const SORTS: Readonly<Record<string, RawBuilder<unknown>>> = {
  login: sql`a.login`,
  role: sql`a.role`,
  status: sql`a.status`,
  createdAt: sql`a.created_at`,
  lastSignInAt: sql`a.last_sign_in_at`,
}
export const ACCOUNT_SORTS = Object.keys(SORTS)

export async function listAccounts(
  tx: Tx,
  filter: AccountFilter,
): Promise<{ rows: AccountListRow[]; total: number }> {
  const conditions = [sql`true`]
  if (filter.accountId) conditions.push(sql`a.account_id = ${filter.accountId}`)
  if (filter.roles) conditions.push(sql`a.role = any(${filter.roles}::text[])`)
  if (filter.statuses) conditions.push(sql`a.status = any(${filter.statuses}::text[])`)
  if (filter.search)
    conditions.push(
      sql`(strpos(a.login, lower(${filter.search})) > 0 or strpos(coalesce(p.name, a.name), ${filter.search}) > 0)`,
    )
  const from = sql`
    from account a
      left join person p on p.org_id = a.org_id and p.person_id = a.person_id
      left join org_unit u on u.org_id = p.org_id and u.unit_id = p.unit_id
      left join auth_credential k on k.org_id = a.org_id and k.account_id = a.account_id
    where ${sql.join(conditions, sql` and `)}`
  const order = SORTS[filter.sort?.column ?? 'login'] ?? SORTS.login!
  const { rows } = await sql<AccountListRow>`
    select a.account_id as "accountId", a.login, a.role, a.status, a.demo, a.person_id as "personId",
      coalesce(p.name, nullif(a.name, ''), a.login) as name, u.name as "unitName", a.customer_id as "customerId",
      k.totp_confirmed_at is not null as "secondFactor", a.created_at as "createdAt",
      a.last_sign_in_at as "lastSignInAt"
    ${from} order by ${order} ${filter.sort?.falling ? sql`desc nulls last` : sql`asc nulls first`}, a.account_id
    limit ${filter.limit} offset ${filter.offset}`.execute(tx)
  const counted = await sql<{ total: number }>`select count(*) as total ${from}`.execute(tx)
  return { rows, total: counted.rows[0]!.total }
}

export interface NewAccount {
  readonly orgId: string
  readonly accountId?: string
  readonly personId: string | null
  readonly customerId: string | null
  readonly login: string
  readonly name?: string
  readonly role?: Role | null
  readonly demo?: boolean
  readonly createdBy: string | null
}

export async function insertAccount(tx: Tx, account: NewAccount, clock: Clock): Promise<string> {
  const accountId = account.accountId ?? newId(clock)
  const now = clock.now()
  await sql`
    insert into account (org_id, account_id, person_id, customer_id, login, name, role, demo, created_by,
      created_at, updated_at)
    values (${account.orgId}, ${accountId}, ${account.personId}, ${account.customerId}, ${account.login},
      ${account.name ?? ''}, ${account.role ?? null}, ${account.demo ?? false}, ${account.createdBy}, ${now},
      ${now})`.execute(tx)
  return accountId
}

export async function updateRole(tx: Tx, accountId: string, role: Role | null, clock: Clock): Promise<void> {
  await sql`update account set role = ${role}, updated_at = ${clock.now()} where account_id = ${accountId}`.execute(
    tx,
  )
}

export async function updateStatus(
  tx: Tx,
  accountId: string,
  status: 'active' | 'disabled',
  clock: Clock,
): Promise<void> {
  await sql`
    update account set status = ${status}, updated_at = ${clock.now()} where account_id = ${accountId}`.execute(
    tx,
  )
}

export async function updateProfile(
  tx: Tx,
  accountId: string,
  profile: Profile,
  clock: Clock,
): Promise<void> {
  await sql`
    update account set language = ${profile.language}, text_size = ${profile.textSize}, theme = ${profile.theme},
      density = ${profile.density}, updated_at = ${clock.now()}
    where account_id = ${accountId}`.execute(tx)
}

export async function noteSignIn(tx: Tx, accountId: string, clock: Clock): Promise<void> {
  await sql`update account set last_sign_in_at = ${clock.now()} where account_id = ${accountId}`.execute(tx)
}

/** Whether demonstration accounts exist in any company of this installation. */
export async function hasDemoAccounts(database: Database): Promise<boolean> {
  return database.asOwner(
    async (tx) => {
      const { rows } = await sql<{ found: boolean }>`
        select exists (select 1 from account where demo and status = 'active') as found`.execute(tx)
      return rows[0]!.found
    },
    { readOnly: true },
  )
}

/** Whether anybody could ever sign in: a company without accounts was not finished being set up. */
export async function hasAccounts(database: Database): Promise<boolean> {
  return database.asOwner(
    async (tx) => (await sql`select 1 from account limit 1`.execute(tx)).rows.length > 0,
    { readOnly: true },
  )
}

/** Whether a customer of this id exists; customers are another module's, an account only needs to know that. */
export async function existsCustomer(tx: Tx, customerId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from customer where customer_id = ${customerId}`.execute(tx)
  return rows.length > 0
}
