import type { Browser, Page } from 'playwright-core'
import { DESK, serverAddress } from './browser.ts'

export interface SignInOptions {
  readonly size?: typeof DESK
  /** Screens in English, without changing what the account has set for itself. */
  readonly language?: 'zh' | 'en'
}

/** A fresh window in which a demonstration account is signed in, on its first page. */
export async function signIn(browser: Browser, login: string, options: SignInOptions = {}): Promise<Page> {
  const { size = DESK, language = 'zh' } = options
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  if (language === 'en')
    await page.route('**/api/me', async (route) => {
      const response = await route.fetch()
      const me = await response.json()
      await route.fulfill({ response, json: { ...me, profile: { ...me.profile, language } } })
    })
  await page.goto(serverAddress())
  await page.getByRole('button', { name: new RegExp(`${login}$`) }).click()
  await page.locator('nav').first().waitFor()
  return page
}

/** Opens a place of the application by its address and waits until its heading stands. */
export async function openPlace(page: Page, path: string): Promise<void> {
  await page.goto(`${serverAddress()}${path}`)
  await page.locator('h1').first().waitFor()
}
