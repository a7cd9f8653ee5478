import { ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Segmented, Select, Table, Tag } from 'antd'
import { useMemo, useState } from 'react'
import {
  adoptProposal,
  dropProposal,
  getTerritories,
  giveCustomers,
  listProposals,
  type ManagerLoad,
  proposeTerritories,
  type TerritoryMap,
} from '../../../domain/plans/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { MapView } from '../../shared/map/map-view.tsx'
import { useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { ProgressDialog } from '../../shared/progress-dialog.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatMinutes, formatNumber, formatPercent, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { invalidate, useAction, useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import './plans.css'

type Proposal = ResponseOf<typeof listProposals>['proposals'][number]

const KEEP = { none: 0, some: 20, strong: 120 } as const
type Keep = keyof typeof KEEP

/** Who looks after whom, on the map; proposals of better territories beside what is there. */
export function TerritoriesScreen() {
  const [search, change] = useSearchText()
  const { message } = App.useApp()
  const client = useQueryClient()
  const may = useMay()
  const [jobId, setJobId] = useState<string>()
  const [keep, setKeep] = useState<Keep>('some')
  const proposals = useCall(listProposals, {})
  const map = useCall(getTerritories, { query: { proposalId: search.proposal } }, { keepPrevious: true })
  const propose = useAction(proposeTerritories, { onDone: (answer) => setJobId(answer.jobId) })
  const proposal = proposals.data?.proposals.find((row) => row.proposalId === search.proposal)

  if (map.error) return <ProblemState error={map.error} size="large" onRetry={() => void map.refetch()} />
  if (!map.data) return <LoadingState rows={10} />
  const fail = (error: unknown) => void message.error(sayProblemShortly(error))

  return (
    <>
      <PageHeader
        title={t('territories.title')}
        detail={t('territories.detail', {
          customers: formatNumber(map.data.customerIds.length),
          managers: map.data.managers.length,
        })}
        actions={
          may('assignments:run') && (
            <>
              <Select<Keep>
                aria-label={t('territories.keep')}
                value={keep}
                onChange={setKeep}
                options={(Object.keys(KEEP) as Keep[]).map((value) => ({
                  value,
                  label: t(`territories.keep.${value}`),
                }))}
              />
              <Button
                type="primary"
                icon={<ThunderboltOutlined />}
                loading={propose.isPending}
                title={t('territories.propose.hint')}
                onClick={() =>
                  propose.mutate({ body: { tolerance: 0.01, keepMinutes: KEEP[keep] } }, { onError: fail })
                }
              >
                {t('territories.propose')}
              </Button>
            </>
          )
        }
      >
        {proposals.data && proposals.data.proposals.length > 0 && (
          <Segmented
            value={search.proposal ?? 'present'}
            onChange={(value) => change({ proposal: value === 'present' ? undefined : value })}
            options={[
              { value: 'present', label: t('territories.present') },
              ...proposals.data.proposals.slice(0, 4).map((row) => ({
                value: row.proposalId,
                label: t('territories.proposal', { at: formatTime(row.createdAt) }),
              })),
            ]}
          />
        )}
      </PageHeader>
      <PageBody>
        {map.data.customerIds.length === 0 || map.data.managers.length === 0 ? (
          <EmptyState title={t('territories.empty')} cure={t('territories.empty.cure')} />
        ) : (
          <Territories map={map.data} proposal={proposal} onFail={fail} />
        )}
      </PageBody>
      <ProgressDialog
        jobId={jobId}
        title={t('territories.proposing')}
        onClose={() => setJobId(undefined)}
        onDone={(job) => {
          void invalidate(client, ['territories.'])
          const { proposalId } = (job.result ?? {}) as { proposalId?: string }
          if (proposalId) change({ proposal: proposalId })
        }}
      />
    </>
  )
}

function Territories({
  map,
  proposal,
  onFail,
}: {
  readonly map: TerritoryMap
  readonly proposal: Proposal | undefined
  readonly onFail: (error: unknown) => void
}) {
  const { message } = App.useApp()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [target, setTarget] = useState<string>()
  const options = { invalidates: ['territories.'] }
  const give = useAction(giveCustomers, options)
  const mayGive = useMay()('assignments:run') && proposal?.state === 'draft'

  const places = useMemo(() => {
    const index: number[] = []
    for (const [at, lon] of map.lon.entries()) if (lon !== null && map.lat[at] !== null) index.push(at)
    return {
      index,
      lon: index.map((at) => map.lon[at]!),
      lat: index.map((at) => map.lat[at]!),
      category: index.map((at) => map.owner[at]!),
    }
  }, [map])
  const categories = useMemo(() => map.managers.map((manager) => ({ label: manager.managerName })), [map])
  const withoutPlace = map.customerIds.length - places.index.length

  const handOver = () => {
    if (!proposal || !target) return
    const customerIds = [...chosen].map((point) => map.customerIds[places.index[point]!]!)
    give.mutate(
      { params: { proposalId: proposal.proposalId }, body: { customerIds, managerId: target } },
      {
        onSuccess: ({ moved }) => {
          setChosen(new Set())
          void message.success(t('territories.given', { count: moved }))
        },
        onError: onFail,
      },
    )
  }

  return (
    <div className="territory-columns">
      <div className="territory-map">
        <MapView
          points={places}
          categories={categories}
          legend={t('column.manager')}
          height="fill"
          isClustered={places.index.length > 5000}
          label={(point) => map.names[places.index[point]!] ?? ''}
          popup={(point) => map.names[places.index[point]!] ?? ''}
          selected={chosen}
          {...(mayGive
            ? {
                onSelect: (points: readonly number[], isAdding: boolean) =>
                  setChosen(new Set(isAdding ? [...chosen, ...points] : points)),
              }
            : {})}
        />
      </div>
      <div className="plan-day">
        {proposal && <ProposalPanel proposal={proposal} onFail={onFail} />}
        {mayGive && (
          <Panel title={t('territories.lasso')} extra={t('territories.selected', { count: chosen.size })}>
            <div className="territory-give">
              <Select
                aria-label={t('territories.give')}
                placeholder={t('territories.give')}
                value={target}
                onChange={setTarget}
                options={map.managers.map((manager) => ({
                  value: manager.managerId,
                  label: manager.managerName,
                }))}
              />
              <Button disabled={chosen.size === 0 || !target} loading={give.isPending} onClick={handOver}>
                {t('territories.give')}
              </Button>
            </div>
          </Panel>
        )}
        <Panel title={t('territories.load')} flush>
          <Table<ManagerLoad>
            size="small"
            rowKey="managerId"
            pagination={false}
            dataSource={map.managers}
            columns={loadColumns()}
            scroll={{ y: 420 }}
          />
        </Panel>
        {withoutPlace > 0 && <p className="quiet">{t('territories.noPlace', { count: withoutPlace })}</p>}
      </div>
    </div>
  )
}

function ProposalPanel({
  proposal,
  onFail,
}: {
  readonly proposal: Proposal
  readonly onFail: (error: unknown) => void
}) {
  const { message } = App.useApp()
  const mayDecide = useMay()('assignments:approve')
  const options = { invalidates: ['territories.', 'plans.', 'customers.'] }
  const adopt = useAction(adoptProposal, options)
  const drop = useAction(dropProposal, options)
  const params = { proposalId: proposal.proposalId }
  const changed = proposal.summary.changedOwners ?? 0
  return (
    <Panel
      title={t('territories.proposal', { at: formatTime(proposal.createdAt) })}
      extra={<Tag>{t(`territories.state.${proposal.state}`)}</Tag>}
    >
      <p>
        {t('territories.changed', { count: changed })} ·{' '}
        {t('territories.spread', { ratio: formatNumber(proposal.summary.maxOverMin, 3) })}
      </p>
      {mayDecide && (
        <div className="territory-give">
          {proposal.state === 'draft' && (
            <>
              <Popconfirm
                title={t('territories.adopt.confirm', { count: changed })}
                okText={common('action.confirm')}
                onConfirm={() =>
                  adopt.mutate(
                    { params },
                    {
                      onSuccess: (answer) =>
                        void message.success(t('territories.adopted', { count: answer.changed })),
                      onError: onFail,
                    },
                  )
                }
              >
                <Button type="primary" loading={adopt.isPending} disabled={proposal.mine}>
                  {t('territories.adopt')}
                </Button>
              </Popconfirm>
              <Button
                loading={drop.isPending}
                onClick={() =>
                  drop.mutate(
                    { params },
                    { onSuccess: () => void message.success(t('territories.dropped')), onError: onFail },
                  )
                }
              >
                {t('territories.drop')}
              </Button>
            </>
          )}
          {proposal.state === 'adopted' && (
            <Button
              loading={drop.isPending}
              onClick={() =>
                drop.mutate(
                  { params },
                  {
                    onSuccess: (answer) =>
                      void message.success(t('territories.reverted', { count: answer.changed })),
                    onError: onFail,
                  },
                )
              }
            >
              {t('territories.revert')}
            </Button>
          )}
        </div>
      )}
    </Panel>
  )
}

function loadColumns() {
  const number = { align: 'right' as const, className: 'number' }
  return [
    { title: t('column.manager'), dataIndex: 'managerName', key: 'name' },
    {
      title: t('territories.customers'),
      key: 'customers',
      ...number,
      render: (row: ManagerLoad) => formatNumber(row.customers),
    },
    {
      title: t('territories.load'),
      key: 'load',
      ...number,
      render: (row: ManagerLoad) => formatMinutes(row.workMinutes),
    },
    {
      title: t('territories.share'),
      key: 'share',
      ...number,
      render: (row: ManagerLoad) => formatPercent(row.share, 1),
    },
  ]
}
