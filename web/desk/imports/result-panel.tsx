import { DownloadOutlined, ImportOutlined, UndoOutlined } from '@ant-design/icons'
import { Alert, App, Button, Popconfirm } from 'antd'
import { sayReason } from '../../../domain/imports/contract/reasons.ts'
import { importErrors, undoImport } from '../../../domain/imports/contract.ts'
import { download } from '../../shared/api.ts'
import { useGo } from '../../shared/navigation.tsx'
import { Panel } from '../../shared/page-header.tsx'
import { StatCard, StatRow } from '../../shared/stat-card.tsx'
import { t as common } from '../../shared/text/common.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { t } from '../../shared/text/imports.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { sayProblemShortly, sayViolation } from '../../shared/text/problems.ts'
import { useAction } from '../../shared/use-call.ts'
import { TableBox } from '../customers/table-box.tsx'
import { useMay } from '../session.ts'
import { type Import, sayRowProblem } from './words.ts'

/** As many as the server sends; the rest is in the workbook of errors. */
const MOST_PROBLEMS = 100

const PATHS = { customers: '/customers', goods: '/goods', orders: '/orders', debits: '/customers' } as const

/** What an import or a dry run brought: counts that add up, notices, and every row that was not taken. */
export function ResultPanel({ run }: { readonly run: Import }) {
  const { message } = App.useApp()
  const may = useMay()
  const go = useGo()
  const undo = useAction(undoImport, {
    invalidates: ['imports.', 'customers.', 'orders.', 'goods.', 'segments.'],
  })
  const fail = (error: unknown) => void message.error(sayProblemShortly(error))
  const { totals } = run
  return (
    <>
      <Headline run={run} />
      {totals && (
        <Panel
          extra={
            <>
              {run.hasErrors && (
                <Button
                  icon={<DownloadOutlined />}
                  title={t('result.errors.hint')}
                  onClick={() =>
                    void download(importErrors, { params: { importId: run.importId } }).catch(fail)
                  }
                >
                  {t('result.errors')}
                </Button>
              )}
              {run.state === 'done' && (
                <>
                  <Button onClick={() => go(PATHS[run.kind])}>{t(`result.open.${run.kind}`)}</Button>
                  {may('imports:create') && (
                    <Button icon={<ImportOutlined />} onClick={() => go('/imports/new', { kind: run.kind })}>
                      {t('result.more')}
                    </Button>
                  )}
                </>
              )}
              {run.mayUndo && may('imports:run') && (
                <Popconfirm
                  title={t('result.undo')}
                  description={<div className="import-confirm">{t('result.undo.confirm')}</div>}
                  okText={common('action.undo')}
                  cancelText={common('action.cancel')}
                  onConfirm={() =>
                    undo.mutate(
                      { params: { importId: run.importId } },
                      {
                        onSuccess: ({ removed, restored, kept }) =>
                          void message.success(
                            t('result.undone.counts', {
                              removed: formatNumber(removed),
                              restored: formatNumber(restored),
                              kept: formatNumber(kept),
                            }),
                          ),
                        onError: fail,
                      },
                    )
                  }
                >
                  <Button danger icon={<UndoOutlined />} loading={undo.isPending}>
                    {t('result.undo')}
                  </Button>
                </Popconfirm>
              )}
            </>
          }
        >
          <StatRow>
            <StatCard label={t('result.rows')} value={formatNumber(totals.rows)} unit={t('unit.rows')} />
            <StatCard
              label={t('result.accepted')}
              value={formatNumber(totals.accepted)}
              unit={t('unit.rows')}
              hint={[
                t('result.added', { count: formatNumber(totals.added) }),
                t('result.changed', { count: formatNumber(totals.changed) }),
                t('result.unchanged', { count: formatNumber(totals.unchanged) }),
              ].join(' · ')}
            />
            <StatCard
              label={t('result.rejected')}
              value={formatNumber(totals.rejected)}
              unit={t('unit.rows')}
              hint={t('result.sum', {
                accepted: formatNumber(totals.accepted),
                rejected: formatNumber(totals.rejected),
                rows: formatNumber(totals.rows),
              })}
            />
            {(run.kind === 'orders' || run.kind === 'debits') && (
              <>
                {run.kind === 'orders' && (
                  <StatCard label={t('result.quantity')} value={formatNumber(totals.quantity)} />
                )}
                <StatCard label={t('result.amount')} value={formatNumber(totals.amount, 2)} />
              </>
            )}
          </StatRow>
        </Panel>
      )}
      {run.notices.length > 0 && (
        <Panel title={t('result.notices')}>
          <ul className="plain import-notices">
            {run.notices.map((notice) => (
              <li key={notice.code}>
                {t('result.notice', {
                  text: sayReason(notice.code, undefined, currentLanguage()),
                  count: formatNumber(notice.count),
                })}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {run.problems.length > 0 && <Problems run={run} />}
    </>
  )
}

function Headline({ run }: { readonly run: Import }) {
  switch (run.state) {
    case 'checked':
      return <Alert type="info" showIcon title={t('result.dry')} />
    case 'done':
      return (
        <Alert
          type={run.hasErrors ? 'warning' : 'success'}
          showIcon
          title={t('result.done')}
          {...(run.hasErrors ? {} : { description: t('result.problems.none') })}
        />
      )
    case 'undone':
      return <Alert type="info" showIcon title={t('result.undone')} />
    case 'failed':
      return (
        <Alert
          type="error"
          showIcon
          title={t('result.failed')}
          description={
            <>
              {run.failure && <div>{sayViolation({ code: run.failure })}</div>}
              <div>{t('result.failed.safe')}</div>
            </>
          }
        />
      )
    case 'cancelled':
      return (
        <Alert type="warning" showIcon title={t('result.cancelled')} description={t('result.failed.safe')} />
      )
    default:
      return null
  }
}

function Problems({ run }: { readonly run: Import }) {
  return (
    <Panel
      flush
      title={t('result.problems')}
      extra={
        run.problems.length >= MOST_PROBLEMS && (
          <span className="quiet">{t('result.problems.first', { count: run.problems.length })}</span>
        )
      }
    >
      <TableBox label={t('result.problems')} className="import-preview">
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t('problem.row')}
              </th>
              <th scope="col">{t('problem.column')}</th>
              <th scope="col">{t('problem.value')}</th>
              <th scope="col">{t('problem.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {run.problems.map((problem) => (
              <tr key={`${problem.row}${problem.column}${problem.code}`}>
                <td className="number">{formatNumber(problem.row)}</td>
                <td>{problem.column}</td>
                <td>{problem.value}</td>
                <td>{sayRowProblem(problem)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </Panel>
  )
}
