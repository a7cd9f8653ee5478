import { parentPort, workerData } from 'node:worker_threads'
import type { CsvRows } from './csv-scanner.ts'
import type { FileLimits } from './limits.ts'
import { FileRefusal, type FileRefusalCode } from './refusal.ts'
import { SheetScanner } from './sheet-scanner.ts'
import type { WorkbookFormat } from './workbook-guard.ts'
import {
  findPart,
  type OpenedArchive,
  readDateFormats,
  readOutline,
  readSharedTexts,
  scanPartInSteps,
} from './workbook-parts.ts'
import { readZipDirectory } from './zip.ts'

/** What the reading thread is given; `bytes` is its own. */
export interface WorkbookOrder {
  readonly bytes: Uint8Array
  readonly format: WorkbookFormat
  readonly sheet: string | undefined
  readonly limits: FileLimits
}

/** A batch of rows as one text and the lengths of its pieces: one copy instead of a hundred thousand. */
export interface PackedRows {
  readonly text: string
  /** Characters of each cell, row by row. */
  readonly lengths: Uint32Array<ArrayBuffer>
  /** Cells of each row. */
  readonly widths: Uint32Array<ArrayBuffer>
  readonly lines: Uint32Array<ArrayBuffer>
}

export type WorkbookReply =
  | { readonly kind: 'sheet'; readonly sheet: string; readonly sheets: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: PackedRows }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'refusal'
      readonly code: FileRefusalCode
      readonly where: FileRefusal['where']
      readonly data: FileRefusal['data']
    }
  | { readonly kind: 'failure'; readonly message: string }

const BATCH_ROWS = 5_000

/** Every message asks for one reply; the next batch is read only when it is asked for. */
if (parentPort) {
  const port = parentPort
  const replies = read(workerData as WorkbookOrder)
  port.on('message', async () => {
    const { value } = await replies.next()
    const reply: WorkbookReply = value ?? { kind: 'end' }
    const { lengths, widths, lines } = reply.kind === 'rows' ? reply.rows : {}
    port.postMessage(reply, lengths && widths && lines ? [lengths.buffer, widths.buffer, lines.buffer] : [])
  })
}

async function* read(order: WorkbookOrder): AsyncGenerator<WorkbookReply, undefined> {
  const bytes = Buffer.from(order.bytes.buffer, order.bytes.byteOffset, order.bytes.byteLength)
  try {
    yield* order.format === 'xlsx' ? readXlsx(bytes, order) : readOther(bytes, order)
  } catch (error) {
    if (error instanceof FileRefusal) {
      yield { kind: 'refusal', code: error.code, where: error.where, data: error.data }
    } else {
      yield {
        kind: 'failure',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }
    }
  }
  return undefined
}

async function* readXlsx(bytes: Buffer, { limits, sheet }: WorkbookOrder): AsyncGenerator<WorkbookReply> {
  const archive: OpenedArchive = { bytes, entries: readZipDirectory(bytes, limits) }
  const outline = await readOutline(archive, limits)
  const chosen = chooseSheet(outline.sheets, sheet)
  yield { kind: 'sheet', sheet: chosen.name, sheets: visibleNames(outline.sheets) }
  const entry = findPart(archive, chosen.part)
  if (!entry) throw new FileRefusal('FILE-03', { part: chosen.part }, { detail: 'no-sheet-part' })
  const context = {
    isDateFormat: await readDateFormats(archive, outline.stylesPart, limits),
    sharedTexts: await readSharedTexts(archive, outline.sharedTextsPart, limits),
    is1904: outline.is1904,
  }
  const found: CsvRows = { rows: [], lines: [] }
  try {
    for await (const _ of scanPartInSteps(archive, entry, new SheetScanner(context, limits, found))) {
      while (found.rows.length >= BATCH_ROWS) yield packRows(takeRows(found, BATCH_ROWS))
    }
  } catch (error) {
    throw error instanceof FileRefusal ? error.at({ sheet: chosen.name }) : error
  }
  if (found.rows.length > 0) yield packRows(found)
}

async function* readOther(bytes: Buffer, order: WorkbookOrder): AsyncGenerator<WorkbookReply> {
  // Loaded only when needed: the library takes longer to load than a small sheet takes to read.
  const { otherWorkbookRows } = await import('./other-workbooks.ts')
  const { sheets, readRows } = await otherWorkbookRows(bytes, order.format, order.limits)
  const chosen = chooseSheet(sheets, order.sheet)
  yield { kind: 'sheet', sheet: chosen.name, sheets: visibleNames(sheets) }
  const found = readRows(chosen.name)
  while (found.rows.length > 0) yield packRows(takeRows(found, BATCH_ROWS))
}

function takeRows(from: CsvRows, count: number): CsvRows {
  return { rows: from.rows.splice(0, count), lines: from.lines.splice(0, count) }
}

function visibleNames(sheets: readonly { name: string; isHidden: boolean }[]): string[] {
  return sheets.filter((sheet) => !sheet.isHidden).map((sheet) => sheet.name)
}

function chooseSheet<Sheet extends { name: string; isHidden: boolean }>(
  sheets: readonly Sheet[],
  wanted: string | undefined,
): Sheet {
  const chosen = sheets.find((sheet) => (wanted === undefined ? !sheet.isHidden : sheet.name === wanted))
  if (chosen) return chosen
  const data = { wanted: wanted ?? '', sheets: visibleNames(sheets).join('、').slice(0, 500) }
  throw new FileRefusal('FILE-23', {}, data)
}

function packRows({ rows, lines }: CsvRows): WorkbookReply {
  const lengths = new Uint32Array(rows.reduce((sum, row) => sum + row.length, 0))
  const widths = new Uint32Array(rows.length)
  let cell = 0
  rows.forEach((row, index) => {
    widths[index] = row.length
    for (const text of row) lengths[cell++] = text.length
  })
  const text = rows.map((row) => row.join('')).join('')
  return { kind: 'rows', rows: { text, lengths, widths, lines: Uint32Array.from(lines) } }
}
