import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type FileStore, openFolderStore } from './file-store.ts'
import { FileRefusal } from './refusal.ts'

async function withStore(use: (store: FileStore, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liuhui-store-'))
  try {
    await use(await openFolderStore(folder), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

const MANY = 1 << 20

test('a file is kept by its content: equal files once, whatever their pieces', () =>
  withStore(async (store, folder) => {
    const first = await store.put([Buffer.from('照'), Buffer.from('片')], MANY)
    const second = await store.put([Buffer.from('照片')], MANY)
    assert.deepEqual(first, { hash: createHash('sha256').update('照片').digest('hex'), sizeBytes: 6 })
    assert.deepEqual(second, first)
    assert.deepEqual(await filesIn(folder), [first.hash])
    const stored = await store.get(first.hash)
    assert.equal(stored?.sizeBytes, 6)
    assert.equal(Buffer.concat(await Array.fromAsync(stored!.content)).toString(), '照片')
    assert.equal(await store.exists(first.hash), true)
    assert.equal(await store.verify(first.hash), true)
    await store.remove(first.hash)
    assert.equal(await store.exists(first.hash), false)
    assert.equal(await store.get(first.hash), undefined)
    assert.equal(await store.verify(first.hash), undefined)
  }))

test('a damaged file is told from a sound one, and storing it again repairs it', () =>
  withStore(async (store, folder) => {
    const { hash } = await store.put([Buffer.from('abc')], MANY)
    await writeFile(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), 'abd')
    assert.equal(await store.verify(hash), false)
    await store.put([Buffer.from('abc')], MANY)
    assert.equal(await store.verify(hash), true)
  }))

test('too many bytes or a broken stream leave nothing behind', () =>
  withStore(async (store, folder) => {
    await assert.rejects(
      store.put([Buffer.alloc(600), Buffer.alloc(600)], 1_000),
      (error) => error instanceof FileRefusal && error.code === 'FILE-04',
    )
    async function* broken() {
      yield Buffer.from('half')
      throw new Error('connection reset')
    }
    await assert.rejects(store.put(broken(), MANY), /connection reset/)
    assert.deepEqual(await filesIn(folder), [])
  }))

test('no name from outside ever reaches the disk', () =>
  withStore(async (store) => {
    const strange = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '../../etc/passwd',
        '/etc/passwd',
        'incoming',
        `${'a'.repeat(63)}/`,
        `${'A'.repeat(64)}`,
        `${'a'.repeat(64)}\n`,
      ),
    )
    await fc.assert(
      fc.asyncProperty(strange, async (hash) => {
        await assert.rejects(store.get(hash), RangeError)
        await assert.rejects(store.exists(hash), RangeError)
        await assert.rejects(store.remove(hash), RangeError)
      }),
      { numRuns: 200 },
    )
  }))

test('many equal files at once end as one sound file', () =>
  withStore(async (store, folder) => {
    const bytes = Buffer.alloc(200_000, 'x')
    const stored = await Promise.all(Array.from({ length: 20 }, () => store.put([bytes], MANY)))
    assert.equal(new Set(stored.map((file) => file.hash)).size, 1)
    assert.equal((await filesIn(folder)).length, 1)
    assert.equal(await store.verify(stored[0]!.hash), true)
  }))
