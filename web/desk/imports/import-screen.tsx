import { useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { getImport } from '../../../domain/imports/contract.ts'
import { cancelMyJob } from '../../../platform/jobs/contract.ts'
import { useParam } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { formatMinutes, formatNumber, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/imports.ts'
import { invalidate, useAction, useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { ImportSteps } from './import-steps.tsx'
import './imports.css'
import { PrepareImport } from './prepare-import.tsx'
import { ResultPanel } from './result-panel.tsx'
import { type Import, isOpen, STATE_TONES } from './words.ts'

/** One import: its columns while it can still be changed, its progress while it runs, its result afterwards. */
export function ImportScreen() {
  const importId = useParam('importId')
  const client = useQueryClient()
  const answer = useCall(getImport, { params: { importId } }, { staleSeconds: 0 })
  const state = answer.data?.state
  const isRunning = state === 'running' || (answer.data?.progress ?? null) !== null
  useRefetch(isRunning, () => void answer.refetch())

  const before = useRef(isRunning)
  useEffect(() => {
    // What was imported is everywhere: lists, charts, segments.
    if (before.current && !isRunning)
      void invalidate(client, ['imports.list', 'customers.', 'orders.', 'goods.', 'segments.'])
    before.current = isRunning
  }, [isRunning, client])

  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} size="large" onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={8} />
  const run = answer.data
  return (
    <>
      <PageHeader
        title={run.fileName}
        tags={<StatusTag tone={STATE_TONES[run.state]}>{t(`state.${run.state}`)}</StatusTag>}
        detail={[t(`kind.${run.kind}`), run.createdByName, formatTime(run.createdAt)]
          .filter(Boolean)
          .join(' · ')}
      />
      <PageBody>
        <ImportSteps
          step={isRunning || run.state === 'checked' ? 'check' : isOpen(run.state) ? 'columns' : 'result'}
        />
        {isRunning ? (
          <Running run={run} />
        ) : isOpen(run.state) ? (
          <PrepareImport key={run.importId} run={run} onStarted={() => void answer.refetch()} />
        ) : (
          <ResultPanel run={run} />
        )}
      </PageBody>
    </>
  )
}

function Running({ run }: { readonly run: Import }) {
  const may = useMay()
  const cancel = useAction(cancelMyJob, { invalidates: ['imports.'] })
  const progress = run.progress
  const share = progress?.total ? Math.min(0.99, progress.done / progress.total) : 0
  const left = progress?.secondsLeft ?? null
  return (
    <Panel title={t(run.dryRun ? 'run.checking' : 'run.running', { name: run.fileName })}>
      <div className="import-running" aria-live="polite">
        <Progress
          percent={Math.floor(share * 100)}
          status="active"
          aria-label={t('run.running', { name: run.fileName })}
        />
        <div className="import-running-facts">
          <span>
            {progress?.total
              ? t('run.progress.of', {
                  done: formatNumber(progress.done),
                  total: formatNumber(progress.total),
                })
              : t('run.progress', { done: formatNumber(progress?.done ?? 0) })}
          </span>
          {left !== null && (
            <span>
              {t('run.left', {
                time:
                  left < 60
                    ? t('run.seconds', { seconds: Math.max(1, Math.round(left)) })
                    : formatMinutes(left / 60),
              })}
            </span>
          )}
        </div>
        <p className="quiet">{t('run.hint')}</p>
        {run.jobId && may('imports:run') && (
          <Button
            danger
            loading={cancel.isPending || cancel.isSuccess}
            onClick={() => cancel.mutate({ params: { jobId: run.jobId! } })}
          >
            {cancel.isSuccess ? t('run.stopping') : t('run.cancel')}
          </Button>
        )}
      </div>
    </Panel>
  )
}

/** Asks again every second while something runs. */
function useRefetch(isOn: boolean, refetch: () => void): void {
  const last = useRef(refetch)
  last.current = refetch
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(() => last.current(), 1000)
    return () => clearInterval(timer)
  }, [isOn])
}
