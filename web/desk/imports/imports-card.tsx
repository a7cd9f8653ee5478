import { ImportOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { listImports } from '../../../domain/imports/contract.ts'
import { RouteLink, useGo } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import { StatusTag } from '../../shared/status-tag.tsx'
import { formatAgo } from '../../shared/text/format.ts'
import { t } from '../../shared/text/imports.ts'
import { useCall } from '../../shared/use-call.ts'
import './imports.css'
import { STATE_TONES } from './words.ts'

/** What came in lately, and the way to bring in more. */
export function ImportsCard() {
  const go = useGo()
  const answer = useCall(listImports, { query: { pageSize: 5 } }, { everySeconds: 60 })
  const rows = answer.data?.rows ?? []
  return (
    <Panel
      title={t('card.title')}
      extra={
        <>
          <RouteLink to="/imports">{t('card.all')}</RouteLink>
          <Button size="small" icon={<ImportOutlined />} onClick={() => go('/imports/new')}>
            {t('new')}
          </Button>
        </>
      }
    >
      {answer.error && <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isPending && <LoadingState rows={3} />}
      {answer.data && rows.length === 0 && <EmptyState title={t('card.none')} cure={t('empty.cure')} />}
      <ul className="plain import-card">
        {rows.map((row) => (
          <li key={row.importId}>
            <RouteLink to={`/imports/${row.importId}`} className="import-card-name">
              {row.fileName}
            </RouteLink>
            <span className="quiet">{t(`kind.${row.kind}`)}</span>
            <StatusTag tone={STATE_TONES[row.state]}>{t(`state.${row.state}`)}</StatusTag>
            {row.totals && row.totals.rejected > 0 && (
              <span className="quiet">{t('card.rejected', { count: row.totals.rejected })}</span>
            )}
            <span className="quiet import-card-time">{formatAgo(row.createdAt, Date.now())}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
