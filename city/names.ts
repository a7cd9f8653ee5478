import type { Format, ShopKind } from '../domain/customers/contract.ts'
import type { Random } from '../engines/kernel/random.ts'

/**
 * Word lists for a city that does not exist. Persons, shops, brands and places are put together at random;
 * likeness to real ones is chance.
 */

export const CITY_NAME = '云陌市'
export const CITY_PINYIN = 'Yunmo'
export const COMPANY_NAME = '云陌市烟草公司（演示）'

export const COUNTY_NAMES: readonly string[] = words(`
  汀桥 麦陇 柳墩 岚浦 禾坪 青堰 桑渡 芦湾 石籁 杏垄 枫汀 荻洲 榆垄 竹浦 槐堤 稻埠 棠陌 苇湖
  松坞 菱塘 雁埠 鹭洲 梅堰 萍渚 桐湾 橡坪 葛溪 菖浦 蓼洲 茭塘 柘埠 楝桥 枳垄 榉湾 莼湖 荇洲
  蒲汀 椿坪 栎堰 菰渡 藕荡 蕙浦 芷塘 薇坞 艾垄 萱桥 蔷湾 芡湖 茗坪 蓠洲 柞堤 檀埠 桉渡 樟浦
  楸湾 梧坪
`)

const TOWN_FIRST = '柳石沙青白双大小上下新古长马杨黄高东西南北三五金银河湖港'
const TOWN_SECOND = '桥塘集湾店铺渡庄埠堰圩寨滩岗坪沟溪口'
const STREETS: readonly string[] = words(`
  人民路 建设路 解放路 和平路 文化路 新华路 胜利路 光明路 育才路 工业路 团结路 迎宾大道 滨河路 站前路 东风路 幸福路 朝阳路 振兴路
  康乐街 永安街 平安街 富民街 兴隆街 老城街 书院巷 织布巷 油坊巷 桂花巷 水井巷 学府路 创业路 云陌大道 禾川路 麦香路 柳荫街 荷塘路
  松竹路 梅园路 枫林路 杏林街 北环路 南环路 东环路 西环路 商贸街 农贸街 临江路 桥头街 凤鸣路 望湖路
`)

const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤'
const MALE_GIVEN = '伟强磊军勇杰涛明超辉刚平建国华志文斌林海峰波鹏亮东飞健宏民永庆胜利福生贵根水旺春雷江山'
const FEMALE_GIVEN = '芳娜敏静丽艳娟霞燕玲桂英秀梅兰红玉珍凤翠萍莉慧琴云雪莲荣爱香月莺蓉琳洁'

const LUCKY: readonly string[] = words(`
  永兴 顺发 福来 鑫源 聚友 惠民 佳和 万客 广源 宏达 兴隆 德顺 仁和 恒昌 祥瑞 富康 百顺 天成
  同心 利民 和顺 安康 盛源 吉祥 如意 金穗 丰裕 永福 家旺 春来 友谊 邻里 四季 方便 诚信 老街
  满意 三和 五福 六顺 八方 好运来 新世纪 阳光 康乐 长盛 润和 嘉禾 麦香 小康 团圆 旺角 喜来 常青
  众兴 宝丰
`)

const SUFFIXES: Readonly<Record<Format, readonly string[]>> = {
  grocery: ['食杂店', '食品店', '小卖部', '副食店', '日杂店', '百货店', '商店', '经销店', '代销店', '杂货铺'],
  convenience: ['便利店', '便民店', '便民超市', '生活超市', '小超市', '快客店'],
  supermarket: ['超市', '连锁超市', '生活广场', '购物超市', '综合超市'],
  department_store: ['商场', '百货商场', '购物中心'],
  tobacco_liquor: ['烟酒商行', '烟酒行', '名烟名酒店', '烟酒店', '烟酒茶行'],
  entertainment: ['KTV', '棋牌室', '网吧', '酒吧', '台球城', '足浴城'],
  other: [
    '宾馆',
    '酒店',
    '餐馆',
    '饭店',
    '旅馆',
    '报刊亭',
    '加油站',
    '茶楼',
    '招待所',
    '快餐店',
    '农资店',
    '水果店',
  ],
}

