/** The first month, walked in a browser by a customer manager and a market manager. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { findSeriousFaults, openBrowser, TABLET } from './browser.ts'
import { openPlace, signIn } from './sign-in.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

test('PLN-02, PLN-12: the month as a calendar with its window, full coverage and the day beside it', async () => {
  const page = await signIn(browser, 'jingli2')
  await openPlace(page, '/plans')
  await page.getByText('编制期').first().waitFor()
  await page.locator('.plans-row').first().click()
  await page.locator('.month-calendar').waitFor()
  assert.match((await page.locator('.proof-strip').textContent()) ?? '', /100\.0%/)
  const stops = await page.locator('.day-stop').count()
  assert.ok(stops >= 5, `${stops} stops on the first day`)
  assert.deepEqual(await findSeriousFaults(page), [])
  await page.context().close()
})

test('a visit says why it lies on its day; it moves with its price, and undo brings it back', async () => {
  const page = await signIn(browser, 'jingli2', { size: TABLET })
  await openPlace(page, '/plans')
  await page.locator('.plans-row').first().click()
  const stops = page.locator('.day-stop-button')
  await stops.first().waitFor()
  const count = await stops.count()
  let moved = false
  for (let index = 0; index < Math.min(count, 6) && !moved; index++) {
    await stops.nth(index).click()
    await page.locator('.visit-reasons li').first().waitFor()
    const button = page.locator('.visit-alternatives button').first()
    if ((await button.count()) > 0) {
      const day = await page.locator('.month-day-selected').getAttribute('data-date')
      await button.click()
      await page.getByText('已从').waitFor()
      assert.notEqual(await page.locator('.month-day-selected').getAttribute('data-date'), day)
      assert.deepEqual(await findSeriousFaults(page), [])
      await page.getByRole('button', { name: '撤销', exact: true }).click()
      await page.getByText('已撤销').first().waitFor()
      moved = true
    } else await page.getByRole('button', { name: '关闭' }).click()
  }
  assert.ok(moved, 'a visit of the first day has another day')
  await page.context().close()
})

test('PLN-03, PLN-04: handed in, returned with a word on a visit, changed, approved', async () => {
  const manager = await signIn(browser, 'jingli3')
  await openPlace(manager, '/plans')
  await manager.locator('.plans-row').first().click()
  await manager.getByRole('button', { name: '提交审批' }).click()
  await manager.getByText('待批准').first().waitFor()
  const address = manager.url().split('?')[0]!

  const leader = await signIn(browser, 'shichang1')
  await leader.goto(address)
  await leader.locator('.day-stop-button').first().click()
  await leader.getByRole('textbox', { name: '写意见' }).fill('店主周二进货，换一天')
  await leader.getByRole('button', { name: '退回修改' }).first().click()
  await leader.locator('.ant-modal').getByRole('button', { name: '退回修改' }).click()
  await leader.getByText('已退回').first().waitFor()

  await manager.reload()
  await manager.getByText('市场经理意见').first().waitFor()
  await manager.locator('.day-stop-button').first().click()
  await manager.getByText('店主周二进货，换一天').first().waitFor()
  await manager.getByRole('checkbox', { name: '动销台账' }).click()
  await manager.getByText('服务措施已更新').waitFor()
  await manager.getByRole('button', { name: '提交审批' }).click()
  await manager.getByText('待批准').first().waitFor()

  await leader.reload()
  await leader.getByRole('button', { name: '批准', exact: true }).click()
  await leader.locator('h1').getByText('已批准').waitFor()
  await manager.context().close()
  await leader.context().close()
})

test('PLN-12: a customer left out needs a reason and shows among the exceptions', async () => {
  const page = await signIn(browser, 'jingli4')
  await openPlace(page, '/plans')
  await page.locator('.plans-row').first().click()
  await page.locator('.day-stop-button').first().click()
  await page.getByRole('button', { name: '本月不去' }).click()
  const confirm = page.locator('.ant-modal').getByRole('button', { name: '本月不去' })
  assert.equal(await confirm.isDisabled(), true, 'no reason, no exception')
  await page.locator('.ant-modal textarea').fill('店主住院停业，下月恢复')
  await confirm.click()
  await page.getByText('例外 1 户').waitFor()
  await page.getByRole('button', { name: '修改记录' }).click()
  await page.getByText('列为例外').first().waitFor()
  await page.context().close()
})

test('X-03: territories are drawn, looked at and adopted by somebody else', async () => {
  const director = await signIn(browser, 'zhuren')
  await openPlace(director, '/territories')
  await director.locator('.map canvas').waitFor()
  await director.getByRole('button', { name: '拟订方案' }).click()
  await director.getByText('换经理').first().waitFor({ timeout: 60_000 })
  // The button that was pressed is judged at rest: not under the pointer, not while it shows that it works.
  await director.mouse.move(4, 400)
  await director.locator('.ant-modal-wrap:visible, .ant-btn-loading').first().waitFor({ state: 'detached' }).catch(() => undefined)
  await director.waitForTimeout(1200)
  assert.deepEqual(await findSeriousFaults(director), [])
  const address = director.url()
  await director.context().close()

  const leader = await signIn(browser, 'zhongxin')
  await leader.goto(address)
  await leader.getByRole('button', { name: '批准并执行' }).waitFor()
  await leader.getByRole('button', { name: '放弃方案' }).click()
  await leader.getByText('已放弃').first().waitFor()
  await leader.context().close()
})
