import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { catalogue } from './catalogue.ts'
import { setLanguage } from './language.ts'

const folder = new URL('.', import.meta.url)
const NOT_CATALOGUES = ['all.ts', 'catalogue.ts', 'format.ts', 'language.ts', 'problems.ts']

test('a text takes its values, follows the language, and says so when a value is missing', () => {
  const t = catalogue(
    { found: '共 {count} 户', plain: '零售户' },
    { found: '{count} customers', plain: 'Customers' },
  )
  assert.equal(t('found', { count: 12 }), '共 12 户')
  setLanguage('en')
  assert.equal(t('found', { count: 12 }), '12 customers')
  assert.equal(t('plain'), 'Customers')
  assert.equal(t.loose('status.active'), 'active')
  setLanguage('zh')
})

test('every catalogue says in English what it says in Chinese, with the same values', async () => {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !NOT_CATALOGUES.includes(file),
  )
  assert.ok(files.length > 0)
  for (const file of files) {
    const { t } = (await import(new URL(file, folder).href)) as { t?: ReturnType<typeof catalogue> }
    assert.ok(t, `${file} exports its catalogue as t`)
    for (const [key, [zh, en]] of t.entries()) {
      assert.ok(zh && en, `${file} ${key}: a text is empty`)
      assert.deepEqual(namesIn(en), namesIn(zh), `${file} ${key}: the values differ`)
      assert.ok(
        !/[\u4e00-\u9fff]/.test(en) || /language/.test(key),
        `${file} ${key}: Chinese in the English text`,
      )
    }
  }
})

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}
