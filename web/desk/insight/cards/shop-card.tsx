import { getOwnShop } from '../../../../domain/insight/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { formatDate, formatMoney, formatNumber, MISSING } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

const ENDING_DAYS = 60

/** The shop's own orders, month by month. */
export function ShopOrdersCard() {
  const answer = useCall(getOwnShop, {})
  return (
    <Card title={t('shop.title')} answer={answer} rows={6}>
      {({ months, shop }) =>
        shop === null ? (
          <EmptyState title={t('shop.none')} cure={t('shop.none.cure')} />
        ) : (
          <Chart
            title={t('shop.question')}
            answer={
              months.length > 0
                ? `${formatNumber(months.at(-1)!.quantity)} ${t('unit.carton')} · ${formatMoney(months.at(-1)!.amountFen)}`
                : undefined
            }
            head={t('trend.month')}
            height={260}
            data={{
              categories: months.map(({ month }) => month.replace('-', '/').slice(2)),
              series: [
                { name: t('shop.quantity'), kind: 'bar', values: months.map(({ quantity }) => quantity) },
              ],
            }}
          />
        )
      }
    </Card>
  )
}

/** Who looks after the shop, and what it must not forget. */
export function ShopFactsCard() {
  const answer = useCall(getOwnShop, {})
  return (
    <Card title={t('shop.people')} answer={answer}>
      {({ shop }) =>
        shop === null ? (
          <EmptyState title={t('shop.none')} cure={t('shop.none.cure')} />
        ) : (
          <dl className="facts card-facts">
            <div>
              <dt>{t('shop.manager')}</dt>
              <dd>{shop.managerName ?? MISSING}</dd>
            </div>
            <div>
              <dt>{t('shop.licence')}</dt>
              <dd>
                {shop.licenceNo && <div>{shop.licenceNo}</div>}
                <Licence date={shop.licenceValidTo} days={shop.licenceDaysLeft} />
              </dd>
            </div>
            <div>
              <dt>{t('shop.orderDay')}</dt>
              <dd>{shop.orderWeekday === null ? MISSING : t.loose(`weekday.${shop.orderWeekday}`)}</dd>
            </div>
            <div>
              <dt>{t('shop.lastOrder')}</dt>
              <dd>{formatDate(shop.lastOrderDate)}</dd>
            </div>
            <div>
              <dt>{t('shop.nextVisit')}</dt>
              <dd>
                {shop.nextVisit ? formatDate(shop.nextVisit, { weekday: true }) : t('shop.nextVisit.none')}
              </dd>
            </div>
          </dl>
        )
      }
    </Card>
  )
}

function Licence({ date, days }: { readonly date: string | null; readonly days: number | null }) {
  if (date === null || days === null) return <StatusTag tone="warning">{t('shop.licence.unknown')}</StatusTag>
  const values = { date: formatDate(date), days }
  if (days < 0) return <StatusTag tone="error">{t('shop.licence.expired', { date: values.date })}</StatusTag>
  if (days <= ENDING_DAYS) return <StatusTag tone="warning">{t('shop.licence.ending', values)}</StatusTag>
  return <span>{t('shop.licence.valid', values)}</span>
}
