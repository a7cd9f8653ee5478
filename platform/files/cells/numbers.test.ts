import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chineseNumeral, parseFen, parseInteger, parseNumber, parseShare, parseTier } from './numbers.ts'
import type { CellResult } from './result.ts'

type Cases = readonly (readonly [cell: string, expected: unknown])[]

function check(parse: (cell: string) => CellResult<unknown>, cases: Cases): void {
  for (const [cell, expected] of cases) {
    const result = parse(cell)
    assert.deepEqual(result.ok ? result.value : result.reason, expected, cell)
  }
}

test('numbers: separators only where they belong, any width of digits, exponents', () => {
  check(parseNumber, [
    ['12', 12],
    ['-12.5', -12.5],
    ['－１２．５', -12.5],
    ['1,234,567.89', 1234567.89],
    ['１，２３４', 1234],
    ['.5', 0.5],
    ['1e-7', 1e-7],
    ['1.5E+3', 1500],
    ['1,23', 'not-a-number'],
    ['1.234,56', 'not-a-number'],
    ['12,34,567', 'not-a-number'],
    ['1 234', 'not-a-number'],
    ['12条', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['NaN', 'not-a-number'],
    ['--1', 'not-a-number'],
    ['1e999', 'out-of-range'],
    ['#DIV/0!', 'formula-error'],
    ['null', 'empty'],
    ['  ', 'empty'],
  ])
})

test('whole numbers: 56.0 is 56, 56.5 is not, an exponent has lost digits', () => {
  check(parseInteger, [
    ['56', 56],
    ['056', 56],
    ['56.0', 56],
    ['56.00', 56],
    ['-56.0', -56],
    ['-0', 0],
    ['1,056', 1056],
    ['９９', 99],
    ['56.5', 'not-whole'],
    ['5.6E+1', 'digits-lost'],
    ['99999999999999999999', 'out-of-range'],
    ['五', 'not-a-number'],
    ['', 'empty'],
  ])
  assert.deepEqual(parseInteger('31', { min: 1, max: 30 }), { ok: false, reason: 'out-of-range' })
})

test('money becomes whole fen and is never rounded', () => {
  check(parseFen, [
    ['12', 1200],
    ['12.5', 1250],
    ['¥1,234.56', 123456],
    ['￥12.30', 1230],
    ['$7.99', 799],
    ['-$7.99', -799],
    ['$-7.99', -799],
    ['12元', 1200],
    ['１２．５０元', 1250],
    ['12.500', 1250],
    ['7.990000000000001', 799],
    ['3.4499999999999997', 345],
    ['-0.05', -5],
    ['12.345', 'too-many-decimals'],
    ['1E+3', 'digits-lost'],
    ['¥', 'empty'],
    ['12¥', 'not-a-number'],
  ])
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (fen) => {
      assert.deepEqual(parseFen((fen / 100).toFixed(2)), { ok: true, value: fen })
      // What a spreadsheet stores for the same amount.
      assert.deepEqual(parseFen(String(fen / 100)), { ok: true, value: fen })
    }),
    { seed: 11 },
  )
})

test('shares: 12.5% is 0.125', () => {
  check(parseShare, [
    ['12.5%', 0.125],
    ['１２．５％', 0.125],
    ['0.125', 0.125],
    ['%', 'empty'],
  ])
})

test('tiers: digits, Chinese numerals, D30, ZZ for none', () => {
  check(parseTier, [
    ['30', 30],
    ['30.0', 30],
    ['30档', 30],
    ['第30档', 30],
    ['三十档', 30],
    ['三十', 30],
    ['第二十一档', 21],
    ['十五档', 15],
    ['十档', 10],
    ['廿五', 25],
    ['卅', 30],
    ['D30', 30],
    ['d7', 7],
    ['D07', 7],
    ['３０档', 30],
    ['ZZ', null],
    ['未分档', null],
    ['0', 'out-of-range'],
    ['31', 'out-of-range'],
    ['三十一档', 'out-of-range'],
    ['三五', 'not-a-tier'],
    ['A30', 'not-a-tier'],
    ['30.5', 'not-a-tier'],
    ['', 'empty'],
    ['NULL', 'empty'],
    ['#REF!', 'formula-error'],
  ])
  const digits = '零一二三四五六七八九'
  for (let value = 0; value < 100; value++) {
    const tens = Math.floor(value / 10)
    const ones = value % 10
    const text = `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 || value === 0 ? digits[ones] : ''}`
    assert.equal(chineseNumeral(text), value, text)
  }
})
