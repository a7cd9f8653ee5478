import { getBreakdown } from '../../../../domain/insight/contract.ts'
import { listPlans } from '../../../../domain/plans/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { formatNumber, formatPercent } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

/** Visit coverage of the plans and what is odd in the orders: read only. */
export function CoverageCard() {
  const plans = useCall(listPlans, { query: {} })
  const date = plans.data?.window.today
  const kinds = useCall(
    getBreakdown,
    {
      params: { indicatorId: 'open_anomalies' },
      query: { from: date ?? '', to: date ?? '', by: 'kind' },
    },
    { enabled: date !== undefined },
  )
  return (
    <Card title={t('coverageCard.title')} answer={plans}>
      {({ plans: all, window }) => {
        const made = all.filter((plan) => plan.summary !== null)
        const covered = made.reduce((sum, { summary }) => sum + summary!.customersCovered, 0)
        const customers = made.reduce((sum, { summary }) => sum + summary!.customers, 0)
        const anomalies = kinds.data?.rows ?? []
        const open = anomalies.reduce((sum, { value }) => sum + (value ?? 0), 0)
        return (
          <ul className="plain card-lines">
            <li>
              <span>{t('indicator.plan_coverage')}</span>
              <strong className="number">
                {formatPercent(customers > 0 ? covered / customers : null)}{' '}
                <span className="quiet">
                  {t('figure.of', { part: formatNumber(covered), whole: formatNumber(customers) })}
                </span>
              </strong>
            </li>
            <li>
              <RouteLink to={`/dashboard/open_anomalies?from=${window.today}&to=${window.today}`}>
                {t('coverageCard.anomalies')}
              </RouteLink>
              <strong className="number">{formatNumber(open)}</strong>
            </li>
            {anomalies.map((row) => (
              <li key={row.key}>
                <span className="quiet">{t.loose(`value.${row.key}`)}</span>
                <span className="number">{formatNumber(row.value)}</span>
              </li>
            ))}
          </ul>
        )
      }}
    </Card>
  )
}
