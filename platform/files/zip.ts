import { crc32, createInflateRaw } from 'node:zlib'
import type { FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'

/** One part of an archive, as its central directory declares it. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly crc32: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly localOffset: number
  readonly isEncrypted: boolean
}

const END_SIGNATURE = 0x06054b50
const END64_LOCATOR_SIGNATURE = 0x07064b50
const END64_SIGNATURE = 0x06064b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const LONGEST_COMMENT = 65_535
const SENTINEL_16 = 0xffff
const SENTINEL_32 = 0xffffffff

/** Reads the central directory, and nothing else, of a zip archive. Throws FILE-03, FILE-05. */
export function readZipDirectory(bytes: Buffer, limits: Pick<FileLimits, 'parts'>): ZipEntry[] {
  const end = findEnd(bytes)
  let count = bytes.readUInt16LE(end + 10)
  let offset = bytes.readUInt32LE(end + 16)
  if (count === SENTINEL_16 || offset === SENTINEL_32) ({ count, offset } = readEnd64(bytes, end))
  if (count > limits.parts) throw new FileRefusal('FILE-05', {}, { limit: limits.parts, found: count })
  const entries: ZipEntry[] = []
  for (let index = 0; index < count; index++) {
    if (offset + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(offset) !== ENTRY_SIGNATURE) {
      throw damaged('directory-entry')
    }
    const nameBytes = bytes.readUInt16LE(offset + 28)
    const extraBytes = bytes.readUInt16LE(offset + 30)
    const commentBytes = bytes.readUInt16LE(offset + 32)
    const next = offset + ENTRY_BYTES + nameBytes + extraBytes + commentBytes
    if (next > bytes.length) throw damaged('directory-end')
    const extra = bytes.subarray(
      offset + ENTRY_BYTES + nameBytes,
      offset + ENTRY_BYTES + nameBytes + extraBytes,
    )
    entries.push({
      name: bytes.toString('utf8', offset + ENTRY_BYTES, offset + ENTRY_BYTES + nameBytes),
      method: bytes.readUInt16LE(offset + 10),
      crc32: bytes.readUInt32LE(offset + 16),
      isEncrypted: (bytes.readUInt16LE(offset + 8) & 0x2041) !== 0,
      ...readSizes(
        {
          unpackedBytes: bytes.readUInt32LE(offset + 24),
          packedBytes: bytes.readUInt32LE(offset + 20),
          localOffset: bytes.readUInt32LE(offset + 42),
        },
        extra,
      ),
    })
    offset = next
  }
  return entries
}

function findEnd(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT)
  for (let at = bytes.length - END_BYTES; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at
  }
  throw damaged('no-directory')
}

function readEnd64(bytes: Buffer, end: number): { count: number; offset: number } {
  const locator = end - 20
  if (locator < 0 || bytes.readUInt32LE(locator) !== END64_LOCATOR_SIGNATURE) throw damaged('directory-64')
  const at = Number(bytes.readBigUInt64LE(locator + 8))
  if (at + 56 > bytes.length || bytes.readUInt32LE(at) !== END64_SIGNATURE) throw damaged('directory-64')
  return { count: Number(bytes.readBigUInt64LE(at + 32)), offset: Number(bytes.readBigUInt64LE(at + 48)) }
}

type Sizes = Pick<ZipEntry, 'unpackedBytes' | 'packedBytes' | 'localOffset'>

/** Sizes of 4 GiB and more, and those of writers that stream, stand in an extra field of 64-bit numbers. */
function readSizes(sizes: Sizes, extra: Buffer): Sizes {
  if (Object.values(sizes).every((size) => size !== SENTINEL_32)) return sizes
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let cursor = at + 4
    const wide = (size: number): number => {
      if (size !== SENTINEL_32) return size
      if (cursor + 8 > extra.length) throw damaged('sizes-64')
      cursor += 8
      return Number(extra.readBigUInt64LE(cursor - 8))
    }
    const unpackedBytes = wide(sizes.unpackedBytes)
    const packedBytes = wide(sizes.packedBytes)
    return { unpackedBytes, packedBytes, localOffset: wide(sizes.localOffset) }
  }
  throw damaged('sizes-64')
}

const RATIO_FREE_BYTES = 1 << 20

/**
 * Refuses an archive by what its directory says, before anything is unpacked: sizes, packing ratio, encrypted
 * parts, names that repeat or climb out, parts that share bytes (a small file that unpacks to terabytes), other
 * archives inside, methods beside stored and deflate.
 * Throws FILE-03, FILE-04, FILE-06, FILE-08, FILE-11.
 */
