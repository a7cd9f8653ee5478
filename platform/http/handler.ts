import type { Principal, Scope } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import type { Database, Tx } from '../database/index.ts'
import type { RouteContract } from './contract.ts'

/** What a handler is given besides its parsed input. */
export interface RequestContext {
  readonly principal: Principal
  /** How far the policy lets this principal reach for this route's resource and action. */
  readonly scope: Scope
  readonly database: Database
  readonly clock: Clock
  readonly requestId: string
  readonly language: 'zh' | 'en'
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
  /** One transaction of the principal's company. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: { readOnly?: boolean }): Promise<T>
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
