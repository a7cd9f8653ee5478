/** What a company may set about its months. The defaults are those of the mission documents or ours, as said. */
import { z } from 'zod'
import { minuteOfDay } from '../../engines/kernel/dates.ts'
import { DEFAULT_TRAVEL_RULES } from '../../engines/kernel/travel.ts'
import { DEFAULT_PLAN_RULES, type PlanRules } from '../../engines/schedule/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { defineRule, type RuleVersions, rulesAt } from '../../platform/rules/index.ts'
import type { WindowPreset } from './rules.ts'

export const hoursPerDay = defineRule({
  id: 'plans.hours-per-day',
  schema: z.number().min(1).max(11),
  default: 8,
  unit: 'hours',
  title: { zh: '每日工作时长', en: 'Hours of a working day' },
  clause: {
    zh: (hours) => `每个工作日从离家到回家不超过 ${hours} 小时，等候时间计入。`,
    en: (hours) =>
      `No working day is longer than ${hours} hours from leaving home to returning, waiting included.`,
  },
  source: 'VIS-11; 劳动法 36',
})

export const hoursPerWeek = defineRule({
  id: 'plans.hours-per-week',
  schema: z.number().min(10).max(44),
  default: 44,
  unit: 'hours',
  title: { zh: '每周工作时长', en: 'Hours of a week' },
  clause: {
    zh: (hours) => `周一至周日累计不超过 ${hours} 小时，且至少有一天不安排拜访。`,
    en: (hours) => `At most ${hours} hours from Monday to Sunday, and at least one day without visits.`,
  },
  source: '劳动法 36, 38',
})

export const shiftStart = defineRule({
  id: 'plans.shift-start',
  schema: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  default: '08:30',
  title: { zh: '上班时间', en: 'Start of the working day' },
  clause: {
    zh: (time) => `日班最早 ${time} 出发；晚间拜访的日子顺延开始，不延长工时。`,
    en: (time) =>
      `A day starts at ${time} at the earliest; evening visits move the day and never lengthen it.`,
  },
  source: 'default',
})

export const eveningsPerWeek = defineRule({
  id: 'plans.evenings-per-week',
  schema: z.number().int().min(0).max(5),
  default: 2,
  unit: 'evenings',
  title: { zh: '每周晚间拜访天数上限', en: 'Evenings a week' },
  clause: {
    zh: (count) => `每人每周晚间拜访不超过 ${count} 天。`,
    en: (count) => `Nobody has more than ${count} evenings of visits a week.`,
  },
  source: 'VIS-12; default',
})

export const jointTolerance = defineRule({
  id: 'plans.joint-tolerance',
  schema: z.number().int().min(0).max(60),
  default: 10,
  unit: 'minutes',
  title: { zh: '团队拜访到店时差', en: 'Tolerance of joint visits' },
  clause: {
    zh: (minutes) => `团队拜访的各成员到店时间相差不超过 ${minutes} 分钟。`,
    en: (minutes) => `The people of a joint visit arrive within ${minutes} minutes of each other.`,
  },
  source: 'VIS-10; default',
})

export const minimumGaps = defineRule({
  id: 'plans.minimum-gaps',
  schema: z.record(z.string().regex(/^\d{1,2}$/), z.number().int().min(0).max(31)),
  default: {},
  unit: 'days',
  title: { zh: '两次拜访的最小间隔', en: 'Smallest gap between visits' },
  clause: {
    zh: (gaps) =>
      Object.keys(gaps).length === 0
        ? '同一岗位对同一客户的相邻两次拜访，间隔不少于当月天数除以次数的 60%。'
        : `同一岗位对同一客户的相邻两次拜访间隔：${Object.entries(gaps)
            .map(([visits, days]) => `每月 ${visits} 次不少于 ${days} 天`)
            .join('，')}；其余为当月天数除以次数的 60%。`,
    en: (gaps) =>
      Object.keys(gaps).length === 0
        ? 'Neighbouring visits of one post to one customer lie at least 60 % of the days of the month divided by the visits apart.'
        : `Neighbouring visits of one post to one customer: ${Object.entries(gaps)
            .map(([visits, days]) => `with ${visits} a month at least ${days} days apart`)
            .join(', ')}; otherwise 60 % of the days of the month divided by the visits.`,
  },
  source: 'VIS-09; default',
})

export const travelSpeed = defineRule({
  id: 'plans.travel-speed',
  schema: z.strictObject({
    urbanKmh: z.number().min(3).max(120),
    ruralKmh: z.number().min(3).max(120),
    detourFactor: z.number().min(1).max(3),
  }),
  default: {
    urbanKmh: DEFAULT_TRAVEL_RULES.speedKmhUrban,
    ruralKmh: DEFAULT_TRAVEL_RULES.speedKmhRural,
    detourFactor: DEFAULT_TRAVEL_RULES.detourFactor,
  },
  title: { zh: '行驶速度与绕行系数', en: 'Speed and detour' },
  clause: {
    zh: (value) =>
      `城区时速 ${value.urbanKmh} 公里，农村 ${value.ruralKmh} 公里，路程按直线距离的 ${value.detourFactor} 倍计。`,
    en: (value) =>
      `${value.urbanKmh} km/h in town, ${value.ruralKmh} km/h outside; ways are ${value.detourFactor} times the straight line.`,
  },
  source: 'default',
})

export const planningWindowRule = defineRule<WindowPreset>({
  id: 'plans.window',
  schema: z.enum(['28-30', 'last-two-working-days']),
  default: '28-30',
  title: { zh: '月度拜访计划制订时间', en: 'When the month is planned' },
  clause: {
    zh: (preset) =>
      preset === '28-30'
        ? '次月拜访计划于每月 28 日至 30 日制订并提交。'
        : '次月拜访计划于每月最后两个工作日制订并提交。',
    en: (preset) =>
      preset === '28-30'
        ? 'The plan of the next month is made and handed in from the 28th to the 30th.'
        : 'The plan of the next month is made and handed in on the last two working days.',
  },
  source: 'PLN-02, PLN-10',
})

/** The rules of a month as the engine takes them, with the versions to be stored beside the plan. */
export async function readPlanRules(
  tx: Tx,
  date: string,
): Promise<{ rules: PlanRules; versions: RuleVersions }> {
  const { values, versions } = await rulesAt(
    tx,
    {
      hoursPerDay,
      hoursPerWeek,
      shiftStart,
      eveningsPerWeek,
      jointTolerance,
      minimumGaps,
      travelSpeed,
    },
    date,
  )
  return {
    versions,
    rules: {
      ...DEFAULT_PLAN_RULES,
      hoursPerDay: values.hoursPerDay,
      hoursPerWeek: values.hoursPerWeek,
      shiftStartMinute: minuteOfDay(values.shiftStart),
      maxEveningsPerWeek: values.eveningsPerWeek,
      jointToleranceMinutes: values.jointTolerance,
      minGapDays: values.minimumGaps,
      speedKmhUrban: values.travelSpeed.urbanKmh,
      speedKmhRural: values.travelSpeed.ruralKmh,
      detourFactor: values.travelSpeed.detourFactor,
    },
  }
}
