import { exportCsv } from '../../platform/files/csv-export.ts'
import {
  type ColumnKind,
  type SheetColumn,
  type SheetRow,
  writeXlsx,
  XLSX_MEDIA_TYPE,
} from '../../platform/files/workbook-writer.ts'
import type { FileAnswer } from '../../platform/http/handler.ts'
import type { ProductRow } from './list.ts'

type Language = 'zh' | 'en'

const TITLES: Readonly<
  Record<string, { readonly zh: string; readonly en: string; readonly kind?: ColumnKind }>
> = {
  code: { zh: '品规编码', en: 'Code', kind: 'code' },
  name: { zh: '品规', en: 'Product' },
  brand: { zh: '品牌', en: 'Brand' },
  priceClass: { zh: '价类', en: 'Price class', kind: 'integer' },
  priceBand: { zh: '价位段', en: 'Price band', kind: 'integer' },
  transferFen: { zh: '调拨价（元）', en: 'Transfer price (CNY)', kind: 'yuan' },
  wholesaleFen: { zh: '批发价（元）', en: 'Wholesale price (CNY)', kind: 'yuan' },
  retailFen: { zh: '零售价（元）', en: 'Retail price (CNY)', kind: 'yuan' },
  supplyAttribute: { zh: '货源属性', en: 'Supply' },
  marketState: { zh: '市场状态', en: 'Market state' },
  lifeState: { zh: '生命周期', en: 'Life state' },
  lifeStateFrom: { zh: '状态起始', en: 'State from', kind: 'date' },
  quantity: { zh: '上月销量（条）', en: 'Last month (cartons)', kind: 'integer' },
  amountFen: { zh: '上月金额（元）', en: 'Last month (CNY)', kind: 'yuan' },
  buyers: { zh: '上月订购户数', en: 'Buyers last month', kind: 'integer' },
  category: { zh: '类别', en: 'Category' },
  manufacturer: { zh: '生产企业', en: 'Manufacturer' },
  origin: { zh: '产地', en: 'Origin' },
  unit: { zh: '单位', en: 'Unit' },
  unitsPerCase: { zh: '件含量', en: 'Units per case', kind: 'integer' },
  barcodePack: { zh: '盒码', en: 'Pack barcode', kind: 'code' },
  barcodeCarton: { zh: '条码', en: 'Carton barcode', kind: 'code' },
  onSale: { zh: '在销', en: 'On sale' },
  unknownInPriceList: { zh: '价目表外', en: 'Not in price list' },
}

const WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  'supplyAttribute.tight': { zh: '紧俏', en: 'tight' },
  'supplyAttribute.balanced': { zh: '均衡', en: 'balanced' },
  'supplyAttribute.full': { zh: '完全满足', en: 'fully supplied' },
  'supplyAttribute.new': { zh: '新品', en: 'new' },
  'marketState.hot': { zh: '俏', en: 'hot' },
  'marketState.tight': { zh: '紧', en: 'tight' },
  'marketState.balanced': { zh: '平', en: 'balanced' },
  'marketState.loose': { zh: '松', en: 'loose' },
  'marketState.soft': { zh: '软', en: 'soft' },
  'lifeState.new': { zh: '新品', en: 'new' },
  'lifeState.key': { zh: '重点', en: 'key' },
  'lifeState.maintained': { zh: '维护', en: 'maintained' },
  'lifeState.withdrawn': { zh: '退出', en: 'withdrawn' },
  'origin.local': { zh: '省产', en: 'local' },
  'origin.other_province': { zh: '省外', en: 'other province' },
  'origin.imported': { zh: '进口', en: 'imported' },
  'onSale.true': { zh: '是', en: 'yes' },
  'onSale.false': { zh: '否', en: 'no' },
  'unknownInPriceList.true': { zh: '是', en: 'yes' },
  'unknownInPriceList.false': { zh: '否', en: 'no' },
}

/** The rows as a file, with the columns that were asked for, in their order. */
export async function writeProducts(
  rows: readonly ProductRow[],
  { columns, format, language }: { columns?: readonly string[]; format: 'xlsx' | 'csv'; language: Language },
): Promise<FileAnswer> {
  const asked = columns?.filter((key) => Object.hasOwn(TITLES, key)) ?? []
  const keys = asked.length > 0 ? asked : Object.keys(TITLES)
  const sheetColumns: SheetColumn[] = keys.map((key) => ({
    key,
    title: TITLES[key]![language],
    kind: TITLES[key]!.kind ?? 'text',
  }))
  const said: SheetRow[] = rows.map((row) =>
    Object.fromEntries(
      keys.map((key) => {
        const value = row[key as keyof ProductRow]
        const word = value === null ? undefined : WORDS[`${key}.${String(value)}`]
        return [key, word ? word[language] : value]
      }),
    ),
  )
  const name = language === 'zh' ? '品规' : 'Products'
  if (format === 'csv')
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode((await Array.fromAsync(exportCsv(sheetColumns, said))).join('')),
    }
  return {
    name: `${name}.xlsx`,
    contentType: XLSX_MEDIA_TYPE,
    body: await writeXlsx({ sheets: [{ name, columns: sheetColumns, rows: said }] }),
  }
}
