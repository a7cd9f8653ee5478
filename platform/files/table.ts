import { scanCsv, sniffCsv, textSource } from './csv.ts'
import type { CsvRows, CsvSeparator } from './csv-scanner.ts'
import type { TextEncodingName } from './encoding.ts'
import { type FileLimits, UPLOAD_LIMITS } from './limits.ts'
import { type FilePlace, FileRefusal } from './refusal.ts'
import { type ByteSource, bytesSource, detectKind, openFileSource, readAll } from './sources.ts'
import { guardArchive, guardOldWorkbook, type WorkbookFormat } from './workbook-guard.ts'
import { WorkbookReader } from './workbook-reader.ts'

export type TableInput = { readonly path: string } | { readonly bytes: Uint8Array; readonly name: string }

export interface TableOptions {
  readonly limits?: FileLimits
  /** Name of the sheet; the first one that shows when missing. */
  readonly sheet?: string
}

/** Up to 5,000 rows; `lines[i]` is the line or sheet row, from 1, of `rows[i]`. Rows may be shorter than the header. */
export type Batch = CsvRows

export interface TableSource {
  readonly format: 'csv' | WorkbookFormat
  /** Text files only. */
  readonly encoding?: TextEncodingName
  /** Text files only. */
  readonly separator?: CsvSeparator
  /** Workbooks only: the sheet that is read, and all that show. */
  readonly sheet?: string
  readonly sheets?: readonly string[]
  /** Cells of the header row, as they stand. */
  readonly header: readonly string[]
  readonly headerLine: number
  /** The first rows of the file, title and header rows included. */
  preview(count: number): readonly { readonly line: number; readonly cells: readonly string[] }[]
  /** The same table with its header on another line; everything above it is left out. */
  withHeader(line: number): TableSource
  /** All rows below the header, from the beginning at each call. */
  rows(): AsyncGenerator<Batch>
}

const BATCH_ROWS = 5_000
const PREVIEW_ROWS = 100

/**
 * Opens a table in a file of any kind we read: CSV (plain or gzip), .xlsx, .xls, .xlsb, .ods. What it is, is told by
 * its bytes, never by its name. The file is checked before any of it is parsed; the header is its first row until
 * `withHeader` says otherwise. Throws FileRefusal with the file's name; a missing file is ENOENT.
 */
export async function openTable(input: TableInput, options: TableOptions = {}): Promise<TableSource> {
  const limits = options.limits ?? UPLOAD_LIMITS
  const file = 'path' in input ? input.path : input.name
  try {
    const source =
      'path' in input ? await openFileSource(input.path, limits) : bytesSource(input.bytes, limits)
    const kind = detectKind(source.beginning)
    const table = await (kind === 'zip' || kind === 'ole'
      ? openWorkbook(source, kind, options.sheet, limits)
      : openText(source, limits))
    const reading = await RepeatableReading.start(table.batches)
    const first = reading.start
    if (first.rows.length === 0) throw new FileRefusal('FILE-01', { sheet: table.description.sheet })
    return tableSource(file, table.description, reading, first.lines[0]!)
  } catch (error) {
    throw error instanceof FileRefusal ? error.at({ file }) : error
  }
}

type Description = Pick<TableSource, 'format' | 'encoding' | 'separator' | 'sheet' | 'sheets'>

interface OpenedTable {
  readonly description: Description
  readonly batches: () => AsyncGenerator<Batch>
}

async function openText(source: ByteSource, limits: FileLimits): Promise<OpenedTable> {
  const text = await textSource(source, limits)
  const { encoding, dialect } = await sniffCsv(text)
  return {
    description: { format: 'csv', encoding: encoding.encoding, separator: dialect.separator },
    batches: () => limitRows(scanCsv(text, encoding, dialect, limits), limits),
  }
}

async function* limitRows(batches: AsyncGenerator<Batch>, limits: FileLimits): AsyncGenerator<Batch> {
  let count = 0
  for await (const batch of batches) {
    count += batch.rows.length
    if (count > limits.rows) {
      const line = batch.lines[batch.rows.length - 1 - (count - limits.rows - 1)]
      throw new FileRefusal('FILE-17', { line }, { limit: limits.rows })
    }
    yield batch
  }
}

