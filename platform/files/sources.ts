import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { COMMAND_LINE_LIMITS, type FileLimits } from './limits.ts'
import { FileRefusal } from './refusal.ts'

/** Where bytes come from. `chunks` may be asked for several times and starts at the beginning each time. */
export interface ByteSource {
  /** Bytes as they arrive, packed or not. */
  readonly sizeBytes: number
  /** The first bytes as they arrive. */
  readonly beginning: Buffer
  /** Chunks may share one buffer: take what you need before asking for the next. */
  chunks(): AsyncIterable<Buffer>
}

const CHUNK_BYTES = 1 << 18
const BEGINNING_BYTES = 4_096

/** Opens a file on disk. Throws FILE-01, FILE-04; a missing file is a failure of the world (ENOENT). */
export async function openFileSource(
  path: string,
  limits: FileLimits = COMMAND_LINE_LIMITS,
): Promise<ByteSource> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    checkSize(size, limits)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
    return { sizeBytes: size, beginning: buffer.subarray(0, bytesRead), chunks: () => readFileChunks(path) }
  } finally {
    await handle.close()
  }
}

/** Bytes already in memory, such as an upload. Throws FILE-01, FILE-04. */
export function bytesSource(bytes: Uint8Array, limits: FileLimits): ByteSource {
  checkSize(bytes.length, limits)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    sizeBytes: buffer.length,
    beginning: buffer.subarray(0, BEGINNING_BYTES),
    chunks: async function* () {
      for (let at = 0; at < buffer.length; at += CHUNK_BYTES) yield buffer.subarray(at, at + CHUNK_BYTES)
    },
  }
}

function checkSize(found: number, limits: FileLimits): void {
  if (found === 0) throw new FileRefusal('FILE-01')
  if (found > limits.fileBytes) throw new FileRefusal('FILE-04', {}, { limit: limits.fileBytes, found })
}

async function* readFileChunks(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let position = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      position += bytesRead
    }
  } finally {
    await handle.close()
  }
}

/** Below this many unpacked bytes the packing ratio says nothing. */
const RATIO_FREE_BYTES = 1 << 24

/** The unpacked content of a gzip source, counted as it comes out. */
export async function gunzipSource(packed: ByteSource, limits: FileLimits): Promise<ByteSource> {
  const chunks = () => unpackChunks(packed, limits)
  let beginning: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks()) {
    beginning = Buffer.concat([beginning, chunk.subarray(0, BEGINNING_BYTES)])
    if (beginning.length >= BEGINNING_BYTES) break
  }
  if (beginning.length === 0) throw new FileRefusal('FILE-01')
  return { sizeBytes: packed.sizeBytes, beginning: beginning.subarray(0, BEGINNING_BYTES), chunks }
}

async function* unpackChunks(packed: ByteSource, limits: FileLimits): AsyncGenerator<Buffer> {
  const input = Readable.from(copies(packed.chunks()))
  const unpacked = input.pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
  input.on('error', (error) => unpacked.destroy(error))
  let found = 0
  try {
    for await (const chunk of unpacked) {
      found += (chunk as Buffer).length
      if (found > limits.unpackedBytes) {
        throw new FileRefusal('FILE-04', {}, { limit: limits.unpackedBytes, found })
      }
      const ratio = Math.round(found / packed.sizeBytes)
      if (found > RATIO_FREE_BYTES && ratio > limits.packingRatio) {
        throw new FileRefusal('FILE-06', {}, { limit: limits.packingRatio, found: ratio })
      }
      yield chunk as Buffer
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? ''
    if (!code.startsWith('Z_')) throw cause
    throw new FileRefusal('FILE-03', {}, { detail: code }, cause)
  } finally {
    unpacked.destroy()
    input.destroy()
  }
}

/** A stream holds several chunks at a time, so each needs bytes of its own. */
async function* copies(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

/** All bytes of a source that is small enough to be held. */
export async function readAll(source: ByteSource): Promise<Buffer> {
  const whole = Buffer.allocUnsafe(source.sizeBytes)
  let length = 0
  for await (const chunk of source.chunks()) {
    if (length + chunk.length > whole.length) throw new Error('the file grew while it was read')
    length += chunk.copy(whole, length)
  }
  return whole.subarray(0, length)
}

/** What the first bytes are, whatever the name says. `text` is a guess until the encoding is decided. */
export type FileKind = 'zip' | 'gzip' | 'ole' | 'text' | { readonly other: string }

const SIGNATURES: readonly (readonly [kind: string, ...bytes: number[]])[] = [
  ['pdf', 0x25, 0x50, 0x44, 0x46, 0x2d],
  ['png', 0x89, 0x50, 0x4e, 0x47],
  ['jpeg', 0xff, 0xd8, 0xff],
  ['gif', 0x47, 0x49, 0x46, 0x38],
  ['rar', 0x52, 0x61, 0x72, 0x21, 0x1a],
  ['7z', 0x37, 0x7a, 0xbc, 0xaf],
  ['xz', 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ['bzip2', 0x42, 0x5a, 0x68, 0x39, 0x31, 0x41],
  ['zstd', 0x28, 0xb5, 0x2f, 0xfd],
  ['elf', 0x7f, 0x45, 0x4c, 0x46],
  ['sqlite', 0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
  ['rtf', 0x7b, 0x5c, 0x72, 0x74, 0x66],
]

export function detectKind(beginning: Buffer): FileKind {
  const starts = (...bytes: number[]) => bytes.every((byte, index) => beginning[index] === byte)
  if (starts(0x50, 0x4b) && [3, 5, 7].includes(beginning[2] ?? 0)) return 'zip'
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return 'ole'
  for (const [kind, ...bytes] of SIGNATURES) if (starts(...bytes)) return { other: kind }
  // Web pages and XML under the name .xls are what many office systems call an Excel export.
  const text = beginning
    .toString('latin1', starts(0xef, 0xbb, 0xbf) ? 3 : 0)
    .trimStart()
    .toLowerCase()
  if (/^<(!doctype|html|head|meta|body|table|div|style|script)[\s>]/.test(text)) return { other: 'html' }
  if (/^<\?xml|^<[a-z]+[\s>]/.test(text)) return { other: 'xml' }
  if (/^(\{\s*"|\[\s*[{[])/.test(text)) return { other: 'json' }
  return 'text'
}
