import { Button, Drawer, Segmented } from 'antd'
import { useState } from 'react'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { getTaskHistory, listDoneTasks, listOpenTasks } from '../../../platform/workflow/contract.ts'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { formatTime, MISSING } from '../../shared/text/format.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/system.ts'
import { Timeline } from '../../shared/timeline.tsx'
import { useCall } from '../../shared/use-call.ts'
import { pathOf } from '../opens.ts'
import './tasks.css'

type Open = ResponseOf<typeof listOpenTasks>['rows'][number]
type Done = ResponseOf<typeof listDoneTasks>['rows'][number]

/** 待办 and 已办: what waits for the reader and what the reader did. */
export function TasksScreen() {
  const [search, change] = useSearchText()
  const [history, setHistory] = useState<string>()
  const view = search.view === 'done' ? 'done' : 'open'
  const historyButton = (row: { readonly itemId: string }) => (
    <Button size="small" type="text" onClick={() => setHistory(row.itemId)}>
      {t('tasks.history')}
    </Button>
  )
  return (
    <>
      <PageHeader title={menuText('tasks')} detail={t('tasks.detail')} />
      <PageBody>
        <Panel flush>
          <div className="tasks-tabs">
            <Segmented
              aria-label={menuText('tasks')}
              value={view}
              onChange={(next) => change({ view: next === 'done' ? 'done' : undefined, page: undefined })}
              options={[
                { value: 'open', label: t('tasks.open') },
                { value: 'done', label: t('tasks.done') },
              ]}
            />
          </div>
          {view === 'open' ? (
            <DataTable<Open>
              key="open"
              id="tasks.open"
              source={sourceOf(listOpenTasks)}
              rowKey={(row) => row.itemId}
              rowPath={pathOf}
              empty={{ title: t('tasks.empty'), cure: t('tasks.empty.cure') }}
              columns={[
                { key: 'title', title: t('tasks.item'), isTitle: true, width: 320 },
                { key: 'authorName', title: t('tasks.from'), width: 120 },
                {
                  key: 'state',
                  title: t('tasks.state'),
                  width: 140,
                  value: (row) => t.loose(`state.${row.state}`),
                },
                {
                  key: 'dueAt',
                  title: t('tasks.due'),
                  width: 220,
                  render: (row) =>
                    row.dueAt ? (
                      <StatusTag tone={row.isOverdue ? 'error' : 'plain'}>
                        {row.isOverdue
                          ? t('tasks.due.late', { time: formatTime(row.dueAt) })
                          : formatTime(row.dueAt)}
                      </StatusTag>
                    ) : (
                      MISSING
                    ),
                },
                { key: 'changedAt', title: t('tasks.changed'), kind: 'time', width: 150 },
                {
                  key: 'history',
                  title: t('tasks.history'),
                  width: 120,
                  render: historyButton,
                  isExported: false,
                },
              ]}
            />
          ) : (
            <DataTable<Done>
              key="done"
              id="tasks.done"
              source={sourceOf(listDoneTasks)}
              rowKey={(row) => `${row.itemId} ${row.at}`}
              rowPath={pathOf}
              empty={{ title: t('tasks.done.empty') }}
              columns={[
                { key: 'title', title: t('tasks.item'), isTitle: true, width: 320 },
                {
                  key: 'transition',
                  title: t('tasks.done.action'),
                  width: 120,
                  value: (row) => t.loose(`transition.${row.transition}`),
                },
                { key: 'at', title: t('tasks.done.at'), kind: 'time', width: 150 },
                {
                  key: 'state',
                  title: t('tasks.state'),
                  width: 140,
                  value: (row) => t.loose(`state.${row.state}`),
                },
                {
                  key: 'history',
                  title: t('tasks.history'),
                  width: 120,
                  render: historyButton,
                  isExported: false,
                },
              ]}
            />
          )}
        </Panel>
      </PageBody>
      {history && <TaskHistory itemId={history} onClose={() => setHistory(undefined)} />}
    </>
  )
}

function TaskHistory({ itemId, onClose }: { readonly itemId: string; readonly onClose: () => void }) {
  const history = useCall(getTaskHistory, { params: { itemId } })
  return (
    <Drawer open size={440} title={history.data?.task.title ?? t('tasks.history')} onClose={onClose}>
      {history.error && <ProblemState error={history.error} onRetry={() => void history.refetch()} />}
      {history.isPending && <LoadingState />}
      {history.data && (
        <Timeline
          entries={history.data.steps.map((step) => ({
            id: String(step.version),
            at: step.at,
            by: step.actorName,
            tone: step.late ? ('warning' as const) : ('plain' as const),
            title: `${t.loose(`transition.${step.transition}`)} → ${t.loose(`state.${step.toState}`)}`,
            detail: step.comment,
          }))}
        />
      )}
    </Drawer>
  )
}
