import type { TextEncodingName } from './encoding.ts'
import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'
import { showsDate } from './serial-dates.ts'
import {
  decodeWorkbookText,
  decodeXmlText,
  type XmlHandler,
  XmlScanner,
  xmlAttribute,
} from './xml-scanner.ts'
import { unpackZipEntry, type ZipEntry } from './zip.ts'

/** A workbook in memory, whose directory has passed the guard. */
export interface OpenedArchive {
  readonly bytes: Buffer
  readonly entries: readonly ZipEntry[]
}

export interface SheetName {
  readonly name: string
  readonly part: string
  readonly isHidden: boolean
}

export interface WorkbookOutline {
  readonly sheets: readonly SheetName[]
  readonly is1904: boolean
  readonly stylesPart: string | undefined
  readonly sharedTextsPart: string | undefined
}

/** Feeds one whole part through a handler. */
export async function scanPart(archive: OpenedArchive, entry: ZipEntry, handler: XmlHandler): Promise<void> {
  for await (const _ of scanPartInSteps(archive, entry, handler));
}

/** The same in steps, so that the caller can take what the handler has gathered; stopping early is allowed. */
export async function* scanPartInSteps(
  archive: OpenedArchive,
  entry: ZipEntry,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const scanner = new XmlScanner(handler)
  const place = { part: entry.name }
  let decoder: XmlDecoder | undefined
  try {
    for await (const chunk of unpackZipEntry(archive.bytes, entry)) {
      decoder ??= new XmlDecoder(chunk)
      scanner.feed(decoder.decode(chunk, false), false)
      yield
    }
    if (decoder) scanner.feed(decoder.decode(Buffer.alloc(0), true), true)
    yield
  } catch (error) {
    throw error instanceof FileRefusal ? error.at(place) : error
  }
}

/** Workbook parts are UTF-8, or UTF-16 with a mark; XML has no other choice without saying so. */
class XmlDecoder {
  readonly #decoder: TextDecoder

  constructor(beginning: Buffer) {
    const [first, second] = beginning
    const encoding: TextEncodingName =
      first === 0xff && second === 0xfe
        ? 'utf-16le'
        : first === 0xfe && second === 0xff
          ? 'utf-16be'
          : 'utf-8'
    const declared = /^\S{0,3}<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]+)["']/.exec(
      beginning.toString('latin1', 0, 300),
    )
    if (encoding === 'utf-8' && declared && !/^(utf-?8|us-ascii|ascii)$/i.test(declared[1]!)) {
      throw new FileRefusal('FILE-12', {}, { declared: declared[1]! })
    }
    this.#decoder = new TextDecoder(encoding, { fatal: true })
  }

  decode(chunk: Buffer, isLast: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream: !isLast })
    } catch (cause) {
      throw new FileRefusal('FILE-12', {}, {}, cause)
    }
  }
}

export function findPart(archive: OpenedArchive, name: string): ZipEntry | undefined {
  const wanted = name.toLowerCase()
  return archive.entries.find((entry) => entry.name.toLowerCase() === wanted)
}

/** A part that must be held in memory; undefined when the archive has none of that name. Throws FILE-04. */
function findHeldPart(
  archive: OpenedArchive,
  name: string | undefined,
  limits: FileLimits,
): ZipEntry | undefined {
  const entry = name === undefined ? undefined : findPart(archive, name)
  if (entry && entry.unpackedBytes > limits.heldBytes) {
    throw new FileRefusal(
      'FILE-04',
      { part: entry.name },
      { limit: limits.heldBytes, found: entry.unpackedBytes },
    )
  }
  return entry
}

interface Relation {
  readonly type: string
  readonly target: string
}

async function readRelations(
  archive: OpenedArchive,
  part: string,
  limits: FileLimits,
): Promise<Map<string, Relation>> {
  const folder = part.includes('/') ? part.slice(0, part.lastIndexOf('/') + 1) : ''
  const entry = findHeldPart(archive, `${folder}_rels/${part.slice(folder.length)}.rels`, limits)
  const relations = new Map<string, Relation>()
  if (!entry) return relations
  await scanPart(archive, entry, {
    open(name, tag) {
      if (name !== 'Relationship' || xmlAttribute(tag, 'TargetMode') === 'External') return
      const type = xmlAttribute(tag, 'Type') ?? ''
      const target = resolvePart(folder, xmlAttribute(tag, 'Target') ?? '')
      relations.set(xmlAttribute(tag, 'Id') ?? '', { type: type.slice(type.lastIndexOf('/') + 1), target })
    },
    text() {},
    close() {},
  })
  return relations
}

