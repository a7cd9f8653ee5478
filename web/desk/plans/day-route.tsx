import { AimOutlined, HolderOutlined, PushpinFilled } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import type { PlanDay, PlanDetail, PlannedVisit } from '../../../domain/plans/contract.ts'
import { Panel } from '../../shared/page-header.tsx'
import { EmptyState } from '../../shared/states.tsx'
import { formatDate, formatKm, formatMinutes } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { clockOf } from './words.ts'

export interface DayRouteProps {
  readonly plan: PlanDetail
  readonly day: PlanDay | undefined
  readonly visits: readonly PlannedVisit[]
  readonly openVisitId: string | undefined
  readonly isOrdering: boolean
  readonly onOpen: (visitId: string) => void
  readonly onDrag: (visitId: string | undefined) => void
  readonly onOptimise: () => void
}

/** One day as a list of stops in driving order; each can be opened, or dragged onto another day. */
export function DayRoute({
  plan,
  day,
  visits,
  openVisitId,
  isOrdering,
  onOpen,
  onDrag,
  onOptimise,
}: DayRouteProps) {
  if (!day) return <EmptyState title={t('day.pick')} />
  return (
    <Panel
      title={t('day.title', { date: formatDate(day.date, { weekday: true }) })}
      extra={
        plan.mayEdit &&
        visits.length > 1 && (
          <Button size="small" icon={<AimOutlined />} loading={isOrdering} onClick={onOptimise}>
            {t('day.optimise')}
          </Button>
        )
      }
      flush
    >
      {visits.length === 0 ? (
        <EmptyState title={t('day.empty')} />
      ) : (
        <>
          <p className="day-summary">
            {t('day.summary', {
              visits: visits.length,
              km: formatKm(day.travelKm),
              span: formatMinutes(day.spanMinutes),
            })}
          </p>
          <ol className="day-stops">
            {visits.map((visit) => (
              <Stop
                key={visit.visitId}
                visit={visit}
                isOpen={visit.visitId === openVisitId}
                mayDrag={plan.mayEdit}
                onOpen={onOpen}
                onDrag={onDrag}
              />
            ))}
          </ol>
        </>
      )}
    </Panel>
  )
}

function Stop({
  visit,
  isOpen,
  mayDrag,
  onOpen,
  onDrag,
}: {
  readonly visit: PlannedVisit
  readonly isOpen: boolean
  readonly mayDrag: boolean
  readonly onOpen: (visitId: string) => void
  readonly onDrag: (visitId: string | undefined) => void
}) {
  const open = visit.comments.filter((comment) => !comment.resolved).length
  return (
    <li
      className={`day-stop ${isOpen ? 'day-stop-open' : ''}`}
      draggable={mayDrag}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', visit.visitId)
        onDrag(visit.visitId)
      }}
      onDragEnd={() => onDrag(undefined)}
    >
      {mayDrag && <HolderOutlined className="day-stop-handle" aria-hidden="true" />}
      <span className="day-stop-number">{visit.sequence}</span>
      <button type="button" className="day-stop-button" onClick={() => onOpen(visit.visitId)}>
        <span className="day-stop-name">{visit.customerName}</span>
        <span className="day-stop-detail">
          <span className="day-stop-time">
            {clockOf(visit.arriveMinute)}–{clockOf(visit.departMinute)}
          </span>
          <span>{visit.measures.map((measure) => t(`measure.${measure}`)).join('、')}</span>
        </span>
      </button>
      <span className="day-stop-tags">
        {visit.pinned && <PushpinFilled title={t('day.pinned')} />}
        {visit.evening && <Tag>{t('day.evening')}</Tag>}
        {visit.kind === 'joint' && (
          <Tag color="blue">
            {t('day.joint', { names: visit.joint.map((person) => person.name).join('、') })}
          </Tag>
        )}
        {open > 0 && <Tag color="warning">{t('visit.comments')}</Tag>}
      </span>
    </li>
  )
}
