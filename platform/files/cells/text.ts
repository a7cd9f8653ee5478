/**
 * The text of a cell as people meant it: outer blanks of any width and invisible characters gone, inner line ends
 * kept, and the literal NULL of database exports read as nothing. Widths stay as typed.
 */
export function cleanText(cell: string): string {
  const text = NEEDS_CLEANING.test(cell) ? cell.replace(INVISIBLE, '').replace(/\r\n?/g, '\n').trim() : cell
  return isNothing(text) ? '' : text
}

/** Outer blanks, a carriage return, or a character that takes no place. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NEEDS_CLEANING = /^\s|\s$|[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; TAB, LF and CR stay
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]/g
const NOTHING: ReadonlySet<string> = new Set(['NULL', 'null', 'Null', '<NULL>', '(null)', '\\N'])

function isNothing(text: string): boolean {
  return text.length <= 6 && NOTHING.has(text)
}

/**
 * Text for comparing and looking up: cleaned, full-width letters, digits, brackets and punctuation made half-width,
 * runs of blanks made one. `丹江（城网），…` and `丹江(城网),…` are one key.
 */
export function foldText(cell: string): string {
  // Most cells are plain and need nothing; looking at each character once is all they cost.
  if (isPlain(cell)) return isNothing(cell) ? '' : cell
  const text = cleanText(cell)
  return text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[【〔]/g, '[')
    .replace(/[】〕]/g, ']')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/￥/g, '¥')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
}

function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 33 || code > 126) return false
  }
  return true
}

/** Parts of a list written with any of the separators seen in real files: `、 ， , ; ； / | --` and line ends. */
export function splitList(cell: string): string[] {
  return foldText(cell.replace(/\r?\n/g, ','))
    .split(/[,;、/|]|--+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The name of a column without the marks of a template: stars of required columns, blanks, width, letter case. */
export function foldHeader(cell: string): string {
  return foldText(cell).replace(/[*\s]/g, '').toLowerCase()
}

/** The error a formula shows instead of a value. */
export function isFormulaError(text: string): boolean {
  return text.charCodeAt(0) === 35 && FORMULA_ERRORS.has(text)
}

const FORMULA_ERRORS: ReadonlySet<string> = new Set([
  '#N/A',
  '#REF!',
  '#VALUE!',
  '#DIV/0!',
  '#NAME?',
  '#NUM!',
  '#NULL!',
  '#SPILL!',
  '#CALC!',
  '#GETTING_DATA',
])
