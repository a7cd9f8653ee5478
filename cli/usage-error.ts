/** Where bad input stands: everything known is said, so that the reader can go there and mend it. */
export interface InputPlace {
  readonly file?: string
  /** Counted from 1, the header included, as editors and spreadsheets do. */
  readonly line?: number
  /** A column's name or its number counted from 1. */
  readonly column?: string | number
  /** What would have been right. */
  readonly expected?: string
  /** What stood there instead. */
  readonly found?: string
}

/** Bad usage or bad input (exit code 2): the caller can mend it, so the message says how. */
export class UsageError extends Error {
  readonly place: InputPlace
  constructor(message: string, place: InputPlace = {}) {
    super(message)
    this.name = 'UsageError'
    this.place = place
  }
}

/** One line of text: `orders.csv:17 column quantity: not a number (expected whole cartons, found "x")`. */
export function describeUsageError(error: UsageError): string {
  const { file, line, column, expected, found } = error.place
  const where = [file && line !== undefined ? `${file}:${line}` : (file ?? (line && `line ${line}`))]
  if (column !== undefined) where.push(`column ${column}`)
  const place = where.filter(Boolean).join(' ')
  const hints = []
  if (expected !== undefined) hints.push(`expected ${expected}`)
  if (found !== undefined) hints.push(`found ${JSON.stringify(found)}`)
  const cure = hints.length > 0 ? ` (${hints.join(', ')})` : ''
  return `${place ? `${place}: ` : ''}${error.message}${cure}`
}
