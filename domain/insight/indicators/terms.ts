/** What the definitions share: periods as months, names of columns, rows of a drill-down. */
import { daysInMonth, type IsoMonth, monthOf } from '../../../engines/kernel/dates.ts'
import type { DrillRows, IndicatorQuery } from '../../../platform/indicators/index.ts'
import { refuse } from '../../../platform/refusal.ts'

/** Definitions hold from before the first data on. */
export const ALWAYS = '2000-01-01'

/**
 * The months of a period.
 *
 * @throws Refusal IND-03 when the period is not whole months: roll-ups know no days
 */
export function monthsOf({ from, to }: Pick<IndicatorQuery, 'from' | 'to'>): {
  from: IsoMonth
  to: IsoMonth
} {
  const isWhole = from.endsWith('-01') && +to.slice(8) === daysInMonth(monthOf(to))
  if (!isWhole) refuse('IND-03', undefined, { from, to })
  return { from: monthOf(from), to: monthOf(to) }
}

/** First and last day of a month, as indicators are asked. */
export function periodOf(month: IsoMonth): { from: string; to: string } {
  return { from: `${month}-01`, to: `${month}-${daysInMonth(month)}` }
}

export const COLUMN_NAMES = {
  code: { zh: '客户编码', en: 'Customer code' },
  name: { zh: '零售户', en: 'Customer' },
  manager: { zh: '客户经理', en: 'Customer manager' },
  format: { zh: '业态', en: 'Format' },
  tier: { zh: '档位', en: 'Tier' },
  missing: { zh: '缺少的信息', en: 'Missing' },
  licence: { zh: '许可证有效期至', en: 'Licence ends' },
  lastOrder: { zh: '最近订货', en: 'Last order' },
  recent: { zh: '近三月月均', en: 'Mean of three months' },
  bought: { zh: '是否订货', en: 'Ordered' },
  month: { zh: '月份', en: 'Month' },
  product: { zh: '品规', en: 'Product' },
  brand: { zh: '品牌', en: 'Brand' },
  priceClass: { zh: '价类', en: 'Price class' },
  quantity: { zh: '订货量', en: 'Quantity' },
  amount: { zh: '订货金额', en: 'Amount' },
  buyers: { zh: '订货户数', en: 'Ordering customers' },
  lines: { zh: '订单行', en: 'Order lines' },
  state: { zh: '状态', en: 'State' },
  customers: { zh: '户数', en: 'Customers' },
  covered: { zh: '已排户数', en: 'Covered' },
  visits: { zh: '拜访次数', en: 'Visits' },
  unplaced: { zh: '未排上', en: 'Not placed' },
  travel: { zh: '日均路程（小时）', en: 'Travel a day (hours)' },
  kind: { zh: '异常类型', en: 'Kind' },
  date: { zh: '日期', en: 'Date' },
  share: { zh: '占比', en: 'Share' },
} as const

type ColumnKey = keyof typeof COLUMN_NAMES
type Column = DrillRows['columns'][number]

/** Columns in order; a key may stand for another name: `customerCode: 'code'`. */
export function columns(
  keys: Readonly<Record<string, ColumnKey | readonly [ColumnKey, Column['unit']]>>,
): Column[] {
  return Object.entries(keys).map(([key, named]) => {
    const [name, unit] = typeof named === 'string' ? [named, undefined] : named
    return { key, name: COLUMN_NAMES[name], ...(unit ? { unit } : {}) }
  })
}

/** Rows that agree in the dimensions of `by`, in the order in which they first came. */
export function cellsBy<Row extends { readonly group: Readonly<Record<string, string | null>> }>(
  rows: readonly Row[],
  by: readonly string[],
): { readonly group: Record<string, string | null>; readonly rows: Row[] }[] {
  const key = ({ group }: Row) => JSON.stringify(by.map((dimension) => group[dimension] ?? null))
  return [...Map.groupBy(rows, key).values()].map((cell) => ({
    group: Object.fromEntries(by.map((dimension) => [dimension, cell[0]!.group[dimension] ?? null])),
    rows: cell,
  }))
}
