import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createStaticFiles, type StaticFiles } from './static-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuhui-static-'))
const script = 'console.log(1)\n'.repeat(200)
let files: StaticFiles

before(async () => {
  const put = (name: string, text: string) => {
    mkdirSync(join(folder, 'client', name, '..'), { recursive: true })
    writeFileSync(join(folder, 'client', name), text)
  }
  put('index.html', '<title>desk</title>')
  put('field/index.html', '<title>field</title>')
  put('assets/app-1a2b.js', script)
  put('.vite/manifest.json', '{}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  files = await createStaticFiles(join(folder, 'client'))
})
after(() => rmSync(folder, { recursive: true }))

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await files.answer(new Request(`http://x${path}`, { headers, method }))
  return (
    response && {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  )
}

test('files, the desk for its own paths, the tablet for its own', async () => {
  assert.equal((await get('/'))?.bytes.toString(), '<title>desk</title>')
  assert.equal((await get('/customers/42'))?.bytes.toString(), '<title>desk</title>')
  assert.equal((await get('/field/today'))?.bytes.toString(), '<title>field</title>')
  assert.equal((await get('/assets/app-1a2b.js'))?.bytes.toString(), script)
  assert.equal(
    (await get('/assets/app-1a2b.js'))?.headers.get('content-type'),
    'text/javascript; charset=utf-8',
  )
})

test('hashed names are kept for a year, pages are asked for again, and 304 saves the bytes', async () => {
  assert.match((await get('/assets/app-1a2b.js'))!.headers.get('cache-control')!, /immutable/)
  const page = await get('/')
  assert.equal(page!.headers.get('cache-control'), 'no-cache')
  const again = await get('/', { 'if-none-match': page!.headers.get('etag')! })
  assert.equal(again!.status, 304)
  assert.equal(again!.bytes.length, 0)
})

test('compressed for those who ask, whole for those who do not', async () => {
  const zipped = await get('/assets/app-1a2b.js', { 'accept-encoding': 'br, gzip' })
  assert.equal(zipped!.headers.get('content-encoding'), 'gzip')
  assert.equal(gunzipSync(zipped!.bytes).toString(), script)
  assert.equal(
    (await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip;q=0' }))!.headers.get('content-encoding'),
    null,
  )
  assert.equal((await get('/assets/app-1a2b.js', {}, 'HEAD'))!.bytes.length, 0)
})

test('nothing outside the folder, nothing hidden, nothing that is not there', async () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%',
  ])
    assert.ok(!(await get(path))?.bytes.toString().includes('secret'), path)
  assert.equal(await get('/.vite/manifest.json'), undefined)
  assert.equal(await get('/assets/missing.js'), undefined)
  assert.equal(await get('/api/anything'), undefined)
  assert.equal(await get('/', {}, 'POST'), undefined)
})
