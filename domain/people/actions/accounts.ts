import { randomInt } from 'node:crypto'
import { savePassword, saveTotpSecret } from '../../../platform/auth/credentials.ts'
import { hashPassword } from '../../../platform/auth/password.ts'
import { endSessions } from '../../../platform/auth/sessions.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { badInput, notFound } from '../../../platform/http/failure.ts'
import type { RequestContext } from '../../../platform/http/handler.ts'
import { parseSort } from '../../../platform/http/paging.ts'
import { Refusal, type Violation } from '../../../platform/refusal.ts'
import type { AccountRow, Role } from '../contract.ts'
import { findRoleFaults, findStatusFaults } from '../rules.ts'
import {
  ACCOUNT_SORTS,
  type Account,
  countHolders,
  existsCustomer,
  findOtherRoles,
  insertAccount,
  listAccounts as listStored,
  lockAccount,
  updateRole,
  updateStatus,
} from '../store/accounts.ts'
import { findAccountOfPerson, lockPerson, lockTree } from '../store/organisation.ts'

export async function listAccounts(
  context: RequestContext,
  query: {
    readonly page: number
    readonly pageSize: number
    readonly sort?: string
    readonly search?: string
    readonly role?: readonly string[]
    readonly status?: readonly string[]
  },
): Promise<{ rows: AccountRow[]; total: number }> {
  const sort = parseSort(query.sort)
  if (sort && !ACCOUNT_SORTS.includes(sort.column))
    throw badInput({ path: 'query.sort', message: ACCOUNT_SORTS.join(', ') })
  const { rows, total } = await context.transaction(
    (tx) =>
      listStored(tx, {
        accountId: context.scope === 'organisation' ? undefined : context.principal.accountId,
        roles: query.role,
        statuses: query.status,
        search: query.search,
        sort,
        limit: query.pageSize,
        offset: (query.page - 1) * query.pageSize,
      }),
    { readOnly: true },
  )
  return {
    rows: rows.map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    })),
    total,
  }
}

/** The system administrator makes accounts; they can do nothing until the security administrator gives a role. */
export async function createAccount(
  context: RequestContext,
  input: {
    readonly login: string
    readonly personId?: string
    readonly customerId?: string
    readonly name: string
  },
): Promise<{ accountId: string; initialPassword: string }> {
  const { orgId, accountId: createdBy } = context.principal
  const { password, passwordHash } = await makeInitialPassword()
  const accountId = await context.transaction(async (tx) => {
    await refuseImpossibleOwner(tx, input)
    const { login, name } = input
    const made = await insertAccount(
      tx,
      {
        orgId,
        login,
        name,
        personId: input.personId ?? null,
        customerId: input.customerId ?? null,
        createdBy,
      },
      context.clock,
    )
    await savePassword(tx, { orgId, accountId: made, passwordHash, mustChange: true }, context.clock)
    await context.record(tx, { kind: 'account.created', objectKind: 'account', objectId: made })
    return made
  })
  return { accountId, initialPassword: password }
}

/** PEO-10: an account belongs to a person who works here and has none yet, or to a customer we know. */
async function refuseImpossibleOwner(
  tx: Tx,
  owner: { readonly personId?: string; readonly customerId?: string },
): Promise<void> {
  const faults: Violation[] = []
  if (owner.personId !== undefined) {
    const person = await lockPerson(tx, owner.personId)
    if (!person) throw notFound()
    if (person.status === 'left')
      faults.push({ code: 'PEO-10', subject: person.code, values: { fault: 'left' } })
    if (await findAccountOfPerson(tx, owner.personId))
      faults.push({ code: 'PEO-10', subject: person.code, values: { fault: 'has-account' } })
  }
  if (owner.customerId !== undefined && !(await existsCustomer(tx, owner.customerId))) throw notFound()
  if (faults.length > 0) throw new Refusal(faults)
}

