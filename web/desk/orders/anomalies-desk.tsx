import { App, Button, Drawer, Input, Radio } from 'antd'
import { useState } from 'react'
import { customerOptions, getCustomer } from '../../../domain/customers/contract.ts'
import {
  ANOMALY_KINDS,
  ANOMALY_STATES,
  handleAnomaly,
  listAnomalies,
} from '../../../domain/orders/contract.ts'
import { daysInMonth, monthOf } from '../../../engines/kernel/dates.ts'
import { RouteLink, useSearchText } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import type { Filter } from '../../shared/table/filter.ts'
import { t as common } from '../../shared/text/common.ts'
import { formatDate, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/orders.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction, useCall } from '../../shared/use-call.ts'
import { sayVersion } from '../customers/segments/reasons.ts'
import { useMay } from '../session.ts'
import { ANOMALY_TONES, type Anomaly, sayEvidence } from './words.ts'

/** Odd orders with what made the rule fire, and what checking found. An anomaly is a lead, never a verdict. */
export function AnomaliesDesk() {
  const [search, change] = useSearchText()
  const [page, setPage] = useState<readonly Anomaly[]>([])
  const filters = useAnomalyFilters()
  const opened = page.find((row) => row.anomalyId === search.anomaly)
  return (
    <Panel flush>
      <p className="view-head quiet">{t('anomaly.notice')}</p>
      <DataTable<Anomaly>
        id="orders.anomalies"
        source={sourceOf(listAnomalies)}
        columns={columns()}
        rowKey={(row) => row.anomalyId}
        filters={filters}
        search={t('anomaly.search')}
        onOpen={(row) => change({ anomaly: row.anomalyId })}
        onPage={(next) => setPage(next?.rows ?? [])}
        empty={{ title: t('anomaly.empty'), cure: t('anomaly.empty.cure') }}
      />
      <Drawer
        open={opened !== undefined}
        onClose={() => change({ anomaly: undefined })}
        size={520}
        destroyOnHidden
        title={
          opened &&
          t('anomaly.handle.title', {
            kind: t.loose(`anomaly.${opened.kind}`),
            name: opened.customerName,
          })
        }
      >
        {opened && (
          <Handling key={opened.anomalyId} anomaly={opened} onDone={() => change({ anomaly: undefined })} />
        )}
      </Drawer>
    </Panel>
  )
}

function Handling({ anomaly, onDone }: { readonly anomaly: Anomaly; readonly onDone: () => void }) {
  const { message } = App.useApp()
  const may = useMay()
  const [state, setState] = useState(anomaly.state)
  const [note, setNote] = useState(anomaly.note ?? '')
  const handle = useAction(handleAnomaly, { invalidates: ['orders.anomalies', 'customers.'] })
  const others = anomaly.evidence.others
  const day = anomaly.date
  const month = monthOf(day)
  return (
    <div className="anomaly">
      <p className="anomaly-evidence">{sayEvidence(anomaly)}</p>
      {Array.isArray(others) && others.length > 0 && (
        <p>
          <span className="quiet">{t('anomaly.others')}</span> {others.join('、')}
        </p>
      )}
      <p>
        <RouteLink to={`/customers/${anomaly.customerId}`}>{anomaly.customerName}</RouteLink>{' '}
        <span className="quiet">
          {anomaly.customerCode}
          {anomaly.managerName && ` · ${anomaly.managerName}`} · {formatDate(day)}
        </span>
      </p>
      <p>
        <RouteLink
          to={`/orders?customerId=${anomaly.customerId}&from=${month}-01&to=${month}-${daysInMonth(month)}`}
        >
          {t('anomaly.rows')}
        </RouteLink>{' '}
        <span className="quiet">{sayVersion(anomaly.ruleVersion)}</span>
      </p>
      {anomaly.handledAt && (
        <p className="quiet">
          {t('anomaly.handledBy', {
            name: anomaly.handledByName ?? '',
            time: formatTime(anomaly.handledAt),
          })}
        </p>
      )}
      {may('imports:run') ? (
        <form
          className="anomaly-form"
          onSubmit={(event) => {
            event.preventDefault()
            handle.mutate(
              {
                params: { anomalyId: anomaly.anomalyId },
                body: { state, ...(note.trim() ? { note: note.trim() } : {}) },
              },
              {
                onSuccess: () => {
                  void message.success(t('anomaly.saved'))
                  onDone()
                },
                onError: (error) => void message.error(sayProblemShortly(error)),
              },
            )
          }}
        >
          <Radio.Group
            value={state}
            onChange={(event) => setState(event.target.value as Anomaly['state'])}
            options={ANOMALY_STATES.map((value) => ({ value, label: t.loose(`anomalyState.${value}`) }))}
          />
          <Input.TextArea
            aria-label={t('anomaly.note')}
            placeholder={t('anomaly.note.hint')}
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button type="primary" htmlType="submit" loading={handle.isPending}>
            {common('action.save')}
          </Button>
        </form>
      ) : (
        <>
          <StatusTag tone={ANOMALY_TONES[anomaly.state]}>
            {t.loose(`anomalyState.${anomaly.state}`)}
          </StatusTag>
          {anomaly.note && <p>{anomaly.note}</p>}
        </>
      )}
    </div>
  )
}

