import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import type { DashboardView } from '../../../domain/insight/contract.ts'
import { Chart } from '../../shared/chart/chart.tsx'
import { Panel } from '../../shared/page-header.tsx'
import {
  formatChange,
  formatLargeMoney,
  formatMonth,
  formatNumber,
  MISSING,
} from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'
import { type QuantityUnit, sayQuantity } from './words.ts'

type Measure = 'quantity' | 'amount' | 'count'

/** Two years by month; quantity beside the same month a year before. */
export function TrendPanel({ view, unit }: { readonly view: DashboardView; readonly unit: QuantityUnit }) {
  const [measure, setMeasure] = useState<Measure>('quantity')
  const data = useMemo(() => {
    const { trend, months } = view
    const scale = unit === 'case' ? 1 / 250 : 1
    const scaled = (values: readonly (number | null)[], by: number) =>
      values.map((value) => (value === null ? null : value * by))
    const series =
      measure === 'quantity'
        ? [
            { name: t('trend.this'), kind: 'bar' as const, values: scaled(trend.quantity, scale) },
            {
              name: t('trend.lastYear'),
              kind: 'line' as const,
              values: scaled(trend.lastYear, scale),
              isReference: true,
            },
          ]
        : measure === 'amount'
          ? [{ name: t('trend.amount'), kind: 'bar' as const, values: scaled(trend.amountFen, 0.01) }]
          : [{ name: t('trend.customers'), kind: 'line' as const, values: trend.orderingCustomers }]
    return { categories: months.map((month) => month.replace('-', '/').slice(2)), series }
  }, [view, unit, measure])
  const format = (value: number | null) =>
    value === null
      ? MISSING
      : measure === 'amount'
        ? formatLargeMoney(value * 100)
        : measure === 'quantity'
          ? sayQuantity(unit === 'case' ? value * 250 : value, unit)
          : formatNumber(value, 0)
  return (
    <Panel>
      <Chart
        title={t('trend.title')}
        answer={answerOf(view)}
        data={data}
        head={t('trend.month')}
        height={260}
        format={format}
        extra={
          <Segmented<Measure>
            size="small"
            value={measure}
            onChange={setMeasure}
            options={(['quantity', 'amount', 'count'] as const).map((value) => ({
              value,
              label: t(`trend.${value}`),
            }))}
          />
        }
      />
    </Panel>
  )
}

function answerOf({ month, trend }: DashboardView): string {
  const now = trend.quantity.at(-1) ?? null
  const before = trend.lastYear.at(-1) ?? null
  const said = formatMonth(month)
  if (now === null || before === null || before === 0) return t('trend.answer.none', { month: said })
  const share = now / before - 1
  const change = formatChange(Math.abs(share)).replace('+', '')
  if (Math.abs(share) < 0.0005) return t('trend.answer.same', { month: said })
  return t(share > 0 ? 'trend.answer.up' : 'trend.answer.down', { month: said, change })
}
