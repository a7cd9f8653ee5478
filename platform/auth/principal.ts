/** How far a grant reaches. Narrowest first; see `docs/mechanisms/authorisation.md`. */
export const SCOPES = ['own', 'shop', 'assigned', 'team', 'brand', 'aggregate', 'organisation'] as const
export type Scope = (typeof SCOPES)[number]

/** What may be done to a resource. */
export const ACTIONS = [
  'read',
  'create',
  'update',
  'correct',
  'approve',
  'export',
  'run',
  'configure',
] as const
export type Action = (typeof ACTIONS)[number]

/** Who is asking: made from the session, never from the request's own words. */
export interface Principal {
  readonly orgId: string
  readonly accountId: string
  readonly role: string
  readonly name: string
  /** The person behind the account; absent for retailers' accounts. */
  readonly personId?: string
  /** The organisation unit (team, department, centre) the person belongs to. */
  readonly unitId?: string
  /** The one customer a retailer's account stands for. */
  readonly customerId?: string
  readonly sessionId: string
}
