/** The queue is as long as it may get; whoever comes now should come again. */
export class QueueFull extends Error {}

/**
 * Runs at most `width` pieces of work at once; the others wait in the order they came, `depth` of them at most.
 * @throws QueueFull
 */
export function createQueue(
  width: number,
  depth = Number.POSITIVE_INFINITY,
): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= width && waiting.length >= depth) throw new QueueFull('too much is waiting')
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The place is handed on, not given back: nobody can slip in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
