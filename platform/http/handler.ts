import type { Principal, Scope } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import type { Database, Tx } from '../database/index.ts'
import type { RouteContract } from './contract.ts'

/** What a handler is given besides its parsed input. */
export interface RequestContext {
  /** Who is asking. Reading it on a public route without a session is our own mistake and throws. */
  readonly principal: Principal
  /** How far the policy lets this principal reach for this route's resource and action. */
  readonly scope: Scope
  /** Restrictions of that grant which a scope cannot say: see `MASKS` in the policy. */
  readonly masks: readonly string[]
  readonly database: Database
  readonly clock: Clock
  readonly requestId: string
  readonly language: 'zh' | 'en'
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
  /** Where the request came from: for throttling and the ledger. */
  readonly client: ClientAddress
  /** The session as it stands, also one that still waits for a second factor; absent when nobody is signed in. */
  readonly session?: SessionView
  /** The cookie of the answer; only signing in and out use it. */
  readonly cookie: SessionCookie
  /** One transaction of the principal's company. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readOnly?: boolean }): Promise<T>
  /**
   * Writes the event of this request into the ledger, in the transaction of the change itself. Who, when and which
   * request are filled in. A mutating route that records nothing gets one general event from the server.
   */
  record(tx: Tx, event: RecordedEvent): Promise<void>
}

export interface RecordedEvent {
  /** What happened, `visit-plan.approved`. */
  readonly kind: string
  /** What it happened to: a table's word and an id. */
  readonly objectKind: string
  readonly objectId: string
  /** Numbers and codes, no personal data that may have to be erased. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** Which version of each rule the decision used, as `rulesAt` gives it. */
  readonly ruleVersions?: Readonly<Record<string, number>>
  /** False for a refused or failed attempt. */
  readonly success?: boolean
}

export interface ClientAddress {
  readonly address: string
  readonly userAgent: string
}

/** `complete` may use the program; the other stages may only finish signing in. */
export type SessionStage = 'complete' | 'second-factor' | 'enrolment' | 'password'

export interface SessionView {
  readonly orgId: string
  readonly accountId: string
  readonly sessionId: string
  readonly stage: SessionStage
  /** To be sent back in `X-CSRF-Token` with every request that changes something. */
  readonly csrfToken: string
}

export interface SessionCookie {
  set(token: string, lifeSeconds: number): void
  clear(): void
}

export interface Upload {
  readonly name: string
  readonly stream: ReadableStream<Uint8Array>
}

export interface FileAnswer {
  readonly name: string
  readonly contentType: string
  readonly body: ReadableStream<Uint8Array> | Uint8Array
}

export interface HandlerInput<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** Present on routes with `upload: true`. */
  readonly upload?: Upload
  /** What the caller calls this request (`Idempotency-Key`), for the routes that do nothing twice. */
  readonly idempotencyKey?: string
}

export interface Implementation {
  readonly contract: RouteContract
  readonly handle: (context: RequestContext, input: HandlerInput<never, never, never>) => Promise<unknown>
}

/** Joins a contract with the code that answers it; `routes.ts` of a module is a list of these. */
export function implement<Params, Query, Body, Response>(
  contract: RouteContract<Params, Query, Body, Response>,
  handle: (
    context: RequestContext,
    input: HandlerInput<Params, Query, Body>,
  ) => Promise<Response | FileAnswer>,
): Implementation {
  return { contract: contract as RouteContract, handle: handle as Implementation['handle'] }
}
