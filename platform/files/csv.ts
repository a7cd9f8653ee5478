import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import {
  type CsvDialect,
  type CsvRows,
  CsvScanner,
  type CsvScannerLimits,
  sniffCsvDialect,
} from './csv-scanner.ts'
import { ChunkDecoder, type DetectedEncoding, EncodingDetector } from './encoding.ts'
import { FileRefusal } from './refusal.ts'

export interface CsvRecord {
  /** The line of the file, from 1, on which the record starts; the header is usually line 1. */
  readonly line: number
  /** Cell text by column name, untrimmed; cells missing at the end of a row are ''. */
  readonly values: Record<string, string>
}

/** Command-line files are our own formats: only the limits that catch a lost quotation mark apply. */
const RECORD_LIMITS: CsvScannerLimits = { cellCharacters: 1 << 20, columns: 2_000 }

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
    for await (const { rows, lines } of scanCsv(fileSource(path), RECORD_LIMITS)) {
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
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error
    throw new FileRefusal(error.code, { file: path, ...error.where }, error.data, { cause: error })
  }
  if (header === undefined) throw new FileRefusal('FILE-01', { file: path })
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
 * One row of RFC 4180 text, without line end. Empty for null and undefined; Date as ISO text. Cells with a comma, a
 * quotation mark, a line end or outer blanks are quoted. For machines: it does not defuse formulas, which the
 * export writer does for files that people open in a spreadsheet.
 */
export function formatCsvRow(values: readonly unknown[]): string {
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

/** Where bytes come from; `chunks` may be asked for several times and starts at the beginning each time. */
export interface ByteSource {
  chunks(): AsyncIterable<Buffer>
}

const CHUNK_BYTES = 1 << 18

/** A file on disk, unpacked when it is gzip. Chunks share one buffer: take what you need before the next. */
export function fileSource(path: string): ByteSource {
  return { chunks: () => readChunks(path) }
}

async function* readChunks(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    let { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, 0)
    if (buffer[0] === 0x1f && buffer[1] === 0x8b && bytesRead > 2) {
      yield* gunzipChunks(path)
      return
    }
    let position = 0
    while (bytesRead > 0) {
      yield buffer.subarray(0, bytesRead)
      position += bytesRead
      ;({ bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position))
    }
  } finally {
    await handle.close()
  }
}

async function* gunzipChunks(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const unpacked = file.pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
  file.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of unpacked) yield chunk as Buffer
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (!code.startsWith('Z_')) throw cause
    throw new FileRefusal('FILE-03', {}, { detail: code }, { cause })
  } finally {
    file.destroy()
  }
}

/**
 * Scans a source to batches of rows. Reads it twice: first to decide the encoding of the whole, then to split it.
 */
export async function* scanCsv(source: ByteSource, limits: CsvScannerLimits): AsyncGenerator<CsvRows> {
  yield* scanCsvText(source, await detectEncoding(source), limits)
}

async function detectEncoding(source: ByteSource): Promise<DetectedEncoding> {
  const detector = new EncodingDetector()
  for await (const chunk of source.chunks()) detector.feed(chunk)
  return detector.result()
}

async function* scanCsvText(
  source: ByteSource,
  encoding: DetectedEncoding,
  limits: CsvScannerLimits,
  known?: CsvDialect,
): AsyncGenerator<CsvRows> {
  const decoder = new ChunkDecoder(encoding)
  let scanner = known && new CsvScanner(known, limits)
  for await (const chunk of source.chunks()) {
    const text = decoder.decode(chunk, false)
    if (text === '') continue
    scanner ??= new CsvScanner(sniffCsvDialect(text.slice(0, 65_536)), limits)
    const batch: CsvRows = { rows: [], lines: [] }
    scanner.feed(text, false, batch)
    if (batch.rows.length > 0) yield batch
  }
  const text = decoder.decode(Buffer.alloc(0), true)
  scanner ??= new CsvScanner(sniffCsvDialect(text.slice(0, 65_536)), limits)
  const batch: CsvRows = { rows: [], lines: [] }
  scanner.feed(text, true, batch)
  if (batch.rows.length > 0) yield batch
}
