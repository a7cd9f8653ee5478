import { App, Button, Popconfirm } from 'antd'
import { runTemplate, type SegmentTemplate } from '../../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { EmptyState } from '../../../shared/states.tsx'
import { t as common } from '../../../shared/text/common.ts'
import { formatNumber } from '../../../shared/text/format.ts'
import { sayProblemShortly } from '../../../shared/text/problems.ts'
import { t } from '../../../shared/text/segments.ts'
import { useAction } from '../../../shared/use-call.ts'
import { useMay } from '../../session.ts'
import { TableBox } from '../table-box.tsx'
import { sayReason, sayRule } from './reasons.ts'

type Run = ResponseOf<typeof runTemplate>

export interface TemplateRunner {
  readonly run: Run | undefined
  readonly buttons: React.ReactNode
}

/** Trying a template out and applying it: the two buttons, and what the last of them answered. */
export function useTemplateRunner(template: SegmentTemplate): TemplateRunner {
  const { message } = App.useApp()
  const may = useMay()
  const action = useAction(runTemplate, { invalidates: ['segments.', 'customers.'] })
  const start = (apply: boolean) =>
    action.mutate(
      { params: { template }, body: { apply } },
      {
        onSuccess: (run) => {
          if (!run.applied) return
          void message.success(
            t('template.applied', {
              customers: formatNumber(run.customers),
              changed: formatNumber(run.changed),
            }),
          )
        },
        onError: (error) => void message.error(sayProblemShortly(error)),
      },
    )
  return {
    run: action.data,
    buttons: may('segments:run') && (
      <>
        <Button loading={action.isPending} onClick={() => start(false)}>
          {t('template.preview')}
        </Button>
        <Popconfirm
          title={t('template.apply.confirm')}
          okText={common('action.confirm')}
          cancelText={common('action.cancel')}
          onConfirm={() => start(true)}
        >
          <Button type="primary" disabled={action.isPending}>
            {t('template.apply')}
          </Button>
        </Popconfirm>
      </>
    ),
  }
}

/** What a run would do or did, with the customers it moves and the rule that moves them. */
export function RunResult({ run }: { readonly run: Run }) {
  return (
    <Panel title={t('template.examples', { count: run.examples.length })}>
      <p>
        {t(run.applied ? 'template.applied' : 'template.previewed', {
          customers: formatNumber(run.customers),
          changed: formatNumber(run.changed),
          unclassified: formatNumber(run.unclassified),
        } as never)}
      </p>
      {run.examples.length === 0 ? (
        <EmptyState title={t('template.examples.none')} />
      ) : (
        <TableBox label={t('template.examples', { count: run.examples.length })}>
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">{t('column.customer')}</th>
                <th scope="col">{t('column.before')}</th>
                <th scope="col">{t('column.after')}</th>
                <th scope="col">{t('column.rule')}</th>
                <th scope="col">{t('column.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {run.examples.map((row) => (
                <tr key={row.customerId}>
                  <th scope="row">
                    <RouteLink to={`/customers/${row.customerId}`}>{row.name}</RouteLink>
                  </th>
                  <td>{sayClass(row.before)}</td>
                  <td>{sayClass(row.after)}</td>
                  <td>{sayRule(row.rule)}</td>
                  <td>{sayReason(row.reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </Panel>
  )
}

export function sayClass(code: string | null): string {
  return t.loose(`class.${code ?? 'none'}`)
}
