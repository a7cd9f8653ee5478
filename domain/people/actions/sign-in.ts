import {
  findCredential,
  savePassword,
  saveTotpSecret,
  takeTotpStep,
} from '../../../platform/auth/credentials.ts'
import {
  findPasswordFaults,
  hashPassword,
  isOutdatedHash,
  verifyPassword,
} from '../../../platform/auth/password.ts'
import type { Principal } from '../../../platform/auth/principal.ts'
import { endSessions, findSession, startSession } from '../../../platform/auth/sessions.ts'
import { countAttempt, forgiveAttempt } from '../../../platform/auth/throttle.ts'
import { findTotpStep, newTotpSecret, toBase32, totpCode, totpLink } from '../../../platform/auth/totp.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Database, Tx } from '../../../platform/database/index.ts'
import { Failure } from '../../../platform/http/failure.ts'
import type { RequestContext, SessionStage, SessionView } from '../../../platform/http/handler.ts'
import { appendEvent, SYSTEM_ACTOR } from '../../../platform/ledger/index.ts'
import { Refusal, refuse } from '../../../platform/refusal.ts'
import type { StageReached } from '../contract.ts'
import { listDemoAccounts } from '../demo-accounts.ts'
import { isAdminRole } from '../roles.ts'
import {
  type Account,
  type Company,
  findAccount,
  findAccountByLogin,
  getCompany,
  hasDemoAccounts,
  listCompanies,
  noteSignIn,
} from '../store/accounts.ts'

/**
 * Who a request's token belongs to: looked up for every request, so that a disabled account or a changed role is
 * felt by the next one. Without a principal the session lacks a step.
 */
export async function findSignedIn(database: Database, clock: Clock, token: string) {
  return findSession(database, clock, token, async (tx, { view }) => {
    const account = await findAccount(tx, view.accountId)
    if (!account || !mayUse(account)) return undefined
    const principal = view.stage === 'complete' ? principalOf(account, view) : undefined
    return { view, principal, language: account.profile.language }
  })
}

function principalOf(account: Account, view: SessionView): Principal | undefined {
  if (account.role === null) return undefined
  return {
    orgId: view.orgId,
    accountId: account.accountId,
    role: account.role,
    name: account.name,
    sessionId: view.sessionId,
    personId: account.personId ?? undefined,
    unitId: account.unitId ?? undefined,
    customerId: account.customerId ?? undefined,
  }
}

function mayUse(account: Account): boolean {
  return account.status === 'active' && account.role !== null && account.personStatus !== 'left'
}

export async function getSignInState(context: RequestContext) {
  const companies = await listCompanies(context.database)
  const { session } = context
  const demonstration = await hasDemoAccounts(context.database)
  return {
    stage: session?.stage ?? ('none' as const),
    csrfToken: session?.csrfToken,
    companies: companies.map(({ code, name, nameEn }) => ({ code, name, nameEn })),
    demonstration,
    demonstrationAccounts: demonstration && !session ? await listDemoAccounts(context.database) : undefined,
    demonstrationCode: session?.stage === 'second-factor' ? await findDemoCode(context, session) : undefined,
  }
}

/** Who tries a demonstration has no authenticator for it; demonstration accounts never stand beside real data. */
function findDemoCode(context: RequestContext, session: SessionView): Promise<string | undefined> {
  return context.database.inOrg(
    session.orgId,
    async (tx) => {
      const account = await findAccount(tx, session.accountId)
      const credential = await findCredential(tx, session.accountId)
      return account?.demo && credential?.totpSecret
        ? totpCode(credential.totpSecret, context.clock.now())
        : undefined
    },
    { readOnly: true },
  )
}

/**
 * AUTH-01: wrong login or password, and never which. AUTH-02: too many attempts. AUTH-08: the account cannot be
 * used (disabled, no role, its person has left); said only to those who know the password.
 */
