import { getSystemState } from '../../../../domain/insight/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { formatMinutes, formatNumber } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

const MEGABYTE = 1024 * 1024

/** Whether the program is well: looked at once a minute. */
export function HealthCard() {
  const answer = useCall(getSystemState, {}, { everySeconds: 60 })
  return (
    <Card
      title={t('health.title')}
      answer={answer}
      extra={<RouteLink to="/jobs">{t('health.all')}</RouteLink>}
      rows={6}
    >
      {({ database, jobs, ...state }) => (
        <dl className="facts card-grid">
          <div>
            <dt>{t('health.database')}</dt>
            <dd>
              <div className="card-tags">
                <span>
                  {t(`health.${database.kind}`)} {database.version}
                </span>
                {database.readOnly ? (
                  <StatusTag tone="error">{t('health.readOnly')}</StatusTag>
                ) : database.fsync ? (
                  <StatusTag tone="success">{t('health.good')}</StatusTag>
                ) : (
                  <StatusTag tone="error">{t('health.fsync.off')}</StatusTag>
                )}
              </div>
              <div className="quiet">
                {t('health.size', { size: sayBytes(database.sizeBytes) })} ·{' '}
                {database.freeBytes === null
                  ? t('health.free.server')
                  : t('health.free', { size: sayBytes(database.freeBytes) })}
              </div>
            </dd>
          </div>
          <div>
            <dt>{t('health.jobs')}</dt>
            <dd>
              {t('health.jobs.value', {
                done: formatNumber(jobs.done),
                failed: formatNumber(jobs.failed),
                waiting: formatNumber(jobs.waiting),
                running: formatNumber(jobs.running),
              })}
              {jobs.stuck > 0 && (
                <div>
                  <StatusTag tone="error">{t('health.jobs.stuck', { count: jobs.stuck })}</StatusTag>
                </div>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('health.up')}</dt>
            <dd>{formatMinutes(state.upSeconds / 60)}</dd>
          </div>
          <div>
            <dt>{t('health.memory')}</dt>
            <dd>{sayBytes(state.memoryBytes)}</dd>
          </div>
          <div>
            <dt>{t('health.signedIn')}</dt>
            <dd>{formatNumber(state.signedIn)}</dd>
          </div>
          <div>
            <dt>{t('health.migrations')}</dt>
            <dd>
              {t('health.migrations.value', { count: state.migrations })}{' '}
              <span className="quiet">Node {state.node}</span>
            </dd>
          </div>
          <div>
            <dt>{t('health.backup')}</dt>
            <dd>{t('health.backup.value', { command: 'npm run liuhui -- backup FILE' })}</dd>
          </div>
        </dl>
      )}
    </Card>
  )
}

function sayBytes(bytes: number): string {
  return bytes >= 1024 * MEGABYTE
    ? `${formatNumber(bytes / 1024 / MEGABYTE, 1)} GB`
    : `${formatNumber(bytes / MEGABYTE, 0)} MB`
}
