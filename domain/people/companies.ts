import { savePassword } from '../../platform/auth/credentials.ts'
import { type Clock, newId } from '../../platform/clock.ts'
import { type Database, sql } from '../../platform/database/index.ts'
import { appendEvent, SYSTEM_ACTOR } from '../../platform/ledger/index.ts'
import { makeInitialPassword } from './actions/accounts.ts'
import { ADMIN_ROLES } from './roles.ts'
import { insertAccount, listCompanies } from './store/accounts.ts'
import { insertPersons, insertUnits } from './store/organisation.ts'

export { listCompanies }

export interface NewCompany {
  readonly orgId?: string
  /** Lower-case letters, digits and hyphens: what people type when several companies share an installation. */
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly timeZone?: string
}

/** A company and the unit that stands at the top of its tree. */
export async function createCompany(
  database: Database,
  clock: Clock,
  company: NewCompany,
): Promise<{ orgId: string; unitId: string }> {
  const orgId = company.orgId ?? newId(clock)
  const unitId = newId(clock)
  const { code, name, nameEn } = company
  await database.asOwner((tx) =>
    sql`
      insert into org (org_id, code, name, name_en, time_zone, created_at)
      values (${orgId}, ${code}, ${name}, ${nameEn}, ${company.timeZone ?? 'Asia/Shanghai'}, ${clock.now()})`.execute(
      tx,
    ),
  )
  await database.inOrg(orgId, async (tx) => {
    await insertUnits(tx, orgId, [{ unitId, parentId: null, kind: 'company', code, name, nameEn }], clock)
    await appendEvent(tx, {
      actor: SYSTEM_ACTOR,
      kind: 'company.created',
      objectKind: 'org',
      objectId: orgId,
      success: true,
      at: clock.now(),
    })
  })
  return { orgId, unitId }
}

export interface FirstAdministrator {
  readonly role: (typeof ADMIN_ROLES)[number]
  readonly login: string
  /** Good for one sign-in; then a new password and a second factor are set up. */
  readonly initialPassword: string
}

const ADMIN_NAMES = {
  system_admin: { login: 'xitong', name: '系统管理员', code: 'ADM-1' },
  security_admin: { login: 'anquan', name: '安全管理员', code: 'ADM-2' },
  audit_admin: { login: 'shenji', name: '审计管理员', code: 'ADM-3' },
} as const

/** The three administrators of a new company, each with a one-time password: there is no default user. */
export async function createAdministrators(
  database: Database,
  clock: Clock,
  company: { readonly orgId: string; readonly unitId: string },
): Promise<FirstAdministrator[]> {
  const { orgId, unitId } = company
  const made: FirstAdministrator[] = []
  for (const role of ADMIN_ROLES) {
    const { login, name, code } = ADMIN_NAMES[role]
    const { password, passwordHash } = await makeInitialPassword()
    await database.inOrg(orgId, async (tx) => {
      const personId = newId(clock)
      const person = { personId, code, name, unitId, post: 'admin' as const, grade: null, phone: '' }
      await insertPersons(tx, orgId, [{ ...person, homeLon: null, homeLat: null }], clock)
      const accountId = await insertAccount(
        tx,
        { orgId, personId, customerId: null, login, role, createdBy: null },
        clock,
      )
      await savePassword(tx, { orgId, accountId, passwordHash, mustChange: true }, clock)
      await appendEvent(tx, {
        actor: SYSTEM_ACTOR,
        kind: 'account.created',
        objectKind: 'account',
        objectId: accountId,
        success: true,
        detail: { role },
        at: clock.now(),
      })
    })
    made.push({ role, login, initialPassword: password })
  }
  return made
}
