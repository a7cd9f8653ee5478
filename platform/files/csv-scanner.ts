import { FileRefusal } from './refusal.ts'

export const CSV_SEPARATORS = [',', ';', '\t', '|'] as const
export type CsvSeparator = (typeof CSV_SEPARATORS)[number]

export interface CsvDialect {
  readonly separator: CsvSeparator
  /** `\r` only for files that hold no line feed at all. */
  readonly lineEnd: '\n' | '\r'
}

export interface CsvScannerLimits {
  readonly cellCharacters: number
  /** Characters of a row that is not yet complete: what a quotation mark that never closes can swallow. */
  readonly rowCharacters: number
  readonly columns: number
}

/** Rows in file order; `lines[i]` is the line, from 1, on which `rows[i]` starts. */
export interface CsvRows {
  readonly rows: string[][]
  readonly lines: number[]
}

const QUOTE = 34
const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/**
 * RFC 4180 by hand: text in, rows out, state kept over chunk borders. A quotation mark counts only as the
 * first character of a cell; elsewhere it is an ordinary character (`3" pipe`), as in spreadsheet programs.
 * Lines without any character are skipped but counted.
 */
export class CsvScanner {
  readonly #separatorCode: number
  readonly #lineEnd: string
  readonly #lineEndCode: number
  readonly #limits: CsvScannerLimits
  #rest = ''
  #line = 1

  constructor(dialect: CsvDialect, limits: CsvScannerLimits) {
    this.#separatorCode = dialect.separator.charCodeAt(0)
    this.#lineEnd = dialect.lineEnd
    this.#lineEndCode = dialect.lineEnd.charCodeAt(0)
    this.#limits = limits
  }

