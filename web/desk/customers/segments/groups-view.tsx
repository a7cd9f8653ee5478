import { App, Button, Input, Modal, Popover, Progress, Segmented, Tag } from 'antd'
import { useState } from 'react'
import {
  CUSTOMER_GROUPS,
  type CustomerGroup,
  flagCustomers,
  groupMembers,
  highEndSummary,
  refreshGroups,
  smallMediumShare,
} from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { RouteLink, useSearchText } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { StatCard, StatRow } from '../../../shared/stat-card.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../../shared/states.tsx'
import type { Column } from '../../../shared/table/column.ts'
import { DataTable } from '../../../shared/table/data-table.tsx'
import { Pager } from '../../../shared/table/pager.tsx'
import type { Selection } from '../../../shared/table/selection.ts'
import { PAGE_SIZES } from '../../../shared/table/table-state.ts'
import { t as common } from '../../../shared/text/common.ts'
import {
  formatChange,
  formatLargeMoney,
  formatMonth,
  formatNumber,
  formatPercent,
} from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { sayFactValue, sayReason, sayVersion } from './reasons.ts'
import { Sparkline } from './sparkline.tsx'

type Members = ResponseOf<typeof groupMembers>
type Member = Members['rows'][number]

/** SEG-09, SEG-10, SEG-12: weak, marginal and high-end customers, each with the rule in sight. */
export function GroupsView() {
  const { message } = App.useApp()
  const may = useMay()
  const [search, change] = useSearchText()
  const group: CustomerGroup = CUSTOMER_GROUPS.find((name) => name === search.group) ?? 'weak'
  const refresh = useAction(refreshGroups, { invalidates: ['segments.', 'customers.'] })
  return (
    <>
      <div className="groups-head">
        <Segmented<CustomerGroup>
          value={group}
          onChange={(next) => change({ group: next === 'weak' ? undefined : next, page: undefined })}
          options={CUSTOMER_GROUPS.map((name) => ({ value: name, label: t(`groups.${name}`) }))}
        />
        {may('segments:run') && (
          <Button
            loading={refresh.isPending}
            onClick={() =>
              refresh.mutate(
                { body: {} },
                {
                  onSuccess: ({ added, removed }) =>
                    void message.success(
                      t('groups.refreshed', {
                        added: formatNumber(added),
                        removed: formatNumber(removed),
                      }),
                    ),
                  onError: (error) => void message.error(sayProblemShortly(error)),
                },
              )
            }
          >
            {t('groups.refresh')}
          </Button>
        )}
      </div>
      <Group key={group} group={group} />
      <SmallMedium />
    </>
  )
}

