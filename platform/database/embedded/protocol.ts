/**
 * The part of PostgreSQL's wire protocol the embedded database is spoken to with. Whole conversations are built
 * here, on the caller's thread, and cross into the worker as bytes: one call each way instead of five, and no copy
 * of every row by structured clone (measured: 200,000 rows read in 0.05 s of worker CPU instead of 0.9 s).
 */
import type { StatementResult } from '../connection.ts'
import { SqlError, type SqlErrorFields } from '../errors.ts'
import { getParser, type ParameterText } from '../values.ts'

/** A prepared statement by name: `parse` sends its text again, else the server still has it. */
export interface Statement {
  readonly name: string
  readonly sql: string
  readonly parse: boolean
}

const CODE = { parse: 0x50, bind: 0x42, describe: 0x44, execute: 0x45, sync: 0x53, query: 0x51, close: 0x43 }

/** A script without parameters, of any number of statements. */
export function writeScript(sql: string): Uint8Array<ArrayBuffer> {
  const writer = new Writer(sql.length + 32)
  writer.message(CODE.query, () => writer.text(sql))
  return writer.finish()
}

/** Parse (when asked), bind, describe, execute and sync in one piece; `closeNames` are forgotten by the server first. */
export function writeStatement(
  { name, sql, parse }: Statement,
  parameters: readonly ParameterText[],
  closeNames: readonly string[] = [],
): Uint8Array<ArrayBuffer> {
  const guess = parameters.reduce((sum, value) => sum + (value?.length ?? 0) + 4, 128)
  const writer = new Writer(guess + (parse ? sql.length : 0))
  for (const closed of closeNames)
    writer.message(CODE.close, () => {
      writer.byte(0x53)
      writer.text(closed)
    })
  if (parse)
    writer.message(CODE.parse, () => {
      writer.text(name)
      writer.text(sql)
      writer.int16(0)
    })
  writer.message(CODE.bind, () => {
    writer.text('')
    writer.text(name)
    writer.int16(0)
    writer.int16(parameters.length)
    for (const value of parameters) writer.value(value)
    writer.int16(0)
  })
  writer.message(CODE.describe, () => {
    writer.byte(0x50)
    writer.text('')
  })
  writer.message(CODE.execute, () => {
    writer.text('')
    writer.int32(0)
  })
  writer.message(CODE.sync, () => undefined)
  return writer.finish()
}

class Writer {
  #buffer: Buffer<ArrayBuffer>
  #end = 0

  constructor(sizeGuess: number) {
    this.#buffer = allocate(sizeGuess)
  }

  message(code: number, writeBody: () => void): void {
    this.byte(code)
    const start = this.#end
    this.int32(0)
    writeBody()
    this.#buffer.writeInt32BE(this.#end - start, start)
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#end++] = value
  }

  int16(value: number): void {
    this.#reserve(2)
    this.#end = this.#buffer.writeUInt16BE(value, this.#end)
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#end = this.#buffer.writeInt32BE(value, this.#end)
  }

  /** Zero-terminated. */
  text(value: string): void {
    if (value.includes('\0')) throw new SqlError({ code: '22021', message: 'text holds a zero byte' })
    this.#reserve(value.length * 3 + 1)
    this.#end += this.#buffer.write(value, this.#end)
    this.byte(0)
  }

  /** A parameter with its length in bytes; -1 for null. */
  value(value: ParameterText): void {
    if (value === null) {
      this.int32(-1)
      return
    }
    this.#reserve(value.length * 3 + 4)
    const length = this.#buffer.write(value, this.#end + 4)
    this.int32(length)
    this.#end += length
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#end)
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#buffer.length) return
    const larger = allocate(Math.max(this.#buffer.length * 2, this.#end + size))
    this.#buffer.copy(larger, 0, 0, this.#end)
    this.#buffer = larger
  }
}

/** Not from Node's shared pool: the memory is handed over to the worker. */
function allocate(size: number): Buffer<ArrayBuffer> {
  return Buffer.from(new ArrayBuffer(size))
}

/** What came back for one conversation. */
export interface Reply {
  readonly result: StatementResult
  readonly error?: SqlError
  /** The server took the statement's text: its name may be used again. */
  readonly parsed: boolean
  /** The server got to the end and is ready for more. */
  readonly complete: boolean
}

interface Column {
  readonly name: string
  readonly parse: (text: string) => unknown
}

/** Reads a whole reply. @throws RangeError when a value cannot be held (see `getParser`). */
export function readReply(bytes: Uint8Array): Reply {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let columns: Column[] = []
  let rows: Record<string, unknown>[] = []
  let result: StatementResult = { rows: [], command: '' }
  let error: SqlError | undefined
  let parsed = false
  let complete = false
  for (let at = 0; at < buffer.length; ) {
    const code = buffer[at]
    const length = buffer.readInt32BE(at + 1)
    const body = at + 5
    at += 1 + length
    switch (code) {
      case 0x44: // DataRow
        rows.push(readRow(buffer, body, columns))
        break
      case 0x54: // RowDescription
        columns = readColumns(buffer, body)
        rows = []
        break
      case 0x43: // CommandComplete
        result = { rows, ...readTag(buffer.toString('latin1', body, at - 1)) }
        rows = []
        columns = []
        break
      case 0x45: // ErrorResponse
        error ??= new SqlError(readErrorFields(buffer, body))
        break
      case 0x31: // ParseComplete
        parsed = true
        break
      case 0x5a: // ReadyForQuery
        complete = true
        break
    }
  }
  return { result, error, parsed, complete }
}

function readTag(tag: string): { command: string; rowCount?: number } {
  const words = tag.split(' ')
  const count = Number(words.at(-1))
  return {
    command: words[0] ?? '',
    rowCount: Number.isInteger(count) && words.length > 1 ? count : undefined,
  }
}

function readColumns(buffer: Buffer, body: number): Column[] {
  const columns: Column[] = []
  let at = body + 2
  for (let index = buffer.readUInt16BE(body); index > 0; index--) {
    const end = buffer.indexOf(0, at)
    columns.push({ name: buffer.toString('utf8', at, end), parse: getParser(buffer.readUInt32BE(end + 7)) })
    at = end + 19
  }
  return columns
}

function readRow(buffer: Buffer, body: number, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  let at = body + 2
  for (const { name, parse } of columns) {
    const length = buffer.readInt32BE(at)
    at += 4
    if (length < 0) {
      row[name] = null
      continue
    }
    row[name] = parse(buffer.toString('utf8', at, at + length))
    at += length
  }
  return row
}

/** Field letters of ErrorResponse, as the protocol names them. */
const ERROR_FIELDS: Record<string, keyof SqlErrorFields> = {
  V: 'severity',
  C: 'code',
  M: 'message',
  D: 'detail',
  H: 'hint',
  P: 'position',
  W: 'where',
  s: 'schema',
  t: 'table',
  c: 'column',
  n: 'constraint',
}

function readErrorFields(buffer: Buffer, body: number): SqlErrorFields {
  const fields: Record<string, string> = {}
  for (let at = body; buffer[at] !== 0; ) {
    const end = buffer.indexOf(0, at + 1)
    const name = ERROR_FIELDS[String.fromCharCode(buffer[at]!)]
    if (name) fields[name] = buffer.toString('utf8', at + 1, end)
    at = end + 1
  }
  return { ...fields, code: fields.code ?? 'XX000', message: fields.message ?? 'the database gave no reason' }
}
