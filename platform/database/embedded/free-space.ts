import { statfs } from 'node:fs/promises'

/** Below this, writing stops; PostgreSQL's log grows in 16 MB steps and must never fail to. */
export const MINIMUM_FREE_BYTES = 512 * 1024 * 1024
/** Writing starts again only a little above, so that the two states do not flicker. */
const ENOUGH_FREE_BYTES = MINIMUM_FREE_BYTES + 64 * 1024 * 1024

/**
 * Watches the space where the data lies. A write that finds the disk full at the wrong moment (a new log segment)
 * hangs the embedded database for ever, so writing must stop well before.
 */
export class FreeSpaceGuard {
  readonly #folder: string
  readonly #read: (folder: string) => Promise<number>
  readonly #timer: NodeJS.Timeout
  #free = Number.POSITIVE_INFINITY
  #readOnly = false

  private constructor(folder: string, read: (folder: string) => Promise<number>, intervalMs: number) {
    this.#folder = folder
    this.#read = read
    this.#timer = setInterval(() => void this.measure(), intervalMs)
    this.#timer.unref()
  }

  /** @param read how free bytes are learned; tests pass their own. */
  static async start(folder: string, read = readFreeBytes, intervalMs = 1000): Promise<FreeSpaceGuard> {
    const guard = new FreeSpaceGuard(folder, read, intervalMs)
    await guard.measure()
    return guard
  }

  isReadOnly(): boolean {
    return this.#readOnly
  }

  async measure(): Promise<number> {
    try {
      this.#free = await this.#read(this.#folder)
    } catch {
      // A folder that cannot be asked (a network share that blinks) says nothing about its space: the last word stays.
      return this.#free
    }
    if (this.#free < MINIMUM_FREE_BYTES) this.#readOnly = true
    else if (this.#free >= ENOUGH_FREE_BYTES) this.#readOnly = false
    return this.#free
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

/** Bytes an ordinary user may still write where `folder` lies. */
async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
