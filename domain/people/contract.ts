/**
 * The nouns and routes of people, shared with the web and the other modules. Roles and the policy come first: every
 * other module's routes name one of its resources.
 */
export * from './contract/accounts.ts'
export * from './contract/calendar.ts'
export * from './contract/organisation.ts'
export * from './contract/preferences.ts'
export * from './contract/signing-in.ts'
export {
  type Grant,
  grantFor,
  MASKS,
  type Mask,
  permissionsOf,
  permit,
  RESOURCES,
  type Resource,
} from './policy.ts'
export { ADMIN_ROLES, isAdminRole, MANAGER_ROLES, POSTS, type Post, ROLES, type Role } from './roles.ts'
