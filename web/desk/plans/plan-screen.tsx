import { DownloadOutlined, HistoryOutlined, ReloadOutlined, UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import {
  type ChangeAnswer,
  exportPlan,
  generatePlans,
  getPlan,
  moveVisit,
  orderDay,
  type PlanDetail,
  removeVisit,
  setMeasures,
  undoChange,
} from '../../../domain/plans/contract.ts'
import { download } from '../../shared/api.ts'
import { useParam, useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { ProgressDialog } from '../../shared/progress-dialog.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatDate, formatMinutes, formatMonth, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { callKey, invalidate, useAction, useCall } from '../../shared/use-call.ts'
import { DayMap } from './day-map.tsx'
import { DayRoute } from './day-route.tsx'
import { DecideBar } from './decide-bar.tsx'
import { Exceptions } from './exceptions.tsx'
import { HistoryDrawer } from './history-drawer.tsx'
import { MonthCalendar } from './month-calendar.tsx'
import { ProofStrip } from './proof-strip.tsx'
import './plans.css'
import { VisitCard } from './visit-card.tsx'
import { STATE_COLOURS, sayFinding, sayState } from './words.ts'

const FULL_DAY_MINUTES = 480

/** One month of one customer manager: calendar, day route on list and map, reasons, changes, approval. */
export function PlanScreen() {
  const planId = useParam('planId')
  const plan = useCall(getPlan, { params: { planId } })
  if (plan.error) return <ProblemState error={plan.error} size="large" onRetry={() => void plan.refetch()} />
  if (!plan.data) return <LoadingState rows={10} />
  return <Plan key={planId} plan={plan.data} />
}

function Plan({ plan }: { readonly plan: PlanDetail }) {
  const { message, notification } = App.useApp()
  const client = useQueryClient()
  const [search, change] = useSearchText()
  const [dragged, setDragged] = useState<string>()
  const [lines, setLines] = useState<Readonly<Record<string, string>>>({})
  const [isHistoryOpen, setHistoryOpen] = useState(false)
  const [jobId, setJobId] = useState<string>()

  const selected = search.day ?? plan.days.find((day) => day.visits > 0)?.date
  const day = plan.days.find((candidate) => candidate.date === selected)
  const visits = plan.visits.filter((visit) => visit.date === selected)
  const opened = plan.visits.find((visit) => visit.visitId === search.visit)

  const params = { planId: plan.planId }
  const key = callKey(getPlan, { params })
  /** Puts what the server answered into the screen at once; the rest is asked again in the background. */
  const follow = (answer: ChangeAnswer) => {
    client.setQueryData<PlanDetail>(key, (present) => present && mergeChange(present, answer))
    void invalidate(client, ['plans.'])
  }
  const fail = (error: unknown) => {
    void message.error(sayProblemShortly(error))
    void invalidate(client, ['plans.get'])
  }
  const undo = useAction(undoChange, { onDone: follow })
  const takeBack = (revision: number) =>
    undo.mutate(
      { params, body: { revision } },
      { onSuccess: () => void message.success(t('plan.undone')), onError: fail },
    )
  const tell = (title: string, revision: number) => {
    const noticeKey = `plan-${revision}`
    notification.success({
      key: noticeKey,
      title,
      placement: 'bottomLeft',
      duration: 8,
      actions: (
        <Button
          size="small"
          onClick={() => {
            notification.destroy(noticeKey)
            takeBack(revision)
          }}
        >
          {common('action.undo')}
        </Button>
      ),
    })
  }

  const move = useAction(moveVisit, { onDone: follow })
  const order = useAction(orderDay, { onDone: follow })
  const remove = useAction(removeVisit, { onDone: follow })
  const measures = useAction(setMeasures, { onDone: follow })
  const generate = useAction(generatePlans, { onDone: (answer) => setJobId(answer.jobId) })
  const isBusy = move.isPending || remove.isPending || measures.isPending

  const moveTo = (visitId: string, date: string) => {
    const visit = plan.visits.find((candidate) => candidate.visitId === visitId)
    if (!visit || visit.date === date) return
    move.mutate(
      { params: { planId: plan.planId, visitId }, body: { date, revision: plan.revision } },
      {
        onSuccess: (answer) => {
          change({ day: date, visit: visitId })
          tell(t('visit.moved', { from: formatDate(visit.date), to: formatDate(date) }), answer.revision)
        },
        onError: fail,
      },
    )
  }
  const optimise = () => {
    if (!day) return
    order.mutate(
      { params: { planId: plan.planId, date: day.date }, body: { revision: plan.revision } },
      {
        onSuccess: (answer) => {
          const after = answer.days.find((candidate) => candidate.date === day.date)
          tell(
            t('day.optimised', {
              before: formatMinutes(day.travelMinutes),
              after: formatMinutes(after?.travelMinutes ?? day.travelMinutes),
            }),
            answer.revision,
          )
        },
        onError: fail,
      },
    )
  }

  return (
    <>
      <PageHeader
        title={t('plan.title', { name: plan.managerName, month: formatMonth(plan.month) })}
        tags={
          <>
            <Tag color={STATE_COLOURS[plan.state]}>{sayState(plan.state)}</Tag>
            {plan.late && <Tag color="error">{t('state.late')}</Tag>}
          </>
        }
        detail={<PlanDetailLine plan={plan} />}
        actions={
          <>
            <Button icon={<HistoryOutlined />} onClick={() => setHistoryOpen(true)}>
              {t('plan.history')}
            </Button>
            <Button
              icon={<DownloadOutlined />}
              onClick={() =>
                void download(exportPlan, { params, query: { format: 'xlsx' } }).catch((error: unknown) =>
                  fail(error),
                )
              }
            >
              {t('plan.export')}
            </Button>
            {plan.mayEdit && (
              <>
                <Button
                  icon={<UndoOutlined />}
                  loading={undo.isPending}
                  onClick={() => takeBack(plan.revision)}
                >
                  {t('plan.undo')}
                </Button>
                <Popconfirm
                  title={t('plan.regenerate.confirm')}
                  onConfirm={() =>
                    generate.mutate(
                      {
                        body: {
                          month: plan.month,
                          managerIds: [plan.managerId],
                          effort: 'normal',
                          keepMinutes: 3,
                        },
                      },
                      { onError: fail },
                    )
                  }
                >
                  <Button icon={<ReloadOutlined />} loading={generate.isPending}>
                    {t('plan.regenerate')}
                  </Button>
                </Popconfirm>
              </>
            )}
            <DecideBar plan={plan} lines={lines} onDecided={() => setLines({})} />
          </>
        }
      />
      <PageBody>
        {plan.summary && <ProofStrip summary={plan.summary} />}
        {plan.mayEdit && plan.findings.length > 0 && <Faults plan={plan} />}
        <div className="plan-columns">
          <Panel>
            <MonthCalendar
              plan={plan}
              selected={selected}
              fullDayMinutes={FULL_DAY_MINUTES}
              dragged={dragged}
              onSelect={(date) => change({ day: date, visit: undefined })}
              onDrop={(visitId, date) => {
                setDragged(undefined)
                moveTo(visitId, date)
              }}
            />
            <Exceptions plan={plan} />
          </Panel>
          <div className="plan-day">
            <DayMap
              plan={plan}
              visits={visits}
              openVisitId={search.visit}
              onOpen={(visitId) => change({ visit: visitId })}
            />
            {opened ? (
              <VisitCard
                key={opened.visitId}
                plan={plan}
                visit={opened}
                isBusy={isBusy}
                comment={lines[opened.visitId]}
                onComment={
                  plan.mayDecide
                    ? (visitId, comment) => setLines((present) => withLine(present, visitId, comment))
                    : undefined
                }
                onClose={() => change({ visit: undefined })}
                onMove={moveTo}
                onRemove={(visitId, remark) =>
                  remove.mutate(
                    { params: { planId: plan.planId, visitId }, body: { revision: plan.revision, remark } },
                    {
                      onSuccess: (answer) => {
                        change({ visit: undefined })
                        tell(t('visit.removed'), answer.revision)
                      },
                      onError: fail,
                    },
                  )
                }
                onMeasures={(visitId, values) =>
                  measures.mutate(
                    { params, body: { revision: plan.revision, visitIds: [visitId], measures: [...values] } },
                    {
                      onSuccess: (answer) => tell(t('visit.measures.saved'), answer.revision),
                      onError: fail,
                    },
                  )
                }
              />
            ) : (
              <DayRoute
                plan={plan}
                day={day}
                visits={visits}
                openVisitId={search.visit}
                isOrdering={order.isPending}
                onOpen={(visitId) => change({ visit: visitId })}
                onDrag={setDragged}
                onOptimise={optimise}
              />
            )}
          </div>
        </div>
      </PageBody>
      <HistoryDrawer planId={plan.planId} open={isHistoryOpen} onClose={() => setHistoryOpen(false)} />
      <ProgressDialog
        jobId={jobId}
        title={t('plans.generating')}
        onClose={() => setJobId(undefined)}
        onDone={() => void invalidate(client, ['plans.'])}
      />
    </>
  )
}

function PlanDetailLine({ plan }: { readonly plan: PlanDetail }) {
  if (plan.decidedAt && plan.decidedByName)
    return t('plan.decided', { name: plan.decidedByName, at: formatTime(plan.decidedAt) })
  if (plan.state === 'submitted' && plan.decisionDue)
    return t('plan.due', { at: formatTime(plan.decisionDue) })
  const values = { from: formatDate(plan.window.from), until: formatDate(plan.window.until) }
  return t(`window.${plan.window.state}`, values)
}

function Faults({ plan }: { readonly plan: PlanDetail }) {
  return (
    <Alert
      type="warning"
      showIcon
      title={t('plan.faults', { count: plan.findings.length })}
      description={<FaultList plan={plan} />}
    />
  )
}

function FaultList({ plan }: { readonly plan: PlanDetail }) {
  const shown = plan.findings.slice(0, 5)
  return (
    <ul className="plan-faults">
      {shown.map((finding) => (
        <li key={`${finding.code}${finding.subject}${finding.values?.date ?? ''}`}>
          {sayFinding(finding)}
          {finding.values?.date ? ` · ${formatDate(String(finding.values.date))}` : ''}
        </li>
      ))}
    </ul>
  )
}

function withLine(lines: Readonly<Record<string, string>>, visitId: string, comment: string) {
  const { [visitId]: _old, ...rest } = lines
  return comment === '' ? rest : { ...rest, [visitId]: comment }
}

/** The plan as it is after a change, from the days and visits the server sent back. */
function mergeChange(plan: PlanDetail, answer: ChangeAnswer): PlanDetail {
  const changed = new Map(answer.visits.map((visit) => [visit.visitId, visit]))
  const removed = new Set(answer.removedVisitIds)
  const kept = plan.visits.filter((visit) => !removed.has(visit.visitId) && !changed.has(visit.visitId))
  const days = new Map(answer.days.map((day) => [day.date, day]))
  return {
    ...plan,
    revision: answer.revision,
    summary: answer.summary,
    days: plan.days.map((day) => days.get(day.date) ?? day),
    visits: [...kept, ...answer.visits].sort((a, b) =>
      a.date === b.date ? a.sequence - b.sequence : a.date < b.date ? -1 : 1,
    ),
  }
}
