/** The numbers and lines a company may set for its segments. */
import { z } from 'zod'
import { defineRule } from '../../../platform/rules/index.ts'
import { type TemplateRule, templateRuleSchema } from '../contract/segments.ts'
import { CREDIT_GRADES, FORMATS, type Format } from '../contract/words.ts'

const points = z.number().min(0).max(100)
const percent = z.number().min(0).max(100)

export type FormatNames = Readonly<Record<Format, { readonly name: string; readonly nameEn: string }>>

/** SEG-01: what people call the formats. */
export const formatNames = defineRule<FormatNames>({
  id: 'segments.format-names',
  schema: z.record(
    z.enum(FORMATS),
    z.strictObject({ name: z.string().min(1).max(20), nameEn: z.string().min(1).max(40) }),
  ),
  default: {
    grocery: { name: '食杂店', nameEn: 'Grocery' },
    convenience: { name: '便利店', nameEn: 'Convenience store' },
    supermarket: { name: '超市', nameEn: 'Supermarket' },
    department_store: { name: '商场', nameEn: 'Department store' },
    tobacco_liquor: { name: '烟酒商店', nameEn: 'Tobacco and liquor shop' },
    entertainment: { name: '娱乐服务类', nameEn: 'Entertainment' },
    other: { name: '其他', nameEn: 'Other' },
  },
  source: 'SEG-01',
  title: { zh: '业态名称', en: 'Names of the formats' },
  clause: {
    zh: (names) => `七个业态称为：${FORMATS.map((format) => names[format].name).join('、')}。`,
    en: (names) =>
      `The seven formats are called ${FORMATS.map((format) => names[format].nameEn).join(', ')}.`,
  },
})

/** SEG-03: 甲乙丙丁 of Jinan, read from the top. Kinds of shop go before formats: they say more. */
export const jinanLines = defineRule<readonly TemplateRule[]>({
  id: 'segments.jinan-lines',
  schema: z.array(templateRuleSchema).min(1).max(100),
  default: [
    {
      code: 'jia-mall',
      class: 'jia',
      when: { shopKind: ['mall', 'supermarket_chain', 'supermarket_large'] },
    },
    { code: 'jia-chain', class: 'jia', when: { format: ['supermarket', 'department_store'], isChain: true } },
    { code: 'jia-store', class: 'jia', when: { format: ['department_store'] } },
    { code: 'yi-venue', class: 'yi', when: { shopKind: ['hotel', 'restaurant', 'entertainment_venue'] } },
    { code: 'ding-small', class: 'ding', when: { shopKind: ['grocery_shop', 'stall', 'eatery', 'inn'] } },
    {
      code: 'bing-shop',
      class: 'bing',
      when: { shopKind: ['convenience_shop', 'tobacco_liquor_shop', 'supermarket_small'] },
    },
    { code: 'jia-supermarket', class: 'jia', when: { format: ['supermarket'], scale: ['large'] } },
    {
      code: 'bing-format',
      class: 'bing',
      when: { format: ['convenience', 'tobacco_liquor', 'supermarket'] },
    },
    {
      code: 'yi-format',
      class: 'yi',
      when: { format: ['entertainment'], scale: ['large', 'medium'] },
    },
    { code: 'ding-format', class: 'ding', when: { format: ['grocery', 'entertainment', 'other'] } },
  ],
  source: 'SEG-03',
  title: { zh: '济南分类规则', en: 'Lines of the Jinan classes' },
  clause: {
    zh: (lines) => `甲乙丙丁分类共 ${lines.length} 条规则，从上往下先命中的一条决定类别。`,
    en: (lines) => `The Jinan classes have ${lines.length} lines; the first that fits gives the class.`,
  },
})

