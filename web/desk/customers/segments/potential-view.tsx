import { App, Button } from 'antd'
import { pickPotential, potentialTest } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { Panel } from '../../../shared/page-header.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import type { Column } from '../../../shared/table/column.ts'
import { DataTable } from '../../../shared/table/data-table.tsx'
import type { Selection } from '../../../shared/table/selection.ts'
import { formatMonth, formatNumber } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { sayVersion } from './reasons.ts'

type Candidate = ResponseOf<typeof potentialTest>['rows'][number]

/** SEG-08: customers worth cultivating, ranked, with the parts of the score; picked ones enter the directory's draft. */
export function PotentialView() {
  const may = useMay()
  const answer = useCall(potentialTest, { query: { limit: 200 } }, { staleSeconds: 120 })
  const month = answer.data?.month
  return (
    <Panel
      flush
      title={t('potential.title')}
      extra={
        answer.data && (
          <span className="quiet">
            {t('potential.detail', { month: formatMonth(month) })} {sayVersion(answer.data.ruleVersion)}
          </span>
        )
      }
    >
      <DataTable<Candidate>
        id="segments.potential"
        prefix="c."
        rows={answer.data?.rows ?? []}
        isLoading={answer.isPending}
        error={answer.error}
        onRetry={() => void answer.refetch()}
        rowKey={(row) => row.customerId}
        rowPath={(row) => `/customers/${row.customerId}`}
        defaultSort="rank"
        columns={columns(Object.keys(answer.data?.rows[0]?.parts ?? {}))}
        {...(may('segments:run') && month
          ? {
              bulk: (selection: Selection<Candidate>, clear: () => void) =>
                selection.kind === 'rows' && (
                  <Pick month={month} customerIds={[...selection.rows.keys()]} onDone={clear} />
                ),
            }
          : {})}
        empty={{ title: t('potential.none'), cure: t('potential.none.cure') }}
      />
    </Panel>
  )
}

function Pick({
  month,
  customerIds,
  onDone,
}: {
  readonly month: string
  readonly customerIds: readonly string[]
  readonly onDone: () => void
}) {
  const { message } = App.useApp()
  const pick = useAction(pickPotential, { invalidates: ['segments.'] })
  return (
    <Button
      size="small"
      type="primary"
      loading={pick.isPending}
      onClick={() =>
        pick.mutate(
          { body: { month, customerIds: [...customerIds] } },
          {
            onSuccess: ({ picked }) => {
              void message.success(t('potential.done', { count: formatNumber(picked) }))
              onDone()
            },
            onError: (error) => void message.error(sayProblemShortly(error)),
          },
        )
      }
    >
      {t('potential.pick')}
    </Button>
  )
}

function columns(parts: readonly string[]): readonly Column<Candidate>[] {
  return [
    { key: 'name', title: t('column.customer'), isTitle: true, width: 200, sortable: true },
    { key: 'rank', title: t('column.rank'), kind: 'number', width: 80, sortable: true },
    { key: 'score', title: t('column.score'), kind: 'number', digits: 1, width: 90, sortable: true },
    { key: 'code', title: t('column.code'), width: 110, isHidden: true },
    { key: 'managerName', title: t('column.manager'), width: 120, sortable: true },
    ...parts.map((part) => ({
      key: part,
      title: t.has(`part.${part}`) ? t.loose(`part.${part}`) : part,
      kind: 'number' as const,
      digits: 1,
      width: 96,
      sortable: true,
      value: (row: Candidate) => row.parts[part] ?? null,
    })),
    {
      key: 'picked',
      title: t('column.state'),
      width: 110,
      value: (row) => (row.picked ? t('potential.picked') : null),
      render: (row) => row.picked && <StatusTag tone="success">{t('potential.picked')}</StatusTag>,
    },
  ]
}
