import type { CustomerPage } from '../../../../domain/customers/contract.ts'
import { customerMonths } from '../../../../domain/orders/contract.ts'
import { daysInMonth } from '../../../../engines/kernel/dates.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { RouteLink, useGo } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { t } from '../../../shared/text/customers.ts'
import {
  formatDay,
  formatLargeMoney,
  formatMonth,
  formatNumber,
  formatPercent,
} from '../../../shared/text/format.ts'
import { useCall } from '../../../shared/use-call.ts'
import { fullMonths } from '../words.ts'

/** Twenty-four months of purchases and the goods behind them. */
export function MonthsPanel({ customer }: { readonly customer: CustomerPage }) {
  const go = useGo()
  const { months, customerId } = customer
  const goods = useCall(customerMonths, { params: { customerId }, query: {} }, { staleSeconds: 120 })
  const products = goods.data?.products.slice(0, 8) ?? []
  return (
    <Panel>
      <Chart
        title={t('months.title')}
        answer={sayAnswer(fullMonths(months))}
        head={t('months.head')}
        height={230}
        data={{
          categories: months.map((month) => formatMonth(month.month)),
          series: [
            {
              name: t('months.quantity'),
              kind: 'bar',
              values: months.map((month) => month.quantity),
            },
            {
              name: t('months.amount'),
              kind: 'line',
              values: months.map((month) => month.amountFen / 100),
              isSecondary: true,
            },
          ],
        }}
        onPick={(index) => {
          const month = months[index]?.month
          if (month) go('/orders', { customerId, from: `${month}-01`, to: `${month}-${daysInMonth(month)}` })
        }}
      />
      {products.length > 0 && (
        <>
          <h3 className="panel-subtitle">{t('months.products')}</h3>
          <table className="small-table">
            <tbody>
              {products.map((product) => (
                <tr key={product.productId}>
                  <th scope="row">
                    <RouteLink to={`/goods/${product.productId}`}>{product.name}</RouteLink>
                  </th>
                  <td className="number">
                    {formatNumber(product.quantity, 0)} {t('unit.cartons')}
                  </td>
                  <td className="number">{formatLargeMoney(product.amountFen)}</td>
                  <td className="quiet">
                    {t('months.products.last')} {formatDay(product.lastOrderedOn)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  )
}

function sayAnswer(months: CustomerPage['months']): string | undefined {
  const mean = (part: CustomerPage['months']) =>
    part.length === 3 ? part.reduce((sum, month) => sum + month.quantity, 0) / 3 : undefined
  const now = mean(months.slice(-3))
  const yearAgo = months.length >= 15 ? mean(months.slice(-15, -12)) : undefined
  if (now === undefined) return undefined
  const quantity = formatNumber(now, 0)
  if (!yearAgo) return t('months.answer.flat', { quantity })
  const change = now / yearAgo - 1
  return t(change >= 0 ? 'months.answer.up' : 'months.answer.down', {
    quantity,
    change: formatPercent(Math.abs(change)),
  })
}
