/** 订货量, 订货金额, 单条均价, 环比, 同比, 价类占比, 品牌集中度, 网上订货率. */
import { addMonths } from '../../../engines/kernel/dates.ts'
import type { Tx } from '../../../platform/database/index.ts'
import {
  type DrillPage,
  type DrillRows,
  defineIndicator,
  growth,
  type IndicatorQuery,
} from '../../../platform/indicators/index.ts'
import { CONCENTRATION_BRANDS, concentration } from '../rules.ts'
import { readNames } from '../store/names.ts'
import {
  SALES_DIMENSIONS,
  type SalesDimension,
  type SalesQuestion,
  sumOrders,
  sumSales,
} from '../store/sales.ts'
import { ALWAYS, cellsBy, columns, monthsOf } from './terms.ts'

export const orderQuantity = defineIndicator({
  id: 'order_quantity',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '订货量', en: 'Order quantity' },
  formula: {
    zh: '所选月份全部订单行的条数之和，退货为负。各月归月末负责该户的客户经理。',
    en: 'Cartons of all order lines of the months, returns negative. A month belongs to who held the customer on its last day.',
  },
  unit: 'cartons',
  source: '会分析；惯用口径',
  dimensions: SALES_DIMENSIONS,
  total: 'sum',
  value: async (tx, query) =>
    (await sumSales(tx, questionOf(query))).map(({ group, quantity, buyers }) => ({
      group,
      value: quantity,
      subjects: buyers,
    })),
  drill: drillSales,
})

export const orderAmount = defineIndicator({
  id: 'order_amount',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '订货金额', en: 'Order amount' },
  formula: {
    zh: '所选月份全部订单行的金额之和（批发价），退货为负。',
    en: 'Money of all order lines of the months at wholesale prices, returns negative.',
  },
  unit: 'fen',
  source: '会分析；惯用口径',
  dimensions: SALES_DIMENSIONS,
  total: 'sum',
  value: async (tx, query) =>
    (await sumSales(tx, questionOf(query))).map(({ group, amountFen, buyers }) => ({
      group,
      value: amountFen,
      subjects: buyers,
    })),
  drill: drillSales,
})

export const averagePrice = defineIndicator({
  id: 'average_price',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '单条均价', en: 'Average carton price' },
  formula: { zh: '订货金额 ÷ 订货量，即每条卷烟的平均批发价。', en: 'Order amount ÷ order quantity.' },
  unit: 'fen',
  source: '会分析；惯用口径',
  dimensions: SALES_DIMENSIONS,
  total: 'ratio',
  value: async (tx, query) =>
    (await sumSales(tx, questionOf(query))).map(({ group, amountFen, quantity, buyers }) => ({
      group,
      value: quantity > 0 ? amountFen / quantity : null,
      numerator: amountFen,
      denominator: quantity,
      subjects: buyers,
    })),
  drill: drillSales,
})

export const quantityMom = defineIndicator({
  id: 'quantity_mom',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '订货量环比', en: 'Quantity against the month before' },
  formula: { zh: '本期订货量 ÷ 上期订货量 − 1。', en: 'Order quantity ÷ that of the period before, less 1.' },
  unit: 'share',
  source: '统计惯例',
  dimensions: SALES_DIMENSIONS.filter((dimension) => dimension !== 'month'),
  total: undefined,
  value: (tx, query) => changeOfQuantity(tx, query, 'previous'),
  drill: drillSales,
})

export const quantityYoy = defineIndicator({
  id: 'quantity_yoy',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '订货量同比', en: 'Quantity against last year' },
  formula: {
    zh: '本期订货量 ÷ 上年同期订货量 − 1。春节在两年的日期相差十天以上时，1 月、2 月应合并比较。',
    en: 'Order quantity ÷ that of the same months of last year, less 1. Where Spring Festival moved by ten days or more, compare January and February together.',
  },
  unit: 'share',
  source: '统计惯例',
  dimensions: SALES_DIMENSIONS.filter((dimension) => dimension !== 'month'),
  total: undefined,
  value: (tx, query) => changeOfQuantity(tx, query, 'lastYear'),
  drill: drillSales,
})

