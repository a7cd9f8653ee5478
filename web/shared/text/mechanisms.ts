import { catalogue, type EnglishOf } from './catalogue.ts'

/** What rule book, workflows, jobs, indicators, form definitions and the audit reader refuse, and what to do then. */
const zh = {
  'violation.RULE-01': '规则值不符合要求（{path}）：{message}',
  'violation.RULE-02': '请写明修改原因',
  'violation.RULE-03': '生效日 {validFrom} 早于今天 {today}。过去的规则不能改；确有错误请勾选“更正”',
  'violation.RULE-04': '截至 {closedThrough} 的结果已按原规则确定，不能再改。请把生效日定在此后',
  'violation.RULE-05': '新值与该日的现值相同，无需修改',

  'violation.FORM-10': '表单定义有误：{fault}',
  'violation.FORM-11': '生效日 {validFrom} 早于今天 {today}，请改为今天或以后',
  'violation.FORM-12': '这份答卷已提交过或已被更正，请刷新后再看',
  'violation.FORM-13': '与现行版本相同，无需发布',

  'violation.WF-01': '该事项的流程已经开始',
  'violation.WF-02': '刚才有人先处理了，请刷新后再操作',
  'violation.WF-03': '当前状态不能进行这一步，请刷新后再看',
  'violation.WF-04': '请写明意见',
  'violation.WF-05': '不能审批自己的工作，请交由他人处理',
  'violation.WF-06': '还有批注没有答复：{comment}',
  'violation.WF-07': '您没有进行这一步的权限',

  'violation.JOB-01': '执行中断且不能自动重来，请检查后再决定是否重新开始',
  'violation.INTERNAL': '程序内部出错，结果没有生效',
  'violation.JOB-03': '作业的状态已变，请刷新后再操作',

  'violation.IND-01': '该指标不能按“{dimension}”分解',
  'violation.IND-02': '结束日 {to} 早于开始日 {from}',

  'violation.CASE-NEEDED': '查看此项需要有效的案件编号',
} as const

const en: EnglishOf<typeof zh> = {
  'violation.RULE-01': 'The value does not fit the rule ({path}): {message}',
  'violation.RULE-02': 'Say why the rule changes',
  'violation.RULE-03':
    '{validFrom} lies before today, {today}. The past stays; if it was wrong, call it a correction',
  'violation.RULE-04': 'Results up to {closedThrough} were fixed by this rule. Choose a later date',
  'violation.RULE-05': 'The rule has this value on that date already',

  'violation.FORM-10': 'The form does not hold together: {fault}',
  'violation.FORM-11': '{validFrom} lies before today, {today}. Choose today or later',
  'violation.FORM-12': 'These answers were handed in or corrected already. Reload and look again',
  'violation.FORM-13': 'This is the version in force already',

  'violation.WF-01': 'This has been started already',
  'violation.WF-02': 'Somebody was faster. Reload and decide again',
  'violation.WF-03': 'This step cannot be taken from here. Reload and look again',
  'violation.WF-04': 'Say why',
  'violation.WF-05': 'Nobody approves their own work. Ask somebody else',
  'violation.WF-06': 'A comment has no answer yet: {comment}',
  'violation.WF-07': 'You may not take this step',

  'violation.JOB-01': 'It was interrupted and must not repeat itself. Look at it, then start it again',
  'violation.INTERNAL': 'The program made a mistake; nothing was changed',
  'violation.JOB-03': 'The job is in another state now. Reload and look again',

  'violation.IND-01': 'This indicator cannot be broken down by "{dimension}"',
  'violation.IND-02': 'The period ends on {to}, before it begins on {from}',

  'violation.CASE-NEEDED': 'This needs the number of an open case',
}

export const t = catalogue(zh, en)
