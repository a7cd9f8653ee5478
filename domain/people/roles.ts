/** The role of an account; one account has at most one. Codes of two or three letters are the policy table's columns. */
export const ROLES = [
  'system_admin',
  'security_admin',
  'audit_admin',
  'centre_leader',
  'service_director',
  'market_manager',
  'brand_manager',
  'info_clerk',
  'manager_general',
  'manager_service',
  'manager_brand',
  'manager_training',
  'manager_research',
  'supervisor',
  'retailer',
] as const
export type Role = (typeof ROLES)[number]

/** The three administrators (三员分立): no two of them, and none with a business role, in one person. */
export const ADMIN_ROLES = [
  'system_admin',
  'security_admin',
  'audit_admin',
] as const satisfies readonly Role[]

/** Customer managers of the five posts; the general one looks after customers alone, the others by function. */
export const MANAGER_ROLES = [
  'manager_general',
  'manager_service',
  'manager_brand',
  'manager_training',
  'manager_research',
] as const satisfies readonly Role[]

export function isAdminRole(role: string | null | undefined): boolean {
  return (ADMIN_ROLES as readonly string[]).includes(role ?? '')
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text)
}

/** What a person is employed for. Posts are the organisation's, roles are the program's. */
export const POSTS = [
  'general',
  'service',
  'brand',
  'training',
  'research',
  'market_manager',
  'brand_manager',
  'info_clerk',
  'director',
  'leader',
  'supervisor',
  'deliveryman',
  'monopoly_officer',
  'phone_agent',
  'admin',
] as const
export type Post = (typeof POSTS)[number]
