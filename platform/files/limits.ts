/**
 * How much of a stranger's file is read at all. Every limit is a setting; the defaults are those for files that
 * people upload. Sources of the figures: a 259 KiB workbook made to hurt cost common readers 700 to 1,900 MiB;
 * honest workbooks pack 5 to 40 times.
 */
export interface FileLimits {
  /** Bytes of the file as it arrives. */
  readonly fileBytes: number
  /** The same for workbooks, which are held in memory while they are read. */
  readonly workbookBytes: number
  /** Parts inside an archive. */
  readonly parts: number
  /** Bytes of all parts of an archive together, unpacked; also of an unpacked text file. */
  readonly unpackedBytes: number
  /** Bytes of one part that must be held in memory (shared texts, styles); sheets are streamed. */
  readonly heldBytes: number
  /** Unpacked over packed bytes, for parts of more than a mebibyte. */
  readonly packingRatio: number
  readonly rows: number
  readonly columns: number
  readonly cellCharacters: number
  /** Characters of one text row, line ends inside quotation marks included. */
  readonly rowCharacters: number
  /** Wall clock of the reading thread for one pass over a workbook. */
  readonly seconds: number
  /** Heap of the reading thread. */
  readonly memoryMebibytes: number
}

const MEBIBYTE = 1 << 20

/** For files that come over the network. A sheet of 100,000 rows and 20 columns unpacks to some 100 MiB. */
export const UPLOAD_LIMITS: FileLimits = {
  fileBytes: 256 * MEBIBYTE,
  workbookBytes: 64 * MEBIBYTE,
  parts: 2_000,
  unpackedBytes: 256 * MEBIBYTE,
  heldBytes: 64 * MEBIBYTE,
  packingRatio: 200,
  rows: 200_000,
  columns: 200,
  cellCharacters: 4_096,
  rowCharacters: MEBIBYTE,
  seconds: 30,
  memoryMebibytes: 256,
}

/** For files an operator names on the command line: years of order lines, but still no traps. */
export const COMMAND_LINE_LIMITS: FileLimits = {
  ...UPLOAD_LIMITS,
  fileBytes: 65_536 * MEBIBYTE,
  workbookBytes: 512 * MEBIBYTE,
  unpackedBytes: 65_536 * MEBIBYTE,
  heldBytes: 256 * MEBIBYTE,
  rows: 1_000_000_000,
  seconds: 600,
  memoryMebibytes: 1_024,
}
