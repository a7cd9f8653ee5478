import { parentPort, workerData } from 'node:worker_threads'
import type { TaskAnswer, TaskMessage } from './task-pool.ts'

const { module, name } = workerData as { module: string; name: string }
const work = (await import(module))[name] as (task: unknown, clockMilliseconds: () => number) => unknown

parentPort!.on('message', ({ index, task }: TaskMessage) => {
  let answer: TaskAnswer
  try {
    answer = { index, result: work(task, () => performance.now()) }
  } catch (error) {
    answer = { index, error }
  }
  parentPort!.postMessage(answer)
})
