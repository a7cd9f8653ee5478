/** What is on the screen as a workbook: the same numbers, each with the formula and version that gave it. */
import { exportCsv } from '../../platform/files/csv-export.ts'
import {
  type ColumnKind,
  type SheetColumn,
  type SheetSpec,
  writeXlsx,
  XLSX_MEDIA_TYPE,
} from '../../platform/files/workbook-writer.ts'
import { notFound } from '../../platform/http/failure.ts'
import type { FileAnswer, RequestContext } from '../../platform/http/handler.ts'
import { readWhere } from '../../platform/indicators/contract.ts'
import {
  type DrillRows,
  drillInto,
  growth,
  type IndicatorUnit,
  indicatorAt,
} from '../../platform/indicators/index.ts'
import { type DashboardView, type Figure, QUADRANTS } from './contract.ts'
import { type DashboardQuestion, readDashboard } from './dashboard/read-dashboard.ts'

type Language = 'zh' | 'en'

/** Rows of one file; who needs more takes it from the list of the module that owns the rows. */
const MOST_ROWS = 10_000
const ROWS_A_STEP = 2_000

export async function exportDashboard(
  context: RequestContext,
  question: DashboardQuestion,
): Promise<FileAnswer> {
  const { language } = context
  const view = await context.transaction(async (tx) => {
    const read = await readDashboard(tx, context, question)
    await context.record(tx, {
      kind: 'insight.exported',
      objectKind: 'dashboard',
      objectId: read.month ?? '',
      detail: { by: read.by },
    })
    return read
  })
  const sheets = [
    figureSheet(view, language),
    trendSheet(view, language),
    groupSheet(view, language),
    classSheet(view, language),
    moverSheet(view, language),
  ]
  const name = language === 'zh' ? `经营看板 ${view.month ?? ''}` : `Dashboard ${view.month ?? ''}`
  return { name: `${name.trim()}.xlsx`, contentType: XLSX_MEDIA_TYPE, body: await writeXlsx({ sheets }) }
}

export async function exportRows(
  context: RequestContext,
  indicatorId: string,
  query: {
    readonly from: string
    readonly to: string
    readonly where?: string
    readonly columns?: readonly string[]
    readonly format: 'xlsx' | 'csv'
  },
): Promise<FileAnswer> {
  const { language, principal, scope, masks } = context
  const indicator = indicatorAt(indicatorId, query.to)
  if (!indicator) throw notFound()
  const question = {
    from: query.from,
    to: query.to,
    by: [],
    where: query.where === undefined ? {} : readWhere(query.where),
    reader: { principal, scope, masks },
  }
  const found = await context.transaction(async (tx) => {
    const first = await drillInto(tx, indicatorId, question, { limit: ROWS_A_STEP, offset: 0 })
    const rows = [...first.rows]
    while (rows.length < Math.min(first.total, MOST_ROWS)) {
      const more = await drillInto(tx, indicatorId, question, { limit: ROWS_A_STEP, offset: rows.length })
      if (more.rows.length === 0) break
      rows.push(...more.rows)
    }
    await context.record(tx, {
      kind: 'insight.rows-exported',
      objectKind: 'indicator',
      objectId: indicatorId,
      detail: { from: query.from, to: query.to, rows: rows.length, total: first.total },
    })
    return { columns: first.columns, rows, total: first.total, definitionVersion: first.definitionVersion }
  })
  const columns: SheetColumn[] = shownColumns(found.columns, query.columns).map(({ key, name, unit }) => ({
    key,
    title: name[language],
    kind: key === 'code' || key.endsWith('Code') ? 'code' : kindOf(unit, key),
  }))
  const name = `${indicator.name[language]} ${query.from}_${query.to}`
  if (query.format === 'csv')
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode((await Array.fromAsync(exportCsv(columns, found.rows))).join('')),
    }
  const headings = [
    indicator.formula[language],
    say(
      language,
      `口径第 ${found.definitionVersion} 版，${query.from} 至 ${query.to}，共 ${found.total} 行，本文件 ${found.rows.length} 行`,
      `Definition version ${found.definitionVersion}, ${query.from} to ${query.to}, ${found.total} rows, ${found.rows.length} in this file`,
    ),
  ]
  const sheets: SheetSpec[] = [{ name: indicator.name[language], columns, rows: found.rows, headings }]
  return { name: `${name}.xlsx`, contentType: XLSX_MEDIA_TYPE, body: await writeXlsx({ sheets }) }
}

