/**
 * The thread the embedded database lives in: its WASM would otherwise freeze the whole server during every
 * statement. It only carries bytes; what they mean is decided on the other side (protocol.ts).
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { createDatabaseFiles } from './create-files.ts'
import { DURABLE_START_PARAMETERS, DurableFiles, START_PARAMETERS } from './durable-files.ts'
import type { FromWorker, ToWorker, WorkerStart } from './messages.ts'
import { readReply, writeScript } from './protocol.ts'

const { folder, image, startParameters = DURABLE_START_PARAMETERS } = workerData as WorkerStart

try {
  const files = await openFiles()
  const pglite = await start(files)
  const syncsPerCommit = files ? await countSyncsOfOneCommit(pglite, files) : 0
  answer({ kind: 'ready', syncsPerCommit })
  let before = Promise.resolve()
  parentPort!.on('message', (message: ToWorker) => {
    before = before.then(() => perform(pglite, message)).catch(fail)
  })
} catch (error) {
  fail(error)
}

async function openFiles(): Promise<DurableFiles | undefined> {
  if (folder === undefined) return undefined
  await createDatabaseFiles(folder, image)
  return new DurableFiles(folder)
}

function start(files: DurableFiles | undefined): Promise<PGlite> {
  if (files) return PGlite.create({ fs: files, startParams: [...startParameters] })
  const loadDataDir = image && new Blob([image as Uint8Array<ArrayBuffer>])
  return PGlite.create({ startParams: [...START_PARAMETERS, '-F'], loadDataDir })
}

async function perform(pglite: PGlite, message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'run': {
      const bytes = await run(pglite, message.bytes)
      return answer({ kind: 'reply', bytes }, [bytes.buffer])
    }
    case 'dump': {
      const dumped = new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer())
      return answer({ kind: 'dumped', image: dumped }, [dumped.buffer])
    }
    case 'close':
      await pglite.close()
      return answer({ kind: 'closed' })
  }
}

/** The reply in one piece of memory of its own, so that it can be handed over without copying. */
async function run(pglite: PGlite, request: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  let reply = new Uint8Array(new ArrayBuffer(4096))
  let end = 0
  await pglite.execProtocolRawStream(request, {
    syncToFs: false,
    onRawData: (piece) => {
      if (end + piece.length > reply.length) {
        const larger = new Uint8Array(new ArrayBuffer(Math.max(reply.length * 2, end + piece.length)))
        larger.set(reply.subarray(0, end))
        reply = larger
      }
      reply.set(piece, end)
      end += piece.length
    },
  })
  return reply.subarray(0, end)
}

/** A commit must reach the disk. Read from the file calls, since `SHOW fsync` alone proves nothing here. */
async function countSyncsOfOneCommit(pglite: PGlite, durable: DurableFiles): Promise<number> {
  const before = durable.syncCount
  const probe = "begin; select pg_logical_emit_message(true, 'liuhui', 'fsync'); commit"
  const { error } = readReply(await run(pglite, writeScript(probe)))
  if (error) throw error
  return durable.syncCount - before
}

function answer(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transfer)
}

function fail(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  answer({ kind: 'failed', message, stack })
}
