import { App, Button, Space } from 'antd'
import {
  type CustomerField,
  decideCustomerProposal,
  type FieldValue,
  listCustomerProposals,
} from '../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { StatusTag, type Tone } from '../../shared/status-tag.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../shared/table/data-table.tsx'
import { t } from '../../shared/text/customers.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { sayField, sayValue } from './words.ts'

type Row = ResponseOf<typeof listCustomerProposals>['rows'][number]
const TONES: Readonly<Record<Row['state'], Tone>> = { open: 'info', accepted: 'success', declined: 'plain' }

/** Changes proposed by those who know the shop, waiting for those who keep the archive. */
export function ProposalsView() {
  return (
    <DataTable<Row>
      id="customers.proposals"
      prefix="p."
      source={sourceOf(listCustomerProposals)}
      rowKey={(row) => row.proposalId}
      rowPath={(row) => `/customers/${row.customerId}`}
      columns={columns()}
      filters={[
        {
          kind: 'choice',
          key: 'state',
          label: t('proposals.state'),
          isPinned: true,
          options: (['open', 'accepted', 'declined'] as const).map((value) => ({
            value,
            label: t(`proposals.state.${value}`),
          })),
        },
      ]}
      empty={{ title: t('proposals.empty'), cure: t('proposals.empty.cure') }}
    />
  )
}

function columns(): readonly Column<Row>[] {
  return [
    { key: 'name', title: t('column.name'), isTitle: true, width: 180 },
    { key: 'code', title: t('column.code'), width: 110 },
    {
      key: 'fields',
      title: t('proposals.changes'),
      width: 340,
      value: (row) => sayChanges(row),
    },
    { key: 'note', title: t('proposals.note'), width: 180 },
    { key: 'proposedByName', title: t('proposals.by'), width: 110 },
    { key: 'proposedAt', title: t('proposals.at'), kind: 'time', width: 150 },
    {
      key: 'state',
      title: t('proposals.state'),
      width: 110,
      value: (row) => t(`proposals.state.${row.state}`),
      render: (row) => <StatusTag tone={TONES[row.state]}>{t(`proposals.state.${row.state}`)}</StatusTag>,
    },
    {
      key: 'actions',
      title: '',
      width: 160,
      isExported: false,
      isRequired: true,
      render: (row) => row.state === 'open' && <Decide proposalId={row.proposalId} />,
    },
  ]
}

function Decide({ proposalId }: { readonly proposalId: string }) {
  const { message } = App.useApp()
  const may = useMay()
  const decide = useAction(decideCustomerProposal, { invalidates: ['customers.'] })
  if (!may('customer-identity:update')) return null
  const answer = (decision: 'accepted' | 'declined') =>
    decide.mutate(
      { params: { proposalId }, body: { decision } },
      {
        onSuccess: () => void message.success(t(`proposals.${decision}`)),
        onError: (error) => void message.error(sayProblemShortly(error)),
      },
    )
  return (
    <Space size={4}>
      <Button size="small" type="primary" loading={decide.isPending} onClick={() => answer('accepted')}>
        {t('proposals.accept')}
      </Button>
      <Button size="small" disabled={decide.isPending} onClick={() => answer('declined')}>
        {t('proposals.decline')}
      </Button>
    </Space>
  )
}

function sayChanges(row: Row): string {
  return Object.entries(row.fields)
    .map(
      ([field, { before, after }]) =>
        `${sayField(field as CustomerField)}: ${sayValue(field, before as FieldValue)} → ${sayValue(field, after as FieldValue)}`,
    )
    .join('; ')
}