/** As the screen shows them: the columns asked for, in their order. */
function shownColumns(all: DrillRows['columns'], keys: readonly string[] | undefined): DrillRows['columns'] {
  if (!keys || keys.length === 0) return all
  return keys.flatMap((key) => all.find((column) => column.key === key) ?? [])
}

function kindOf(unit: IndicatorUnit | undefined, key: string): ColumnKind {
  if (unit === 'fen') return 'yuan'
  if (unit === 'share') return 'percent'
  if (unit !== undefined) return 'decimal'
  return /date$/i.test(key) || key === 'licenceValidTo' ? 'date' : 'text'
}

const QUADRANT_NAMES = {
  standard: { zh: '规范', en: 'Standard' },
  efficiency: { zh: '效率', en: 'Efficiency' },
  cost: { zh: '成本', en: 'Cost' },
  service: { zh: '服务', en: 'Service' },
} as const

const UNIT_NAMES: Readonly<Partial<Record<IndicatorUnit, { zh: string; en: string }>>> = {
  fen: { zh: '元', en: 'CNY' },
  cartons: { zh: '条', en: 'cartons' },
  customers: { zh: '户', en: 'customers' },
  visits: { zh: '次', en: 'visits' },
  share: { zh: '%', en: '%' },
  count: { zh: '项', en: 'items' },
  hours: { zh: '小时', en: 'hours' },
}

function figureSheet(view: DashboardView, language: Language): SheetSpec {
  const rows = [
    ...QUADRANTS.flatMap((quadrant) =>
      view.quadrants[quadrant].map((figure) =>
        figureRow(figure, QUADRANT_NAMES[quadrant][language], language),
      ),
    ),
    ...[view.classShare, view.brandConcentration].map((figure) => figureRow(figure, '', language)),
  ]
  return {
    name: say(language, '指标', 'Numbers'),
    columns: [
      { key: 'quadrant', title: say(language, '象限', 'Quadrant'), kind: 'text' },
      { key: 'name', title: say(language, '指标', 'Number'), kind: 'text' },
      { key: 'value', title: say(language, '数值', 'Value'), kind: 'decimal' },
      { key: 'unit', title: say(language, '单位', 'Unit'), kind: 'text' },
      { key: 'previous', title: say(language, '上月', 'Month before'), kind: 'decimal' },
      { key: 'mom', title: say(language, '环比', 'Against month before'), kind: 'percent' },
      { key: 'lastYear', title: say(language, '上年同期', 'Year before'), kind: 'decimal' },
      { key: 'yoy', title: say(language, '同比', 'Against year before'), kind: 'percent' },
      { key: 'from', title: say(language, '起', 'From'), kind: 'date' },
      { key: 'to', title: say(language, '止', 'To'), kind: 'date' },
      { key: 'formula', title: say(language, '算法', 'Formula'), kind: 'text', width: 60 },
      { key: 'version', title: say(language, '口径版本', 'Version'), kind: 'integer' },
    ],
    rows,
  }
}

function figureRow(figure: Figure, quadrant: string, language: Language) {
  const indicator = indicatorAt(figure.id, figure.to)
  const scale = figure.unit === 'fen' ? 0.01 : figure.unit === 'share' ? 100 : 1
  const shown = (value: number | null) =>
    value === null ? null : Math.round(value * scale * 10_000) / 10_000
  return {
    quadrant,
    name: indicator?.name[language] ?? figure.id,
    value: shown(figure.value),
    unit: UNIT_NAMES[figure.unit]?.[language] ?? '',
    previous: shown(figure.previous),
    mom: growth(figure.value, figure.previous),
    lastYear: shown(figure.lastYear),
    yoy: growth(figure.value, figure.lastYear),
    from: figure.from,
    to: figure.to,
    formula: indicator?.formula[language] ?? '',
    version: indicator?.definitionVersion ?? null,
  }
}

