import { Drawer, Progress } from 'antd'
import { valueScore } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { formatMonth, formatNumber, MISSING } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/segments.ts'
import { useCall } from '../../../shared/use-call.ts'
import { sayFactValue } from './reasons.ts'

type Score = ResponseOf<typeof valueScore>
type Fact = Score['criteria'][number]['facts'][number]

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
          {t('score.month', { month: formatMonth(score.month), version: score.ruleVersion })}
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
                <span className="number">{sayFactValue(fact.fact, fact.value)}</span>
                <span className="number quiet">
                  {t('score.points', { points: formatNumber(fact.points, 0) })}
                </span>
                <RowsLink fact={fact} score={score} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

/** The way from a number to its raw rows. */
function RowsLink({ fact, score }: { readonly fact: Fact; readonly score: Score }) {
  const { customerId } = score
  const count =
    fact.rowIds.length > 0 ? t('score.rows.count', { count: fact.rowIds.length }) : t('score.rows')
  switch (fact.rowsKind) {
    case 'orders':
    case 'months':
      return <RouteLink to={`/orders?customerId=${customerId}`}>{count}</RouteLink>
    case 'anomalies':
      return <RouteLink to={`/orders?view=anomalies&customerId=${customerId}`}>{count}</RouteLink>
    default:
      return <RouteLink to={`/customers/${customerId}`}>{count}</RouteLink>
  }
}
