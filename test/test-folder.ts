import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

const ENOUGH_BYTES = 2 * 1024 ** 3

/**
 * A folder that is removed when the test file is done. In memory where the system has such a place: databases sync
 * every commit, and many tests at once would wait for the disk only. Processes killed in it lose nothing either way.
 */
export function makeTestFolder(name: string): string {
  const folder = mkdtempSync(join(findPlace(), `liuhui-${name}-`))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function findPlace(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > ENOUGH_BYTES ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}
