import { Progress } from 'antd'
import { missingReport } from '../../../domain/customers/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { RouteLink } from '../../shared/navigation.tsx'
import { LoadingState, ProblemState } from '../../shared/states.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable } from '../../shared/table/data-table.tsx'
import { t } from '../../shared/text/customers.ts'
import { formatNumber } from '../../shared/text/format.ts'
import { useCall } from '../../shared/use-call.ts'
import { sayField } from './words.ts'

type Report = ResponseOf<typeof missingReport>
type Line = Report['managers'][number]

/** DAT-01: blank required fields by customer manager; every number leads to its customers. */
export function MissingView() {
  const report = useCall(missingReport, { query: {} })
  if (report.error && !report.data)
    return <ProblemState error={report.error} onRetry={() => void report.refetch()} />
  if (!report.data) return <LoadingState rows={8} />
  const { required, managers, totals } = report.data
  return (
    <>
      <div className="view-head">
        <h2>{t('missing.title')}</h2>
        <p className="quiet">
          {t('missing.detail', {
            fields: required.length,
            customers: formatNumber(totals.customers),
            incomplete: formatNumber(totals.incomplete),
            blanks: formatNumber(totals.blanks),
          })}
        </p>
      </div>
      <DataTable<Line>
        id="customers.missing"
        prefix="m."
        rows={managers}
        rowKey={(row) => row.managerId ?? 'none'}
        columns={columns(report.data)}
        defaultSort="-blanks"
        empty={{ title: t('missing.complete'), cure: t('missing.complete.cure') }}
      />
      <TotalLine report={report.data} />
    </>
  )
}

/** The sum over everybody; each of its numbers lists the customers of all managers. */
function TotalLine({ report }: { readonly report: Report }) {
  const fields = report.required.filter((field) => (report.totals.byField[field] ?? 0) > 0)
  return (
    <ul className="plain missing-totals" aria-label={t('missing.blanks')}>
      <li>
        <RouteLink to="/customers?missing=any">
          {t('missing.blanks')} <strong>{formatNumber(report.totals.blanks)}</strong>
        </RouteLink>
      </li>
      {fields.map((field) => (
        <li key={field}>
          <RouteLink to={`/customers?missing=${field}`}>
            {sayField(field)} <strong>{formatNumber(report.totals.byField[field])}</strong>
          </RouteLink>
        </li>
      ))}
    </ul>
  )
}

function columns({ required, totals }: Report): readonly Column<Line>[] {
  // Fields that nobody lacks would only push the others out of sight.
  const lacking = required.filter((field) => (totals.byField[field] ?? 0) > 0)
  const listOf = (row: Line, field: string) =>
    `/customers?missing=${field}&manager=${row.managerId ?? 'none'}`
  return [
    {
      key: 'name',
      title: t('missing.manager'),
      isTitle: true,
      width: 130,
      sortable: true,
      value: (row) => row.name ?? t('filter.nobody'),
    },
    { key: 'customers', title: t('missing.customers'), kind: 'number', sortable: true, width: 90 },
    {
      key: 'share',
      title: t('missing.share'),
      kind: 'percent',
      sortable: true,
      width: 150,
      value: (row) => (row.customers > 0 ? 1 - row.incomplete / row.customers : null),
      render: (row) =>
        row.customers > 0 && (
          <Progress
            size="small"
            status="normal"
            strokeColor="var(--ant-color-primary)"
            percent={Math.floor((1000 * (row.customers - row.incomplete)) / row.customers) / 10}
            aria-label={t('missing.share')}
          />
        ),
    },
    {
      key: 'incomplete',
      title: t('missing.incomplete'),
      kind: 'number',
      sortable: true,
      width: 110,
    },
    {
      key: 'blanks',
      title: t('missing.blanks'),
      kind: 'number',
      sortable: true,
      width: 100,
      render: (row) => <RouteLink to={listOf(row, 'any')}>{formatNumber(row.blanks)}</RouteLink>,
    },
    ...lacking.map((field) => ({
      key: field,
      title: sayField(field),
      kind: 'number' as const,
      sortable: true,
      width: 112,
      value: (row: Line) => row.byField[field] ?? 0,
      render: (row: Line) => {
        const count = row.byField[field] ?? 0
        return count === 0 ? (
          ''
        ) : (
          <RouteLink to={listOf(row, field)} title={t('missing.open', { field: sayField(field) })}>
            {formatNumber(count)}
          </RouteLink>
        )
      },
    })),
  ]
}