function Group({ group }: { readonly group: CustomerGroup }) {
  const may = useMay()
  const [search, change] = useSearchText()
  const page = Math.max(1, Number(search.page) || 1)
  const pageSize = PAGE_SIZES.find((size) => String(size) === search.pageSize) ?? 50
  const answer = useCall(
    groupMembers,
    { params: { group }, query: { page, pageSize } },
    { keepPrevious: true },
  )
  const [isSummaryOpen, setSummaryOpen] = useState(false)
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={8} />
  const { rows, total, comparison, rule, ruleVersion } = answer.data
  return (
    <>
      <div className="segment-columns">
        <Panel title={t('groups.rule')} extra={<span className="quiet">{sayVersion(ruleVersion)}</span>}>
          <ul className="plain rule-numbers">
            {Object.entries(rule).map(([name, value]) => (
              <li key={name}>
                <span>{t.has(`rule.${name}`) ? t.loose(`rule.${name}`, { value }) : name}</span>
                {!(t.has(`rule.${name}`) && t.loose(`rule.${name}`).includes('{value}')) && (
                  <strong>{sayFactValue(name, value)}</strong>
                )}
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title={t('groups.comparison')}>
          <Comparison group={group} comparison={comparison} />
        </Panel>
      </div>
      <Panel
        flush
        title={`${t(`groups.${group}`)} · ${formatNumber(total)}`}
        extra={
          group === 'high_end' && (
            <Button size="small" onClick={() => setSummaryOpen(true)}>
              {t('groups.summary')}
            </Button>
          )
        }
      >
        {total === 0 ? (
          <EmptyState title={t('groups.empty')} cure={t('groups.empty.cure')} />
        ) : (
          <>
            <DataTable<Member>
              id={`segments.${group}`}
              prefix="g."
              height="grow"
              rows={rows}
              rowKey={(row) => row.customerId}
              rowPath={(row) => `/customers/${row.customerId}`}
              columns={columns()}
              {...(may('segments:run')
                ? {
                    bulk: (selection: Selection<Member>, clear: () => void) =>
                      selection.kind === 'rows' && (
                        <TakeOut group={group} customerIds={[...selection.rows.keys()]} onDone={clear} />
                      ),
                  }
                : {})}
            />
            {total > rows.length && (
              <Pager
                state={{ page, pageSize, sort: undefined, search: '', filters: {} }}
                total={total}
                isUpdating={answer.isFetching}
                onPage={(next) => change({ page: next === 1 ? undefined : String(next) })}
                onPageSize={(size) => change({ pageSize: String(size), page: undefined })}
              />
            )}
          </>
        )}
      </Panel>
      <Modal
        open={isSummaryOpen}
        onCancel={() => setSummaryOpen(false)}
        width={820}
        footer={null}
        destroyOnHidden
        title={t('groups.summary')}
      >
        {isSummaryOpen && <HighEndSummary />}
      </Modal>
    </>
  )
}

function columns(): readonly Column<Member>[] {
  return [
    { key: 'name', title: t('column.customer'), isTitle: true, width: 170 },
    { key: 'code', title: t('column.code'), width: 110 },
    { key: 'managerName', title: t('column.manager'), width: 110 },
    { key: 'tier', title: t('column.tier'), kind: 'number', width: 70 },
    {
      key: 'reason',
      title: t('column.reason'),
      width: 260,
      value: (row) => sayReason(row.reason),
      render: (row) => (
        <>
          <Tag>{t(row.byHand ? 'groups.byHand' : 'groups.byRule')}</Tag>
          {sayReason(row.reason)}
        </>
      ),
    },
    {
      key: 'months',
      title: t('column.months'),
      width: 180,
      isExported: false,
      value: (row) => row.months.reduce((sum, month) => sum + month.quantity, 0),
      render: (row) => (
        <Sparkline label={t('column.months')} values={row.months.slice(-12).map((month) => month.quantity)} />
      ),
    },
    { key: 'since', title: t('column.since'), kind: 'date', width: 132 },
  ]
}

function Comparison({
  group,
  comparison,
}: {
  readonly group: CustomerGroup
  readonly comparison: Members['comparison']
}) {
  const { members, others } = comparison
  const line = (name: string, amount: typeof members, mean: number) => (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{formatNumber(amount.customers)}</td>
      <td className="number">{formatNumber(amount.quantity, 0)}</td>
      <td className="number">{formatLargeMoney(amount.amountFen)}</td>
      <td className="number">{formatNumber(mean, 1)}</td>
    </tr>
  )
  return (
    <table className="small-table">
      <thead>
        <tr>
          <td />
          <th scope="col" className="number">
            {t('column.customers')}
          </th>
          <th scope="col" className="number">
            {t('column.quantity')}
          </th>
          <th scope="col" className="number">
            {t('column.amount')}
          </th>
          <th scope="col" className="number">
            {t('groups.comparison.mean')}
          </th>
        </tr>
      </thead>
      <tbody>
        {line(
          t('groups.comparison.members', { group: t(`groups.${group}`) }),
          members,
          comparison.memberMeanQuantity,
        )}
        {line(t('groups.comparison.others'), others, comparison.otherMeanQuantity)}
      </tbody>
    </table>
  )
}

function TakeOut({
  group,
  customerIds,
  onDone,
}: {
  readonly group: CustomerGroup
  readonly customerIds: readonly string[]
  readonly onDone: () => void
}) {
  const { message } = App.useApp()
  const [reason, setReason] = useState('')
  const flag = useAction(flagCustomers, { invalidates: ['segments.', 'customers.'] })
  return (
    <Popover
      trigger="click"
      title={t('groups.takeOut')}
      content={
        <form
          className="bulk-form"
          onSubmit={(event) => {
            event.preventDefault()
            flag.mutate(
              {
                params: { group },
                body: { customerIds: [...customerIds], member: false, reason: reason.trim() },
              },
              {
                onSuccess: ({ changed }) => {
                  void message.success(t('groups.takenOut', { count: formatNumber(changed) }))
                  onDone()
                },
                onError: (error) => void message.error(sayProblemShortly(error)),
              },
            )
          }}
        >
          <Input
            aria-label={t('groups.takeOut.reason')}
            placeholder={t('groups.takeOut.reason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button type="primary" htmlType="submit" disabled={!reason.trim()} loading={flag.isPending}>
            {common('action.confirm')}
          </Button>
        </form>
      }
    >
      <Button size="small">{t('groups.takeOut')}</Button>
    </Popover>
  )
}

/** SEG-12: one page about the high-end customers of the month, ready to print. */
function HighEndSummary() {
  const answer = useCall(highEndSummary, { query: {} }, { staleSeconds: 120 })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={8} />
  const summary = answer.data
  const share = (percent: number | null) => (percent === null ? null : percent / 100)
  return (
    <div className="high-end">
      <h2>{t('highEnd.title', { month: formatMonth(summary.month) })}</h2>
      <StatRow>
        <StatCard
          label={t('highEnd.customers')}
          value={formatNumber(summary.customers)}
          unit={t('unit.shops')}
        />
        <StatCard
          label={t('highEnd.quantity')}
          value={formatNumber(summary.quantity)}
          unit={t('unit.cartons')}
        />
        <StatCard
          label={t('highEnd.amount')}
          value={formatLargeMoney(summary.amountFen)}
          change={share(summary.againstLastMonthPercent)}
          base={t('highEnd.lastMonth')}
          better="more"
        />
        <StatCard
          label={t('highEnd.share')}
          value={formatPercent(share(summary.shareOfAmountPercent))}
          change={share(summary.againstLastYearPercent)}
          base={t('highEnd.lastYear')}
          better="more"
        />
      </StatRow>
      <Chart
        title={t('highEnd.trend')}
        head={t('highEnd.head')}
        height={220}
        data={{
          categories: summary.trend.map((month) => formatMonth(month.month)),
          series: [
            {
              name: t('highEnd.quantity'),
              kind: 'bar',
              values: summary.trend.map((month) => month.quantity),
            },
          ],
        }}
      />
      <div className="high-end-movers">
        <Movers title={t('highEnd.risers')} rows={summary.risers} />
        <Movers title={t('highEnd.fallers')} rows={summary.fallers} />
      </div>
      <Button className="no-print" onClick={() => print()}>
        {t('highEnd.print')}
      </Button>
    </div>
  )
}

function Movers({
  title,
  rows,
}: {
  readonly title: string
  readonly rows: ResponseOf<typeof highEndSummary>['risers']
}) {
  return (
    <div>
      <h3 className="panel-subtitle">{title}</h3>
      <table className="small-table">
        <tbody>
          {rows.map((row) => (
            <tr key={row.customerId}>
              <th scope="row">
                <RouteLink to={`/customers/${row.customerId}`}>{row.name}</RouteLink>
              </th>
              <td>{row.code}</td>
              <td className="number">{formatChange(row.percent / 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** SEG-11: one share per measure with the target as a line. */
function SmallMedium() {
  const answer = useCall(smallMediumShare, { query: {} }, { staleSeconds: 300 })
  if (!answer.data) return null
  const { rows, targetPercent, month } = answer.data
  return (
    <Panel
      title={t('smallMedium.title')}
      extra={
        <span className="quiet">
          {formatMonth(month)} · {t('smallMedium.target', { percent: formatNumber(targetPercent) })}
        </span>
      }
    >
      <ul className="plain share-lines">
        {rows.map((row) => (
          <li key={row.measure}>
            <span>{t(`smallMedium.${row.measure}`)}</span>
            {row.percent === null ? (
              <span className="quiet">{t('smallMedium.none')}</span>
            ) : (
              <span className="share-bar">
                <Progress
                  percent={Math.min(100, row.percent)}
                  showInfo={false}
                  aria-label={t(`smallMedium.${row.measure}`)}
                />
                <span className="share-target" style={{ left: `${Math.min(100, targetPercent)}%` }} />
              </span>
            )}
            <strong className="number">
              {formatPercent(row.percent === null ? null : row.percent / 100)}
            </strong>
            <span className="quiet number">
              {t('smallMedium.of', { part: formatNumber(row.smallMedium), all: formatNumber(row.all) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
