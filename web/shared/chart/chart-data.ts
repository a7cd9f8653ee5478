import type { Shade } from '../theme/appearance.ts'
import { categoryColour } from '../theme/colours.ts'
import { palettes } from '../theme/tokens.ts'

export interface ChartSeries {
  readonly name: string
  readonly kind: 'bar' | 'line' | 'area'
  /** One per category; null leaves a gap, which is not a zero. */
  readonly values: readonly (number | null)[]
  /** Place of this thing in its constant list, so that it has its colour on every chart; its place here when absent. */
  readonly colourIndex?: number
  /** Series of one stack stand on each other. */
  readonly stack?: string
  /** Drawn against the right axis, in another unit. */
  readonly isSecondary?: boolean
  /** A plan, a forecast, last year: dashed. */
  readonly isReference?: boolean
}

export interface ChartData {
  readonly categories: readonly string[]
  readonly series: readonly ChartSeries[]
}

export interface ScatterPoint {
  readonly x: number
  readonly y: number
  readonly name: string
  readonly size?: number
  readonly colourIndex?: number
}

export interface HeatData {
  readonly columns: readonly string[]
  readonly rows: readonly string[]
  /** By row, then column. */
  readonly values: readonly (readonly (number | null)[])[]
}

/** The data as lines of cells, first the head: what the table shows, what is copied, and what a test reads. */
export function cellsOf(
  data: ChartData,
  head: string,
  format: (value: number | null, series: ChartSeries) => string,
): string[][] {
  return [
    [head, ...data.series.map((series) => series.name)],
    ...data.categories.map((category, index) => [
      category,
      ...data.series.map((series) => format(series.values[index] ?? null, series)),
    ]),
  ]
}

export interface ChartLook {
  readonly shade: Shade
  readonly fontSize: number
  readonly fontFamily: string
}

const DASHES = [undefined, [6, 3], [2, 3], [8, 3, 2, 3]] as const
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'] as const

/**
 * The option ECharts draws from. Colour is never the only sign: lines differ by symbol, references by dashes. Bars
 * begin at zero; lines may begin where the data do, because there the slope is what is read.
 */
export function cartesianOption(
  data: ChartData,
  look: ChartLook,
  words: {
    readonly format: (value: number | null, isSecondary: boolean) => string
    readonly axis: (value: number, isSecondary: boolean) => string
    readonly isHorizontal: boolean
  },
) {
  const palette = palettes[look.shade]
  const hasBars = data.series.some((series) => series.kind !== 'line')
  const hasSecondary = data.series.some((series) => series.isSecondary)
  const text = { color: palette.textQuiet, fontSize: look.fontSize - 1, fontFamily: look.fontFamily }
  const categoryAxis = {
    type: 'category' as const,
    data: [...data.categories],
    axisLabel: { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: palette.border } },
    axisTick: { show: false },
    inverse: words.isHorizontal,
  }
  const valueAxis = (isSecondary: boolean) => ({
    type: 'value' as const,
    scale: !hasBars || isSecondary,
    axisLabel: { ...text, formatter: (value: number) => words.axis(value, isSecondary) },
    splitLine: { show: !isSecondary, lineStyle: { color: palette.divider } },
  })
  const values = hasSecondary ? [valueAxis(false), valueAxis(true)] : [valueAxis(false)]
  return {
    ...commonOption(look),
    color: data.series.map((series, index) => categoryColour(series.colourIndex ?? index, look.shade)),
    legend: {
      show: data.series.length > 1,
      top: 0,
      left: 0,
      type: 'scroll' as const,
      textStyle: { ...text, color: palette.text },
      pageTextStyle: text,
      itemWidth: 18,
      itemHeight: 10,
    },
    grid: { left: 4, right: 12, top: data.series.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    tooltip: {
      ...commonOption(look).tooltip,
      trigger: 'axis' as const,
      axisPointer: { type: hasBars ? ('shadow' as const) : ('line' as const) },
      valueFormatter: (value: unknown) => words.format(typeof value === 'number' ? value : null, false),
    },
    xAxis: words.isHorizontal ? values : [categoryAxis],
    yAxis: words.isHorizontal ? [categoryAxis] : values,
    series: data.series.map((series, index) => ({
      name: series.name,
      type: series.kind === 'bar' ? ('bar' as const) : ('line' as const),
      data: [...series.values],
      ...(series.stack ? { stack: series.stack } : {}),
      ...(series.isSecondary ? (words.isHorizontal ? { xAxisIndex: 1 } : { yAxisIndex: 1 }) : {}),
      ...(series.kind === 'bar'
        ? {
            barMaxWidth: 34,
            itemStyle: series.isReference ? { opacity: 0.45, borderType: 'dashed' as const } : {},
          }
        : {
            symbol: SYMBOLS[index % SYMBOLS.length],
            symbolSize: 7,
            showSymbol: data.categories.length <= 40,
            connectNulls: false,
            lineStyle: {
              width: 2.2,
              ...(series.isReference ? { type: [...DASHES[1]] } : {}),
            },
            ...(series.kind === 'area' ? { areaStyle: { opacity: 0.16 } } : {}),
          }),
    })),
  }
}

