import { Refusal } from '../refusal.ts'

/**
 * Why a file, or one place in it, is not taken. The codes are stable; the sentences people read live in the
 * message catalogues, so a refusal carries only what such a sentence needs: the place and the cure's numbers.
 */
export const FILE_REFUSAL_CODES = {
  /** The file has no bytes, or no row at all. */
  'FILE-01': 'empty',
  /** The first bytes are not those of a table we read. data: found */
  'FILE-02': 'wrong-kind',
  /** The file cannot be read to its end, or its inner structure is broken. data: detail */
  'FILE-03': 'damaged',
  /** More bytes than allowed, as it arrives or once unpacked. data: limit, found */
  'FILE-04': 'too-large',
  /** Too many parts inside the archive. data: limit, found */
  'FILE-05': 'too-many-parts',
  /** Packed tighter than any honest table. data: limit, found */
  'FILE-06': 'packed-too-tightly',
  /** A part holds other bytes than the archive says. data: declared */
  'FILE-07': 'size-untrue',
  /** Protected by a password. */
  'FILE-08': 'encrypted',
  /** Holds macros, embedded programs or other active parts. */
  'FILE-09': 'active-content',
  /** Declares XML entities or a document type. */
  'FILE-10': 'xml-entities',
  /** Part names that repeat, climb out of the archive, overlap or hide other archives. */
  'FILE-11': 'strange-part',
  /** Neither UTF-8, nor UTF-16 with a mark, nor GB18030. data: byteOffset */
  'FILE-12': 'unknown-encoding',
  /** UTF-8 with damaged bytes: reading it as anything else would turn every name to nonsense. data: byteOffset */
  'FILE-13': 'damaged-encoding',
  /** NUL bytes in a text file. data: byteOffset */
  'FILE-14': 'binary-text',
  /** A quotation mark opens a cell and never closes it. */
  'FILE-15': 'open-quote',
  /** More columns than allowed. data: limit, found */
  'FILE-16': 'too-many-columns',
  /** More rows than allowed. data: limit */
  'FILE-17': 'too-many-rows',
  /** A cell, or a row of text, longer than allowed. data: limit, found */
  'FILE-18': 'cell-too-long',
  /** Reading took longer than allowed. data: limit (seconds) */
  'FILE-19': 'too-slow',
  /** Reading needed more memory than allowed. data: limit (MiB) */
  'FILE-20': 'too-much-memory',
  /** A row has more cells than there are columns. data: expected, found */
  'FILE-21': 'row-too-wide',
  /** Two columns have one name. data: name */
  'FILE-22': 'column-twice',
  /** The workbook has no sheet of that name, or none that shows. data: wanted, sheets */
  'FILE-23': 'no-such-sheet',
} as const

export type FileRefusalCode = keyof typeof FILE_REFUSAL_CODES

export interface FilePlace {
  readonly file?: string
  readonly sheet?: string
  /** Line of the text file or row of the sheet, from 1. */
  readonly line?: number
  /** Column, from 1. */
  readonly column?: number
  /** Name of a part inside an archive. */
  readonly part?: string
}

export type FileRefusalData = Readonly<Record<string, string | number>>

/** A refusal the business expects (not our mistake, not a broken disk): the file is to be put right. */
export class FileRefusal extends Refusal {
  readonly code: FileRefusalCode
  readonly where: FilePlace
  readonly data: FileRefusalData

  constructor(code: FileRefusalCode, where: FilePlace = {}, data: FileRefusalData = {}, cause?: unknown) {
    const values = { ...where, ...data }
    super([{ code, subject: where.file ?? where.part, values }])
    const numbers = Object.entries(values).map(([name, value]) => `${name}=${String(value)}`)
    this.name = 'FileRefusal'
    this.message = `${code} ${FILE_REFUSAL_CODES[code]}${numbers.length > 0 ? ` (${numbers.join(' ')})` : ''}`
    this.code = code
    this.where = where
    this.data = data
    if (cause !== undefined) this.cause = cause
  }

  /** The same refusal with more of its place known; what the inner one knew stays. */
  at(place: FilePlace): FileRefusal {
    return new FileRefusal(this.code, { ...place, ...this.where }, this.data, this)
  }
}
