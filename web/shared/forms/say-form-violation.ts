import type { Problem } from '../../../platform/http/contract.ts'
import { t } from '../text/forms.ts'

type Violation = NonNullable<Problem['violations']>[number]

/** What is wrong with one answer, at the field it stands in. */
export function sayFormViolation({ code, values }: Violation): string {
  const min = values?.min
  const max = values?.max
  const hasMin = min !== null && min !== undefined
  const hasMax = max !== null && max !== undefined
  switch (code) {
    case 'FORM-01':
      return t('fault.required')
    case 'FORM-02':
      return values?.decimals === undefined
        ? t('fault.kind')
        : t('fault.decimals', { decimals: Number(values.decimals) })
    case 'FORM-03':
      if (hasMin && hasMax) return t('fault.between', { min: String(min), max: String(max) })
      return hasMin ? t('fault.atLeast', { min: String(min) }) : t('fault.atMost', { max: String(max) })
    case 'FORM-04':
      return t('fault.option')
    case 'FORM-07':
      if (hasMin && hasMax) return t('fault.count', { min: String(min), max: String(max) })
      return hasMin ? t('fault.tooFew', { min: String(min) }) : t('fault.tooMany', { max: String(max) })
    default:
      return t('fault.other')
  }
}
