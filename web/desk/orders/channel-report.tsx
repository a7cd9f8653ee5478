import { channelReport, ORDER_CHANNELS } from '../../../domain/orders/contract.ts'
import { datesOfMonth, monthOf } from '../../../engines/kernel/dates.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { Chart } from '../../shared/chart/chart.tsx'
import { MonthField } from '../../shared/date/date-field.tsx'
import { RouteLink, useSearchText } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import {
  formatLargeMoney,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  formatTime,
} from '../../shared/text/format.ts'
import { t } from '../../shared/text/orders.ts'
import { useCall } from '../../shared/use-call.ts'
import { sayChannel } from './words.ts'

type Report = ResponseOf<typeof channelReport>
type Line = Report['rows'][number]

/** DAT-05: orders by channel and warehouse; the parts are shown to sum to the total. */
export function ChannelReport() {
  const [search, change] = useSearchText()
  const month = search.month ?? monthOf(formatTime(Date.now()).slice(0, 10))
  const dates = datesOfMonth(month)
  const range = { from: dates[0]!, to: dates.at(-1)! }
  const answer = useCall(channelReport, { query: range }, { keepPrevious: true, staleSeconds: 120 })
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  return (
    <Panel
      title={formatMonth(month)}
      extra={
        <MonthField
          label={t('channels.month')}
          value={month}
          onChange={(value) => change({ month: value || undefined })}
        />
      }
    >
      {!answer.data ? (
        <LoadingState rows={6} />
      ) : answer.data.rows.length === 0 ? (
        <EmptyState title={t('channels.empty')} cure={t('channels.empty.cure')} />
      ) : (
        <Parts report={answer.data} range={range} />
      )}
    </Panel>
  )
}

function Parts({
  report,
  range,
}: {
  readonly report: Report
  readonly range: { readonly from: string; readonly to: string }
}) {
  const byChannel = ORDER_CHANNELS.map((channel) => ({
    channel,
    rows: report.rows.filter((row) => row.channel === channel),
  })).filter(({ rows }) => rows.length > 0)
  const quantityOf = (rows: readonly Line[]) => rows.reduce((sum, row) => sum + row.quantity, 0)
  const largest = byChannel.reduce((most, next) =>
    quantityOf(next.rows) > quantityOf(most.rows) ? next : most,
  )
  const share = (quantity: number) =>
    formatPercent(report.total.quantity === 0 ? null : quantity / report.total.quantity)
  return (
    <div className="channel-parts">
      <Chart
        title={t('channels.question')}
        answer={t('channels.answer', {
          channel: sayChannel(largest.channel),
          share: share(quantityOf(largest.rows)),
        })}
        head={t('channels.head')}
        height={220}
        isHorizontal
        data={{
          categories: byChannel.map(({ channel }) => sayChannel(channel)),
          series: [
            {
              name: `${t('column.quantity')} (${t('unit.cartons')})`,
              kind: 'bar',
              values: byChannel.map(({ rows }) => quantityOf(rows)),
            },
          ],
        }}
      />
      <div>
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{t('column.channel')}</th>
              <th scope="col">{t('column.warehouse')}</th>
              <th scope="col" className="number">
                {t('column.orders')}
              </th>
              <th scope="col" className="number">
                {t('column.quantity')} ({t('unit.cartons')})
              </th>
              <th scope="col" className="number">
                {t('column.share')}
              </th>
              <th scope="col" className="number">
                {t('column.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.rows.map((row) => (
              <tr key={`${row.channel}${row.warehouse}`}>
                <th scope="row">
                  <RouteLink to={`/orders?channel=${row.channel}&from=${range.from}&to=${range.to}`}>
                    {sayChannel(row.channel)}
                  </RouteLink>
                </th>
                <td>{row.warehouse ?? t('warehouse.none')}</td>
                <td className="number">{formatNumber(row.orders)}</td>
                <td className="number">{formatNumber(row.quantity)}</td>
                <td className="number">{share(row.quantity)}</td>
                <td className="number">{formatMoney(row.amountFen, { whole: true })}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('order.total')}
              </th>
              <td className="number">{formatNumber(report.total.orders)}</td>
              <td className="number">{formatNumber(report.total.quantity)}</td>
              <td className="number">{share(report.total.quantity)}</td>
              <td className="number">{formatMoney(report.total.amountFen, { whole: true })}</td>
            </tr>
          </tfoot>
        </table>
        <p className="quiet">
          {t('channels.sum', {
            orders: formatNumber(report.total.orders),
            quantity: formatNumber(report.total.quantity),
            amount: formatLargeMoney(report.total.amountFen),
          })}
        </p>
      </div>
    </div>
  )
}