/** Finer kinds by the last word of a name: as a customer manager would write it, and in the archive's closed list. */
const KIND_OF_SUFFIX: Readonly<Record<string, readonly [subFormat: string, kind: ShopKind]>> = {
  KTV: ['KTV', 'entertainment_venue'],
  棋牌室: ['棋牌室', 'entertainment_venue'],
  网吧: ['网吧', 'entertainment_venue'],
  酒吧: ['酒吧', 'entertainment_venue'],
  台球城: ['台球室', 'entertainment_venue'],
  足浴城: ['足浴', 'entertainment_venue'],
  宾馆: ['中档宾馆', 'hotel'],
  酒店: ['中高档酒店', 'hotel'],
  饭店: ['中档饭店', 'restaurant'],
  茶楼: ['茶楼', 'restaurant'],
  餐馆: ['小餐馆', 'eatery'],
  快餐店: ['小餐馆', 'eatery'],
  旅馆: ['小旅馆', 'inn'],
  招待所: ['小旅馆', 'inn'],
  报刊亭: ['报刊亭', 'stall'],
  农资店: ['兼营摊店', 'stall'],
  水果店: ['兼营摊店', 'stall'],
  加油站: ['加油站', 'other'],
  连锁超市: ['连锁超市', 'supermarket_chain'],
  生活广场: ['大型超市', 'supermarket_large'],
  购物超市: ['大型超市', 'supermarket_large'],
}
const KIND_OF_FORMAT: Readonly<Record<Format, readonly [subFormat: string, kind: ShopKind]>> = {
  grocery: ['食杂店', 'grocery_shop'],
  convenience: ['便利店', 'convenience_shop'],
  supermarket: ['中小超市', 'supermarket_small'],
  department_store: ['大型商场', 'mall'],
  tobacco_liquor: ['烟酒商店', 'tobacco_liquor_shop'],
  entertainment: ['娱乐场所', 'entertainment_venue'],
  other: ['其他', 'other'],
}

export function drawPersonName(random: Random, isWoman: boolean): string {
  const given = isWoman ? FEMALE_GIVEN : MALE_GIVEN
  const first = given[random.integer(given.length)]!
  const second = random.next() < 0.62 ? given[random.integer(given.length)]! : ''
  return (
    SURNAMES[Math.floor(random.next() ** 1.6 * SURNAMES.length)]! + first + (second === first ? '' : second)
  )
}

export interface CustomerName {
  readonly name: string
  readonly subFormat: string
  readonly shopKind: ShopKind
}

/** A shop's name out of its keeper, its place and a lucky word: 王记食杂店, 柳桥永兴超市, 老陈烟酒行. */
export function drawCustomerName(
  random: Random,
  shop: { readonly format: Format; readonly keeper: string; readonly place: string },
): CustomerName {
  const suffix = random.pick(SUFFIXES[shop.format])
  const surname = shop.keeper[0]!
  const lucky = random.pick(LUCKY)
  const draw = random.next()
  const isSmall =
    shop.format === 'grocery' || shop.format === 'convenience' || shop.format === 'tobacco_liquor'
  const title =
    isSmall && draw < 0.16
      ? `${surname}记`
      : isSmall && draw < 0.26
        ? `老${surname}`
        : isSmall && draw < 0.4
          ? shop.keeper.slice(1).length === 2
            ? shop.keeper.slice(1)
            : `${surname}家`
          : draw < 0.62
            ? `${shop.place}${lucky}`
            : lucky
  const [subFormat, shopKind] = KIND_OF_SUFFIX[suffix] ?? KIND_OF_FORMAT[shop.format]
  return { name: title + suffix, subFormat, shopKind }
}

export function drawTownName(random: Random, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const name =
      TOWN_FIRST[random.integer(TOWN_FIRST.length)]! +
      (attempt > 60 ? TOWN_FIRST[random.integer(TOWN_FIRST.length)]! : '') +
      TOWN_SECOND[random.integer(TOWN_SECOND.length)]!
    if (!taken.has(name)) {
      taken.add(name)
      return name
    }
  }
}

const VILLAGE_SECOND = words('庄 家湾 家村 楼 洼 家铺 集 寨 堡 家塘 老圩 新村')

export function drawVillageName(random: Random): string {
  return SURNAMES[random.integer(SURNAMES.length)]! + random.pick(VILLAGE_SECOND)
}

/** A street of a town: the same number names the same street. */
export function streetName(number: number): string {
  return STREETS[((number % STREETS.length) + STREETS.length) % STREETS.length]!
}

/** 11 digits beginning with 111, which no Chinese network issues to a subscriber. */
export function drawPhone(random: Random): string {
  return `111${String(random.integer(100_000_000)).padStart(8, '0')}`
}

/** 19 digits beginning with 0000, which no bank issues. */
export function drawBankAccount(random: Random): string {
  return `0000${String(random.integer(1_000_000_000)).padStart(9, '0')}${String(random.integer(1_000_000)).padStart(6, '0')}`
}

export const SCHOOL_WORDS: readonly string[] = words(
  '第一小学 第二小学 中心小学 实验小学 中学 初级中学 第三中学',
)
export const KINDERGARTEN_WORDS: readonly string[] = words(
  '幼儿园 中心幼儿园 童心幼儿园 阳光幼儿园 小太阳幼儿园',
)

/** Words parted by white space: a list that stays readable. */
function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
