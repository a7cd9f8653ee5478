import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** What a pool does: `name` is an exported function `(task, clockMilliseconds) => result` of `module`. */
export interface TaskKind {
  readonly module: URL
  readonly name: string
}

/** Several threads that work through plain-data tasks. `close` it, or the process stays alive. */
export interface TaskPool<Task, Result> {
  readonly lanes: number
  /** Tasks are made when a lane is free and may finish in any order; rejects with the first failure or the signal's reason. */
  run(
    count: number,
    prepare: (index: number) => Task,
    finish: (index: number, result: Result) => void,
    signal?: AbortSignal,
  ): Promise<void>
  close(): Promise<void>
}

export interface TaskMessage {
  /** Answers of an earlier run that was given up are told apart by it. */
  readonly run: number
  readonly index: number
  readonly task: unknown
}

export type TaskAnswer =
  | { readonly run: number; readonly index: number; readonly result: unknown }
  | { readonly run: number; readonly index: number; readonly error: unknown }

/** Starts `lanes` worker threads (default: all cores). */
export function createTaskPool<Task, Result>(
  kind: TaskKind,
  lanes: number = availableParallelism(),
): TaskPool<Task, Result> {
  const entry = new URL('./task-worker.ts', import.meta.url)
  const workers = Array.from(
    { length: Math.max(1, lanes) },
    () => new Worker(entry, { workerData: { module: kind.module.href, name: kind.name } }),
  )
  let runs = 0
  return {
    lanes: workers.length,
    run(count, prepare, finish, signal) {
      const run = ++runs
      return new Promise<void>((resolve, reject) => {
        let next = 0
        let open = 0
        const stop = (error?: unknown) => {
          signal?.removeEventListener('abort', onAbort)
          for (const worker of workers) {
            worker.removeAllListeners('message')
            worker.removeAllListeners('error')
          }
          if (error === undefined) resolve()
          else reject(error)
        }
        const onAbort = () => stop(signal?.reason)
        const feed = (worker: Worker) => {
          if (next >= count) return
          const index = next++
          open++
          worker.postMessage({ run, index, task: prepare(index) } satisfies TaskMessage)
        }
        if (signal?.aborted) return reject(signal.reason)
        if (count === 0) return resolve()
        signal?.addEventListener('abort', onAbort)
        for (const worker of workers) {
          worker.on('message', (answer: TaskAnswer) => {
            if (answer.run !== run) return
            try {
              if ('error' in answer) throw answer.error
              open--
              feed(worker)
              finish(answer.index, answer.result as Result)
              if (open === 0 && next >= count) stop()
            } catch (error) {
              stop(error)
            }
          })
          worker.on('error', stop)
          feed(worker)
        }
      })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
