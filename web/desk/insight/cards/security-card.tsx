import type { ReactNode } from 'react'
import { getAccountState } from '../../../../domain/insight/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { formatDate, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

/** Accounts that wait for the security administrator, and signs of somebody trying. */
export function SecurityCard() {
  const answer = useCall(getAccountState, {}, { everySeconds: 60 })
  return (
    <Card
      title={t('security.title')}
      answer={answer}
      extra={<RouteLink to="/accounts">{t('security.all')}</RouteLink>}
      rows={6}
    >
      {(state) => (
        <div className="card-grid">
          <Column title={t('security.withoutRole')} count={state.withoutRole.length}>
            {state.withoutRole.length === 0
              ? t('security.withoutRole.none')
              : state.withoutRole.map((account) => (
                  <div key={account.login}>
                    <strong>{account.login}</strong>{' '}
                    <span className="quiet">
                      {t('security.withoutRole.since', {
                        name: account.name,
                        date: formatDate(account.createdAt),
                      })}
                    </span>
                  </div>
                ))}
          </Column>
          <Column title={t('security.locked')} count={state.locked.length}>
            {state.locked.length === 0
              ? t('security.locked.none')
              : state.locked.map((account) => (
                  <div key={account.login}>
                    <strong>{account.login}</strong>{' '}
                    <span className="quiet">
                      {t('security.locked.value', {
                        attempts: account.attempts,
                        time: formatTime(account.lastAttemptAt),
                      })}
                    </span>
                  </div>
                ))}
          </Column>
          <Column title={t('security.factor')} count={state.administratorsWithoutSecondFactor.length}>
            {state.administratorsWithoutSecondFactor.length === 0
              ? t('security.factor.none')
              : state.administratorsWithoutSecondFactor.join(', ')}
          </Column>
          <dl className="facts">
            <div>
              <dt>{t('security.accounts')}</dt>
              <dd>
                {t('security.accounts.value', {
                  count: formatNumber(state.accounts),
                  disabled: formatNumber(state.disabled),
                })}
              </dd>
            </div>
            <div>
              <dt>{t('security.unused')}</dt>
              <dd>{formatNumber(state.unused)}</dd>
            </div>
            <div>
              <dt>{t('security.failed')}</dt>
              <dd>{formatNumber(state.failedToday)}</dd>
            </div>
          </dl>
        </div>
      )}
    </Card>
  )
}

function Column({
  title,
  count,
  children,
}: {
  readonly title: string
  readonly count: number
  readonly children: ReactNode
}) {
  return (
    <section>
      <h3 className="card-head">
        {title} <StatusTag tone={count > 0 ? 'warning' : 'success'}>{formatNumber(count)}</StatusTag>
      </h3>
      {children}
    </section>
  )
}