function resolvePart(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const path: string[] = []
  for (const step of `${folder}${target}`.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/')
}

/** Reads which sheets a workbook has and where its shared parts are. Throws FILE-03 when it is no workbook. */
export async function readOutline(archive: OpenedArchive, limits: FileLimits): Promise<WorkbookOutline> {
  const root = await readRelations(archive, '', limits)
  const part =
    [...root.values()].find((relation) => relation.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const entry = findHeldPart(archive, part, limits)
  if (!entry) throw new FileRefusal('FILE-03', { part }, { detail: 'no-workbook' })
  const relations = await readRelations(archive, part, limits)
  const sheets: SheetName[] = []
  let is1904 = false
  await scanPart(archive, entry, {
    open(name, tag) {
      if (name === 'workbookPr') is1904 = /^(1|true)$/.test(xmlAttribute(tag, 'date1904') ?? '')
      if (name !== 'sheet') return
      const relation = relations.get(relationId(tag))
      if (relation?.type !== 'worksheet') return
      const isHidden = (xmlAttribute(tag, 'state') ?? 'visible') !== 'visible'
      sheets.push({ name: xmlAttribute(tag, 'name') ?? '', part: relation.target, isHidden })
    },
    text() {},
    close() {},
  })
  const partOfType = (type: string) =>
    [...relations.values()].find((relation) => relation.type === type)?.target
  return { sheets, is1904, stylesPart: partOfType('styles'), sharedTextsPart: partOfType('sharedStrings') }
}

/** The prefix of the relationship namespace is usually `r`, but any will do. */
function relationId(tag: string): string {
  return (
    xmlAttribute(tag, 'r:id') ?? decodeXmlText(/\s[\w.-]+:id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? '')
  )
}

/** For each cell format of the workbook, whether it shows a date or time. */
export async function readDateFormats(
  archive: OpenedArchive,
  part: string | undefined,
  limits: FileLimits,
): Promise<boolean[]> {
  const entry = findHeldPart(archive, part, limits)
  const codes = new Map<number, string>()
  const isDate: boolean[] = []
  if (!entry) return isDate
  let isInCellFormats = false
  await scanPart(archive, entry, {
    open(name, tag, isClosed) {
      if (name === 'cellXfs') isInCellFormats = !isClosed
      if (name === 'numFmt')
        codes.set(Number(xmlAttribute(tag, 'numFmtId')), xmlAttribute(tag, 'formatCode') ?? '')
      if (name === 'xf' && isInCellFormats) {
        const id = Number(xmlAttribute(tag, 'numFmtId') ?? 0)
        isDate.push(showsDate(id, codes.get(id)))
      }
    },
    text() {},
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false
    },
  })
  return isDate
}

/** The texts that cells point to, in order; runs of rich text joined, reading aids (furigana) left out. */
export async function readSharedTexts(
  archive: OpenedArchive,
  part: string | undefined,
  limits: FileLimits,
): Promise<string[]> {
  const entry = findHeldPart(archive, part, limits)
  const texts: string[] = []
  if (!entry) return texts
  let current = ''
  let isCollecting = false
  let phoneticDepth = 0
  await scanPart(archive, entry, {
    open(name, _tag, isClosed) {
      if (name === 'si') {
        current = ''
        if (isClosed) texts.push('')
      }
      if (name === 'rPh' && !isClosed) phoneticDepth++
      if (name === 't') isCollecting = phoneticDepth === 0 && !isClosed
    },
    text(raw, isLiteral) {
      if (!isCollecting) return
      const text = isLiteral ? raw : decodeXmlText(raw)
      current = current === '' ? text : current + text
      if (current.length > limits.cellCharacters) {
        throw new FileRefusal('FILE-18', {}, { limit: limits.cellCharacters, found: current.length })
      }
    },
    close(name) {
      if (name === 'si') texts.push(decodeWorkbookText(current))
      if (name === 'rPh') phoneticDepth--
      if (name === 't') isCollecting = false
    },
  })
  return texts
}
