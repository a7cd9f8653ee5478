import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts'
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useEffectEvent, useRef } from 'react'

use([
  BarChart,
  LineChart,
  ScatterChart,
  HeatmapChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
])

export interface ChartCanvasProps {
  readonly option: object
  readonly label: string
  readonly onPick?: ((categoryIndex: number, seriesIndex: number) => void) | undefined
  /** Hands out a way to save the picture. */
  readonly onReady?: (picture: () => string) => void
}

/** The drawn chart. Loaded on its own. */
export function ChartCanvas({ option, label, onPick, onReady }: ChartCanvasProps) {
  const holder = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const pick = useEffectEvent((category: number, series: number) => onPick?.(category, series))
  const ready = useEffectEvent((made: EChartsType) =>
    onReady?.(() =>
      made.getDataURL({ pixelRatio: 2, backgroundColor: getComputedStyle(holder.current!).backgroundColor }),
    ),
  )
  useEffect(() => {
    const made = init(holder.current!, undefined, { renderer: 'canvas' })
    chart.current = made
    made.on('click', (event) => pick(event.dataIndex, event.seriesIndex ?? 0))
    ready(made)
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(holder.current!)
    return () => {
      observer.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option as EChartsCoreOption, { notMerge: true })
  }, [option])
  return (
    <div
      ref={holder}
      className="chart-canvas"
      role="img"
      aria-label={label}
      data-pick={onPick !== undefined}
    />
  )
}
