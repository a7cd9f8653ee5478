import type { z } from 'zod'
import { localDate } from '../../../platform/clock.ts'
import { exportCsv } from '../../../platform/files/csv-export.ts'
import { type SheetColumn, type SheetRow, writeXlsx } from '../../../platform/files/workbook-writer.ts'
import { badInput } from '../../../platform/http/failure.ts'
import type { FileAnswer, RequestContext } from '../../../platform/http/handler.ts'
import { type customerExportQuerySchema, LIST_COLUMNS, type ListColumn } from '../contract/list.ts'
import { customerMasks } from '../masks.ts'
import { type ListedCustomer, listCustomers } from '../store/list.ts'
import { EXPORT_TITLES, sayCode } from '../words-of-lists.ts'
import { maskRow, readSort } from './list.ts'
import { readQuery } from './terms.ts'

const PIECE = 5_000

/** Exactly what is on the screen: its filters, order, columns and masks; all pages. */
export async function exportCustomers(
  context: RequestContext,
  query: z.output<typeof customerExportQuerySchema>,
): Promise<FileAnswer> {
  const { sort, columns: wanted, fileType: type, ...filter } = query
  const columns = readColumns(wanted)
  const order = readSort(sort)
  const masks = customerMasks(context.principal.role)
  const language = context.language
  async function* rows(): AsyncGenerator<SheetRow> {
    for (let offset = 0; ; offset += PIECE) {
      const piece = await context.transaction(
        async (tx) =>
          listCustomers(tx, await readQuery(tx, context, filter), { ...order, limit: PIECE, offset }),
        { readOnly: true },
      )
      for (const row of piece) yield sheetRow(maskRow(row, masks) as unknown as ListedCustomer, language)
      if (piece.length < PIECE) return
    }
  }
  const sheetColumns: SheetColumn[] = columns.map((column) => ({
    key: column,
    title: EXPORT_TITLES[column][language],
    kind: EXPORT_TITLES[column].kind,
  }))
  const name = `${language === 'zh' ? '零售户' : 'customers'}-${localDate(context.clock)}`
  if (type === 'csv') {
    const text: string[] = []
    for await (const part of exportCsv(sheetColumns, rows())) text.push(part)
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode(text.join('')),
    }
  }
  return {
    name: `${name}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body: await writeXlsx({
      sheets: [{ name: language === 'zh' ? '零售户' : 'Customers', columns: sheetColumns, rows: rows() }],
    }),
  }
}

function readColumns(wanted: readonly string[] | undefined): readonly ListColumn[] {
  if (!wanted || wanted.length === 0) return LIST_COLUMNS
  const unknown = wanted.find((column) => !(LIST_COLUMNS as readonly string[]).includes(column))
  if (unknown) throw badInput({ path: 'columns', message: `no column ${unknown}` })
  return wanted as readonly ListColumn[]
}

function sheetRow(row: ListedCustomer, language: 'zh' | 'en'): SheetRow {
  const say = (list: string, code: string | number | null) =>
    code === null ? '' : sayCode(list, String(code), language)
  return {
    ...row,
    format: say('format', row.format),
    marketType: say('marketType', row.marketType),
    valueGroup: say('valueGroup', row.valueGroup),
    scale: say('scale', row.scale),
    status: say('status', row.status),
    manager: row.managerName ?? '',
    unit: row.unitName ?? '',
    deliveryLine: row.deliveryLineName ?? '',
    orderWeekday: say('orderWeekday', row.orderWeekday),
    orderCycle: say('orderCycle', row.orderCycle),
    licenceState: say('licenceState', row.licenceState),
    quantity: Math.round(row.quantity * 10) / 10,
    missing: row.missing.length,
    groups: row.groups.map((group) => say('group', group)).join('、'),
    tags: row.tags.join('、'),
  }
}