function trendSheet({ months, trend }: DashboardView, language: Language): SheetSpec {
  return {
    name: say(language, '24 个月趋势', '24 months'),
    columns: [
      { key: 'month', title: say(language, '月份', 'Month'), kind: 'text' },
      { key: 'quantity', title: say(language, '订货量（条）', 'Quantity (cartons)'), kind: 'integer' },
      { key: 'lastYear', title: say(language, '上年同月（条）', 'Year before (cartons)'), kind: 'integer' },
      { key: 'amountFen', title: say(language, '订货金额（元）', 'Amount (CNY)'), kind: 'yuan' },
      { key: 'orderingCustomers', title: say(language, '订货户数', 'Ordering customers'), kind: 'integer' },
    ],
    rows: months.map((month, index) => ({
      month,
      quantity: trend.quantity[index],
      lastYear: trend.lastYear[index],
      amountFen: trend.amountFen[index],
      orderingCustomers: trend.orderingCustomers[index],
    })),
  }
}

function groupSheet({ groups, by }: DashboardView, language: Language): SheetSpec {
  const title =
    by === 'department' ? say(language, '部门', 'Department') : say(language, '客户经理', 'Customer manager')
  return {
    name: title,
    columns: [
      { key: 'name', title, kind: 'text' },
      { key: 'quantity', title: say(language, '订货量（条）', 'Quantity (cartons)'), kind: 'integer' },
      { key: 'mom', title: say(language, '环比', 'Against month before'), kind: 'percent' },
      { key: 'yoy', title: say(language, '同比', 'Against year before'), kind: 'percent' },
      { key: 'amountFen', title: say(language, '订货金额（元）', 'Amount (CNY)'), kind: 'yuan' },
      { key: 'orderingCustomers', title: say(language, '订货户数', 'Ordering customers'), kind: 'integer' },
      { key: 'activeCustomers', title: say(language, '有效户数', 'Active customers'), kind: 'integer' },
      { key: 'silentCustomers', title: say(language, '三周期未订货', 'Without an order'), kind: 'integer' },
    ],
    rows: groups.map((group) => ({
      ...group,
      name: (language === 'zh' ? group.name : group.nameEn) || say(language, '无人负责', 'Nobody'),
      mom: growth(group.quantity, group.previous),
      yoy: growth(group.quantity, group.lastYear),
    })),
  }
}

function classSheet({ priceClasses, brands }: DashboardView, language: Language): SheetSpec {
  const rows = [
    ...priceClasses.map((one) => ({
      name:
        one.priceClass === null
          ? say(language, '未分类', 'Not classed')
          : say(language, `${one.priceClass} 类`, `Class ${one.priceClass}`),
      quantity: one.quantity,
      share: one.share,
    })),
    ...brands.map((one) => ({ name: one.brand, quantity: one.quantity, share: one.share })),
  ]
  return {
    name: say(language, '价类与品牌', 'Classes and brands'),
    columns: [
      { key: 'name', title: say(language, '价类、品牌', 'Class, brand'), kind: 'text' },
      { key: 'quantity', title: say(language, '订货量（条）', 'Quantity (cartons)'), kind: 'integer' },
      { key: 'share', title: say(language, '占比', 'Share'), kind: 'percent' },
    ],
    rows,
  }
}

function moverSheet({ movers }: DashboardView, language: Language): SheetSpec {
  return {
    name: say(language, '变化最大的客户', 'Largest changes'),
    columns: [
      { key: 'code', title: say(language, '客户编码', 'Customer code'), kind: 'code' },
      { key: 'name', title: say(language, '零售户', 'Customer'), kind: 'text' },
      { key: 'managerName', title: say(language, '客户经理', 'Customer manager'), kind: 'text' },
      { key: 'quantity', title: say(language, '本月（条）', 'This month'), kind: 'integer' },
      { key: 'previous', title: say(language, '上月（条）', 'Month before'), kind: 'integer' },
      { key: 'change', title: say(language, '增减（条）', 'Change'), kind: 'integer' },
    ],
    rows: [...movers.falls, ...movers.rises].map((mover) => ({
      ...mover,
      change: mover.quantity - mover.previous,
    })),
  }
}

function say(language: Language, zh: string, en: string): string {
  return language === 'zh' ? zh : en
}