const valueSettings = z.strictObject({
  weights: z.strictObject({
    loyalty: points,
    integrity: points,
    cooperation: points,
    growth: points,
    dependence: points,
  }),
  creditPoints: z.record(z.enum(CREDIT_GRADES), points),
  /** Points lost by each failed debit, and by each anomaly that was confirmed. */
  failedDebitPoints: points,
  anomalyPoints: points,
  /** This growth over the year gives 100 points, none gives 50, as much decline gives 0. */
  growthFullPercent: z.number().min(1).max(200),
  /** This share of cigarettes in the turnover gives 100 points. */
  dependenceFullPercent: z.number().min(1).max(100),
  highFrom: points,
  middleFrom: points,
})
export type ValueSettings = z.infer<typeof valueSettings>

/** SEG-04: five criteria. Weights count only where something is known. */
export const valueRule = defineRule<ValueSettings>({
  id: 'segments.value-criteria',
  schema: valueSettings,
  default: {
    weights: { loyalty: 25, integrity: 25, cooperation: 20, growth: 15, dependence: 15 },
    creditPoints: { AAA: 100, AA: 90, A: 80, B: 60, C: 40, D: 20 },
    failedDebitPoints: 25,
    anomalyPoints: 30,
    growthFullPercent: 20,
    dependenceFullPercent: 60,
    highFrom: 85,
    middleFrom: 70,
  },
  source: 'SEG-04',
  title: { zh: '五项价值评价', en: 'Five value criteria' },
  clause: {
    zh: ({ weights: w }) =>
      `价值得分按忠诚度 ${w.loyalty}、诚信度 ${w.integrity}、合作度 ${w.cooperation}、成长度 ${w.growth}、依存度 ${w.dependence} 加权；没有数据的项不参加。`,
    en: ({ weights: w }) =>
      `The value score weighs loyalty ${w.loyalty}, integrity ${w.integrity}, cooperation ${w.cooperation}, growth ${w.growth} and dependence ${w.dependence}; what is unknown takes no part.`,
  },
})

const luwanSettings = z.strictObject({
  valueCut: percent,
  loyaltyCut: percent,
  /** Percent of the contribution that comes from the growth in money; the rest from the price per carton. */
  growthShare: percent,
  /** A window that begins then or later makes a night shop. */
  nightFrom: z.string().regex(/^\d{2}:\d{2}$/),
})
export type LuwanSettings = z.infer<typeof luwanSettings>

/** SEG-05, SEG-06. The source names the three dimensions and four groups, not their formulas: those are ours. */
export const luwanRule = defineRule<LuwanSettings>({
  id: 'segments.luwan',
  schema: luwanSettings,
  default: { valueCut: 65, loyaltyCut: 60, growthShare: 50, nightFrom: '18:00' },
  source: 'SEG-06',
  title: { zh: '三维客户群', en: 'Groups by three dimensions' },
  clause: {
    zh: (s) =>
      `服务时段从 ${s.nightFrom} 起的为夜店；价值度 ${s.valueCut} 及以上的，忠诚度 ${s.loyaltyCut} 及以上为核心客户，以下为重要客户；其余为常规客户。`,
    en: (s) =>
      `A window from ${s.nightFrom} makes a night shop; a value of ${s.valueCut} is core with a loyalty of ${s.loyaltyCut}, else important; the rest is regular.`,
  },
})

const groupSettings = z.strictObject({
  weakTierAtMost: z.int().min(1).max(30),
  weakFallPercent: percent,
  weakQuantityBelow: z.number().min(0),
  marginalTierAtMost: z.int().min(0).max(30),
  marginalCycles: z.int().min(1).max(12),
  highEndPriceClassAtMost: z.int().min(1).max(6),
  highEndSharePercent: percent,
  highEndAmountFen: z.int().min(0),
})
export type GroupSettings = z.infer<typeof groupSettings>

