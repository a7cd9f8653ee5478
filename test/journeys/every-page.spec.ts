/** Every role opens every page of its menu: nothing breaks, axe finds no serious fault, English is complete. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { DESK, findSeriousFaults, openBrowser, TABLET } from './browser.ts'
import { openPlace, signIn, speakEnglish } from './sign-in.ts'

const LOGINS = [
  'jingli1',
  'fuwu',
  'peiyu',
  'peixun',
  'diaoyan',
  'shichang1',
  'pinpai',
  'xinxi',
  'zhuren',
  'zhongxin',
  'ducha',
  'xitong',
  'anquan',
  'shenji',
  'lingshou',
]

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** Pages seen by one role and size are not looked at again for the next role: their parts are the same. */
const looked = new Set<string>()

for (const login of LOGINS) {
  test(`${login}: every page of the menu opens without fault, in both languages`, async () => {
    const page = await signIn(browser, login)
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    for (const [size, language] of [
      [DESK, 'zh'],
      [TABLET, 'en'],
    ] as const) {
      await page.setViewportSize(size)
      if (language === 'en') await speakEnglish(page)
      for (const path of await listMenu(page)) {
        const key = `${path} ${language}`
        if (looked.has(key) && path !== '/') continue
        looked.add(key)
        await openPlace(page, path)
        await settle(page)
        const heading = (await page.locator('h1').first().textContent()) ?? ''
        // The first page greets people by their names, which are Chinese.
        if (language === 'en' && path !== '/')
          assert.doesNotMatch(heading, /\p{Script=Han}/u, `${path}: ${heading}`)
        assert.equal(await page.locator('.state-problem').count(), 0, `${login} ${path} shows a problem`)
        assert.deepEqual(await findSeriousFaults(page), [], `${login} ${path} ${language}`)
      }
    }
    assert.deepEqual(errors, [], login)
    await page.context().close()
  })
}

async function listMenu(page: Page): Promise<string[]> {
  const links = await page
    .locator('nav a[href^="/"]')
    .evaluateAll((found) => found.map((a) => a.getAttribute('href')!))
  assert.ok(links.length > 0, 'the menu has entries')
  return [...new Set(['/', ...links.map((link) => link.split('?')[0]!)])]
}

/** Until nothing more is loaded: no bars of loading, no requests under way for a moment. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page
    .locator('.state-loading')
    .first()
    .waitFor({ state: 'detached', timeout: 15_000 })
    .catch(() => undefined)
}
