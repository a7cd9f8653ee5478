import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useMemo } from 'react'
import { getLedgerState } from '../../../../domain/insight/contract.ts'
import { checkLedger } from '../../../../platform/ledger/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { RouteLink } from '../../../shared/navigation.tsx'
import { ProblemState } from '../../../shared/states.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import { formatDay, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/insight.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import './cards.css'
import { Card } from './card.tsx'

/** The audit log at a glance, without reading it: reading single events is an event itself. */
export function LedgerCard() {
  const answer = useCall(getLedgerState, {}, { everySeconds: 120 })
  const check = useAction(checkLedger, { invalidates: [getLedgerState] })
  return (
    <Card
      title={t('ledgerCard.title')}
      answer={answer}
      extra={
        <>
          <Button
            type="primary"
            icon={<SafetyCertificateOutlined />}
            loading={check.isPending}
            onClick={() => check.mutate({})}
          >
            {t('ledgerCard.verify')}
          </Button>
          <RouteLink to="/audit">{t('ledgerCard.all')}</RouteLink>
        </>
      }
      rows={6}
    >
      {({ lastCheck, events, days, kinds }) => (
        <div className="card-stack">
          {check.error && <ProblemState error={check.error} />}
          {check.data && (
            <Alert
              type={check.data.ok ? 'success' : 'error'}
              showIcon
              title={
                check.data.ok
                  ? t('ledgerCard.verified', { events: formatNumber(check.data.events) })
                  : t('ledgerCard.broken', { count: check.data.faults.length })
              }
            />
          )}
          <div className="card-tags">
            <StatusTag tone={lastCheck === null ? 'warning' : lastCheck.ok ? 'success' : 'error'}>
              {lastCheck === null
                ? t('ledgerCard.last.none')
                : t('ledgerCard.last', {
                    name: lastCheck.by,
                    time: formatTime(lastCheck.at),
                    events: formatNumber(lastCheck.events),
                    result: t(lastCheck.ok ? 'ledgerCard.last.ok' : 'ledgerCard.last.bad'),
                  })}
            </StatusTag>
            <span>{t('ledgerCard.events', { count: formatNumber(events) })}</span>
          </div>
          <div className="card-grid">
            <DaysChart days={days} />
            <section>
              <h3 className="card-head">{t('ledgerCard.kinds')}</h3>
              <ul className="plain card-lines">
                {kinds.map((kind) => (
                  <li key={kind.kind}>
                    <code>{kind.kind}</code>
                    <span className="number">{formatNumber(kind.events)}</span>
                  </li>
                ))}
              </ul>
            </section>
          </div>
        </div>
      )}
    </Card>
  )
}

function DaysChart({
  days,
}: {
  readonly days: readonly { readonly day: string; readonly events: number; readonly refused: number }[]
}) {
  const data = useMemo(
    () => ({
      categories: days.map(({ day }) => formatDay(day)),
      series: [
        {
          name: t('ledgerCard.done'),
          kind: 'bar' as const,
          stack: 'events',
          values: days.map(({ events, refused }) => events - refused),
        },
        {
          name: t('ledgerCard.refused'),
          kind: 'bar' as const,
          stack: 'events',
          colourIndex: 3,
          values: days.map(({ refused }) => refused),
        },
      ],
    }),
    [days],
  )
  return <Chart title={t('ledgerCard.days')} data={data} head={t('ledgerCard.day')} height={200} />
}
