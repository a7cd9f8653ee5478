import { App, Button, Popconfirm, Select, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { decideMoves, editMoves, getMoves, listDeliveryLines } from '../../../../domain/customers/contract.ts'
import { Chart } from '../../../shared/chart/chart.tsx'
import { MapView } from '../../../shared/map/map-view.tsx'
import { pointsOf } from '../../../shared/map/points.ts'
import { RouteLink, useParam } from '../../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { StatusTag } from '../../../shared/status-tag.tsx'
import type { Column } from '../../../shared/table/column.ts'
import { DataTable } from '../../../shared/table/data-table.tsx'
import { t as common } from '../../../shared/text/common.ts'
import { t } from '../../../shared/text/delivery.ts'
import { formatDate, formatNumber, formatTime } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { useAction, useCall } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import '../customers.css'
import { sayWeekday } from '../words.ts'
import './delivery.css'
import type { Line } from './delivery-screen.tsx'
import { MOVE_TONES, type MoveProposal } from './move-words.ts'

type Move = MoveProposal['moves'][number]

/** DAT-07: one proposal, with the load of every line and day before and after, and the decision. */
export function MovesScreen() {
  const proposalId = useParam('proposalId')
  const answer = useCall(getMoves, { params: { proposalId } })
  const lines = useCall(listDeliveryLines, {})
  const error = answer.error ?? lines.error
  if (error && !answer.data)
    return <ProblemState error={error} size="large" onRetry={() => void answer.refetch()} />
  if (!answer.data || !lines.data) return <LoadingState rows={10} />
  return <Proposal proposal={answer.data} lines={lines.data.lines} />
}

function Proposal({ proposal, lines }: { readonly proposal: MoveProposal; readonly lines: readonly Line[] }) {
  const { moves } = proposal
  const points = useMemo(
    () =>
      pointsOf(moves, {
        lon: (move) => move.lon,
        lat: (move) => move.lat,
        category: (move) => lines.findIndex((line) => line.lineId === move.lineAfter),
      }),
    [moves, lines],
  )
  return (
    <>
      <PageHeader
        title={t('moves.new')}
        tags={<StatusTag tone={MOVE_TONES[proposal.state]}>{t(`moves.state.${proposal.state}`)}</StatusTag>}
        detail={
          proposal.decidedAt
            ? t('moves.decided', {
                name: proposal.decidedByName ?? '',
                time: formatTime(proposal.decidedAt),
              })
            : t('moves.detail', {
                count: moves.length,
                date: formatDate(proposal.effectiveFrom),
                name: proposal.createdByName ?? '',
                time: formatTime(proposal.createdAt),
              })
        }
        actions={<Decision proposal={proposal} />}
      />
      <PageBody>
        <div className="moves-columns">
          <Panel flush title={t('moves.count', { count: moves.length })}>
            <MoveTable proposal={proposal} lines={lines} />
          </Panel>
          <div className="moves-side">
            {points.index.length > 0 && (
              <Panel flush title={t('map.title')}>
                <MapView
                  points={points}
                  categories={lines.map((line) => ({ label: line.name }))}
                  legend={t('column.line')}
                  height={260}
                  label={(at) => moves[points.index[at]!]?.name ?? ''}
                  popup={(at) => <MovePopup move={moves[points.index[at]!]!} lines={lines} />}
                />
              </Panel>
            )}
            <Loads proposal={proposal} />
          </div>
        </div>
      </PageBody>
    </>
  )
}

function MovePopup({ move, lines }: { readonly move: Move; readonly lines: readonly Line[] }) {
  return (
    <div className="customer-popup">
      <strong>{move.name}</strong>
      <div>
        {nameOf(lines, move.lineAfter)} {sayWeekday(move.weekdayAfter)}
      </div>
    </div>
  )
}

function Decision({ proposal }: { readonly proposal: MoveProposal }) {
  const { message } = App.useApp()
  const may = useMay()
  const decide = useAction(decideMoves, { invalidates: ['delivery.', 'customers.', 'plans.'] })
  if (!may('segments:configure')) return null
  const answer = (decision: 'approve' | 'reject' | 'undo') =>
    decide.mutate(
      { params: { proposalId: proposal.proposalId }, body: { decision } },
      {
        onSuccess: (after) =>
          void message.success(
            t(
              after.state === 'approved'
                ? 'moves.approved'
                : after.state === 'undone'
                  ? 'moves.undone'
                  : 'moves.rejected',
            ),
          ),
        onError: (error) => void message.error(sayProblemShortly(error)),
      },
    )
  if (proposal.state === 'approved')
    return (
      <Button loading={decide.isPending} onClick={() => answer('undo')}>
        {t('moves.undo')}
      </Button>
    )
  if (proposal.state !== 'draft') return null
  return (
    <>
      <Button disabled={decide.isPending} onClick={() => answer('reject')}>
        {t('moves.reject')}
      </Button>
      <Popconfirm
        title={t('moves.approve.confirm', {
          count: proposal.moves.length,
          date: formatDate(proposal.effectiveFrom),
        })}
        okText={t('moves.approve')}
        cancelText={common('action.cancel')}
        onConfirm={() => answer('approve')}
      >
        <Button type="primary" loading={decide.isPending}>
          {t('moves.approve')}
        </Button>
      </Popconfirm>
    </>
  )
}

function MoveTable({
  proposal,
  lines,
}: {
  readonly proposal: MoveProposal
  readonly lines: readonly Line[]
}) {
  const { message } = App.useApp()
  const may = useMay()
  const edit = useAction(editMoves, { invalidates: ['delivery.'] })
  const isOpen = proposal.state === 'draft' && may('customers:update')
  const set = (move: Move, lineId: string, weekday: number) =>
    edit.mutate(
      {
        params: { proposalId: proposal.proposalId },
        body: { moves: [{ customerId: move.customerId, lineId, weekday }] },
      },
      {
        onSuccess: () =>
          void message.success(
            t('moves.changed', { line: nameOf(lines, lineId), weekday: sayWeekday(weekday) }),
          ),
        onError: (error) => void message.error(sayProblemShortly(error)),
      },
    )
  const columns: readonly Column<Move>[] = [
    { key: 'name', title: t('column.customer'), isTitle: true, width: 140 },
    { key: 'code', title: t('column.code'), width: 90, isHidden: true },
    {
      key: 'before',
      title: t('column.before'),
      width: 152,
      value: (row) => `${nameOf(lines, row.lineBefore)} ${sayWeekday(row.weekdayBefore)}`,
    },
    {
      key: 'after',
      title: t('column.after'),
      width: isOpen ? 236 : 152,
      value: (row) => `${nameOf(lines, row.lineAfter)} ${sayWeekday(row.weekdayAfter)}`,
      ...(isOpen
        ? {
            render: (row: Move) => (
              <AfterSelect row={row} lines={lines} isBusy={edit.isPending} onChange={set} />
            ),
          }
        : {}),
    },
    {
      key: 'distanceKm',
      title: t('column.distance'),
      width: 118,
      value: (row) =>
        row.distanceKm === null ? null : t('moves.km', { km: formatNumber(row.distanceKm, 1) }),
    },
    {
      key: 'reason',
      title: t('column.reason'),
      width: 150,
      value: (row) => t.loose(`moves.reason.${row.reason}`),
    },
  ]
  return (
    <DataTable<Move>
      id="delivery.move"
      height="grow"
      rows={proposal.moves}
      rowKey={(row) => row.customerId}
      rowPath={(row) => `/customers/${row.customerId}`}
      columns={columns}
      search={t('column.customer')}
    />
  )
}

/** Line and day of one move, changed where it stands; the load beside it follows. */
function AfterSelect({
  row,
  lines,
  isBusy,
  onChange,
}: {
  readonly row: Move
  readonly lines: readonly Line[]
  readonly isBusy: boolean
  readonly onChange: (move: Move, lineId: string, weekday: number) => void
}) {
  const line = lines.find((candidate) => candidate.lineId === row.lineAfter)
  return (
    <span className="moves-after">
      <Select<string>
        size="small"
        aria-label={`${t('column.line')}: ${row.name}`}
        disabled={isBusy}
        value={row.lineAfter}
        onChange={(lineId) => {
          const next = lines.find((candidate) => candidate.lineId === lineId)
          const days = next?.orderWeekdays ?? []
          const weekday = days.includes(row.weekdayAfter ?? 0) ? row.weekdayAfter! : (days[0] ?? 1)
          onChange(row, lineId, weekday)
        }}
        options={lines.map((candidate) => ({ value: candidate.lineId, label: candidate.name }))}
      />
      <Select<number>
        size="small"
        aria-label={`${t('column.weekday')}: ${row.name}`}
        disabled={isBusy || !line}
        value={row.weekdayAfter}
        onChange={(weekday) => row.lineAfter && onChange(row, row.lineAfter, weekday)}
        options={(line?.orderWeekdays ?? []).map((weekday) => ({
          value: weekday,
          label: sayWeekday(weekday),
        }))}
      />
    </span>
  )
}

function Loads({ proposal }: { readonly proposal: MoveProposal }) {
  const [isAll, setAll] = useState(false)
  const loads = proposal.loads
    .filter((load) => isAll || load.customersBefore !== load.customersAfter)
    .map((load) => ({ ...load, label: `${load.name} ${sayWeekday(load.weekday)}` }))
  return (
    <Panel
      title={t('load.title')}
      extra={
        <span className="archive-switch">
          <Switch
            size="small"
            checked={!isAll}
            aria-label={t('load.only')}
            onChange={(isOnly) => setAll(!isOnly)}
          />
          {t('load.only')}
        </span>
      }
    >
      <Chart
        title={t('load.question')}
        head={t('load.head')}
        height={Math.max(180, Math.min(420, loads.length * 34 + 60))}
        isHorizontal
        data={{
          categories: loads.map((load) => load.label),
          series: [
            {
              name: t('load.before'),
              kind: 'bar',
              isReference: true,
              colourIndex: 0,
              values: loads.map((load) => load.customersBefore),
            },
            {
              name: t('load.after'),
              kind: 'bar',
              colourIndex: 0,
              values: loads.map((load) => load.customersAfter),
            },
          ],
        }}
      />
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">{t('load.head')}</th>
            <th scope="col" className="number">
              {t('column.customers')}
            </th>
            <th scope="col" className="number">
              {t('load.change')}
            </th>
            <th scope="col" className="number">
              {t('column.quantity')} ({t('unit.cartons')})
            </th>
          </tr>
        </thead>
        <tbody>
          {loads.map((load) => (
            <tr key={`${load.lineId}${load.weekday}`}>
              <th scope="row">
                <RouteLink to={`/customers?deliveryLine=${load.lineId}&orderWeekday=${load.weekday}`}>
                  {load.label}
                </RouteLink>
              </th>
              <td className="number">
                {formatNumber(load.customersBefore)} → {formatNumber(load.customersAfter)}
              </td>
              <td className="number">{sayDifference(load.customersAfter - load.customersBefore)}</td>
              <td className="number">
                {formatNumber(load.quantityBefore, 0)} → {formatNumber(load.quantityAfter, 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function nameOf(lines: readonly Line[], lineId: string | null): string {
  return lines.find((line) => line.lineId === lineId)?.name ?? t('moves.noLine')
}

function sayDifference(difference: number): string {
  if (difference === 0) return '±0'
  return difference > 0 ? `+${formatNumber(difference)}` : `−${formatNumber(-difference)}`
}
