import { EditOutlined } from '@ant-design/icons'
import { Alert, Button, Tag } from 'antd'
import { useState } from 'react'
import { type CustomerField, type CustomerPage, getCustomer } from '../../../domain/customers/contract.ts'
import { useParam } from '../../shared/navigation.tsx'
import { PageBody, PageHeader } from '../../shared/page-header.tsx'
import { StatCard, StatRow } from '../../shared/stat-card.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { t } from '../../shared/text/customers.ts'
import { formatDate, formatDay, formatNumber } from '../../shared/text/format.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { AnomaliesPanel } from './page/anomalies-panel.tsx'
import { ArchivePanel } from './page/archive-panel.tsx'
import { MonthsPanel } from './page/months-panel.tsx'
import { PeoplePanel } from './page/people-panel.tsx'
import { SegmentsPanel } from './page/segments-panel.tsx'
import { TimelinePanel } from './page/timeline-panel.tsx'
import { VisitsPanel } from './page/visits-panel.tsx'
import './customers.css'
import { EditDrawer } from './edit-drawer.tsx'
import { fullMonths, LICENCE_TONES, STATUS_TONES, sayCode, sayValue, useFormatNames } from './words.ts'

/** Everything known about one customer, on one page. */
export function CustomerScreen() {
  const customerId = useParam('customerId')
  const answer = useCall(getCustomer, { params: { customerId } })
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} size="large" onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={12} />
  return <Customer key={customerId} customer={answer.data} />
}

function Customer({ customer }: { readonly customer: CustomerPage }) {
  const may = useMay()
  const sayFormat = useFormatNames()
  const [edited, setEdited] = useState<{ readonly field?: CustomerField }>()
  const readField = (field: CustomerField) =>
    customer.fields.find((candidate) => candidate.field === field)?.value ?? null
  const format = readField('format')
  const tier = readField('tier')
  const group = readField('valueGroup')
  const tags = readField('tags')
  const address = readField('address')
  return (
    <>
      <PageHeader
        title={customer.name}
        tags={
          <>
            <StatusTag tone={STATUS_TONES[customer.status]}>{sayCode('status', customer.status)}</StatusTag>
            <StatusTag tone={LICENCE_TONES[customer.licence.state]}>
              {t(customer.licence.open ? 'page.licence.open' : 'page.licence.closed')}
            </StatusTag>
            {format && (
              <Tag>
                {sayFormat(String(format))}
                {customer.typeCode && ` ${customer.typeCode}`}
              </Tag>
            )}
            {group && <Tag>{sayCode('valueGroup', String(group))}</Tag>}
            {tier && (
              <Tag>
                {t('column.tier')} {sayValue('tier', tier)}
              </Tag>
            )}
            {customer.groups.map((flag) => (
              <Tag key={flag.group}>{sayCode('group', flag.group)}</Tag>
            ))}
            {Array.isArray(tags) && tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}
          </>
        }
        detail={t('page.detail', { code: customer.code, address: String(address ?? t('page.noAddress')) })}
        actions={
          customer.mayUpdate && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => setEdited({})}>
              {t('page.edit')}
            </Button>
          )
        }
      />
      <PageBody>
        <LicenceNotice customer={customer} />
        <Facts customer={customer} />
        <div className="customer-columns">
          <div className="customer-main">
            {may('orders:read') && <MonthsPanel customer={customer} />}
            <ArchivePanel
              customer={customer}
              {...(customer.mayUpdate ? { onEdit: (field: CustomerField) => setEdited({ field }) } : {})}
            />
          </div>
          <div className="customer-side">
            <PeoplePanel customer={customer} />
            {may('visit-plans:read') && <VisitsPanel customer={customer} />}
            <SegmentsPanel customer={customer} />
            {may('orders:read') && <AnomaliesPanel customerId={customer.customerId} />}
            <TimelinePanel customerId={customer.customerId} />
          </div>
        </div>
      </PageBody>
      <EditDrawer
        customer={customer}
        isOpen={edited !== undefined}
        focus={edited?.field}
        onClose={() => setEdited(undefined)}
      />
    </>
  )
}

/** R1: what a closed or closing licence means, said where nobody overlooks it. */
function LicenceNotice({ customer }: { readonly customer: CustomerPage }) {
  const { licence } = customer
  const until = customer.fields.find((field) => field.field === 'licenceValidTo')?.value
  if (!licence.open) {
    return (
      <Alert
        type="error"
        showIcon
        title={t('page.licence.closed')}
        description={t('page.licence.closed.help', { state: sayCode('licence', licence.state) })}
      />
    )
  }
  if (licence.state !== 'expiring' || licence.daysLeft === null) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('page.licence.expiring.help', {
        date: formatDate(typeof until === 'string' ? until : null),
        days: licence.daysLeft,
      })}
    />
  )
}

/** The numbers one wants before reading on; each leads to its rows. */
function Facts({ customer }: { readonly customer: CustomerPage }) {
  const may = useMay()
  const months = fullMonths(customer.months)
  const mean = (part: readonly (typeof months)[number][]) =>
    part.length > 0 ? part.reduce((sum, month) => sum + month.quantity, 0) / part.length : null
  const recent = mean(months.slice(-3))
  const before = mean(months.slice(-6, -3))
  const last = months.at(-1)
  return (
    <StatRow>
      {may('orders:read') && (
        <>
          <StatCard
            label={t('facts.monthly')}
            value={formatNumber(recent, 0)}
            unit={t('unit.cartons')}
            change={recent !== null && before ? recent / before - 1 : null}
            base={t('facts.monthly.base')}
          />
          <StatCard
            label={t('facts.lastOrders')}
            value={formatNumber(last?.orders)}
            unit={t('facts.lastOrders.unit')}
            to={`/orders?customerId=${customer.customerId}`}
          />
          <StatCard
            label={t('facts.anomalies')}
            value={formatNumber(customer.openAnomalies)}
            unit={t('facts.anomalies.unit')}
            to={`/orders?view=anomalies&customerId=${customer.customerId}`}
          />
          <StatCard
            label={t('facts.debits')}
            value={formatNumber(customer.debits.failedInFourWeeks)}
            unit={t('facts.debits.unit')}
            hint={
              customer.debits.lastFailedOn &&
              t('facts.debits.last', { date: formatDay(customer.debits.lastFailedOn) })
            }
          />
        </>
      )}
      <StatCard
        label={t('facts.missing')}
        value={formatNumber(customer.missing.length)}
        unit={t('facts.missing.unit')}
      />
    </StatRow>
  )
}
