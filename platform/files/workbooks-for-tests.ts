import type { ZipPart } from './zip-writer.ts'
import { zipParts } from './zip-writer.ts'

/** Workbooks put together by hand, for tests that need what no writer would write. */
export interface SheetForTest {
  /** XML of the rows, see `sheetXml`. */
  readonly rows: string
  /** XML of the shared texts. */
  readonly shared?: string
  /** XML inside the style sheet. */
  readonly styles?: string
  readonly is1904?: boolean
  /** Puts a hidden sheet in front. */
  readonly hiddenFirst?: boolean
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

const CONTENT_TYPES = `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`

export type PartMap = Readonly<Record<string, string>>

export function sheetParts(sheet: SheetForTest): PartMap {
  const hidden = sheet.hiddenFirst ? '<sheet name="隐藏" sheetId="2" state="hidden" r:id="rId2"/>' : ''
  return {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${RELATION}"><workbookPr${sheet.is1904 ? ' date1904="1"' : ''}/><sheets>${hidden}<sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'worksheet', '/xl/worksheets/sheet2.xml'],
      ['rId3', 'sharedStrings', 'sharedStrings.xml'],
      ['rId4', 'styles', '../xl/styles.xml'],
    ]),
    'xl/sharedStrings.xml': `<sst ${MAIN}>${sheet.shared ?? ''}</sst>`,
    'xl/styles.xml': `<styleSheet ${MAIN}>${sheet.styles ?? ''}</styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}><sheetData>${sheet.rows}</sheetData></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet ${MAIN}><sheetData>${sheetXml([['secret']])}</sheetData></worksheet>`,
  }
}

function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const entries = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${PACKAGE}/relationships">${entries.join('')}</Relationships>`
}

export function sheetXml(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => `<row>${row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`)
    .join('')
}

export function zipOf(parts: PartMap): Promise<Buffer> {
  const list: ZipPart[] = Object.entries(parts).map(([name, content]) => ({ name, content: [content] }))
  return zipParts(list)
}
