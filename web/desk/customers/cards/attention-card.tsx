import {
  customerOptions,
  groupMembers,
  licenceList,
  missingReport,
} from '../../../../domain/customers/contract.ts'
import { listAnomalies } from '../../../../domain/orders/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import '../customers.css'
import { type CountLine, CountList } from './count-list.tsx'

/** A customer manager's own customers that need something: licences, data, odd orders, weak shops. */
export function AttentionCard() {
  const may = useMay()
  const stale = { staleSeconds: 300 }
  const options = useCall(customerOptions, { query: {} }, stale)
  const due = useCall(licenceList, { query: { show: 'due', pageSize: 1 } }, stale)
  const closed = useCall(licenceList, { query: { show: 'closed', pageSize: 1 } }, stale)
  const missing = useCall(missingReport, { query: {} }, stale)
  const anomalies = useCall(
    listAnomalies,
    { query: { state: ['open'], pageSize: 1 } },
    { ...stale, enabled: may('orders:read') },
  )
  const weak = useCall(
    groupMembers,
    { params: { group: 'weak' }, query: { pageSize: 1 } },
    { ...stale, enabled: may('segments:read') },
  )
  const unit = t('unit.shops')
  const lines: CountLine[] = [
    {
      label: t('card.attention.closed'),
      count: closed.data?.total,
      unit,
      to: '/customers?view=licences&l.show=closed',
    },
    { label: t('card.attention.licences'), count: due.data?.total, unit, to: '/customers?view=licences' },
    ...(may('orders:read')
      ? [
          {
            label: t('card.attention.anomalies'),
            count: anomalies.data?.total,
            unit: t('unit.items'),
            to: '/orders?view=anomalies&state=open',
          },
        ]
      : []),
    {
      label: t('card.attention.missing'),
      count: missing.data?.totals.incomplete,
      unit,
      to: '/customers?missing=any',
    },
    ...(may('segments:read')
      ? [{ label: t('card.attention.weak'), count: weak.data?.total, unit, to: '/segments?view=groups' }]
      : []),
  ]
  return (
    <Panel
      title={t('card.attention')}
      extra={options.data && <span className="quiet">{t('list.detail', { count: options.data.total })}</span>}
    >
      {options.error ? (
        <ProblemState error={options.error} onRetry={() => void options.refetch()} />
      ) : (
        <CountList lines={lines} />
      )}
    </Panel>
  )
}
