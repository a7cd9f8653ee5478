import { Button, Modal, Progress } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import type { ResponseOf } from '../../platform/http/contract.ts'
import { cancelMyJob, getMyJob } from '../../platform/jobs/contract.ts'
import { ProblemState } from './states.tsx'
import { t as common } from './text/common.ts'
import { formatLarge, formatMinutes } from './text/format.ts'
import './text/mechanisms.ts'
import { t } from './text/parts.ts'
import { sayViolation } from './text/problems.ts'
import { useAction, useCall } from './use-call.ts'

export type Job = ResponseOf<typeof getMyJob>

export interface ProgressDialogProps {
  /** The job to watch; undefined shows nothing. */
  readonly jobId: string | undefined
  readonly title: string
  /** What is safe meanwhile, what will happen. */
  readonly hint?: ReactNode
  /** The person closed the window; the job goes on unless it was cancelled. */
  readonly onClose: () => void
  /** Called once when the job is done. */
  readonly onDone?: (job: Job) => void
  /** What the job brought, shown when it is done. Without it the window closes by itself. */
  readonly result?: (job: Job) => ReactNode
}

/** A long piece of work: how far, how long still, and a way to cancel. It goes on when the window is closed. */
export function ProgressDialog({ jobId, title, hint, onClose, onDone, result }: ProgressDialogProps) {
  const answer = useCall(
    getMyJob,
    { params: { jobId: jobId ?? '' } },
    { enabled: jobId !== undefined, staleSeconds: 0, everySeconds: 1 },
  )
  const cancel = useAction(cancelMyJob, { invalidates: [getMyJob] })
  const job = jobId === undefined || answer.data?.jobId !== jobId ? undefined : answer.data
  const isOver = job?.state === 'done' || job?.state === 'failed' || job?.state === 'cancelled'

  const told = useRef<string>(undefined)
  useEffect(() => {
    if (job?.state !== 'done' || told.current === job.jobId) return
    told.current = job.jobId
    onDone?.(job)
    if (!result) onClose()
  })

  const isStopping = job?.cancelRequested && !isOver
  return (
    <Modal
      open={jobId !== undefined}
      title={title}
      onCancel={onClose}
      mask={{ closable: false }}
      width={480}
      footer={
        isOver ? (
          <Button type="primary" onClick={onClose}>
            {common('action.close')}
          </Button>
        ) : (
          <>
            <Button
              danger
              loading={cancel.isPending || isStopping}
              disabled={!job}
              onClick={() => job && cancel.mutate({ params: { jobId: job.jobId } })}
            >
              {isStopping ? t('job.stopping') : t('job.cancel')}
            </Button>
            <Button onClick={onClose}>{t('job.background')}</Button>
          </>
        )
      }
    >
      {answer.error && !job ? (
        <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <div className="progress-dialog" aria-live="polite">
          <Progress
            percent={percentOf(job)}
            status={
              job?.state === 'failed'
                ? 'exception'
                : job?.state === 'done'
                  ? 'success'
                  : isOver
                    ? 'normal'
                    : 'active'
            }
            aria-label={title}
          />
          <div className="progress-facts">
            <span>{job?.progressNote ?? stateText(job)}</span>
            {job?.progressTotal ? (
              <span className="number">
                {formatLarge(job.progressDone)} / {formatLarge(job.progressTotal)}
              </span>
            ) : null}
          </div>
          {!isOver && job?.secondsLeft != null && (
            <div className="quiet">{t('job.left', { time: sayLeft(job.secondsLeft) })}</div>
          )}
          {job?.state === 'failed' && (
            <ul>
              {(job.failure?.violations?.length
                ? job.failure.violations
                : [{ code: job.failure?.code ?? 'INTERNAL' }]
              ).map((violation) => (
                <li key={JSON.stringify(violation)}>{sayViolation(violation)}</li>
              ))}
            </ul>
          )}
          {job?.state === 'done' && result?.(job)}
          {hint && !isOver && <p className="quiet">{hint}</p>}
        </div>
      )}
    </Modal>
  )
}

function percentOf(job: Job | undefined): number {
  if (!job) return 0
  if (job.state === 'done') return 100
  return job.progressTotal ? Math.min(99, Math.floor((job.progressDone / job.progressTotal) * 100)) : 0
}

function stateText(job: Job | undefined): string {
  return job ? t(`job.state.${job.state}`) : common('state.loading')
}

function sayLeft(seconds: number): string {
  return seconds < 60
    ? t('job.seconds', { seconds: Math.max(1, Math.round(seconds)) })
    : formatMinutes(seconds / 60)
}
