import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AccountFacts,
  findCalendarFaults,
  findDecisionFaults,
  findPeriodFaults,
  findRoleFaults,
  findStatusFaults,
  findUnitFaults,
  type UnitFacts,
} from './rules.ts'

const account = (facts: Partial<AccountFacts> = {}): AccountFacts => ({
  accountId: 'a',
  personId: 'p',
  customerId: null,
  role: null,
  status: 'active',
  ...facts,
})
const roleChange = { otherRoles: [], byAccountId: 'security', holdersOfPresentRole: 2 }
const codes = (faults: readonly { code: string }[]) => faults.map(({ code }) => code)

test('PEO-01: an administrator’s role stands alone in a person', () => {
  const give = (role: 'system_admin' | 'market_manager', otherRoles: ('audit_admin' | 'info_clerk')[]) =>
    codes(findRoleFaults({ ...roleChange, account: account(), role, otherRoles }))
  assert.deepEqual(give('system_admin', ['audit_admin']), ['PEO-01'])
  assert.deepEqual(give('system_admin', ['info_clerk']), ['PEO-01'])
  assert.deepEqual(give('market_manager', ['audit_admin']), ['PEO-01'])
  assert.deepEqual(give('market_manager', ['info_clerk']), [])
  assert.deepEqual(give('system_admin', []), [])
})

test('PEO-02: shops’ accounts are retailers, others are not', () => {
  const shop = account({ personId: null, customerId: 'c' })
  assert.deepEqual(codes(findRoleFaults({ ...roleChange, account: shop, role: 'info_clerk' })), ['PEO-02'])
  assert.deepEqual(codes(findRoleFaults({ ...roleChange, account: account(), role: 'retailer' })), ['PEO-02'])
  assert.deepEqual(codes(findRoleFaults({ ...roleChange, account: shop, role: 'retailer' })), [])
})

test('PEO-03: nobody gives a role to themselves or disables themselves', () => {
  const own = { ...roleChange, account: account(), byAccountId: 'a' }
  assert.deepEqual(codes(findRoleFaults({ ...own, role: 'info_clerk' })), ['PEO-03'])
  assert.deepEqual(codes(findStatusFaults({ ...own, status: 'disabled' })), ['PEO-03'])
})

test('PEO-04: a disabled account gets no role, but may lose one', () => {
  const disabled = account({ status: 'disabled', role: 'info_clerk' })
  assert.deepEqual(codes(findRoleFaults({ ...roleChange, account: disabled, role: 'supervisor' })), [
    'PEO-04',
  ])
  assert.deepEqual(codes(findRoleFaults({ ...roleChange, account: disabled, role: null })), [])
})

test('PEO-09: the last administrator of a kind stays', () => {
  const last = { ...roleChange, account: account({ role: 'audit_admin' }), holdersOfPresentRole: 1 }
  assert.deepEqual(codes(findRoleFaults({ ...last, role: null })), ['PEO-09'])
  assert.deepEqual(codes(findStatusFaults({ ...last, status: 'disabled' })), ['PEO-09'])
  assert.deepEqual(codes(findStatusFaults({ ...last, holdersOfPresentRole: 2, status: 'disabled' })), [])
  assert.deepEqual(codes(findRoleFaults({ ...last, role: 'audit_admin' })), [])
  const clerk = { ...last, account: account({ role: 'info_clerk' }) }
  assert.deepEqual(codes(findStatusFaults({ ...clerk, status: 'disabled' })), [])
})

const unit = (
  unitId: string,
  parentId: string | null,
  kind: UnitFacts['kind'],
  more: Partial<UnitFacts> = {},
) => ({
  unitId,
  parentId,
  kind,
  code: unitId,
  status: 'active' as const,
  people: 0,
  ...more,
})
const tree = [
  unit('co', null, 'company'),
  unit('ce', 'co', 'centre'),
  unit('de', 'ce', 'department'),
  unit('te', 'de', 'team', { people: 3 }),
  unit('old', 'ce', 'department', { status: 'closed' }),
]
const unitFaults = (state: Parameters<typeof findUnitFaults>[0]) =>
  findUnitFaults(state, tree).map(({ values }) => values?.fault)

test('PEO-08: the organisation stays one tree of open units with different codes', () => {
  const active = { status: 'active' as const }
  assert.deepEqual(unitFaults({ parentId: 'de', kind: 'team', code: 'x', ...active }), [])
  assert.deepEqual(unitFaults({ parentId: 'te', kind: 'department', code: 'x', ...active }), [])
  assert.deepEqual(unitFaults({ parentId: 'te', kind: 'centre', code: 'x', ...active }), ['kind'])
  assert.deepEqual(unitFaults({ parentId: 'no', kind: 'team', code: 'x', ...active }), ['parent'])
  assert.deepEqual(unitFaults({ parentId: 'old', kind: 'team', code: 'x', ...active }), ['parent'])
  assert.deepEqual(unitFaults({ parentId: 'de', kind: 'team', code: 'te', ...active }), ['code'])
  assert.deepEqual(unitFaults({ unitId: 'de', parentId: 'te', kind: 'department', code: 'de', ...active }), [
    'circle',
  ])
  assert.deepEqual(unitFaults({ unitId: 'te', parentId: 'de', kind: 'team', code: 'te', status: 'closed' }), [
    'inhabited',
  ])
  assert.deepEqual(
    unitFaults({ unitId: 'de', parentId: 'ce', kind: 'department', code: 'de', status: 'closed' }),
    ['inhabited'],
  )
})

test('PEO-07: a proposal is decided by somebody else', () => {
  assert.deepEqual(codes(findDecisionFaults({ proposedBy: 'a' }, 'a')), ['PEO-07'])
  assert.deepEqual(codes(findDecisionFaults({ proposedBy: 'a' }, 'b')), [])
})

test('PEO-11: yesterday cannot be declared a holiday', () => {
  assert.deepEqual(codes(findCalendarFaults('2026-11-19', '2026-11-20')), ['PEO-11'])
  assert.deepEqual(codes(findCalendarFaults('2026-11-20', '2026-11-20')), [])
})

test('PEO-12: a period runs forward and ends within two years', () => {
  assert.deepEqual(codes(findPeriodFaults('2026-11-20', '2026-11-19', -1)), ['PEO-12'])
  assert.deepEqual(codes(findPeriodFaults('2026-01-01', '2028-01-02', 731)), [])
  assert.deepEqual(codes(findPeriodFaults('2026-01-01', '2028-01-03', 732)), ['PEO-12'])
})
