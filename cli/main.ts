import { existsSync } from 'node:fs'
import { Refusal } from '../platform/refusal.ts'
import { COMMANDS, type Command } from './command.ts'
import { describeUsageError, UsageError } from './usage-error.ts'

/** What the process answers: `summary` as the last line of stdout, `exitCode` to the shell. */
interface Outcome {
  readonly exitCode: 0 | 1 | 2 | 70
  /** Absent when stdout already holds the answer (`--help`). */
  readonly summary?: unknown
}

// A reader such as `head` may close early: that is no fault.
process.stdout.on('error', () => {})
await finish(await perform(process.argv.slice(2)))

async function perform([name, ...args]: string[]): Promise<Outcome> {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return printOverview()
    const command = await loadCommand(name)
    if (args.includes('--help') || args.includes('-h')) return printUsage(name, command)
    return await command.run(args)
  } catch (error) {
    return explain(error)
  }
}

async function loadCommand(name: string): Promise<Command> {
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(`there is no command "${name}"`, { expected: Object.keys(COMMANDS).join(', ') })
  }
  const file = new URL(`./commands/${name}.ts`, import.meta.url)
  if (!existsSync(file)) throw new UsageError(`the command "${name}" is not part of this version yet`)
  return (await import(file.href)) as Command
}

function printOverview(): Outcome {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const lines = Object.entries(COMMANDS).map(([name, does]) => `  ${name.padEnd(width)}  ${does}`)
  process.stdout.write(
    `liuhui <command> [options]\n\n${lines.join('\n')}\n\nliuhui <command> --help tells its options.\n`,
  )
  return { exitCode: 0 }
}

function printUsage(name: string, command: Command): Outcome {
  const does = COMMANDS[name as keyof typeof COMMANDS]
  process.stdout.write(`liuhui ${name}: ${does}\n${command.usage ? `\n${command.usage.trim()}\n` : ''}`)
  return { exitCode: 0 }
}

function explain(error: unknown): Outcome {
  if (error instanceof UsageError) {
    process.stderr.write(`${describeUsageError(error)}\n`)
    return { exitCode: 2, summary: { error: error.message, ...error.place } }
  }
  if (isParseArgsError(error)) {
    process.stderr.write(`${error.message}\n`)
    return { exitCode: 2, summary: { error: error.message } }
  }
  if (error instanceof Refusal) {
    process.stderr.write(`refused: ${error.message}\n`)
    return { exitCode: 1, summary: { violations: error.violations } }
  }
  process.stderr.write(`our own fault, please report it:\n${detail(error)}\n`)
  return { exitCode: 70, summary: { error: error instanceof Error ? error.message : String(error) } }
}

/** `util.parseArgs` names the wrong option in its message, which is all a user needs. */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

/** The whole chain of causes with stacks: these lines are for us. */
function detail(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${detail(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

/** Ends the process even when a command left a worker or a timer behind, but never before stdout is written. */
async function finish({ exitCode, summary }: Outcome): Promise<void> {
  const line = summary === undefined ? '' : `${JSON.stringify(summary)}\n`
  await new Promise<void>((resolve) => process.stdout.write(line, () => resolve()))
  process.exit(exitCode)
}
