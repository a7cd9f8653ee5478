/**
 * Why a file, or one place in it, is not taken. The codes are stable; the sentences people read live in the
 * message catalogues, so a refusal carries only what such a sentence needs: the place and the cure's numbers.
 */
export const FILE_REFUSAL_CODES = {
  /** The file has no bytes, or no row at all. */
  'FILE-01': 'empty',
  /** The first bytes are not those of a table we read. data: found */
  'FILE-02': 'wrong-kind',
  /** The archive cannot be read to its end. data: detail */
  'FILE-03': 'damaged',
  /** More bytes than allowed once unpacked. data: limit, found */
  'FILE-04': 'too-large',
  /** Too many parts inside the archive. data: limit, found */
  'FILE-05': 'too-many-parts',
  /** Packed tighter than any honest table. data: limit, found, part */
  'FILE-06': 'packed-too-tightly',
  /** A part holds more bytes than the archive says. data: part, declared */
  'FILE-07': 'size-untrue',
  /** Protected by a password. */
  'FILE-08': 'encrypted',
  /** Holds macros, embedded programs or other active parts. data: part */
  'FILE-09': 'active-content',
  /** Declares XML entities or a document type. data: part */
  'FILE-10': 'xml-entities',
  /** Part names that repeat, climb out of the archive or hide other archives. data: part */
  'FILE-11': 'strange-part',
  /** Neither UTF-8, nor UTF-16 with a mark, nor GB18030. data: byteOffset */
  'FILE-12': 'unknown-encoding',
  /** UTF-8 with damaged bytes: reading it as anything else would turn every name to nonsense. */
  'FILE-13': 'damaged-encoding',
  /** NUL bytes in a text file. */
  'FILE-14': 'binary-text',
  /** A quotation mark opens a cell and never closes it. */
  'FILE-15': 'open-quote',
  /** More columns than allowed. data: limit, found */
  'FILE-16': 'too-many-columns',
  /** More rows than allowed. data: limit */
  'FILE-17': 'too-many-rows',
  /** A cell longer than allowed. data: limit, found */
  'FILE-18': 'cell-too-long',
  /** Reading took longer than allowed. data: limitSeconds */
  'FILE-19': 'too-slow',
  /** Reading needed more memory than allowed. data: limitMebibytes */
  'FILE-20': 'too-much-memory',
  /** A row has more cells than there are columns. data: expected, found */
  'FILE-21': 'row-too-wide',
  /** Two columns have one name. data: name */
  'FILE-22': 'column-twice',
  /** The workbook has no sheet of that name, or none at all. data: sheet, sheets */
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

export type FileRefusalData = Readonly<Record<string, string | number | readonly string[]>>

/** A refusal the business expects (not our mistake, not a broken disk): the file is to be put right. */
export class FileRefusal extends Error {
  readonly code: FileRefusalCode
  readonly where: FilePlace
  readonly data: FileRefusalData

  constructor(
    code: FileRefusalCode,
    where: FilePlace = {},
    data: FileRefusalData = {},
    options: ErrorOptions = {},
  ) {
    const place = Object.entries({ ...where, ...data })
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' ')
    super(`${code} ${FILE_REFUSAL_CODES[code]}${place ? ` (${place})` : ''}`, options)
    this.name = 'FileRefusal'
    this.code = code
    this.where = where
    this.data = data
  }
}
