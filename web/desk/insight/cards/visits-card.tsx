import { getVisitDay } from '../../../../domain/insight/contract.ts'
import { timeOfMinute } from '../../../../engines/kernel/dates.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { formatDate } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

const SHOWN = 8

/** Today's visits in their order, or those of the next day that has any. */
export function VisitsCard() {
  const answer = useCall(getVisitDay, {})
  const day = answer.data?.day
  return (
    <Card
      title={({ today, day: found }) =>
        !found || found.date === today
          ? t('visits.today')
          : t('visits.next', { date: formatDate(found.date, { weekday: true }) })
      }
      answer={answer}
      extra={day && <RouteLink to={`/plans/${day.planId}?date=${day.date}`}>{t('visits.open')}</RouteLink>}
      rows={6}
    >
      {({ day: found }) =>
        found ? (
          <>
            <p className="quiet">
              {t('visits.count', { count: found.visits.length, state: t.loose(`value.${found.planState}`) })}
            </p>
            <ol className="plain card-lines visit-lines">
              {found.visits.slice(0, SHOWN).map((visit) => (
                <li key={visit.customerId}>
                  <span className="visit-time">{timeOfMinute(Math.round(visit.arriveMinute))}</span>
                  <span className="visit-shop">
                    <RouteLink to={`/customers/${visit.customerId}`}>{visit.name}</RouteLink>
                    <span className="quiet">
                      {visit.joint.length > 0
                        ? t('visits.joint', { names: visit.joint.join('、') })
                        : visit.address}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
            {found.visits.length > SHOWN && (
              <p className="quiet">{t('visits.more', { count: found.visits.length - SHOWN })}</p>
            )}
          </>
        ) : (
          <EmptyState title={t('visits.none')} cure={t('visits.none.cure')} />
        )
      }
    </Card>
  )
}
