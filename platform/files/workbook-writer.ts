import { isIsoDate } from '../../engines/kernel/dates.ts'
import { assert } from '../refusal.ts'
import { looksLikeFormula } from './formula-guard.ts'
import { textToSerial } from './serial-dates.ts'
import {
  columnLetters,
  contentTypesPart,
  escapeXml,
  quotedSheet,
  ROOT_RELATIONS_PART,
  STYLES,
  STYLES_PART,
  sheetOpening,
  type WrittenSheet,
  workbookPart,
  workbookRelationsPart,
} from './workbook-xml.ts'
import { type ZipPart, zipParts } from './zip-writer.ts'

/**
 * What a column holds. Codes are text that must stay text (licence numbers); `yuan` takes integer fen; dates are
 * `YYYY-MM-DD`, times `YYYY-MM-DD HH:MM[:SS]` as a clock on the wall shows them. A value of another type than its
 * column's is written as text, never converted by guess.
 */
export type ColumnKind =
  | 'text'
  | 'code'
  | 'integer'
  | 'decimal'
  | 'yuan'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'boolean'

export interface SheetColumn {
  readonly key: string
  readonly title: string
  readonly kind: ColumnKind
  /** In characters; Chinese ones count two. By kind and title when missing. */
  readonly width?: number
  readonly isRequired?: boolean
  /** Values to choose from in a list. */
  readonly options?: readonly string[]
}

export type SheetRow = Readonly<Record<string, unknown>>

export interface SheetSpec {
  readonly name: string
  readonly columns: readonly SheetColumn[]
  readonly rows: Iterable<SheetRow> | AsyncIterable<SheetRow>
  /** Lines above the header, such as the filters that were set. */
  readonly headings?: readonly string[]
  /** Explanations above the header, one per column. */
  readonly notes?: readonly string[]
  /** Marks cells that are wrong. */
  readonly isWrong?: (row: SheetRow, key: string) => boolean
  /** Rows that lists and text formats reach below the header when the sheet itself is empty. */
  readonly preparedRows?: number
  readonly isHidden?: boolean
}

/** What a download of such a workbook calls itself. */
export const XLSX_MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const ROWS_PER_SHEET = 1_048_576
const CELL_CHARACTERS = 32_767

/**
 * Writes an .xlsx workbook: typed cells, every text a string and never a formula, a header that stays in sight, a
 * filter. Rows are taken one by one, so memory grows only with the packed bytes (about 5 MB for 100,000 rows of
 * 10 columns). Rows beyond the 1,048,576 of a sheet go to further sheets.
 */
export async function writeXlsx(workbook: { readonly sheets: readonly SheetSpec[] }): Promise<Buffer> {
  return zipParts(workbookParts(workbook.sheets))
}

async function* workbookParts(specs: readonly SheetSpec[]): AsyncGenerator<ZipPart> {
  assert(specs.length > 0, 'a workbook has a sheet')
  const written: WrittenSheet[] = []
  const names = new SheetNames()
  const lists = new OptionLists(names)
  for (const spec of specs) {
    const source = new RowSource(spec.rows)
    try {
      do {
        const sheet = new SheetWriter(spec, names.next(spec.name), lists)
        yield { name: `xl/worksheets/sheet${written.length + 1}.xml`, content: sheet.pieces(source) }
        written.push({ name: sheet.name, isHidden: spec.isHidden ?? false, filterRange: sheet.filterRange })
      } while (await source.hasMore())
    } finally {
      await source.close()
    }
  }
  if (lists.isUsed) {
    const sheet = new SheetWriter(lists.sheet(), lists.sheetName, lists)
    yield {
      name: `xl/worksheets/sheet${written.length + 1}.xml`,
      content: sheet.pieces(new RowSource(lists.rows())),
    }
    written.push({ name: lists.sheetName, isHidden: true, filterRange: undefined })
  }
  yield { name: 'xl/styles.xml', content: [STYLES_PART] }
  yield { name: 'xl/workbook.xml', content: [workbookPart(written)] }
  yield { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelationsPart(written.length)] }
  yield { name: '_rels/.rels', content: [ROOT_RELATIONS_PART] }
  yield { name: '[Content_Types].xml', content: [contentTypesPart(written.length)] }
}

/** Names of sheets: what spreadsheets forbid replaced, at most 31 characters, each once whatever its letter case. */
class SheetNames {
  readonly #used = new Set<string>()

