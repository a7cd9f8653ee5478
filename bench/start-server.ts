/** From the command to the first answer, with data that is there, and the memory of a server that has nothing to do. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { judged, type Report, rounded } from './line.ts'
import { cpuSecondsOf, median, memoryOf } from './machine.ts'

const ROOT = join(import.meta.dirname, '..')
const RUNS = 3
const REST_MILLISECONDS = 3000

export async function benchStart(folder: string, report: Report): Promise<void> {
  const runs: { seconds: number; cpuSeconds: number; memoryMb: number }[] = []
  for (let run = 0; run < RUNS; run++) runs.push(await startOnce(folder))
  const cpu = rounded(median(runs.map(({ cpuSeconds }) => cpuSeconds)), 2)
  report(
    judged(
      {
        name: 'start with existing data',
        database: 'pglite',
        value: rounded(median(runs.map(({ seconds }) => seconds)), 2),
        unit: 's to the first answer',
        target: 3,
        detail: { 'CPU seconds, median': cpu, runs: RUNS },
      },
      'most',
    ),
  )
  report({
    name: 'memory at rest',
    database: 'pglite',
    value: Math.round(median(runs.map(({ memoryMb }) => memoryMb))),
    unit: 'MB resident',
    detail: { 'seconds after the start': REST_MILLISECONDS / 1000 },
  })
}

async function startOnce(folder: string): Promise<{ seconds: number; cpuSeconds: number; memoryMb: number }> {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    ['cli/main.ts', 'start', '--no-client', '--port', '0', '--data', folder],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, DATABASE_URL: '' } },
  )
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let output = ''
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        const match = /ready: (http:\/\/\S+)/.exec(output)
        if (match) resolve(match[1]!)
      })
      child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output.slice(-2000)}`)))
    })
    const answer = await fetch(`${address}/api/health`)
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
    const seconds = (performance.now() - started) / 1000
    const cpuSeconds = cpuSecondsOf(child.pid!) ?? Number.NaN
    await new Promise((resolve) => setTimeout(resolve, REST_MILLISECONDS))
    return { seconds, cpuSeconds, memoryMb: memoryOf(child.pid!) / 1024 / 1024 }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}
