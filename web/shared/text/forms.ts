import { catalogue, type EnglishOf } from './catalogue.ts'

/** What can be wrong with an answer of a form. */
const zh = {
  'fault.required': '这一题需要回答',
  'fault.kind': '填写的内容不对，请改一改',
  'fault.decimals': '最多 {decimals} 位小数',
  'fault.between': '应在 {min} 到 {max} 之间',
  'fault.atLeast': '不能小于 {min}',
  'fault.atMost': '不能大于 {max}',
  'fault.option': '请从选项中选',
  'fault.count': '应选 {min} 到 {max} 项',
  'fault.tooFew': '至少 {min} 项',
  'fault.tooMany': '最多 {max} 项',
  'fault.other': '这一题还不能提交',

  'violation.FORM-01': '有一题没有回答',
  'violation.FORM-02': '有一题填写的内容不对',
  'violation.FORM-03': '有一题超出了范围',
  'violation.FORM-04': '有一题选了没有的选项',
  'violation.FORM-05': '表单里没有这一题：{subject}',
  'violation.FORM-06': '有一题已隐藏，却带着回答',
  'violation.FORM-07': '有一题选得太多或太少',
  'violation.FORM-08': '有几题的回答互相矛盾',
} as const

const en: EnglishOf<typeof zh> = {
  'fault.required': 'This question needs an answer',
  'fault.kind': 'This is not the kind of answer asked for',
  'fault.decimals': 'At most {decimals} decimals',
  'fault.between': 'Between {min} and {max}',
  'fault.atLeast': 'At least {min}',
  'fault.atMost': 'At most {max}',
  'fault.option': 'Choose one of the options',
  'fault.count': 'Choose {min} to {max}',
  'fault.tooFew': 'At least {min}',
  'fault.tooMany': 'At most {max}',
  'fault.other': 'This question cannot be handed in yet',

  'violation.FORM-01': 'A question has no answer',
  'violation.FORM-02': 'An answer is of the wrong kind',
  'violation.FORM-03': 'An answer lies outside its limits',
  'violation.FORM-04': 'An answer is not among the options',
  'violation.FORM-05': 'The form has no such question: {subject}',
  'violation.FORM-06': 'A hidden question carries an answer',
  'violation.FORM-07': 'Too many or too few were chosen',
  'violation.FORM-08': 'Some answers contradict each other',
}

export const t = catalogue(zh, en)
