import { App, Button } from 'antd'
import { decideUnitProposal, listUnitProposals, type Unit } from '../../../domain/people/contract.ts'
import { Panel } from '../../shared/page-header.tsx'
import { formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/people.ts'
import { sayProblemShortly } from '../../shared/text/problems.ts'
import { useAction, useCall } from '../../shared/use-call.ts'

/** Changes of the organisation that wait for the centre leader. Not there while nothing waits. */
export function UnitProposals({ units }: { readonly units: readonly Unit[] }) {
  const { message } = App.useApp()
  const proposals = useCall(listUnitProposals, {})
  const decide = useAction(decideUnitProposal, {
    invalidates: ['people.listUnit', 'people.list'],
    onDone: (_, { body }) =>
      void message.success(t(body.approve ? 'proposal.approved' : 'proposal.rejected')),
  })
  const waiting = proposals.data?.filter((proposal) => proposal.state === 'proposed') ?? []
  if (waiting.length === 0) return null
  return (
    <Panel title={t('proposals')}>
      <ul className="plain unit-proposals">
        {waiting.map((proposal) => {
          const unit = units.find((candidate) => candidate.unitId === proposal.unitId)
          const name = String(proposal.content.name ?? unit?.name ?? '')
          const settle = (approve: boolean) =>
            decide.mutate(
              { params: { proposalId: proposal.proposalId }, body: { approve } },
              { onError: (error) => void message.error(sayProblemShortly(error)) },
            )
          return (
            <li key={proposal.proposalId}>
              <div>
                <strong>{t(proposal.unitId ? 'proposal.change' : 'proposal.new', { name })}</strong>
                <div className="quiet">
                  {proposal.proposedBy} · {formatTime(proposal.proposedAt)}
                </div>
                <div>{describe(proposal.content, unit, units)}</div>
              </div>
              <div className="unit-proposal-actions">
                <Button loading={decide.isPending} onClick={() => settle(false)}>
                  {t('proposal.reject')}
                </Button>
                <Button type="primary" loading={decide.isPending} onClick={() => settle(true)}>
                  {t('proposal.approve')}
                </Button>
              </div>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

/** `名称: 城东部 → 城东片区`, for every field that would change. */
function describe(
  content: Readonly<Record<string, unknown>>,
  unit: Unit | undefined,
  units: readonly Unit[],
): string {
  const nameOf = (id: unknown) => units.find((candidate) => candidate.unitId === id)?.name ?? ''
  const shown: string[] = []
  const add = (label: string, before: string | undefined, after: string) => {
    if (before !== after)
      shown.push(before === undefined ? `${label}: ${after}` : `${label}: ${before} → ${after}`)
  }
  if (typeof content.name === 'string') add(t('unit.name'), unit?.name, content.name)
  if (typeof content.code === 'string') add(t('unit.code'), unit?.code, content.code)
  if (content.parentId !== undefined)
    add(t('unit.parent'), unit && nameOf(unit.parentId), nameOf(content.parentId))
  if (content.status === 'closed') shown.push(t('unit.close'))
  if (content.status === 'active' && unit?.status === 'closed') shown.push(t('unit.reopen'))
  return shown.join('；')
}
