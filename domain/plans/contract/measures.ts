/** The nine service measures of a visit (PLN-07), as the mission names them, with their words for sheets and screens. */
export const MEASURE_NAMES = {
  demand: { zh: '需求收集', en: 'Demand' },
  information: { zh: '信息采集', en: 'Information' },
  relations: { zh: '客情维护', en: 'Relations' },
  weakCare: { zh: '弱势关爱', en: 'Care for the weak' },
  coaching: { zh: '经营辅导', en: 'Coaching' },
  sellThrough: { zh: '动销台账', en: 'Sell-through ledger' },
  newProduct: { zh: '新品推介', en: 'New product' },
  brand: { zh: '品牌培育', en: 'Brand cultivation' },
  exception: { zh: '异常处理', en: 'Settle an exception' },
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>

export type Measure = keyof typeof MEASURE_NAMES
export const MEASURES = Object.keys(MEASURE_NAMES) as [Measure, ...Measure[]]
