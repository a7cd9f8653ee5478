/** 有效户数, 订货户数, 订货面, 铺货率, 动销率, 三周期未订货, 档案缺项, 许可证到期, 人均服务户数. */
import { addMonths } from '../../../engines/kernel/dates.ts'
import type { Tx } from '../../../platform/database/index.ts'
import {
  type DrillPage,
  type DrillRows,
  defineIndicator,
  type IndicatorQuery,
  type IndicatorRow,
} from '../../../platform/indicators/index.ts'
import { LICENCE_DAYS, SILENT_CYCLES } from '../rules.ts'
import {
  COVERAGE_DIMENSIONS,
  type CoverageQuestion,
  countBuyers,
  countReturning,
  listCoverage,
} from '../store/coverage.ts'
import {
  activeOn,
  CUSTOMER_DIMENSIONS,
  type CustomerMeasure,
  type CustomerQuestion,
  countCustomers,
  listCustomers,
} from '../store/customers.ts'
import { hasGoodsLimit } from '../store/reach.ts'
import { sumOrders } from '../store/sales.ts'
import { ALWAYS, cellsBy, columns, monthsOf } from './terms.ts'

const counted = {
  definitionVersion: 1,
  validFrom: ALWAYS,
  unit: 'customers',
  dimensions: CUSTOMER_DIMENSIONS,
  total: 'sum',
} as const

export const activeCustomers = defineIndicator({
  ...counted,
  id: 'active_customers',
  name: { zh: '有效零售户', en: 'Active customers' },
  formula: {
    zh: '期末状态为新入网或正常的零售户数；期末之后才歇业的，期末仍计入。现在停业整顿的不计。',
    en: 'Customers that are new or valid on the last day of the period; those closed later still count, paused ones do not.',
  },
  source: '零售户档案',
  value: (tx, query) => countOf(tx, query, 'active'),
  drill: (tx, query, page) => drillOf(tx, query, 'active', page),
})

export const silentCustomers = defineIndicator({
  ...counted,
  id: 'silent_customers',
  name: { zh: '三周期未订货户', en: 'Customers without an order' },
  formula: {
    zh: `有效零售户中，连续 ${SILENT_CYCLES} 个订货周期（周订 21 天，双周订 42 天）没有订单的户数；从数据中最近的订货日往回数，不访销户不计。`,
    en: `Active customers without an order for ${SILENT_CYCLES} of their order cycles (21 days, or 42 for every second week), counted back from the newest order day in the data; those without order days do not count.`,
  },
  source: '会分析；三周期为本系统默认',
  value: (tx, query) => countOf(tx, query, 'silent'),
  drill: (tx, query, page) => drillOf(tx, query, 'silent', page),
})

export const incompleteArchives = defineIndicator({
  ...counted,
  id: 'incomplete_archives',
  name: { zh: '档案缺项户', en: 'Incomplete archives' },
  formula: {
    zh: '有效零售户中，电话、许可证号、位置、业态、地址、联系人任缺一项的户数。',
    en: 'Active customers without telephone, licence number, position, format, address or contact.',
  },
  source: 'DAT-01',
  value: (tx, query) => countOf(tx, query, 'missing'),
  drill: (tx, query, page) => drillOf(tx, query, 'missing', page),
})

export const licencesEnding = defineIndicator({
  ...counted,
  id: 'licences_ending',
  name: { zh: `${LICENCE_DAYS} 天内到期许可证`, en: `Licences ending in ${LICENCE_DAYS} days` },
  formula: {
    zh: `有效零售户中，许可证在期末起 ${LICENCE_DAYS} 天内到期的户数。`,
    en: `Active customers whose licence ends within ${LICENCE_DAYS} days after the last day of the period.`,
  },
  source: 'R1；烟草专卖许可证管理办法',
  value: (tx, query) => countOf(tx, query, 'expiring'),
  drill: (tx, query, page) => drillOf(tx, query, 'expiring', page),
})

