import { Tag } from 'antd'
import type { CustomerRow } from '../../../domain/customers/contract.ts'
import { StatusTag } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { t } from '../../shared/text/customers.ts'
import { LICENCE_TONES, STATUS_TONES, sayCode, sayField, sayVisits, sayWeekday } from './words.ts'

/** Columns of the list of customers. Keys are the export's keys and, where sortable, the sort keys of the contract. */
export function customerColumns(
  sayFormat: (format: string | null) => string,
): readonly Column<CustomerRow>[] {
  return [
    { key: 'name', title: t('column.name'), width: 172, isTitle: true, sortable: true },
    { key: 'code', title: t('column.code'), width: 104, sortable: true },
    {
      key: 'format',
      title: t('column.format'),
      width: 96,
      sortable: true,
      value: (row) => (row.format ? sayFormat(row.format) : null),
    },
    {
      key: 'valueGroup',
      title: t('column.valueGroup'),
      width: 96,
      sortable: true,
      value: (row) => (row.valueGroup ? sayCode('valueGroup', row.valueGroup) : null),
    },
    { key: 'tier', title: t('column.tier'), kind: 'number', width: 72, sortable: true },
    {
      key: 'manager',
      title: t('column.manager'),
      width: 96,
      sortable: true,
      value: (row) => row.managerName,
    },
    {
      key: 'quantity',
      title: t('column.quantity'),
      kind: 'number',
      digits: 0,
      unit: t('unit.cartons.short'),
      help: t('column.quantity.help'),
      width: 138,
      sortable: true,
    },
    {
      key: 'licenceState',
      title: t('column.licenceState'),
      width: 118,
      value: (row) => sayCode('licence', row.licenceState),
      render: (row) => (
        <StatusTag tone={LICENCE_TONES[row.licenceState]}>{sayCode('licence', row.licenceState)}</StatusTag>
      ),
    },
    {
      key: 'licenceValidTo',
      title: t('column.licenceValidTo'),
      kind: 'date',
      width: 136,
      sortable: true,
      isHidden: true,
    },
    {
      key: 'orderWeekday',
      title: t('column.orderWeekday'),
      width: 86,
      sortable: true,
      value: (row) => (row.orderWeekday ? sayWeekday(row.orderWeekday) : null),
    },
    {
      key: 'missing',
      title: t('column.missing'),
      width: 76,
      kind: 'number',
      value: (row) => row.missing.length,
      render: (row) =>
        row.missing.length > 0 ? (
          <span title={row.missing.map(sayField).join('、')}>{row.missing.length}</span>
        ) : (
          ''
        ),
    },
    {
      key: 'groups',
      title: t('column.groups'),
      width: 116,
      value: (row) => row.groups.map((group) => sayCode('group', group)).join('、') || null,
      render: (row) => row.groups.map((group) => <Tag key={group}>{sayCode('group', group)}</Tag>),
    },
    {
      key: 'tags',
      title: t('column.tags'),
      width: 130,
      value: (row) => row.tags.join('、') || null,
      render: (row) => row.tags.map((tag) => <Tag key={tag}>{tag}</Tag>),
    },
    {
      key: 'status',
      title: t('column.status'),
      width: 110,
      isHidden: true,
      value: (row) => sayCode('status', row.status),
      render: (row) => <StatusTag tone={STATUS_TONES[row.status]}>{sayCode('status', row.status)}</StatusTag>,
    },
    {
      key: 'marketType',
      title: t('column.marketType'),
      width: 90,
      isHidden: true,
      value: (row) => (row.marketType ? sayCode('market', row.marketType) : null),
    },
    {
      key: 'scale',
      title: t('column.scale'),
      width: 90,
      isHidden: true,
      value: (row) => (row.scale ? sayCode('scale', row.scale) : null),
    },
    { key: 'unit', title: t('column.unit'), isHidden: true, value: (row) => row.unitName },
    {
      key: 'deliveryLine',
      title: t('column.deliveryLine'),
      isHidden: true,
      value: (row) => row.deliveryLineName,
    },
    {
      key: 'orderCycle',
      title: t('column.orderCycle'),
      width: 100,
      isHidden: true,
      value: (row) => (row.orderCycle ? sayCode('cycle', row.orderCycle) : null),
    },
    {
      key: 'visitsPerMonth',
      title: t('column.visitsPerMonth'),
      width: 110,
      isHidden: true,
      value: (row) => (row.visitsPerMonth ? sayVisits(row.visitsPerMonth) : null),
    },
    { key: 'licenceNo', title: t('column.licenceNo'), isHidden: true },
    { key: 'contactName', title: t('column.contactName'), width: 100, isHidden: true },
    { key: 'phone', title: t('column.phone'), isHidden: true },
    { key: 'address', title: t('column.address'), width: 240, isHidden: true },
    { key: 'amountFen', title: t('column.amountFen'), kind: 'money', width: 130, isHidden: true },
    { key: 'lon', title: t('column.lon'), kind: 'number', digits: 5, isHidden: true },
    { key: 'lat', title: t('column.lat'), kind: 'number', digits: 5, isHidden: true },
  ]
}
