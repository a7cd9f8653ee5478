import { Drawer, Tag } from 'antd'
import { planHistory } from '../../../domain/plans/contract.ts'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { formatDate, formatTime } from '../../shared/text/format.ts'
import { t } from '../../shared/text/plans.ts'
import { useCall } from '../../shared/use-call.ts'

/** Every change of the plan, newest first. */
export function HistoryDrawer({
  planId,
  open,
  onClose,
}: {
  readonly planId: string
  readonly open: boolean
  readonly onClose: () => void
}) {
  const history = useCall(planHistory, { params: { planId } }, { enabled: open, staleSeconds: 0 })
  return (
    <Drawer open={open} onClose={onClose} title={t('plan.history')} size={440}>
      {history.error && <ProblemState error={history.error} onRetry={() => void history.refetch()} />}
      {!history.data && !history.error && <LoadingState />}
      {history.data?.changes.length === 0 && <EmptyState title={t('plan.history')} />}
      <ol className="plan-history">
        {history.data?.changes.map((row) => (
          <li key={row.changeId}>
            <span className={row.undone ? 'undone' : ''}>{sayChange(row.kind, row.detail)}</span>
            {row.undone && <Tag>{t('history.undone')}</Tag>}
            <small>
              {row.authorName} · {formatTime(row.changedAt)}
            </small>
          </li>
        ))}
      </ol>
    </Drawer>
  )
}

function sayChange(kind: string, detail: Readonly<Record<string, unknown>>): string {
  return t.loose(`history.${kind}`, {
    customer: String(detail.customerName ?? ''),
    from: detail.fromDate ? formatDate(String(detail.fromDate)) : '',
    to: detail.toDate ? formatDate(String(detail.toDate)) : '',
    remark: String(detail.remark ?? detail.comment ?? ''),
    visits: Number(detail.visits ?? 0),
    lines: Number(detail.lines ?? 0),
  })
}
