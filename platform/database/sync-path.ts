import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Brings a file, or the names in a folder, to the disk: a renamed file keeps its new name through a power cut. */
export function syncPath(path: string): void {
  // Folders cannot be opened on Windows, where the file system keeps its own journal of them.
  if (process.platform === 'win32') return
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
