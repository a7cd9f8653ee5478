import type { ReactNode } from 'react'
import { RouteLink } from '../../../shared/navigation.tsx'
import { formatNumber } from '../../../shared/text/format.ts'

export interface CountLine {
  readonly label: string
  readonly count: number | undefined
  readonly unit: string
  readonly to: string
  readonly detail?: ReactNode
}

/** Numbers that ask for work, one a line; lines with nothing to do are quiet. */
export function CountList({ lines }: { readonly lines: readonly CountLine[] }) {
  return (
    <ul className="plain count-list">
      {lines.map((line) => (
        <li key={line.to} data-zero={line.count === 0}>
          <RouteLink to={line.to}>
            <span>
              {line.label}
              {line.detail && <span className="quiet"> {line.detail}</span>}
            </span>
            <span className="number">
              <strong>{formatNumber(line.count)}</strong> {line.unit}
            </span>
          </RouteLink>
        </li>
      ))}
    </ul>
  )
}
