/** The frame around every screen: keyboard, address, look, and what happens when a session ends. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { DESK, findSeriousFaults, openBrowser, serverAddress, TABLET } from './browser.ts'
import { openPlace, signIn } from './sign-in.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

test('the sign-in page is without serious faults, tells nothing of accounts, and enters by a demonstration role', async () => {
  for (const size of [DESK, TABLET]) {
    const page = await (await browser.newContext({ viewport: size })).newPage()
    await page.goto(serverAddress())
    await page.getByLabel('账号', { exact: true }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
    assert.deepEqual(await findSeriousFaults(page), [])
    await page.getByLabel('账号', { exact: true }).fill('nobody')
    await page.getByLabel('密码', { exact: true }).fill('wrong-password')
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    const said = await alert.textContent()
    await page.getByLabel('账号', { exact: true }).fill('zhuren')
    await page.keyboard.press('Enter')
    await page.waitForResponse((response) => response.url().endsWith('/api/auth/sign-in'))
    await alert.waitFor()
    assert.equal(await alert.textContent(), said, 'an unknown account and a wrong password look alike')
    await page.getByRole('button', { name: '客服中心主任' }).click()
    await page.getByRole('navigation').first().waitFor()
    await page.context().close()
  }
})

test('a list keeps its filters, order and search in the address, and its columns with the account', async () => {
  const page = await signIn(browser, 'xinxi')
  await openPlace(page, '/organisation')
  const rows = page.locator('.table tbody tr')
  await rows.first().waitFor()
  await page.getByRole('button', { name: '岗位', exact: true }).first().click()
  await page.getByLabel('送货员').click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '工号' }).click()
  await page.waitForURL(/post=deliveryman.*sort=code|sort=code.*post=deliveryman/)
  const before = await rows.allTextContents()
  await page.getByRole('button', { name: '列', exact: true }).click()
  const kept = page.waitForResponse((response) => response.url().includes('/preferences/table.people'))
  await page.getByRole('checkbox', { name: '部门' }).uncheck()
  await kept
  await page.reload()
  await rows.first().waitFor()
  const shown = await page.locator('.table thead th').allTextContents()
  assert.ok(!shown.some((text) => text.includes('部门')), 'the hidden column stays hidden')
  assert.equal(await rows.count(), before.length, 'the filter survives')
  assert.equal(await page.getByRole('columnheader', { name: '工号' }).getAttribute('aria-sort'), 'ascending')
  // Other journeys look at this list too.
  await page.getByRole('button', { name: '列', exact: true }).click()
  const reset = page.waitForResponse((response) => response.url().includes('/preferences/table.people'))
  await page.getByRole('button', { name: '恢复默认' }).click()
  await reset
  await page.context().close()
})

test('a list is worked by the keyboard alone', async () => {
  const page = await signIn(browser, 'xinxi')
  await openPlace(page, '/organisation?sort=code')
  await page.locator('.table tbody tr').first().waitFor()
  await page.locator('h1').click()
  await page.locator('.table tbody tr').first().focus()
  await page.keyboard.press('ArrowDown')
  assert.equal(await presentRow(page), 1)
  await page.keyboard.press('End')
  assert.equal(await presentRow(page), (await page.locator('.table tbody tr').count()) - 1)
  await page.keyboard.press('Home')
  const name = await page.locator('.table tbody tr').first().locator('th').textContent()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').filter({ hasText: name ?? '?' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.table tbody tr').first().focus()
  await page.keyboard.press('/')
  assert.ok(await page.locator('.table-search input').evaluate((field) => field === document.activeElement))
  await page.context().close()
})

test('Ctrl+K finds pages and people and goes there', async () => {
  const page = await signIn(browser, 'zhuren')
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox')
  await field.waitFor()
  await page.keyboard.type('日历')
  await page.getByRole('option', { name: '工作日历' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/calendar/)
  await page.getByRole('heading', { level: 1, name: '工作日历' }).waitFor()
  await page.context().close()
})

test('the senior size has text of at least 18 and targets of at least 60, and dark keeps its contrast', async () => {
  const page = await signIn(browser, 'zhongxin')
  await openPlace(page, '/organisation')
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByText('长辈版').click()
  await page.keyboard.press('Escape')
  await page.locator('html[data-text="elder"]').waitFor()
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('.side-menu-link, .table tbody tr, .ant-btn, .table-search')]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ height: element.getBoundingClientRect().height, name: element.className }))
      .filter((target) => target.height < 59.5),
  )
  assert.deepEqual(small, [])
  const size = await page
    .locator('.side-menu-label')
    .first()
    .evaluate((element) => getComputedStyle(element).fontSize)
  assert.ok(Number.parseFloat(size) >= 18, size)
  assert.deepEqual(await findSeriousFaults(page), [])
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByText('标准', { exact: true }).click()
  await page.getByText('深色', { exact: true }).click()
  await page.keyboard.press('Escape')
  await page.locator('html[data-shade="dark"]').waitFor()
  assert.deepEqual(await findSeriousFaults(page), [])
  const kept = page.waitForResponse((response) => response.url().endsWith('/api/me/profile'))
  await page.getByRole('button', { name: '显示' }).click()
  await page.getByText('浅色', { exact: true }).click()
  await kept
  await page.context().close()
})

test('when the session ends the page stays, and goes on after signing in again', async () => {
  const page = await signIn(browser, 'zhuren')
  await openPlace(page, '/rules?find=工时')
  await page.context().clearCookies()
  await page.getByLabel('只看本公司改过的').click()
  await page.getByRole('link', { name: '组织与人员' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('登录已过期').first().waitFor()
  await dialog.locator('input[type="password"]').fill('Liuhui-2026')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.locator('.table tbody tr').first().waitFor()
  await page.context().close()
})

test('unknown pages and pages of others say so and lead home', async () => {
  const page = await signIn(browser, 'jingli1')
  await openPlaceWithoutHeading(page, '/no-such-page')
  await page.locator('#content').getByText('没有这个页面').waitFor()
  await openPlaceWithoutHeading(page, '/jobs')
  await page.locator('#content').getByText('您没有这项权限').waitFor()
  await page.getByRole('button', { name: '首页' }).click()
  await page.locator('h1').waitFor()
  await page.context().close()
})

function presentRow(page: Page): Promise<number> {
  return page.evaluate(() => Number((document.activeElement as HTMLElement).dataset.row ?? -1))
}

async function openPlaceWithoutHeading(page: Page, path: string): Promise<void> {
  await page.goto(`${serverAddress()}${path}`)
  await page.locator('.state-title').first().waitFor()
}
