import type { Browser, Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../../domain/people/index.ts'
import { DESK, serverAddress } from './browser.ts'

/** A fresh window in which a demonstration account is signed in, on its first page. */
export async function signIn(
  browser: Browser,
  login: string,
  options: { readonly size?: typeof DESK; readonly language?: 'zh' | 'en' } = {},
): Promise<Page> {
  const { size = DESK, language = 'zh' } = options
  const context = await browser.newContext({
    viewport: size,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(serverAddress())
  await page.locator('input[autocomplete="username"]').fill(login)
  await page.locator('input[type="password"]').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  await page.locator('nav').first().waitFor()
  return page
}

/** Opens a place of the application by its address and waits until its heading stands. */
export async function openPlace(page: Page, path: string): Promise<void> {
  await page.goto(`${serverAddress()}${path}`)
  await page.locator('h1').first().waitFor()
}
