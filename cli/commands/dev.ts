import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../../server/client-build.ts'
import type { CommandResult } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const usage = `
  --port N         of the API, default 8080; the pages are served on 5173
  --data FOLDER    default ./data, as for start

The server starts again when a file it uses changes, and refuses answers that do not fit their contract. The pages
reload by themselves.`

export async function run(args: readonly string[]): Promise<CommandResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string', default: '8080' }, data: { type: 'string' } },
  })
  if (!/^[1-9]\d{0,4}$/.test(values.port))
    throw new UsageError('--port', { expected: 'a port', found: values.port })
  const start = [
    '--watch',
    '--watch-preserve-output',
    'cli/main.ts',
    'start',
    '--no-client',
    '--check-answers',
  ]
  start.push('--port', values.port)
  if (values.data !== undefined) start.push('--data', values.data)
  const pages = [join(ROOT, 'node_modules/vite/bin/vite.js'), '--config', 'web/vite.config.ts']
  const children = [start, pages].map((words) =>
    spawn(process.execPath, words, {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, LIUHUI_API: `http://127.0.0.1:${values.port}` },
    }),
  )
  const ends = children.map(
    (child) => new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code))),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      for (const child of children) child.kill(signal)
    })
  await Promise.race(ends)
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(ends)
  return { exitCode: 0, summary: { ended: true } }
}
