import { exportCsv } from '../../platform/files/csv-export.ts'
import {
  type ColumnKind,
  type SheetColumn,
  type SheetRow,
  writeXlsx,
  XLSX_MEDIA_TYPE,
} from '../../platform/files/workbook-writer.ts'
import type { FileAnswer } from '../../platform/http/handler.ts'
import type { OrderChannel } from './contract.ts'
import type { OrderFilter, OrderRow } from './store/read-orders.ts'

const TITLES: Readonly<
  Record<string, { readonly zh: string; readonly en: string; readonly kind?: ColumnKind }>
> = {
  orderNo: { zh: '订单号', en: 'Order number', kind: 'code' },
  orderDate: { zh: '订货日期', en: 'Order date', kind: 'date' },
  customerCode: { zh: '客户编码', en: 'Customer code', kind: 'code' },
  customerName: { zh: '零售户', en: 'Customer' },
  channel: { zh: '订货方式', en: 'Channel' },
  warehouse: { zh: '仓库', en: 'Warehouse' },
  isReturn: { zh: '退货', en: 'Return' },
  lines: { zh: '行数', en: 'Lines', kind: 'integer' },
  quantity: { zh: '数量（条）', en: 'Quantity (cartons)', kind: 'integer' },
  amountFen: { zh: '金额（元）', en: 'Amount (CNY)', kind: 'yuan' },
}

const CHANNELS: Readonly<Record<OrderChannel, { readonly zh: string; readonly en: string }>> = {
  online: { zh: '网上', en: 'online' },
  phone: { zh: '电话', en: 'phone' },
  auto: { zh: '自动分配', en: 'auto-allocated' },
  manual: { zh: '手工补单', en: 'manual' },
}
const YES = { zh: '是', en: 'yes' }

/** The orders as a file, with the columns that were asked for, in their order; a file that was cut says so. */
export async function writeOrderFile(
  rows: readonly OrderRow[],
  terms: {
    readonly columns?: readonly string[]
    readonly format: 'xlsx' | 'csv'
    readonly language: 'zh' | 'en'
    readonly filter: OrderFilter
    readonly total: number
  },
): Promise<FileAnswer> {
  const { language, filter, total } = terms
  const asked = terms.columns?.filter((key) => Object.hasOwn(TITLES, key)) ?? []
  const columns: SheetColumn[] = (asked.length > 0 ? asked : Object.keys(TITLES)).map((key) => ({
    key,
    title: TITLES[key]![language],
    kind: TITLES[key]!.kind ?? 'text',
  }))
  const said = sayRows(rows, language)
  const title = language === 'zh' ? '订单' : 'Orders'
  const name = `${title} ${filter.from}_${filter.to}`
  if (terms.format === 'csv')
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode((await Array.fromAsync(exportCsv(columns, said))).join('')),
    }
  const heading =
    language === 'zh'
      ? `${filter.from} 至 ${filter.to}，共 ${total} 单，本文件 ${rows.length} 单`
      : `${filter.from} to ${filter.to}, ${total} orders, ${rows.length} in this file`
  return {
    name: `${name}.xlsx`,
    contentType: XLSX_MEDIA_TYPE,
    body: await writeXlsx({ sheets: [{ name: title, columns, rows: said, headings: [heading] }] }),
  }
}

function* sayRows(rows: readonly OrderRow[], language: 'zh' | 'en'): Generator<SheetRow> {
  for (const row of rows)
    yield { ...row, channel: CHANNELS[row.channel][language], isReturn: row.isReturn ? YES[language] : '' }
}
