import { DownloadOutlined } from '@ant-design/icons'
import { Alert, App, Button, DatePicker, Segmented, Tooltip } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { type DashboardView, exportDashboard, getDashboard } from '../../../domain/insight/contract.ts'
import { download } from '../../shared/api.ts'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate, formatMonth } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { ClassesPanel } from './classes-panel.tsx'
import { GroupsPanel } from './groups-panel.tsx'
import './insight.css'
import { MoversPanel } from './movers-panel.tsx'
import { Quadrants } from './quadrants.tsx'
import { TrendPanel } from './trend-panel.tsx'
import type { QuantityUnit } from './words.ts'

/** Four sides of the work, two years of it, who and what moved. One call to the server. */
export function DashboardScreen() {
  const [search, change] = useSearchText()
  const by: 'department' | 'manager' | undefined =
    search.by === 'manager' || search.by === 'department' ? search.by : undefined
  const unit: QuantityUnit = search.unit === 'case' ? 'case' : 'carton'
  const question = { month: search.month, by }
  const answer = useCall(getDashboard, { query: question }, { keepPrevious: true, staleSeconds: 60 })
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} size="large" onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={10} />
  const view = answer.data
  return (
    <>
      <PageHeader
        title={t('dashboard.title')}
        detail={
          view.month
            ? t('dashboard.detail', {
                reach: t.loose(`reach.${view.scope}`),
                month: formatMonth(view.month),
                date: formatDate(view.latestOrderDate),
              })
            : t.loose(`reach.${view.scope}`)
        }
        actions={
          <>
            <Tooltip title={t('unit.case.hint')}>
              <Segmented<QuantityUnit>
                aria-label={t('dashboard.unit')}
                value={unit}
                onChange={(value) => change({ unit: value === 'case' ? value : undefined })}
                options={(['carton', 'case'] as const).map((value) => ({ value, label: t(`unit.${value}`) }))}
              />
            </Tooltip>
            <DatePicker
              picker="month"
              allowClear={false}
              aria-label={t('dashboard.month')}
              value={view.month ? dayjs(`${view.month}-01`) : null}
              maxDate={dayjs(view.latestOrderDate ?? undefined)}
              onChange={(value) => change({ month: value?.format('YYYY-MM') })}
            />
            <ExportButton question={question} />
          </>
        }
      />
      <PageBody className={answer.isPlaceholderData ? 'insight-stale' : ''}>
        <Warnings view={view} />
        {view.month === null ? (
          <EmptyState size="large" title={t('dashboard.noOrders')} cure={t('dashboard.noOrders.cure')} />
        ) : (
          <>
            <Quadrants view={view} unit={unit} />
            <TrendPanel view={view} unit={unit} />
            <div className="insight-columns">
              <div className="insight-column">
                {(view.groups.length > 1 || search.by) && (
                  <GroupsPanel view={view} unit={unit} onBy={(value) => change({ by: value })} />
                )}
                <MoversPanel side="falls" movers={view.movers.falls} />
              </div>
              <div className="insight-column">
                <ClassesPanel view={view} unit={unit} />
                <MoversPanel side="rises" movers={view.movers.rises} />
              </div>
            </div>
          </>
        )}
      </PageBody>
    </>
  )
}

function Warnings({ view }: { readonly view: DashboardView }) {
  return (
    <>
      {view.isPartial && (
        <Alert
          type="warning"
          showIcon
          title={t('dashboard.partial', {
            month: formatMonth(view.month),
            date: formatDate(view.latestOrderDate),
          })}
        />
      )}
      {view.festival && (
        <Alert
          type="info"
          showIcon
          title={t('dashboard.festival', {
            thisYear: formatDate(view.festival.thisYear),
            lastYear: formatDate(view.festival.lastYear),
            months: view.festival.months.map((month) => formatMonth(month)).join('、'),
          })}
        />
      )}
    </>
  )
}

function ExportButton({
  question,
}: {
  readonly question: { readonly month?: string; readonly by?: 'department' | 'manager' }
}) {
  const { message } = App.useApp()
  const may = useMay()
  const [isBusy, setBusy] = useState(false)
  if (!may('brand-analysis:export')) return null
  const save = async () => {
    setBusy(true)
    try {
      const { name } = await download(exportDashboard, { query: question })
      void message.success(t('dashboard.exported', { name }))
    } catch (problem) {
      void message.error(sayProblemShortly(problem))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<DownloadOutlined />} loading={isBusy} onClick={() => void save()}>
      {t('dashboard.export')}
    </Button>
  )
}
