import type { Browser, Page } from 'playwright-core'
import { DEMO_PASSWORD, DEMO_TOTP_SECRET } from '../../domain/people/index.ts'
import { fromBase32, totpCode } from '../../platform/auth/totp.ts'
import { DESK, serverAddress } from './browser.ts'

/** A fresh window in which a demonstration account is signed in, on its first page. */
export async function signIn(
  browser: Browser,
  login: string,
  options: { readonly size?: typeof DESK } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: options.size ?? DESK,
    locale: 'zh-CN',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(serverAddress())
  await page.locator('input[autocomplete="username"]').fill(login)
  await page.locator('input[type="password"]').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  const code = page.locator('input[autocomplete="one-time-code"]')
  const menu = page.locator('nav')
  await code.or(menu).first().waitFor()
  if (await code.isVisible()) {
    await code.fill(totpCode(fromBase32(DEMO_TOTP_SECRET), new Date()))
    await page.keyboard.press('Enter')
  }
  await menu.first().waitFor()
  return page
}

/** From the next page on in English, without changing what the account has set for itself. */
export async function speakEnglish(page: Page): Promise<void> {
  await page.route('**/api/me', async (route) => {
    const response = await route.fetch()
    const me = await response.json()
    await route.fulfill({ response, json: { ...me, profile: { ...me.profile, language: 'en' } } })
  })
}

/** Opens a place of the application by its address and waits until its heading stands. */
export async function openPlace(page: Page, path: string): Promise<void> {
  await page.goto(`${serverAddress()}${path}`)
  await page.locator('h1').first().waitFor()
}
