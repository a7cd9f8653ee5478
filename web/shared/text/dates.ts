import { catalogue, type EnglishOf } from './catalogue.ts'

/** Texts of date and month fields. */
const zh = {
  open: '打开日历',
  clear: '清除日期',
  today: '今天',
  yearBefore: '上一年',
  yearAfter: '下一年',
  monthBefore: '上个月',
  monthAfter: '下个月',
  monthMark: '月',
} as const

const en: EnglishOf<typeof zh> = {
  open: 'Open calendar',
  clear: 'Clear date',
  today: 'Today',
  yearBefore: 'Year before',
  yearAfter: 'Year after',
  monthBefore: 'Month before',
  monthAfter: 'Month after',
  monthMark: ' ',
}

export const t = catalogue(zh, en)
