import type { CsvRows } from './csv-scanner.ts'
import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import { serialToText } from './serial-dates.ts'
import { decodeWorkbookText, decodeXmlText, type XmlHandler, xmlAttribute } from './xml-scanner.ts'

export interface SheetContext {
  readonly sharedTexts: readonly string[]
  /** Whether the cell format of that number shows a date or time. */
  readonly isDateFormat: readonly boolean[]
  readonly is1904: boolean
}

/** Beyond 15 digits a workbook has lost digits: such numbers are shown with an exponent so that no code takes them. */
const EXACT_LIMIT = 1e15

const KNOWN_DATES = 10_000

const LOWER_A = 97
const LOWER_Z = 122
const EQUALS = 61
const DOUBLE_QUOTE = 34

/**
 * Turns the XML of one sheet into rows of text. Numbers come out as their shortest exact decimals, dates and times
 * as ISO text, formulas as their stored results, booleans as TRUE and FALSE, errors as they show (`#N/A`).
 * Rows without any text are left out. Throws FILE-16, FILE-17, FILE-18.
 */
export class SheetScanner implements XmlHandler {
  readonly #context: SheetContext
  readonly #limits: FileLimits
  readonly #into: CsvRows
  #rowCount = 0
  #line = 0
  #row: string[] = []
  #hasText = false
  #column = 0
  #type = ''
  #style = 0
  #text = ''
  #isCollecting = false
  #isInline = false
  #phoneticDepth = 0
  readonly #dates = new Map<string, string>()

  constructor(context: SheetContext, limits: FileLimits, into: CsvRows) {
    this.#context = context
    this.#limits = limits
    this.#into = into
  }

  open(name: string, tag: string, isClosed: boolean): void {
    switch (name) {
      case 'c':
        this.#readCellTag(tag)
        this.#text = ''
        this.#isInline = false
        return
      case 'v':
        this.#isCollecting = !isClosed
        return
      case 't':
        this.#isCollecting = this.#isInline && this.#phoneticDepth === 0 && !isClosed
        return
      case 'is':
        this.#isInline = !isClosed
        return
      case 'rPh':
        if (!isClosed) this.#phoneticDepth++
        return
      case 'row': {
        const number = xmlAttribute(tag, 'r')
        this.#line = number === undefined ? this.#line + 1 : Number(number)
        if (!Number.isSafeInteger(this.#line) || this.#line < 1)
          throw new FileRefusal('FILE-03', {}, { detail: 'row-number' })
        this.#row = []
        this.#hasText = false
        this.#column = 0
        return
      }
    }
  }

  text(raw: string, isLiteral: boolean): void {
    if (!this.#isCollecting) return
    const text = isLiteral ? raw : decodeXmlText(raw)
    this.#text = this.#text === '' ? text : this.#text + text
    if (this.#text.length > this.#limits.cellCharacters) {
      const where = { line: this.#line, column: this.#column }
      throw new FileRefusal('FILE-18', where, {
        limit: this.#limits.cellCharacters,
        found: this.#text.length,
      })
    }
  }

  close(name: string): void {
    switch (name) {
      case 'c':
        if (this.#text !== '') this.#putCell(this.#cellText())
        this.#text = ''
        return
      case 'v':
      case 't':
        this.#isCollecting = false
        return
      case 'is':
        this.#isInline = false
        return
      case 'rPh':
        this.#phoneticDepth--
        return
      case 'row':
        this.#putRow()
        return
    }
  }

  /** Reads the three attributes of a cell in one pass; a search per attribute would double the time of a sheet. */
  #readCellTag(tag: string): void {
    this.#type = 'n'
    this.#style = 0
    let column = this.#column + 1
    for (let index = 1; index < tag.length; index++) {
      const code = tag.charCodeAt(index)
      if (code < LOWER_A || code > LOWER_Z) continue
      if (tag.charCodeAt(index - 1) > 32 || tag.charCodeAt(index + 1) !== EQUALS) {
        index = this.#skipAttribute(tag, index)
        continue
      }
      const quote = tag[index + 2] as string
      const start = index + 3
      const end = tag.indexOf(quote, start)
      if (end < 0) return
      if (code === 114) column = columnNumber(tag, start, end)
      else if (code === 115) this.#style = Number(tag.slice(start, end))
      else if (code === 116) this.#type = tag.slice(start, end)
      index = end
    }
    this.#column = column
  }

  #skipAttribute(tag: string, from: number): number {
    const equals = tag.indexOf('=', from)
    if (equals < 0) return tag.length
    let open = equals + 1
    while (open < tag.length && tag.charCodeAt(open) <= 32) open++
    const quote = tag.charCodeAt(open) === DOUBLE_QUOTE ? '"' : "'"
    const end = tag.indexOf(quote, open + 1)
    return end < 0 ? tag.length : end
  }

  #cellText(): string {
    const text = this.#text
    switch (this.#type) {
      case 's':
        return this.#sharedText(text)
      case 'n':
        return this.#numberText(text)
      case 'b':
        return text === '1' || text === 'true' ? 'TRUE' : 'FALSE'
      case 'str':
      case 'inlineStr':
        return decodeWorkbookText(text)
      default:
        return text
    }
  }

  #sharedText(index: string): string {
    const text = this.#context.sharedTexts[Number(index)]
    if (text !== undefined) return text
    const where = { line: this.#line, column: this.#column }
    throw new FileRefusal('FILE-03', where, { detail: 'shared-text' })
  }

  #numberText(text: string): string {
    if (this.#context.isDateFormat[this.#style]) {
      const date = this.#dateText(text)
      if (date !== undefined) return date
    }
    if (isShortInteger(text)) return text
    const value = Number(text)
    if (!Number.isFinite(value) || text.trim() === '') return text
    return Math.abs(value) >= EXACT_LIMIT ? value.toExponential() : String(value)
  }

  /** Dates of a sheet repeat, so each is worked out once. */
  #dateText(text: string): string | undefined {
    const known = this.#dates.get(text)
    if (known !== undefined) return known
    const serial = Number(text)
    const date = Number.isFinite(serial) ? serialToText(serial, this.#context.is1904) : undefined
    if (date !== undefined && this.#dates.size < KNOWN_DATES) this.#dates.set(text, date)
    return date
  }

  #putCell(text: string): void {
    if (text === '') return
    const column = this.#column
    if (column > this.#limits.columns) {
      throw new FileRefusal(
        'FILE-16',
        { line: this.#line, column },
        { limit: this.#limits.columns, found: column },
      )
    }
    while (this.#row.length < column - 1) this.#row.push('')
    this.#row[column - 1] = text
    this.#hasText = true
  }

  #putRow(): void {
    if (!this.#hasText) return
    this.#rowCount++
    if (this.#rowCount > this.#limits.rows) {
      throw new FileRefusal('FILE-17', { line: this.#line }, { limit: this.#limits.rows })
    }
    this.#into.rows.push(this.#row)
    this.#into.lines.push(this.#line)
  }
}

function isShortInteger(text: string): boolean {
  if (text.length === 0 || text.length > 15) return false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return text.charCodeAt(0) !== 48 || text.length === 1
}

/** Column number, from 1, of a reference such as `AB12`. */
function columnNumber(text: string, start: number, end: number): number {
  let column = 0
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  if (column === 0 || column > 16_384) throw new FileRefusal('FILE-03', {}, { detail: 'cell-reference' })
  return column
}
