import { catalogue, type EnglishOf } from './catalogue.ts'

/** The book of forms: what is asked where, in which version. */
const zh = {
  detail: '检查、收集、评价所用的表单。每一版都留存，旧答卷按旧版查看。',
  list: '表单',
  empty: '还没有表单',
  'empty.cure': '各业务模块投入使用后，它们的表单会出现在这里。',
  choose: '从左边选一张表单，可以试填',
  questions: '{count} 题',
  version: '第 {version} 版，{date} 起',
  shipped: '出厂表单',
  own: '本公司修订',
  anonymous: '匿名',
  try: '试填',
  'try.help': '试填不保存，只看显示条件、检查和计分是否合适。',
  check: '检查答卷',
  reset: '重新试填',
  fine: '可以提交，没有问题',
  versions: '历次版本',
} as const

const en: EnglishOf<typeof zh> = {
  detail: 'The forms of checks, surveys and scores. Every version is kept; old answers are read by theirs.',
  list: 'Forms',
  empty: 'No forms yet',
  'empty.cure': 'The forms of each module appear here once it is in use.',
  choose: 'Choose a form on the left to try it',
  questions: '{count} questions',
  version: 'Version {version}, since {date}',
  shipped: 'as shipped',
  own: 'changed by the company',
  anonymous: 'anonymous',
  try: 'Try it',
  'try.help': 'Nothing is kept: see whether conditions, checks and points are right.',
  check: 'Check the answers',
  reset: 'Start again',
  fine: 'Could be handed in, nothing is wrong',
  versions: 'Versions',
}

export const t = catalogue(zh, en)
