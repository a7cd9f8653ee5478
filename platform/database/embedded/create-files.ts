import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { syncPath } from '../sync-path.ts'
import { DURABLE_START_PARAMETERS, DurableFiles } from './durable-files.ts'

/**
 * Makes a new database in `folder`, from a tar of another one or from nothing; does nothing when there is one. It is
 * made beside and moved into place when all of it is on the disk: whatever stops it, the folder holds a whole
 * database or none.
 */
export async function createDatabaseFiles(folder: string, image?: Uint8Array): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const draft = `${folder}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  const pglite = await PGlite.create({
    fs: new DurableFiles(draft),
    startParams: [...DURABLE_START_PARAMETERS],
    loadDataDir: image && new Blob([image as Uint8Array<ArrayBuffer>]),
  })
  await pglite.close()
  syncFolder(draft)
  renameSync(draft, folder)
  syncPath(dirname(folder))
}

function syncFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) syncFolder(path)
    else syncPath(path)
  }
  syncPath(folder)
}