/** SEG-09, SEG-10, SEG-12. No official limits are known; these are ours and stand above every list. */
export const groupRule = defineRule<GroupSettings>({
  id: 'segments.groups',
  schema: groupSettings,
  default: {
    weakTierAtMost: 5,
    weakFallPercent: 20,
    weakQuantityBelow: 5,
    marginalTierAtMost: 3,
    marginalCycles: 3,
    highEndPriceClassAtMost: 1,
    highEndSharePercent: 65,
    highEndAmountFen: 2_000_000,
  },
  source: 'SEG-09',
  title: { zh: '弱势、边缘、高端客户', en: 'Weak, marginal and high-end customers' },
  clause: {
    zh: (s) =>
      `弱势：档位 ${s.weakTierAtMost} 及以下，且同比下降 ${s.weakFallPercent}% 或月均不足 ${s.weakQuantityBelow} 条；边缘：档位 ${s.marginalTierAtMost} 及以下，或连续 ${s.marginalCycles} 个订货周期未订货；高端：高价类占比 ${s.highEndSharePercent}% 以上，且月均购进 ${s.highEndAmountFen / 100} 元以上。`,
    en: (s) =>
      `Weak: tier ${s.weakTierAtMost} or lower and ${s.weakFallPercent}% down on the year or under ${s.weakQuantityBelow} cartons a month. Marginal: tier ${s.marginalTierAtMost} or lower, or ${s.marginalCycles} cycles without an order. High-end: ${s.highEndSharePercent}% of the money in high price classes and ${s.highEndAmountFen / 100} yuan a month.`,
  },
})

const ratingSettings = z.strictObject({
  largePercent: percent,
  mediumPercent: percent,
  /** How far past a line a customer must be to move: those beside the line do not jump every month. */
  marginPoints: z.number().min(0).max(20),
})
export type RatingSettings = z.infer<typeof ratingSettings>

/** SEG-07. */
export const ratingRule = defineRule<RatingSettings>({
  id: 'segments.rating',
  schema: ratingSettings,
  default: { largePercent: 15, mediumPercent: 35, marginPoints: 5 },
  source: 'SEG-07',
  title: { zh: '月度评价', en: 'Monthly re-rating' },
  clause: {
    zh: (s) =>
      `经营规模按同业态月均购进排名：前 ${s.largePercent}% 为大，其后 ${s.mediumPercent}% 为中；超过界线 ${s.marginPoints} 分才提出变动。`,
    en: (s) =>
      `Scale goes by the rank within the format: the first ${s.largePercent}% are large, the next ${s.mediumPercent}% medium; a move needs ${s.marginPoints} points past the line.`,
  },
})

const potentialSettings = z.strictObject({
  growth: points,
  room: points,
  breadth: points,
  regularity: points,
  location: points,
})
export type PotentialSettings = z.infer<typeof potentialSettings>

/** SEG-08: the most points each part gives. */
export const potentialRule = defineRule<PotentialSettings>({
  id: 'segments.potential',
  schema: potentialSettings,
  default: { growth: 30, room: 25, breadth: 15, regularity: 20, location: 10 },
  source: 'SEG-08',
  title: { zh: '培育潜力测评', en: 'Test of potential' },
  clause: {
    zh: (s) =>
      `潜力得分由成长 ${s.growth}、提升空间 ${s.room}、品规宽度 ${s.breadth}、订货规律 ${s.regularity}、位置 ${s.location} 组成。`,
    en: (s) =>
      `Potential is growth ${s.growth}, room ${s.room}, breadth ${s.breadth}, regularity ${s.regularity} and location ${s.location}.`,
  },
})

/** SEG-11. */
export const smallMediumTarget = defineRule<number>({
  id: 'segments.small-medium-target',
  schema: percent,
  default: 60,
  unit: '%',
  source: 'SEG-11',
  title: { zh: '中小客户占比目标', en: 'Target for small and medium customers' },
  clause: {
    zh: (value) => `拜访、帮扶和培育中，中小客户应占 ${value}% 以上。`,
    en: (value) => `Small and medium customers get at least ${value}% of visits, aid and cultivation.`,
  },
})
