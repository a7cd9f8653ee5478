import { catalogue, type EnglishOf } from './catalogue.ts'

/** Titles of menu groups, menu entries and screens. They belong to the first load; all other texts travel lazily. */
const zh = {
  'group.work': '工作',
  'group.market': '市场',
  'group.goods': '货源与品牌',
  'group.oversight': '督察与考评',
  'group.company': '单位',
  'group.system': '系统',

  home: '首页',
  profile: '个人设置',
  tasks: '待办',
  dashboard: '经营看板',
  indicator: '指标',

  organisation: '组织与人员',
  person: '人员',
  calendar: '工作日历',
  rules: '规则手册',
  forms: '表单',
  rule: '规则',

  accounts: '账号',
  policy: '权限表',
  audit: '审计日志',
  jobs: '后台作业',
  plans: '拜访计划',
  plan: '月度计划',
  territories: '片区划分',

  customers: '零售户',
  customer: '零售户档案',
  segments: '客户分类',
  delivery: '送货线路',
  moves: '线路调整',
  goods: '品规',
  product: '品规资料',
  orders: '订单',
  imports: '数据导入',
  importNew: '导入数据',
  importOne: '导入结果',
} as const

const en: EnglishOf<typeof zh> = {
  'group.work': 'Work',
  'group.market': 'Market',
  'group.goods': 'Goods and brands',
  'group.oversight': 'Oversight',
  'group.company': 'Company',
  'group.system': 'System',

  home: 'Home',
  profile: 'My settings',
  tasks: 'To do',
  dashboard: 'Dashboard',
  indicator: 'Number',

  organisation: 'Organisation and people',
  person: 'Person',
  calendar: 'Working calendar',
  rules: 'Rule book',
  forms: 'Forms',
  rule: 'Rule',

  accounts: 'Accounts',
  policy: 'Permissions',
  audit: 'Audit log',
  jobs: 'Background work',
  plans: 'Visit plans',
  plan: 'Month plan',
  territories: 'Territories',

  customers: 'Customers',
  customer: 'Customer',
  segments: 'Segments',
  delivery: 'Delivery lines',
  moves: 'Moves',
  goods: 'Goods',
  product: 'Product',
  orders: 'Orders',
  imports: 'Imports',
  importNew: 'Import data',
  importOne: 'Import',
}

export const t = catalogue(zh, en)
export type MenuText = keyof typeof zh
