import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { writeOds } from 'hucre/ods'
import { readXlsx, writeXlsx as writeWithLibrary } from 'hucre/xlsx'
import { UPLOAD_LIMITS } from './limits.ts'
import type { FileRefusal } from './refusal.ts'
import { showsDate } from './serial-dates.ts'
import { openTable, type TableSource } from './table.ts'
import { sheetParts, sheetXml, zipOf } from './workbooks-for-tests.ts'

async function allRows(table: TableSource): Promise<{ line: number; cells: string[] }[]> {
  const batches = await Array.fromAsync(table.rows())
  return batches.flatMap(({ rows, lines }) => rows.map((cells, index) => ({ line: lines[index]!, cells })))
}

const open = (bytes: Uint8Array, options = {}) => openTable({ bytes, name: 'test' }, options)

test('a CSV table: header, preview, another header line, rows again and again', async () => {
  const table = await open(Buffer.from('2026年11月订单\n\n订单号,数量\nA1,5\nA2,6\n'))
  assert.equal(table.format, 'csv')
  assert.equal(table.encoding, 'utf-8')
  assert.equal(table.separator, ',')
  assert.deepEqual(table.preview(2), [
    { line: 1, cells: ['2026年11月订单'] },
    { line: 3, cells: ['订单号', '数量'] },
  ])
  const below = table.withHeader(3)
  assert.deepEqual(below.header, ['订单号', '数量'])
  const expected = [
    { line: 4, cells: ['A1', '5'] },
    { line: 5, cells: ['A2', '6'] },
  ]
  assert.deepEqual(await allRows(below), expected)
  assert.deepEqual(await allRows(below), expected, 'a second reading starts afresh')
})

test('batches hold at most 5,000 rows and lose none', async () => {
  const table = await open(
    Buffer.from(`n\n${Array.from({ length: 12_345 }, (_, index) => index).join('\n')}`),
  )
  const batches = await Array.fromAsync(table.rows())
  assert.ok(batches.every((batch) => batch.rows.length <= 5_000))
  assert.deepEqual(
    batches.flatMap((batch) => batch.rows.map((row) => Number(row[0]))),
    Array.from({ length: 12_345 }, (_, index) => index),
  )
})

test('a workbook cell by cell: dates, long numbers, formulas, rich text, gaps, hidden sheets', async () => {
  const rows = [
    '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c></row>',
    `<row r="5">
      <c r="A5" s="1"><v>46328</v></c><c r="B5" s="2"><v>46328.354166666664</v></c><c r="C5"><v>370102100001</v></c>
      <c r="D5"><v>3.7010210000112E+17</v></c><c r="E5"><v>0.10000000000000001</v></c><c r="F5"><v>56.0</v></c>
      <c r="G5"><f>SUM(A1:A2)</f><v>12</v></c><c r="H5" t="str"><f>A1&amp;"x"</f><v>a&lt;b</v></c><c r="I5" t="b"><v>1</v></c>
      <c r="J5" t="e"><v>#N/A</v></c><c r="K5" t="inlineStr"><is><r><t>甲</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>X</t></rPh></is></c>
      <c r="L5" s="3"><v>1.5</v></c><c r="M5" t='d'><v>2026-11-02</v></c><c r='AA5'><v><![CDATA[7]]></v></c><c r="AB5" s="1"/>
    </row>`,
    '<row><c><v>1</v></c><c t="s"><v>1</v></c><c s="4"><v>0.5</v></c></row>',
    '<row r="9"><c r="A9" s="1"/></row>',
  ].join('\n')
  const shared =
    '<si><t>标题</t></si><si><r><t>编</t></r><r><t>号_x0041_</t></r><rPh sb="0" eb="1"><t>ふ</t></rPh></si>'
  const styles = `<numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm"/><numFmt numFmtId="171" formatCode="[h]:mm"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="20"/></cellXfs>`
  const bytes = await zipOf(sheetParts({ rows, shared, styles, hiddenFirst: true }))
  const table = await open(bytes)
  assert.deepEqual([table.format, table.sheet, table.sheets], ['xlsx', '数据', ['数据']])
  assert.deepEqual(table.header, ['', '标题', '', '编号A'])
  assert.equal(table.headerLine, 2)
  const [first, second, ...others] = await allRows(table)
  assert.equal(first?.line, 5)
  assert.deepEqual(first?.cells.slice(0, 13), [
    '2026-11-02',
    '2026-11-02 08:30:00',
    '370102100001',
    '3.7010210000112e+17',
    '0.1',
    '56',
    '12',
    'a<b',
    'TRUE',
    '#N/A',
    '甲 乙',
    '1.5',
    '2026-11-02',
  ])
  assert.equal(first?.cells.length, 27)
  assert.equal(first?.cells[26], '7')
  assert.deepEqual(second, { line: 6, cells: ['1', '编号A', '12:00'] })
  assert.deepEqual(others, [])
  assert.deepEqual((await open(bytes, { sheet: '隐藏' })).header, ['secret'])
  await assert.rejects(open(bytes, { sheet: '没有' }), (error: FileRefusal) => error.code === 'FILE-23')
})

