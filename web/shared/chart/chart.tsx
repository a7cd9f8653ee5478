import { CopyOutlined, PictureOutlined, TableOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react'
import { EmptyState, ErrorBoundary, LoadingState } from '../states.tsx'
import { formatLarge, formatNumber, MISSING } from '../text/format.ts'
import { t } from '../text/parts.ts'
import { useAppearance, useShade } from '../theme/appearance.ts'
import { FONTS, measuresOf } from '../theme/tokens.ts'
import './chart.css'
import {
  type ChartData,
  type ChartLook,
  type ChartSeries,
  cartesianOption,
  cellsOf,
  type HeatData,
  heatOption,
  type ScatterPoint,
  scatterOption,
} from './chart-data.ts'

const ChartCanvas = lazy(() =>
  import('./chart-canvas.tsx').then((module) => ({ default: module.ChartCanvas })),
)

interface ChartFrameProps {
  /** The question the chart answers: 哪种业态卖得最多？ */
  readonly title: string
  /** The answer in one sentence, when there is one. */
  readonly answer?: ReactNode
  readonly height?: number
  /** Beside the title: a definition, a period, a switch. */
  readonly extra?: ReactNode
  /** Head of the first column of the table view: 月份, 业态. */
  readonly head?: string
}

export interface ChartProps extends ChartFrameProps {
  readonly data: ChartData
  /** Writes values in tooltips and the table; large axis labels are shortened by themselves. */
  readonly format?: (value: number | null, series?: ChartSeries) => string
  /** Bars to the right, names to the left: for long names and rankings. */
  readonly isHorizontal?: boolean
  /** Goes to the rows behind a bar or point. */
  readonly onPick?: (categoryIndex: number, seriesIndex: number) => void
}

/**
 * Bars and lines. Every chart can be read as a table, copied, and saved as a picture.
 *
 *     <Chart title={t('sales.question')} data={{ categories: months, series: [{ name: t('this'), kind: 'bar', values }] }}
 *       format={formatMoney} head={t('month')} onPick={(index) => go(`/orders?month=${months[index]}`)} />
 */
export function Chart({ data, format, isHorizontal = false, onPick, ...frame }: ChartProps) {
  const look = useLook()
  const write = format ?? ((value: number | null) => (value === null ? MISSING : formatNumber(value)))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a formatter written in place is new on every render.
  const option = useMemo(
    () =>
      cartesianOption(data, look, {
        format: (value) => write(value),
        axis: (value) => formatLarge(value),
        isHorizontal,
      }),
    [data, look, isHorizontal],
  )
  const isEmpty = data.series.every((series) => series.values.every((value) => value === null))
  return (
    <Frame
      {...frame}
      isEmpty={isEmpty}
      option={option}
      onPick={onPick}
      cells={cellsOf(data, frame.head ?? t('chart.category'), write)}
    />
  )
}

export interface ScatterChartProps extends ChartFrameProps {
  readonly points: readonly ScatterPoint[]
  readonly x: string
  readonly y: string
  readonly formatX?: (value: number) => string
  readonly formatY?: (value: number) => string
  readonly cross?: { readonly x: number; readonly y: number }
  readonly onPick?: (index: number) => void
}

/** One point per thing: who stands where on two measures. */
export function ScatterChart(props: ScatterChartProps) {
  const { points, x, y, formatX = formatLarge, formatY = formatLarge, cross, onPick, ...frame } = props
  const look = useLook()
  // biome-ignore lint/correctness/useExhaustiveDependencies: formatters written in place are new on every render.
  const option = useMemo(
    () => scatterOption(points, look, { x, y, formatX, formatY, cross }),
    [points, look, x, y, cross],
  )
  return (
    <Frame
      {...frame}
      isEmpty={points.length === 0}
      option={option}
      onPick={onPick ? (index) => onPick(index) : undefined}
      cells={[
        [frame.head ?? t('chart.category'), x, y],
        ...points.map((point) => [point.name, formatX(point.x), formatY(point.y)]),
      ]}
    />
  )
}

export interface HeatChartProps extends ChartFrameProps {
  readonly data: HeatData
  readonly format?: (value: number) => string
}

/** Amounts by two things at once: weekday by week, manager by day. */
export function HeatChart({ data, format = formatLarge, ...frame }: HeatChartProps) {
  const look = useLook()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a formatter written in place is new on every render.
  const option = useMemo(() => heatOption(data, look, { format }), [data, look])
  return (
    <Frame
      {...frame}
      isEmpty={data.values.every((row) => row.every((value) => value === null))}
      option={option}
      cells={[
        [frame.head ?? t('chart.category'), ...data.columns],
        ...data.rows.map((row, index) => [
          row,
          ...data.columns.map((_, column) => {
            const value = data.values[index]?.[column]
            return value === null || value === undefined ? MISSING : format(value)
          }),
        ]),
      ]}
    />
  )
}

function useLook(): ChartLook {
  const shade = useShade()
  const { text } = measuresOf(useAppearance())
  return useMemo(() => ({ shade, fontSize: text, fontFamily: FONTS }), [shade, text])
}

function Frame({
  title,
  answer,
  extra,
  height = 280,
  option,
  cells,
  isEmpty,
  onPick,
}: ChartFrameProps & {
  readonly option: object
  readonly cells: readonly (readonly string[])[]
  readonly isEmpty: boolean
  readonly onPick?: ((categoryIndex: number, seriesIndex: number) => void) | undefined
}) {
  const { message } = App.useApp()
  const [isTable, setTable] = useState(false)
  const picture = useRef<() => string>(undefined)
  const copy = async () => {
    await navigator.clipboard.writeText(cells.map((line) => line.join('\t')).join('\n'))
    void message.success(t('chart.copied'))
  }
  const save = () => {
    const address = picture.current?.()
    if (!address) return
    const link = document.createElement('a')
    link.href = address
    link.download = `${title}.png`
    link.click()
  }
  const [head, ...lines] = cells
  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <div>
          <h3 className="chart-title">{title}</h3>
          {answer && <div className="chart-answer">{answer}</div>}
        </div>
        <div className="chart-tools no-print">
          {extra}
          <Tooltip title={t(isTable ? 'chart.picture' : 'chart.table')}>
            <Button
              type="text"
              size="small"
              icon={<TableOutlined />}
              aria-label={t(isTable ? 'chart.picture' : 'chart.table')}
              aria-pressed={isTable}
              onClick={() => setTable(!isTable)}
            />
          </Tooltip>
          <Tooltip title={t('chart.copy')}>
            <Button
              type="text"
              size="small"
              icon={<CopyOutlined />}
              aria-label={t('chart.copy')}
              onClick={() => void copy()}
            />
          </Tooltip>
          {!isTable && (
            <Tooltip title={t('chart.image')}>
              <Button
                type="text"
                size="small"
                icon={<PictureOutlined />}
                aria-label={t('chart.image')}
                onClick={save}
              />
            </Tooltip>
          )}
        </div>
      </figcaption>
      {isEmpty ? (
        <EmptyState title={t('chart.empty')} />
      ) : isTable ? (
        <div className="chart-table" style={{ maxHeight: height }}>
          <table>
            <thead>
              <tr>
                {head?.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other identity.
                  <th key={index} scope="col" className={index > 0 ? 'number' : undefined}>
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two lines may have the same name.
                <tr key={row}>
                  {line.map((cell, index) =>
                    index === 0 ? (
                      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                      <th key={index} scope="row">
                        {cell}
                      </th>
                    ) : (
                      // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                      <td key={index} className="number">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className="chart-holder" style={{ height }}>
          <ErrorBoundary>
            <Suspense fallback={<LoadingState />}>
              <ChartCanvas
                option={option}
                label={typeof answer === 'string' ? `${title} ${answer}` : title}
                onPick={onPick}
                onReady={(take) => {
                  picture.current = take
                }}
              />
            </Suspense>
          </ErrorBoundary>
        </div>
      )}
    </figure>
  )
}
