import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../engines/kernel/random.ts'
import { ean13CheckDigit, makeProducts, priceBandOf, priceClassOf } from './products.ts'
import { apportion, PRICE_BANDS } from './tables.ts'

const time = { firstDay: '2024-11-01', asOf: '2026-10-31', linesPerOrderScale: 0.33 }
const products = makeProducts(createRandom('products'), time)

/** Brands on sale in China, past or present: none of them, nor a part of one, may name a synthetic product. */
const REAL_BRANDS =
  '中华 玉溪 云烟 红塔山 芙蓉王 白沙 黄鹤楼 利群 双喜 红双喜 南京 苏烟 黄金叶 泰山 七匹狼 贵烟 娇子 宽窄 长白山 红河 真龙 黄山 红金龙 金圣 好猫 延安 哈德门 红梅 钻石 兰州 天子 龙凤呈祥 牡丹 大前门 中南海 雄狮 大红鹰 都宝 荷花 大重九 石林 春城 阿诗玛 茶花 红山茶 小熊猫 人民大会堂 林海灵芝 大青山 昭君 冬虫夏草 苁蓉 五叶神 羊城 椰树 红旗渠 帝豪 散花 一品梅 大运河 凤凰 飞马 金鹿 将军 壹枝笔 石狮 古田 沉香 金桥 庐山 月兔 井冈山 甲天下 刘三姐 三五 万宝路 骆驼 健牌 希尔顿 七星 登喜路 柔和七星 百乐 雪莲 天山 遵义 黄果树 迎客松 渡江 东海 盛唐 皖烟 迎宾'.split(
    ' ',
  )

test('no product bears the name of a real brand', () => {
  for (const product of products) {
    for (const real of REAL_BRANDS) {
      assert.ok(!product.brand.includes(real) && !real.includes(product.brand), `${product.brand} / ${real}`)
    }
  }
})

test('130 specifications of about thirty brands, all names and barcodes different', () => {
  assert.equal(products.length, 130)
  assert.ok(new Set(products.map((each) => each.brand)).size >= 30)
  for (const field of ['productId', 'name', 'nameEn', 'packBarcode', 'cartonBarcode'] as const) {
    assert.equal(new Set(products.map((each) => each[field])).size, 130, field)
  }
  for (const { packBarcode, cartonBarcode } of products) {
    for (const code of [packBarcode, cartonBarcode]) {
      // 29... is left to use inside a company: no real article can carry it.
      assert.match(code, /^29\d{11}$/)
      assert.equal(+code[12]!, ean13CheckDigit(code))
    }
  }
  // A check digit worked by hand: 6 901 028 + 00000 weighs 6+27+0+3+0+6+8 = 50, so the digit is 0.
  assert.equal(ean13CheckDigit('690102800000'), 0)
})

test('prices lie in the bands of the table, classes follow the transfer price, demand follows Zipf', () => {
  for (const band of PRICE_BANDS) {
    const members = products.filter(
      (each) => each.wholesalePriceFen >= band.fromFen && each.wholesalePriceFen < band.toFen,
    )
    assert.equal(members.length, band.products)
    const demand = members.reduce((all, each) => all + each.demandShare, 0)
    assert.ok(Math.abs(demand - band.volumePercent / 100) < 1e-9)
    const sorted = members.map((each) => each.demandShare).sort((a, b) => b - a)
    if (sorted.length >= 3) assert.ok(Math.abs(sorted[0]! / sorted[2]! - 3) < 1e-9)
  }
  for (const each of products) {
    assert.equal(each.priceClass, priceClassOf(each.transferPriceFen))
    // The wholesale lists of 2026: class I from 158 yuan, class II from 113, class III below.
    const expected = each.wholesalePriceFen >= 15_800 ? 1 : each.wholesalePriceFen >= 11_300 ? 2 : undefined
    if (expected) assert.equal(each.priceClass, expected, `${each.wholesalePriceFen}`)
    else assert.ok(each.priceClass >= 3)
    // Nobody is led to a label above 1,000 yuan a carton.
    assert.ok(each.retailPriceFen > each.wholesalePriceFen && each.retailPriceFen <= 100_000)
    assert.equal(each.retailPriceFen % 500, 0)
  }
  assert.deepEqual([60_000, 59_999, 26_300, 10_900, 10_899].map(priceBandOf), [1, 2, 4, 9, null])
  const mean = products.reduce((all, each) => all + each.demandShare * each.wholesalePriceFen, 0)
  assert.ok(Math.abs(mean - 13_400) < 500, `mean carton ${mean}`)
})

test('supply attributes as the table says; caps of tight goods never fall as the tier rises', () => {
  const count = (attribute: string) => products.filter((each) => each.supplyAttribute === attribute).length
  assert.deepEqual([count('tight'), count('balanced'), count('full'), count('new')], [16, 59, 45, 10])
  for (const each of products) {
    assert.equal(each.weeklyCapByTier !== null, each.supplyAttribute === 'tight')
    each.weeklyCapByTier?.forEach((cap, index, caps) => {
      assert.ok(index === 0 || cap >= caps[index - 1]!)
    })
    assert.equal(each.lifeState === 'new', each.supplyAttribute === 'new')
    assert.equal(each.launchedOn > time.firstDay, each.lifeState === 'new')
  }
})

test('apportion gives whole parts that sum to the total', () => {
  assert.deepEqual(apportion(10, [1, 1, 1]), [4, 3, 3])
  assert.deepEqual(apportion(0, [1, 2]), [0, 0])
  assert.deepEqual(apportion(7, [0, 5]), [0, 7])
})
