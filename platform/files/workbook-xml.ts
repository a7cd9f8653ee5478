/** The fixed parts of a workbook we write, and the escaping of everything that varies. */

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Cell formats, by their place in the style sheet below. */
export const STYLES = {
  text: 0,
  header: 1,
  requiredHeader: 2,
  code: 3,
  integer: 4,
  decimal: 5,
  percent: 6,
  date: 7,
  datetime: 8,
  /** Text that would become a formula when somebody edits the cell: the mark that stands for a leading apostrophe. */
  guardedText: 9,
  guardedCode: 10,
  note: 11,
  wrongCell: 12,
  heading: 13,
} as const

const THIN = '<left/><right/><top/><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/>'
const FONT = '<name val="等线"/><family val="2"/><charset val="134"/>'

export const STYLES_PART = `${DECLARATION}<styleSheet xmlns="${MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="4"><font><sz val="11"/>${FONT}</font><font><b/><sz val="11"/>${FONT}</font><font><b/><sz val="11"/><color rgb="FFC00000"/>${FONT}</font><font><i/><sz val="10"/><color rgb="FF7F7F7F"/>${FONT}</font></fonts>
<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEAF1FB"/><bgColor indexed="64"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${THIN}</border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="14">${[
  format(0, 0, 0, 0),
  format(49, 1, 2, 1, '<alignment vertical="center" wrapText="1"/>'),
  format(49, 2, 2, 1, '<alignment vertical="center" wrapText="1"/>'),
  format(49, 0, 0, 0),
  format(3, 0, 0, 0),
  format(4, 0, 0, 0),
  format(164, 0, 0, 0),
  format(165, 0, 0, 0),
  format(166, 0, 0, 0),
  format(0, 0, 0, 0, '', ' quotePrefix="1"'),
  format(49, 0, 0, 0, '', ' quotePrefix="1"'),
  format(49, 3, 0, 0, '<alignment vertical="top" wrapText="1"/>'),
  format(49, 0, 3, 0, '', ' quotePrefix="1"'),
  format(49, 1, 0, 0),
].join('')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`

function format(
  number: number,
  font: number,
  fill: number,
  border: number,
  alignment = '',
  more = '',
): string {
  const applies = ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
  const start = `<xf numFmtId="${number}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"${applies}${more}`
  return alignment === '' ? `${start}/>` : `${start} applyAlignment="1">${alignment}</xf>`
}

export function contentTypesPart(sheetCount: number): string {
  const sheets = range(sheetCount).map(
    (index) => `<Override PartName="/xl/worksheets/sheet${index}.xml" ContentType="${TYPES}.worksheet+xml"/>`,
  )
  return `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${sheets.join('')}</Types>`
}

export const ROOT_RELATIONS_PART = `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

export function workbookRelationsPart(sheetCount: number): string {
  const sheets = range(sheetCount).map(
    (index) =>
      `<Relationship Id="rId${index}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${index}.xml"/>`,
  )
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${sheets.join('')}<Relationship Id="rId${sheetCount + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`
}

export interface WrittenSheet {
  readonly name: string
  readonly isHidden: boolean
  /** Such as `$A$1:$F$100`; spreadsheets want the filtered range named, too. */
  readonly filterRange: string | undefined
}

export function workbookPart(sheets: readonly WrittenSheet[]): string {
  const entries = sheets.map(
    (sheet, index) =>
      `<sheet name="${escapeXml(sheet.name)}" sheetId="${index + 1}"${sheet.isHidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  )
  const names = sheets.flatMap((sheet, index) =>
    sheet.filterRange === undefined
      ? []
      : [
          `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${escapeXml(quotedSheet(sheet.name))}!${sheet.filterRange}</definedName>`,
        ],
  )
  const defined = names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : ''
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${entries.join('')}</sheets>${defined}</workbook>`
}

export function sheetOpening(): string {
  return `${DECLARATION}<worksheet xmlns="${MAIN}">`
}

/** A sheet's name as it stands in a formula. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** Letters of a column counted from 0. */
export function columnLetters(index: number): string {
  const letters = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letters : columnLetters(Math.floor(index / 26) - 1) + letters
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML cannot hold
const SPECIAL = /[&<>"\u0000-\u001f\ufffe\uffff\ud800-\udfff]|_x[0-9a-fA-F]{4}_/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const EACH_SPECIAL = /[&<>"\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)/g

/**
 * Text as character data or attribute of a workbook. Control characters become `_xHHHH_`, the workbooks' own escape,
 * and a text that looks like that escape is escaped itself; broken surrogates become U+FFFD.
 */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.toWellFormed().replace(EACH_SPECIAL, (character) => {
    switch (character) {
      case '&':
        return '&amp;'
      case '<':
        return '&lt;'
      case '>':
        return '&gt;'
      case '"':
        return '&quot;'
      case '_':
        return '_x005F_'
      case '\ufffe':
      case '\uffff':
        return '\ufffd'
      default:
        return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
    }
  })
}
