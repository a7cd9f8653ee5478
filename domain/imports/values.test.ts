import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cleanCell,
  moneyOfPlain,
  readChineseNumber,
  readClockTime,
  readCode,
  readDate,
  readMoney,
  readNumber,
  readOrderDay,
  readPosition,
  readTier,
  readVisits,
  readWhole,
  wholeOfPlain,
} from './values.ts'

const resultOf = (cell: { value?: unknown; problem?: { code: string } | undefined }) =>
  cell.problem ? cell.problem.code : cell.value

test('dates: a closed list of forms, and nothing guessed (IMP-05, IMP-17)', () => {
  const cases: [string, string][] = [
    ['2026-11-02', '2026-11-02'],
    ['2026/11/2', '2026-11-02'],
    ['2026.1.2', '2026-01-02'],
    ['20261102', '2026-11-02'],
    ['2026年11月2日', '2026-11-02'],
    ['2026-11-02 08:30:00', '2026-11-02'],
    ['2026-11-02T08:30:00Z', '2026-11-02'],
    ['2026-02-30', 'IMP-05'],
    ['26-11-02', 'IMP-05'],
    ['11/02/2026', 'IMP-17'],
    ['2026/11-02', 'IMP-05'],
    ['', 'IMP-05'],
    ['20261302', 'IMP-05'],
    ['0201-01-01', 'IMP-05'],
  ]
  for (const [text, expected] of cases) assert.equal(resultOf(readDate(text)), expected, text)
  assert.equal(resultOf(readDate('11/02/2015', true)), '2015-11-02')
  assert.equal(resultOf(readDate('13/02/2015', true)), 'IMP-05')
})

test('money is read as digits, exactly to the cent', () => {
  const cases: [string, number | string][] = [
    ['33.74', 3374],
    ['$162.84', 16284],
    ['1,234.5', 123450],
    ['-12.30', -1230],
    ['(12.30)', -1230],
    ['0.1', 10],
    ['12.340', 1234],
    ['12.345', 'IMP-18'],
    ['12.340000000000002', 1234],
    ['1e3', 100000],
    ['120元', 12000],
    ['¥8', 800],
    ['abc', 'IMP-02'],
    ['1.2.3', 'IMP-02'],
    ['', 'IMP-02'],
  ]
  for (const [text, expected] of cases) assert.equal(resultOf(readMoney(text)), expected, text)
  for (const cents of [0, 1, 9, 10, 99, 100, 101, 1999, 123456789, 410057])
    assert.equal(moneyOfPlain((cents / 100).toFixed(2)), cents)
})

test('whole numbers: 56.0 is one, 56.5 is not; limits are told', () => {
  assert.equal(resultOf(readWhole('56.0', 0, 100)), 56)
  assert.equal(resultOf(readWhole('56.5', 0, 100)), 'IMP-03')
  assert.equal(resultOf(readWhole('101', 0, 100)), 'IMP-04')
  assert.equal(wholeOfPlain('-12'), -12)
  assert.equal(wholeOfPlain('12.00'), 12)
  assert.ok(Number.isNaN(wholeOfPlain('12.5')))
  assert.ok(Number.isNaN(wholeOfPlain('-')))
  assert.ok(Number.isNaN(wholeOfPlain('1e3')))
  assert.equal(resultOf(readNumber('1,000')), 1000)
})

test('cells: full-width signs become ASCII, words for nothing become nothing', () => {
  assert.equal(cleanCell('  ３０ '), '30')
  assert.equal(cleanCell('NULL'), '')
  assert.equal(cleanCell('——'), '')
  assert.equal(cleanCell('丹江（城网）'), '丹江(城网)')
  assert.equal(cleanCell('HY-VEE'), 'HY-VEE')
})

test('tiers in figures and in Chinese numerals', () => {
  assert.equal(resultOf(readTier('三十档')), 30)
  assert.equal(resultOf(readTier('二十一档')), 21)
  assert.equal(resultOf(readTier('十档')), 10)
  assert.equal(resultOf(readTier('D7')), 7)
  assert.equal(resultOf(readTier('30.0')), 30)
  assert.equal(resultOf(readTier('ZZ')), null)
  assert.equal(resultOf(readTier('31')), 'IMP-04')
  assert.equal(resultOf(readTier('甲')), 'IMP-06')
  for (let number = 1; number <= 99; number++) {
    const tens = Math.floor(number / 10)
    const ones = number % 10
    const digits = '零一二三四五六七八九'
    const text = `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones] : ''}`
    assert.equal(readChineseNumber(text), number, text)
  }
})

test('order days with odd and even weeks', () => {
  assert.deepEqual(resultOf(readOrderDay('周一')), { cycle: 'weekly', weekday: 1 })
  assert.deepEqual(resultOf(readOrderDay('单周周四')), { cycle: 'odd_week', weekday: 4 })
  assert.deepEqual(resultOf(readOrderDay('双周周二')), { cycle: 'even_week', weekday: 2 })
  assert.deepEqual(resultOf(readOrderDay('不访销')), { cycle: 'none', weekday: null })
  assert.deepEqual(resultOf(readOrderDay('Wednesday')), { cycle: 'weekly', weekday: 3 })
  assert.equal(resultOf(readOrderDay('八月')), 'IMP-06')
})

test('visits, times, codes, positions', () => {
  assert.equal(resultOf(readVisits('4')), '4')
  assert.equal(resultOf(readVisits('0.5')), '1/2')
  assert.equal(resultOf(readVisits('1/3')), '1/3')
  assert.equal(resultOf(readVisits('0')), 'IMP-06')
  assert.equal(resultOf(readClockTime('8:30')), '08:30')
  assert.equal(resultOf(readClockTime('0.75')), '18:00')
  assert.equal(resultOf(readCode('3.70102E+11')), 'IMP-13')
  assert.equal(resultOf(readCode('2633.0')), '2633')
  assert.deepEqual(readPosition('POINT (-93.570489 41.607817)'), { lon: -93.570489, lat: 41.607817 })
  assert.deepEqual(readPosition('1013 MAIN\nKEOKUK 52632\n(40.39978, -91.387531)'), {
    lon: -91.387531,
    lat: 40.39978,
  })
  assert.equal(readPosition('812 S 1ST AVE\nIOWA CITY 52240\n'), undefined)
})
