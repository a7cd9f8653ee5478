import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')
export const CLIENT_FOLDER = join(ROOT, 'dist')

/** What the client is made of. Tests beside it do not make it stale. */
const SOURCES = ['web', 'domain', 'engines', 'platform/http', 'package-lock.json']

export type ClientState = 'fresh' | 'missing' | 'stale' | 'no-sources'

/** Whether `dist/` holds the client of the sources as they stand. An installation without `web/` keeps what it has. */
export async function checkClient(): Promise<ClientState> {
  if (!existsSync(join(ROOT, 'web/index.html'))) return 'no-sources'
  const built = await stat(join(CLIENT_FOLDER, 'index.html')).catch(() => undefined)
  if (!built) return 'missing'
  for (const source of SOURCES) if ((await newest(join(ROOT, source))) > built.mtimeMs) return 'stale'
  return 'fresh'
}

/**
 * Builds the client with Vite in a process of its own: it leaves this one free, and its memory goes back at once.
 * @throws Error with Vite's words when the build fails
 */
export async function buildClient(): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const child = spawn(
    process.execPath,
    [vite, 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (said += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`building the web client failed (${code}):\n${said.slice(-4000)}`)
}

async function newest(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  let latest = 0
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(tsx?|css|html|svg|json|png|webmanifest)$/.test(entry.name)) continue
    if (/\.test\.tsx?$/.test(entry.name)) continue
    latest = Math.max(latest, (await stat(join(entry.parentPath, entry.name))).mtimeMs)
  }
  return latest
}
