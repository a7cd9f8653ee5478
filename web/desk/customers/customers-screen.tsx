import { ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import {
  type CustomerRow,
  customerOptions,
  exportCustomers,
  listCustomers,
} from '../../../domain/customers/contract.ts'
import { useGo, useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { countSelected, type Selection } from '../../shared/table/selection.ts'
import { t } from '../../shared/text/customers.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { BulkActions, type Target } from './bulk-actions.tsx'
import { customerColumns } from './columns.tsx'
import './customers.css'
import { CustomersMap } from './customers-map.tsx'
import { customerFilters } from './filters.ts'
import { LicenceView } from './licence-view.tsx'
import { MissingView } from './missing-view.tsx'
import { NewCustomer } from './new-customer.tsx'
import { ProposalsView } from './proposals-view.tsx'
import { useFormatNames } from './words.ts'

const VIEWS = ['list', 'map', 'missing', 'licences', 'proposals'] as const
type View = (typeof VIEWS)[number]

/** All customers in reach, as a list and as a map with the same filters; what is missing; what ends soon. */
export function CustomersScreen() {
  const [search, change] = useSearchText()
  const may = useMay()
  const options = useCall(customerOptions, { query: {} }, { staleSeconds: 120 })
  const [isNewOpen, setNewOpen] = useState(false)
  const view: View = VIEWS.find((candidate) => candidate === search.view) ?? 'list'
  return (
    <>
      <PageHeader
        title={t('list.title')}
        detail={options.data && t('list.detail', { count: formatNumber(options.data.total) })}
        actions={
          may('customers:create') && (
            <Button icon={<PlusOutlined />} onClick={() => setNewOpen(true)}>
              {t('list.new')}
            </Button>
          )
        }
      >
        <Tabs
          className="page-tabs"
          activeKey={view}
          onChange={(next) => change({ view: next === 'list' ? undefined : next }, { push: true })}
          items={VIEWS.map((key) => ({ key, label: t(`tab.${key}`) }))}
        />
      </PageHeader>
      <PageBody>
        <Panel flush>
          {view === 'list' && <CustomerList />}
          {view === 'map' && <CustomersMap />}
          {view === 'missing' && <MissingView />}
          {view === 'licences' && <LicenceView />}
          {view === 'proposals' && <ProposalsView />}
        </Panel>
      </PageBody>
      <NewCustomer isOpen={isNewOpen} onClose={() => setNewOpen(false)} />
    </>
  )
}

function CustomerList() {
  const may = useMay()
  const go = useGo()
  const sayFormat = useFormatNames()
  const options = useCall(customerOptions, { query: {} }, { staleSeconds: 120 })
  return (
    <DataTable<CustomerRow>
      id="customers"
      source={sourceOf(listCustomers)}
      columns={customerColumns(sayFormat)}
      rowKey={(row) => row.customerId}
      filters={customerFilters(options.data, sayFormat)}
      search={t('list.search')}
      defaultSort="code"
      rowPath={(row) => `/customers/${row.customerId}`}
      {...(may('customers:export') ? { exporter: exportCustomers } : {})}
      {...(may('customers:update')
        ? {
            bulk: (selection: Selection<CustomerRow>, clear: () => void) => (
              <BulkActions
                target={targetOf(selection)}
                count={countSelected(selection)}
                onDone={clear}
                tags={options.data?.tags.map((tag) => tag.tag) ?? []}
              />
            ),
          }
        : {})}
      empty={{
        title: t('list.empty'),
        cure: t('list.empty.cure'),
        actions: may('imports:create') && (
          <Button icon={<ImportOutlined />} onClick={() => go('/imports/new', { kind: 'customers' })}>
            {t('list.empty.import')}
          </Button>
        ),
      }}
    />
  )
}

function targetOf(selection: Selection<CustomerRow>): Target {
  return selection.kind === 'all' ? { filter: selection.query } : { customerIds: [...selection.rows.keys()] }
}
