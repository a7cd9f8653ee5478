import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeNameKeys } from './name-keys.ts'

test('a Chinese name is found by its signs, its pinyin and its initials', () => {
  const { searchKey } = makeNameKeys('C0012', '重庆红星烟店（2店）', ['解放路8号', null])
  for (const part of ['c0012', '红星', 'chongqinghongxing', 'cqhxyd', '解放路'])
    assert.ok(searchKey.includes(part), `${part} in ${searchKey}`)
})

test('names sort by sound, figures by their size', () => {
  const names = ['张记10店', '安心店', '张记2店', 'HY-VEE']
  const sorted = [...names].sort((a, b) =>
    makeNameKeys('', a).sortKey < makeNameKeys('', b).sortKey ? -1 : 1,
  )
  assert.deepEqual(sorted, ['安心店', 'HY-VEE', '张记2店', '张记10店'])
})
