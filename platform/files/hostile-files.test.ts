import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as crc, gzipSync } from 'node:zlib'
import { writeOds } from 'hucre/ods'
import { createRandom } from '../../engines/kernel/random.ts'
import type { CsvRows } from './csv-scanner.ts'
import { UPLOAD_LIMITS } from './limits.ts'
import { FileRefusal, type FileRefusalCode } from './refusal.ts'
import { SheetScanner } from './sheet-scanner.ts'
import { openTable } from './table.ts'
import { type PartMap, sheetParts, sheetXml, zipOf } from './workbooks-for-tests.ts'
import { XmlScanner } from './xml-scanner.ts'
import { readZipDirectory, unpackZipEntry } from './zip.ts'

const random = createRandom(20261102)
const MOST_SECONDS = 2
const MOST_MEBIBYTES = 300

/** Reads a whole file as an import would: the number of its rows, or the refusal. Anything else fails the test. */
async function outcome(bytes: Uint8Array): Promise<number | FileRefusal> {
  try {
    const table = await openTable({ bytes, name: 'hostile' })
    let count = 0
    for await (const batch of table.rows()) {
      assert.equal(batch.rows.length, batch.lines.length)
      count += batch.rows.length
    }
    return count
  } catch (error) {
    assert.ok(error instanceof FileRefusal, error instanceof Error ? error.stack : String(error))
    assert.equal(error.where.file, 'hostile')
    return error
  }
}

const SHEET = sheetXml([
  ['编号', '名称'],
  ['1', '甲'],
])
const ORDINARY = sheetParts({ rows: SHEET })

function withPart(name: string, content: string, base: PartMap = ORDINARY): Promise<Buffer> {
  return zipOf({ ...base, [name]: content })
}

const inSheet = (rows: string) => zipOf(sheetParts({ rows }))
const inWorksheet = (xml: string) => withPart('xl/worksheets/sheet1.xml', xml)

/** Changes the directory entry of a part; offsets as in the format's own description. */
async function patched(
  change: (bytes: Buffer, entryAt: number, localAt: number) => void,
  part = 'xl/worksheets/sheet1.xml',
): Promise<Buffer> {
  const bytes = await zipOf(ORDINARY)
  const entry = readZipDirectory(bytes, UPLOAD_LIMITS).find(({ name }) => name === part)!
  const entryAt = bytes.lastIndexOf(Buffer.from(part)) - 46
  change(bytes, entryAt, entry.localOffset)
  return bytes
}

/** Text that cannot be packed, so that no other limit is met first. */
function noise(characters: number): string {
  const words = Uint32Array.from({ length: (characters * 3) / 16 }, () => random.integer(0xffffffff))
  return Buffer.from(words.buffer).toString('base64')
}

/** The end record's count of parts. */
async function withCount(count: number): Promise<Buffer> {
  const bytes = await zipOf(ORDINARY)
  bytes.writeUInt16LE(count, bytes.length - 12)
  return bytes
}

function oldWorkbook(...names: readonly string[]): Buffer {
  const streams = names.map((name) => Buffer.from(`${name}\0`, 'utf16le'))
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(1000),
    ...streams,
    Buffer.alloc(500, 7),
  ])
}

const LAUGHS =
  '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;"><!ENTITY n "&m;&m;&m;&m;">]>'
const OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

type Maker = () => Uint8Array | Promise<Uint8Array>
type Hostile = readonly [what: string, expected: FileRefusalCode | number, make: Maker]