export const orderingCustomers = defineIndicator({
  id: 'ordering_customers',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '订货户数', en: 'Ordering customers' },
  formula: {
    zh: '所选月份至少有一张订单的零售户数，退货单不计；几个月合在一起时每户只计一次。',
    en: 'Customers with at least one order in the months, returns aside; over several months each counts once.',
  },
  unit: 'customers',
  source: '惯用口径',
  dimensions: ['month', 'manager', 'department', 'product', 'brand', 'priceClass'],
  async value(tx, query) {
    const months = monthsOf(query)
    const { month: asked, ...where } = query.where
    // One owner a month: only single months come from the roll-up of owners.
    if (query.by.includes('month') || asked) return ordersByMonth(tx, query)
    const rows = await countBuyers(tx, {
      ...months,
      by: query.by as CoverageQuestion['by'],
      where,
      reader: query.reader,
    })
    return rows.map(({ group, buyers }) => ({ group, value: buyers, subjects: buyers }))
  },
  drill: (tx, query, page) => drillCoverage(tx, query, page),
})

export const coverageOrder = defineIndicator({
  id: 'coverage_order',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '铺货率', en: 'Coverage by orders' },
  formula: {
    zh: '所选月份订购该品规（品牌、价类）的零售户数 ÷ 期末有效零售户数。不指定品规时为订货面。',
    en: 'Customers who ordered the product (brand, price class) in the months ÷ active customers on the last day. Without goods named: customers who ordered at all.',
  },
  unit: 'share',
  source: 'ANA-02；按订单计算，与上柜率分开',
  dimensions: COVERAGE_DIMENSIONS,
  async value(tx, query) {
    const question = coverageOf(query)
    const buyers = await countBuyers(tx, question)
    const targets = await targetsOf(tx, query)
    return buyers.map(({ group, buyers: value }) => {
      const target = targets(group)
      return {
        group,
        value: target > 0 ? value / target : null,
        numerator: value,
        denominator: target,
        subjects: target,
      }
    })
  },
  drill: (tx, query, page) => drillCoverage(tx, query, page),
})

export const sellThroughRate = defineIndicator({
  id: 'sell_through_rate',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '动销率', en: 'Sell-through rate' },
  formula: {
    zh: '本期订购的零售户数 ÷ 前三期中订购过的零售户数。可以大于 100%：新订购的户多于流失的户。',
    en: 'Customers who ordered in the period ÷ customers who ordered in the three periods before. Above 100 % when more begin than stop.',
  },
  unit: 'share',
  source: 'YC/T 455.3-2013 式 12',
  dimensions: ['product', 'brand', 'priceClass'],
  async value(tx, query) {
    const months = monthsOf(query)
    const isPlain = query.by.length === 0 && Object.keys(query.where).length === 0
    if (isPlain && months.from === months.to && !hasGoodsLimit(query.reader)) {
      const { now, before } = await countReturning(tx, { month: months.to, reader: query.reader })
      return [rateOf({}, now, before)]
    }
    const length = monthCount(months)
    const question = coverageOf(query)
    const now = await countBuyers(tx, question)
    const before = await countBuyers(tx, {
      ...question,
      from: addMonths(months.from, -3 * length),
      to: addMonths(months.from, -1),
    })
    const cells = cellsBy([...now.map(tag(true)), ...before.map(tag(false))], query.by)
    return cells.map(({ group, rows }) =>
      rateOf(
        group,
        rows.find(({ isNow }) => isNow)?.buyers ?? 0,
        rows.find(({ isNow }) => !isNow)?.buyers ?? 0,
      ),
    )
  },
  drill: (tx, query, page) => drillCoverage(tx, query, page),
})

export const customersPerManager = defineIndicator({
  id: 'customers_per_manager',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '人均服务户数', en: 'Customers per manager' },
  formula: {
    zh: '有人负责的有效零售户数 ÷ 负责零售户的客户经理人数。',
    en: 'Active customers with an owner ÷ customer managers who own customers.',
  },
  unit: 'customers',
  source: '客户配置',
  dimensions: ['department'],
  total: 'ratio',
  async value(tx, query) {
    const counts = await countCustomers(tx, {
      ...questionOf(query),
      by: [...(query.by as CustomerQuestion['by']), 'manager'],
    })
    const owned = counts.filter(({ group, active }) => group.manager !== null && active > 0)
    return cellsBy(owned, query.by).map(({ group, rows }) => {
      const customers = rows.reduce((sum, { active }) => sum + active, 0)
      return {
        group,
        value: customers / rows.length,
        numerator: customers,
        denominator: rows.length,
        subjects: customers,
      }
    })
  },
  drill: (tx, query, page) => drillOf(tx, query, 'active', page),
})

