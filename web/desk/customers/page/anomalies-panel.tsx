import { listAnomalies } from '../../../../domain/orders/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { EmptyState, LoadingState } from '../../../shared/states.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatDate } from '../../../shared/text/format.ts'
import { t as orderText } from '../../../shared/text/orders.ts'
import { useCall } from '../../../shared/use-call.ts'
import { ANOMALY_TONES, sayEvidence } from '../../orders/words.ts'

/** What the rules found odd in this customer's orders. */
export function AnomaliesPanel({ customerId }: { readonly customerId: string }) {
  const answer = useCall(listAnomalies, { query: { customerId, pageSize: 20 } }, { staleSeconds: 60 })
  const rows = answer.data?.rows ?? []
  return (
    <Panel title={t('anomalies.title')}>
      {answer.isPending ? (
        <LoadingState rows={2} />
      ) : rows.length === 0 ? (
        <EmptyState title={t('anomalies.none')} />
      ) : (
        <ul className="plain segment-list">
          {rows.map((row) => (
            <li key={row.anomalyId}>
              <div className="segment-head">
                <RouteLink to={`/orders?view=anomalies&customerId=${customerId}&anomaly=${row.anomalyId}`}>
                  {orderText.loose(`anomaly.${row.kind}`)}
                </RouteLink>
                <StatusTag tone={ANOMALY_TONES[row.state]}>
                  {orderText.loose(`anomalyState.${row.state}`)}
                </StatusTag>
              </div>
              <div>{sayEvidence(row)}</div>
              <div className="segment-version">{formatDate(row.date)}</div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
