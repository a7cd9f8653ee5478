/** 走访面, 计划批准率, 人均拜访, 日均路程, 待处理异常: how the work stands. */
import type { Tx } from '../../../platform/database/index.ts'
import {
  type DrillPage,
  type DrillRows,
  defineIndicator,
  type IndicatorQuery,
  type IndicatorRow,
} from '../../../platform/indicators/index.ts'
import {
  countOpenAnomalies,
  listOpenAnomalies,
  listPlans,
  PLAN_DIMENSIONS,
  type PlanQuestion,
  type PlanSum,
  sumPlans,
} from '../store/work.ts'
import { ALWAYS, columns, monthsOf } from './terms.ts'

const planned = {
  definitionVersion: 1,
  validFrom: ALWAYS,
  dimensions: PLAN_DIMENSIONS,
  drill: drillPlans,
} as const

export const planCoverage = defineIndicator({
  ...planned,
  id: 'plan_coverage',
  name: { zh: '计划走访面', en: 'Visit coverage of the plan' },
  formula: {
    zh: '计划月内有拜访或有具名例外的零售户数 ÷ 应走访户数。走访面必须达到 100%。',
    en: 'Customers with a visit or a named exception in the month planned ÷ customers to be visited. It must reach 100 %.',
  },
  unit: 'share',
  source: 'PLN-12；走访面',
  total: 'ratio',
  value: (tx, query) => planRows(tx, query, (sum) => [sum.customersCovered, sum.customers]),
})

export const plansApproved = defineIndicator({
  ...planned,
  id: 'plans_approved',
  name: { zh: '计划批准率', en: 'Plans approved' },
  formula: {
    zh: '已批准或执行中的月度拜访计划数 ÷ 月度拜访计划数。',
    en: 'Visit plans approved or running ÷ visit plans of the month.',
  },
  unit: 'share',
  source: 'PLN-02, PLN-04',
  total: 'ratio',
  value: (tx, query) => planRows(tx, query, (sum) => [sum.approved, sum.plans]),
})

export const visitsPerManager = defineIndicator({
  ...planned,
  id: 'visits_per_manager',
  name: { zh: '人均计划拜访', en: 'Planned visits per manager' },
  formula: {
    zh: '计划月内排上的拜访次数 ÷ 月度拜访计划数。',
    en: 'Visits placed in the month ÷ visit plans of the month.',
  },
  unit: 'visits',
  source: '会计划',
  total: 'ratio',
  value: (tx, query) => planRows(tx, query, (sum) => [sum.visits, sum.plans]),
})

export const travelPerDay = defineIndicator({
  ...planned,
  id: 'travel_per_day',
  name: { zh: '日均路程时间', en: 'Travel a day' },
  formula: {
    zh: '各月度拜访计划每个工作日平均路程时间的平均数；路程按直线距离乘绕行系数、城乡时速折算。',
    en: 'Mean over the visit plans of their travel time a working day; ways are straight lines times the detour factor at the speeds of the rule book.',
  },
  unit: 'hours',
  source: '会计划；plans.travel-speed',
  async value(tx, query) {
    const sums = await sumPlans(tx, questionOf(query))
    return sums.map(({ group, travelMinutesPerDay, plans }) => ({
      group,
      value: travelMinutesPerDay === null ? null : travelMinutesPerDay / 60,
      subjects: plans,
    }))
  },
})

export const openAnomalies = defineIndicator({
  id: 'open_anomalies',
  definitionVersion: 1,
  validFrom: ALWAYS,
  name: { zh: '待处理订货异常', en: 'Open order anomalies' },
  formula: {
    zh: '现在处于待核查或核查中的订货异常数，不论发生在哪一期。',
    en: 'Odd orders that nobody has explained or confirmed yet, whenever they happened.',
  },
  unit: 'count',
  source: 'DEM-06',
  dimensions: ['kind'],
  total: 'sum',
  async value(tx, query) {
    const counts = await countOpenAnomalies(tx, query.reader, query.where)
    if (query.by.includes('kind'))
      return counts.map(({ kind, count }) => ({ group: { kind }, value: count, subjects: count }))
    const all = counts.reduce((sum, { count }) => sum + count, 0)
    return [{ group: {}, value: all, subjects: all }]
  },
  async drill(tx, query, page) {
    const { rows, total } = await listOpenAnomalies(tx, query.reader, query.where, page)
    return {
      columns: columns({
        date: 'date',
        kind: 'kind',
        customerCode: 'code',
        customerName: 'name',
        state: 'state',
      }),
      rows: rows.map((row) => ({ ...row })),
      total,
    }
  },
})

function questionOf(query: IndicatorQuery): PlanQuestion {
  return {
    ...monthsOf(query),
    by: query.by as PlanQuestion['by'],
    where: query.where as PlanQuestion['where'],
    reader: query.reader,
  }
}

async function planRows(
  tx: Tx,
  query: IndicatorQuery,
  parts: (sum: PlanSum) => readonly [number, number],
): Promise<IndicatorRow[]> {
  return (await sumPlans(tx, questionOf(query))).map((sum) => {
    const [numerator, denominator] = parts(sum)
    return {
      group: sum.group,
      value: denominator > 0 ? numerator / denominator : null,
      numerator,
      denominator,
      subjects: sum.customers,
    }
  })
}

async function drillPlans(tx: Tx, query: IndicatorQuery, page: DrillPage): Promise<DrillRows> {
  const { rows, total } = await listPlans(tx, questionOf(query), page)
  return {
    columns: columns({
      month: 'month',
      managerName: 'manager',
      state: 'state',
      customers: ['customers', 'customers'],
      customersCovered: ['covered', 'customers'],
      visits: ['visits', 'visits'],
      unplaced: ['unplaced', 'visits'],
      travelHours: ['travel', 'hours'],
    }),
    rows: rows.map(({ travelMinutesPerDay, ...row }) => ({
      ...row,
      travelHours: travelMinutesPerDay === null ? null : Math.round(travelMinutesPerDay / 6) / 10,
    })),
    total,
  }
}
