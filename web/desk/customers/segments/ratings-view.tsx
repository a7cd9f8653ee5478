import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import {
  decideReratings,
  listReratings,
  proposeReratings,
  undoCustomers,
} from '../../../../domain/customers/contract.ts'
import { addMonths, monthOf } from '../../../../engines/kernel/dates.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { call } from '../../../shared/api.ts'
import { MonthField } from '../../../shared/date/date-field.tsx'
import { useSearchText } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { StatusTag, type Tone } from '../../../shared/status-tag.tsx'
import type { Column } from '../../../shared/table/column.ts'
import { DataTable, sourceOf } from '../../../shared/table/data-table.tsx'
import type { Selection } from '../../../shared/table/selection.ts'
import { formatMonth, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { invalidate, useAction } from '../../../shared/use-call.ts'
import { useUndo } from '../../../shared/use-undo.tsx'
import { useMay } from '../../session.ts'
import { sayReason } from './reasons.ts'
import { sayClass } from './template-runner.tsx'

type Rating = ResponseOf<typeof listReratings>['rows'][number]

const TONES: Readonly<Record<Rating['state'], Tone>> = {
  proposed: 'info',
  confirmed: 'success',
  declined: 'plain',
}
const ARROWS: Readonly<Record<Rating['move'], string>> = { up: '↑', down: '↓', new: '＋', side: '→' }

/** SEG-07: who moved up or down last month and why, confirmed in bulk; what was decided stays as history. */
export function RatingsView() {
  const { message } = App.useApp()
  const may = useMay()
  const [search, change] = useSearchText()
  const lastMonth = addMonths(monthOf(formatTime(Date.now()).slice(0, 10)), -1)
  const month = search.month ?? lastMonth
  const propose = useAction(proposeReratings, { invalidates: ['segments.reratings'] })
  return (
    <Panel
      flush
      title={t('ratings.title', { month: formatMonth(month) })}
      extra={
        <>
          <MonthField
            label={t('ratings.month')}
            value={month}
            max={lastMonth}
            onChange={(value) => change({ month: value || undefined })}
          />
          {may('segments:run') && (
            <Button
              loading={propose.isPending}
              onClick={() =>
                propose.mutate(
                  { body: { month } },
                  {
                    onSuccess: ({ proposed, up, down }) =>
                      void message.success(
                        t('ratings.made', {
                          proposed: formatNumber(proposed),
                          up: formatNumber(up),
                          down: formatNumber(down),
                        }),
                      ),
                    onError: (error) => void message.error(sayProblemShortly(error)),
                  },
                )
              }
            >
              {t('ratings.make')}
            </Button>
          )}
        </>
      }
    >
      <DataTable<Rating>
        id="segments.ratings"
        prefix="r."
        source={sourceOf(listReratings, { query: { month } })}
        rowKey={(row) => row.reratingId}
        rowPath={(row) => `/customers/${row.customerId}`}
        columns={columns()}
        filters={[
          {
            kind: 'choice',
            key: 'state',
            label: t('column.state'),
            isPinned: true,
            options: (['proposed', 'confirmed', 'declined'] as const).map((value) => ({
              value,
              label: t(`ratings.state.${value}`),
            })),
          },
          {
            kind: 'choice',
            key: 'move',
            label: t('ratings.move'),
            isPinned: true,
            options: (['up', 'down', 'new', 'side'] as const).map((value) => ({
              value,
              label: t(`ratings.move.${value}`),
            })),
          },
        ]}
        {...(may('segments:run')
          ? {
              bulk: (selection: Selection<Rating>, clear: () => void) => (
                <Decide month={month} selection={selection} onDone={clear} />
              ),
            }
          : {})}
        empty={{ title: t('ratings.none'), cure: t('ratings.none.cure') }}
      />
    </Panel>
  )
}

function Decide({
  month,
  selection,
  onDone,
}: {
  readonly month: string
  readonly selection: Selection<Rating>
  readonly onDone: () => void
}) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const tellDone = useUndo()
  const decide = useAction(decideReratings, { invalidates: ['segments.', 'customers.'] })
  const answer = async (decision: 'confirmed' | 'declined') => {
    try {
      const reratingIds = await idsOf(month, selection)
      if (reratingIds.length === 0) return
      const { decided, undoToken } = await decide.mutateAsync({ body: { reratingIds, decision } })
      onDone()
      const said = t(`ratings.${decision}`, { count: formatNumber(decided) })
      if (undoToken === null) void message.success(said)
      else
        tellDone(said, async () => {
          await call(undoCustomers, { params: { undoToken } })
          await invalidate(client, ['segments.', 'customers.'])
        })
    } catch (error) {
      void message.error(sayProblemShortly(error))
    }
  }
  return (
    <>
      <Button size="small" type="primary" loading={decide.isPending} onClick={() => void answer('confirmed')}>
        {t('ratings.confirm')}
      </Button>
      <Button size="small" disabled={decide.isPending} onClick={() => void answer('declined')}>
        {t('ratings.decline')}
      </Button>
    </>
  )
}

/** Open ones among the selected. "Everything the filter finds" is read page by page. */
async function idsOf(month: string, selection: Selection<Rating>): Promise<string[]> {
  const open = (rows: Iterable<Rating>) =>
    [...rows].filter((row) => row.state === 'proposed').map((row) => row.reratingId)
  if (selection.kind === 'rows') return open(selection.rows.values())
  const ids: string[] = []
  for (let page = 1; (page - 1) * 200 < selection.total; page++) {
    const answer = await call(listReratings, {
      query: { ...selection.query, month, page, pageSize: 200 } as never,
    })
    ids.push(...open(answer.rows))
  }
  return ids
}

function columns(): readonly Column<Rating>[] {
  return [
    { key: 'name', title: t('column.customer'), isTitle: true, width: 190 },
    { key: 'code', title: t('column.code'), width: 110 },
    { key: 'managerName', title: t('column.manager'), width: 110 },
    { key: 'kind', title: t('ratings.kind'), width: 100, value: (row) => t(`ratings.kind.${row.kind}`) },
    {
      key: 'move',
      title: t('ratings.move'),
      width: 100,
      value: (row) => `${ARROWS[row.move]} ${t(`ratings.move.${row.move}`)}`,
    },
    { key: 'before', title: t('column.before'), width: 110, value: (row) => sayClass(row.before) },
    { key: 'after', title: t('column.after'), width: 110, value: (row) => sayClass(row.after) },
    { key: 'reason', title: t('column.reason'), width: 320, value: (row) => sayReason(row.reason) },
    {
      key: 'state',
      title: t('column.state'),
      width: 110,
      value: (row) => t(`ratings.state.${row.state}`),
      render: (row) => <StatusTag tone={TONES[row.state]}>{t(`ratings.state.${row.state}`)}</StatusTag>,
    },
    {
      key: 'decidedByName',
      title: t('ratings.decided'),
      width: 170,
      value: (row) =>
        row.decidedAt ? [row.decidedByName, formatTime(row.decidedAt)].filter(Boolean).join(' ') : null,
    },
  ]
}
