import {
  listCustomerProposals,
  missingReport,
  unclassifiedCustomers,
} from '../../../../domain/customers/contract.ts'
import { listAnomalies } from '../../../../domain/orders/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatNumber } from '../../../shared/text/format.ts'
import { useCall } from '../../../shared/use-call.ts'
import '../customers.css'
import { CountList } from './count-list.tsx'

/** For the information clerk: what is missing, what is odd, what waits to be checked. */
export function DataCard() {
  const stale = { staleSeconds: 120 }
  const missing = useCall(missingReport, { query: {} }, stale)
  const proposals = useCall(listCustomerProposals, { query: { state: ['open'], pageSize: 1 } }, stale)
  const anomalies = useCall(listAnomalies, { query: { state: ['open'], pageSize: 1 } }, stale)
  const unclassified = useCall(unclassifiedCustomers, { query: {} }, stale)
  if (missing.error) return <ProblemState error={missing.error} onRetry={() => void missing.refetch()} />
  return (
    <Panel title={t('card.data')}>
      <CountList
        lines={[
          {
            label: t('card.data.blanks'),
            count: missing.data?.totals.blanks,
            unit: t('unit.places'),
            to: '/customers?view=missing',
            detail:
              missing.data &&
              t('card.data.incomplete', { count: formatNumber(missing.data.totals.incomplete) }),
          },
          {
            label: t('card.data.proposals'),
            count: proposals.data?.total,
            unit: t('unit.requests'),
            to: '/customers?view=proposals&p.state=open',
          },
          {
            label: t('card.data.anomalies'),
            count: anomalies.data?.total,
            unit: t('unit.items'),
            to: '/orders?view=anomalies&state=open',
          },
          {
            label: t('card.data.unclassified'),
            count: unclassified.data?.total,
            unit: t('unit.shops'),
            to: '/customers?format=none',
          },
        ]}
      />
    </Panel>
  )
}
