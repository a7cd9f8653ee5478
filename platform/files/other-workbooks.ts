import { readOds } from 'hucre/ods'
import { readXls, readXlsb } from 'hucre/xlsx'
import type { CsvRows } from './csv-scanner.ts'
import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import type { WorkbookFormat } from './workbook-guard.ts'
import { scanPart } from './workbook-parts.ts'
import { readZipDirectory } from './zip.ts'

/**
 * The rarer formats (.xls, .xlsb, .ods) through the library, whole in memory: their files are small. Everything it
 * throws is a damaged file to us. Runs in the reading thread, whose memory and time are limited.
 */
export async function otherWorkbookRows(
  bytes: Buffer,
  format: WorkbookFormat,
  limits: FileLimits,
): Promise<{ sheets: { name: string; isHidden: boolean }[]; readRows: (sheet: string) => CsvRows }> {
  if (format !== 'xls') await checkParts(bytes, limits)
  const workbook = await readWorkbook(bytes, format)
  const sheets = workbook.sheets.map((sheet) => ({
    name: sheet.name,
    isHidden: sheet.hidden === true || sheet.veryHidden === true,
  }))
  const readRows = (name: string) => {
    const sheet = workbook.sheets.find((candidate) => candidate.name === name)
    return textRows(name, sheet?.rows ?? [], limits)
  }
  return { sheets, readRows }
}

async function readWorkbook(bytes: Buffer, format: WorkbookFormat) {
  const read = format === 'xls' ? readXls : format === 'xlsb' ? readXlsb : readOds
  try {
    return await read(bytes)
  } catch (cause) {
    throw new FileRefusal('FILE-03', {}, { detail: format }, cause)
  }
}

/** Unpacks every part once to count its bytes, and scans the XML ones for declarations, before the library sees them. */
async function checkParts(bytes: Buffer, limits: FileLimits): Promise<void> {
  const archive = { bytes, entries: readZipDirectory(bytes, limits) }
  for (const entry of archive.entries) {
    if (entry.unpackedBytes > limits.heldBytes) {
      const data = { limit: limits.heldBytes, found: entry.unpackedBytes }
      throw new FileRefusal('FILE-04', { part: entry.name }, data)
    }
    if (/\.(xml|rels)$/i.test(entry.name))
      await scanPart(archive, entry, { open() {}, text() {}, close() {} })
  }
}

const EXACT_LIMIT = 1e15

function textRows(sheet: string, rows: readonly (readonly unknown[])[], limits: FileLimits): CsvRows {
  const found: CsvRows = { rows: [], lines: [] }
  rows.forEach((values, index) => {
    const row = values.map(cellText)
    while (row.length > 0 && row[row.length - 1] === '') row.pop()
    if (row.length === 0) return
    const where = { sheet, line: index + 1 }
    if (row.length > limits.columns) {
      throw new FileRefusal('FILE-16', where, { limit: limits.columns, found: row.length })
    }
    const long = row.findIndex((cell) => cell.length > limits.cellCharacters)
    if (long >= 0) {
      const data = { limit: limits.cellCharacters, found: row[long]!.length }
      throw new FileRefusal('FILE-18', { ...where, column: long + 1 }, data)
    }
    if (found.rows.length >= limits.rows) throw new FileRefusal('FILE-17', where, { limit: limits.rows })
    found.rows.push(row)
    found.lines.push(index + 1)
  })
  return found
}

/** The same forms of text as for .xlsx: see SheetScanner. */
function cellText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') {
    return Math.abs(value) >= EXACT_LIMIT ? value.toExponential() : String(value)
  }
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (value instanceof Date) return dateText(value)
  return ''
}

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return ''
  const [date = '', time = ''] = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString().split('T')
  const clock = time.slice(0, 8)
  if (value.getUTCFullYear() < 1900) return clock.endsWith(':00') ? clock.slice(0, 5) : clock
  return clock === '00:00:00' ? date : `${date} ${clock}`
}
