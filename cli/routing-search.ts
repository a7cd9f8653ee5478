import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { InstanceError } from '../engines/routing/index.ts'
import type { RoutingResult, RoutingTask, SearchBudget } from '../engines/routing/tasks.ts'
import { createTaskPool } from '../platform/workers/task-pool.ts'
import { numberOption } from './plan-options.ts'
import { UsageError } from './usage-error.ts'

export interface RoutingArguments {
  readonly seed: number
  readonly iterations?: number
  readonly seconds?: number
  readonly threads: number
}

/** Time for starting workers and writing the answer. */
const OVERHEAD_SECONDS = 0.15

export function readRoutingArguments(values: {
  readonly seed?: string
  readonly iterations?: string
  readonly seconds?: string
  readonly threads?: string
}): RoutingArguments {
  const iterations = numberOption('iterations', values.iterations, { least: 0, most: 1e12, isWhole: true })
  const seconds = numberOption('seconds', values.seconds, { least: 0, most: 1e6 })
  return {
    seed: numberOption('seed', values.seed, { least: 0, most: 2 ** 53, isWhole: true }) ?? 1,
    iterations,
    seconds: seconds ?? (iterations === undefined ? 10 : undefined),
    threads:
      numberOption('threads', values.threads, { least: 1, most: 256, isWhole: true }) ??
      availableParallelism(),
  }
}

/** Reads an instance file; a wrong line becomes a UsageError with its place. */
export async function readInstance<T>(file: string | undefined, read: (text: string) => T): Promise<T> {
  if (file === undefined) throw new UsageError('the instance file is missing', { expected: 'a path' })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    throw new UsageError('cannot be opened', { file, expected: 'a readable instance file' })
  }
  try {
    return read(text)
  } catch (error) {
    if (!(error instanceof InstanceError)) throw error
    throw new UsageError(error.message, { file, line: error.line, expected: error.expected })
  }
}

/**
 * Runs one search with a number of steps (the answer depends on the seed alone), or with a time budget one search for
 * each thread, with seeds of their own; all answers come back.
 */
export async function search(
  { seed, iterations, seconds, threads }: RoutingArguments,
  started: number,
  makeTask: (budget: SearchBudget) => RoutingTask,
): Promise<RoutingResult[]> {
  const lanes = seconds === undefined ? 1 : threads
  const pool = createTaskPool<RoutingTask, RoutingResult>(
    { module: new URL('../engines/routing/tasks.ts', import.meta.url), name: 'solveRoutingTask' },
    lanes,
  )
  const results: RoutingResult[] = []
  try {
    await pool.run(
      lanes,
      (index) =>
        makeTask({
          seed: seed + 1_000_003 * index,
          iterations,
          seconds:
            seconds === undefined
              ? undefined
              : Math.max(0.01, seconds - OVERHEAD_SECONDS - (performance.now() - started) / 1000),
        }),
      (index, result) => {
        results[index] = result
      },
    )
  } finally {
    await pool.close()
  }
  return results
}
