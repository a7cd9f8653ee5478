import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../../server/client-build.ts'
import type { CommandResult } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  --port N         of the API, default 8080; the pages are served on 5173
  --data FOLDER    default ./data, as for start

The server starts again when a source changes, and refuses answers that do not fit their contract. The pages reload
by themselves.`

/** What the server is made of. */
const FOLDERS = ['engines', 'platform', 'domain', 'server', 'cli', 'city', 'migrations']
/** Editors and formatters write several files at once. */
const QUIET_MILLISECONDS = 300

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string', default: '8080' }, data: { type: 'string' } },
  })
  if (!/^[1-9]\d{0,4}$/.test(values.port))
    throw new UsageError('--port', { expected: 'a port', found: values.port })
  const data = values.data === undefined ? [] : ['--data', values.data]
  const server = keepRunning(
    ['cli/main.ts', 'start', '--no-client', '--check-answers', '--port', values.port, ...data],
    FOLDERS,
  )
  const pages = startNode(['node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts'], {
    LIUHUI_API: `http://127.0.0.1:${values.port}`,
  })
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    pages.once('exit', () => resolve())
  })
  await Promise.all([server.stop(), endOf(pages)])
  return { exitCode: 0, summary: { ended: true } }
}

/**
 * Runs a program and starts it again when a file below `folders` changes. Not `node --watch`: that mixes messages of
 * its own into those of worker threads, which the embedded database takes for answers.
 */
function keepRunning(words: readonly string[], folders: readonly string[]): { stop(): Promise<void> } {
  let child = startNode(words)
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const restart = async () => {
    await endOf(child)
    if (!isStopped) child = startNode(words)
  }
  let turn = Promise.resolve()
  const watchers = folders
    .map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) =>
      watch(folder, { recursive: true }, (_, name) => {
        if (!/\.(ts|sql)$/.test(name ?? '') || /\.test\.ts$/.test(name ?? '')) return
        clearTimeout(timer)
        timer = setTimeout(() => {
          process.stderr.write(`${name} changed: starting again\n`)
          turn = turn.then(restart)
        }, QUIET_MILLISECONDS)
      }),
    )
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      await turn
      await endOf(child)
    },
  }
}

function startNode(words: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const stdio = ['ignore', 2, 2] as const
  return spawn(process.execPath, words, { cwd: ROOT, stdio: [...stdio], env: { ...process.env, ...env } })
}

/** Asks a child to end and waits; the server needs a moment to close its database. */
function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
