/**
 * What the business expects to refuse. Rules return violations, all of them at once; an action throws one Refusal.
 * A violation carries a stable code (such as `VIS-10`), what it is about and the numbers, and no prose:
 * screens say it in the reader's language and add what to do next.
 */
export interface Violation {
  readonly code: string
  /** What the violation is about: a field name, a row id, a customer code. */
  readonly subject?: string
  readonly values?: Readonly<Record<string, string | number | boolean | null>>
}

export class Refusal extends Error {
  readonly violations: readonly Violation[]
  constructor(violations: readonly Violation[]) {
    super(violations.map((violation) => violation.code).join(', '))
    this.name = 'Refusal'
    this.violations = violations
  }
}

/** Shorthand for the common case of one reason. */
export function refuse(code: string, subject?: string, values?: Violation['values']): never {
  throw new Refusal([{ code, subject, values }])
}

/** Our own mistake: stops the request; the fix is in the code. */
export function assert(condition: unknown, whatShouldHold: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${whatShouldHold}`)
}