  /** Appends all rows that are complete with this text to `into`. Throws FILE-15, FILE-16, FILE-18. */
  feed(chunk: string, isLast: boolean, into: CsvRows): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk
    const length = text.length
    const { rows, lines } = into
    const separatorCode = this.#separatorCode
    const cellLimit = this.#limits.cellCharacters
    let position = 0
    let nextQuote = text.indexOf('"')
    while (position < length) {
      let end = text.indexOf(this.#lineEnd, position)
      if (nextQuote >= 0 && nextQuote < position) nextQuote = text.indexOf('"', position)
      if (nextQuote >= 0 && (end < 0 || nextQuote < end)) {
        const next = this.#scanQuoted(text, position, isLast, into)
        if (next < 0) break
        position = next
        continue
      }
      if (end < 0) {
        if (!isLast) break
        end = length
      }
      const next = end + 1
      if (end > position && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--
      if (end > position) {
        const row: string[] = []
        let start = position
        for (let index = position; index < end; index++) {
          if (text.charCodeAt(index) === separatorCode) {
            if (index - start > cellLimit) this.#refuseLongCell(row.length + 1, index - start)
            row.push(text.slice(start, index))
            start = index + 1
          }
        }
        if (end - start > cellLimit) this.#refuseLongCell(row.length + 1, end - start)
        row.push(text.slice(start, end))
        if (row.length > this.#limits.columns) this.#refuseWideRow(row.length)
        rows.push(row)
        lines.push(this.#line)
      }
      this.#line++
      position = next
    }
    this.#rest = position < length ? text.slice(position) : ''
    if (this.#rest.length > this.#limits.rowCharacters) {
      const data = { limit: this.#limits.rowCharacters, found: this.#rest.length }
      throw new FileRefusal('FILE-18', { line: this.#line }, data)
    }
  }

  /** Scans one row that holds a quotation mark; the position after it, or -1 when the text ends inside. */
  #scanQuoted(text: string, from: number, isLast: boolean, into: CsvRows): number {
    const length = text.length
    const row: string[] = []
    let line = this.#line
    let index = from
    for (;;) {
      let cell = ''
      if (text.charCodeAt(index) === QUOTE) {
        const openLine = line
        index++
        for (;;) {
          const close = text.indexOf('"', index)
          const until = close < 0 ? length : close
          if (cell.length + until - index > this.#limits.cellCharacters) {
            this.#refuseLongCell(row.length + 1, cell.length + until - index, openLine)
          }
          if (close < 0) {
            if (isLast) throw new FileRefusal('FILE-15', { line: openLine, column: row.length + 1 })
            return -1
          }
          line += countLineEnds(text, index, close, this.#lineEndCode)
          cell += text.slice(index, close)
          index = close + 1
          if (text.charCodeAt(index) !== QUOTE) break
          cell += '"'
          index++
        }
      }
      const start = index
      let code = -1
      while (index < length) {
        code = text.charCodeAt(index)
        if (code === this.#separatorCode || code === this.#lineEndCode) break
        index++
      }
      // Ended too when a closing mark is the last character: it may be the first half of a doubled one.
      const ended = index >= length
      if (ended && !isLast) return -1
      let stop = index
      if (
        (ended || code === this.#lineEndCode) &&
        stop > start &&
        text.charCodeAt(stop - 1) === CARRIAGE_RETURN
      ) {
        stop--
      }
      if (stop > start) cell += text.slice(start, stop)
      if (cell.length > this.#limits.cellCharacters) this.#refuseLongCell(row.length + 1, cell.length, line)
      row.push(cell)
      if (row.length > this.#limits.columns) this.#refuseWideRow(row.length)
      if (!ended && code === this.#separatorCode) {
        index++
        continue
      }
      into.rows.push(row)
      into.lines.push(this.#line)
      this.#line = line + 1
      return index + 1
    }
  }

  #refuseLongCell(column: number, found: number, line = this.#line): never {
    throw new FileRefusal('FILE-18', { line, column }, { limit: this.#limits.cellCharacters, found })
  }

  #refuseWideRow(found: number): never {
    throw new FileRefusal('FILE-16', { line: this.#line }, { limit: this.#limits.columns, found })
  }
}

function countLineEnds(text: string, from: number, to: number, lineEndCode: number): number {
  let count = 0
  for (let index = from; index < to; index++) if (text.charCodeAt(index) === lineEndCode) count++
  return count
}

/**
 * Finds separator and line end from the beginning of a text. The separator is the one that splits the first
 * rows most evenly: the largest number of columns that most of them share.
 */
export function sniffCsvDialect(beginning: string): CsvDialect {
  const lineEnd = !beginning.includes('\n') && beginning.includes('\r') ? '\r' : '\n'
  let best: { separator: CsvSeparator; score: number } = { separator: ',', score: 0 }
  for (const separator of CSV_SEPARATORS) {
    const widths = sampleWidths(beginning, { separator, lineEnd })
    const width = mostFrequent(widths.filter((count) => count > 1))
    if (width === undefined) continue
    const agreeing = widths.filter((count) => count === width).length
    const score = (agreeing / widths.length) * 1000 + width
    if (score > best.score) best = { separator, score }
  }
  return { separator: best.separator, lineEnd }
}

const SNIFFED_ROWS = 30

function sampleWidths(text: string, dialect: CsvDialect): number[] {
  const widths: number[] = []
  const separator = dialect.separator.charCodeAt(0)
  const lineEnd = dialect.lineEnd.charCodeAt(0)
  let width = 1
  let isQuoted = false
  let isCellStart = true
  let isBlank = true
  for (let index = 0; index < text.length && widths.length < SNIFFED_ROWS; index++) {
    const code = text.charCodeAt(index)
    if (isQuoted) {
      if (code === QUOTE) isQuoted = false
    } else if (code === QUOTE && (isCellStart || text.charCodeAt(index - 1) === QUOTE)) {
      isQuoted = true
      isCellStart = false
      isBlank = false
    } else if (code === separator) {
      width++
      isCellStart = true
      isBlank = false
    } else if (code === lineEnd) {
      if (!isBlank) widths.push(width)
      width = 1
      isCellStart = true
      isBlank = true
    } else if (code !== CARRIAGE_RETURN && code !== LINE_FEED) {
      isCellStart = false
      isBlank = false
    }
  }
  if (widths.length === 0 && !isBlank) widths.push(width)
  return widths
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: number | undefined
  for (const [value, count] of counts) {
    if (best === undefined || count > counts.get(best)! || (count === counts.get(best)! && value > best))
      best = value
  }
  return best
}