export function scatterOption(
  points: readonly ScatterPoint[],
  look: ChartLook,
  words: {
    readonly x: string
    readonly y: string
    readonly formatX: (value: number) => string
    readonly formatY: (value: number) => string
    /** Lines through these values divide the plane into four: the means, say. */
    readonly cross?: { readonly x: number; readonly y: number } | undefined
  },
) {
  const palette = palettes[look.shade]
  const text = { color: palette.textQuiet, fontSize: look.fontSize - 1, fontFamily: look.fontFamily }
  const axis = (name: string, format: (value: number) => string) => ({
    type: 'value' as const,
    name,
    nameTextStyle: text,
    nameLocation: 'end' as const,
    scale: true,
    axisLabel: { ...text, formatter: format },
    splitLine: { lineStyle: { color: palette.divider } },
  })
  return {
    ...commonOption(look),
    grid: { left: 4, right: 40, top: 34, bottom: 4, containLabel: true },
    tooltip: {
      ...commonOption(look).tooltip,
      trigger: 'item' as const,
      formatter: ({
        data,
      }: {
        readonly data: { readonly name: string; readonly value: readonly number[] }
      }) =>
        `${escapeHtml(data.name)}<br>${escapeHtml(words.x)} ${escapeHtml(words.formatX(data.value[0]!))}<br>${escapeHtml(words.y)} ${escapeHtml(words.formatY(data.value[1]!))}`,
    },
    xAxis: [axis(words.x, words.formatX)],
    yAxis: [axis(words.y, words.formatY)],
    series: [
      {
        type: 'scatter' as const,
        data: points.map((point) => ({
          name: point.name,
          value: [point.x, point.y],
          symbolSize: point.size ?? 9,
          itemStyle: { color: categoryColour(point.colourIndex ?? 0, look.shade), opacity: 0.75 },
        })),
        ...(words.cross
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: palette.textFaint, type: 'dashed' as const },
                label: { show: false },
                data: [{ xAxis: words.cross.x }, { yAxis: words.cross.y }],
              },
            }
          : {}),
      },
    ],
  }
}

export function heatOption(
  data: HeatData,
  look: ChartLook,
  words: { readonly format: (value: number) => string },
) {
  const palette = palettes[look.shade]
  const text = { color: palette.textQuiet, fontSize: look.fontSize - 1, fontFamily: look.fontFamily }
  const cells = data.values.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null ? [] : [[x, y, value] as const])),
  )
  const most = Math.max(1e-9, ...cells.map((cell) => cell[2]))
  const least = Math.min(0, ...cells.map((cell) => cell[2]))
  const isDark = look.shade === 'dark'
  return {
    ...commonOption(look),
    grid: { left: 4, right: 12, top: 8, bottom: 4, containLabel: true },
    tooltip: {
      ...commonOption(look).tooltip,
      trigger: 'item' as const,
      formatter: ({ value }: { readonly value: readonly [number, number, number] }) =>
        `${escapeHtml(data.rows[value[1]] ?? '')} · ${escapeHtml(data.columns[value[0]] ?? '')}<br>${escapeHtml(words.format(value[2]))}`,
    },
    xAxis: [
      { type: 'category' as const, data: [...data.columns], axisLabel: text, axisTick: { show: false } },
    ],
    yAxis: [
      {
        type: 'category' as const,
        data: [...data.rows],
        axisLabel: text,
        axisTick: { show: false },
        inverse: true,
      },
    ],
    visualMap: {
      show: false,
      min: least,
      max: most,
      inRange: { color: isDark ? ['#1f2d2a', '#2f7d74', '#7fdccf'] : ['#eef6f4', '#86c2b9', '#0b5c56'] },
    },
    series: [
      {
        type: 'heatmap' as const,
        data: cells.map((cell) => [...cell]),
        itemStyle: { borderColor: palette.surface, borderWidth: 2 },
        label: {
          show: data.columns.length <= 16,
          fontSize: look.fontSize - 2,
          fontFamily: look.fontFamily,
          formatter: ({ value }: { readonly value: readonly [number, number, number] }) =>
            words.format(value[2]),
        },
      },
    ],
  }
}

function commonOption(look: ChartLook) {
  const palette = palettes[look.shade]
  return {
    animationDuration: 250,
    textStyle: { fontFamily: look.fontFamily },
    tooltip: {
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.border,
      textStyle: { color: palette.text, fontSize: look.fontSize - 1, fontFamily: look.fontFamily },
    },
  }
}

/** Tooltips are HTML; names of shops are not. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
