import type { Violation } from '../../platform/refusal.ts'
import type { UnitKind } from './contract.ts'
import { ADMIN_ROLES, isAdminRole, type Role } from './roles.ts'

/** What the rules know of an account. */
export interface AccountFacts {
  readonly accountId: string
  readonly personId: string | null
  readonly customerId: string | null
  readonly role: Role | null
  readonly status: 'active' | 'disabled'
}

export interface RoleChange {
  readonly account: AccountFacts
  readonly role: Role | null
  /** Roles of the same person's other accounts. */
  readonly otherRoles: readonly Role[]
  /** The account that makes the change. */
  readonly byAccountId: string
  /** Active accounts with the role the account has now, itself included. */
  readonly holdersOfPresentRole: number
}

/** May this account be given (or lose) this role? PEO-01 to PEO-04, PEO-09. */
export function findRoleFaults(change: RoleChange): Violation[] {
  const { account, role } = change
  const faults: Violation[] = []
  if (account.accountId === change.byAccountId) faults.push({ code: 'PEO-03', subject: account.accountId })
  if (role !== null && !canShareAPerson([role, ...change.otherRoles]))
    faults.push({ code: 'PEO-01', subject: account.accountId, values: { role } })
  if (role !== null && (role === 'retailer') !== (account.customerId !== null))
    faults.push({ code: 'PEO-02', subject: account.accountId, values: { role } })
  if (role !== null && account.status === 'disabled')
    faults.push({ code: 'PEO-04', subject: account.accountId })
  if (account.role !== role && isLastAdministrator(account, change.holdersOfPresentRole))
    faults.push({ code: 'PEO-09', subject: account.accountId, values: { role: account.role } })
  return faults
}

/** PEO-01: administrators' roles exclude each other and every business role in one person (三员分立). */
export function canShareAPerson(roles: readonly Role[]): boolean {
  const different = new Set(roles)
  return different.size <= 1 || !ADMIN_ROLES.some((role) => different.has(role))
}

/** May this account be disabled or enabled? PEO-03, PEO-09. */
export function findStatusFaults(change: {
  readonly account: AccountFacts
  readonly status: 'active' | 'disabled'
  readonly byAccountId: string
  readonly holdersOfPresentRole: number
}): Violation[] {
  const faults: Violation[] = []
  if (change.account.accountId === change.byAccountId)
    faults.push({ code: 'PEO-03', subject: change.account.accountId })
  if (change.status === 'disabled' && isLastAdministrator(change.account, change.holdersOfPresentRole))
    faults.push({ code: 'PEO-09', subject: change.account.accountId, values: { role: change.account.role } })
  return faults
}

function isLastAdministrator(account: AccountFacts, holders: number): boolean {
  return isAdminRole(account.role) && account.status === 'active' && holders <= 1
}

// ---- the organisation ---------------------------------------------------------------------------------------

export interface UnitFacts {
  readonly unitId: string
  readonly parentId: string | null
  readonly kind: UnitKind
  readonly code: string
  readonly status: 'active' | 'closed'
  readonly people: number
}

export interface UnitState {
  /** Absent for a new unit. */
  readonly unitId?: string
  readonly parentId: string
  readonly kind: UnitKind
  readonly code: string
  readonly status: 'active' | 'closed'
}

/** Where a kind may stand. Departments report to a team in some companies and hold teams in others: both are right. */
const PARENTS: Readonly<Record<UnitKind, readonly UnitKind[]>> = {
  company: [],
  centre: ['company'],
  department: ['company', 'centre', 'team'],
  team: ['company', 'centre', 'department'],
}

/** PEO-08: the organisation stays one tree of open units, each code once. */
export function findUnitFaults(state: UnitState, units: readonly UnitFacts[]): Violation[] {
  const subject = state.code
  const byId = new Map(units.map((unit) => [unit.unitId, unit]))
  const parent = byId.get(state.parentId)
  const faults: Violation[] = []
  if (!parent || parent.status === 'closed')
    faults.push({ code: 'PEO-08', subject, values: { fault: 'parent' } })
  else if (!PARENTS[state.kind].includes(parent.kind))
    faults.push({ code: 'PEO-08', subject, values: { fault: 'kind', parent: parent.kind } })
  if (units.some((unit) => unit.code === state.code && unit.unitId !== state.unitId))
    faults.push({ code: 'PEO-08', subject, values: { fault: 'code' } })
  if (state.unitId === undefined) return faults
  if (isBelow(state.parentId, state.unitId, byId))
    faults.push({ code: 'PEO-08', subject, values: { fault: 'circle' } })
  const present = byId.get(state.unitId)
  const hasOpenChildren = units.some((unit) => unit.parentId === state.unitId && unit.status === 'active')
  if (state.status === 'closed' && ((present?.people ?? 0) > 0 || hasOpenChildren))
    faults.push({ code: 'PEO-08', subject, values: { fault: 'inhabited' } })
  return faults
}

/** Whether `unitId` is `ancestorId` or stands under it. */
function isBelow(unitId: string, ancestorId: string, byId: ReadonlyMap<string, UnitFacts>): boolean {
  const seen = new Set<string>()
  for (let at: string | null = unitId; at !== null && !seen.has(at); at = byId.get(at)?.parentId ?? null) {
    if (at === ancestorId) return true
    seen.add(at)
  }
  return false
}

/** PEO-07: a proposal is decided by somebody else. */
export function findDecisionFaults(
  proposal: { readonly proposedBy: string },
  byAccountId: string,
): Violation[] {
  return proposal.proposedBy === byAccountId ? [{ code: 'PEO-07' }] : []
}

// ---- the calendar -------------------------------------------------------------------------------------------

/** PEO-11: what was worked was worked; only today and later can be decided. */
export function findCalendarFaults(date: string, today: string): Violation[] {
  return date < today ? [{ code: 'PEO-11', subject: date, values: { today } }] : []
}

/** PEO-12: a period runs forward and is at most two years long. */
export function findPeriodFaults(from: string, to: string, days: number): Violation[] {
  return days < 0 || days > 731 ? [{ code: 'PEO-12', values: { from, to } }] : []
}
