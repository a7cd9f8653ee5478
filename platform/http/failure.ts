/**
 * A request that cannot be answered, for reasons of HTTP rather than of the business (those are `Refusal`s):
 * something is not there, not allowed, out of date, too large or too often.
 */
export type FailureStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 503

export class Failure extends Error {
  readonly status: FailureStatus
  readonly code: string
  /** Path and message of each rejected input field. */
  readonly fields?: readonly RejectedField[]
  readonly retryAfterSeconds?: number
  constructor(
    status: FailureStatus,
    code: string,
    more: { fields?: readonly RejectedField[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`${status} ${code}`, { cause: more.cause })
    this.name = 'Failure'
    this.status = status
    this.code = code
    if (more.fields) this.fields = more.fields
    if (more.retryAfterSeconds !== undefined) this.retryAfterSeconds = more.retryAfterSeconds
  }
}

export interface RejectedField {
  readonly path: string
  readonly message: string
}

/**
 * The thing does not exist or is not within reach: one answer for both, so that nobody learns what others have.
 * Use it for every id that the principal's scope does not contain.
 */
export function notFound(): Failure {
  return new Failure(404, 'NOT-FOUND')
}

export function forbidden(): Failure {
  return new Failure(403, 'FORBIDDEN')
}

/** Somebody else changed it first, or it exists already. */
export function conflict(code = 'CONFLICT'): Failure {
  return new Failure(409, code)
}

/** For checks of input that a schema cannot say. */
export function badInput(...fields: readonly RejectedField[]): Failure {
  return new Failure(400, 'INPUT', { fields })
}
