import { ACTIONS } from '../../../platform/auth/principal.ts'
import { grantFor, nameOfResource, RESOURCES } from '../policy.ts'
import { ROLES } from '../roles.ts'

/** The matrix as it is in force: every grant of every resource. */
export function describePolicy() {
  return {
    roles: [...ROLES],
    resources: RESOURCES.map((resource) => ({
      resource,
      name: nameOfResource(resource),
      grants: ROLES.flatMap((role) =>
        ACTIONS.flatMap((action) => {
          const grant = grantFor(role, resource, action)
          return grant ? [{ role, action, scope: grant.scope, masks: [...grant.masks] }] : []
        }),
      ),
    })),
  }
}