test('day numbers of the 1904 system', async () => {
  const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
  const rows = '<row><c s="0"><v>44866</v></c></row><row><c s="0"><v>0</v></c></row>'
  const table = await open(await zipOf(sheetParts({ rows, styles, is1904: true })))
  assert.deepEqual(
    table.preview(2).map((row) => row.cells[0]),
    ['2026-11-02', '1904-01-01'],
  )
})

test('formats that show a date, and those that do not', () => {
  for (const code of [
    'yyyy-mm-dd',
    'm/d/yy',
    '[$-804]yyyy"年"m"月"',
    'hh:mm',
    '[DBNum1]上午/下午h"时"',
    'd-mmm',
  ])
    assert.ok(showsDate(164, code), code)
  for (const code of [
    '0.00',
    '#,##0',
    'General',
    'G/通用格式',
    '"shy"0',
    '[Red]0',
    '[h]:mm',
    '@',
    '0\\d',
    '_y0',
    '0.00E+00',
  ])
    assert.ok(!showsDate(164, code), code)
})

/** The slow twin: the library reads the same workbook whole and in its own way. */
test('random workbooks read as the library reads them', async () => {
  const value = fc.oneof(
    fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((text) => text === text.toWellFormed() && !/\r/.test(text)),
    fc.constantFrom('张三食杂店', '=1+1', ' 前后 ', 'a\nb', '<&>"', '_x0041_'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
    fc.boolean(),
    fc.constant(null),
    fc.integer({ min: 0, max: 80_000 }).map((day) => new Date(Date.UTC(1990, 0, 1) + day * 86_400_000)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(value, { maxLength: 8 }), { minLength: 1, maxLength: 40 }),
      async (rows) => {
        const bytes = await writeWithLibrary({ sheets: [{ name: 'a', rows: [['header'], ...rows] }] })
        const expected = (await readXlsx(bytes)).sheets[0]!.rows.map((row) => trimmed(row.map(asText)))
        const table = await open(bytes)
        const found: string[][] = [[...table.header]]
        for (const { line, cells } of await allRows(table)) {
          while (found.length < line - 1) found.push([])
          found.push(trimmed(cells))
        }
        while (expected.length > found.length && expected.at(-1)?.length === 0) expected.pop()
        assert.deepEqual(found, expected)
      },
    ),
    { numRuns: 25, seed: 5 },
  )
})

function asText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return value === null || value === undefined ? '' : String(value)
}

function trimmed(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
}

test('an OpenDocument sheet reads like the same workbook', async () => {
  const rows = [
    ['编号', '日期', '数量'],
    ['007', new Date(Date.UTC(2026, 10, 2)), 1.5],
    [null, null, null],
    ['008', new Date(Date.UTC(2026, 10, 2, 8, 30)), 123456789012],
  ]
  const table = await open(await writeOds({ sheets: [{ name: '数据', rows }] }))
  assert.equal(table.format, 'ods')
  assert.deepEqual(await allRows(table), [
    { line: 2, cells: ['007', '2026-11-02', '1.5'] },
    { line: 4, cells: ['008', '2026-11-02 08:30:00', '123456789012'] },
  ])
})

test('an unread workbook is let go, and can still be read afterwards', async () => {
  const table = await open(await zipOf(sheetParts({ rows: sheetXml([['a'], ['b']]) })))
  for await (const _ of table.rows()) break
  assert.equal((await allRows(table)).length, 1)
})

test('a slow or greedy workbook ends in a refusal, not in a hanging or dead process', async () => {
  const many = sheetXml(Array.from({ length: 60_000 }, (_, index) => [`客户${index}`, String(index)]))
  const bytes = await zipOf(sheetParts({ rows: many }))
  const read = async (limits: Partial<typeof UPLOAD_LIMITS>) =>
    allRows(await open(bytes, { limits: { ...UPLOAD_LIMITS, ...limits } }))
  await assert.rejects(read({ seconds: 0.001 }), (error: FileRefusal) => error.code === 'FILE-19')
  const distinct = Array.from(
    { length: 400_000 },
    (_, index) => `<si><t>${index}共享文字${index}</t></si>`,
  ).join('')
  const greedy = await zipOf(sheetParts({ rows: sheetXml([['a']]), shared: distinct }))
  await assert.rejects(
    open(greedy, { limits: { ...UPLOAD_LIMITS, memoryMebibytes: 16 } }),
    (error: FileRefusal) => error.code === 'FILE-20',
  )
  assert.equal((await read({})).length, 59_999)
})

test('a row of a text that is too long names its place; so do too many rows', async () => {
  const limits = { ...UPLOAD_LIMITS, rows: 3, cellCharacters: 5 }
  await assert.rejects(
    async () => allRows(await open(Buffer.from('a\n1\n2\n3\n4\n'), { limits })),
    (error: FileRefusal) => error.code === 'FILE-17' && error.where.line === 4,
  )
  await assert.rejects(
    async () => allRows(await open(Buffer.from('a,b\n1,2\n3,123456\n'), { limits })),
    (error: FileRefusal) => error.code === 'FILE-18' && error.where.line === 3 && error.where.column === 2,
  )
})
