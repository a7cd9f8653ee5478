import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CellResult } from './result.ts'
import { cleanText, foldHeader, foldText, splitList } from './text.ts'
import { parseBoolean, parseCode, parseLicence, parseOrderCycle, parseText, parseWeekday } from './words.ts'

function check(
  parse: (cell: string) => CellResult<unknown>,
  cases: readonly (readonly [string, unknown])[],
): void {
  for (const [cell, expected] of cases) {
    const result = parse(cell)
    assert.deepEqual(result.ok ? result.value : result.reason, expected, cell)
  }
}

test('texts: outer blanks and invisible characters go, NULL is nothing, widths stay', () => {
  for (const [cell, expected] of [
    ['\u3000张三食杂店 ', '张三食杂店'],
    ['张三\u200b食杂店\ufeff', '张三食杂店'],
    ['两\r\n行', '两\n行'],
    ['丹江（城网），二店', '丹江（城网），二店'],
    ['NULL', ''],
    ['null', ''],
    ['\\N', ''],
    ['NULLARBOR', 'NULLARBOR'],
  ]) {
    assert.equal(cleanText(cell!), expected)
  }
})

test('keys: full-width brackets, commas, letters and digits fold to one form', () => {
  assert.equal(foldText('丹江（城网），Ａ１０１'), '丹江(城网),A101')
  assert.equal(foldText('甲  乙\u3000丙'), '甲 乙 丙')
  assert.equal(foldHeader(' 许可证号 * '), foldHeader('许可证号'))
  assert.equal(foldHeader('Store Number'), foldHeader('store number'))
  assert.deepEqual(splitList('丹江（城网），房县、竹山--竹溪;郧西/郧阳'), [
    '丹江(城网)',
    '房县',
    '竹山',
    '竹溪',
    '郧西',
    '郧阳',
  ])
  assert.deepEqual(splitList('NULL'), [])
})

test('weekdays', () => {
  check(parseWeekday, [
    ['周一', 1],
    ['星期二', 2],
    ['礼拜三', 3],
    ['周日', 7],
    ['星期天', 7],
    ['4', 4],
    ['4.0', 4],
    ['Fri', 5],
    ['SATURDAY', 6],
    ['0', 'not-a-weekday'],
    ['8', 'not-a-weekday'],
    ['周', 'not-a-weekday'],
    ['', 'empty'],
  ])
})

test('order cycles: odd and even weeks, several days, none', () => {
  check(parseOrderCycle, [
    ['周一', { weekdays: [1], weeks: 'every' }],
    ['单周周四', { weekdays: [4], weeks: 'odd' }],
    ['单周四', { weekdays: [4], weeks: 'odd' }],
    ['双周周二', { weekdays: [2], weeks: 'even' }],
    ['双周（周二）', { weekdays: [2], weeks: 'even' }],
    ['周四、周一', { weekdays: [1, 4], weeks: 'every' }],
    ['周一，周四', { weekdays: [1, 4], weeks: 'every' }],
    ['每周三', { weekdays: [3], weeks: 'every' }],
    ['不访销', { weekdays: [], weeks: 'every' }],
    ['单周', 'not-a-weekday'],
    ['周一周四', 'not-a-weekday'],
    ['NULL', 'empty'],
  ])
})

test('yes and no', () => {
  check(parseBoolean, [
    ['是', true],
    ['Y', true],
    ['TRUE', true],
    ['１', true],
    ['√', true],
    ['否', false],
    ['no', false],
    ['0', false],
    ['×', false],
    ['也许', 'not-a-yes-or-no'],
    ['2', 'not-a-yes-or-no'],
    ['', 'empty'],
  ])
})

test('codes and licences: a number that lost its digits is refused, never padded out', () => {
  check(parseCode, [
    ['00123', '00123'],
    ["'00123", '00123'],
    ['12345.0', '12345'],
    ['Ａ－１２', 'A-12'],
    ['1.23E+11', 'digits-lost'],
    ['3.70102100001e+17', 'digits-lost'],
    ['#N/A', 'formula-error'],
    ['NULL', 'empty'],
  ])
  check(parseLicence, [
    ['370102100001', '370102100001'],
    ['370102 1 00001', '370102100001'],
    ['370102100001.0', '370102100001'],
    ['３７０１０２１００００１', '370102100001'],
    ['1.23E+11', 'digits-lost'],
    ['3.70102E+11', 'digits-lost'],
    ['37010210000', 'not-a-licence'],
    ['37010210000A', 'not-a-licence'],
    ['', 'empty'],
  ])
  check(parseText, [
    ['#REF!', 'formula-error'],
    ['#1 shop', '#1 shop'],
    ['', ''],
  ])
})
