import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileRefusal } from './refusal.ts'

/** SHA-256 of the content in 64 lower-case hexadecimal digits. It is the only name a stored file has. */
export type FileHash = string

export interface StoredFile {
  readonly hash: FileHash
  readonly sizeBytes: number
}

/**
 * Keeps files by their content. Equal files are kept once; names, owners and rights are metadata of those who call.
 * Nothing that comes from outside ever becomes part of a path.
 */
export interface FileStore {
  /** Stores a stream; throws FILE-04 beyond `maxBytes`, and then keeps nothing. */
  put(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maxBytes: number): Promise<StoredFile>
  /** The content; undefined when there is no such file. */
  get(hash: FileHash): Promise<{ readonly sizeBytes: number; readonly content: Readable } | undefined>
  exists(hash: FileHash): Promise<boolean>
  /** Whether the stored bytes still have their hash; undefined when there is no such file. */
  verify(hash: FileHash): Promise<boolean | undefined>
  /** Forgets a file whose time to be kept has passed; callers make sure nobody else points to it. */
  remove(hash: FileHash): Promise<void>
}

/**
 * A store in a folder: `ab/cd/abcd…`. A file appears under its name only whole and flushed to disk, so a crash
 * leaves at worst a stray file under `incoming`.
 */
export async function openFolderStore(folder: string): Promise<FileStore> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true })

  const pathOf = (hash: FileHash): string => {
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new RangeError('not a file hash (64 lower-case hexadecimal digits)')
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  }

  const sizeOf = async (hash: FileHash): Promise<number | undefined> => {
    try {
      return (await stat(pathOf(hash))).size
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  return {
    async put(content, maxBytes) {
      const temporary = join(incoming, randomUUID())
      try {
        const stored = await writeHashed(temporary, content, maxBytes)
        const path = pathOf(stored.hash)
        await mkdir(dirname(path), { recursive: true })
        // Over an equal file this changes nothing, and it repairs one that was damaged.
        await rename(temporary, path)
        await flushFolder(dirname(path))
        return stored
      } finally {
        await rm(temporary, { force: true })
      }
    },
    async get(hash) {
      const sizeBytes = await sizeOf(hash)
      return sizeBytes === undefined ? undefined : { sizeBytes, content: createReadStream(pathOf(hash)) }
    },
    async exists(hash) {
      return (await sizeOf(hash)) !== undefined
    },
    async verify(hash) {
      if ((await sizeOf(hash)) === undefined) return undefined
      const sum = createHash('sha256')
      for await (const chunk of createReadStream(pathOf(hash))) sum.update(chunk as Buffer)
      return sum.digest('hex') === hash
    },
    async remove(hash) {
      await rm(pathOf(hash), { force: true })
    },
  }
}

async function writeHashed(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredFile> {
  const sum = createHash('sha256')
  let sizeBytes = 0
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of content) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw new FileRefusal('FILE-04', {}, { limit: maxBytes, found: sizeBytes })
      sum.update(chunk)
      await handle.writeFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { hash: sum.digest('hex'), sizeBytes }
}

/** A rename survives a power cut only once its folder is flushed; some systems cannot and need not do so. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch (error) {
    if (!['EPERM', 'EINVAL', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await handle?.close()
  }
}
