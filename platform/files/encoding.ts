import { isAscii, isUtf8 } from 'node:buffer'
import { FileRefusal } from './refusal.ts'

export type TextEncodingName = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

export interface DetectedEncoding {
  readonly encoding: TextEncodingName
  /** Bytes of the byte order mark to skip. */
  readonly markBytes: number
  /** Bytes of the whole text, unpacked. */
  readonly totalBytes: number
}

/**
 * Decides the encoding of a whole file before any cell is read: UTF-16 by its mark, strict UTF-8, else GB18030.
 * The decision is per file because two Chinese characters of GB18030 pass for UTF-8 once in a hundred times,
 * eight or more practically never. Feed every chunk, then ask for `result`.
 */
export class EncodingDetector {
  #totalBytes = 0
  #start: Buffer = Buffer.alloc(0)
  #utf16: 'utf-16le' | 'utf-16be' | undefined
  #validUtf8 = true
  #firstInvalidByte = 0
  #tail: Buffer = Buffer.alloc(0)
  readonly #legacy = new LegacyEvidence()

  feed(chunk: Buffer): void {
    if (this.#totalBytes < 3) {
      this.#start = Buffer.concat([this.#start, chunk.subarray(0, 3)]).subarray(0, 3)
      if (this.#start[0] === 0xff && this.#start[1] === 0xfe) this.#utf16 = 'utf-16le'
      if (this.#start[0] === 0xfe && this.#start[1] === 0xff) this.#utf16 = 'utf-16be'
    }
    const offset = this.#totalBytes
    this.#totalBytes += chunk.length
    if (this.#utf16) return
    if (chunk.includes(0)) throw new FileRefusal('FILE-14', {}, { byteOffset: offset + chunk.indexOf(0) })
    if (this.#tail.length === 0 && isAscii(chunk)) return
    if (this.#validUtf8) {
      const joined = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk
      const complete = joined.length - incompleteUtf8Tail(joined)
      if (!isUtf8(joined.subarray(0, complete))) {
        this.#validUtf8 = false
        this.#firstInvalidByte = offset - this.#tail.length + validUtf8Bytes(joined)
      }
      this.#tail = Buffer.from(joined.subarray(complete))
    }
    this.#legacy.feed(chunk)
  }

  result(): DetectedEncoding {
    const totalBytes = this.#totalBytes
    if (totalBytes === 0) throw new FileRefusal('FILE-01')
    if (this.#utf16) return { encoding: this.#utf16, markBytes: 2, totalBytes }
    if (this.#validUtf8 && this.#tail.length === 0) {
      const markBytes = this.#start[0] === 0xef && this.#start[1] === 0xbb && this.#start[2] === 0xbf ? 3 : 0
      return { encoding: 'utf-8', markBytes, totalBytes }
    }
    const byteOffset = this.#validUtf8 ? totalBytes - this.#tail.length : this.#firstInvalidByte
    const verdict = this.#legacy.verdict()
    if (verdict === 'utf-8') throw new FileRefusal('FILE-13', {}, { byteOffset })
    if (verdict === 'unknown') throw new FileRefusal('FILE-12', {}, { byteOffset })
    return { encoding: 'gb18030', markBytes: 0, totalBytes }
  }
}

/** Evidence is gathered from this many bytes with their high bit set; more would not change the verdict. */
const EVIDENCE_BYTES = 65_536

/**
 * GB18030 accepts almost any pair of bytes, so a damaged UTF-8 file or a Western one would be read as nonsense
 * without a word. Two counts tell them apart: how many high bytes stand in whole UTF-8 sequences, and how many
 * are followed by another high byte (nearly all in Chinese text, few in Western text).
 */
class LegacyEvidence {
  #highBytes = 0
  #inUtf8Sequences = 0
  #paired = 0

  feed(chunk: Buffer): void {
    let index = 0
    while (index < chunk.length && this.#highBytes < EVIDENCE_BYTES) {
      if (chunk[index]! < 0x80) {
        index++
        continue
      }
      let end = index
      while (end < chunk.length && chunk[end]! >= 0x80) end++
      this.#highBytes += end - index
      if (end - index > 1) this.#paired += end - index
      while (index < end) {
        const length = utf8SequenceLength(chunk, index, end)
        if (length > 0) this.#inUtf8Sequences += length
        index += length > 0 ? length : 1
      }
    }
  }

  verdict(): 'utf-8' | 'gb18030' | 'unknown' {
    if (this.#inUtf8Sequences >= 0.9 * this.#highBytes && this.#highBytes >= 24) return 'utf-8'
    return this.#paired >= 0.5 * this.#highBytes ? 'gb18030' : 'unknown'
  }
}

function utf8SequenceLength(bytes: Buffer, start: number, end: number): number {
  const lead = bytes[start]!
  const length =
    lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0
  if (length === 0 || start + length > end) return 0
  for (let index = start + 1; index < start + length; index++) if ((bytes[index]! & 0xc0) !== 0x80) return 0
  return length
}

function validUtf8Bytes(bytes: Buffer): number {
  let index = 0
  while (index < bytes.length) {
    const length = bytes[index]! < 0x80 ? 1 : utf8SequenceLength(bytes, index, bytes.length)
    if (length === 0) break
    index += length
  }
  return index
}

function incompleteUtf8Tail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}

/** Beyond this a text has no lines at all, and waiting for one would only fill the memory. */
const LONGEST_LINE_BYTES = 1 << 25

/**
 * Turns chunks into text. Chunks of UTF-8 and GB18030 are cut after their last line end (a byte that is never
 * part of a longer character in either), so each decodes whole; plain ASCII becomes one byte per character.
 * Throws FILE-12 when GB18030 bytes have no meaning.
 */
export class ChunkDecoder {
  readonly #encoding: TextEncodingName
  readonly #decoder: TextDecoder
  #rest: Buffer = Buffer.alloc(0)
  #markBytes: number

  constructor({ encoding, markBytes }: Pick<DetectedEncoding, 'encoding' | 'markBytes'>) {
    this.#encoding = encoding
    this.#markBytes = markBytes
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  }

  /** The chunk may be a view of a buffer that is used again afterwards. */
  decode(chunk: Buffer, isLast: boolean): string {
    let bytes = chunk
    if (this.#markBytes > 0) {
      const skipped = Math.min(this.#markBytes, bytes.length)
      this.#markBytes -= skipped
      bytes = bytes.subarray(skipped)
    }
    if (this.#encoding === 'utf-16le' || this.#encoding === 'utf-16be') return this.#strict(bytes, !isLast)
    if (this.#rest.length > 0) bytes = Buffer.concat([this.#rest, bytes])
    if (bytes.length > LONGEST_LINE_BYTES) {
      throw new FileRefusal('FILE-18', {}, { limit: LONGEST_LINE_BYTES, found: bytes.length })
    }
    const cut = isLast ? bytes.length : lastLineEnd(bytes)
    this.#rest = cut < bytes.length ? Buffer.from(bytes.subarray(cut)) : Buffer.alloc(0)
    const whole = bytes.subarray(0, cut)
    if (isAscii(whole)) return whole.toString('latin1')
    return this.#encoding === 'utf-8' ? whole.toString('utf8') : this.#strict(whole, false)
  }

  #strict(bytes: Buffer, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream })
    } catch (cause) {
      throw new FileRefusal('FILE-12', {}, {}, cause)
    }
  }
}

function lastLineEnd(bytes: Buffer): number {
  const lineFeed = bytes.lastIndexOf(0x0a)
  return lineFeed >= 0 ? lineFeed + 1 : bytes.lastIndexOf(0x0d) + 1
}
