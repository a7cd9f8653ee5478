/**
 * Why a cell or row was not taken, and what was noted, in words: for the workbook of rejected rows, the command line
 * and the screens alike. Every code of an import stands here.
 */
type Values = Readonly<Record<string, string | number | boolean | null>> | undefined
interface Reason {
  readonly zh: (values: Values) => string
  readonly en: (values: Values) => string
}

const value = (values: Values, name: string): string => String(values?.[name] ?? '')

const REASONS: Readonly<Record<string, Reason>> = {
  'IMP-01': { zh: () => '必填项为空，请补填。', en: () => 'Required, but empty.' },
  'IMP-02': { zh: () => '不是数字，请只填写数字。', en: () => 'Not a number.' },
  'IMP-03': { zh: () => '应为整数。', en: () => 'Must be a whole number.' },
  'IMP-04': {
    zh: (v) => `超出范围，应在 ${value(v, 'least')} 到 ${value(v, 'most')} 之间。`,
    en: (v) => `Outside the limits ${value(v, 'least')} to ${value(v, 'most')}.`,
  },
  'IMP-05': {
    zh: () => '日期无法识别，请写成 2026-11-02（年-月-日）。',
    en: () => 'Not a date; write it as 2026-11-02 (year-month-day).',
  },
  'IMP-06': {
    zh: (v) => `不在可选值内，可填：${value(v, 'expected')}。`,
    en: (v) => `Not one of the allowed values: ${value(v, 'expected')}.`,
  },
  'IMP-07': {
    zh: () => '客户编码不存在，请先导入该客户，或改正编码。',
    en: () => 'No customer has this code: import the customer first, or mend the code.',
  },
  'IMP-08': {
    zh: () => '与本文件中同一编号的另一行内容矛盾，只保留了先出现的一行。',
    en: () => 'Contradicts an earlier row of the same number in this file; the earlier one was kept.',
  },
  'IMP-09': { zh: () => '订单行号的格式不对。', en: () => 'Not the number of an order line.' },
  'IMP-11': {
    zh: () => '经度和纬度要成对填写，且不能同为 0。',
    en: () => 'Longitude and latitude go together and are not both 0.',
  },
  'IMP-12': { zh: () => '开始晚于或等于结束。', en: () => 'Begins after it ends.' },
  'IMP-13': {
    zh: () => '编号被表格软件改成了科学计数，末位已丢失，请把该列设为文本后重新导出。',
    en: () => 'A spreadsheet has rounded this number away; make the column text and export it again.',
  },
  'IMP-14': {
    zh: (v) => `太长，最多 ${value(v, 'most')} 个字。`,
    en: (v) => `Too long: at most ${value(v, 'most')} characters.`,
  },
  'IMP-16': {
    zh: (v) => `该客户的许可证自 ${value(v, 'closedFrom')} 起无效，订货日在此之后，不予导入。`,
    en: (v) =>
      `The customer's licence is not valid from ${value(v, 'closedFrom')} on; the order is dated later.`,
  },
  'IMP-17': {
    zh: () => '日期的月和日分不清，请写成 2026-11-02（年-月-日）。',
    en: () => 'Month and day cannot be told apart; write 2026-11-02 (year-month-day).',
  },
  'IMP-18': { zh: () => '金额的小数超过两位。', en: () => 'Money with more than two decimals.' },
  'IMP-20': {
    zh: (v) => `缺少必需的列“${value(v, 'zh')}”。`,
    en: (v) => `The required column "${value(v, 'en')}" is missing.`,
  },
  'IMP-21': {
    zh: (v) => `没有“${value(v, 'field')}”这个字段。`,
    en: (v) => `There is no field "${value(v, 'field')}".`,
  },
  'IMP-30': {
    zh: () => '这次导入已在运行或已完成，不能再改。',
    en: () => 'This import is running or done and can no longer be changed.',
  },
  'IMP-31': {
    zh: () => '上传的文件已不在，请重新上传。',
    en: () => 'The uploaded file is gone; upload it again.',
  },
  'IMP-32': {
    zh: () => '只有已完成的导入可以撤销。',
    en: () => 'Only an import that is done can be taken back.',
  },
  'IMP-33': {
    zh: () => '同一标识的请求正在处理，请稍后再试。',
    en: () => 'A request with the same key is being worked on; try again later.',
  },
  // Notices: nothing was rejected.
  'IMP-41': {
    zh: () => '价目表中没有的品规，已新建并标记“价目表外”。',
    en: () => 'Goods in no price list: taken in and marked as unknown.',
  },
  'IMP-42': {
    zh: () => '订单带来的新客户，已新建档案。',
    en: () => 'Customers that came with orders: archive opened.',
  },
  'IMP-43': {
    zh: () => '客户经理不在人员名单内，该客户暂无客户经理。',
    en: () => 'The customer manager is not among the people; the customer has none for now.',
  },
  'IMP-44': {
    zh: () => '文件没有行号，同一订单同一品规出现多次，均按独立订单行计入。',
    en: () =>
      'Rows that repeat a product in an order without line numbers: each counted as a line of its own.',
  },
  'IMP-45': {
    zh: () => '部门不存在，未写入部门。',
    en: () => 'The department is not known and was left out.',
  },
  'IMP-46': { zh: () => '新的送货线路，已新建。', en: () => 'Delivery lines met for the first time: made.' },
}

export const IMPORT_CODES = Object.keys(REASONS)

/** The sentence of a code; the code itself when it has none. */
export function sayReason(code: string, values: Values, language: 'zh' | 'en'): string {
  return REASONS[code]?.[language](values) ?? code
}