const HOSTILE: readonly Hostile[] = [
  ['no byte', 'FILE-01', () => Buffer.alloc(0)],
  ['only a byte order mark', 'FILE-01', () => Buffer.from('\ufeff')],
  ['only blank lines', 'FILE-01', () => Buffer.from('\r\n\r\n\n')],
  ['a workbook without rows', 'FILE-01', () => inSheet('')],
  ['elements in elements, 300,000 deep', 'FILE-01', () => inSheet('<a>'.repeat(300_000))],
  ['a picture', 'FILE-02', () => Buffer.from('89504e470d0a1a0a0000000d', 'hex')],
  ['a PDF', 'FILE-02', () => Buffer.from('%PDF-1.7\n%\xe2\xe3')],
  [
    'a web page called .xls',
    'FILE-02',
    () => Buffer.from('\r\n<table border=1><tr><td>编号</td></tr></table>'),
  ],
  ['a letter', 'FILE-02', () => zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<a/>' })],
  ['any archive', 'FILE-02', () => zipOf({ 'a.txt': 'hello' })],
  ['a program', 'FILE-14', () => Buffer.from('4d5a90000300000004000000ffff0000', 'hex')],
  ['an old file that is no workbook', 'FILE-02', () => oldWorkbook('WordDocument')],
  ['an old file of noise', 'FILE-03', () => oldWorkbook('Workbook')],
  ['gzip in gzip', 'FILE-02', () => gzipSync(gzipSync('a,b\n1,2\n'))],
  ['a workbook in gzip', 'FILE-02', async () => gzipSync(await zipOf(ORDINARY))],
  ['only the first bytes of an archive', 'FILE-03', () => Buffer.from('504b0304140000000800', 'hex')],
  ['more parts promised than there are', 'FILE-03', () => withCount(60)],
  ['no workbook part', 'FILE-03', () => zipOf({ '[Content_Types].xml': '<Types/>', 'xl/a.xml': '<a/>' })],
  ['a reference beyond the last column', 'FILE-03', () => inSheet('<row><c r="ZZZZZ1"><v>1</v></c></row>')],
  ['a row number that is none', 'FILE-03', () => inSheet('<row r="1e308"><c><v>1</v></c></row>')],
  ['a negative row number', 'FILE-03', () => inSheet('<row r="-3"><c><v>1</v></c></row>')],
  ['a shared text that is not there', 'FILE-03', () => inSheet('<row><c t="s"><v>99</v></c></row>')],
  [
    'a shared text with a word for a number',
    'FILE-03',
    () => inSheet('<row><c t="s"><v>length</v></c></row>'),
  ],
  ['markup that opens twice', 'FILE-03', () => inSheet(`<row${'<c'.repeat(1000)}`)],
  ['markup that never closes', 'FILE-03', () => inWorksheet('<worksheet><sheetData><row><c r="A1')],
  [
    'other bytes than the check sum says',
    'FILE-03',
    () => patched((bytes, at) => bytes.writeUInt32LE(1, at + 16)),
  ],
  ['an unknown packing method', 'FILE-03', () => patched((bytes, at) => bytes.writeUInt16LE(99, at + 10))],
  [
    'packed bytes beyond the end',
    'FILE-03',
    () => patched((bytes, at) => bytes.writeUInt32LE(99_999_999, at + 20)),
  ],
  ['packed noise', 'FILE-03', () => patched((bytes, _, local) => bytes.fill(0xff, local + 54, local + 80))],
  [
    'three gigabytes promised',
    'FILE-04',
    () => patched((bytes, at) => bytes.writeUInt32LE(3_000_000_000, at + 24)),
  ],
  [
    'sizes that only fit in 64 bits, and are missing',
    'FILE-03',
    () => patched((bytes, at) => bytes.writeUInt32LE(0xffffffff, at + 24)),
  ],
  [
    '2,001 parts',
    'FILE-05',
    () => zipOf(Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`xl/part${index}.xml`, '']))),
  ],
  ['100 MiB of blanks in 100 KiB', 'FILE-06', () => inSheet(' '.repeat(100 << 20))],
  ['32 MiB of one row in gzip', 'FILE-06', () => gzipSync('a,b\n'.repeat(8 << 20))],
  ['a part longer than it says', 'FILE-07', () => patched((bytes, at) => bytes.writeUInt32LE(100, at + 24))],
  ['a part shorter than it says', 'FILE-07', () => patched((bytes, at) => bytes.writeUInt32LE(900, at + 24))],
  [
    'a part of no bytes that has some',
    'FILE-07',
    () => patched((bytes, at) => bytes.writeUInt32LE(0, at + 24)),
  ],
  [
    'a part with the flag of encryption',
    'FILE-08',
    () => patched((bytes, at) => bytes.writeUInt16LE(1, at + 8)),
  ],
  ['a workbook with a password', 'FILE-08', () => oldWorkbook('EncryptionInfo', 'EncryptedPackage')],
  ['macros', 'FILE-09', () => withPart('xl/vbaProject.bin', 'x')],
  ['old macros', 'FILE-09', () => oldWorkbook('Workbook', '_VBA_PROJECT_CUR')],
  ['sheets of macros', 'FILE-09', () => withPart('xl/macrosheets/sheet1.xml', '<a/>')],
  ['an embedded object', 'FILE-09', () => withPart('xl/embeddings/oleObject1.bin', 'x')],
  ['a control', 'FILE-09', () => withPart('xl/activeX/activeX1.xml', '<a/>')],
  ['a program among the parts', 'FILE-09', () => withPart('xl/media/image1.exe', 'MZ')],
  ['a file of this machine by an entity', 'FILE-10', () => inWorksheet(`${OUTSIDE}<worksheet/>`)],
  [
    'a billion laughs',
    'FILE-10',
    () => inWorksheet(`<?xml version="1.0"?>${LAUGHS}<worksheet>&n;</worksheet>`),
  ],
  ['entities in the shared texts', 'FILE-10', () => withPart('xl/sharedStrings.xml', `${LAUGHS}<sst/>`)],
  ['entities in the workbook', 'FILE-10', () => withPart('xl/workbook.xml', `${OUTSIDE}<workbook/>`)],
  ['entities in the relations', 'FILE-10', () => withPart('_rels/.rels', `${OUTSIDE}<Relationships/>`)],
  ['an entity nobody declared', 'FILE-10', () => inSheet('<row><c t="str"><v>&x;</v></c></row>')],
  ['an archive in the archive', 'FILE-11', () => withPart('xl/more.zip', 'PK')],
  ['a part that climbs out', 'FILE-11', () => withPart('../../etc/cron.d/a', 'x')],
  ['a part at the root of the disk', 'FILE-11', () => withPart('/etc/passwd', 'x')],
  ['a part on drive C', 'FILE-11', () => withPart('C:/a.xml', 'x')],
  ['a part with backslashes', 'FILE-11', () => withPart('xl\\..\\..\\a.xml', 'x')],
  ['a part whose name has a NUL', 'FILE-11', () => withPart('xl/a\0.xml', 'x')],
  ['two parts that differ in letter case only', 'FILE-11', () => withPart('XL/Workbook.xml', '<workbook/>')],
  ['two parts on the same bytes', 'FILE-11', () => patched((bytes, at) => bytes.writeUInt32LE(0, at + 42))],
  [
    'XML in another encoding',
    'FILE-12',
    () => inWorksheet('<?xml version="1.0" encoding="UTF-7"?><worksheet/>'),
  ],
  ['Western letters in one byte', 'FILE-12', () => Buffer.from('id,name\n1,Café Zoë à la carte\n', 'latin1')],
  [
    'damaged UTF-8',
    'FILE-13',
    () => Buffer.from(`编号,名称\n1,${'城关镇食杂店'.repeat(9)}\n`).fill(0x41, 40, 41),
  ],
  ['UTF-16 without its mark', 'FILE-14', () => Buffer.from('id,name\n1,abc\n', 'utf16le')],
  ['a NUL in the middle', 'FILE-14', () => Buffer.from('id,name\n1,a\0b\n')],
  ['a mark that opens and never closes', 'FILE-15', () => Buffer.from('id,name\n1,"abc\n2,d\n')],
  ['a million columns of text', 'FILE-16', () => Buffer.from(`${'a,'.repeat(500_000)}b\n1\n`)],
  ['a million columns on a later line', 'FILE-16', () => Buffer.from(`a,b\n${','.repeat(500_000)}\n`)],
  ['a value in the last column of a sheet', 'FILE-16', () => inSheet('<row><c r="XFD1"><v>1</v></c></row>')],
  ['a text cell of five megabytes', 'FILE-18', () => Buffer.from(`a,b\n1,${'x'.repeat(5 << 20)}\n`)],
  ['a quoted cell of five megabytes', 'FILE-18', () => Buffer.from(`a,b\n1,"${'x\n'.repeat(5 << 19)}"\n`)],
  ['five megabytes without a line', 'FILE-18', () => Buffer.from('x'.repeat(5 << 20))],
  ['a sheet cell of five megabytes', 'FILE-18', () => inSheet(sheetXml([[noise(5 << 20)]]))],
  [
    'a shared text of 100,000 characters',
    'FILE-18',
    () => zipOf(sheetParts({ rows: SHEET, shared: `<si><t>${'x'.repeat(100_000)}</t></si>` })),
  ],
  ['a tag of two megabytes', 'FILE-18', () => inSheet(`<row a="${noise(2 << 20)}"/>`)],
  [
    'a workbook without sheets',
    'FILE-23',
    () => withPart('xl/workbook.xml', '<workbook><sheets/></workbook>'),
  ],
  ['names every object has', 1, () => Buffer.from('__proto__,constructor,toString\n1,2,3\n')],
  ['formulas in text', 2, () => Buffer.from('a,b\n=1+1,@SUM(A1)\n"=HYPERLINK(""x"")",\t\n')],
  [
    'a formula that fetches and has no result',
    1,
    () => inSheet('<row><c><v>1</v></c></row><row><c><f>WEBSERVICE("http://x")</f></c><c><v>2</v></c></row>'),
  ],
  [
    'text directions and separators of Unicode',
    1,
    () => Buffer.from('a,b\n\u202e1\u2028\u2029,\u0085\u00a0\n'),
  ],
  ['a link to another workbook', 1, () => withPart('xl/externalLinks/externalLink1.xml', '<externalLink/>')],
]

