import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { ApiProblem } from './api.ts'
import './states.css'
import { t } from './text/common.ts'
import { sayProblem } from './text/problems.ts'

/** What stands where content could be: nothing yet, a failure, or waiting. Each says what to do next. */
interface StateProps {
  readonly title: string
  readonly cure?: ReactNode
  readonly reasons?: readonly string[]
  readonly actions?: ReactNode
  /** Small inside a card or table, large as a whole page. */
  readonly size?: 'small' | 'large'
  readonly tone?: 'plain' | 'problem'
  readonly code?: string
}

export function EmptyState({
  title,
  cure,
  reasons,
  actions,
  size = 'small',
  tone = 'plain',
  code,
}: StateProps) {
  return (
    <div className={`state state-${size} state-${tone}`} role={tone === 'problem' ? 'alert' : undefined}>
      <StateMark tone={tone} />
      <div className="state-title">{title}</div>
      {cure && <div className="state-cure">{cure}</div>}
      {reasons && reasons.length > 0 && (
        <ul className="state-reasons">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {actions && <div className="state-actions">{actions}</div>}
      {code && <div className="state-code">{t('problem.code', { code })}</div>}
    </div>
  )
}

/** An error of any kind in words, with a way to try again where that can help. */
export function ProblemState({
  error,
  onRetry,
  size = 'small',
}: {
  readonly error: unknown
  readonly onRetry?: () => void
  readonly size?: 'small' | 'large'
}) {
  const said = sayProblem(error)
  return (
    <EmptyState
      tone="problem"
      size={size}
      title={said.title}
      cure={said.cure}
      reasons={said.reasons}
      actions={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
      code={error instanceof ApiProblem && error.status >= 500 ? error.requestId : undefined}
    />
  )
}

/** Grey bars in place of text that is on its way; appears only after a moment, so that quick answers do not flicker. */
export function LoadingState({ rows = 4 }: { readonly rows?: number }) {
  return (
    <div className="state-loading" role="status" aria-live="polite">
      <span className="visually-hidden">{t('state.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity.
        <div key={row} className="state-bar" style={{ width: `${92 - ((row * 29) % 47)}%` }} />
      ))}
    </div>
  )
}

interface BoundaryProps {
  readonly children: ReactNode
  /** A change of this value (the path, say) tries again. */
  readonly resetKey?: string
  /** Instead of the general words. */
  readonly fallback?: ReactNode
}

/** Keeps a mistake inside one part of the page. */
export class ErrorBoundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('unknown') }
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (this.state.error && before.resetKey !== this.props.resetKey) this.setState({ error: undefined })
  }

  override render() {
    if (!this.state.error) return this.props.children
    if (this.props.fallback) return this.props.fallback
    return (
      <ProblemState
        size="large"
        error={this.state.error}
        onRetry={() => this.setState({ error: undefined })}
      />
    )
  }
}

/** A quiet drawing: a route that has not been walked yet, or one that broke off. */
function StateMark({ tone }: { readonly tone: 'plain' | 'problem' }) {
  return (
    <svg className="state-mark" width="84" height="56" viewBox="0 0 84 56" aria-hidden="true">
      <path
        className="state-mark-line"
        d={tone === 'problem' ? 'M10 44 24 16l12 18' : 'M10 44 24 16l18 24 14-26 18 18'}
        strokeDasharray={tone === 'problem' ? undefined : '4 5'}
      />
      {tone === 'problem' && <path className="state-mark-line" d="m48 24 8-10 18 18" strokeDasharray="2 6" />}
      {[[10, 44], [24, 16], tone === 'problem' ? [36, 34] : [42, 40], [56, 14], [74, 32]].map(([x, y]) => (
        <circle key={x} className="state-mark-dot" cx={x} cy={y} r="4.5" />
      ))}
    </svg>
  )
}
