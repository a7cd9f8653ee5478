import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import { checkZipDirectory, readZipDirectory, type ZipEntry } from './zip.ts'

export type WorkbookFormat = 'xlsx' | 'xlsb' | 'ods' | 'xls'

/** Parts that act: macros, controls, embedded programs and documents. We read tables; none of these belongs to one. */
const ACTIVE_PARTS: readonly RegExp[] = [
  /vbaproject/i,
  /(^|\/)(macrosheets|dialogsheets|activex|embeddings)\//i,
  /^(basic|scripts|objects?\b)[^/]*\//i,
  /\.(exe|dll|js|vbs|bat|cmd|ps1|jse|wsf|scr|hta|lnk|msi)$/i,
]

/**
 * Refuses a zip archive that is no workbook, or one that could do harm, by its directory alone.
 * Throws FILE-02, FILE-09 and all that `checkZipDirectory` throws.
 */
export function guardArchive(
  bytes: Buffer,
  limits: FileLimits,
): { format: Exclude<WorkbookFormat, 'xls'>; entries: ZipEntry[] } {
  const entries = readZipDirectory(bytes, limits)
  checkZipDirectory(bytes, entries, limits)
  const names = entries.map((entry) => entry.name.toLowerCase())
  const active = entries.find((entry) => ACTIVE_PARTS.some((pattern) => pattern.test(entry.name)))
  const has = (name: string) => names.includes(name)
  const starts = (prefix: string) => names.some((name) => name.startsWith(prefix))
  const format = has('xl/workbook.bin')
    ? 'xlsb'
    : has('[content_types].xml') && starts('xl/')
      ? 'xlsx'
      : has('mimetype') && has('content.xml') && isSpreadsheetType(bytes, entries)
        ? 'ods'
        : undefined
  if (format === undefined) {
    const found = starts('word/') ? 'docx' : starts('ppt/') ? 'pptx' : has('content.xml') ? 'odf' : 'zip'
    throw new FileRefusal('FILE-02', {}, { found })
  }
  if (active) throw new FileRefusal('FILE-09', { part: active.name.slice(0, 120) })
  return { format, entries }
}

/** OpenDocument says its kind in a first part that is stored, not packed, so it can be read in place. */
function isSpreadsheetType(bytes: Buffer, entries: readonly ZipEntry[]): boolean {
  const entry = entries.find(({ name }) => name === 'mimetype')
  if (entry?.method !== 0 || entry.packedBytes > 100) return false
  const header = bytes.subarray(entry.localOffset, entry.localOffset + 30 + 100 + entry.packedBytes)
  return header.includes('application/vnd.oasis.opendocument.spreadsheet')
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const END_OF_NAME = Buffer.from([0, 0])

/**
 * Old Excel files are folders in one file; their stream names, in UTF-16, tell what is inside. Searching the bytes
 * is enough to refuse, and never lets a file through that the reader would take for something else.
 */
export function guardOldWorkbook(bytes: Buffer): 'xls' {
  const holds = (name: string) => bytes.includes(Buffer.concat([utf16(name), END_OF_NAME]))
  if (holds('EncryptedPackage') || holds('EncryptionInfo')) throw new FileRefusal('FILE-08')
  if (holds('_VBA_PROJECT_CUR') || holds('_VBA_PROJECT')) throw new FileRefusal('FILE-09')
  if (!holds('Workbook') && !holds('Book')) throw new FileRefusal('FILE-02', {}, { found: 'ole' })
  return 'xls'
}
