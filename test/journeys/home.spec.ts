/** The first page of every role: what it says, that its numbers are numbers, and that everybody can read it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { DEMO_PASSWORD, DEMO_TOTP_SECRET } from '../../domain/people/index.ts'
import { fromBase32, totpCode } from '../../platform/auth/totp.ts'
import { openTable } from '../../platform/files/table.ts'
import { DESK, findSeriousFaults, openBrowser, serverAddress, TABLET } from './browser.ts'
import { openPlace, signIn } from './sign-in.ts'

let browser: Browser
before(async () => {
  browser = await openBrowser()
})
after(() => browser.close())

/** A number stands there, not a dash: `订货量 19.9万 条`. */
const QUANTITY = /订货量 [\d.,]+万? 条/
const MONTH = /2\d{3}年\d{1,2}月/

/** Card title -> what its text must hold. */
type Expected = Readonly<Record<string, readonly (RegExp | string)[]>>

const LEADER: Expected = {
  重要数字: [MONTH, QUANTITY, /单条均价 ¥[\d,.]+/, /订货面 [\d.]+%/, /环比 [+−]?[\d.]+%/],
  拜访计划: [/编制期/, /\d+ \/ \d+ 人已批准/],
}
const MANAGER: Expected = {
  我的数字: [QUANTITY, /三周期未订货户 \d+ 户/],
  拜访计划: [/编制期/],
}

const FIRST_PAGES: Readonly<Record<string, Expected>> = {
  zhongxin: { ...LEADER, 待决定的事: [/没有等您决定|片区方案|机构调整/] },
  zhuren: { ...LEADER, 需要关注的零售户: [/未订货 \d+/] },
  shichang1: {
    本组数字: [QUANTITY, /计划走访面 [\d.]+%/],
    拜访计划: [/编制期/, /\d+ \/ \d+ 人已批准/],
    需要关注的零售户: [/许可证|未订货|前三月/],
  },
  jingli1: {
    ...MANAGER,
    拜访计划: [/编制期/, /\d+ 次拜访，\d+ \/ \d+ 户/, /调整并提交|打开计划|按意见修改/],
    '下一个拜访日|今天的拜访': [/\d+ 户/, /\d\d:\d\d/],
    需要关注的零售户: [/许可证|未订货|前三月/],
  },
  fuwu: { 我的数字: [QUANTITY], 拜访计划: ['编制计划'], 需要关注的零售户: [/\d/] },
  peiyu: { 我的数字: [QUANTITY], 品牌表现: ['铺货率', /\d%/], 新品: [/铺货 \d/] },
  peixun: { 我的数字: [QUANTITY], 拜访计划: ['编制计划'] },
  diaoyan: { 我的数字: [QUANTITY] },
  pinpai: {
    重要数字: [/品牌集中度 [\d.]+%/, /动销率 [\d.]+%/],
    品牌表现: ['订货量（条）', '铺货率', /\d%/],
    新品: [/铺货 \d/, '条'],
  },
  xinxi: { 重要数字: [/档案缺项户 [\d,]+ 户/, /许可证将到期 [\d,]+ 户/], 数据导入: ['导入数据'] },
  ducha: {
    重要数字: [/计划批准率 [\d.]+%/, /待处理订货异常 [\d,]+ 项/],
    走访面与异常: [/计划走访面 [\d.]+%/, /待处理异常 [\d,]+/],
    本周抽样: [/从 [\d,]+ 户中抽 8 户/, /按周一日期/],
  },
  lingshou: {
    我的订货: ['每月订了多少条？', /\d 条 · ¥/],
    本店信息: ['客户经理', '专卖许可证', /有效至|到期/, /周[一二三四五]/],
  },
  xitong: { 系统运行: ['数据库', '正常', /剩余空间 \d/, /完成 \d+ · 失败 \d+/, 'backup'] },
  anquan: { 账号安全: ['等待分配角色', '登录受限', /\d+ 个，停用/] },
  shenji: { 审计日志: [/近 7 天 \d+ 条/, '立即校验', 'session.signed-in'] },
}
const ADMINISTRATORS = ['xitong', 'anquan', 'shenji']

describe('the first page', () => {
  for (const [login, expected] of Object.entries(FIRST_PAGES))
    test(`${login}: something useful, with numbers, readable by everybody`, async () => {
      const page = await enter(login)
      for (const [title, texts] of Object.entries(expected)) {
        const card = await findCard(page, title)
        for (const text of texts)
          assert.match(
            card,
            typeof text === 'string' ? new RegExp(literal(text)) : text,
            `${login}: ${title}`,
          )
        assert.doesNotMatch(card, /没有成功|找不到这项内容|没有这项权限/, `${login}: ${title}`)
      }
      assert.deepEqual(await findSeriousFaults(page), [])
      await page.context().close()
    })

  test('nothing hangs over the edge of a tablet, and it is all there in English', async () => {
    const page = await enter('shichang1', TABLET)
    await findCard(page, '本组数字')
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(overhang <= 0, `${overhang} pixels`)
    await setLanguage(page, 'en')
    await page.reload()
    const card = await findCard(page, 'Numbers of the team')
    assert.match(card, /Order quantity/)
    assert.match(card, /\d%/)
    await setLanguage(page, 'zh')
    await page.context().close()
  })

  test('the audit administrator has the chain verified, and the page remembers it', async () => {
    const page = await enter('shenji')
    await page.getByRole('button', { name: '立即校验' }).click()
    await page.getByText(/链条完整：[\d,]+ 条事件/).waitFor()
    await page.getByText(/校验过 [\d,]+ 条，完整/).waitFor()
    await page.context().close()
  })
})

