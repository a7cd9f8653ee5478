import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import pg from 'pg'

export interface TestPostgres {
  /** Of the superuser `postgres`, database `postgres`. Tests connect as the ordinary role of `ownerUrl`. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a throw-away PostgreSQL server on a socket in a temporary folder, or takes the one that
 * LIUHUI_TEST_POSTGRES names. Undefined when PostgreSQL's programs are not installed. The server ends with this
 * process, even when that is killed.
 */
export async function startTestPostgres(): Promise<TestPostgres | undefined> {
  const given = process.env.LIUHUI_TEST_POSTGRES
  if (given) return { url: given, stop: async () => undefined }
  const programs = findPrograms()
  if (!programs) return undefined
  const user = findServerUser()
  const folder = mkdtempSync(join(tmpdir(), 'liuhui-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const initialised = spawnSync(
    join(programs, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    { ...user, encoding: 'utf8', cwd: folder },
  )
  if (initialised.status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`initdb failed: ${initialised.error?.message ?? initialised.stderr}`)
  }
  const server = startServer(join(programs, 'postgres'), data, folder, user)
  const url = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`
  await server.ready
  return { url, stop: server.stop }
}

/** PATH first, then the newest of Debian's folders. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
}

interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: the operating system's user `postgres` (or `nobody`) takes over then. */
function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const ask = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
    const uid = ask('-u')
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(ask('-g').stdout) }
  }
  throw new Error('root cannot run PostgreSQL, and there is no user postgres or nobody to do it')
}

/** A shell keeps the server and waits on our pipe: it closes with this process, whatever ends it. */
const KEEPER = '"$0" "$@" & pid=$!; cat > /dev/null; kill -INT $pid; wait $pid; rm -rf "$LIUHUI_FOLDER"'

function startServer(program: string, data: string, folder: string, user: ServerUser | undefined) {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'full_page_writes=off',
  ]
  const keeper = spawn(
    'sh',
    ['-c', KEEPER, program, '-D', data, ...settings.flatMap((text) => ['-c', text])],
    {
      ...user,
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, LIUHUI_FOLDER: folder },
      detached: true,
    },
  )
  const ended = new Promise<void>((resolve) => keeper.on('exit', () => resolve()))
  let log = ''
  const ready = new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`PostgreSQL does not start:\n${log}`)), 60_000)
    deadline.unref()
    keeper.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000)
      if (log.includes('ready to accept connections')) resolve()
    })
    keeper.on('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)))
  })
  keeper.unref()
  return {
    ready,
    async stop() {
      keeper.ref()
      keeper.stdin.end()
      await ended
    },
  }
}

/** Statements outside transactions (CREATE DATABASE), on one session of the server's superuser. */
export async function asAdministrator<T>(
  url: string,
  work: (run: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows)
  } finally {
    await client.end()
  }
}

/** The same server, another role and database. */
export function changeUrl(url: string, role: string, database: string): string {
  const changed = new URL(url)
  changed.username = role
  changed.pathname = `/${database}`
  return changed.href
}
