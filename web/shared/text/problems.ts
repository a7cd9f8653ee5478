import type { Problem } from '../../../platform/http/contract.ts'
import { ApiProblem } from '../api.ts'
import { sharedText } from './catalogue.ts'
import { t } from './common.ts'
// For its violations alone: any screen may meet them.
import './mechanisms.ts'

/** A problem in words: what happened, what to do, and the single reasons. */
export interface SaidProblem {
  readonly title: string
  readonly cure?: string
  readonly reasons: readonly string[]
}

type Violation = NonNullable<Problem['violations']>[number]

/**
 * `VIS-10` in words, from whichever catalogue knows it; unknown codes are shown as they are. One rule may be broken
 * in several ways: `violation.PEO-08.circle` goes before `violation.PEO-08`.
 */
export function sayViolation(violation: Violation): string {
  const values: NonNullable<Violation['values']> = { subject: violation.subject ?? '', ...violation.values }
  const key = `violation.${violation.code}`
  return (
    (typeof values.fault === 'string' ? sharedText(`${key}.${values.fault}`, values) : undefined) ??
    sharedText(key, values) ??
    [t('problem.rule', { code: violation.code }), violation.subject].filter(Boolean).join(' · ')
  )
}

/** The name of an input field as people know it: `body.login` and `login` are both looked up as `field.login`. */
export function sayField(path: string): string {
  const inner = path.replace(/^(body|query|params)\./, '')
  return (
    sharedText(`field.${inner}`) ?? sharedText(`field.${inner.slice(inner.lastIndexOf('.') + 1)}`) ?? inner
  )
}

/** Any error in words. Errors that are not ApiProblems are our own mistakes and are said so. */
export function sayProblem(error: unknown): SaidProblem {
  if (!(error instanceof ApiProblem)) {
    return { title: t('problem.render'), cure: t('problem.render.cure'), reasons: [] }
  }
  const reasons = [
    ...error.violations.map(sayViolation),
    ...error.fields.map((field) => `${sayField(field.path)}: ${field.message}`),
  ]
  const known = error.violations.length === 0 ? sharedText(`violation.${error.code}`) : undefined
  const id = error.requestId ?? '—'
  if (known) return { title: known, reasons }
  switch (error.status) {
    case 0:
      return { title: t('problem.offline'), cure: t('problem.offline.cure'), reasons }
    case 401:
      return { title: t('problem.session'), cure: t('problem.session.cure'), reasons }
    case 403:
      return { title: t('problem.forbidden'), cure: t('problem.forbidden.cure'), reasons }
    case 404:
      return { title: t('problem.notFound'), cure: t('problem.notFound.cure'), reasons }
    case 409:
      return { title: t('problem.conflict'), cure: t('problem.conflict.cure'), reasons }
    case 429:
      return { title: t('problem.tooMany'), cure: t('problem.tooMany.cure'), reasons }
    case 400:
      return { title: t('problem.input'), reasons }
    default:
      return error.status >= 500
        ? { title: t('problem.internal'), cure: t('problem.internal.cure', { requestId: id }), reasons }
        : {
            title: reasons.length === 1 ? reasons[0]! : t('problem.title'),
            reasons: reasons.length === 1 ? [] : reasons,
          }
  }
}

/** One line of it, for toasts. */
export function sayProblemShortly(error: unknown): string {
  const said = sayProblem(error)
  return [said.title, ...said.reasons].slice(0, 3).join(' · ')
}