export async function setAccountStatus(
  context: RequestContext,
  accountId: string,
  status: 'active' | 'disabled',
): Promise<undefined> {
  await changeAccount(context, accountId, async (tx, account, holdersOfPresentRole) => {
    const byAccountId = context.principal.accountId
    refuseFaults(findStatusFaults({ account, status, byAccountId, holdersOfPresentRole }))
    await updateStatus(tx, accountId, status, context.clock)
    const ended = status === 'disabled' ? await endSessions(tx, { accountId }, 'disabled', context.clock) : 0
    await context.record(tx, {
      kind: `account.${status === 'disabled' ? 'disabled' : 'enabled'}`,
      objectKind: 'account',
      objectId: accountId,
      detail: { endedSessions: ended },
    })
  })
  return undefined
}

export async function resetPassword(
  context: RequestContext,
  accountId: string,
): Promise<{ accountId: string; initialPassword: string }> {
  const { password, passwordHash } = await makeInitialPassword()
  const { orgId } = context.principal
  await changeAccount(context, accountId, async (tx, account) => {
    if (account.accountId === context.principal.accountId)
      throw new Refusal([{ code: 'PEO-03', subject: accountId }])
    await savePassword(tx, { orgId, accountId, passwordHash, mustChange: true }, context.clock)
    await endSessions(tx, { accountId }, 'password-changed', context.clock)
    await context.record(tx, { kind: 'account.password-reset', objectKind: 'account', objectId: accountId })
  })
  return { accountId, initialPassword: password }
}

/** Every session of the account ends: nobody keeps rights of a role they no longer have. */
export async function setRole(
  context: RequestContext,
  accountId: string,
  role: Role | null,
): Promise<undefined> {
  await changeAccount(context, accountId, async (tx, account, holdersOfPresentRole) => {
    const otherRoles = await findOtherRoles(tx, account)
    const byAccountId = context.principal.accountId
    refuseFaults(findRoleFaults({ account, role, otherRoles, byAccountId, holdersOfPresentRole }))
    await updateRole(tx, accountId, role, context.clock)
    await endSessions(tx, { accountId }, 'role-changed', context.clock)
    await context.record(tx, {
      kind: 'account.role-changed',
      objectKind: 'account',
      objectId: accountId,
      detail: { from: account.role, to: role },
    })
  })
  return undefined
}

export async function resetSecondFactor(context: RequestContext, accountId: string): Promise<undefined> {
  await changeAccount(context, accountId, async (tx) => {
    if (accountId === context.principal.accountId) throw new Refusal([{ code: 'PEO-03', subject: accountId }])
    await saveTotpSecret(tx, accountId, null)
    await endSessions(tx, { accountId }, 'password-changed', context.clock)
    await context.record(tx, {
      kind: 'account.second-factor-reset',
      objectKind: 'account',
      objectId: accountId,
    })
  })
  return undefined
}

async function changeAccount(
  context: RequestContext,
  accountId: string,
  change: (tx: Tx, account: Account, holdersOfPresentRole: number) => Promise<void>,
): Promise<void> {
  await context.transaction(async (tx) => {
    // One change of accounts at a time: two of the last administrators could otherwise remove each other.
    await lockTree(tx)
    const account = await lockAccount(tx, accountId)
    if (!account) throw notFound()
    await change(tx, account, await countHolders(tx, account.role))
  })
}

function refuseFaults(faults: readonly Violation[]): void {
  if (faults.length > 0) throw new Refusal(faults)
}

/** No letters or digits that are taken for each other when read over the telephone. */
const LEGIBLE = 'abcdefghjkmnpqrstuvwxyz23456789'

export async function makeInitialPassword(): Promise<{ password: string; passwordHash: string }> {
  const letters = Array.from({ length: 15 }, () => LEGIBLE[randomInt(LEGIBLE.length)]).join('')
  const password = letters.replace(/^(.{5})(.{5})(.{5})$/, '$1-$2-$3')
  return { password, passwordHash: await hashPassword(password) }
}