export function checkZipDirectory(bytes: Buffer, entries: readonly ZipEntry[], limits: FileLimits): void {
  let total = 0
  const names = new Set<string>()
  for (const entry of entries) {
    const { name, packedBytes, unpackedBytes } = entry
    const part = name.slice(0, 120)
    if (entry.isEncrypted) throw new FileRefusal('FILE-08', { part })
    if (entry.method !== 0 && entry.method !== 8)
      throw new FileRefusal('FILE-03', { part }, { detail: 'method' })
    if (isStrangeName(name) || names.has(name.toLowerCase())) throw new FileRefusal('FILE-11', { part })
    names.add(name.toLowerCase())
    if (entry.method === 0 && packedBytes !== unpackedBytes) {
      throw new FileRefusal('FILE-07', { part }, { declared: unpackedBytes })
    }
    total += unpackedBytes
    if (total > limits.unpackedBytes) {
      throw new FileRefusal('FILE-04', { part }, { limit: limits.unpackedBytes, found: total })
    }
    const ratio = Math.round(unpackedBytes / Math.max(1, packedBytes))
    if (unpackedBytes > RATIO_FREE_BYTES && ratio > limits.packingRatio) {
      throw new FileRefusal('FILE-06', { part }, { limit: limits.packingRatio, found: ratio })
    }
  }
  checkOverlaps(bytes, entries)
}

function isStrangeName(name: string): boolean {
  return (
    name === '' ||
    name.length > 1_024 ||
    /[\0\\]/.test(name) ||
    /^([/~]|[a-z]:)/i.test(name) ||
    name.split('/').includes('..') ||
    /\.(zip|7z|rar|gz|bz2|xz|jar|cab)$/i.test(name)
  )
}

function checkOverlaps(bytes: Buffer, entries: readonly ZipEntry[]): void {
  const inOrder = [...entries].sort((a, b) => a.localOffset - b.localOffset)
  let free = 0
  for (const entry of inOrder) {
    if (entry.localOffset < free) throw new FileRefusal('FILE-11', { part: entry.name })
    free = dataOffset(bytes, entry) + entry.packedBytes
    if (free > bytes.length) throw damaged('part-cut-off', entry.name)
  }
}

function dataOffset(bytes: Buffer, { localOffset, name }: ZipEntry): number {
  if (localOffset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(localOffset) !== LOCAL_SIGNATURE) {
    throw damaged('part-header', name)
  }
  return (
    localOffset + LOCAL_BYTES + bytes.readUInt16LE(localOffset + 26) + bytes.readUInt16LE(localOffset + 28)
  )
}

/**
 * Unpacks one part chunk by chunk and counts what really comes out, because declared sizes can lie.
 * Throws FILE-07 when the part is longer or shorter than declared, FILE-03 when its bytes are damaged.
 */
export async function* unpackZipEntry(bytes: Buffer, entry: ZipEntry): AsyncGenerator<Buffer> {
  const start = dataOffset(bytes, entry)
  const packed = bytes.subarray(start, start + entry.packedBytes)
  const part = entry.name
  if (entry.method === 0) {
    checkSum(entry, crc32(packed))
    if (packed.length > 0) yield packed
    return
  }
  let found = 0
  let sum = 0
  const inflate = createInflateRaw({ chunkSize: 1 << 17 })
  inflate.end(packed)
  try {
    for await (const chunk of inflate) {
      found += (chunk as Buffer).length
      if (found > entry.unpackedBytes) {
        throw new FileRefusal('FILE-07', { part }, { declared: entry.unpackedBytes })
      }
      sum = crc32(chunk as Buffer, sum)
      yield chunk as Buffer
    }
  } catch (cause) {
    if (!((cause as NodeJS.ErrnoException).code ?? '').startsWith('Z_')) throw cause
    throw new FileRefusal('FILE-03', { part }, { detail: 'deflate' }, cause)
  } finally {
    inflate.destroy()
  }
  if (found !== entry.unpackedBytes)
    throw new FileRefusal('FILE-07', { part }, { declared: entry.unpackedBytes })
  checkSum(entry, sum)
}

function checkSum(entry: ZipEntry, found: number): void {
  if (found !== entry.crc32) throw damaged('check-sum', entry.name)
}

function damaged(detail: string, part?: string): FileRefusal {
  return new FileRefusal('FILE-03', part === undefined ? {} : { part: part.slice(0, 120) }, { detail })
}