test('G14: each kind of hostile file is refused for its own reason, quickly and in little memory', async () => {
  for (const [what, expected, make] of HOSTILE) {
    const bytes = await make()
    const memoryBefore = process.memoryUsage.rss()
    const started = performance.now()
    const found = await outcome(bytes)
    const seconds = (performance.now() - started) / 1000
    const mebibytes = (process.memoryUsage.rss() - memoryBefore) / (1 << 20)
    assert.equal(found instanceof FileRefusal ? found.code : found, expected, `${what}: ${String(found)}`)
    assert.ok(seconds <= MOST_SECONDS, `${what} took ${seconds} s`)
    assert.ok(mebibytes <= MOST_MEBIBYTES, `${what} took ${mebibytes} MiB`)
  }
})

test('G14: a part that says 100 bytes is not unpacked further, whatever it holds', async () => {
  const bytes = await zipOf({ 'a.xml': ' '.repeat(50 << 20) })
  const entry = { ...readZipDirectory(bytes, UPLOAD_LIMITS)[0]!, unpackedBytes: 100 }
  let unpacked = 0
  await assert.rejects(
    async () => {
      for await (const chunk of unpackZipEntry(bytes, entry)) unpacked += chunk.length
    },
    (error: FileRefusal) => error.code === 'FILE-07',
  )
  assert.equal(unpacked, 0)
})

