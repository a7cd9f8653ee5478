import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChartData, cartesianOption, cellsOf, scatterOption } from './chart-data.ts'

const look = { shade: 'light', fontSize: 14, fontFamily: 'sans-serif' } as const
const words = {
  format: (value: number | null) => (value === null ? '—' : String(value)),
  axis: String,
  isHorizontal: false,
}
const data: ChartData = {
  categories: ['1月', '2月'],
  series: [
    { name: '今年', kind: 'line', values: [3, null] },
    { name: '去年', kind: 'line', values: [2, 4], isReference: true },
  ],
}

test('a chart is a table too, and a gap is not a zero', () => {
  assert.deepEqual(cellsOf(data, '月份', words.format), [
    ['月份', '今年', '去年'],
    ['1月', '3', '2'],
    ['2月', '—', '4'],
  ])
})

test('bars begin at zero; lines alone may begin where the data do', () => {
  assert.equal(cartesianOption(data, look, words).yAxis[0]!.type, 'value')
  assert.equal((cartesianOption(data, look, words).yAxis[0] as { scale: boolean }).scale, true)
  const bars: ChartData = { ...data, series: [{ name: '今年', kind: 'bar', values: [3, 4] }] }
  assert.equal((cartesianOption(bars, look, words).yAxis[0] as { scale: boolean }).scale, false)
})

test('lines differ by more than colour', () => {
  const series = cartesianOption(data, look, words).series as unknown as {
    symbol: string
    lineStyle: object
  }[]
  assert.notEqual(series[0]!.symbol, series[1]!.symbol)
  assert.ok('type' in series[1]!.lineStyle)
})

test('the same thing has the same colour whatever stands beside it', () => {
  const alone = cartesianOption({ ...data, series: [{ ...data.series[0]!, colourIndex: 4 }] }, look, words)
  const amongOthers = cartesianOption(
    { ...data, series: [data.series[1]!, { ...data.series[0]!, colourIndex: 4 }] },
    look,
    words,
  )
  assert.equal(alone.color[0], amongOthers.color[1])
})

test('names in tooltips cannot carry markup', () => {
  const option = scatterOption([{ x: 1, y: 2, name: '<img src=x>' }], look, {
    x: 'a',
    y: 'b',
    formatX: String,
    formatY: String,
  })
  const said = option.tooltip.formatter({ data: { name: '<img src=x>', value: [1, 2] } })
  assert.ok(!said.includes('<img'))
})
