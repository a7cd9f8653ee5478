import { parentPort, workerData } from 'node:worker_threads'
import type { TaskAnswer, TaskMessage } from './task-pool.ts'

const { module, name } = workerData as { module: string; name: string }
const work = (await import(module))[name] as (task: unknown, clockMilliseconds: () => number) => unknown

parentPort!.on('message', ({ run, index, task }: TaskMessage) => {
  let answer: TaskAnswer
  try {
    answer = { run, index, result: work(task, () => performance.now()) }
  } catch (error) {
    answer = { run, index, error }
  }
  parentPort!.postMessage(answer)
})
