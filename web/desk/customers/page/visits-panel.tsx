import { Tag } from 'antd'
import type { CustomerPage } from '../../../../domain/customers/contract.ts'
import { getPlan, listPlans, type PlannedVisit } from '../../../../domain/plans/contract.ts'
import { addMonths, monthOf } from '../../../../engines/kernel/dates.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { EmptyState, LoadingState } from '../../../shared/states.tsx'
import { t } from '../../../shared/text/customers.ts'
import { formatDate, formatTime } from '../../../shared/text/format.ts'
import { useCall } from '../../../shared/use-call.ts'

const SHOWN = 5

/** The next visits of everybody who looks after the shop, out of their month plans. */
export function VisitsPanel({ customer }: { readonly customer: CustomerPage }) {
  const today = formatTime(Date.now()).slice(0, 10)
  const month = monthOf(today)
  const people = customer.assignments.filter((assignment) => assignment.validTo === null)
  const now = useCall(listPlans, { query: { month } }, { staleSeconds: 300 })
  const next = useCall(listPlans, { query: { month: addMonths(month, 1) } }, { staleSeconds: 300 })
  const plans = [...(now.data?.plans ?? []), ...(next.data?.plans ?? [])].filter(
    (plan) => plan.planId !== null && people.some((person) => person.personId === plan.managerId),
  )
  return (
    <Panel title={t('visits.title')}>
      {now.isPending || next.isPending ? (
        <LoadingState rows={3} />
      ) : plans.length === 0 ? (
        <EmptyState title={t('visits.none')} cure={t('visits.none.cure')} />
      ) : (
        plans.map((plan) => (
          <PlanVisits
            key={plan.planId}
            planId={plan.planId!}
            customerId={customer.customerId}
            today={today}
          />
        ))
      )}
    </Panel>
  )
}

function PlanVisits({
  planId,
  customerId,
  today,
}: {
  readonly planId: string
  readonly customerId: string
  readonly today: string
}) {
  const plan = useCall(getPlan, { params: { planId } }, { staleSeconds: 300 })
  if (plan.error) return null
  if (!plan.data) return <LoadingState rows={2} />
  const { managerName, state } = plan.data
  const visits = plan.data.visits
    .filter((visit) => visit.customerId === customerId && visit.date >= today)
    .slice(0, SHOWN)
  return (
    <ul className="plain visit-list">
      {visits.map((visit) => (
        <li key={visit.visitId}>
          <RouteLink to={`/plans/${planId}?day=${visit.date}&visit=${visit.visitId}`}>
            {formatDate(visit.date, { weekday: true })} {clock(visit)}
          </RouteLink>
          <span className="quiet">
            {t('visits.by', { name: managerName })}
            {visit.joint.length > 0 &&
              ` ${t('visits.joint', { names: visit.joint.map((person) => person.name).join('、') })}`}
          </span>
          {state === 'draft' && <Tag>{t('visits.state.draft')}</Tag>}
        </li>
      ))}
    </ul>
  )
}

function clock(visit: PlannedVisit): string {
  const minute = Math.round(visit.arriveMinute)
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
