import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type CsvRecord, formatCsvRow, readCsvRecords } from './csv.ts'
import { encodeGb18030 } from './gb18030-encoder.ts'
import { FileRefusal, type FileRefusalCode } from './refusal.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuhui-csv-'))
})
after(() => rm(folder, { recursive: true }))

async function read(content: string | Uint8Array, name = 'a.csv'): Promise<CsvRecord[]> {
  const path = join(folder, name)
  await writeFile(path, content)
  return Array.fromAsync(readCsvRecords(path))
}

async function refusal(content: string | Uint8Array): Promise<FileRefusal> {
  try {
    await read(content)
  } catch (error) {
    assert.ok(error instanceof FileRefusal, String(error))
    return error
  }
  assert.fail('the file was taken')
}

test('records carry the line on which they start, past quoted line ends and blank lines', async () => {
  const records = await read('id,name,note\r\n1,甲,"two\r\nlines, ""quoted"""\r\n\r\n2,乙\r\n3,3" pipe,"z"')
  assert.deepEqual(records, [
    { line: 2, values: { id: '1', name: '甲', note: 'two\r\nlines, "quoted"' } },
    { line: 5, values: { id: '2', name: '乙', note: '' } },
    { line: 6, values: { id: '3', name: '3" pipe', note: 'z' } },
  ])
})

const EXPECTED = [
  { line: 2, values: { 编号: '370102100001', 名称: '张三食杂店' } },
  { line: 3, values: { 编号: '370102100002', 名称: '李四烟酒店，二店' } },
]

for (const separator of [',', ';', '\t', '|']) {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const text = ['编号,名称', '370102100001,张三食杂店', '370102100002,李四烟酒店，二店', '']
      .join(lineEnd)
      .replaceAll(',', separator)
    const files: [string, Uint8Array][] = [
      ['UTF-8', Buffer.from(text)],
      ['UTF-8 with mark', Buffer.from(`\ufeff${text}`)],
      ['UTF-16 little end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
      ['UTF-16 big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
      ['GB18030', encodeGb18030(text)!],
      ['gzip', gzipSync(text)],
    ]
    test(`separator ${JSON.stringify(separator)}, line end ${JSON.stringify(lineEnd)}: six encodings read alike`, async () => {
      for (const [name, bytes] of files) assert.deepEqual(await read(bytes), EXPECTED, name)
    })
  }
}

test('the separator is the one that splits the rows evenly, not the most frequent character', async () => {
  const [first] = await read('name;address;amount\nA;"1, High St, B";1,5\nB;2, Low St, C;2,5\n')
  assert.deepEqual(first?.values, { name: 'A', address: '1, High St, B', amount: '1,5' })
})

test('a file that cannot be read rightly is refused with place and numbers, never read wrongly', async () => {
  const damaged = Buffer.from(`id,name\n1,${'城关镇中心小学东侧食杂店'.repeat(3)}\n2,李四烟酒店\n`)
  damaged[damaged.length - 4] = 0x41
  const latin = Buffer.from('id,name\n1,Café Zoë à la carte\n2,Müller\n', 'latin1')
  const cases: [FileRefusalCode, string | Uint8Array, Record<string, unknown>][] = [
    ['FILE-01', '', {}],
    ['FILE-01', '\n\n\n', {}],
    ['FILE-02', Buffer.from('504b0304000000', 'hex'), {}],
    ['FILE-02', '<html><body><table><tr><td>编号</td></tr></table></body></html>', {}],
    ['FILE-02', gzipSync(gzipSync('id\n1\n')), {}],
    ['FILE-03', gzipSync('id\n'.repeat(1000)).subarray(0, 20), {}],
    ['FILE-12', latin, { line: 2 }],
    ['FILE-13', damaged, { line: 3 }],
    ['FILE-14', 'id,name\n1,a\n2,b\0c\n', { line: 3 }],
    ['FILE-15', 'id,name\n1,a\n2,"never closed\n3,c\n', { line: 3, column: 2 }],
    ['FILE-18', `id,name\n1,"${'x'.repeat(1_100_000)}"\n`, { line: 2, column: 2 }],
    ['FILE-21', 'id,name\n1,a\n2,b,c\n', { line: 3, column: 3 }],
    ['FILE-22', 'id,name,id\n1,a,2\n', { line: 1, column: 3 }],
  ]
  for (const [code, content, where] of cases) {
    const error = await refusal(content)
    assert.equal(error.code, code, error.message)
    for (const [key, value] of Object.entries(where)) {
      assert.equal(error.where[key as 'line'], value, `${code} ${key}: ${error.message}`)
    }
    assert.equal(error.violations[0]?.code, code)
    assert.ok(error.where.file?.endsWith('a.csv'))
  }
})

test('leaving the loop early closes the file', async () => {
  const path = join(folder, 'long.csv')
  await writeFile(path, `id,name\n${'1,a\n'.repeat(500_000)}`)
  for await (const { line } of readCsvRecords(path)) if (line > 10) break
  await rm(path)
})

test('a row of text is quoted only where it must be', () => {
  assert.equal(
    formatCsvRow(['a', 1, null, undefined, 'x,y', 'q"q', ' s', 'l\nl', true]),
    'a,1,,,"x,y","q""q"," s","l\nl",true',
  )
  assert.equal(formatCsvRow(['']), '""')
})
