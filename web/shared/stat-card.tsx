import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { RouteLink } from './navigation.tsx'
import './stat-card.css'
import { formatChange } from './text/format.ts'
import { t } from './text/parts.ts'

export interface StatCardProps {
  readonly label: ReactNode
  /** Already formatted. */
  readonly value: string
  readonly unit?: string
  /** Change against another period as a share; says nothing when undefined. */
  readonly change?: number | null | undefined
  /** What it is compared with: 上月, 去年同期. */
  readonly base?: string
  /** Whether more is better; decides the colour of the change, never its arrow. */
  readonly better?: 'more' | 'less' | 'neither'
  /** Where the rows are. */
  readonly to?: string
  /** How it is computed: a DefinitionPopover. */
  readonly definition?: ReactNode
  readonly hint?: ReactNode
}

/** One number that matters, what it is against, and the way to its rows. */
export function StatCard(props: StatCardProps) {
  const { change, better = 'neither' } = props
  const direction =
    change === undefined || change === null || Math.abs(change) < 0.0005 ? 0 : Math.sign(change)
  const tone =
    direction === 0 || better === 'neither' ? 'plain' : direction > 0 === (better === 'more') ? 'good' : 'bad'
  const value = (
    <>
      <span className="stat-value">{props.value}</span>
      {props.unit && <span className="stat-unit">{props.unit}</span>}
    </>
  )
  return (
    <div className="stat">
      <div className="stat-label">
        <span>{props.label}</span>
        {props.definition}
      </div>
      <div>
        {props.to ? (
          <RouteLink to={props.to} className="stat-link">
            {value}
          </RouteLink>
        ) : (
          value
        )}
      </div>
      {change !== undefined && change !== null && (
        <div className={`stat-change stat-${tone}`}>
          {direction > 0 && <CaretUpFilled />}
          {direction < 0 && <CaretDownFilled />}
          {formatChange(change)}
          {props.base && <span className="stat-base">{t('stat.change', { base: props.base })}</span>}
        </div>
      )}
      {props.hint && <div className="stat-hint">{props.hint}</div>}
    </div>
  )
}

/** Several of them in a row that wraps. */
export function StatRow({ children }: { readonly children: ReactNode }) {
  return <div className="stat-row">{children}</div>
}
