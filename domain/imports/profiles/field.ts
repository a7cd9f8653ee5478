import { type Cell, problem } from '../values.ts'

/** One column we understand: its names, how its cells are read, and what a template says about it. */
export interface FieldSpec<T = unknown> {
  readonly field: string
  readonly zh: string
  readonly en: string
  /** Other headers that mean it, as real systems write them. */
  readonly aliases: readonly string[]
  readonly required?: boolean
  /** Of trimmed text that is not empty. */
  readonly read: (text: string) => Cell<T>
  readonly example: string
  /** Allowed values, for the template's second sheet. */
  readonly allowed?: readonly { readonly code: string; readonly words: string }[]
}

/** A code list with the words people write for each code. */
export type WordList = Readonly<Record<string, readonly string[]>>

/** Reads a code by its own name or any of its words; case and blanks do not matter. */
export function codeReader(list: WordList): (text: string) => Cell<string> {
  const codes = new Map<string, string>()
  for (const [code, words] of Object.entries(list)) {
    codes.set(fold(code), code)
    for (const word of words) codes.set(fold(word), code)
  }
  const expected = Object.entries(list)
    .map(([code, words]) => words[0] ?? code)
    .join('、')
  return (text) => {
    const code = codes.get(fold(text))
    return code === undefined ? problem('IMP-06', { expected }) : { value: code }
  }
}

export function allowedOf(list: WordList): FieldSpec['allowed'] {
  return Object.entries(list).map(([code, words]) => ({ code, words: words.join('、') }))
}

export function textReader(most: number): (text: string) => Cell<string> {
  return (text) => (text.length > most ? problem('IMP-14', { most, found: text.length }) : { value: text })
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '')
}

/** Headers without case, blanks, underscores, brackets and what stands in them: `零售价(元/条)` = `零售价`. */
export function foldHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（【[].*?[)）】\]]/g, '')
    .replace(/[\s_\-./*:：#]+/g, '')
}

/** The same with the brackets kept, for headers that differ only in them: 金额(分), 金额(元). */
function foldWhole(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./*:：#]+/g, '')
}

interface Meaning {
  readonly field: string
  /** 0 = the field's own name, 1 = an alias. */
  readonly rank: number
}

/** Fields by folded header. */
function headerIndex(fields: readonly FieldSpec[]): Map<string, Meaning> {
  const index = new Map<string, Meaning>()
  const put = (name: string, field: string, rank: number) => {
    for (const key of [foldWhole(name), foldHeader(name)])
      if (key !== '' && !index.has(key)) index.set(key, { field, rank })
  }
  for (const { field, zh, en } of fields) {
    // A column called amount_fen holds fen, whereas our amountFen is read from yuan: a hundredfold mistake.
    if (!field.endsWith('Fen')) put(field, field, 0)
    put(zh, field, 0)
    put(en, field, 0)
  }
  for (const { field, aliases } of fields) for (const alias of aliases) put(alias, field, 1)
  return index
}

/** Column -> field for a header. Where two columns could be one field, its own name goes before an alias. */
export function guessMapping(
  header: readonly string[],
  fields: readonly FieldSpec[],
): Record<string, string | null> {
  const index = headerIndex(fields)
  const best = new Map<string, { readonly name: string; readonly rank: number }>()
  for (const name of header) {
    const meaning = index.get(foldWhole(name)) ?? index.get(foldHeader(name))
    const present = meaning && best.get(meaning.field)
    if (meaning && (!present || meaning.rank < present.rank))
      best.set(meaning.field, { name, rank: meaning.rank })
  }
  const mapping: Record<string, string | null> = {}
  for (const name of header) mapping[name] = null
  for (const [field, { name }] of best) mapping[name] = field
  return mapping
}
