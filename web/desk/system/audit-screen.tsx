import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Alert, Button, Input, Select } from 'antd'
import { useState } from 'react'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { checkLedger, listEvents } from '../../../platform/ledger/contract.ts'
import { type ApiProblem, call } from '../../shared/api.ts'
import { DateField } from '../../shared/date/date-field.tsx'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { ProblemAlert } from '../../shared/problem-alert.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { formatNumber, formatTime, MISSING } from '../../shared/text/format.ts'
import { t as menuText } from '../../shared/text/menu.ts'
import { t } from '../../shared/text/system.ts'
import { useAction } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import './audit.css'

type Event = ResponseOf<typeof listEvents>['rows'][number]
type Page = ResponseOf<typeof listEvents>

const PAGE = 100
const KIND = /^[a-z][a-zA-Z0-9.-]*(\.\*)?$/

/** The ledger, newest first. Reading it is an event itself. */
export function AuditScreen() {
  const may = useMay()
  const [search, change] = useSearchText()
  const check = useAction(checkLedger)
  const [opened, setOpened] = useState<string>()
  const query = {
    kinds: search.kinds && KIND.test(search.kinds) ? [search.kinds] : undefined,
    objectId: search.object,
    from: search.from,
    to: search.to,
    success: search.success === 'true' || search.success === 'false' ? search.success : undefined,
    limit: PAGE,
  } as const
  const events = useInfiniteQuery<Page, ApiProblem>({
    queryKey: ['ledger.list', query],
    initialPageParam: undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listEvents, { query: { ...query, after: pageParam as string | undefined }, signal }),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchOnWindowFocus: false,
  })
  const rows = events.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <>
      <PageHeader
        title={menuText('audit')}
        detail={t('audit.detail')}
        actions={may('audit-log:run') && <CheckButton check={check} />}
      />
      <PageBody>
        <CheckReport check={check} />
        <Panel flush>
          <div className="audit-tools no-print">
            <Input
              className="audit-kind"
              defaultValue={search.kinds}
              placeholder={t('audit.kind.hint')}
              aria-label={t('audit.kind')}
              allowClear
              onPressEnter={(event) => change({ kinds: event.currentTarget.value.trim() })}
              onBlur={(event) => change({ kinds: event.target.value.trim() })}
            />
            <Input
              className="audit-object"
              defaultValue={search.object}
              placeholder={t('audit.object')}
              aria-label={t('audit.object')}
              allowClear
              onPressEnter={(event) => change({ object: event.currentTarget.value.trim() })}
              onBlur={(event) => change({ object: event.target.value.trim() })}
            />
            <DateField
              label={t('audit.from')}
              placeholder={t('audit.from')}
              value={search.from}
              allowClear
              onChange={(next) => change({ from: next })}
            />
            <span aria-hidden="true">–</span>
            <DateField
              label={t('audit.to')}
              placeholder={t('audit.to')}
              value={search.to}
              allowClear
              onChange={(next) => change({ to: next })}
            />
            <Select
              aria-label={t('audit.result')}
              className="audit-result"
              value={search.success ?? ''}
              onChange={(success) => change({ success })}
              options={[
                { value: '', label: t('audit.result.all') },
                { value: 'true', label: t('audit.result.success') },
                { value: 'false', label: t('audit.result.failure') },
              ]}
            />
          </div>
          {events.error && rows.length === 0 && (
            <ProblemState error={events.error} onRetry={() => void events.refetch()} />
          )}
          {events.isPending && <LoadingState rows={10} />}
          {events.data && rows.length === 0 && (
            <EmptyState title={t('audit.empty')} cure={t('audit.empty.cure')} />
          )}
          {rows.length > 0 && (
            <div className="audit-scroll">
              <table className="audit">
                <thead>
                  <tr>
                    <th scope="col">{t('audit.at')}</th>
                    <th scope="col">{t('audit.actor')}</th>
                    <th scope="col">{t('audit.kind')}</th>
                    <th scope="col">{t('audit.about')}</th>
                    <th scope="col">{t('audit.result')}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((event) => (
                    <EventRows
                      key={event.eventId}
                      event={event}
                      isOpen={opened === event.eventId}
                      onToggle={() => setOpened(opened === event.eventId ? undefined : event.eventId)}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {rows.length > 0 && (
            <div className="audit-foot no-print">
              {events.hasNextPage ? (
                <Button loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                  {t('audit.more', { count: PAGE })}
                </Button>
              ) : (
                t('audit.end')
              )}
            </div>
          )}
        </Panel>
      </PageBody>
    </>
  )
}

function EventRows({
  event,
  isOpen,
  onToggle,
}: {
  readonly event: Event
  readonly isOpen: boolean
  readonly onToggle: () => void
}) {
  return (
    <>
      <tr data-open={isOpen}>
        <td className="audit-time">{formatTime(event.at, { seconds: true })}</td>
        <td>{event.actorName}</td>
        <th scope="row">
          <button type="button" className="link-button" aria-expanded={isOpen} onClick={onToggle}>
            {event.kind}
          </button>
        </th>
        <td>{event.objectKind}</td>
        <td>
          <StatusTag tone={event.success ? 'success' : 'error'}>
            {t(event.success ? 'audit.result.success' : 'audit.result.failure')}
          </StatusTag>
        </td>
      </tr>
      {isOpen && (
        <tr className="audit-detail">
          <td colSpan={5}>
            <dl className="facts">
              <Fact name={t('audit.number', { sequence: event.sequence })} value={event.eventId} />
              <Fact name={t('audit.about')} value={`${event.objectKind} ${event.objectId}`} />
              {Object.entries(event.detail).map(([name, value]) => (
                <Fact key={name} name={name} value={write(value)} />
              ))}
              {event.ruleVersions && <Fact name={t('audit.rules')} value={write(event.ruleVersions)} />}
              {event.requestId && <Fact name={t('audit.request')} value={event.requestId} />}
            </dl>
          </td>
        </tr>
      )}
    </>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function write(value: unknown): string {
  if (value === null || value === undefined || value === '') return MISSING
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

type CheckAction = ReturnType<typeof useAction<typeof checkLedger>>

/** Recomputes every hash. */
function CheckButton({ check }: { readonly check: CheckAction }) {
  return (
    <Button
      type="primary"
      icon={<SafetyCertificateOutlined />}
      loading={check.isPending}
      onClick={() => check.mutate({})}
    >
      {t('audit.check')}
    </Button>
  )
}

/** What the check says can be read out to an inspector. */
function CheckReport({ check }: { readonly check: CheckAction }) {
  const report = check.data
  if (!report) return <ProblemAlert error={check.error} />
  return (
    <Alert
      type={report.ok ? (report.anchors > 0 ? 'success' : 'warning') : 'error'}
      showIcon
      title={
        report.ok
          ? t('audit.check.ok', { events: formatNumber(report.events), days: formatNumber(report.days) })
          : t('audit.check.bad', { count: report.faults.length })
      }
      description={
        <>
          {report.faults.map((fault) => (
            <div key={`${fault.day} ${fault.sequence} ${fault.fault}`}>
              {fault.day} {fault.sequence ? t('audit.number', { sequence: fault.sequence }) : ''}{' '}
              {t(`audit.fault.${fault.fault}`)} {fault.note}
            </div>
          ))}
          {report.ok && (
            <div>
              {report.anchors > 0
                ? t('audit.check.anchors', { count: report.anchors })
                : t('audit.check.noAnchors')}
            </div>
          )}
          {report.tip && (
            <div className="quiet">
              {t('audit.check.tip')} <code>{report.tip.head}</code>
            </div>
          )}
        </>
      }
    />
  )
}
