import { Segmented, Tag } from 'antd'
import { exportRows, getBreakdown } from '../../../domain/insight/contract.ts'
import type { ResponseOf } from '../../../platform/http/contract.ts'
import { drillDown, getDefinition, getValue } from '../../../platform/indicators/contract.ts'
import { useParam, useSearchText } from '../../shared/navigation.tsx'
import { PageBody, PageHeader, Panel } from '../../shared/page-header.tsx'
import { EmptyState, LoadingState, ProblemState } from '../../shared/states.tsx'
import type { Column } from '../../shared/table/column.ts'
import { DataTable, type Source } from '../../shared/table/data-table.tsx'
import { formatDate, formatMonth } from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { currentLanguage } from '../../shared/text/language.ts'
import { useCall } from '../../shared/use-call.ts'
import { useMay } from '../session.ts'
import { BreakdownTable } from './breakdown-table.tsx'
import './insight.css'
import { sayChange, sayFigure, sayFigureShortly } from './words.ts'

type Definition = ResponseOf<typeof getDefinition>[number]
type DrillRow = ResponseOf<typeof drillDown>['rows'][number]

interface Asked {
  readonly indicatorId: string
  readonly from: string
  readonly to: string
  readonly where: string | undefined
}

/** One number: how it is computed, what it was, what it is made of, and the rows themselves. */
export function IndicatorScreen() {
  const indicatorId = useParam('indicatorId')
  const [search, change] = useSearchText()
  const versions = useCall(getDefinition, { params: { indicatorId } }, { staleSeconds: 600 })
  if (versions.error)
    return versions.error.status === 404 ? (
      <EmptyState size="large" title={t('detail.unknown')} />
    ) : (
      <ProblemState error={versions.error} size="large" onRetry={() => void versions.refetch()} />
    )
  const definition = versions.data?.at(-1)
  if (!definition || !search.from || !search.to) return <LoadingState rows={6} />
  const asked = { indicatorId, from: search.from, to: search.to, where: search.where }
  const language = currentLanguage()
  return (
    <>
      <PageHeader
        title={definition.name[language]}
        detail={sayPeriodOf(asked)}
        tags={
          asked.where && (
            <Tag closable onClose={() => change({ where: undefined, name: undefined })}>
              {t('detail.filtered', { name: search.name ?? '' })}
            </Tag>
          )
        }
      />
      <PageBody>
        <Panel>
          <Value definition={definition} asked={asked} />
          <DefinitionFacts definition={definition} />
        </Panel>
        {definition.dimensions.length > 0 && (
          <Breakdown
            definition={definition}
            asked={asked}
            by={search.by}
            onBy={(by) => change({ by })}
            onPick={(by, key, name) =>
              change({ where: `${by}:${encodeURIComponent(key)}`, name }, { push: true })
            }
          />
        )}
        {definition.hasDrill && <Rows asked={asked} />}
      </PageBody>
    </>
  )
}

function Value({ definition, asked }: { readonly definition: Definition; readonly asked: Asked }) {
  const { from, to, where } = asked
  const answer = useCall(getValue, {
    params: { indicatorId: asked.indicatorId },
    query: { from, to, where, compare: from === to ? [] : ['mom', 'yoy'] },
  })
  if (answer.error) return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  if (!answer.data) return <LoadingState rows={2} />
  const row = answer.data.rows[0]
  const figure = { id: asked.indicatorId, unit: definition.unit, value: row?.value ?? null }
  const said = sayFigure(figure)
  const compared = [
    [t('figure.mom'), row?.previous ?? null],
    [t('figure.yoy'), row?.lastYear ?? null],
  ] as const
  return (
    <div className="insight-facts" data-testid="indicator-value">
      <div>
        <span className="figure-value">
          {said.value}
          {said.unit && <small> {said.unit}</small>}
        </span>
        {row?.hidden && <div className="quiet">{t('figure.hidden')}</div>}
      </div>
      {row?.numerator !== undefined && row.denominator !== undefined && definition.unit === 'share' && (
        <div>
          <div className="quiet">{t('detail.parts')}</div>
          {t('figure.of', {
            part: sayFigureShortly({ ...figure, unit: 'count', value: row.numerator }),
            whole: sayFigureShortly({ ...figure, unit: 'count', value: row.denominator }),
          })}
        </div>
      )}
      {compared.map(([label, before]) => {
        const change = sayChange(definition.unit, figure.value, before)
        return change ? (
          <div key={label}>
            <div className="quiet">
              {label} ({sayFigureShortly({ ...figure, value: before })})
            </div>
            {change.text}
          </div>
        ) : null
      })}
    </div>
  )
}

