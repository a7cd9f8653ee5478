import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../files.ts'

/** What a person does: the start command, an empty folder, and the address it prints. */
export async function startJourneyServer(): Promise<{ address: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'liuhui-journeys-'))
  const child = spawn(process.execPath, ['cli/main.ts', 'start', '--port', '0', '--data', folder], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '' },
  })
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString()
      const match = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(output)
      if (match) resolve(match[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output.slice(-4000)}`)))
  })
  return {
    address,
    async stop() {
      const ended = new Promise((resolve) => child.on('exit', resolve))
      child.removeAllListeners('exit')
      child.on('exit', () => undefined)
      child.kill('SIGTERM')
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))])
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
