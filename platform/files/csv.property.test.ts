import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatCsvRow } from './csv.ts'
import { CSV_SEPARATORS, CsvScanner } from './csv-scanner.ts'
import { encodeGb18030 } from './gb18030-encoder.ts'
import { UPLOAD_LIMITS } from './limits.ts'
import { openTable } from './table.ts'

/** Cells as files have them: codes, Chinese names, separators, quotation marks, line ends, rare and astral characters. */
const cell = fc.oneof(
  fc.stringMatching(/^[A-Z0-9-]{0,12}$/),
  fc.string({
    unit: fc.constantFrom(...'济南市历下区烟草专卖零售户张王李食杂店便利超市一二三（）、，。'),
    maxLength: 20,
  }),
  fc.string({
    unit: fc.constantFrom('a', ',', ';', '\t', '|', '"', '\n', '\r\n', ' ', '镕', '喆', '𠮷', '€', 'é', '😀'),
  }),
)
const table = fc
  .integer({ min: 2, max: 8 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 30 }),
  )

/** A real file has a header; eight Chinese characters are enough to tell the encodings apart. */
const HEADER = ['客户编码', '客户名称', '经营地址', '许可证号', '档位', '业态', '市场类型', '备注']

const ENCODERS: readonly [name: string, (text: string) => Uint8Array | undefined][] = [
  ['utf-8', (text) => Buffer.from(text)],
  ['utf-8 with mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['utf-16le', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['utf-16be', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['gb18030', encodeGb18030],
  ['gb18030, CRLF', (text) => encodeGb18030(text)],
]

test('G15: 1,000 generated files in six encodings come back cell by cell', async () => {
  let files = 0
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom(...ENCODERS), async (rows, [name, encode]) => {
      const header = HEADER.slice(0, rows[0]!.length)
      const lineEnd = name.endsWith('CRLF') ? '\r\n' : '\n'
      const bytes = encode([header, ...rows].map(formatCsvRow).join(lineEnd))
      assert.ok(bytes)
      const source = await openTable({ bytes, name: 'generated' })
      assert.deepEqual(source.header, header)
      const read = (await Array.fromAsync(source.rows())).flatMap((batch) => batch.rows)
      assert.deepEqual(read, rows)
      files++
    }),
    { numRuns: 1_000, seed: 20261102 },
  )
  assert.equal(files, 1_000)
})

test('however a text is cut into pieces, the rows and their lines are the same', () => {
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(...CSV_SEPARATORS),
      fc.array(fc.nat(400), { maxLength: 12 }),
      (rows, separator, cuts) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = rows.map((row) => row.map(quote).join(separator)).join('\n')
        const whole = scan([text], separator)
        const places = [...new Set(cuts.filter((cut) => cut < text.length))].sort((a, b) => a - b)
        const pieces = [0, ...places].map((from, index) => text.slice(from, places[index]))
        assert.deepEqual(scan(pieces, separator), whole)
        assert.deepEqual(whole.rows, rows)
      },
    ),
    { numRuns: 500, seed: 7 },
  )
})

function scan(pieces: readonly string[], separator: (typeof CSV_SEPARATORS)[number]) {
  const scanner = new CsvScanner({ separator, lineEnd: '\n' }, UPLOAD_LIMITS)
  const into = { rows: [], lines: [] }
  for (const piece of pieces) scanner.feed(piece, false, into)
  scanner.feed('', true, into)
  return into as { rows: string[][]; lines: number[] }
}
