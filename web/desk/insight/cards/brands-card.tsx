import { getBrands } from '../../../../domain/insight/contract.ts'
import { DefinitionPopover } from '../../../shared/definition-popover.tsx'
import { RouteLink } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { formatMonth, formatPercent } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { ChangeCell } from '../change-cell.tsx'
import '../insight.css'
import { sayQuantity } from '../words.ts'
import { Card } from './card.tsx'

/** Brands of the month: how much, whether more or less, and in how many shops. */
export function BrandsCard() {
  const answer = useCall(getBrands, { query: {} }, { staleSeconds: 120 })
  const month = answer.data?.month
  return (
    <Card
      title={({ month: shown }) => t('brandCard.title', { month: formatMonth(shown) })}
      answer={answer}
      extra={
        month && (
          <RouteLink to={`/dashboard/order_quantity?${periodText(month)}&by=brand`}>
            {t('brandCard.all')}
          </RouteLink>
        )
      }
      rows={8}
    >
      {({ brands }) =>
        brands.length === 0 ? (
          <EmptyState title={t('dashboard.noOrders')} cure={t('dashboard.noOrders.cure')} />
        ) : (
          <table className="insight-table">
            <thead>
              <tr>
                <th scope="col">{t('brandCard.brand')}</th>
                <th scope="col" className="number">
                  {t('groups.quantity.carton')}
                </th>
                <th scope="col" className="number">
                  {t('figure.mom')}
                </th>
                <th scope="col" className="number">
                  {t('figure.yoy')}
                </th>
                <th scope="col" className="number">
                  {t('brandCard.coverage')}
                  <DefinitionPopover indicatorId="coverage_order" name={t('brandCard.coverage')} />
                </th>
              </tr>
            </thead>
            <tbody>
              {brands.map((brand) => (
                <tr key={brand.brand}>
                  <th scope="row">
                    <RouteLink
                      to={`/dashboard/coverage_order?${periodText(month!)}&where=${encodeURIComponent(`brand:${encodeURIComponent(brand.brand)}`)}&name=${encodeURIComponent(brand.brand)}&by=manager`}
                    >
                      {brand.brand}
                    </RouteLink>
                  </th>
                  <td className="number">{sayQuantity(brand.quantity)}</td>
                  <ChangeCell value={brand.quantity} before={brand.previous} />
                  <ChangeCell value={brand.quantity} before={brand.lastYear} />
                  <td className="number">{formatPercent(brand.coverage)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )
      }
    </Card>
  )
}

function periodText(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return `from=${month}-01&to=${month}-${new Date(Date.UTC(year!, number!, 0)).getUTCDate()}`
}