async function openWorkbook(
  source: ByteSource,
  kind: 'zip' | 'ole',
  sheet: string | undefined,
  limits: FileLimits,
): Promise<OpenedTable> {
  if (source.sizeBytes > limits.workbookBytes) {
    throw new FileRefusal('FILE-04', {}, { limit: limits.workbookBytes, found: source.sizeBytes })
  }
  const bytes = await readAll(source)
  const format = kind === 'zip' ? guardArchive(bytes, limits).format : guardOldWorkbook(bytes)
  const reader = new WorkbookReader(bytes, format, sheet, limits)
  const opened = await reader.open()
  let first: WorkbookReader | undefined = reader
  return {
    description: { format, sheet: opened.sheet, sheets: opened.sheets },
    batches: async function* () {
      const current = first ?? new WorkbookReader(bytes, format, opened.sheet, limits)
      if (current !== first) await current.open()
      first = undefined
      yield* current.batches()
    },
  }
}

/** How long a table that was opened but not read keeps its file or thread. */
const HELD_MILLISECONDS = 10_000

/**
 * A reading whose beginning is known. The first full reading goes on where the beginning stopped, because starting
 * a thread and reading the shared texts of a workbook again costs a third of the whole; later ones start afresh.
 */
class RepeatableReading {
  readonly start: Batch
  readonly #batches: () => AsyncGenerator<Batch>
  #held:
    | {
        readonly seen: readonly Batch[]
        readonly rest: AsyncGenerator<Batch>
        readonly timer: NodeJS.Timeout
      }
    | undefined

  private constructor(batches: () => AsyncGenerator<Batch>, seen: Batch[], rest: AsyncGenerator<Batch>) {
    this.#batches = batches
    this.start = {
      rows: seen.flatMap((batch) => batch.rows).slice(0, PREVIEW_ROWS),
      lines: seen.flatMap((batch) => batch.lines).slice(0, PREVIEW_ROWS),
    }
    const timer = setTimeout(() => {
      this.#held = undefined
      void rest.return(undefined)
    }, HELD_MILLISECONDS).unref()
    this.#held = { seen, rest, timer }
  }

  static async start(batches: () => AsyncGenerator<Batch>): Promise<RepeatableReading> {
    const rest = batches()
    const seen: Batch[] = []
    for (let count = 0; count < PREVIEW_ROWS; ) {
      const { value, done } = await rest.next()
      if (done) break
      seen.push(value)
      count += value.rows.length
    }
    return new RepeatableReading(batches, seen, rest)
  }

  async *all(): AsyncGenerator<Batch> {
    const held = this.#held
    this.#held = undefined
    if (!held) return yield* this.#batches()
    clearTimeout(held.timer)
    try {
      yield* held.seen
      yield* held.rest
    } finally {
      await held.rest.return(undefined)
    }
  }
}

function tableSource(
  file: string,
  description: Description,
  reading: RepeatableReading,
  headerLine: number,
): TableSource {
  const { start } = reading
  const headerIndex = start.lines.indexOf(headerLine)
  if (headerIndex < 0) throw new RangeError(`no row on line ${headerLine} among the first ${PREVIEW_ROWS}`)
  return {
    ...description,
    header: start.rows[headerIndex]!,
    headerLine,
    preview: (count) =>
      start.rows.slice(0, count).map((cells, index) => ({ line: start.lines[index]!, cells })),
    withHeader: (line) => tableSource(file, description, reading, line),
    rows: () => rowsBelow({ file, sheet: description.sheet }, reading, headerLine),
  }
}

async function* rowsBelow(
  place: FilePlace,
  reading: RepeatableReading,
  headerLine: number,
): AsyncGenerator<Batch> {
  try {
    for await (const { rows, lines } of reading.all()) {
      let from = 0
      while (from < lines.length && lines[from]! <= headerLine) from++
      for (; from < rows.length; from += BATCH_ROWS) {
        if (from === 0 && rows.length <= BATCH_ROWS) {
          yield { rows, lines }
        } else {
          yield { rows: rows.slice(from, from + BATCH_ROWS), lines: lines.slice(from, from + BATCH_ROWS) }
        }
      }
    }
  } catch (error) {
    throw error instanceof FileRefusal ? error.at(place) : error
  }
}
