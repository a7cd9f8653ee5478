import { QueueFull } from '../auth/queue.ts'
import { DatabaseReadOnly, DatabaseUnavailable, SqlError } from '../database/errors.ts'
import { Refusal } from '../refusal.ts'
import type { Problem } from './contract.ts'
import { Failure } from './failure.ts'

export interface MappedProblem {
  readonly problem: Problem
  readonly retryAfterSeconds?: number
  /** True when the cause is ours or the machine's and belongs into the server's log. */
  readonly unexpected: boolean
}

/**
 * The one place where anything thrown becomes an answer. What is not foreseen is a plain 500: its message may hold
 * SQL, paths or values and stays in the log, found by the request id.
 */
export function toProblem(error: unknown, requestId: string): MappedProblem {
  if (error instanceof Failure) {
    const { status, code, fields, retryAfterSeconds } = error
    return { problem: { status, code, fields, requestId }, retryAfterSeconds, unexpected: false }
  }
  if (error instanceof Refusal) {
    const code = error.violations[0]?.code ?? 'REFUSED'
    return { problem: { status: 422, code, violations: error.violations, requestId }, unexpected: false }
  }
  if (error instanceof SqlError) return mapSqlError(error, requestId)
  if (error instanceof QueueFull) return unavailable('BUSY', requestId)
  if (error instanceof DatabaseReadOnly) return unavailable('DISK-FULL', requestId)
  if (error instanceof DatabaseUnavailable) return unavailable('DATABASE', requestId)
  return { problem: { status: 500, code: 'INTERNAL', requestId }, unexpected: true }
}

/**
 * Constraints are the last line: a duplicate or a foreign id that slipped past an action is the caller's conflict,
 * never a crash, and the answer does not say which row or table it met.
 */
function mapSqlError(error: SqlError, requestId: string): MappedProblem {
  if (error.code.startsWith('23'))
    return { problem: { status: 409, code: 'CONFLICT', requestId }, unexpected: false }
  if (error.code === '22021' || error.code === '22P05' || error.code === '22003' || error.code === '22P02')
    return { problem: { status: 400, code: 'INPUT', requestId }, unexpected: true }
  if (error.code === '40001' || error.code === '40P01') return unavailable('BUSY', requestId)
  return { problem: { status: 500, code: 'INTERNAL', requestId }, unexpected: true }
}

function unavailable(code: string, requestId: string): MappedProblem {
  return { problem: { status: 503, code, requestId }, retryAfterSeconds: 5, unexpected: true }
}
