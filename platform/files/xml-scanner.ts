import { FileRefusal } from './refusal.ts'

/** What a scanner calls. Names come without their namespace prefix. */
export interface XmlHandler {
  /** `tag` is the text between `<` and `>`; read attributes from it with `xmlAttribute`. */
  open(name: string, tag: string, isClosed: boolean): void
  /** Character data, still escaped unless `isLiteral` (CDATA). May come in several pieces. */
  text(raw: string, isLiteral: boolean): void
  close(name: string): void
}

const TAG_OPEN = 60
const TAG_CLOSE = 62
const SLASH = 47
const BANG = 33
const QUESTION = 63
const DOUBLE_QUOTE = 34
const SINGLE_QUOTE = 39
const COLON = 58
const LONGEST_MARKUP = 1 << 20

/**
 * A scanner for the XML inside workbooks: text in pieces, calls out, nothing kept. It knows no document types and
 * no entities beside the five of XML itself, and refuses a file that declares any (FILE-10), so there is nothing
 * to expand and nothing to fetch. Throws FILE-03 for markup that does not close.
 */
export class XmlScanner {
  readonly #handler: XmlHandler
  #rest = ''

  constructor(handler: XmlHandler) {
    this.#handler = handler
  }

  feed(chunk: string, isLast: boolean): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk
    const handler = this.#handler
    let position = 0
    while (position < text.length) {
      const open = text.indexOf('<', position)
      if (open < 0) break
      if (open > position) handler.text(text.slice(position, open), false)
      const next = this.#markup(text, open)
      if (next < 0) {
        position = open
        break
      }
      position = next
    }
    this.#rest = position < text.length ? text.slice(position) : ''
    if (isLast && this.#rest.includes('<'))
      throw new FileRefusal('FILE-03', {}, { detail: 'xml-open-markup' })
    if (this.#rest.length > LONGEST_MARKUP) {
      throw new FileRefusal('FILE-18', {}, { limit: LONGEST_MARKUP, found: this.#rest.length })
    }
  }

  /** Handles the markup that starts at `open`; the position after it, or -1 when its end is not there yet. */
  #markup(text: string, open: number): number {
    const first = text.charCodeAt(open + 1)
    if (first === SLASH) {
      const end = text.indexOf('>', open)
      if (end < 0) return -1
      this.#handler.close(localName(text, open + 2, end))
      return end + 1
    }
    if (first === QUESTION) return after(text, '?>', open)
    if (first === BANG) return this.#declaration(text, open)
    let nameEnd = 0
    let quote = 0
    for (let index = open + 1; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === TAG_CLOSE) {
        const isClosed = text.charCodeAt(index - 1) === SLASH
        const end = isClosed ? index - 1 : index
        const name = localName(text, open + 1, nameEnd === 0 ? end : nameEnd)
        this.#handler.open(name, text.slice(open + 1, end), isClosed)
        return index + 1
      } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
        quote = code
      } else if (code === TAG_OPEN) {
        throw new FileRefusal('FILE-03', {}, { detail: 'xml-tag' })
      } else if (nameEnd === 0 && code <= 32) {
        nameEnd = index
      }
    }
    return -1
  }

  #declaration(text: string, open: number): number {
    const start = text.slice(open, open + 9)
    if (start.startsWith('<!--')) return after(text, '-->', open + 4)
    if (start === '<![CDATA[') {
      const end = text.indexOf(']]>', open)
      if (end < 0) return -1
      this.#handler.text(text.slice(open + 9, end), true)
      return end + 3
    }
    if ('<!--'.startsWith(start) || '<![CDATA['.startsWith(start)) return -1
    throw new FileRefusal('FILE-10')
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

function localName(text: string, start: number, end: number): string {
  let from = start
  let to = end
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index)
    if (code === COLON) from = index + 1
    if (code <= 32) {
      to = index
      break
    }
  }
  return text.slice(from, to)
}

/** The value of an attribute of a tag, unescaped; undefined when it is not there. A prefix is part of the name. */
export function xmlAttribute(tag: string, name: string): string | undefined {
  for (let at = tag.indexOf(name); at >= 0; at = tag.indexOf(name, at + 1)) {
    if (at === 0 || tag.charCodeAt(at - 1) > 32) continue
    const match = /^\s*=\s*("([^"]*)"|'([^']*)')/.exec(tag.slice(at + name.length))
    if (match) return decodeXmlText(match[2] ?? match[3] ?? '')
  }
  return undefined
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Unescapes character data. Throws FILE-10 for an entity that XML itself does not define. */
export function decodeXmlText(raw: string): string {
  if (!raw.includes('&')) return raw
  return raw.replace(
    /&(#[xX]([0-9a-fA-F]+)|#([0-9]+)|[^;&<\s]{0,32});?/g,
    (whole, name: string, hex, decimal) => {
      const named = NAMED[name]
      if (named !== undefined && whole.endsWith(';')) return named
      if (hex === undefined && decimal === undefined) throw new FileRefusal('FILE-10', {}, { entity: name })
      const code = hex === undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
    },
  )
}

/** Characters that XML cannot hold are written `_xHHHH_` in workbooks. */
export function decodeWorkbookText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
