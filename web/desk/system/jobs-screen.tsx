import { App, Button, Progress } from 'antd'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { cancelAnyJob, listAllJobs, repeatAnyJob } from '../../../platform/jobs/contract.ts'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { StatusTag, type Tone } from '../../shared/status-tag.tsx'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { t as common } from '../../shared/text/common.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { t } from '../../shared/text/system.ts'
import { useAction } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'

type Job = ResponseOf<typeof listAllJobs>['rows'][number]

const TONES: Readonly<Record<Job['state'], Tone>> = {
  queued: 'plain',
  running: 'info',
  done: 'success',
  failed: 'error',
  cancelled: 'plain',
}
const STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const

/** Everybody's background work, for the system administrator. */
export function JobsScreen() {
  const may = useMay()
  const { message } = App.useApp()
  const invalidates = ['jobs.']
  const cancel = useAction(cancelAnyJob, {
    invalidates,
    onDone: () => void message.success(t('jobs.cancelled')),
  })
  const repeat = useAction(repeatAnyJob, {
    invalidates,
    onDone: () => void message.success(t('jobs.repeated')),
  })
  const onError = (error: unknown) => void message.error(sayProblemShortly(error))
  return (
    <>
      <PageHeader title={menuText('jobs')} detail={t('jobs.detail')} />
      <PageBody>
        <Panel flush>
          <DataTable<Job>
            id="jobs"
            source={sourceOf(listAllJobs)}
            everySeconds={5}
            rowKey={(row) => row.jobId}
            empty={{ title: t('jobs.empty'), cure: t('jobs.empty.cure') }}
            filters={[
              {
                kind: 'choice',
                key: 'states',
                label: t('jobs.state'),
                isPinned: true,
                options: STATES.map((state) => ({ value: state, label: t(`jobs.state.${state}`) })),
              },
            ]}
            columns={[
              {
                key: 'title',
                title: t('jobs.title'),
                isTitle: true,
                width: 220,
                value: (row) => row.title[currentLanguage()],
              },
              {
                key: 'state',
                title: t('jobs.state'),
                width: 120,
                value: (row) => t(`jobs.state.${row.state}`),
                render: (row) => (
                  <StatusTag tone={TONES[row.state]}>{t(`jobs.state.${row.state}`)}</StatusTag>
                ),
              },
              {
                key: 'progress',
                title: t('jobs.progress'),
                width: 180,
                render: (row) =>
                  row.state === 'running' && row.progressTotal ? (
                    <Progress
                      size="small"
                      percent={Math.floor((row.progressDone / row.progressTotal) * 100)}
                      aria-label={t('jobs.progress')}
                    />
                  ) : (
                    (row.failure?.code ?? '')
                  ),
              },
              { key: 'createdByName', title: t('jobs.by'), width: 120 },
              { key: 'createdAt', title: t('jobs.created'), kind: 'time', width: 150 },
              { key: 'finishedAt', title: t('jobs.finished'), kind: 'time', width: 150 },
              { key: 'attempt', title: t('jobs.attempt'), kind: 'number', width: 80, isHidden: true },
              ...(may('system:run')
                ? [
                    {
                      key: 'actions',
                      title: common('action.column'),
                      width: 120,
                      isExported: false,
                      render: (row: Job) =>
                        row.state === 'queued' || row.state === 'running' ? (
                          <Button
                            size="small"
                            disabled={row.cancelRequested}
                            onClick={() => cancel.mutate({ params: { jobId: row.jobId } }, { onError })}
                          >
                            {t('jobs.cancel')}
                          </Button>
                        ) : row.state === 'failed' || row.state === 'cancelled' ? (
                          <Button
                            size="small"
                            onClick={() => repeat.mutate({ params: { jobId: row.jobId } }, { onError })}
                          >
                            {t('jobs.repeat')}
                          </Button>
                        ) : null,
                    },
                  ]
                : []),
            ]}
          />
        </Panel>
      </PageBody>
    </>
  )
}