function questionOf(query: IndicatorQuery): CustomerQuestion {
  return {
    date: query.to,
    by: query.by as CustomerQuestion['by'],
    where: query.where as CustomerQuestion['where'],
    reader: query.reader,
  }
}

async function countOf(tx: Tx, query: IndicatorQuery, measure: CustomerMeasure): Promise<IndicatorRow[]> {
  const counts = await countCustomers(tx, questionOf(query))
  return counts.map((count) => ({
    group: count.group,
    value: count[measure],
    numerator: count[measure],
    denominator: count.active,
    subjects: count.active,
  }))
}

async function drillOf(
  tx: Tx,
  query: IndicatorQuery,
  measure: CustomerMeasure,
  page: DrillPage,
): Promise<DrillRows> {
  const { rows, total } = await listCustomers(tx, measure, questionOf(query), page)
  return {
    columns: columns({
      code: 'code',
      name: 'name',
      format: 'format',
      tier: 'tier',
      managerName: 'manager',
      ...(measure === 'missing' ? { missing: 'missing' as const } : {}),
      ...(measure === 'expiring' ? { licenceValidTo: 'licence' as const } : {}),
      lastOrderDate: 'lastOrder',
      quantity: ['recent', 'cartons'],
    }),
    rows: rows.map(({ missing, quantity, ...row }) => ({
      ...row,
      missing: missing.join(', '),
      quantity: quantity === null ? null : Math.round(quantity * 10) / 10,
    })),
    total,
  }
}

function coverageOf(query: IndicatorQuery): CoverageQuestion {
  return {
    ...monthsOf(query),
    by: query.by as CoverageQuestion['by'],
    where: query.where as CoverageQuestion['where'],
    reader: query.reader,
  }
}

/** Active customers of the cell a row belongs to: goods do not divide customers, owners do. */
async function targetsOf(tx: Tx, query: IndicatorQuery) {
  const byOwner = query.by.filter((dimension) => dimension === 'manager' || dimension === 'department')
  const { manager, department } = query.where
  const counts = await countCustomers(tx, {
    date: query.to,
    by: byOwner as CustomerQuestion['by'],
    where: { ...(manager ? { manager } : {}), ...(department ? { department } : {}) },
    reader: query.reader,
  })
  const key = (group: Readonly<Record<string, string | null>>) =>
    JSON.stringify(byOwner.map((dimension) => group[dimension] ?? null))
  const active = new Map(counts.map((count) => [key(count.group), count.active]))
  return (group: Readonly<Record<string, string | null>>) => active.get(key(group)) ?? 0
}

async function drillCoverage(tx: Tx, query: IndicatorQuery, page: DrillPage): Promise<DrillRows> {
  const { month: _month, ...where } = query.where
  const question = coverageOf({ ...query, by: [], where })
  const { rows, total } = await listCoverage(tx, question, activeOn(query.to), page)
  return {
    columns: columns({ code: 'code', name: 'name', managerName: 'manager', bought: 'bought' }),
    rows: rows.map(({ bought, ...row }) => ({ ...row, bought: bought ? '✓' : '' })),
    total,
  }
}

async function ordersByMonth(tx: Tx, query: IndicatorQuery): Promise<IndicatorRow[]> {
  const rows = await sumOrders(tx, { ...monthsOf(query), reader: query.reader })
  const wanted = rows.filter(
    ({ month, managerId }) =>
      (!query.where.month || query.where.month.includes(month)) &&
      (!query.where.manager || query.where.manager.includes(managerId ?? '')),
  )
  const grouped = wanted.map((row) => ({ ...row, group: { month: row.month, manager: row.managerId } }))
  return cellsBy(grouped, query.by).map(({ group, rows: cell }) => {
    const value = cell.reduce((sum, row) => sum + row.orderingCustomers, 0)
    return { group, value, subjects: value }
  })
}

function tag(isNow: boolean) {
  return <Row>(row: Row) => ({ ...row, isNow })
}

function rateOf(group: IndicatorRow['group'], now: number, before: number): IndicatorRow {
  return {
    group,
    value: before > 0 ? now / before : null,
    numerator: now,
    denominator: before,
    subjects: Math.max(now, before),
  }
}

function monthCount({ from, to }: { readonly from: string; readonly to: string }): number {
  return (+to.slice(0, 4) - +from.slice(0, 4)) * 12 + +to.slice(5) - +from.slice(5) + 1
}
