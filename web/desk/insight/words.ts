import type { Figure } from '../../../domain/insight/contract.ts'
import {
  formatChange,
  formatLarge,
  formatLargeMoney,
  formatMinutes,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  MISSING,
} from '../../shared/text/format.ts'
import { t } from '../../shared/text/insight.ts'

/** Goods are counted in cartons; cases are for reading only. */
export type QuantityUnit = 'carton' | 'case'
const CARTONS_PER_CASE = 250

export interface Said {
  readonly value: string
  readonly unit?: string
}

export function sayQuantity(cartons: number | null, unit: QuantityUnit = 'carton'): string {
  if (cartons === null) return MISSING
  return formatLarge(unit === 'case' ? cartons / CARTONS_PER_CASE : cartons)
}

/** A number as people say it, with its unit apart so that it can be set smaller. */
export function sayFigure(
  figure: Pick<Figure, 'id' | 'unit' | 'value'>,
  quantityUnit: QuantityUnit = 'carton',
): Said {
  const { id, unit, value } = figure
  if (value === null) return { value: MISSING }
  switch (unit) {
    case 'cartons':
      return { value: sayQuantity(value, quantityUnit), unit: t(`unit.${quantityUnit}`) }
    case 'fen':
      return { value: id === 'average_price' ? formatMoney(value) : formatLargeMoney(value) }
    case 'share':
      return { value: formatPercent(value) }
    case 'customers':
      return { value: formatNumber(value, Number.isInteger(value) ? 0 : 1), unit: t('count.customers') }
    case 'visits':
      return { value: formatNumber(value, Number.isInteger(value) ? 0 : 1), unit: t('count.visits') }
    case 'hours':
      return { value: formatMinutes(value * 60) }
    case 'count':
      return { value: formatNumber(value, 0), unit: t('count.items') }
    default:
      return { value: formatNumber(value) }
  }
}

export function sayFigureShortly(
  figure: Pick<Figure, 'id' | 'unit' | 'value'>,
  quantityUnit?: QuantityUnit,
): string {
  const { value, unit } = sayFigure(figure, quantityUnit)
  return unit ? `${value} ${unit}` : value
}

export interface Change {
  readonly text: string
  /** -1, 0, 1 */
  readonly direction: number
}

/** Shares move by points, everything else by a share of what it was. */
export function sayChange(
  unit: Figure['unit'],
  value: number | null,
  before: number | null,
): Change | undefined {
  if (value === null || before === null) return undefined
  if (unit === 'share') {
    const points = (value - before) * 100
    const size = formatNumber(Math.abs(points), 1)
    const sign = Math.abs(points) < 0.05 ? '' : points > 0 ? '+' : '−'
    return {
      text: t('figure.points', { points: `${sign}${size}` }),
      direction: sign === '' ? 0 : Math.sign(points),
    }
  }
  if (before === 0) return undefined
  const share = value / before - 1
  return { text: formatChange(share), direction: Math.abs(share) < 0.0005 ? 0 : Math.sign(share) }
}

/** What period a number is of, when it is not the month of the page. */
export function sayPeriod(
  figure: Pick<Figure, 'id' | 'from' | 'to'>,
  month: string | null,
): string | undefined {
  if (figure.from === figure.to) return t('figure.now')
  const own = figure.from.slice(0, 7)
  return own === month ? undefined : t('figure.planned', { month: formatMonth(own) })
}

export function indicatorName(id: string): string {
  return t.loose(`indicator.${id}`)
}

/** Where a number is explained, taken apart and shown with its rows. */
export function pathOfFigure(
  figure: Pick<Figure, 'id' | 'from' | 'to'>,
  more: Readonly<Record<string, string>> = {},
) {
  return `/dashboard/${figure.id}?${new URLSearchParams({ from: figure.from, to: figure.to, ...more })}`
}