function useAnomalyFilters(): readonly Filter[] {
  const [{ customerId }] = useSearchText()
  const may = useMay()
  const isReader = may('customers:read')
  const options = useCall(customerOptions, { query: {} }, { staleSeconds: 300, enabled: isReader })
  const customer = useCall(
    getCustomer,
    { params: { customerId: customerId ?? '' } },
    { enabled: customerId !== undefined && isReader, staleSeconds: 300 },
  )
  return [
    {
      kind: 'choice',
      key: 'kind',
      label: t('anomaly.column.kind'),
      isPinned: true,
      options: ANOMALY_KINDS.map((value) => ({ value, label: t.loose(`anomaly.${value}`) })),
    },
    {
      kind: 'choice',
      key: 'state',
      label: t('anomaly.column.state'),
      isPinned: true,
      options: ANOMALY_STATES.map((value) => ({ value, label: t.loose(`anomalyState.${value}`) })),
    },
    {
      kind: 'choice',
      key: 'managerId',
      label: t('column.manager'),
      isSingle: true,
      options: (options.data?.managers ?? []).flatMap((manager) =>
        manager.personId ? [{ value: manager.personId, label: manager.name }] : [],
      ),
    },
    { kind: 'dates', keys: ['from', 'to'], label: t('anomaly.column.date') },
    ...(customerId
      ? [
          {
            kind: 'choice' as const,
            key: 'customerId',
            label: t('filter.customer'),
            isSingle: true,
            options: [{ value: customerId, label: customer.data?.name ?? '…' }],
          },
        ]
      : []),
  ]
}

function columns(): readonly Column<Anomaly>[] {
  return [
    {
      key: 'kind',
      title: t('anomaly.column.kind'),
      isTitle: true,
      width: 150,
      value: (row) => t.loose(`anomaly.${row.kind}`),
    },
    {
      key: 'state',
      title: t('anomaly.column.state'),
      width: 120,
      value: (row) => t.loose(`anomalyState.${row.state}`),
      render: (row) => (
        <StatusTag tone={ANOMALY_TONES[row.state]}>{t.loose(`anomalyState.${row.state}`)}</StatusTag>
      ),
    },
    {
      key: 'customerName',
      title: t('column.customer'),
      width: 190,
      render: (row) => <RouteLink to={`/customers/${row.customerId}`}>{row.customerName}</RouteLink>,
    },
    { key: 'managerName', title: t('column.manager'), width: 110 },
    { key: 'evidence', title: t('anomaly.column.evidence'), width: 420, value: sayEvidence },
    { key: 'date', title: t('anomaly.column.date'), kind: 'date', width: 140 },
    { key: 'foundAt', title: t('anomaly.column.found'), kind: 'time', width: 150 },
    { key: 'handledByName', title: t('anomaly.column.handled'), width: 110 },
  ]
}