export const classShare = defineIndicator({
  id: 'class_share',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '一二类占比', en: 'Share of price classes I and II' },
  formula: {
    zh: '一类、二类卷烟订货量 ÷ 订货量；按价类展开时为各价类订货量 ÷ 订货量。价类按不含税调拨价划分。',
    en: 'Quantity of price classes I and II ÷ order quantity; by price class, the quantity of each ÷ order quantity. Classes go by transfer price.',
  },
  unit: 'share',
  source: '会分析；价类五类划分',
  dimensions: ['month', 'manager', 'department', 'priceClass'],
  async value(tx, query) {
    const by = query.by.filter((dimension) => dimension !== 'priceClass') as SalesDimension[]
    const sums = await sumSales(tx, {
      ...questionOf({ ...query, where: withoutClass(query) }),
      by: [...by, 'priceClass'],
    })
    const wanted = query.where.priceClass
    return cellsBy(sums, by).flatMap(({ group, rows: classes }) => {
      const total = classes.reduce((sum, { quantity }) => sum + quantity, 0)
      const subjects = Math.max(...classes.map(({ buyers }) => buyers))
      const row = (cell: Record<string, string | null>, quantity: number) => ({
        group: cell,
        value: total > 0 ? quantity / total : null,
        numerator: quantity,
        denominator: total,
        subjects,
      })
      const named = wanted ?? ['1', '2']
      if (query.by.includes('priceClass'))
        return classes
          .filter((one) => !wanted || wanted.includes(one.group.priceClass ?? ''))
          .map((one) => row({ ...group, priceClass: one.group.priceClass ?? null }, one.quantity))
      return [
        row(
          group,
          classes
            .filter((one) => named.includes(one.group.priceClass ?? ''))
            .reduce((sum, { quantity }) => sum + quantity, 0),
        ),
      ]
    })
  },
  drill: drillSales,
})

export const brandConcentration = defineIndicator({
  id: 'brand_concentration',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '品牌集中度', en: 'Brand concentration' },
  formula: {
    zh: `订货量前 ${CONCENTRATION_BRANDS} 位品牌的订货量之和 ÷ 订货量（CR${CONCENTRATION_BRANDS}）。没有品牌的品规不进前列，计入分母。`,
    en: `Quantity of the ${CONCENTRATION_BRANDS} largest brands ÷ order quantity (CR${CONCENTRATION_BRANDS}). Goods without a brand count in the denominator only.`,
  },
  unit: 'share',
  source: 'ANA-05；CRn',
  dimensions: ['manager', 'department'],
  async value(tx, query) {
    const by = query.by as SalesDimension[]
    const sums = await sumSales(tx, { ...questionOf(query), by: [...by, 'brand'] })
    return cellsBy(sums, by).map(({ group, rows: brands }) => {
      const total = brands.reduce((sum, { quantity }) => sum + quantity, 0)
      const named = brands.filter((one) => one.group.brand !== null).map(({ quantity }) => quantity)
      const share = concentration(named, CONCENTRATION_BRANDS)
      const largest = (share ?? 0) * named.filter((one) => one > 0).reduce((sum, one) => sum + one, 0)
      return {
        group,
        value: total > 0 ? largest / total : null,
        numerator: Math.round(largest),
        denominator: total,
        subjects: Math.max(...brands.map(({ buyers }) => buyers)),
      }
    })
  },
  drill: drillSales,
})

