import { findCredential, savePassword } from '../../../platform/auth/credentials.ts'
import { hashPassword, verifyPassword } from '../../../platform/auth/password.ts'
import { endSessions, listSessions as listLiving, SESSION_TIMES } from '../../../platform/auth/sessions.ts'
import { countAttempt, forgiveAttempt } from '../../../platform/auth/throttle.ts'
import { Failure, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { assert, refuse } from '../../../platform/refusal.ts'
import type { Profile } from '../contract/profile.ts'
import type { Me } from '../contract.ts'
import { permissionsOf } from '../policy.ts'
import { isAdminRole } from '../roles.ts'
import { findAccount, getCompany, updateProfile as saveProfile } from '../store/accounts.ts'
import { findUnit } from '../store/organisation.ts'
import { refuseWeakPassword } from './sign-in.ts'

export async function getMe(context: RequestContext): Promise<Me> {
  const { principal, session } = context
  assert(session, 'somebody signed in has a session')
  return context.transaction(
    async (tx) => {
      const account = await findAccount(tx, principal.accountId)
      assert(account?.role, 'somebody signed in has a role')
      const company = await getCompany(tx, principal.orgId)
      const unit = account.unitId ? await findUnit(tx, account.unitId) : undefined
      const living = await listLiving(tx, principal.accountId, context.clock)
      const current = living.find(({ sessionId }) => sessionId === session.sessionId)
      const { idleSeconds, lifeSeconds } = SESSION_TIMES[isAdminRole(account.role) ? 'admin' : 'user']
      const startedAt = current?.startedAt ?? context.clock.now()
      return {
        accountId: account.accountId,
        login: account.login,
        name: account.name,
        role: account.role,
        permissions: permissionsOf(account.role),
        personId: account.personId,
        customerId: account.customerId,
        unit: unit ? { unitId: unit.unitId, kind: unit.kind, name: unit.name, nameEn: unit.nameEn } : null,
        company: {
          code: company.code,
          name: company.name,
          nameEn: company.nameEn,
          timeZone: company.timeZone,
        },
        profile: account.profile,
        demonstration: account.demo,
        csrfToken: session.csrfToken,
        session: {
          startedAt: startedAt.toISOString(),
          endsAt: new Date(startedAt.getTime() + lifeSeconds * 1000).toISOString(),
          idleSeconds,
        },
      }
    },
    { readOnly: true },
  )
}

export async function updateProfile(context: RequestContext, change: Partial<Profile>): Promise<Profile> {
  const { accountId } = context.principal
  return context.transaction(async (tx) => {
    const account = await findAccount(tx, accountId)
    assert(account, 'somebody signed in has an account')
    const profile = { ...account.profile, ...change }
    await saveProfile(tx, accountId, profile, context.clock)
    await context.record(tx, {
      kind: 'account.profile-changed',
      objectKind: 'account',
      objectId: accountId,
      detail: { ...change },
    })
    return profile
  })
}

/** The present password is asked again (and throttled): a tablet left unlocked must not give the account away. */
export async function changePassword(
  context: RequestContext,
  input: { readonly current: string; readonly password: string },
): Promise<undefined> {
  const { orgId, accountId, sessionId } = context.principal
  const known = await context.transaction(async (tx) => {
    const wait = await countAttempt(tx, orgId, 'account', `change ${accountId}`, context.clock)
    return {
      wait,
      account: await findAccount(tx, accountId),
      company: await getCompany(tx, orgId),
      credential: await findCredential(tx, accountId),
    }
  })
  if (known.wait > 0) throw new Failure(429, 'AUTH-02', { retryAfterSeconds: known.wait })
  const { account, company, credential } = known
  assert(account && credential, 'somebody signed in has an account and a password')
  if (!(await verifyPassword(input.current, credential.passwordHash))) refuse('AUTH-01', 'current')
  await refuseWeakPassword(input.password, credential.passwordHash, [
    account.login,
    account.name,
    company.code,
    company.name,
  ])
  const passwordHash = await hashPassword(input.password)
  await context.transaction(async (tx) => {
    await forgiveAttempt(tx, `change ${accountId}`, '')
    await savePassword(tx, { orgId, accountId, passwordHash, mustChange: false }, context.clock)
    const ended = await endSessions(tx, { accountId, except: sessionId }, 'password-changed', context.clock)
    await context.record(tx, {
      kind: 'account.password-changed',
      objectKind: 'account',
      objectId: accountId,
      detail: { endedSessions: ended },
    })
  })
  return undefined
}

export async function listSessions(context: RequestContext) {
  const { accountId, sessionId } = context.principal
  const living = await context.transaction((tx) => listLiving(tx, accountId, context.clock), {
    readOnly: true,
  })
  return living.map((session) => ({
    sessionId: session.sessionId,
    startedAt: session.startedAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    address: session.address,
    userAgent: session.userAgent,
    current: session.sessionId === sessionId,
  }))
}

export async function endSession(context: RequestContext, sessionId: string): Promise<undefined> {
  const { accountId } = context.principal
  await context.transaction(async (tx) => {
    const ended = await endSessions(tx, { accountId, sessionId }, 'ended-by-owner', context.clock)
    if (ended === 0) throw notFound()
    await context.record(tx, { kind: 'session.ended', objectKind: 'session', objectId: sessionId })
  })
  return undefined
}
