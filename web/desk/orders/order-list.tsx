import { ImportOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { customerOptions, getCustomer } from '../../../domain/customers/contract.ts'
import { exportOrders, listOrders, ORDER_CHANNELS } from '../../../domain/orders/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { RouteLink, useGo, useSearchText } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import type { Filter } from '../../shared/table/filter.ts'
import { t } from '../../shared/text/orders.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { OrderDrawer } from './order-drawer.tsx'
import { sayChannel } from './words.ts'

export type OrderRow = ResponseOf<typeof listOrders>['rows'][number]

/** DAT-04: everybody reads, nobody writes. */
export function OrderList() {
  const may = useMay()
  const go = useGo()
  const [opened, setOpened] = useState<OrderRow>()
  const filters = useOrderFilters()
  return (
    <Panel flush>
      <DataTable<OrderRow>
        id="orders"
        source={sourceOf(listOrders)}
        columns={columns()}
        rowKey={(row) => row.orderId}
        filters={filters}
        search={t('search')}
        onOpen={setOpened}
        {...(may('orders:export') ? { exporter: exportOrders } : {})}
        empty={{
          title: t('empty'),
          cure: t('empty.cure'),
          actions: may('imports:create') && (
            <Button icon={<ImportOutlined />} onClick={() => go('/imports/new', { kind: 'orders' })}>
              {t('empty.import')}
            </Button>
          ),
        }}
      />
      <OrderDrawer order={opened} onClose={() => setOpened(undefined)} />
    </Panel>
  )
}

/** Dates, channel, manager; and the customer when the address names one. */
function useOrderFilters(): readonly Filter[] {
  const [search] = useSearchText()
  const may = useMay()
  const options = useCall(
    customerOptions,
    { query: {} },
    { staleSeconds: 300, enabled: may('customers:read') },
  )
  const { customerId } = search
  const customer = useCall(
    getCustomer,
    { params: { customerId: customerId ?? '' } },
    { enabled: customerId !== undefined && may('customers:read'), staleSeconds: 300 },
  )
  const filters: Filter[] = [
    { kind: 'dates', keys: ['from', 'to'], label: t('filter.dates'), isPinned: true },
    {
      kind: 'choice',
      key: 'channel',
      label: t('column.channel'),
      isPinned: true,
      options: ORDER_CHANNELS.map((value) => ({ value, label: sayChannel(value) })),
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
    {
      kind: 'switch',
      key: 'isReturn',
      label: t('column.isReturn'),
      yes: t('filter.isReturn.yes'),
      no: t('filter.isReturn.no'),
    },
  ]
  if (customerId)
    filters.push({
      kind: 'choice',
      key: 'customerId',
      label: t('filter.customer'),
      isSingle: true,
      options: [{ value: customerId, label: customer.data?.name ?? '…' }],
    })
  return filters
}

function columns(): readonly Column<OrderRow>[] {
  return [
    { key: 'orderNo', title: t('column.orderNo'), isTitle: true, width: 148 },
    { key: 'orderDate', title: t('column.orderDate'), kind: 'date', width: 132, sortable: true },
    {
      key: 'customerName',
      title: t('column.customer'),
      width: 180,
      render: (row) => <RouteLink to={`/customers/${row.customerId}`}>{row.customerName}</RouteLink>,
    },
    { key: 'customerCode', title: t('column.customerCode'), width: 104 },
    { key: 'channel', title: t('column.channel'), width: 100, value: (row) => sayChannel(row.channel) },
    { key: 'warehouse', title: t('column.warehouse'), width: 130, isHidden: true },
    {
      key: 'isReturn',
      title: t('column.isReturn'),
      width: 76,
      value: (row) => t(row.isReturn ? 'kind.return' : 'kind.order'),
      render: (row) => (row.isReturn ? <Tag>{t('kind.return')}</Tag> : t('kind.order')),
    },
    { key: 'lines', title: t('column.lines'), kind: 'number', width: 84 },
    {
      key: 'quantity',
      title: t('column.quantity'),
      kind: 'number',
      unit: t('unit.cartons'),
      width: 116,
      sortable: true,
    },
    { key: 'amountFen', title: t('column.amount'), kind: 'money', width: 130, sortable: true },
  ]
}
