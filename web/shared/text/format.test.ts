import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import {
  compareText,
  formatAgo,
  formatChange,
  formatDate,
  formatLarge,
  formatLargeMoney,
  formatMinutes,
  formatMoney,
  formatMonth,
  formatNumber,
  formatTime,
} from './format.ts'
import { setLanguage } from './language.ts'

afterEach(() => setLanguage('zh'))

test('large numbers use 万 and 亿 in Chinese, with three significant digits', () => {
  assert.equal(formatLarge(9870), '9,870')
  assert.equal(formatLarge(12_345), '1.23万')
  assert.equal(formatLarge(456_700), '45.7万')
  assert.equal(formatLarge(4_567_000), '457万')
  assert.equal(formatLarge(99_999_999), '1.00亿')
  assert.equal(formatLarge(123_456_789), '1.23亿')
  assert.equal(formatLarge(-12_345), '-1.23万')
})

test('large numbers use K and M in English', () => {
  setLanguage('en')
  assert.equal(formatLarge(9870), '9,870')
  assert.equal(formatLarge(12_345), '12.3K')
  assert.equal(formatLarge(1_234_567), '1.23M')
})

test('money is made of fen and keeps its sign before the currency', () => {
  assert.equal(formatMoney(123_456), '¥1,234.56')
  assert.equal(formatMoney(-50), '−¥0.50')
  assert.equal(formatMoney(123_456, { whole: true }), '¥1,235')
  assert.equal(formatLargeMoney(1_234_567_800), '¥1,235万')
})

test('a missing value is a dash and never a zero', () => {
  for (const text of [
    formatNumber(null),
    formatMoney(undefined),
    formatLarge(null),
    formatDate(null),
    formatTime(''),
  ])
    assert.equal(text, '—')
})

test('changes carry their sign and a change that rounds to nothing has none', () => {
  assert.equal(formatChange(0.0321), '+3.2%')
  assert.equal(formatChange(-0.0321), '−3.2%')
  assert.equal(formatChange(0.0001), '0.0%')
})

test('dates are calendar dates whatever the zone; moments are shown in the company zone', () => {
  assert.equal(formatDate('2026-03-05'), '2026年3月5日')
  assert.equal(formatDate('2026-03-05', { weekday: true }), '2026年3月5日 周四')
  assert.equal(formatMonth('2026-03'), '2026年3月')
  assert.equal(formatTime('2026-03-05T16:30:00Z'), '2026-03-06 00:30')
})

test('durations and distances in time read as people say them', () => {
  assert.equal(formatMinutes(455), '7 小时 35 分')
  assert.equal(formatMinutes(60), '1 小时')
  assert.equal(formatMinutes(35), '35 分')
  const now = Date.parse('2026-03-05T10:00:00Z')
  assert.equal(formatAgo('2026-03-05T09:59:40Z', now), '刚刚')
  assert.equal(formatAgo('2026-03-05T09:55:00Z', now), '5分钟前')
  assert.equal(formatAgo('2026-03-04T09:55:00Z', now), '昨天')
})

test('Chinese names are ordered by pinyin and numbers by value', () => {
  assert.deepEqual(['赵', '陈', '王10', '王9'].sort(compareText), ['陈', '王9', '王10', '赵'])
})
