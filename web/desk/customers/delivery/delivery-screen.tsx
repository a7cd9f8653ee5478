import { PlusOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { listDeliveryLines, listMoves } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { RouteLink, useGo, useSearchText } from '../../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../../shared/page-header.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import type { Column } from '../../../shared/table/column.ts'
import { DataTable } from '../../../shared/table/data-table.tsx'
import { t } from '../../../shared/text/delivery.ts'
import { formatNumber } from '../../../shared/text/format.ts'
import { useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import '../customers.css'
import { sayWeekday } from '../words.ts'
import './delivery.css'
import { LineForm } from './line-form.tsx'
import { MOVE_TONES } from './move-words.ts'
import { NewMoves } from './new-moves.tsx'

export type Line = ResponseOf<typeof listDeliveryLines>['lines'][number]
type Proposal = ResponseOf<typeof listMoves>['proposals'][number]

/** DAT-07: delivery lines with their people and load, and the proposals for customers that moved. */
export function DeliveryScreen() {
  const may = useMay()
  const go = useGo()
  const [search, change] = useSearchText()
  const [edited, setEdited] = useState<Line | 'new'>()
  const [isMoving, setMoving] = useState(false)
  const view = search.view === 'moves' ? 'moves' : 'lines'
  return (
    <>
      <PageHeader
        title={t('title')}
        detail={t('detail')}
        actions={
          may('customers:update') && (
            <>
              <Button icon={<PlusOutlined />} onClick={() => setEdited('new')}>
                {t('lines.new')}
              </Button>
              <Button type="primary" icon={<SwapOutlined />} onClick={() => setMoving(true)}>
                {t('moves.new')}
              </Button>
            </>
          )
        }
      >
        <Tabs
          className="page-tabs"
          activeKey={view}
          onChange={(next) => change({ view: next === 'lines' ? undefined : next }, { push: true })}
          items={(['lines', 'moves'] as const).map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
      </PageHeader>
      <PageBody>
        <Panel flush>{view === 'lines' ? <Lines onEdit={setEdited} /> : <Moves />}</Panel>
      </PageBody>
      <LineForm edited={edited} onClose={() => setEdited(undefined)} />
      <NewMoves
        isOpen={isMoving}
        onClose={() => setMoving(false)}
        onMade={(proposalId) => {
          setMoving(false)
          go(`/delivery/${proposalId}`)
        }}
      />
    </>
  )
}

function Lines({ onEdit }: { readonly onEdit: (line: Line) => void }) {
  const may = useMay()
  const answer = useCall(listDeliveryLines, {})
  const columns: readonly Column<Line>[] = [
    { key: 'name', title: t('column.line'), isTitle: true, width: 160, sortable: true },
    { key: 'code', title: t('column.code'), width: 90, sortable: true },
    {
      key: 'orderWeekdays',
      title: t('column.weekdays'),
      width: 120,
      value: (row) => row.orderWeekdays.map((day) => sayWeekday(day)).join('、'),
    },
    {
      key: 'customers',
      title: t('column.customers'),
      kind: 'number',
      width: 90,
      sortable: true,
      render: (row) => (
        <RouteLink to={`/customers?deliveryLine=${row.lineId}`} title={t('lines.customers')}>
          {formatNumber(row.customers)}
        </RouteLink>
      ),
    },
    {
      key: 'quantity',
      title: t('column.quantity'),
      kind: 'number',
      digits: 0,
      unit: t('unit.cartons'),
      width: 130,
      sortable: true,
    },
    { key: 'deliverymanName', title: t('column.deliveryman'), width: 100, sortable: true },
    { key: 'monopolyOfficerName', title: t('column.officer'), width: 110 },
    { key: 'phoneAgentName', title: t('column.agent'), width: 90 },
    { key: 'warehouse', title: t('column.warehouse'), width: 130, isHidden: true },
    ...(may('customers:update')
      ? [
          {
            key: 'actions',
            title: '',
            width: 90,
            isExported: false,
            isRequired: true,
            render: (row: Line) => (
              <Button
                size="small"
                aria-label={t('lines.edit', { name: row.name })}
                onClick={() => onEdit(row)}
              >
                {t('lines.edit.short')}
              </Button>
            ),
          },
        ]
      : []),
  ]
  return (
    <DataTable<Line>
      id="delivery.lines"
      rows={answer.data?.lines ?? []}
      isLoading={answer.isPending}
      error={answer.error}
      onRetry={() => void answer.refetch()}
      rowKey={(row) => row.lineId}
      rowPath={(row) => `/customers?deliveryLine=${row.lineId}`}
      columns={columns}
      defaultSort="name"
      search={t('column.line')}
      empty={{ title: t('lines.empty'), cure: t('lines.empty.cure') }}
    />
  )
}

function Moves() {
  const answer = useCall(listMoves, {})
  const columns: readonly Column<Proposal>[] = [
    {
      key: 'createdAt',
      title: t('column.created'),
      kind: 'time',
      isTitle: true,
      width: 170,
      sortable: true,
    },
    {
      key: 'customers',
      title: t('column.customers'),
      kind: 'number',
      width: 100,
      sortable: true,
    },
    { key: 'effectiveFrom', title: t('column.effective'), kind: 'date', width: 150, sortable: true },
    {
      key: 'state',
      title: t('column.state'),
      width: 120,
      value: (row) => t(`moves.state.${row.state}`),
      render: (row) => <StatusTag tone={MOVE_TONES[row.state]}>{t(`moves.state.${row.state}`)}</StatusTag>,
    },
    { key: 'createdByName', title: '', width: 120 },
  ]
  return (
    <DataTable<Proposal>
      id="delivery.moves"
      prefix="m."
      rows={answer.data?.proposals ?? []}
      isLoading={answer.isPending}
      error={answer.error}
      onRetry={() => void answer.refetch()}
      rowKey={(row) => row.proposalId}
      rowPath={(row) => `/delivery/${row.proposalId}`}
      columns={columns}
      defaultSort="-createdAt"
      empty={{ title: t('moves.empty'), cure: t('moves.empty.cure') }}
    />
  )
}
