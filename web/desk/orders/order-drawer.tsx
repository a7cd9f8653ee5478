import { Drawer } from 'antd'
import { getOrder } from '../../../domain/orders/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate, formatMoney, formatNumber, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/orders.ts'
import { useCall } from '../../shared/use-call.ts'
import { sayChannel } from './words.ts'

interface OrderKey {
  readonly orderId: string
  readonly orderDate: string
  readonly orderNo: string
}

/** One order with its lines and the import that brought it. */
export function OrderDrawer({
  order,
  onClose,
}: {
  readonly order: OrderKey | undefined
  readonly onClose: () => void
}) {
  return (
    <Drawer
      open={order !== undefined}
      onClose={onClose}
      size={640}
      destroyOnHidden
      title={order && t('order.title', { orderNo: order.orderNo })}
    >
      {order && <Order orderId={order.orderId} orderDate={order.orderDate} />}
    </Drawer>
  )
}

function Order({ orderId, orderDate }: { readonly orderId: string; readonly orderDate: string }) {
  const answer = useCall(getOrder, { params: { orderId, orderDate } }, { staleSeconds: 300 })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={6} />
  const { order, lines } = answer.data
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{t('order.customer')}</dt>
          <dd>
            <RouteLink to={`/customers/${order.customerId}`}>{order.customerName}</RouteLink>{' '}
            <span className="quiet">{order.customerCode}</span>
          </dd>
        </div>
        <div>
          <dt>{t('column.orderDate')}</dt>
          <dd>{formatDate(order.orderDate, { weekday: true })}</dd>
        </div>
        <div>
          <dt>{t('column.channel')}</dt>
          <dd>
            {sayChannel(order.channel)}
            {order.warehouse && ` · ${order.warehouse}`}
            {order.isReturn && ` · ${t('kind.return')}`}
          </dd>
        </div>
      </dl>
      <h3 className="panel-subtitle">{t('order.lines')}</h3>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">{t('column.product')}</th>
            <th scope="col">{t('column.productCode')}</th>
            <th scope="col" className="number">
              {t('column.quantity')} ({t('unit.cartons')})
            </th>
            <th scope="col" className="number">
              {t('column.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.lineNo}>
              <th scope="row">
                <RouteLink to={`/goods/${line.productId}`}>{line.productName}</RouteLink>
              </th>
              <td>{line.productCode}</td>
              <td className="number">{formatNumber(line.quantity)}</td>
              <td className="number">{formatMoney(line.amountFen)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {t('order.total')}
            </th>
            <td className="number">{formatNumber(order.quantity)}</td>
            <td className="number">{formatMoney(order.amountFen)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="quiet order-source">
        {t('order.readonly')}
        {order.importedAt &&
          ` ${
            order.importedByName
              ? t('order.importedBy', { name: order.importedByName, time: formatTime(order.importedAt) })
              : t('order.imported', { time: formatTime(order.importedAt) })
          }`}
      </p>
    </>
  )
}
