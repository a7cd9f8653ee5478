import { ATTENTION_REASONS, type AttentionReason, getAttention } from '../../../../domain/insight/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { StatusTag, type Tone } from '../../../shared/status-tag.tsx'
import { formatNumber, formatPercent } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMe } from '../../session.ts'
import './cards.css'
import { Card } from './card.tsx'

type Reason = ResponseOf<typeof getAttention>['customers'][number]['reasons'][number]

const TONES: Readonly<Record<AttentionReason, Tone>> = {
  expired: 'error',
  silent: 'error',
  anomaly: 'warning',
  expiring: 'warning',
  falling: 'warning',
  missing: 'plain',
}

/** Customers somebody should look at, the most pressing first, each with why. */
export function AttentionCard() {
  // Who looks after customers alone need not read the own name on every line.
  const isOwn = useMe().role.startsWith('manager_')
  const answer = useCall(getAttention, { query: {} })
  return (
    <Card title={t('attention.title')} answer={answer} rows={6}>
      {({ customers, counts }) =>
        customers.length === 0 ? (
          <EmptyState title={t('attention.none')} cure={t('attention.none.cure')} />
        ) : (
          <>
            <div className="card-tags quiet">
              {ATTENTION_REASONS.filter((reason) => counts[reason] > 0).map((reason) => (
                <span key={reason}>
                  {t(`attention.count.${reason}`, { count: formatNumber(counts[reason]) })}
                </span>
              ))}
            </div>
            <ul className="plain card-lines">
              {customers.map((customer) => (
                <li key={customer.customerId}>
                  <span className="visit-shop">
                    <RouteLink to={`/customers/${customer.customerId}`}>{customer.name}</RouteLink>
                    <span className="quiet">{isOwn ? customer.code : customer.managerName}</span>
                  </span>
                  <span className="card-reasons">
                    {customer.reasons.slice(0, 2).map((reason) => (
                      <StatusTag key={reason.reason} tone={TONES[reason.reason]}>
                        {sayReason(reason)}
                      </StatusTag>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Card>
  )
}

function sayReason({ reason, value }: Reason): string {
  switch (reason) {
    case 'silent':
      return value === null ? t('attention.silent.never') : t('attention.silent', { days: value })
    case 'expiring':
      return t('attention.expiring', { days: value ?? 0 })
    case 'expired':
      return t('attention.expired', { days: Math.abs(value ?? 0) })
    case 'falling':
      return t('attention.falling', { share: formatPercent(value, 0) })
    case 'missing':
    case 'anomaly':
      return t(`attention.${reason}`)
  }
}
