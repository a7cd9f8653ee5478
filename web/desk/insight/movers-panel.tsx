import type { Mover } from '../../../domain/insight/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { EmptyState } from '../../shared/states.tsx'
import { formatNumber } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import './insight.css'

/** Customers whose month differs most from the one before: whom to ask, and whom to learn from. */
export function MoversPanel({
  side,
  movers,
}: {
  readonly side: 'falls' | 'rises'
  readonly movers: readonly Mover[]
}) {
  return (
    <Panel title={t(`movers.${side}`)}>
      {movers.length === 0 ? (
        <EmptyState title={t(side === 'falls' ? 'movers.none' : 'movers.none.rises')} />
      ) : (
        <table className="insight-table">
          <thead>
            <tr>
              <th scope="col">{t('movers.customer')}</th>
              <th scope="col">{t('movers.manager')}</th>
              <th scope="col" className="number">
                {t('movers.previous')}
              </th>
              <th scope="col" className="number">
                {t('movers.quantity')}
              </th>
              <th scope="col" className="number">
                {t('movers.change')}
              </th>
            </tr>
          </thead>
          <tbody>
            {movers.map((mover) => {
              const change = mover.quantity - mover.previous
              return (
                <tr key={mover.customerId}>
                  <th scope="row">
                    <RouteLink to={`/customers/${mover.customerId}`}>{mover.name}</RouteLink>
                  </th>
                  <td className="quiet">{mover.managerName}</td>
                  <td className="number">{formatNumber(mover.previous, 0)}</td>
                  <td className="number">{formatNumber(mover.quantity, 0)}</td>
                  <td className={`number ${change < 0 ? 'figure-bad' : 'figure-good'}`}>
                    {change > 0 ? '+' : '−'}
                    {formatNumber(Math.abs(change), 0)}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      <p className="quiet insight-note">{t('movers.note')}</p>
    </Panel>
  )
}
