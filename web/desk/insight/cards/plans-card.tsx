import { Button, Progress } from 'antd'
import { listPlans, type PlanHead, type PlanWindow } from '../../../../domain/plans/contract.ts'
import { daysBetween } from '../../../../engines/kernel/dates.ts'
import { RouteLink, useGo } from '../../../shared/navigation.tsx'
import { StatusTag, type Tone } from '../../../shared/status-tag.tsx'
import { formatDay, formatMonth, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import './cards.css'
import { Card } from './card.tsx'

const STATES = ['submitted', 'returned', 'draft'] as const
const TONES: Readonly<Record<(typeof STATES)[number], Tone>> = {
  submitted: 'warning',
  returned: 'info',
  draft: 'plain',
}
const SHOWN = 6

/** Next month's plans of everybody in reach: how far they are, and the way into what waits for a decision. */
export function PlansCard() {
  const may = useMay()
  const go = useGo()
  const answer = useCall(listPlans, { query: {} }, { everySeconds: 60 })
  return (
    <Card
      title={({ month }) => t('plans.title', { month: formatMonth(month) })}
      answer={answer}
      extra={<RouteLink to="/plans">{t('plans.view')}</RouteLink>}
    >
      {({ plans, window }) => {
        const expected = plans.filter((plan) => plan.planId !== null || (plan.summary?.customers ?? 0) > 0)
        const approved = expected.filter(({ state }) => state === 'approved' || state === 'frozen').length
        const waiting = expected.filter(({ state }) => state === 'submitted')
        const mayDecide = may('visit-plans:approve')
        return (
          <div className="card-stack">
            <PlanWindowLine window={window} />
            <div className="card-progress">
              <span>{t('plans.approved', { approved, total: expected.length })}</span>
              <Progress
                size="small"
                showInfo={false}
                percent={expected.length > 0 ? (100 * approved) / expected.length : 0}
                aria-label={t('plans.approved', { approved, total: expected.length })}
              />
            </div>
            <div className="card-tags">
              {STATES.map((state) => {
                const count = expected.filter((plan) => plan.state === state).length
                return count > 0 ? (
                  <StatusTag key={state} tone={TONES[state]}>
                    {t(`plans.${state}`, { count })}
                  </StatusTag>
                ) : null
              })}
            </div>
            {mayDecide && <WaitingPlans plans={waiting} onOpen={(planId) => go(`/plans/${planId}`)} />}
          </div>
        )
      }}
    </Card>
  )
}

function WaitingPlans({
  plans,
  onOpen,
}: {
  readonly plans: readonly PlanHead[]
  readonly onOpen: (planId: string) => void
}) {
  return (
    <ul className="plain card-lines">
      {plans.slice(0, SHOWN).map((plan) => (
        <li key={plan.managerId}>
          <span>
            <strong>{plan.managerName}</strong>{' '}
            <span className="quiet">
              {plan.decisionDue ? t('plans.due', { time: formatTime(plan.decisionDue) }) : plan.unitName}
            </span>
          </span>
          <Button type="primary" size="small" onClick={() => plan.planId && onOpen(plan.planId)}>
            {t('plans.approve')}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** Where today stands in the days in which the month is planned (28 to 30). */
export function PlanWindowLine({ window }: { readonly window: PlanWindow }) {
  const values = { from: formatDay(window.from), until: formatDay(window.until) }
  const days = Math.max(0, daysBetween(window.today, window.from))
  return (
    <div>
      <StatusTag tone={window.state === 'open' ? 'success' : window.state === 'late' ? 'error' : 'info'}>
        {window.state === 'before'
          ? t('plans.window.before', { ...values, days })
          : window.state === 'open'
            ? t('plans.window.open', { until: values.until })
            : t('plans.window.late', { until: values.until })}
      </StatusTag>
    </div>
  )
}
