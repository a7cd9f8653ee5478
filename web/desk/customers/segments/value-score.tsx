import { Drawer, Progress } from 'antd'
import { valueScore } from '../../../../domain/customers/contract.ts'
import { addDays, addMonths, daysInMonth } from '../../../../engines/kernel/dates.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { formatMonth, formatNumber, MISSING } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/segments.ts'
import { useCall } from '../../../shared/use-call.ts'
import { sayFactValue, sayVersion } from './reasons.ts'
import './segments.css'

type Score = ResponseOf<typeof valueScore>
type Fact = Score['criteria'][number]['facts'][number]

/** Twelve weeks of order turns stand behind the regularity. */
const TURN_DAYS = 84

/** SEG-04: a score opened down to the rows behind it. */
export function ValueScore({
  customer,
  onClose,
}: {
  readonly customer: { readonly customerId: string; readonly name: string } | undefined
  readonly onClose: () => void
}) {
  return (
    <Drawer
      open={customer !== undefined}
      onClose={onClose}
      size={580}
      destroyOnHidden
      title={customer && t('score.title', { name: customer.name })}
    >
      {customer && <ScoreOf customerId={customer.customerId} />}
    </Drawer>
  )
}

function ScoreOf({ customerId }: { readonly customerId: string }) {
  const answer = useCall(valueScore, { params: { customerId }, query: {} })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={8} />
  const score = answer.data
  return (
    <div className="score">
      <div className="score-total">
        <span className="quiet">{t('score.total')}</span>
        <strong>{formatNumber(score.score, 1)}</strong>
        <span className="quiet">
          {t('score.month', { month: formatMonth(score.month), version: sayVersion(score.ruleVersion) })}
        </span>
      </div>
      <p className="quiet">{t('score.formula')}</p>
      {score.criteria.map((criterion) => (
        <section key={criterion.criterion} className="score-criterion">
          <div className="score-head">
            <h3>{t(`criterion.${criterion.criterion}`)}</h3>
            <span className="quiet">{t('score.weight', { weight: formatNumber(criterion.weight) })}</span>
            <strong>{criterion.score === null ? MISSING : formatNumber(criterion.score, 1)}</strong>
          </div>
          {criterion.score === null ? (
            <p className="quiet">{t('score.unknown')}</p>
          ) : (
            <Progress
              percent={Math.max(0, Math.min(100, criterion.score))}
              showInfo={false}
              size="small"
              aria-label={t(`criterion.${criterion.criterion}`)}
            />
          )}
          <ul className="plain score-facts">
            {criterion.facts.map((fact) => (
              <li key={fact.fact}>
                <span>{t.has(`fact.${fact.fact}`) ? t.loose(`fact.${fact.fact}`) : fact.fact}</span>
                {fact.value === null ? (
                  <span className="quiet score-unknown">{t('score.noData')}</span>
                ) : (
                  <>
                    <span className="number">{sayValueOf(fact)}</span>
                    <span className="number quiet">
                      {t('score.points', { points: formatNumber(fact.points, 0) })}
                    </span>
                    <RowsLink fact={fact} score={score} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function sayValueOf({ fact, value }: Fact): string {
  return fact === 'functionalTerminal' ? t(value ? 'score.yes' : 'score.no') : sayFactValue(fact, value)
}

/** The way from a number to its raw rows; a field of the archive stands on the page itself. */
function RowsLink({ fact, score }: { readonly fact: Fact; readonly score: Score }) {
  const { customerId, month } = score
  const to = `${month}-${daysInMonth(month)}`
  const count =
    fact.rowIds.length > 0 ? t('score.rows.count', { count: fact.rowIds.length }) : t('score.rows')
  switch (fact.rowsKind) {
    case 'orders':
      return (
        <RouteLink to={`/orders?customerId=${customerId}&from=${addDays(to, 1 - TURN_DAYS)}&to=${to}`}>
          {count}
        </RouteLink>
      )
    case 'months':
      return (
        <RouteLink to={`/orders?customerId=${customerId}&from=${addMonths(month, -14)}-01&to=${to}`}>
          {count}
        </RouteLink>
      )
    case 'anomalies':
      return <RouteLink to={`/orders?view=anomalies&customerId=${customerId}`}>{count}</RouteLink>
    default:
      return <span />
  }
}
