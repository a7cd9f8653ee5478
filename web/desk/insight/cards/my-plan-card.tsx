import { Button, Progress } from 'antd'
import { listPlans, type PlanHead } from '../../../../domain/plans/contract.ts'
import { useGo } from '../../../shared/navigation.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { StatusTag, type Tone } from '../../../shared/status-tag.tsx'
import { formatMonth, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'
import { PlanWindowLine } from './plans-card.tsx'

const TONES: Readonly<Record<PlanHead['state'], Tone>> = {
  none: 'plain',
  draft: 'plain',
  submitted: 'info',
  returned: 'warning',
  approved: 'success',
  frozen: 'success',
}

/** The own plan of next month: where it stands, and the one thing to do next. */
export function MyPlanCard() {
  const go = useGo()
  const answer = useCall(listPlans, { query: {} })
  return (
    <Card title={({ month }) => t('plans.title', { month: formatMonth(month) })} answer={answer} rows={3}>
      {({ plans, window, month }) => {
        const plan = plans[0]
        return (
          <div className="card-stack">
            <PlanWindowLine window={window} />
            {plan?.planId ? (
              <OwnPlan plan={plan} onOpen={() => go(`/plans/${plan.planId}`)} />
            ) : (
              <EmptyState
                title={t('plans.mine.none')}
                cure={t('plans.mine.none.cure')}
                actions={
                  <Button type="primary" onClick={() => go('/plans', { month })}>
                    {t('plans.mine.make')}
                  </Button>
                }
              />
            )}
          </div>
        )
      }}
    </Card>
  )
}

function OwnPlan({ plan, onOpen }: { readonly plan: PlanHead; readonly onOpen: () => void }) {
  const { summary, state } = plan
  const action = state === 'returned' ? 'fix' : state === 'draft' ? 'edit' : 'open'
  return (
    <>
      <div className="card-tags">
        <StatusTag tone={TONES[state]}>{t.loose(`value.${state}`)}</StatusTag>
        {state === 'submitted' && plan.decisionDue && (
          <span className="quiet">{t('plans.due', { time: formatTime(plan.decisionDue) })}</span>
        )}
        {plan.openComments > 0 && (
          <StatusTag tone="warning">{t('plans.mine.comments', { count: plan.openComments })}</StatusTag>
        )}
        {summary && summary.visitsUnplaced > 0 && (
          <StatusTag tone="warning">{t('plans.mine.unplaced', { count: summary.visitsUnplaced })}</StatusTag>
        )}
      </div>
      {summary && (
        <div className="card-progress">
          <span>
            {t('plans.mine.visits', {
              visits: formatNumber(summary.visitsPlaced),
              covered: formatNumber(summary.customersCovered),
              customers: formatNumber(summary.customers),
            })}
          </span>
          <Progress
            size="small"
            percent={
              summary.customers > 0
                ? Math.floor((1000 * summary.customersCovered) / summary.customers) / 10
                : 0
            }
            aria-label={t('indicator.plan_coverage')}
          />
        </div>
      )}
      <div>
        <Button type={action === 'open' ? 'default' : 'primary'} onClick={onOpen}>
          {t(`plans.mine.${action}`)}
        </Button>
      </div>
    </>
  )
}
