import { fsyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { syncPath } from '../sync-path.ts'

/**
 * The embedded database's files with a real fsync. As published, PGlite starts with `-F` and its Node file system has
 * no fsync at all: after a power cut its folder usually does not even open. The version is pinned and the start-up
 * self-test counts the calls around one commit, since this reaches into PGlite's insides.
 */
export class DurableFiles extends NodeFS {
  /** How often the database asked for its writes to reach the disk. */
  syncCount = 0

  override async init(...[pglite, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const prepared = await super.init(pglite, options)
    const preRun = prepared.emscriptenOpts.preRun ?? []
    prepared.emscriptenOpts.preRun = [...preRun, (module) => this.#addSync(module as unknown as FileModule)]
    return prepared
  }

  #addSync({ NODEFS }: FileModule): void {
    NODEFS.stream_ops.fsync = (stream) => {
      if (stream.nfd !== undefined) fsyncSync(stream.nfd)
      else syncPath(NODEFS.realPath(stream.node))
      this.syncCount++
      return 0
    }
  }
}

interface FileModule {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: FileStream) => number }
    readonly realPath: (node: unknown) => string
  }
}

interface FileStream {
  /** Node's file descriptor; folders have none. */
  readonly nfd?: number
  readonly node: unknown
}

/**
 * A log of 256 MB at most: recovery after a crash stays short, and the free-space guard's reserve is larger.
 * Random reads are cheap on today's disks and in memory.
 */
export const START_PARAMETERS: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'max_wal_size=256MB',
    'work_mem=16MB',
    'random_page_cost=1.1',
    'effective_cache_size=1GB',
    'jit=off',
  ].flatMap((setting) => ['-c', setting]),
]

/** Without `-F`; fdatasync does nothing in the WASM build, so the log is synced with fsync. */
export const DURABLE_START_PARAMETERS: readonly string[] = [
  ...START_PARAMETERS,
  '-c',
  'wal_sync_method=fsync',
]