test('G14: a sheet that repeats its last cell a thousand million times does not fill the memory', async () => {
  const ods = await writeOds({ sheets: [{ name: 'a', rows: [['a'], ['b']] }] })
  const directory = readZipDirectory(Buffer.from(ods), UPLOAD_LIMITS)
  assert.ok(directory.some(({ name }) => name === 'content.xml'))
  const content = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="1000000000"><table:table-cell table:number-columns-repeated="1000000000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`
  const found = await outcome(storedOds(content))
  assert.ok(found instanceof FileRefusal, String(found))
})

/** OpenDocument wants its first part stored, which our writer never does; both parts are stored here. */
function storedOds(content: string): Buffer {
  const parts = [
    ['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'],
    ['content.xml', content],
  ].map(([name, text]) => ({ name: Buffer.from(name!), bytes: Buffer.from(text!) }))
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of parts) {
    const sum = crc(bytes)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    for (const [header, at] of [
      [local, 14],
      [entry, 16],
    ] as const) {
      header.writeUInt32LE(sum, at)
      header.writeUInt32LE(bytes.length, at + 4)
      header.writeUInt32LE(bytes.length, at + 8)
      header.writeUInt16LE(name.length, at + 12)
    }
    entry.writeUInt32LE(offset, 42)
    locals.push(local, name, bytes)
    entries.push(entry, name)
    offset += 30 + name.length + bytes.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(2, 10)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...entries, end])
}

