import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  type BackupHeader,
  type BackupMark,
  BackupRefused,
  FORMAT_VERSION,
  RowCounter,
  type TableDigest,
  type TableDigests,
} from './format.ts'

/** Rows of one table, some thousand at a time, as JSON lines. */
export interface RowPage {
  readonly table: string
  readonly lines: readonly string[]
}

const PAGE_ROWS = 5000

/** @throws BackupRefused when the file is none of ours or of a newer format. */
export async function readHeader(file: string): Promise<BackupHeader> {
  for await (const line of readLines(file)) return parseHeader(file, line)
  throw new BackupRefused(`${file} is empty`)
}

/** Reads the whole file and compares it with its own counts and digests. @throws BackupRefused when they differ. */
export async function verifyBackupFile(file: string): Promise<TableDigests> {
  const counted: Record<string, TableDigest> = {}
  let counter = new RowCounter()
  let table: string | undefined
  let end: TableDigests | undefined
  let isFirst = true
  for await (const line of readLines(file)) {
    if (isFirst) {
      for (const { name } of parseHeader(file, line).tables) counted[name] = { rows: 0, digest: '' }
      isFirst = false
    } else if (line.startsWith('[')) counter.add(line)
    else {
      if (table !== undefined) counted[table] = counter.finish()
      const value = parseLine<BackupMark>(file, line)
      if ('end' in value) end = value.end
      else {
        table = value.table
        counter = new RowCounter()
      }
    }
  }
  if (!end) throw new BackupRefused(`${file} ends too early: it is not a whole backup`)
  compareDigests(counted, end, file)
  return end
}

/** The rows in pages, table after table. */
export async function* readRowPages(file: string): AsyncGenerator<RowPage> {
  let table: string | undefined
  let lines: string[] = []
  let isFirst = true
  for await (const line of readLines(file)) {
    if (isFirst) {
      isFirst = false
      continue
    }
    const isRow = line.startsWith('[')
    if (isRow) lines.push(line)
    if (table !== undefined && lines.length > 0 && (!isRow || lines.length >= PAGE_ROWS)) {
      yield { table, lines }
      lines = []
    }
    if (!isRow) table = (JSON.parse(line) as { table?: string }).table
  }
}

/** @throws BackupRefused naming the first table whose rows differ. */
export function compareDigests(actual: TableDigests, expected: TableDigests, what: string): void {
  for (const [table, { rows, digest }] of Object.entries(expected)) {
    const found = actual[table]
    if (found?.rows !== rows || found.digest !== digest)
      throw new BackupRefused(
        `${what}: table ${table} should have ${rows} rows and has ${found?.rows ?? 'none'}, or others`,
      )
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const text = source.pipe(createGunzip())
  source.on('error', (error) => text.destroy(error))
  try {
    yield* splitLines(text)
  } catch (error) {
    if (error instanceof BackupRefused) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new BackupRefused(`${file} cannot be read as a backup: ${reason}`, { cause: error })
  } finally {
    source.destroy()
  }
}

/** readline would also split at U+2028, which JSON text may hold. */
async function* splitLines(text: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest !== '') throw new BackupRefused('the last line is not whole')
}

function parseHeader(file: string, line: string): BackupHeader {
  const header = parseLine<BackupHeader>(file, line)
  if (header.liuhui !== 'backup') throw new BackupRefused(`${file} is not a backup of this program`)
  if (header.format > FORMAT_VERSION)
    throw new BackupRefused(
      `${file} was written by a newer program (format ${header.format}): restore it with that`,
    )
  return header
}

function parseLine<T>(file: string, line: string): T {
  try {
    return JSON.parse(line) as T
  } catch (error) {
    throw new BackupRefused(`${file} is damaged: a line of it is no JSON`, { cause: error })
  }
}
