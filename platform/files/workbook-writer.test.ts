import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { readXlsx } from 'hucre/xlsx'
import { exportCsv, formatExportCsvRow } from './csv-export.ts'
import { writeErrorWorkbook } from './error-workbook.ts'
import { looksLikeFormula } from './formula-guard.ts'
import { openTable } from './table.ts'
import { writeTemplate } from './template-workbook.ts'
import { type SheetColumn, type SheetSpec, writeXlsx } from './workbook-writer.ts'

const COLUMNS: readonly SheetColumn[] = [
  { key: 'code', title: '客户编码', kind: 'code', isRequired: true },
  { key: 'name', title: '名称', kind: 'text', width: 30 },
  { key: 'format', title: '业态', kind: 'text', options: ['食杂店', '便利店', '烟酒商店, "二"'] },
  { key: 'count', title: '数量', kind: 'integer' },
  { key: 'amount', title: '金额（元）', kind: 'yuan' },
  { key: 'share', title: '占比', kind: 'percent' },
  { key: 'date', title: '日期', kind: 'date' },
  { key: 'time', title: '时间', kind: 'datetime' },
  { key: 'night', title: '夜店', kind: 'boolean' },
]

const ROWS = [
  {
    code: '007',
    name: '张三 & <李四> "店"',
    format: '食杂店',
    count: -5,
    amount: 123456,
    share: 0.125,
    date: '2026-11-02',
    time: '2026-11-02 08:30',
    night: true,
  },
  {
    code: '370102100001',
    name: '=1+1',
    count: Number.NaN,
    amount: null,
    date: '不详',
    time: '',
    night: undefined,
  },
  { code: '+1', name: '_x0041_ 控\u0001制\t制表\r\n换行 \ud800孤', count: '12' },
]

async function tableRows(bytes: Uint8Array): Promise<string[][]> {
  const table = await openTable({ bytes, name: 'written.xlsx' })
  return (await Array.fromAsync(table.rows())).flatMap((batch) => batch.rows)
}

test('a written workbook reads back with its types, its filter and its frozen header', async () => {
  const bytes = await writeXlsx({ sheets: [{ name: "订单[1]:'明细'", columns: COLUMNS, rows: ROWS }] })
  const workbook = await readXlsx(bytes, { readStyles: true })
  const sheet = workbook.sheets[0]!
  assert.equal(sheet.name, "订单 1  '明细")
  assert.equal(sheet.freezePane?.rows, 1)
  assert.equal(sheet.autoFilter?.range, 'A1:I4')
  assert.deepEqual(sheet.rows[0], [
    '客户编码 *',
    '名称',
    '业态',
    '数量',
    '金额（元）',
    '占比',
    '日期',
    '时间',
    '夜店',
  ])
  assert.deepEqual(sheet.rows[1]?.slice(0, 6), ['007', '张三 & <李四> "店"', '食杂店', -5, 1234.56, 0.125])
  assert.equal((sheet.rows[1]![6] as Date).toISOString().slice(0, 10), '2026-11-02')
  assert.equal((sheet.rows[1]![7] as Date).toISOString().slice(0, 16), '2026-11-02T08:30')
  assert.equal(sheet.rows[1]?.[8], true)
  assert.deepEqual(sheet.rows[2]?.slice(0, 7), ['370102100001', '=1+1', null, null, null, null, '不详'])
  assert.equal(sheet.rows[3]?.[1], '_x0041_ 控\u0001制\t制表\r\n换行 \ufffd孤')
  assert.equal(sheet.rows[3]?.[3], '12', 'a text in a number column stays what it is')
  assert.equal(sheet.dataValidations?.[0]?.range, 'C2:C4')
  assert.equal(workbook.sheets[1]?.hidden, true)

  const own = await tableRows(bytes)
  assert.deepEqual(own[0], [
    '007',
    '张三 & <李四> "店"',
    '食杂店',
    '-5',
    '1234.56',
    '0.125',
    '2026-11-02',
    '2026-11-02 08:30:00',
    'TRUE',
  ])
  assert.equal(own[2]?.[1], '_x0041_ 控\u0001制\t制表\r\n换行 \ufffd孤')
})

