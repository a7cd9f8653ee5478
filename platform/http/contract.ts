import type { z } from 'zod'
import type { Action } from '../auth/principal.ts'

/**
 * One route, said once: server, typed client, OpenAPI document, authorisation matrix and fuzz tests are all made
 * from these tables. A route that is in no table does not exist.
 */
export interface RouteContract<Params = unknown, Query = unknown, Body = unknown, Response = unknown> {
  /** `module.verb`, unique; also the key of its texts and of its place in the authorisation matrix. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` parameters, always below `/api/`. */
  readonly path: `/api/${string}`
  readonly summary: string
  readonly permit: Permit
  readonly params?: z.ZodType<Params>
  /** Query values arrive as text; use z.coerce where numbers are meant. */
  readonly query?: z.ZodType<Query>
  /** A JSON body. Objects must be strict. */
  readonly body?: z.ZodType<Body>
  /** Bytes of a JSON body where rows come in by the thousand; otherwise 2 MiB. */
  readonly maxBodyBytes?: number
  /** True when the request carries one raw file instead of JSON; its name comes in the `X-File-Name` header. */
  readonly upload?: boolean
  /** The JSON answer, or 'file' for a download. */
  readonly response: z.ZodType<Response> | 'file'
}

/**
 * Who may call: anybody, anybody signed in, or those whom the policy table grants the action on the resource.
 * Resources are the rows of the policy table (`domain/people/policy.ts`).
 */
export type Permit = 'public' | 'signed-in' | { readonly resource: string; readonly action: Action }

export function defineRoute<Params = undefined, Query = undefined, Body = undefined, Response = unknown>(
  contract: RouteContract<Params, Query, Body, Response>,
): RouteContract<Params, Query, Body, Response> {
  return contract
}

export type ParamsOf<C> = C extends RouteContract<infer Params, infer _Q, infer _B, infer _R> ? Params : never
export type QueryOf<C> = C extends RouteContract<infer _P, infer Query, infer _B, infer _R> ? Query : never
export type BodyOf<C> = C extends RouteContract<infer _P, infer _Q, infer Body, infer _R> ? Body : never
export type ResponseOf<C> =
  C extends RouteContract<infer _P, infer _Q, infer _B, infer Response> ? Response : never

/** The shape of every refusal over HTTP: 400 bad input, 401, 403, 404, 409, 422 business refusal, 429, 500. */
export interface Problem {
  readonly status: number
  /** Stable code of the first violation or of the failure (`AUTH-01`, `INPUT`, `INTERNAL`). */
  readonly code: string
  readonly violations?: readonly {
    readonly code: string
    readonly subject?: string
    readonly values?: Readonly<Record<string, string | number | boolean | null>>
  }[]
  /** Path and message of each rejected input field. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[]
  readonly requestId: string
}