const below = (limit: number) => random.integer(limit)

function mutated(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes)
  if (random.next() < 0.3) return copy.subarray(0, below(copy.length))
  for (let count = 1 + below(6); count > 0; count--) {
    const at = below(copy.length)
    copy[at] = random.next() < 0.5 ? copy[at]! ^ (1 << below(8)) : below(256)
  }
  return copy
}

test('G14: 300 damaged files give rows or a refusal, never a crash', async () => {
  const text = Buffer.from(`编号,名称,数量\n${'370102100001,"张三, 食杂店",5\n'.repeat(50)}`)
  const bases: [count: number, bytes: Uint8Array][] = [
    [150, text],
    [50, gzipSync(text)],
    [70, await zipOf(sheetParts({ rows: sheetXml(Array(50).fill(['370102100001', '张三', '5'])) }))],
    [30, await writeOds({ sheets: [{ name: 'a', rows: Array(20).fill(['370102100001', '张三', 5]) }] })],
  ]
  const memoryBefore = process.memoryUsage.rss()
  let files = 0
  let refusals = 0
  for (const [count, bytes] of bases) {
    for (let index = 0; index < count; index++) {
      const started = performance.now()
      if ((await outcome(mutated(bytes))) instanceof FileRefusal) refusals++
      assert.ok(performance.now() - started < MOST_SECONDS * 1000)
      files++
    }
  }
  assert.ok(files >= 300 && refusals > 50, `${files} files, ${refusals} refusals`)
  assert.ok((process.memoryUsage.rss() - memoryBefore) >> 20 <= MOST_MEBIBYTES)
})

test('G14: the sheet scanner survives 2,000 damaged sheets, in pieces of any size', () => {
  const rows = `<row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>12.5</v></c></row>${sheetXml([['甲 &amp; 乙', '<![CDATA[x]]>']])}`
  const xml = `<?xml version="1.0"?><worksheet xmlns:x="y"><!-- c --><sheetData>${rows}</sheetData></worksheet>`
  const context = { sharedTexts: ['共享'], isDateFormat: [false, true], is1904: false }
  for (let index = 0; index < 2_000; index++) {
    const text = mutated(Buffer.from(xml)).toString('utf8')
    const into: CsvRows = { rows: [], lines: [] }
    try {
      const scanner = new XmlScanner(new SheetScanner(context, UPLOAD_LIMITS, into))
      const cut = below(text.length + 1)
      scanner.feed(text.slice(0, cut), false)
      scanner.feed(text.slice(cut), true)
      assert.ok(into.rows.every((row) => Array.from(row).every((cell) => typeof cell === 'string')))
    } catch (error) {
      assert.ok(error instanceof FileRefusal, error instanceof Error ? error.stack : String(error))
    }
  }
})
