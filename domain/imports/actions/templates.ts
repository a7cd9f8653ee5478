import { formatExportCsvRow } from '../../../platform/files/csv-export.ts'
import { writeTemplate } from '../../../platform/files/template-workbook.ts'
import type { FileAnswer } from '../../../platform/http/handler.ts'
import type { ImportKind } from '../contract.ts'
import { findProfile } from '../profiles/registry.ts'

const NAMES: Readonly<Record<ImportKind, { readonly zh: string; readonly en: string }>> = {
  customers: { zh: '零售户导入模板', en: 'Customers' },
  goods: { zh: '品规导入模板', en: 'Goods' },
  orders: { zh: '订单导入模板', en: 'Orders' },
  debits: { zh: '扣款结果导入模板', en: 'Debits' },
}

/** An empty sheet whose columns an import understands, with examples above them and allowed values to choose from. */
export async function makeTemplate(
  kind: ImportKind,
  type: 'xlsx' | 'csv',
  language: 'zh' | 'en',
): Promise<FileAnswer> {
  const fields = findProfile('default')!.fields[kind]
  const name = NAMES[kind][language]
  if (type === 'csv') {
    const text = `\uFEFF${formatExportCsvRow(fields.map((field) => field[language]))}\r\n`
    return {
      name: `${name}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: new TextEncoder().encode(text),
    }
  }
  const body = await writeTemplate({
    name,
    columns: fields.map(({ field, zh, en, required, allowed, example }) => ({
      key: field,
      title: language === 'zh' ? zh : en,
      kind: 'code',
      isRequired: required ?? false,
      ...(example === '' ? {} : { note: language === 'zh' ? `例：${example}` : `e.g. ${example}` }),
      // Lists that fit into a cell's choice are offered; the others are explained.
      ...(allowed && allowed.length <= 15
        ? {
            options: allowed.map(({ code, words }) =>
              language === 'zh' ? words.split('、')[0] || code : code,
            ),
          }
        : {}),
    })),
  })
  return {
    name: `${name}.xlsx`,
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body,
  }
}