  next(wanted: string): string {
    const clean =
      wanted
        .toWellFormed()
        .replace(/[[\]:*?/\\\p{Cc}]/gu, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || 'Sheet'
    for (let count = 1; ; count++) {
      const ending = count === 1 ? '' : ` (${count})`
      const name = clean.slice(0, 31 - ending.length).toWellFormed() + ending
      if (this.#used.has(name.toLowerCase())) continue
      this.#used.add(name.toLowerCase())
      return name
    }
  }
}

/** Lists to choose from stand on a hidden sheet: in the cell's own rule they end at 255 characters and at commas. */
class OptionLists {
  readonly #lists: (readonly string[])[] = []
  readonly #names: SheetNames
  #sheetName: string | undefined

  constructor(names: SheetNames) {
    this.#names = names
  }

  get isUsed(): boolean {
    return this.#lists.length > 0
  }

  get sheetName(): string {
    this.#sheetName ??= this.#names.next('选项')
    return this.#sheetName
  }

  /** The range, as a formula, that holds the options. */
  rangeOf(options: readonly string[]): string {
    let index = this.#lists.indexOf(options)
    if (index < 0) index = this.#lists.push(options) - 1
    const letters = columnLetters(index)
    return `${quotedSheet(this.sheetName)}!$${letters}$2:$${letters}$${options.length + 1}`
  }

  sheet(): SheetSpec {
    const columns = this.#lists.map((_, index) => ({
      key: String(index),
      title: `${index + 1}`,
      kind: 'code' as const,
    }))
    return { name: this.sheetName, columns, rows: [], isHidden: true }
  }

  *rows(): Generator<SheetRow> {
    const length = Math.max(...this.#lists.map((list) => list.length))
    for (let row = 0; row < length; row++) {
      yield Object.fromEntries(this.#lists.map((list, index) => [String(index), list[row]]))
    }
  }
}

/** Rows one by one over the border between two sheets. */
class RowSource {
  readonly #iterator: Iterator<SheetRow> | AsyncIterator<SheetRow>
  #ahead: IteratorResult<SheetRow> | undefined

  constructor(rows: SheetSpec['rows']) {
    this.#iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]()
  }

  async next(): Promise<SheetRow | undefined> {
    const result = this.#ahead ?? (await this.#iterator.next())
    this.#ahead = undefined
    return result.done ? undefined : result.value
  }

  async hasMore(): Promise<boolean> {
    this.#ahead ??= await this.#iterator.next()
    return !this.#ahead.done
  }

  async close(): Promise<void> {
    await this.#iterator.return?.()
  }
}

class SheetWriter {
  readonly name: string
  filterRange: string | undefined
  readonly #spec: SheetSpec
  readonly #lists: OptionLists
  readonly #letters: readonly string[]

  constructor(spec: SheetSpec, name: string, lists: OptionLists) {
    assert(spec.columns.length > 0 && spec.columns.length <= 16_384, 'a sheet has 1 to 16,384 columns')
    this.#spec = spec
    this.name = name
    this.#lists = lists
    this.#letters = spec.columns.map((_, index) => columnLetters(index))
  }

  async *pieces(source: RowSource): AsyncGenerator<string> {
    const { columns, headings = [], notes } = this.#spec
    const headerRow = headings.length + (notes ? 1 : 0) + 1
    yield `${sheetOpening()}${this.#view(headerRow)}<sheetFormatPr defaultRowHeight="15"/>${this.#columnWidths()}<sheetData>`
    let row = 0
    for (const heading of headings)
      yield `<row r="${++row}">${textCell(`A${row}`, heading, STYLES.heading)}</row>`
    if (notes) yield this.#fixedRow(++row, notes, () => STYLES.note)
    const titles = columns.map((column) => (column.isRequired ? `${column.title} *` : column.title))
    yield this.#fixedRow(++row, titles, (index) =>
      columns[index]!.isRequired ? STYLES.requiredHeader : STYLES.header,
    )
    while (row < ROWS_PER_SHEET) {
      const values = await source.next()
      if (values === undefined) break
      yield this.#row(++row, values)
    }
    yield `</sheetData>${this.#filter(headerRow, row)}${this.#choices(headerRow, row)}</worksheet>`
  }

  #view(headerRow: number): string {
    const pane = `<pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/>`
    return `<sheetViews><sheetView workbookViewId="0">${pane}<selection pane="bottomLeft"/></sheetView></sheetViews>`
  }

  #columnWidths(): string {
    const widths = this.#spec.columns.map((column, index) => {
      const style = column.kind === 'code' ? ` style="${STYLES.code}"` : ''
      return `<col min="${index + 1}" max="${index + 1}" width="${columnWidth(column)}" customWidth="1"${style}/>`
    })
    return `<cols>${widths.join('')}</cols>`
  }

  #fixedRow(row: number, texts: readonly string[], styleOf: (index: number) => number): string {
    const cells = texts.map((text, index) => textCell(`${this.#letters[index]}${row}`, text, styleOf(index)))
    return `<row r="${row}">${cells.join('')}</row>`
  }

  #row(row: number, values: SheetRow): string {
    const { columns, isWrong } = this.#spec
    let cells = ''
    for (let index = 0; index < columns.length; index++) {
      const { key, kind } = columns[index]!
      const value = values[key]
      const isMarked = isWrong?.(values, key) ?? false
      if (!isMarked && isNothing(value)) continue
      const reference = this.#letters[index]! + row
      cells += isMarked
        ? textCell(reference, String(value ?? ''), STYLES.wrongCell)
        : cellXml(reference, kind, value)
    }
    return `<row r="${row}">${cells}</row>`
  }

  #filter(headerRow: number, lastRow: number): string {
    if (this.#spec.isHidden || this.#spec.notes) return ''
    const last = this.#letters.at(-1)!
    this.filterRange = `$A$${headerRow}:$${last}$${lastRow}`
    return `<autoFilter ref="A${headerRow}:${last}${lastRow}"/>`
  }

  #choices(headerRow: number, lastRow: number): string {
    const until = Math.max(lastRow, headerRow + (this.#spec.preparedRows ?? 0))
    const rules = this.#spec.columns.flatMap(({ options }, index) => {
      if (!options || options.length === 0 || until === headerRow) return []
      const letters = this.#letters[index]!
      const cells = `${letters}${headerRow + 1}:${letters}${until}`
      const list = escapeXml(this.#lists.rangeOf(options))
      return [
        `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${cells}"><formula1>${list}</formula1></dataValidation>`,
      ]
    })
    return rules.length === 0
      ? ''
      : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`
  }
}

function cellXml(reference: string, kind: ColumnKind, value: unknown): string {
  switch (kind) {
    case 'integer':
      if (isNumber(value)) return numberCell(reference, value, STYLES.integer)
      break
    case 'decimal':
      if (isNumber(value)) return numberCell(reference, value, STYLES.decimal)
      break
    case 'yuan':
      if (isNumber(value)) return numberCell(reference, value / 100, STYLES.decimal)
      break
    case 'percent':
      if (isNumber(value)) return numberCell(reference, value, STYLES.percent)
      break
    case 'boolean':
      if (typeof value === 'boolean') return `<c r="${reference}" t="b"><v>${value ? 1 : 0}</v></c>`
      break
    case 'date':
      if (typeof value === 'string' && isIsoDate(value) && value >= '1900-03-01') {
        return numberCell(reference, textToSerial(value), STYLES.date)
      }
      break
    case 'datetime': {
      const match = typeof value === 'string' ? LOCAL_TIME.exec(value) : null
      if (match && isIsoDate(match[1]!) && match[1]! >= '1900-03-01') {
        return numberCell(reference, textToSerial(match[1]!, match[2]), STYLES.datetime)
      }
      break
    }
    case 'text':
      return textCell(reference, plainText(value), STYLES.text)
    case 'code':
      return textCell(reference, plainText(value), STYLES.code)
  }
  return textCell(reference, plainText(value), STYLES.text)
}

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)$/

/** A number that could not be computed is nothing to show. */
function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'number' && !Number.isFinite(value))
  )
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString() : String(value)
}

function numberCell(reference: string, value: number, style: number): string {
  return `<c r="${reference}" s="${style}"><v>${value}</v></c>`
}

function textCell(reference: string, text: string, style: number): string {
  const shown = text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS - 1)}…` : text
  const guarded = looksLikeFormula(shown) ? guardedStyle(style) : style
  const styled = guarded === STYLES.text ? '' : ` s="${guarded}"`
  const space = OUTER_SPACE.test(shown) ? ' xml:space="preserve"' : ''
  return `<c r="${reference}"${styled} t="inlineStr"><is><t${space}>${escapeXml(shown)}</t></is></c>`
}

const OUTER_SPACE = /^\s|\s$|\n/

function guardedStyle(style: number): number {
  if (style === STYLES.text) return STYLES.guardedText
  return style === STYLES.code ? STYLES.guardedCode : style
}

const KIND_WIDTHS: Readonly<Record<ColumnKind, number>> = {
  text: 16,
  code: 16,
  integer: 10,
  decimal: 12,
  yuan: 14,
  percent: 10,
  date: 12,
  datetime: 20,
  boolean: 8,
}

const WIDEST = 60

function columnWidth({ title, kind, width }: SheetColumn): number {
  if (width !== undefined) return width
  let titleWidth = 4
  for (const character of title) titleWidth += character > '\u2e7f' ? 2 : 1
  return Math.min(WIDEST, Math.max(KIND_WIDTHS[kind], titleWidth))
}
