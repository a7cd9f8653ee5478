import { listUnitProposals } from '../../../../domain/people/contract.ts'
import { listProposals } from '../../../../domain/plans/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import './cards.css'
import { Card } from './card.tsx'

/** What waits for the leader's word: territories and changes of the organisation. */
export function DecisionsCard() {
  const may = useMay()
  const territories = useCall(listProposals, {})
  const units = useCall(listUnitProposals, {}, { enabled: may('organisation:approve') })
  const waitingUnits = units.data?.filter(({ state }) => state === 'proposed').length ?? 0
  return (
    <Card title={t('decisions.title')} answer={territories} rows={2}>
      {({ proposals }) => {
        const open = proposals.filter(({ state }) => state === 'draft').length
        if (open + waitingUnits === 0)
          return (
            <p>
              {t('decisions.none')} <span className="quiet">{t('decisions.none.cure')}</span>
            </p>
          )
        return (
          <ul className="plain card-lines">
            {open > 0 && (
              <li>
                <span>{t('decisions.territories', { count: open })}</span>
                <RouteLink to="/territories">{t('decisions.open')}</RouteLink>
              </li>
            )}
            {waitingUnits > 0 && (
              <li>
                <span>{t('decisions.units', { count: waitingUnits })}</span>
                <RouteLink to="/organisation">{t('decisions.open')}</RouteLink>
              </li>
            )}
          </ul>
        )
      }}
    </Card>
  )
}
