import { customerOptions, licenceList } from '../../../../domain/customers/contract.ts'
import { listAnomalies, monthlySales } from '../../../../domain/orders/contract.ts'
import { addMonths, monthOf } from '../../../../engines/kernel/dates.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { StatCard, StatRow } from '../../../shared/stat-card.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import {
  formatLarge,
  formatLargeMoney,
  formatMonth,
  formatNumber,
  formatTime,
} from '../../../shared/text/format.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import '../customers.css'

/** Customers, sales, anomalies and licences in one look, each number leading to its rows. */
export function NumbersCard() {
  const may = useMay()
  const month = monthOf(formatTime(Date.now()).slice(0, 10))
  const options = useCall(customerOptions, { query: {} }, { staleSeconds: 300 })
  const sales = useCall(
    monthlySales,
    { query: { from: addMonths(month, -12), to: addMonths(month, -1), by: 'none' } },
    { staleSeconds: 300 },
  )
  const anomalies = useCall(listAnomalies, { query: { state: ['open'], pageSize: 1 } }, { staleSeconds: 120 })
  const licences = useCall(licenceList, { query: { show: 'due', pageSize: 1 } }, { staleSeconds: 300 })
  if (options.error) return <ProblemState error={options.error} onRetry={() => void options.refetch()} />
  const rows = sales.data?.rows ?? []
  const last = rows.at(-1)
  const before = rows.at(-2)
  const change = (now: number | undefined, then: number | undefined) =>
    now !== undefined && then ? now / then - 1 : null
  const monthName = formatMonth(last?.month)
  return (
    <Panel title={t('card.numbers')}>
      {!options.data || !sales.data ? (
        <LoadingState rows={3} />
      ) : (
        <div className="numbers-card">
          <StatRow>
            <StatCard
              label={t('card.numbers.customers')}
              value={formatNumber(options.data.total)}
              unit={t('unit.shops')}
              to="/customers"
              hint={t('card.numbers.customers.hint', {
                count: formatNumber(options.data.status.new ?? 0),
              })}
            />
            <StatCard
              label={t('card.numbers.quantity', { month: monthName })}
              value={formatLarge(last?.quantity)}
              unit={t('unit.cartons')}
              change={change(last?.quantity, before?.quantity)}
              base={t('card.numbers.base')}
              better="more"
              {...(last ? { to: `/orders?view=channels&month=${last.month}` } : {})}
            />
            <StatCard
              label={t('card.numbers.amount', { month: monthName })}
              value={formatLargeMoney(last?.amountFen)}
              change={change(last?.amountFen, before?.amountFen)}
              base={t('card.numbers.base')}
              better="more"
              {...(last ? { to: `/orders?view=channels&month=${last.month}` } : {})}
            />
            <StatCard
              label={t('card.numbers.anomalies')}
              value={formatNumber(anomalies.data?.total)}
              unit={t('unit.items')}
              to="/orders?view=anomalies&state=open"
            />
            {may('customers:read') && (
              <StatCard
                label={t('card.numbers.licences')}
                value={formatNumber(licences.data?.total)}
                unit={t('unit.shops')}
                to="/customers?view=licences"
              />
            )}
          </StatRow>
          <Chart
            title={t('card.numbers.trend')}
            head={t('months.head')}
            height={170}
            data={{
              categories: rows.map((row) => formatMonth(row.month)),
              series: [{ name: t('months.quantity'), kind: 'bar', values: rows.map((row) => row.quantity) }],
            }}
          />
        </div>
      )}
    </Panel>
  )
}
