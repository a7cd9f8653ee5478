import { Drawer } from 'antd'
import { useMemo, useState } from 'react'
import { listTemplates, luwanPoints, VALUE_GROUPS } from '../../../../domain/customers/contract.ts'
import { createRandom } from '../../../../engines/kernel/random.ts'
import type { ResponseOf } from '../../../../platform/http/contract.ts'
import { ScatterChart } from '../../../shared/chart/chart.tsx'
import type { ScatterPoint } from '../../../shared/chart/chart-data.ts'
import { RouteLink } from '../../../shared/navigation.tsx'
import { Panel } from '../../../shared/page-header.tsx'
import { LoadingState, ProblemState } from '../../../shared/states.tsx'
import { formatMonth, formatNumber, formatPercent, formatTime } from '../../../shared/text/format.ts'
import { t } from '../../../shared/text/segments.ts'
import { useShade } from '../../../shared/theme/appearance.ts'
import { categoryColour } from '../../../shared/theme/colours.ts'
import { useCall } from '../../../shared/use-call.ts'
import { CustomerPopup } from '../customers-map.tsx'
import { idAt } from '../words.ts'
import { RunResult, sayClass, useTemplateRunner } from './template-runner.tsx'

type Points = ResponseOf<typeof luwanPoints>

const DIMENSIONS = ['value', 'loyalty', 'contribution'] as const
type Dimension = (typeof DIMENSIONS)[number]
const PAIRS = [
  ['value', 'loyalty', 'luwan.chart.valueLoyalty'],
  ['value', 'contribution', 'luwan.chart.valueContribution'],
  ['loyalty', 'contribution', 'luwan.chart.loyaltyContribution'],
] as const satisfies readonly (readonly [Dimension, Dimension, string])[]

/** More points than this hide each other and say nothing more. */
const MOST_POINTS = 4000

/** SEG-05, SEG-06: three numbers per customer in three paired charts, and the four groups they make. */
export function LuwanView() {
  const answer = useCall(luwanPoints, { query: {} }, { staleSeconds: 300 })
  const templates = useCall(listTemplates, {})
  const runner = useTemplateRunner('luwan')
  const [picked, setPicked] = useState<number>()
  const chosen = useMemo(() => (answer.data ? sample(answer.data.count) : []), [answer.data])
  if (answer.error && !answer.data)
    return <ProblemState error={answer.error} onRetry={() => void answer.refetch()} />
  const points = answer.data
  if (!points) return <LoadingState rows={10} />
  const template = templates.data?.templates.find((one) => one.template === 'luwan')
  return (
    <>
      <Panel
        title={t('luwan.title')}
        extra={
          <>
            {template && (
              <span className="quiet">
                {template.lastAppliedAt
                  ? t('template.lastApplied', { time: formatTime(template.lastAppliedAt) })
                  : t('template.never')}
              </span>
            )}
            {runner.buttons}
          </>
        }
      >
        <p className="quiet luwan-detail">
          {t('luwan.detail', {
            month: formatMonth(points.month),
            count: formatNumber(points.count),
            value: formatNumber(points.cuts.value, 1),
            loyalty: formatNumber(points.cuts.loyalty, 1),
          })}
          {chosen.length < points.count &&
            ` · ${t('luwan.sample', { shown: formatNumber(chosen.length), count: formatNumber(points.count) })}`}
        </p>
        <GroupCounts points={points} />
      </Panel>
      <div className="luwan-charts">
        {PAIRS.map(([x, y, title]) => (
          <Panel key={title}>
            <ScatterChart
              title={t(title)}
              head={t('column.customer')}
              height={300}
              x={t(`luwan.${x}`)}
              y={t(`luwan.${y}`)}
              formatX={(value) => formatNumber(value, 0)}
              formatY={(value) => formatNumber(value, 0)}
              points={scatter(points, chosen, x, y)}
              {...(x === 'value' && y === 'loyalty'
                ? { cross: { x: points.cuts.value, y: points.cuts.loyalty } }
                : {})}
              onPick={(at) => setPicked(chosen[at])}
            />
          </Panel>
        ))}
      </div>
      <p className="quiet">{t('luwan.pick')}</p>
      <Drawer
        open={picked !== undefined}
        onClose={() => setPicked(undefined)}
        size={380}
        destroyOnHidden
        title={t('luwan.title')}
      >
        {picked !== undefined && <Picked points={points} at={picked} />}
      </Drawer>
      {runner.run && <RunResult run={runner.run} />}
    </>
  )
}

/** One customer with its three numbers. */
function Picked({ points, at }: { readonly points: Points; readonly at: number }) {
  return (
    <div className="luwan-picked">
      <CustomerPopup customerId={idAt(points.ids, at)} />
      <dl className="facts">
        {DIMENSIONS.map((dimension) => (
          <div key={dimension}>
            <dt>{t(`luwan.${dimension}`)}</dt>
            <dd>{formatNumber(points[dimension][at], 1)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('luwan.groups')}</dt>
          <dd>{sayClass(points.groups[points.group[at]!] ?? null)}</dd>
        </div>
      </dl>
    </div>
  )
}

function GroupCounts({ points }: { readonly points: Points }) {
  const shade = useShade()
  const counts = new Map<string, number>()
  for (const at of points.group) {
    const group = points.groups[at]
    if (group) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return (
    <ul className="plain class-cards class-cards-low">
      {VALUE_GROUPS.map((group, index) => (
        <li key={group}>
          <RouteLink to={`/customers?segment=luwan:${group}`} className="class-card">
            <strong>
              <span className="class-dot" style={{ background: categoryColour(index, shade) }} />
              {sayClass(group)}
            </strong>
            <span className="class-count">{formatNumber(counts.get(group) ?? 0)}</span>
            <span className="quiet">
              {formatPercent(points.count === 0 ? null : (counts.get(group) ?? 0) / points.count)} ·{' '}
              {t(`luwan.${group}.meaning`)}
            </span>
          </RouteLink>
        </li>
      ))}
    </ul>
  )
}

function scatter(points: Points, chosen: readonly number[], x: Dimension, y: Dimension): ScatterPoint[] {
  const colours = points.groups.map((group) => VALUE_GROUPS.indexOf(group))
  return chosen.map((at) => ({
    x: points[x][at]!,
    y: points[y][at]!,
    name: sayClass(points.groups[points.group[at]!] ?? null),
    size: 7,
    colourIndex: colours[points.group[at]!] ?? -1,
  }))
}

/** The same customers every time the page is opened: drawn with a fixed seed. */
function sample(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index)
  if (count <= MOST_POINTS) return all
  return createRandom(1)
    .shuffle(all)
    .slice(0, MOST_POINTS)
    .sort((a, b) => a - b)
}