export async function signIn(
  context: RequestContext,
  input: { readonly company?: string; readonly login: string; readonly password: string },
): Promise<StageReached> {
  const companies = await listCompanies(context.database)
  const company = findCompany(companies, input.company)
  if (!company) return refuseUnknownCompany(context, companies[0], input.password)
  const login = input.login.toLowerCase()
  const known = await context.database.inOrg(company.orgId, async (tx) => {
    const wait = await countSignIn(tx, context, company.orgId, login)
    if (wait > 0) return { wait }
    const account = await findAccountByLogin(tx, login)
    return { wait, account, credential: account && (await findCredential(tx, account.accountId)) }
  })
  if (known.wait > 0) throw new Failure(429, 'AUTH-02', { retryAfterSeconds: known.wait })
  const { account, credential } = known
  const isRight = await verifyPassword(input.password, credential?.passwordHash)
  if (!isRight || !account || !credential) {
    await recordFailure(context, company.orgId, account, 'AUTH-01')
    refuse('AUTH-01')
  }
  if (!mayUse(account)) {
    await recordFailure(context, company.orgId, account, 'AUTH-08')
    refuse('AUTH-08')
  }
  const renewedHash = isOutdatedHash(credential.passwordHash) ? await hashPassword(input.password) : undefined
  return enterStage(context, company.orgId, account, async (tx) => {
    await forgiveAttempt(tx, login, context.client.address)
    if (renewedHash)
      await savePassword(
        tx,
        {
          orgId: company.orgId,
          accountId: account.accountId,
          passwordHash: renewedHash,
          mustChange: credential.mustChange,
        },
        context.clock,
      )
    if (credential.totpConfirmed) return 'second-factor'
    if (credential.mustChange) return 'password'
    return isAdminRole(account.role) ? 'enrolment' : 'complete'
  })
}

/** AUTH-03: not the code of this moment, or a code that was used already. */
export async function giveSecondFactor(context: RequestContext, code: string): Promise<StageReached> {
  const session = requireStage(context, 'second-factor')
  const { account, mustChange } = await proveCode(context, session, code)
  return enterStage(context, session.orgId, account, async () => (mustChange ? 'password' : 'complete'))
}

export async function beginEnrolment(context: RequestContext): Promise<{ secret: string; link: string }> {
  const session = requireStage(context, 'enrolment')
  const secret = newTotpSecret()
  return context.database.inOrg(session.orgId, async (tx) => {
    const account = await findAccount(tx, session.accountId)
    const company = await getCompany(tx, session.orgId)
    await saveTotpSecret(tx, session.accountId, secret)
    await appendEvent(tx, {
      ...traceOfSignIn(context, account),
      kind: 'session.enrolment-begun',
      success: true,
    })
    return { secret: toBase32(secret), link: totpLink(secret, company.name, account?.login ?? '') }
  })
}

export async function confirmEnrolment(context: RequestContext, code: string): Promise<StageReached> {
  const session = requireStage(context, 'enrolment')
  const { account } = await proveCode(context, session, code)
  return enterStage(context, session.orgId, account, async () => 'complete')
}

export async function replaceFirstPassword(context: RequestContext, password: string): Promise<StageReached> {
  const session = requireStage(context, 'password')
  const { account, company, credential } = await context.database.inOrg(session.orgId, async (tx) => ({
    account: (await findAccount(tx, session.accountId))!,
    company: await getCompany(tx, session.orgId),
    credential: await findCredential(tx, session.accountId),
  }))
  await refuseWeakPassword(password, credential?.passwordHash, [
    account.login,
    account.name,
    company.code,
    company.name,
  ])
  const passwordHash = await hashPassword(password)
  return enterStage(context, session.orgId, account, async (tx) => {
    const { orgId, accountId } = session
    await savePassword(tx, { orgId, accountId, passwordHash, mustChange: false }, context.clock)
    return isAdminRole(account.role) && !credential?.totpConfirmed ? 'enrolment' : 'complete'
  })
}

/** AUTH-04 to AUTH-06, and AUTH-07: the same as before. */
export async function refuseWeakPassword(
  password: string,
  presentHash: string | undefined,
  contextWords: readonly string[],
): Promise<void> {
  const faults = findPasswordFaults(password, contextWords)
  if (presentHash && (await verifyPassword(password, presentHash)))
    faults.push({ code: 'AUTH-07', subject: 'password' })
  if (faults.length > 0) throw new Refusal(faults)
}

export async function signOut(context: RequestContext): Promise<undefined> {
  context.cookie.clear()
  const { session } = context
  if (!session) return
  await context.database.inOrg(session.orgId, async (tx) => {
    const account = await findAccount(tx, session.accountId)
    await endSessions(tx, session, 'signed-out', context.clock)
    await appendEvent(tx, { ...traceOfSignIn(context, account), kind: 'session.signed-out', success: true })
  })
}

// ---- steps --------------------------------------------------------------------------------------------------

