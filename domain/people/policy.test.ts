import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACTIONS } from '../../platform/auth/principal.ts'
import { grantFor, MASKS, nameOfResource, permissionsOf, permit, RESOURCES } from './policy.ts'
import { ADMIN_ROLES, MANAGER_ROLES, ROLES } from './roles.ts'

test('cells of the matrix read as they are written', () => {
  assert.deepEqual(grantFor('market_manager', 'visit-plans', 'approve'), { scope: 'team', masks: [] })
  assert.equal(grantFor('manager_general', 'visit-plans', 'approve'), undefined)
  assert.deepEqual(grantFor('manager_brand', 'orders', 'read'), { scope: 'assigned', masks: ['own-brands'] })
  assert.deepEqual(grantFor('manager_service', 'orders', 'read'), { scope: 'assigned', masks: [] })
  assert.deepEqual(grantFor('manager_research', 'forecasts', 'read'), { scope: 'team', masks: [] })
  assert.deepEqual(grantFor('supervisor', 'visit-evidence', 'read'), {
    scope: 'organisation',
    masks: ['case'],
  })
  assert.deepEqual(grantFor('retailer', 'customers', 'read'), { scope: 'shop', masks: [] })
})

test('what is in no table is not granted', () => {
  assert.equal(grantFor('nobody', 'customers', 'read'), undefined)
  assert.equal(grantFor('info_clerk', 'no-such-resource', 'read'), undefined)
  assert.equal(grantFor('info_clerk', '__proto__', 'read'), undefined)
  // @ts-expect-error: resources are the rows of the table
  assert.throws(() => permit('no-such-resource', 'read'), /nobody/)
  assert.throws(() => permit('customers', 'approve'), /nobody/)
})

test('H2: administrators read no business data', () => {
  const own = ['accounts', 'roles', 'system', 'audit-log', 'devices', 'privacy-requests', 'bulk-export']
  const ground = ['organisation', 'people', 'calendar', 'rule-book', 'indicators']
  for (const role of ADMIN_ROLES)
    for (const permission of permissionsOf(role)) {
      const [resource, action] = permission.split(':') as [string, string]
      assert.ok(
        own.includes(resource) || (ground.includes(resource) && action === 'read'),
        `${role} ${permission}`,
      )
    }
})

test('三员分立: who makes accounts gives no roles, who gives roles makes no accounts, who reads the log does neither', () => {
  assert.ok(grantFor('system_admin', 'accounts', 'create') && !grantFor('system_admin', 'roles', 'configure'))
  assert.ok(
    grantFor('security_admin', 'roles', 'configure') && !grantFor('security_admin', 'accounts', 'create'),
  )
  assert.ok(
    !grantFor('system_admin', 'audit-log', 'read') && !grantFor('security_admin', 'audit-log', 'read'),
  )
  for (const action of ['create', 'update', 'configure'] as const)
    for (const resource of RESOURCES)
      assert.ok(!grantFor('audit_admin', resource, action), `${resource} ${action}`)
})

test('H5: nobody may change or void the audit log', () => {
  for (const role of ROLES)
    for (const action of ['create', 'update', 'correct', 'approve', 'configure'] as const)
      assert.equal(grantFor(role, 'audit-log', action), undefined)
})

test('H8: a shop reaches only itself, what is everybody’s, and what it hands in', () => {
  for (const resource of RESOURCES)
    for (const action of ACTIONS) {
      const grant = grantFor('retailer', resource, action)
      if (!grant) continue
      const isCommon = ['calendar', 'goods'].includes(resource) && action === 'read'
      assert.ok(['shop', 'own'].includes(grant.scope) || isCommon, `${resource} ${action} ${grant.scope}`)
    }
})

test('customer managers never reach further than their team, except for what is published or common', () => {
  const common = ['calendar', 'goods', 'rule-book', 'forms', 'indicators']
  for (const role of MANAGER_ROLES)
    for (const resource of RESOURCES)
      for (const action of ACTIONS) {
        const grant = grantFor(role, resource, action)
        if (grant?.scope !== 'organisation') continue
        assert.ok(
          action === 'read' && (common.includes(resource) || grant.masks.includes('published-only')),
          `${role} ${resource} ${action}`,
        )
      }
})

test('every resource has a Chinese name, every mask is used, every role can do something', () => {
  const used = new Set<string>()
  for (const resource of RESOURCES) {
    assert.match(nameOfResource(resource), /\p{Script=Han}/u)
    for (const role of ROLES)
      for (const action of ACTIONS)
        for (const mask of grantFor(role, resource, action)?.masks ?? []) used.add(mask)
  }
  assert.deepEqual(
    [...MASKS].filter((mask) => !used.has(mask)),
    [],
  )
  for (const role of ROLES) assert.ok(permissionsOf(role).length > 0, role)
})