test('an independent reader finds the archive sound and every part well-formed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'liuhui-xlsx-'))
  try {
    const path = join(folder, 'a.xlsx')
    const sheets: SheetSpec[] = [
      {
        name: '明细',
        columns: COLUMNS,
        rows: ROWS,
        headings: ['筛选：片区 = 历下; 2026-11', '=HYPERLINK("x")'],
      },
      { name: '空', columns: COLUMNS, rows: [] },
    ]
    await writeFile(path, await writeXlsx({ sheets }))
    const script = [
      'import sys, zipfile, xml.dom.minidom as dom',
      'z = zipfile.ZipFile(sys.argv[1])',
      'assert z.testzip() is None',
      'parts = [dom.parseString(z.read(n)) for n in z.namelist()]',
      'print(len(parts), sum(len(p.getElementsByTagName("f")) for p in parts))',
    ].join('\n')
    let answer: string
    try {
      answer = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      console.log('!! python3 is not installed: the written workbook was not read by an independent program')
      t.skip('python3 is not installed')
      return
    }
    assert.equal(answer.trim(), '8 0', '8 parts, no formula')
    openInOffice(t, path, folder)
  } finally {
    await rm(folder, { recursive: true })
  }
})

function openInOffice(t: { diagnostic(text: string): void }, path: string, folder: string): void {
  try {
    execFileSync('soffice', ['--headless', '--convert-to', 'csv', '--outdir', folder, path], {
      timeout: 60_000,
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    console.log('!! LibreOffice is not installed: the written workbook was not opened in an office program')
    t.diagnostic('LibreOffice is not installed')
  }
}

test('100,000 rows stay within 300 MB, and our own importer takes them', async () => {
  function* rows() {
    for (let index = 0; index < 100_000; index++) {
      yield {
        ...ROWS[0],
        code: `3701021${String(index).padStart(5, '0')}`,
        count: index % 50,
        amount: index * 115,
      }
    }
  }
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  const bytes = await writeXlsx({ sheets: [{ name: '订单', columns: COLUMNS, rows: rows() }] })
  clearInterval(watch)
  assert.ok(peak - before < 300 * 1024 * 1024, `${(peak - before) >> 20} MiB`)
  const read = await tableRows(bytes)
  assert.equal(read.length, 100_000)
  assert.deepEqual(read[99_999]?.slice(0, 5), [
    '370102199999',
    '张三 & <李四> "店"',
    '食杂店',
    '49',
    '114998.85',
  ])
})

test('the same content gives the same bytes', async () => {
  const sheets = [{ name: 'a', columns: COLUMNS, rows: ROWS }]
  assert.ok((await writeXlsx({ sheets })).equals(await writeXlsx({ sheets })))
})

test('a source that fails fails the whole export, and is closed', async () => {
  let isClosed = false
  async function* rows() {
    try {
      yield ROWS[0]!
      throw new Error('the database went away')
    } finally {
      isClosed = true
    }
  }
  await assert.rejects(writeXlsx({ sheets: [{ name: 'a', columns: COLUMNS, rows: rows() }] }), /went away/)
  assert.ok(isClosed)
})

test('rejected rows come back with row, column, value and reason, in both languages, and can be imported again', async () => {
  const header = ['许可证号', '业态']
  const rows = [
    {
      line: 7,
      cells: ['1.2E+11', '食杂店', '多余'],
      problems: [
        { column: '许可证号', value: '1.2E+11', reason: '数字已丢失' },
        { column: '业态', value: '食杂店', reason: '没有此业态' },
      ],
    },
    { line: 9, cells: ['370102100001'], problems: [{ reason: '重复' }] },
  ]
  const bytes = await writeErrorWorkbook({ header, rows, language: 'zh-CN' })
  const table = await openTable({ bytes, name: 'errors' })
  assert.deepEqual(table.header, ['许可证号', '业态', '行号', '列', '值', '原因'])
  const read = await tableRows(bytes)
  assert.deepEqual(read[0], [
    '1.2E+11',
    '食杂店',
    '7',
    '许可证号\n业态',
    '1.2E+11\n食杂店',
    '数字已丢失\n没有此业态',
  ])
  assert.deepEqual(read[1], ['370102100001', '', '9', '', '', '重复'])
  const again = await writeErrorWorkbook({ header: table.header, rows, language: 'en' })
  const second = await openTable({ bytes: again, name: 'errors' })
  assert.deepEqual(second.header, ['许可证号', '业态', 'Row', 'Column', 'Value', 'Reason'])
})

test('a template has notes, stars, text codes and lists, and its header is found below the notes', async () => {
  const columns = COLUMNS.map((column) => ({ ...column, note: `填写${column.title}` }))
  const bytes = await writeTemplate({ name: '零售户', columns })
  const table = (await openTable({ bytes, name: 'template' })).withHeader(2)
  assert.deepEqual(table.sheets, ['零售户'])
  assert.equal(table.header[0], '客户编码 *')
  assert.deepEqual(table.preview(1)[0]?.cells[1], '填写名称')
  const workbook = await readXlsx(bytes)
  assert.equal(workbook.sheets[0]?.freezePane?.rows, 2)
  assert.equal(workbook.sheets[0]?.dataValidations?.[0]?.range, 'C3:C5002')
  assert.deepEqual(
    workbook.sheets[1]?.rows.map((row) => row[0]),
    ['1', '食杂店', '便利店', '烟酒商店, "二"'],
  )
  await assert.rejects(async () => Array.fromAsync(table.withHeader(99).rows()), RangeError)
})

const dangerous = fc
  .tuple(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '\0',
      '＝',
      '＋',
      '－',
      '＠',
      ' =',
      '\u200b=',
      '\ufeff@',
      '',
    ),
    fc.oneof(
      fc.string(),
      fc.constantFrom('1+1', 'HYPERLINK("http://x","y")', "cmd|'/c calc'!A0", 'SUM(A1:A9)'),
    ),
  )
  .map(([start, rest]) => start + rest)

test('G16: none of 10,000 strings becomes a formula in CSV', async () => {
  const live = /^[=+\-@\t\r\n\0＝＋－＠]/
  fc.assert(
    fc.property(dangerous, dangerous, (first, second) => {
      const line = formatExportCsvRow([first, second, -5])
      const cells = parseOneRow(line)
      assert.equal(cells.length, 3, line)
      assert.equal(cells[2], '-5', 'a number stays a number')
      for (const [index, text] of [first, second].entries()) {
        assert.doesNotMatch(cells[index]!, live, JSON.stringify(text))
        const bare = text.replaceAll('\0', '')
        assert.ok(cells[index] === bare || cells[index] === `'${bare}`, 'nothing else changes')
      }
    }),
    { numRuns: 10_000, seed: 16 },
  )
  const pieces = await Array.fromAsync(exportCsv(COLUMNS, ROWS))
  assert.ok(pieces[0]?.startsWith('\ufeff客户编码,名称'))
  assert.ok(pieces[1]?.includes(',-5,1234.56,0.125,'))
  assert.ok(pieces[2]?.startsWith("370102100001,'=1+1,"))
})

/** RFC 4180 in five lines, so that the writer is not checked by its own reader. */
function parseOneRow(line: string): string[] {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []
  return cells
    .slice(0, line.endsWith(',') ? undefined : cells.findIndex((cell) => !cell.endsWith(',')) + 1)
    .map((cell) => cell.replace(/,$/, ''))
    .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
}

test('G16: none of 10,000 strings becomes a formula in a workbook, and each reads back as it was', async () => {
  const texts = fc.sample(dangerous, { numRuns: 10_000, seed: 17 })
  const columns: SheetColumn[] = [
    { key: 'text', title: '文本', kind: 'text' },
    { key: 'number', title: '数量', kind: 'integer' },
    { key: 'end', title: '行', kind: 'integer' },
  ]
  const rows = texts.map((text, index) => ({ text, number: text, end: index }))
  const sheet = (
    await readXlsx(await writeXlsx({ sheets: [{ name: 'a', columns, rows }] }), { readStyles: true })
  ).sheets[0]!
  assert.equal(sheet.rows.length, texts.length + 1)
  texts.forEach((text, index) => {
    for (const column of [0, 1]) {
      const value = sheet.rows[index + 1]?.[column]
      assert.equal(
        value ?? '',
        text.toWellFormed().replace(/[\ufffe\uffff]/g, '\ufffd'),
        JSON.stringify(text),
      )
      const cell = sheet.cells?.get(`${index + 1},${column}`)
      assert.equal(cell?.formula, undefined)
      assert.ok(cell === undefined || cell.type !== 'formula')
    }
  })
  assert.ok(texts.filter(looksLikeFormula).length > 5_000, 'the sample holds enough dangerous texts')
})