/** The same work and the same answer as for a wrong password; the address is counted where there is a place for it. */
async function refuseUnknownCompany(
  context: RequestContext,
  somewhere: Company | undefined,
  password: string,
): Promise<never> {
  if (somewhere) {
    const { orgId } = somewhere
    const wait = await context.database.inOrg(orgId, (tx) =>
      countAttempt(tx, orgId, 'address', context.client.address, context.clock),
    )
    if (wait > 0) throw new Failure(429, 'AUTH-02', { retryAfterSeconds: wait })
  }
  await verifyPassword(password, undefined)
  refuse('AUTH-01')
}

function findCompany(companies: readonly Company[], code: string | undefined): Company | undefined {
  if (!code) return companies.length === 1 ? companies[0] : undefined
  return companies.find((company) => company.code === code)
}

async function countSignIn(tx: Tx, context: RequestContext, orgId: string, login: string): Promise<number> {
  // The account first: one that has to wait does not use up its address's attempts.
  const wait = await countAttempt(tx, orgId, 'account', login, context.clock)
  return wait > 0 ? wait : countAttempt(tx, orgId, 'address', context.client.address, context.clock)
}

function requireStage(context: RequestContext, stage: SessionStage): SessionView {
  const { session } = context
  if (session?.stage !== stage) throw new Failure(401, 'SIGN-IN')
  return session
}

/** Guessing six digits is throttled like guessing passwords, under a key of its own. */
async function proveCode(
  context: RequestContext,
  session: SessionView,
  code: string,
): Promise<{ account: Account; mustChange: boolean }> {
  const key = `code ${session.accountId}`
  const { clock } = context
  const result = await context.database.inOrg(session.orgId, async (tx) => {
    const wait = await countAttempt(tx, session.orgId, 'account', key, clock)
    if (wait > 0) return { wait }
    const account = (await findAccount(tx, session.accountId))!
    const credential = await findCredential(tx, session.accountId)
    const step = credential?.totpSecret
      ? findTotpStep(credential.totpSecret, code, clock.now(), credential.totpLastStep)
      : undefined
    const isProven = step !== undefined && (await takeTotpStep(tx, session.accountId, step, clock))
    if (isProven) await forgiveAttempt(tx, key, '')
    return { wait, account, isProven, mustChange: credential?.mustChange ?? false }
  })
  if (result.wait > 0) throw new Failure(429, 'AUTH-02', { retryAfterSeconds: result.wait })
  if (!result.isProven) {
    await recordFailure(context, session.orgId, result.account, 'AUTH-03')
    refuse('AUTH-03')
  }
  return { account: result.account!, mustChange: result.mustChange! }
}

/**
 * One finished step: a new token for the next stage, the old one dead, so that a token known to somebody before a
 * step is worth nothing after it.
 */
async function enterStage(
  context: RequestContext,
  orgId: string,
  account: Account,
  step: (tx: Tx) => Promise<SessionStage>,
): Promise<StageReached> {
  const started = await context.database.inOrg(orgId, async (tx) => {
    const stage = await step(tx)
    const former = context.session
    if (former?.orgId === orgId)
      await endSessions(
        tx,
        { accountId: former.accountId, sessionId: former.sessionId },
        'replaced',
        context.clock,
      )
    const life = stage !== 'complete' ? 'unfinished' : isAdminRole(account.role) ? 'admin' : 'user'
    const session = await startSession(
      tx,
      { orgId, accountId: account.accountId, stage, life, client: context.client },
      context.clock,
    )
    if (stage === 'complete') await noteSignIn(tx, account.accountId, context.clock)
    await appendEvent(tx, {
      ...traceOfSignIn(context, account),
      kind: stage === 'complete' ? 'session.signed-in' : 'session.step',
      success: true,
      detail: { stage, address: context.client.address },
    })
    return session
  })
  context.cookie.set(started.token, started.lifeSeconds)
  return { stage: started.view.stage, csrfToken: started.view.csrfToken }
}

async function recordFailure(
  context: RequestContext,
  orgId: string,
  account: Account | undefined,
  code: string,
): Promise<void> {
  await context.database.inOrg(orgId, async (tx) => {
    // What was typed as a login name may be a password in the wrong field: it is not written down.
    await appendEvent(tx, {
      ...traceOfSignIn(context, account),
      kind: 'session.refused',
      success: false,
      detail: { code, address: context.client.address },
    })
  })
}

function traceOfSignIn(context: RequestContext, account: Account | undefined) {
  return {
    actor: account ? { accountId: account.accountId, name: account.login } : SYSTEM_ACTOR,
    objectKind: 'account',
    objectId: account?.accountId ?? 'unknown',
    requestId: context.requestId,
    at: context.clock.now(),
  }
}
