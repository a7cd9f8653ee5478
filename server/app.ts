import { ROLES } from '../domain/people/contract.ts'
import { findSignedIn, grantFor } from '../domain/people/index.ts'
import type { Action } from '../platform/auth/principal.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'
import { type AppOptions, createApp } from '../platform/http/app.ts'
import type { Implementation } from '../platform/http/handler.ts'
import { MODULES } from './modules.ts'
import { systemRoutes } from './system-routes.ts'
import { VERSION } from './version.ts'

export interface ServerAppOptions
  extends Pick<
    AppOptions,
    'publicOrigin' | 'trustProxy' | 'connectSources' | 'budget' | 'staticFiles' | 'checkAnswers' | 'log'
  > {
  readonly database: Database
  readonly clock: Clock
  /** Instead of all modules' routes: for tests of the server itself. */
  readonly implementations?: readonly Implementation[]
}

/** The HTTP app over all modules, the policy and the sessions; call `app.fetch(request, { address })` without a port. */
export function createServerApp(options: ServerAppOptions) {
  const { database, clock, implementations = Object.values(MODULES).flat(), ...rest } = options
  return createApp({
    ...rest,
    database,
    clock,
    implementations: [...implementations, ...systemRoutes(implementations, VERSION)],
    authorise: (role, resource, action) => grantFor(role, resource, action as Action),
    isGrantable: (resource, action) => ROLES.some((role) => grantFor(role, resource, action as Action)),
    findSession: (token) => findSignedIn(database, clock, token),
  })
}
