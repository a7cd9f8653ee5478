import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

/**
 * What the browser must fetch before the desk can be used, counted from the manifest of a build:
 *
 *     npm run build && node web/measure-bundle.ts [--dist dist] [--limit 420]
 *
 * The first load is the page's own script with everything it imports without waiting, its styles, and the first
 * screen (home). Map, charts, tables and the other screens come later and are listed for comparison.
 * Ends with 1 when the first load is larger than the limit, in kB (1000 bytes) gzip.
 */
interface Chunk {
  readonly file: string
  readonly name?: string
  readonly src?: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

const { values } = parseArgs({
  options: { dist: { type: 'string', default: 'dist' }, limit: { type: 'string', default: '420' } },
})
const manifest = JSON.parse(await readFile(join(values.dist, '.vite/manifest.json'), 'utf8')) as Manifest

const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry && !/field|retailer/.test(key))
if (!entry) throw new Error(`no entry in the manifest of ${values.dist}`)
const first = filesOf([entry, ...keysOf('home-screen')])
const firstBytes = await gzipBytes(first)
const firstKb = Math.round(firstBytes / 1000)

console.log('first load of the desk, gzip kB')
for (const file of first) console.log(`  ${pad(await gzipBytes([file]))}  ${file}`)
console.log(`  ${pad(firstBytes)}  in all, of at most ${values.limit}`)
console.log('later, on top of it')
for (const name of ['data-table', 'map-canvas', 'chart-canvas']) {
  const keys = keysOf(name)
  if (keys.length === 0) continue
  const added = filesOf(keys).filter((file) => !first.includes(file))
  console.log(`  ${pad(await gzipBytes(added))}  ${name}`)
}
console.log(JSON.stringify({ firstLoadKb: firstKb, limitKb: Number(values.limit) }))
if (firstKb > Number(values.limit)) process.exitCode = 1

/** The chunks made from a source file of this name. */
function keysOf(name: string): string[] {
  return Object.keys(manifest).filter((key) => {
    const chunk = manifest[key]!
    return (chunk.src ?? chunk.name ?? key).replace(/\.tsx?$/, '').endsWith(name)
  })
}

/** These chunks, all they import without waiting, and their styles. */
function filesOf(keys: readonly string[]): string[] {
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk || seen.has(key)) return
    seen.add(key)
    files.add(chunk.file)
    for (const file of chunk.css ?? []) files.add(file)
    for (const inner of chunk.imports ?? []) visit(inner)
  }
  for (const key of keys) visit(key)
  return [...files].sort()
}

async function gzipBytes(files: readonly string[]): Promise<number> {
  let bytes = 0
  for (const file of files) {
    const path = join(values.dist, file)
    if ((await stat(path).catch(() => undefined))?.isFile())
      bytes += gzipSync(await readFile(path), { level: 9 }).length
  }
  return bytes
}

function pad(bytes: number): string {
  return (bytes / 1000).toFixed(1).padStart(7)
}
