import { ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, DatePicker, Progress, Table, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { generatePlans, listPlans, type PlanHead, type PlanWindow } from '../../../domain/plans/contract.ts'
import { useGo, useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { ProgressDialog } from '../../shared/progress-dialog.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate, formatMinutes, formatMonth, formatNumber, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { invalidate, useAction, useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import './plans.css'
import { STATE_COLOURS, sayState } from './words.ts'

/** The month of everybody in reach: who has handed in, what waits, and the way into each plan. */
export function PlansScreen() {
  const [search, change] = useSearchText()
  const { message } = App.useApp()
  const client = useQueryClient()
  const go = useGo()
  const may = useMay()
  const [jobId, setJobId] = useState<string>()
  const list = useCall(listPlans, { query: { month: search.month } }, { keepPrevious: true })
  const generate = useAction(generatePlans, { onDone: (answer) => setJobId(answer.jobId) })

  if (list.error) return <ProblemState error={list.error} size="large" onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState rows={8} />
  const { month, window, plans } = list.data
  const approved = plans.filter((plan) => plan.state === 'approved' || plan.state === 'frozen').length
  const start = (managerIds?: string[]) =>
    generate.mutate(
      { body: { month, managerIds, effort: 'normal', keepMinutes: 3 } },
      { onError: (error) => void message.error(sayProblemShortly(error)) },
    )

  return (
    <>
      <PageHeader
        title={t('plans.title')}
        detail={t('plans.detail', { month: formatMonth(month), people: plans.length, approved })}
        actions={
          <>
            <DatePicker
              picker="month"
              allowClear={false}
              aria-label={t('plans.month')}
              value={dayjs(`${month}-01`)}
              onChange={(value) => change({ month: value?.format('YYYY-MM') })}
            />
            {may('visit-plans:create') && plans.length > 0 && (
              <Button
                type="primary"
                icon={<ThunderboltOutlined />}
                loading={generate.isPending}
                onClick={() => start()}
              >
                {plans.length > 1 ? t('plans.generate.all', { count: plans.length }) : t('plans.generate')}
              </Button>
            )}
          </>
        }
      />
      <PageBody>
        <WindowLine window={window} />
        <Panel flush>
          {plans.length === 0 ? (
            <EmptyState title={t('plans.empty')} cure={t('plans.empty.cure')} />
          ) : (
            <Table<PlanHead>
              size="middle"
              rowKey="managerId"
              dataSource={plans}
              pagination={plans.length > 100 ? { pageSize: 100 } : false}
              scroll={{ x: 900 }}
              columns={columns()}
              rowClassName={(row) => (row.planId ? 'plans-row' : '')}
              onRow={(row) => ({
                onClick: () => row.planId && go(`/plans/${row.planId}`),
                onKeyDown: (event) => event.key === 'Enter' && row.planId && go(`/plans/${row.planId}`),
                tabIndex: row.planId ? 0 : undefined,
              })}
            />
          )}
        </Panel>
      </PageBody>
      <ProgressDialog
        jobId={jobId}
        title={t('plans.generating')}
        hint={t('plans.generate.hint')}
        onClose={() => setJobId(undefined)}
        onDone={() => void invalidate(client, ['plans.'])}
      />
    </>
  )
}

function WindowLine({ window }: { readonly window: PlanWindow }) {
  const values = { from: formatDate(window.from), until: formatDate(window.until) }
  return (
    <Alert
      type={window.state === 'late' ? 'warning' : 'info'}
      showIcon
      title={t(`window.${window.state}`, values)}
      description={t('window.other', {
        preset: t(`preset.${window.other.preset}`),
        from: formatDate(window.other.from),
        until: formatDate(window.other.until),
      })}
    />
  )
}

function columns() {
  const number = { align: 'right' as const, className: 'number' }
  return [
    {
      title: t('column.manager'),
      key: 'manager',
      render: (row: PlanHead) => (
        <>
          <strong>{row.managerName}</strong> <span className="quiet">{row.managerCode}</span>
        </>
      ),
    },
    { title: t('column.unit'), dataIndex: 'unitName', key: 'unit' },
    {
      title: t('column.state'),
      key: 'state',
      render: (row: PlanHead) => (
        <>
          <Tag color={STATE_COLOURS[row.state]}>{sayState(row.state)}</Tag>
          {row.late && <Tag color="error">{t('state.late')}</Tag>}
        </>
      ),
    },
    {
      title: t('column.coverage'),
      key: 'coverage',
      width: 150,
      render: ({ summary }: PlanHead) =>
        summary && summary.customers > 0 ? (
          <Progress
            size="small"
            percent={Math.floor((1000 * summary.customersCovered) / summary.customers) / 10}
            aria-label={t('column.coverage')}
          />
        ) : (
          '—'
        ),
    },
    {
      title: t('column.visits'),
      key: 'visits',
      ...number,
      render: (row: PlanHead) => formatNumber(row.summary?.visitsPlaced),
    },
    {
      title: t('column.unplaced'),
      key: 'unplaced',
      ...number,
      render: (row: PlanHead) => formatNumber(row.summary?.visitsUnplaced),
    },
    {
      title: t('column.travel'),
      key: 'travel',
      ...number,
      render: (row: PlanHead) => formatMinutes(row.summary?.travelMinutesPerDay),
    },
    {
      title: t('column.heaviest'),
      key: 'heaviest',
      ...number,
      render: (row: PlanHead) => formatMinutes(row.summary?.heaviestDayMinutes),
    },
    {
      title: t('column.comments'),
      key: 'comments',
      ...number,
      render: (row: PlanHead) => (row.openComments > 0 ? formatNumber(row.openComments) : ''),
    },
    {
      title: t('column.due'),
      key: 'due',
      render: (row: PlanHead) => (row.state === 'submitted' ? formatTime(row.decisionDue) : ''),
    },
  ]
}
