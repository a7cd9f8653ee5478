import { getSample } from '../../../../domain/insight/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { formatDate, formatDay, formatNumber } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import '../insight.css'
import { Card } from './card.tsx'

/** A few customers drawn by lot, with what can be checked before going there. */
export function SampleCard() {
  const answer = useCall(getSample, { query: {} })
  return (
    <Card
      title={({ customers, population }) =>
        t('sample.title', { count: customers.length, population: formatNumber(population) })
      }
      answer={answer}
      rows={8}
    >
      {({ customers, seed }) => (
        <>
          <table className="insight-table">
            <thead>
              <tr>
                <th scope="col">{t('sample.customer')}</th>
                <th scope="col">{t('sample.manager')}</th>
                <th scope="col">{t('sample.lastOrder')}</th>
                <th scope="col">{t('sample.nextVisit')}</th>
                <th scope="col" className="number">
                  {t('sample.missing')}
                </th>
                <th scope="col" className="number">
                  {t('sample.anomalies')}
                </th>
              </tr>
            </thead>
            <tbody>
              {customers.map((customer) => (
                <tr key={customer.customerId}>
                  <th scope="row">
                    <RouteLink to={`/customers/${customer.customerId}`}>{customer.name}</RouteLink>
                  </th>
                  <td className="quiet">{customer.managerName}</td>
                  <td>{formatDay(customer.lastOrderDate)}</td>
                  <td>{customer.nextVisit ? formatDay(customer.nextVisit) : t('sample.none')}</td>
                  <td className="number">{customer.missing || ''}</td>
                  <td className="number">{customer.anomalies || ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="quiet insight-note">{t('sample.note', { seed: formatDate(seed) })}</p>
        </>
      )}
    </Card>
  )
}
