import { getBrands } from '../../../../domain/insight/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { formatDate, formatNumber, formatPercent } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { sayQuantity } from '../words.ts'
import './cards.css'
import { Card } from './card.tsx'

/** Goods that are new: since when, how much of them, in how many shops. */
export function NewProductsCard() {
  const answer = useCall(getBrands, { query: {} }, { staleSeconds: 120 })
  return (
    <Card title={t('newCard.title')} answer={answer} rows={6}>
      {({ newProducts }) =>
        newProducts.length === 0 ? (
          <EmptyState title={t('newCard.none')} cure={t('newCard.none.cure')} />
        ) : (
          <ul className="plain card-lines">
            {newProducts.slice(0, 6).map((product) => (
              <li key={product.productId}>
                <span className="visit-shop">
                  <RouteLink to={`/goods/${product.productId}`}>{product.name}</RouteLink>
                  <span className="quiet">
                    {t('newCard.since', {
                      date: formatDate(product.since),
                      coverage: formatPercent(product.coverage),
                      buyers: formatNumber(product.buyers),
                    })}
                  </span>
                </span>
                <span className="number">
                  {sayQuantity(product.quantity)} {t('unit.carton')}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Card>
  )
}