export const onlineRate = defineIndicator({
  id: 'online_rate',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '网上订货率', en: 'Online orders' },
  formula: { zh: '网上订单数 ÷ 订单数，退货单不计。', en: 'Online orders ÷ orders; returns do not count.' },
  unit: 'share',
  source: '会分析；惯用口径',
  dimensions: ['month', 'manager'],
  total: 'ratio',
  async value(tx, query) {
    const months = await sumOrders(tx, { ...monthsOf(query), reader: query.reader })
    const wanted = months.filter(
      ({ month, managerId }) =>
        (!query.where.month || query.where.month.includes(month)) &&
        (!query.where.manager || query.where.manager.includes(managerId ?? '')),
    )
    const grouped = wanted.map((row) => ({ ...row, group: { month: row.month, manager: row.managerId } }))
    return cellsBy(grouped, query.by).map(({ group, rows }) => {
      const orders = rows.reduce((sum, row) => sum + row.orders, 0)
      const isKnown = rows.every((row) => row.onlineOrders !== null)
      const online = rows.reduce((sum, row) => sum + (row.onlineOrders ?? 0), 0)
      return {
        group,
        value: orders > 0 && isKnown ? online / orders : null,
        numerator: online,
        denominator: orders,
        subjects: Math.max(...rows.map((row) => row.orderingCustomers)),
      }
    })
  },
})

function questionOf(query: IndicatorQuery): SalesQuestion {
  return {
    ...monthsOf(query),
    by: query.by as SalesDimension[],
    where: query.where as SalesQuestion['where'],
    reader: query.reader,
  }
}

function withoutClass({ where }: IndicatorQuery): IndicatorQuery['where'] {
  const { priceClass: _priceClass, ...rest } = where
  return rest
}

async function changeOfQuantity(tx: Tx, query: IndicatorQuery, against: 'previous' | 'lastYear') {
  const question = questionOf(query)
  const length = monthCount(question)
  const back = against === 'lastYear' ? -12 : -length
  const earlier = { ...question, from: addMonths(question.from, back), to: addMonths(question.to, back) }
  const key = (group: Readonly<Record<string, string | null>>) =>
    JSON.stringify(question.by.map((by) => group[by]))
  const before = new Map((await sumSales(tx, earlier)).map((sum) => [key(sum.group), sum.quantity]))
  return (await sumSales(tx, question)).map(({ group, quantity, buyers }) => {
    const base = before.get(key(group)) ?? null
    return {
      group,
      value: growth(quantity, base),
      numerator: quantity,
      ...(base === null ? {} : { denominator: base }),
      subjects: buyers,
    }
  })
}

function monthCount({ from, to }: SalesQuestion): number {
  return (+to.slice(0, 4) - +from.slice(0, 4)) * 12 + +to.slice(5) - +from.slice(5) + 1
}

/** Month by owner and product: the rows of the roll-up itself, so they sum to the number exactly. */
async function drillSales(tx: Tx, query: IndicatorQuery, page: DrillPage): Promise<DrillRows> {
  const sums = await sumSales(tx, { ...questionOf(query), by: ['month', 'manager', 'product'] })
  sums.sort((a, b) => b.quantity - a.quantity)
  const shown = sums.slice(page.offset, page.offset + page.limit)
  const names = await readNames(
    tx,
    shown.map(({ group }) => group.manager!),
    shown.map(({ group }) => group.product!),
  )
  return {
    columns: columns({
      month: 'month',
      manager: 'manager',
      product: 'product',
      brand: 'brand',
      priceClass: 'priceClass',
      quantity: ['quantity', 'cartons'],
      amountFen: ['amount', 'fen'],
      buyers: ['buyers', 'customers'],
      lines: ['lines', 'count'],
    }),
    rows: shown.map(({ group, quantity, amountFen, buyers, lines }) => {
      const product = names.products.get(group.product ?? '')
      return {
        month: group.month ?? null,
        manager: names.managers.get(group.manager ?? '') ?? null,
        product: product?.name ?? null,
        brand: product?.brand ?? null,
        priceClass: product?.priceClass ?? null,
        quantity,
        amountFen,
        buyers,
        lines,
        productId: group.product ?? null,
      }
    }),
    total: sums.length,
  }
}
