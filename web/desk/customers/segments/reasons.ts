import type { CustomerPage, FieldValue } from '../../../../domain/customers/contract.ts'
import { formatMoney, formatNumber } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/segments.ts'
import { isField, sayField, sayValue } from '../words.ts'

type Reason = CustomerPage['segments'][number]['reason']

/** The facts a rule used, with their values: `业态 便利店，营业面积 80 平方米`. A person's own words stay as they are. */
export function sayReason(reason: Reason): string {
  const { text, ...facts } = reason
  const said = Object.entries(facts).map(([name, value]) => sayFact(name, value))
  return [typeof text === 'string' ? text : undefined, ...said].filter(Boolean).join('；')
}

function sayFact(name: string, value: Reason[string]): string {
  if (isField(name))
    return t('reason.sum', { name: sayField(name), value: sayValue(name, value as FieldValue) })
  const words = t.has(`fact.${name}`) ? t.loose(`fact.${name}`) : name
  return t('reason.sum', { name: words, value: sayFactValue(name, value) })
}

export function sayFactValue(name: string, value: string | number | boolean | null): string {
  if (typeof value === 'number') return /Fen(?![a-z])/.test(name) ? formatMoney(value) : formatNumber(value)
  return value === null ? '—' : String(value)
}

/** Which version of a rule decided; 0 is the one the program came with. */
export function sayVersion(version: string): string {
  return version === '0' ? t('version.shipped') : t('version.number', { version })
}

/** The line of a template by its code; lines written by the company have no other name. */
export function sayRule(rule: string): string {
  return t.has(`line.${rule}`) ? t.loose(`line.${rule}`) : rule
}