describe('the dashboard', () => {
  test('four quadrants, a trend, groups and movers; a number opens its definition and its rows', async () => {
    const page = await signIn(browser, 'zhongxin')
    await openPlace(page, '/dashboard')
    for (const title of ['规范', '效率', '成本', '服务', '各部门', '减少最多的零售户'])
      await page.getByRole('heading', { name: title }).waitFor()
    await page.getByText('24 个月走势：是在增长吗？').waitFor()
    assert.ok((await page.locator('.figure').count()) >= 15)
    assert.deepEqual(await findSeriousFaults(page), [])

    await page.getByRole('button', { name: '订货量 是怎么算的' }).first().click()
    await page.getByText('所选月份全部订单行的条数之和').waitFor()
    await page.keyboard.press('Escape')

    const quantity = page.getByRole('link', { name: /^订货量 / }).first()
    const said = ((await quantity.textContent()) ?? '').trim()
    await quantity.click()
    await page.locator('[data-testid="indicator-value"]').waitFor()
    assert.ok(
      ((await page.locator('[data-testid="indicator-value"]').textContent()) ?? '').startsWith(
        said.split(' ')[0]!,
      ),
      'the page of the number says the same number',
    )
    await page.getByText('分开看').waitFor()
    await page.getByText(/第 1–50 行/).waitFor()
    assert.deepEqual(await findSeriousFaults(page), [])
    await page.context().close()
  })

  test('X-11: what is seen is exported: the workbook says the numbers of the page, with their formulas', async () => {
    const page = await signIn(browser, 'zhuren')
    await openPlace(page, '/dashboard')
    const [book] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出工作簿' }).click(),
    ])
    assert.match(book.suggestedFilename(), /^经营看板 \d{4}-\d{2}\.xlsx$/)
    const table = await openTable({ bytes: await readFile(await book.path()), name: 'dashboard.xlsx' })
    const [rows] = (await Array.fromAsync(table.rows())).map((batch) => batch.rows)
    const at = (name: string) => table.header.indexOf(name)
    const quantity = rows!.find((row) => row[at('指标')] === '订货量')!
    const shown =
      (await page
        .getByRole('link', { name: /^订货量 / })
        .first()
        .textContent()) ?? ''
    assert.equal(shown.split('万')[0], (Number(quantity[at('数值')]) / 10_000).toPrecision(3))
    assert.match(quantity[at('算法')]!, /条数之和/)
    await page.context().close()
  })

  test('a customer manager sees his own customers’ numbers and no export', async () => {
    const page = await signIn(browser, 'jingli1')
    await openPlace(page, '/dashboard')
    await page.getByText('本人负责的零售户 ·').waitFor()
    assert.equal(await page.getByRole('button', { name: '导出工作簿' }).count(), 0)
    const managers = await page.locator('.insight-table td.quiet').allTextContents()
    assert.equal(new Set(managers.filter((name) => name !== '—')).size, 1)
    await page.context().close()
  })
})

async function enter(login: string, size: typeof DESK = DESK): Promise<Page> {
  if (!ADMINISTRATORS.includes(login)) return signIn(browser, login, { size })
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN' })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await page.goto(serverAddress())
  await page.locator('input[autocomplete="username"]').fill(login)
  await page.locator('input[type="password"]').fill(DEMO_PASSWORD)
  await page.keyboard.press('Enter')
  const code = page.locator('input[autocomplete="one-time-code"]').first()
  await code.waitFor()
  // A code counts once: a second sign-in within its half minute waits for the next one.
  for (let attempt = 0; attempt < 3; attempt++) {
    await code.fill(totpCode(fromBase32(DEMO_TOTP_SECRET), new Date()))
    await page.keyboard.press('Enter')
    const entered = await page
      .locator('nav')
      .first()
      .waitFor({ timeout: attempt === 0 ? 5_000 : 32_000 })
      .then(() => true)
      .catch(() => false)
    if (entered) return page
    await page.waitForTimeout(30_000 - (Date.now() % 30_000) + 500)
  }
  throw new Error(`${login} cannot sign in`)
}

/** The text of the card whose heading begins so, once it has stopped loading. */
async function findCard(page: Page, title: string): Promise<string> {
  const card = page
    .locator('.home-card')
    .filter({ has: page.getByRole('heading', { level: 2, name: new RegExp(title) }) })
    .first()
  await card.waitFor()
  await card.locator('[role="status"]').first().waitFor({ state: 'detached' })
  // biome-ignore lint/performance/useDomNodeTextContent: words of neighbouring elements must stay apart.
  return (await card.innerText()).replaceAll(/\s+/g, ' ')
}

async function setLanguage(page: Page, language: 'zh' | 'en'): Promise<void> {
  const status = await page.evaluate(async (wanted) => {
    const me = (await (await fetch('/api/me')).json()) as { csrfToken: string }
    const answer = await fetch('/api/me/profile', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-csrf-token': me.csrfToken },
      body: JSON.stringify({ language: wanted }),
    })
    return answer.status
  }, language)
  assert.equal(status, 200)
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
