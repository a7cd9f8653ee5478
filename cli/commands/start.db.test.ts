import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'liuhui-start-'))
const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The start command as a person runs it, but for the client and the city, which have tests of their own. */
function start(...args: string[]) {
  const env = { ...process.env, DATABASE_URL: '', NODE_ENV: '' }
  const child = spawn(process.execPath, ['cli/main.ts', 'start', '--no-client', '--empty', ...args], {
    cwd: root,
    env,
  })
  children.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => (stdout += text))
  child.stderr.on('data', (text) => (stderr += text))
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  const ready = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const address = /ready: (http:\S+)/.exec(stderr)?.[1]
      if (address) resolve(address)
    })
    child.on('close', (code) => reject(new Error(`ended with ${code}: ${stderr}`)))
  })
  ready.catch(() => undefined)
  return { child, ended, ready, said: () => stderr }
}

test('X-09: one command, an empty folder: a server, three administrators, an orderly end, and the same again', async () => {
  const first = start('--port', '0', '--data', folder)
  const address = await first.ready
  const health = await fetch(`${address}/api/health`)
  assert.equal((await health.json()).status, 'ok')
  const password = /anquan\s+security_admin\s+initial password (\S+)/.exec(first.said())?.[1]
  assert.ok(password, first.said())
  const signIn = await fetch(`${address}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ login: 'anquan', password }),
  })
  assert.equal((await signIn.json()).stage, 'password')

  // Nobody else may open the same folder.
  const second = await start('--port', '0', '--data', folder).ended
  assert.equal(second.code, 2, second.stderr)

  first.child.kill('SIGTERM')
  const end = await first.ended
  assert.deepEqual([end.code, JSON.parse(end.stdout.trim().split('\n').at(-1)!).ended], [0, 'SIGTERM'])

  const again = start('--port', '0', '--data', folder)
  await again.ready
  assert.doesNotMatch(again.said(), /initial password/)
  again.child.kill('SIGINT')
  assert.equal((await again.ended).code, 0)
})

test('a port in use is said before anything is done, with one that is free', async () => {
  const blocker = createServer()
  const port = await new Promise<number>((resolve) => {
    blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port))
  })
  const { code, stderr } = await start('--port', String(port), '--data', join(folder, 'never')).ended
  blocker.close()
  assert.equal(code, 2)
  assert.match(stderr, new RegExp(`port ${port} is in use: try --port \\d+`))
})
