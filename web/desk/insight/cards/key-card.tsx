import { type DashboardView, type Figure, getDashboard } from '../../../../domain/insight/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { formatMonth } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMe } from '../../session.ts'
import { FigureTile } from '../figure-tile.tsx'
import '../insight.css'
import { Card } from './card.tsx'

/** Which numbers each role looks at first. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  brand_manager: [
    'order_quantity',
    'average_price',
    'class_share',
    'brand_concentration',
    'sell_through_rate',
  ],
  manager_brand: ['order_quantity', 'average_price', 'sell_through_rate', 'coverage_order'],
  info_clerk: ['order_quantity', 'incomplete_archives', 'licences_ending', 'open_anomalies', 'online_rate'],
  supervisor: ['plans_approved', 'plan_coverage', 'coverage_order', 'silent_customers', 'open_anomalies'],
  market_manager: ['order_quantity', 'average_price', 'coverage_order', 'plan_coverage', 'silent_customers'],
}
const USUAL = ['order_quantity', 'order_amount', 'average_price', 'coverage_order', 'silent_customers']

/** The few numbers a day begins with, each with its change. The dashboard asks the same and is there at once. */
export function KeyCard() {
  const { role } = useMe()
  const answer = useCall(getDashboard, { query: {} }, { staleSeconds: 60 })
  const title =
    role === 'market_manager' ? 'card.key.team' : role.startsWith('manager_') ? 'card.key.own' : 'card.key'
  return (
    <Card
      title={({ month }) => (month ? `${t(title)} · ${formatMonth(month)}` : t(title))}
      answer={answer}
      extra={<RouteLink to="/dashboard">{t('card.key.all')}</RouteLink>}
      rows={2}
    >
      {(view) =>
        view.month === null ? (
          <EmptyState title={t('dashboard.noOrders')} cure={t('dashboard.noOrders.cure')} />
        ) : (
          <div className="figures">
            {(FIRST[role] ?? USUAL).map((id) => {
              const figure = findFigure(view, id)
              return figure && <FigureTile key={id} figure={figure} month={view.month} />
            })}
          </div>
        )
      }
    </Card>
  )
}

export function findFigure(view: DashboardView, id: string): Figure | undefined {
  const all = [...Object.values(view.quadrants).flat(), view.classShare, view.brandConcentration]
  return all.find((figure) => figure.id === id)
}
