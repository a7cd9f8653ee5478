import { CloseOutlined } from '@ant-design/icons'
import { Alert, Button, Checkbox, Input, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import {
  explainPlannedVisit,
  MEASURES,
  type Measure,
  type PlanDetail,
  type PlannedVisit,
  type VisitReason,
} from '../../../domain/plans/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatDate, formatDay, formatMinutes, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { useCall } from '../../shared/use-call.ts'
import { clockOf, sayDelta, sayFinding } from './words.ts'

export interface VisitCardProps {
  readonly plan: PlanDetail
  readonly visit: PlannedVisit
  readonly isBusy: boolean
  /** The market manager's word for this visit, while a decision is being made. */
  readonly comment: string | undefined
  readonly onComment: ((visitId: string, comment: string) => void) | undefined
  readonly onClose: () => void
  readonly onMove: (visitId: string, date: string) => void
  readonly onRemove: (visitId: string, remark: string) => void
  readonly onMeasures: (visitId: string, measures: readonly Measure[]) => void
}

/** One visit: why it lies on its day, what another day would cost, and what is to be done there. */
export function VisitCard({ visit, onClose, ...rest }: VisitCardProps) {
  const close = useRef<HTMLButtonElement>(null)
  useEffect(() => close.current?.focus(), [])
  return (
    <Panel
      title={visit.customerName}
      extra={
        <Button
          ref={close}
          type="text"
          icon={<CloseOutlined />}
          aria-label={common('action.close')}
          onClick={onClose}
        />
      }
    >
      <Card visit={visit} {...rest} />
    </Panel>
  )
}

type CardProps = Omit<VisitCardProps, 'onClose'>

function Card({ plan, visit, isBusy, comment, onComment, onMove, onRemove, onMeasures }: CardProps) {
  const [isRemoving, setRemoving] = useState(false)
  const [remark, setRemark] = useState('')
  const params = { planId: plan.planId, visitId: visit.visitId }
  const reason = useCall(explainPlannedVisit, { params }, { staleSeconds: 60 })
  return (
    <div className="visit-card">
      <p className="visit-when">
        {formatDate(visit.date, { weekday: true })} ·{' '}
        {t('visit.time', { arrive: clockOf(visit.arriveMinute), depart: clockOf(visit.departMinute) })}
      </p>
      <p>
        <RouteLink to={`/customers/${visit.customerId}`}>{t('visit.customer')}</RouteLink>
      </p>
      {visit.comments.length > 0 && (
        <section>
          <h3>{t('visit.comments')}</h3>
          {visit.comments.map((row) => (
            <Alert
              key={row.writtenAt}
              type={row.resolved ? 'info' : 'warning'}
              title={row.comment}
              description={`${row.authorName} · ${formatTime(row.writtenAt)}${row.resolved ? ` · ${t('visit.resolved')}` : ''}`}
            />
          ))}
        </section>
      )}

      <section>
        <h3>{t('visit.reason')}</h3>
        {reason.error && <ProblemState error={reason.error} onRetry={() => void reason.refetch()} />}
        {!reason.data && !reason.error && <LoadingState rows={3} />}
        {reason.data && (
          <ul className="visit-reasons">
            {sayReasons(reason.data).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </section>

      {reason.data && (
        <section>
          <h3>{t('visit.alternatives')}</h3>
          {reason.data.alternatives.length === 0 && <p>{t('visit.alternatives.none')}</p>}
          <ul className="visit-alternatives">
            {reason.data.alternatives.map((alternative) => {
              const broken = alternative.broken[0]
              return (
                <li key={alternative.date} className={broken ? 'forbidden' : ''}>
                  <span className="alternative-date">{formatDate(alternative.date, { weekday: true })}</span>
                  <span className="alternative-cost">
                    {broken
                      ? t('alternative.forbidden', { reason: sayFinding(broken) })
                      : [
                          t('alternative.travel', { minutes: sayDelta(alternative.travelDeltaMinutes) }),
                          t('alternative.longest', { minutes: sayDelta(alternative.longestDayDeltaMinutes) }),
                        ].join('，')}
                  </span>
                  {plan.mayEdit && !broken && (
                    <Button
                      size="small"
                      loading={isBusy}
                      onClick={() => onMove(visit.visitId, alternative.date)}
                    >
                      {t('visit.move')}
                    </Button>
                  )}
                </li>
              )
            })}
          </ul>
        </section>
      )}

      <section>
        <h3>{t('visit.measures')}</h3>
        <Checkbox.Group
          className="visit-measures"
          disabled={!plan.mayEdit || isBusy}
          value={visit.measures}
          options={MEASURES.map((measure) => ({ value: measure, label: t(`measure.${measure}`) }))}
          onChange={(values) => onMeasures(visit.visitId, values)}
        />
      </section>

      {onComment && (
        <section>
          <h3>{t('plan.comment')}</h3>
          <Input.TextArea
            aria-label={t('plan.comment')}
            value={comment ?? ''}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            placeholder={t('plan.comment.placeholder')}
            onChange={(event) => onComment(visit.visitId, event.target.value)}
          />
        </section>
      )}

      {plan.mayEdit && (
        <section>
          <Button danger onClick={() => setRemoving(true)}>
            {t('visit.remove')}
          </Button>
        </section>
      )}
      <Modal
        open={isRemoving}
        title={t('visit.remove.title')}
        okText={t('visit.remove')}
        okButtonProps={{ disabled: remark.trim().length < 2, loading: isBusy }}
        onCancel={() => setRemoving(false)}
        onOk={() => {
          onRemove(visit.visitId, remark.trim())
          setRemoving(false)
        }}
      >
        <p>{t('visit.remove.hint')}</p>
        <Input.TextArea
          aria-label={t('visit.remove.hint')}
          value={remark}
          maxLength={500}
          autoSize={{ minRows: 2 }}
          placeholder={t('visit.remove.placeholder')}
          onChange={(event) => setRemark(event.target.value)}
        />
      </Modal>
    </div>
  )
}

/** The engine's codes and numbers as sentences, the weightiest first. */
function sayReasons(reason: VisitReason): string[] {
  const lines: string[] = []
  if (reason.isPinned) lines.push(t('reason.pinned'))
  if (reason.joint.length > 0)
    lines.push(t('reason.joint', { names: reason.joint.map((person) => person.name).join('、') }))
  if (reason.window) {
    const values = { from: clockOf(reason.window.startMinute), until: clockOf(reason.window.endMinute) }
    lines.push(reason.isEvening ? t('reason.evening', values) : t('reason.window', values))
  }
  lines.push(
    reason.rhythm === 'spread'
      ? t('reason.spread', { dates: reason.dates.map(formatDay).join('、') })
      : t(`reason.${reason.rhythm}`),
  )
  if (reason.daysToOrder !== null)
    lines.push(
      reason.daysToOrder === 0
        ? t('reason.orderSame')
        : t(reason.daysToOrder <= 3 ? 'reason.order' : 'reason.orderLater', { days: reason.daysToOrder }),
    )
  if (reason.neighbours.length > 0)
    lines.push(
      t('reason.neighbours', {
        names: reason.neighbours.map((neighbour) => neighbour.name).join('、'),
        minutes: formatMinutes(Math.min(...reason.neighbours.map((neighbour) => neighbour.travelMinutes))),
      }),
    )
  lines.push(t('reason.detour', { minutes: formatMinutes(reason.detourMinutes) }))
  return lines
}
