import { licenceList } from '../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { t } from '../../shared/text/customers.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { LICENCE_TONES, sayCode } from './words.ts'

type Row = ResponseOf<typeof licenceList>['rows'][number]

/** DAT-08: licences that end soon, and those that keep supply closed. */
export function LicenceView() {
  return (
    <DataTable<Row>
      id="customers.licences"
      prefix="l."
      source={sourceOf(licenceList)}
      rowKey={(row) => row.customerId}
      rowPath={(row) => `/customers/${row.customerId}`}
      columns={columns()}
      search={t('list.search')}
      filters={[
        {
          kind: 'choice',
          key: 'show',
          label: t('licences.show'),
          isPinned: true,
          isSingle: true,
          options: (['due', 'closed', 'all'] as const).map((value) => ({
            value,
            label: t(`licences.${value}`),
          })),
        },
      ]}
      empty={{ title: t('licences.empty'), cure: t('licences.empty.cure') }}
    />
  )
}

function columns(): readonly Column<Row>[] {
  return [
    { key: 'name', title: t('column.name'), isTitle: true, width: 220 },
    { key: 'code', title: t('column.code'), width: 120 },
    { key: 'manager', title: t('column.manager'), width: 120, value: (row) => row.managerName },
    {
      key: 'state',
      title: t('column.licenceState'),
      width: 150,
      value: (row) => sayCode('licence', row.state),
      render: (row) => <StatusTag tone={LICENCE_TONES[row.state]}>{sayCode('licence', row.state)}</StatusTag>,
    },
    { key: 'validTo', title: t('column.licenceValidTo'), kind: 'date', width: 150 },
    {
      key: 'daysLeft',
      title: t('licences.daysLeft'),
      width: 150,
      value: (row) => row.daysLeft,
      render: (row) => sayDaysLeft(row.daysLeft),
    },
    {
      key: 'reminderDays',
      title: t('licences.reminder'),
      width: 140,
      value: (row) => row.reminderDays,
      render: (row) =>
        row.reminderDays !== null && (
          <StatusTag tone={row.reminderDays <= 7 ? 'error' : 'warning'}>
            {t('licences.reminder.days', { days: row.reminderDays })}
          </StatusTag>
        ),
    },
    { key: 'licenceNo', title: t('column.licenceNo'), width: 150 },
  ]
}

function sayDaysLeft(days: number | null): string {
  if (days === null) return ''
  return days < 0
    ? t('licences.expiredFor', { days: formatNumber(-days) })
    : t('licences.left', { days: formatNumber(days) })
}
