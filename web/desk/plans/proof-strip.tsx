import type { PlanSummary } from '../../../domain/plans/contract.ts'
import { formatMinutes, formatNumber, formatPercent } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'

/** The numbers that say how good the month is, and what is proven about it. */
export function ProofStrip({ summary }: { readonly summary: PlanSummary }) {
  const coverage = summary.customers === 0 ? null : summary.customersCovered / summary.customers
  return (
    <dl className="proof-strip">
      <Proof
        name={t('proof.coverage')}
        value={formatPercent(coverage, 1)}
        detail={t('proof.coverage.of', {
          covered: formatNumber(summary.customersCovered),
          customers: formatNumber(summary.customers),
        })}
        tone={coverage === 1 ? 'good' : 'open'}
      />
      <Proof
        name={t('proof.visits')}
        value={formatNumber(summary.visitsPlaced)}
        detail={
          summary.visitsUnplaced > 0
            ? t('proof.unplaced', { count: summary.visitsUnplaced })
            : t('proof.placed')
        }
        tone={summary.visitsUnplaced > 0 ? 'open' : 'good'}
      />
      <Proof
        name={t('proof.heaviest')}
        value={formatMinutes(summary.heaviestDayMinutes)}
        detail={t('proof.lightest', { minutes: formatMinutes(summary.lightestDayMinutes) })}
      />
      <Proof name={t('proof.travel')} value={formatMinutes(summary.travelMinutesPerDay)} />
      <Proof
        name={t('proof.gap')}
        value={summary.tourGap === null ? t('proof.unknown') : `≤ ${formatPercent(summary.tourGap, 2)}`}
        detail={t('proof.gap.detail')}
      />
    </dl>
  )
}

function Proof({
  name,
  value,
  detail,
  tone = 'plain',
}: {
  readonly name: string
  readonly value: string
  readonly detail?: string
  readonly tone?: 'plain' | 'good' | 'open'
}) {
  return (
    <div className={`proof proof-${tone}`}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {detail && <span>{detail}</span>}
      </dd>
    </div>
  )
}
