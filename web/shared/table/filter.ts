import { formatDate } from '../text/format.ts'

/** A way to narrow a list. Its keys are keys of the list's query, and of the address. */
export type Filter = ChoiceFilter | RangeFilter | DatesFilter | TextFilter | SwitchFilter

interface FilterBase {
  readonly label: string
  /** Offered at once, not only under "more filters". */
  readonly isPinned?: boolean
}

export interface FilterOption {
  readonly value: string
  readonly label: string
  /** How many rows it would leave; shown when given. */
  readonly count?: number | undefined
}

export interface ChoiceFilter extends FilterBase {
  readonly kind: 'choice'
  readonly key: string
  readonly options: readonly FilterOption[]
  /** One value only. */
  readonly isSingle?: boolean
}

export interface RangeFilter extends FilterBase {
  readonly kind: 'range'
  readonly keys: readonly [from: string, to: string]
  readonly min?: number
  readonly max?: number
  readonly unit?: string
}

export interface DatesFilter extends FilterBase {
  readonly kind: 'dates'
  readonly keys: readonly [from: string, to: string]
}

export interface TextFilter extends FilterBase {
  readonly kind: 'text'
  readonly key: string
}

/** Yes, no, or either. */
export interface SwitchFilter extends FilterBase {
  readonly kind: 'switch'
  readonly key: string
  readonly yes: string
  readonly no: string
}

/** What a filter is set to, in a few words; undefined when it lets everything through. */
export function sayFilter(filter: Filter, values: Readonly<Record<string, string>>): string | undefined {
  switch (filter.kind) {
    case 'choice': {
      const chosen = values[filter.key]?.split(',').filter(Boolean) ?? []
      if (chosen.length === 0) return undefined
      const labels = chosen.map(
        (value) => filter.options.find((option) => option.value === value)?.label ?? value,
      )
      return labels.length <= 2 ? labels.join('、') : `${labels[0]} +${labels.length - 1}`
    }
    case 'range':
    case 'dates': {
      const [from, to] = filter.keys.map((key) => values[key])
      if (!from && !to) return undefined
      const say = (text: string | undefined) =>
        !text ? '' : filter.kind === 'dates' ? formatDate(text) : `${text}${filter.unit ?? ''}`
      return from === to ? say(from) : `${from ? say(from) : '…'} – ${to ? say(to) : '…'}`
    }
    case 'switch': {
      const value = values[filter.key]
      return value === 'true' ? filter.yes : value === 'false' ? filter.no : undefined
    }
    default:
      return values[filter.key] || undefined
  }
}
