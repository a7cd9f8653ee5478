import type { ColumnKind } from '../../platform/files/workbook-writer.ts'
import type { ListColumn } from './contract/list.ts'

/** Words in exported files. Screens have their own catalogues; a file is written by the server. */
export const EXPORT_TITLES: Readonly<Record<ListColumn, { zh: string; en: string; kind: ColumnKind }>> = {
  code: { zh: '客户编码', en: 'Customer code', kind: 'code' },
  name: { zh: '客户名称', en: 'Name', kind: 'text' },
  format: { zh: '业态', en: 'Format', kind: 'text' },
  marketType: { zh: '市场类型', en: 'Market type', kind: 'text' },
  valueGroup: { zh: '价值群', en: 'Value group', kind: 'text' },
  scale: { zh: '经营规模', en: 'Scale', kind: 'text' },
  tier: { zh: '档位', en: 'Tier', kind: 'integer' },
  status: { zh: '经营状态', en: 'Status', kind: 'text' },
  manager: { zh: '客户经理', en: 'Customer manager', kind: 'text' },
  unit: { zh: '市场部', en: 'Department', kind: 'text' },
  deliveryLine: { zh: '送货线路', en: 'Delivery line', kind: 'text' },
  orderWeekday: { zh: '订货日', en: 'Order day', kind: 'text' },
  orderCycle: { zh: '访销频次', en: 'Order cycle', kind: 'text' },
  visitsPerMonth: { zh: '月拜访次数', en: 'Visits a month', kind: 'code' },
  licenceState: { zh: '许可证状态', en: 'Licence', kind: 'text' },
  licenceNo: { zh: '许可证号', en: 'Licence number', kind: 'code' },
  licenceValidTo: { zh: '许可证有效期止', en: 'Licence valid to', kind: 'date' },
  contactName: { zh: '联系人', en: 'Contact', kind: 'text' },
  phone: { zh: '联系电话', en: 'Phone', kind: 'code' },
  address: { zh: '经营地址', en: 'Address', kind: 'text' },
  lon: { zh: '经度', en: 'Longitude', kind: 'decimal' },
  lat: { zh: '纬度', en: 'Latitude', kind: 'decimal' },
  quantity: { zh: '月均订量（条）', en: 'Cartons a month', kind: 'decimal' },
  amountFen: { zh: '月均金额（元）', en: 'Amount a month (yuan)', kind: 'yuan' },
  missing: { zh: '缺项数', en: 'Missing fields', kind: 'integer' },
  groups: { zh: '客户群', en: 'Groups', kind: 'text' },
  tags: { zh: '标签', en: 'Tags', kind: 'text' },
}

type Words = Readonly<Record<string, readonly [zh: string, en: string]>>

const LISTS: Readonly<Record<string, Words>> = {
  format: {
    grocery: ['食杂店', 'Grocery'],
    convenience: ['便利店', 'Convenience'],
    supermarket: ['超市', 'Supermarket'],
    department_store: ['商场', 'Department store'],
    tobacco_liquor: ['烟酒商店', 'Tobacco and liquor'],
    entertainment: ['娱乐服务类', 'Entertainment'],
    other: ['其他', 'Other'],
  },
  marketType: { urban: ['城镇', 'Urban'], rural: ['乡村', 'Rural'] },
  valueGroup: {
    core: ['核心', 'Core'],
    important: ['重要', 'Important'],
    regular: ['常规', 'Regular'],
    night: ['夜店', 'Night'],
  },
  scale: { large: ['大', 'Large'], medium: ['中', 'Medium'], small: ['小', 'Small'] },
  status: {
    new: ['新入网', 'New'],
    valid: ['有效', 'Valid'],
    paused: ['暂停', 'Paused'],
    invalid: ['无效', 'Invalid'],
  },
  orderWeekday: {
    '1': ['周一', 'Mon'],
    '2': ['周二', 'Tue'],
    '3': ['周三', 'Wed'],
    '4': ['周四', 'Thu'],
    '5': ['周五', 'Fri'],
    '6': ['周六', 'Sat'],
    '7': ['周日', 'Sun'],
  },
  orderCycle: {
    weekly: ['每周', 'Weekly'],
    odd_week: ['单周', 'Odd weeks'],
    even_week: ['双周', 'Even weeks'],
    none: ['不访销', 'None'],
  },
  licenceState: {
    valid: ['有效', 'Valid'],
    expiring: ['即将到期', 'Ends soon'],
    expired: ['已过期', 'Expired'],
    not_yet_valid: ['未生效', 'Not yet valid'],
    suspended: ['停业', 'Suspended'],
    cancelled: ['注销', 'Cancelled'],
    missing_number: ['无证号', 'No number'],
    malformed_number: ['证号格式有误', 'Malformed number'],
    missing_expiry: ['无有效期', 'No expiry date'],
  },
  group: {
    weak: ['弱势客户', 'Weak'],
    marginal: ['边缘客户', 'Marginal'],
    high_end: ['高端客户', 'High-end'],
  },
}

/** The word for a code of a list; the code itself when there is none. */
export function sayCode(list: string, code: string, language: 'zh' | 'en'): string {
  return LISTS[list]?.[code]?.[language === 'zh' ? 0 : 1] ?? code
}