function DefinitionFacts({ definition }: { readonly definition: Definition }) {
  const language = currentLanguage()
  return (
    <dl className="facts insight-definition">
      <div>
        <dt>{t('detail.formula')}</dt>
        <dd>{definition.formula[language]}</dd>
      </div>
      <div>
        <dt>{t('detail.source')}</dt>
        <dd>{definition.source}</dd>
      </div>
      <div>
        <dt>{t('detail.version')}</dt>
        <dd>
          {t('detail.version.value', {
            version: definition.definitionVersion,
            date: formatDate(definition.validFrom),
          })}
        </dd>
      </div>
    </dl>
  )
}

function Breakdown({
  definition,
  asked,
  by,
  onBy,
  onPick,
}: {
  readonly definition: Definition
  readonly asked: Asked
  readonly by: string | undefined
  readonly onBy: (by: string) => void
  readonly onPick: (by: string, key: string, name: string) => void
}) {
  const chosen = by && definition.dimensions.includes(by) ? by : definition.dimensions[0]!
  const isMonthly = asked.from.slice(0, 7) === asked.to.slice(0, 7)
  const offered = definition.dimensions.filter((dimension) => dimension !== 'month' || !isMonthly)
  const shown = offered.includes(chosen) ? chosen : offered[0]
  const answer = useCall(
    getBreakdown,
    {
      params: { indicatorId: asked.indicatorId },
      query: { from: asked.from, to: asked.to, where: asked.where, by: shown ?? '' },
    },
    { enabled: shown !== undefined, keepPrevious: true },
  )
  if (!shown) return null
  return (
    <Panel
      title={t('detail.breakdown.title')}
      extra={
        <Segmented
          size="small"
          aria-label={t('groups.switch')}
          value={shown}
          onChange={onBy}
          options={offered.map((value) => ({ value, label: t.loose(`dimension.${value}`) }))}
        />
      }
    >
      {answer.error ? (
        <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data ? (
        <BreakdownTable
          rows={answer.data.rows}
          by={shown}
          indicatorId={asked.indicatorId}
          unit={definition.unit}
          onPick={(key, name) => onPick(shown, key, name)}
        />
      ) : (
        <LoadingState rows={5} />
      )}
    </Panel>
  )
}

function Rows({ asked }: { readonly asked: Asked }) {
  const may = useMay()
  const query = { from: asked.from, to: asked.to, where: asked.where }
  const params = { indicatorId: asked.indicatorId }
  // The columns come with the rows: one row is asked for them alone.
  const first = useCall(
    drillDown,
    { params, query: { ...query, page: 1, pageSize: 1 } },
    { keepPrevious: true },
  )
  if (first.error) return <ProblemState error={first.error} onRetry={() => void first.refetch()} />
  if (!first.data) return <LoadingState rows={5} />
  const { columns } = first.data
  const keys = columns.map(({ key }) => key)
  const identity = ['customerId', 'planId', 'anomalyId']
  const titleKey = TITLES.find((key) => keys.includes(key))
  return (
    <Panel title={t('detail.rows')}>
      <DataTable<DrillRow>
        key={asked.indicatorId}
        id={`insight.${asked.indicatorId}`}
        height="grow"
        columns={columns.map((column) => columnOf(column, titleKey))}
        source={{ contract: drillDown as unknown as Source<DrillRow>['contract'], params, query }}
        rowKey={(row) =>
          String(identity.map((key) => row[key]).find(Boolean) ?? keys.map((key) => row[key]).join('/'))
        }
        rowPath={pathOfRow}
        exporter={may('brand-analysis:export') ? exportRows : undefined}
        empty={{ title: t('detail.rows.none') }}
      />
    </Panel>
  )
}

const KINDS: Readonly<Record<string, Column<DrillRow>['kind']>> = {
  fen: 'money',
  share: 'percent',
  cartons: 'number',
  customers: 'number',
  visits: 'number',
  count: 'number',
  hours: 'number',
}
/** What a row is called, in the order of preference. */
const TITLES = ['name', 'customerName', 'product', 'managerName']
/** Columns whose values are codes of the program. */
const CODES = ['format', 'state', 'kind', 'missing']

function columnOf(
  { key, name, unit }: ResponseOf<typeof drillDown>['columns'][number],
  titleKey: string | undefined,
): Column<DrillRow> {
  return {
    key,
    title: name[currentLanguage()],
    kind: unit ? KINDS[unit] : /date$/i.test(key) || key === 'licenceValidTo' ? 'date' : 'text',
    isTitle: key === titleKey,
    ...(CODES.includes(key)
      ? {
          value: (row) =>
            String(row[key] ?? '')
              .split(', ')
              .map((code) => (code ? t.loose(`value.${code}`) : ''))
              .join('、'),
        }
      : {}),
  }
}

function pathOfRow(row: DrillRow): string | undefined {
  if (row.planId) return `/plans/${row.planId}`
  if (row.customerId) return `/customers/${row.customerId}`
  return row.productId ? `/goods/${row.productId}` : undefined
}

function sayPeriodOf({ from, to }: Asked): string {
  if (from === to) return formatDate(from)
  const isMonth = from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7)
  return isMonth ? formatMonth(from) : `${formatDate(from)} – ${formatDate(to)}`
}
