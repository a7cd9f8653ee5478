import {
  type CsvDialect,
  type CsvRows,
  CsvScanner,
  type CsvScannerLimits,
  sniffCsvDialect,
} from './csv-scanner.ts'
import { ChunkDecoder, type DetectedEncoding, EncodingDetector } from './encoding.ts'
import { COMMAND_LINE_LIMITS, type FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import { type ByteSource, detectKind, gunzipSource, openFileSource } from './sources.ts'

export interface CsvRecord {
  /** The line of the file, from 1, on which the record starts; the header is usually line 1. */
  readonly line: number
  /** Cell text by column name, untrimmed; cells missing at the end of a row are ''. */
  readonly values: Record<string, string>
}

/** Our own formats may hold long texts; what remains catches a lost quotation mark. */
const RECORD_LIMITS: CsvScannerLimits = { cellCharacters: 1 << 20, rowCharacters: 1 << 24, columns: 2_000 }

/**
 * Streams a CSV file (plain or gzip) record by record in constant memory.
 * Encoding: UTF-8 with or without mark, UTF-16 with mark, else GB18030. Separator: the one of `, ; TAB |` that
 * fits. The first row names the columns (trimmed); blank lines are skipped.
 * Throws FileRefusal with file and line when the file cannot be read as a table, and for rows wider than the
 * header, since their cells would land in wrong columns.
 */
export async function* readCsvRecords(path: string): AsyncGenerator<CsvRecord> {
  let header: string[] | undefined
  try {
    const source = await textSource(await openFileSource(path), COMMAND_LINE_LIMITS)
    const { encoding, dialect } = await sniffCsv(source)
    for await (const { rows, lines } of scanCsv(source, encoding, dialect, RECORD_LIMITS)) {
      let index = 0
      if (header === undefined) {
        header = checkHeader(rows[0]!, lines[0]!)
        index = 1
      }
      const width = header.length
      for (; index < rows.length; index++) {
        const row = rows[index]!
        if (row.length > width) checkWidth(row, width, lines[index]!)
        const values: Record<string, string> = {}
        for (let column = 0; column < width; column++) values[header[column]!] = row[column] ?? ''
        yield { line: lines[index]!, values }
      }
    }
    if (header === undefined) throw new FileRefusal('FILE-01')
  } catch (error) {
    throw error instanceof FileRefusal ? error.at({ file: path }) : error
  }
}

function checkHeader(row: readonly string[], line: number): string[] {
  const header = row.map((name) => name.trim())
  const seen = new Set<string>()
  header.forEach((name, index) => {
    if (name !== '' && seen.has(name)) throw new FileRefusal('FILE-22', { line, column: index + 1 }, { name })
    seen.add(name)
  })
  return header
}

function checkWidth(row: readonly string[], width: number, line: number): void {
  if (row.slice(width).every((cell) => cell === '')) return
  throw new FileRefusal('FILE-21', { line, column: width + 1 }, { expected: width, found: row.length })
}

/**
 * One row of RFC 4180 text, without line end. Null and undefined are empty, a Date is ISO text. Cells with a comma,
 * a quotation mark, a line end or outer blanks are quoted. For machines: it does not defuse formulas, which
 * `formatExportCsvRow` does for files that people open in a spreadsheet.
 */
export function formatCsvRow(values: readonly unknown[]): string {
  // A row of one empty cell would be a blank line, which readers skip.
  if (values.length === 1 && cellText(values[0]) === '') return '""'
  let row = ''
  for (let index = 0; index < values.length; index++) {
    if (index > 0) row += ','
    row += formatCsvCell(values[index])
  }
  return row
}

function formatCsvCell(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const text = cellText(value)
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$|^\uFEFF/

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? value.toISOString() : String(value)
}

/** Makes sure a source is text, unpacking gzip once. Throws FILE-02 for anything else. */
export async function textSource(source: ByteSource, limits: FileLimits): Promise<ByteSource> {
  const kind = detectKind(source.beginning)
  if (kind === 'text') return source
  if (kind !== 'gzip') throw new FileRefusal('FILE-02', {}, { found: kindName(kind) })
  const unpacked = await gunzipSource(source, limits)
  const inner = detectKind(unpacked.beginning)
  if (inner !== 'text') throw new FileRefusal('FILE-02', {}, { found: `gzip, ${kindName(inner)}` })
  return unpacked
}

function kindName(kind: ReturnType<typeof detectKind>): string {
  return typeof kind === 'string' ? kind : kind.other
}

const SNIFFED_CHARACTERS = 65_536

/** Reads the whole text once to decide its encoding, and its beginning to find separator and line end. */
export async function sniffCsv(
  source: ByteSource,
): Promise<{ encoding: DetectedEncoding; dialect: CsvDialect }> {
  const encoding = await detectEncoding(source)
  const decoder = new ChunkDecoder(encoding)
  let beginning = ''
  for await (const chunk of source.chunks()) {
    beginning += decoder.decode(chunk, false)
    if (beginning.length >= SNIFFED_CHARACTERS) break
  }
  if (beginning.length < SNIFFED_CHARACTERS) beginning += decoder.decode(Buffer.alloc(0), true)
  return { encoding, dialect: sniffCsvDialect(beginning.slice(0, SNIFFED_CHARACTERS)) }
}

async function detectEncoding(source: ByteSource): Promise<DetectedEncoding> {
  const detector = new EncodingDetector()
  try {
    for await (const chunk of source.chunks()) detector.feed(chunk)
    return detector.result()
  } catch (error) {
    const byteOffset = error instanceof FileRefusal ? error.data.byteOffset : undefined
    if (typeof byteOffset !== 'number') throw error
    throw (error as FileRefusal).at({ line: await lineOf(source, byteOffset) })
  }
}

async function lineOf(source: ByteSource, byteOffset: number): Promise<number> {
  let line = 1
  let passed = 0
  for await (const chunk of source.chunks()) {
    for (const byte of chunk.subarray(0, byteOffset - passed)) if (byte === 0x0a) line++
    passed += chunk.length
    if (passed >= byteOffset) break
  }
  return line
}

/** Splits a text source into batches of rows, in constant memory. Throws FILE-12, FILE-15, FILE-16, FILE-18. */
export async function* scanCsv(
  source: ByteSource,
  encoding: DetectedEncoding,
  dialect: CsvDialect,
  limits: CsvScannerLimits,
): AsyncGenerator<CsvRows> {
  const decoder = new ChunkDecoder(encoding)
  const scanner = new CsvScanner(dialect, limits)
  for await (const chunk of source.chunks()) {
    const batch: CsvRows = { rows: [], lines: [] }
    scanner.feed(decoder.decode(chunk, false), false, batch)
    if (batch.rows.length > 0) yield batch
  }
  const batch: CsvRows = { rows: [], lines: [] }
  scanner.feed(decoder.decode(Buffer.alloc(0), true), true, batch)
  if (batch.rows.length > 0) yield batch
}
