/** How far a long piece of work is. */
export interface Progress {
  /** What is being done now, in words. */
  readonly step: string
  /** 0 to 1 of the whole. */
  readonly share: number
}

export interface ProgressPrinter {
  report(progress: Progress): void
  /** Ends the bar's line. */
  done(): void
}

const LINE_EVERY_MILLISECONDS = 2000

/**
 * Progress on stderr: one bar that redraws itself on a terminal, plain lines every two seconds elsewhere. The time
 * left is what was needed so far, carried on.
 *
 * @param now milliseconds of a clock that only runs forward
 */
export function createProgressPrinter(
  stream: { isTTY?: boolean; write(text: string): unknown } = process.stderr,
  now: () => number = () => performance.now(),
): ProgressPrinter {
  const started = now()
  let lastLine = Number.NEGATIVE_INFINITY
  let lastStep = ''
  let isBarOpen = false
  return {
    report({ step, share }) {
      const line = describe(step, share, now() - started)
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${line}`)
        isBarOpen = true
        return
      }
      if (step === lastStep && now() - lastLine < LINE_EVERY_MILLISECONDS) return
      lastStep = step
      lastLine = now()
      stream.write(`${line}\n`)
    },
    done() {
      if (isBarOpen) stream.write('\n')
      isBarOpen = false
    },
  }
}

function describe(step: string, share: number, elapsedMilliseconds: number): string {
  const part = Math.min(1, Math.max(0, share))
  const filled = Math.round(part * 20)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`
  const percent = `${Math.round(part * 100)} %`.padStart(5)
  const seconds =
    part > 0.02 ? Math.round((elapsedMilliseconds / part - elapsedMilliseconds) / 1000) : undefined
  const left = seconds === undefined || part >= 1 ? '' : `  about ${formatSeconds(seconds)} left`
  return `${bar} ${percent}  ${step}${left}`
}

function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
