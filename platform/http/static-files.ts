import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

const COMPRESSED = new Set(['.html', '.js', '.mjs', '.css', '.json', '.webmanifest', '.svg', '.wasm', '.txt'])

interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly zipped?: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  readonly cacheControl: string
}

export interface StaticFiles {
  /** The answer for a path of the built web client, its page for a path of the client's own, else nothing. */
  answer(request: Request): Promise<Response | undefined>
}

/**
 * Serves the files of `folder`, and only those that stood in it at the start: a path is looked up in a list, never
 * joined to a folder, so it cannot climb out. Each file is read and compressed once. Names below `assets/` carry a
 * hash of their content and are kept for a year; pages are asked for again every time.
 */
export async function createStaticFiles(folder: string): Promise<StaticFiles> {
  const names = new Set(await listFiles(folder))
  const loaded = new Map<string, Promise<StaticFile>>()
  const load = (name: string) => {
    let file = loaded.get(name)
    if (!file) {
      file = loadFile(folder, name)
      loaded.set(name, file)
    }
    return file
  }
  return {
    async answer(request) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
      const name = findName(names, new URL(request.url).pathname)
      return name === undefined ? undefined : toResponse(request, await load(name))
    },
  }
}

/** `/assets/x.js` is itself; a path without an ending is a place inside the client and gets its page. */
function findName(names: ReadonlySet<string>, path: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return undefined
  }
  const name = decoded.replace(/^\/+/, '')
  if (names.has(name)) return name
  if (decoded.startsWith('/api/') || extname(name) !== '') return undefined
  const [app = ''] = name.split('/')
  if (names.has(`${app}/index.html`)) return `${app}/index.html`
  return names.has('index.html') ? 'index.html' : undefined
}

async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  // Names that begin with a dot (the build's own manifest) are not for the world.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const parts = relative(folder, join(entry.parentPath, entry.name)).split(sep)
    if (!parts.some((part) => part.startsWith('.'))) found.push(parts.join('/'))
  }
  return found
}

async function loadFile(folder: string, name: string): Promise<StaticFile> {
  const path = join(folder, name)
  const body = new Uint8Array(await readFile(path))
  const ending = extname(name)
  return {
    body,
    zipped:
      COMPRESSED.has(ending) && body.length > 1024
        ? new Uint8Array(await compress(body, { level: 9 }))
        : undefined,
    type: TYPES[ending] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    cacheControl: name.includes('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

function toResponse(request: Request, file: StaticFile): Response {
  const headers: Record<string, string> = {
    'Content-Type': file.type,
    'Cache-Control': file.cacheControl,
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  }
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers })
  const zipped = acceptsGzip(request) ? file.zipped : undefined
  if (zipped) headers['Content-Encoding'] = 'gzip'
  const body = zipped ?? file.body
  headers['Content-Length'] = String(body.byteLength)
  return new Response(request.method === 'HEAD' ? null : body, { headers })
}

export function acceptsGzip(request: Request): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers.get('accept-encoding') ?? '')
}

/** Whether a folder holds a built client. */
export async function hasBuiltClient(folder: string): Promise<boolean> {
  return (await stat(join(folder, 'index.html')).catch(() => undefined))?.isFile() ?? false
}
